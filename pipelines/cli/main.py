"""``send``: how the program begins and ends. What its commands take is in ``commands_*``."""

import os
import sys

from typer.exceptions import TyperException
from typer.main import get_command

from pipelines.cli import (
    commands_audit,
    commands_build,
    commands_fetch,
    commands_linkage,
    commands_project,
    commands_read,
    commands_release,
    commands_start,
    commands_vault,
    console,
    failures,
)
from pipelines.cli.app import app
from pipelines.errors import SendError

# In the order in which help shows them.
for _group in (
    commands_start,
    commands_build,
    commands_release,
    commands_fetch,
    commands_read,
    commands_project,
    commands_vault,
    commands_linkage,
    commands_audit,
):
    app.add_typer(_group.commands)


def run(args: list[str]) -> int:
    """Run one command line; the exit code. What nobody has foreseen is left to rise."""
    try:
        return int(get_command(app).main(args or ["--help"], "send", standalone_mode=False) or 0)
    except TyperException as error:
        return _ended(failures.of_command_line(error))
    except SendError as error:
        return _ended(error)
    except OSError as error:
        return _ended(failures.of_system(error))


def main() -> None:
    """The entry point of ``send``."""
    args = sys.argv[1:]
    debug = "--debug" in args
    sys.excepthook = failures.hook(debug=debug)
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a sign shows a question mark.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = run([arg for arg in args if arg != "--debug"])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and no complaint at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _ended(error: SendError) -> int:
    console.tell(error)
    return error.code


if __name__ == "__main__":
    main()
