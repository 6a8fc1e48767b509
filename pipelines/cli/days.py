"""Days as they are written on a command line."""

from datetime import date

from pipelines.errors import UsageError


def day_of(text: str) -> date:
    """The day that an option names. Errors: ``UsageError``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"'{text}' is no day.",
            why="A day is written as year, month and day of the month, with hyphens.",
            hint="For example: --as-returned 2026-03-12",
        ) from None
