"""The sheet that a partner fills in: columns with lists to choose from, and how to fill it in."""

from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pipelines.manual_series import COLUMNS
from schemas.codesets.manual_series import BREAKDOWNS, MANUAL_SIGN, TOTAL
from schemas.manual_measures import COUNT, MANUAL_MEASURES
from schemas.periods import KINDS

SERIES, GUIDANCE, LISTS = "Series", "How to fill it in", "Lists"
_ROWS = 2_000
# Of one moment, so that the same declarations give the same bytes.
_MADE = datetime(2025, 1, 1)  # noqa: DTZ001 - Excel knows no time zones
_WIDTHS = (34, 12, 16, 14, 16, 30, 12, 12, 34, 50)


def write_template(path: Path) -> Path:
    """Write the empty sheet; it is read again once it is filled in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _MADE, "title": "Series of counts"})
    bold = book.add_format({"bold": True, "bottom": 1})
    series, guidance, lists = (book.add_worksheet(name) for name in (SERIES, GUIDANCE, LISTS))
    series.write_row(0, 0, COLUMNS, bold)
    series.freeze_panes(1, 0)
    for column, width in enumerate(_WIDTHS):
        series.set_column(column, column, width)
    places = _write_lists(lists)
    for name, place in places.items():
        column = COLUMNS.index(name)
        series.data_validation(1, column, _ROWS, column, {"validate": "list", "source": place})
    guidance.set_column(0, 0, 110)
    for row, text in enumerate(_guidance()):
        guidance.write_string(row, 0, text)
    book.close()
    return path


def _write_lists(sheet: Worksheet) -> dict[str, str]:
    """One column a list, and where each lies, by the column of the sheet that it is for."""
    values = list(dict.fromkeys(value for some in BREAKDOWNS.values() for value in some))
    lists = {
        "Measure": [one.id for one in MANUAL_MEASURES],
        "Period kind": list(KINDS),
        "Breakdown": [TOTAL, *BREAKDOWNS],
        "Breakdown value": [TOTAL, *values],
    }
    found = {}
    for column, (name, texts) in enumerate(lists.items()):
        sheet.write_column(0, column, [f"Lawful: {name}", *texts])
        sheet.set_column(column, column, 34)
        letter = chr(ord("A") + column)
        found[name] = f"='{LISTS}'!${letter}$2:${letter}${len(texts) + 1}"
    return found


def _guidance() -> list[str]:
    """What a person must know, one line a row."""
    return [
        "One row a figure: a measure of an area in a period, in total or of one group. It grows all year.",
        "Measure: from the list. Area: the authority's number, such as 391, or the GSS code of an area.",
        "Period: 2025, 2025 Q1 (from January), Q1 2025/26 (from April), 2025-03; of 2024/25 choose the kind.",
        "Breakdown and its value: both from the lists; Total, or blank, for the total.",
        "Numerator and denominator: whole numbers. 0 means none. Where there is no number write a sign:",
        *(f"    {one.code}   {one.label}" for one in MANUAL_SIGN.codes),
        "Source: the organisation or system the figure is from. Never a person.",
        "Note: what explains the figure. Name nobody: notes are locked away and shown to no one.",
        "",
        "The measures",
        *(
            f"    {one.id}: {one.words}. Numerator: {one.numerator}."
            + ("" if one.kind == COUNT else f" Denominator: {one.denominator}.")
            for one in MANUAL_MEASURES
        ),
    ]
