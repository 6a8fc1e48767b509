"""Files as plain rows of cells, for those whose header is more than one row; nothing is interpreted.

``rows[i]`` is row i+1 as a spreadsheet shows it, so that a person finds it again.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pipelines import delimited
from pipelines.errors import RefusedError
from pipelines.formats import decoded, read_bytes, shown
from pipelines.signatures import WORKBOOK_SUFFIXES
from pipelines.workbooks import is_workbook, sheets_of


@dataclass(frozen=True)
class Grid:
    """One sheet of a workbook, or one CSV file, cells as text, trimmed; ``shown`` names it to a person."""

    shown: str
    rows: list[list[str]]

    @property
    def filled(self) -> list[tuple[int, list[str]]]:
        """Its rows that are not blank, each with the number a spreadsheet gives it."""
        return [(number, row) for number, row in enumerate(self.rows, 1) if any(row)]


def grids_of(path: Path) -> list[Grid]:
    """Every sheet of a file that holds anything; ``RefusedError`` for what is neither CSV nor workbook."""
    data = read_bytes(path)
    if is_workbook(data) or path.suffix.casefold() in WORKBOOK_SUFFIXES:
        found = [
            Grid(f"{shown(path.name)}, sheet {number}", _trimmed(sheet.rows))
            for number, sheet in enumerate(sheets_of(path.name, data), 1)
        ]
    else:
        found = [Grid(shown(path.name), _trimmed(_cut(path.name, data)))]
    return [grid for grid in found if grid.filled]


def _cut(name: str, data: bytes) -> list[list[str]]:
    text = decoded(name, data)[0].lstrip("\ufeff")
    header = delimited.read_header(shown(name), text.encode())
    is_said = text[:5].casefold().strip('"').startswith("sep=")
    lines = io.StringIO(text.split("\n", 1)[-1] if is_said else text, newline="")
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(lines, delimiter=header.delimiter, strict=True))
    except csv.Error:
        raise RefusedError(
            f"{shown(name)} cannot be read as a CSV file from row {len(rows) + 1:,} on.",
            why="A quotation mark there is opened and not closed, or closed within its value.",
            hint="Export it again, as CSV UTF-8 or as a workbook.",
        ) from None
    return rows


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    return [[" ".join(cell.replace("\u00a0", " ").split()) for cell in row] for row in rows]
