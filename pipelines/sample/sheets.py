"""Workbooks as people keep them: text, numbers that were typed as numbers, days as Excel knows them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | float | date | None

# Workbooks made at one moment, so that the same order gives the same bytes.
_MADE = datetime(2025, 1, 1)  # noqa: DTZ001 - Excel knows no time zones
_EPOCH = date(1899, 12, 30).toordinal()
_SECONDS = 86_400


def write_workbook(path: Path, sheets: Iterable[tuple[str, Sequence[Sequence[Cell]]]]) -> Path:
    """The sheets of one workbook: a name and the rows, top to bottom."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _MADE, "comments": "SYNTHETIC SAMPLE: nobody in this file exists"})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows):
            _write_row(sheet, y, row, days)
    book.close()
    return path


def _write_row(sheet: Worksheet, y: int, row: Sequence[Cell], days: Format) -> None:
    for x, cell in enumerate(row):
        if isinstance(cell, date):
            sheet.write_number(y, x, cell.toordinal() - _EPOCH, days)
        elif isinstance(cell, str):
            if cell:
                sheet.write_string(y, x, cell)
        elif cell is not None:
            sheet.write_number(y, x, cell)


def as_typed(text: str) -> Cell:
    """Digits become a number, unless the noughts before them were typed on purpose."""
    return int(text) if text.isdecimal() and str(int(text)) == text else text


def serial(iso: str) -> float:
    """A day and time as the number behind an Excel cell."""
    day, _, time = iso.partition("T")
    hours, minutes, seconds = (int(part) for part in time.split(":"))
    return date.fromisoformat(day).toordinal() - _EPOCH + (hours * 3600 + minutes * 60 + seconds) / _SECONDS
