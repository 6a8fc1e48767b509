"""What becomes of an exception at the edge of the program: three parts for a person, and an exit code.

The text of an exception of pandas, duckdb or pyarrow may hold a value from a row. It is never shown, but
for ``--debug``.
"""

import errno
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from typer.exceptions import TyperException

from pipelines.cli.console import tell
from pipelines.errors import SendError, UsageError

_OURS = Path(__file__).parent.parent.parent
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def of_command_line(error: TyperException) -> SendError:
    """A command line that cannot be read: the nearest command or option, or where the help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "send"
    what, _, near = error.format_message().partition(". Did you mean ")
    return UsageError(
        what.rstrip(".") + ".",
        why="The command line cannot be followed as it is written.",
        hint=(f"Did you mean {near} " if near else "") + f"Run '{command} --help' for what it takes.",
    )


def of_system(error: OSError) -> SendError:
    """What the system refused. Names the file, which holds no value from data."""
    where = str(error.filename) if error.filename else "the disk"
    if error.errno in _FULL:
        hint = "Free some space, or move data/ and the lake (SEND_LAKE) to a larger disk; then run it again."
    elif error.errno in _FORBIDDEN:
        hint = (
            "Close the program that has it open (Excel, Power BI), or give yourself the right to it; "
            "'send doctor' names the folders that must be writable."
        )
    else:
        hint = "See that the file or folder is there and can be read, then run it again."
    return UsageError(f"{where} cannot be used.", why=f"The system says: {error.strerror}.", hint=hint)


def hook(*, debug: bool) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """For ``sys.excepthook``: a bug in three parts, with its class and its place in our code."""

    def tell_of_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if debug:
            traceback.print_exception(kind, error, trace, file=sys.stderr)
        tell(of_bug(error))

    return tell_of_bug


def of_bug(error: BaseException) -> SendError:
    """What nobody has foreseen: its class and where it rose, never its text."""
    return SendError(
        "Something went wrong that should not.",
        why=f"{type(error).__name__} at {_place(error)}. Its text is kept back: it may hold values.",
        hint="Run it again with --debug on a machine where row values may be shown, and report the place.",
    )


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(_OURS) and "site-packages" not in f.filename]
    if not ours:
        return "an unknown place"
    return f"{Path(ours[-1].filename).relative_to(_OURS)}:{ours[-1].lineno} ({ours[-1].name})"
