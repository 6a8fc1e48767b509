"""What the command line says: results on stdout, talk on stderr, errors in three parts. No colour, no tables.

Tables and progress are in ``pipelines.cli.pretty``; this module loads in no time.
"""

import json
import sys
from typing import Any

from pipelines.errors import SendError


def result(text: str = "") -> None:
    """A line of the answer, on stdout."""
    sys.stdout.write(printable(text) + "\n")


def talk(text: str = "") -> None:
    """A line beside the answer, on stderr."""
    sys.stderr.write(printable(text) + "\n")


def result_json(answer: Any) -> None:
    """The answer for a program, on stdout."""
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False, default=str) + "\n")


def tell(error: SendError) -> None:
    """An error in its three parts, on stderr."""
    talk(f"Error: {error.what}")
    talk(f"  Why:  {error.why}")
    talk(f"  Hint: {error.hint}")


def printable(text: str) -> str:
    """The text without control characters: the name of a file may hold what a terminal would obey."""
    return "".join(c if c.isprintable() or c in "\n\t" else "?" for c in text)


def plural(number: int, one: str, many: str = "") -> str:
    """``1 delivery``, ``20 deliveries``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
