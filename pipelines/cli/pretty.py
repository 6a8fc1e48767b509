"""Tables on stdout and progress on stderr, for a terminal and for a pipe. The only module that uses rich."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.console import printable, talk

# Wide enough that a line of a table is a line in a pipe.
_PIPE_WIDTH = 200


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """A table of plain cells on stdout; the columns named in ``right`` are set to the right."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        drawn.add_column(Text(printable(name)), justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(printable("" if cell is None else str(cell))) for cell in row))
    out = Console(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    out.print(drawn)


@contextmanager
def working(first: str, *, brief: bool = False) -> Iterator[Callable[[str], None]]:
    """Progress of long work: one moving line on a terminal, plain lines elsewhere.

    ``brief`` leaves out plain lines that begin with the same word as the one before.
    """
    err = Console(file=sys.stderr)
    if not err.is_interactive:
        talk(first)
        yield _Brief() if brief else talk
        return
    with err.status(Text(first)) as status:
        yield lambda text: status.update(Text(printable(text)))


class _Brief:
    """Talks when the first word is another than before."""

    def __init__(self) -> None:
        self._word = ""

    def __call__(self, text: str) -> None:
        word, _, _ = text.partition(" ")
        if word != self._word:
            talk(text)
        self._word = word
