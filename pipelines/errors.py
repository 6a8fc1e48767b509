"""Errors a person can act on: what happened, why, and what to do next. Exit codes of the command line.

A message holds names of files, columns and rules, and counts. It never holds a value from a row.
"""

BUG, USAGE, SOURCE_MISSING, CONTRACT_BROKEN, DISCLOSURE_RISK, OUT_OF_DATE = 1, 2, 3, 4, 5, 6


class SendError(Exception):
    """Base of every error that is meant for a person; ``code`` is the exit code."""

    code = BUG

    def __init__(self, what: str, *, why: str, hint: str) -> None:
        super().__init__(f"{what} Why: {why} Hint: {hint}")
        self.what, self.why, self.hint = what, why, hint


class SourceMissingError(SendError):
    """There is nothing to read where something must be."""

    code = SOURCE_MISSING


class RefusedError(SendError):
    """A file or a delivery is not what its place, its name or its contract says."""

    code = CONTRACT_BROKEN


class OutOfDateError(SendError):
    """What is asked for has not been built, or was built from something older."""

    code = OUT_OF_DATE


class UsageError(SendError):
    """The command or a setting cannot be followed as given."""

    code = USAGE
