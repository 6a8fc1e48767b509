"""The sheets of a file: a CSV file is one, a workbook has several, and tables may stand stacked in one.

Every value is text as a person sees it; the row is the row that a spreadsheet shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from pipelines.formats import ROW, TextTable, csv_header, read_bytes, read_csv, shown
from pipelines.signatures import WORKBOOK_SUFFIXES
from pipelines.workbooks import Sheet, is_workbook, sheets_of
from schemas.layout import folded

_TITLES_OF_A_STACK = 2
_CELLS_OF_A_TITLE = 2


@dataclass(frozen=True)
class TextSheet(TextTable):
    """One sheet, and where it was found: in which file, and as ``shown`` names it to a person."""

    file: str = ""
    shown: str = ""
    is_stacked: bool = False


def read(path: Path, titles: frozenset[str]) -> list[TextSheet]:
    """The sheets of a file; ``titles`` are the folded titles under which tables stand stacked."""
    data = read_bytes(path)
    if is_workbook(data) or path.suffix.casefold() in WORKBOOK_SUFFIXES:
        return [
            found
            for number, sheet in enumerate(sheets_of(path.name, data), 1)
            for found in _of_sheet(path.name, number, sheet, titles)
        ]
    table = read_csv(path, data)
    return [TextSheet(**{**vars(table), "name": path.stem}, file=path.name, shown=shown(path.name))]


def headers(path: Path, titles: frozenset[str]) -> list[TextSheet]:
    """The sheets of a file, of a CSV file its header alone."""
    if path.suffix.casefold() in WORKBOOK_SUFFIXES:
        return read(path, titles)
    columns = csv_header(path) or []
    empty = pa.table({name: pa.array([], pa.string()) for name in columns})
    return [TextSheet(path.stem, empty, file=path.name, shown=shown(path.name))]


def _of_sheet(file: str, number: int, sheet: Sheet, titles: frozenset[str]) -> Iterator[TextSheet]:
    places = [n for n, row in enumerate(sheet.rows) if _is_title(row, titles)]
    if len(places) < _TITLES_OF_A_STACK:
        # By number: a sheet may be named after a child.
        where = f"{shown(file)}, sheet {number}"
        yield from (replace(f, name=sheet.name, file=file, shown=where) for f in _block(sheet.rows, 0))
        return
    for start, end in zip(places, [*places[1:], len(sheet.rows)], strict=True):
        title = next(cell for cell in sheet.rows[start] if cell.strip())
        stacked = TextSheet(
            title, pa.table({}), file=file, shown=f"{shown(file)}, '{title}'", is_stacked=True
        )
        for found in _block(sheet.rows[:end], start + 1):
            yield replace(stacked, rows=found.rows, notes=found.notes)


def _is_title(row: Sequence[str], titles: frozenset[str]) -> bool:
    cells = [cell for cell in row if cell.strip()]
    return 0 < len(cells) <= _CELLS_OF_A_TITLE and folded(cells[0]) in titles


def _block(rows: Sequence[Sequence[str]], first: int) -> Iterator[TextSheet]:
    """One table: its header is the first row from ``first`` on that is not blank."""
    top = next((n for n in range(first, len(rows)) if any(cell.strip() for cell in rows[n])), None)
    if top is None:
        return
    names = _unique([cell.strip() for cell in rows[top]])
    body = [(n, row) for n, row in enumerate(rows[top + 1 :], top + 2) if any(c.strip() for c in row)]
    columns = {
        name: pa.array([_cell(row, place) for _, row in body], pa.string())
        for place, name in enumerate(names)
        if name
    }
    unnamed = sum(any(_cell(row, place) for _, row in body) for place, name in enumerate(names) if not name)
    yield TextSheet(
        "",
        pa.table(columns).append_column(ROW, pa.array([n for n, _ in body], pa.int64())),
        notes={"columns without a name, left aside": unnamed} if unnamed else {},
    )


def _unique(names: list[str]) -> list[str]:
    """Each name once: a second gets its place behind it, in brackets, which the folding ignores."""
    return [
        f"{name} (column {n})" if name and name in {ROW, *names[: n - 1]} else name
        for n, name in enumerate(names, 1)
    ]


def _cell(row: Sequence[str], place: int) -> str | None:
    text = row[place].strip() if place < len(row) else ""
    return text or None
