"""A report as an accessible workbook: a cover, and plain tables, each on a sheet of its own.

After the Analysis Function's guidance, by ``gptables``: no merged cell, no colour that means something, one
table a sheet under its title, marked as such. No cell is a formula or a link, whatever stands in it.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import gptables
import pandas as pd
import pyarrow as pa

from pipelines.inert import inert
from pipelines.reports import Report
from pipelines.reports_fixes import Fix
from schemas.rule import ERROR

# Beyond so many places of one rule the fault is in the export, not in the rows.
MOST_PLACES = 1_000
MARK = "RESTRICTED: names children's data. Not to be sent on, copied or kept longer than the work needs."
_WIDEST = 60
_PIXELS_A_LETTER = 8
# Text is text: what looks like a formula, an address or a number stays what it is.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(report: Report, path: Path) -> None:
    """Write the workbook."""
    sheets = {name: sheet_of(name, title, rows, words) for name, title, rows, words in _tables(report)}
    write_book(path, _cover(report), sheets, report.heading)


def write_book(path: Path, cover: gptables.Cover, sheets: Mapping[str, gptables.GPTable], title: str) -> None:
    """Write a workbook of one table a sheet: its header stays in sight, and stands on every printed page."""
    with warnings.catch_warnings():
        # It misses a sheet of notes, of which our tables need none, and uses pandas in old ways.
        warnings.simplefilter("ignore")
        book = gptables.produce_workbook(
            str(path), dict(sheets), cover=cover, workbook_options=_OPTIONS, auto_width=False
        )
    book.set_properties({"title": title, "author": "send", "keywords": "en-GB"})
    for name, sheet in sheets.items():
        drawn = book.get_worksheet_by_name(name)
        top, left, _, _ = sheet.data_range
        drawn.freeze_panes(top + 1, left)
        drawn.set_landscape()
        drawn.repeat_rows(top)
        for place, (column, values) in enumerate(sheet.table.items()):
            longest = max([len(str(column)), *(len(str(value)) for value in values)])
            drawn.set_column_pixels(place, place, (min(longest, _WIDEST) + 2) * _PIXELS_A_LETTER)
    book.close()


def sheet_of(name: str, title: str, rows: pd.DataFrame, words: Sequence[str]) -> gptables.GPTable:
    """A sheet: its title, a line of words, and the table."""
    return gptables.GPTable(
        table=_plain(rows),
        table_name=name.lower(),
        title=_text(title),
        subtitles=[_text(line) for line in words],
        instructions="",
        index_columns={},
    )


def first_lines(report: Report) -> list[str]:
    """What the report says first, in every shape of it."""
    lines = [MARK] if report.is_restricted else []
    lines += [report.words]
    lines += [f"Why: {report.refusal[1]} What to do: {report.refusal[2]}"] if report.refusal else []
    lines += [report.since.words] if report.since else []
    return lines


def how_to_read(report: Report) -> list[str]:
    """What a reader must know of the tables."""
    where = (
        "A place in a message is the element and the how-manieth of its kind it is in the file, from the top."
        if report.is_message
        else "Row and column are those that Excel shows when the file is opened in it."
    )
    return [
        "An error must be put right. A query may be right: look at it, and say why it is so.",
        where,
        "Record is your own system's key of the record. "
        + (
            "Values are as they were read; of rows left out, as they were received."
            if report.is_restricted
            else "No value, no name and no pupil, learner or NHS number stands in this report."
        ),
        "A row that is left out is counted nowhere until it is put right. A row may be named more than once.",
    ]


def _tables(report: Report) -> Iterator[tuple[str, str, pd.DataFrame, Sequence[str]]]:
    """Name, title and rows of each sheet, and a line under its title."""
    yield (
        "What_to_put_right",
        "What to put right, by rule",
        pd.DataFrame(
            [
                {
                    "Rule": fix.rule,
                    "Level": fix.level,
                    "Table": fix.table,
                    "Rows": fix.rows,
                    "What is wrong": fix.message,
                    "What to do": fix.to_do,
                }
                for fix in report.fixes
            ],
            columns=["Rule", "Level", "Table", "Rows", "What is wrong", "What to do"],
        ),
        ["Errors first, then queries; of each the most frequent first."],
    )
    if report.fixes:
        rows = [row for fix in report.fixes for row in _rows(fix, report)]
        unlisted = [fix for fix in report.fixes if fix.rows > MOST_PLACES]
        words = [
            f"Rule {fix.rule} in {fix.table}: the first {MOST_PLACES:,} of {fix.rows:,}; look at the export."
            for fix in unlisted
        ]
        yield "Where", "Where it stands in your file", pd.DataFrame(rows), words or ["Every row at fault."]
    if report.since:
        rows = [
            {
                "Rule": change.rule,
                "Level": change.level,
                "Table": change.part,
                "Cleared": change.cleared,
                "Still there": change.still,
                "New": change.new,
                "Not compared": change.not_compared,
            }
            for change in report.since.changes
        ]
        if rows:
            yield "What_changed", "What has changed", pd.DataFrame(rows), [report.since.words]
    if report.schools:
        schools = [
            {"School": school, "Errors": errors, "Queries": queries}
            for school, errors, queries in report.schools
        ]
        yield (
            "Schools",
            "Findings by school",
            pd.DataFrame(schools),
            ["By the number that the return gives a school."],
        )
    if report.not_run:
        not_run = [{"Rule": rule, "Why": why} for rule, why in report.not_run]
        yield "Not_looked_at", "Rules that had nothing to look at", pd.DataFrame(not_run), ["Not a fault."]


def _rows(fix: Fix, report: Report) -> Iterator[dict[str, object]]:
    for place in fix.places[:MOST_PLACES]:
        row: dict[str, object] = {
            "Rule": fix.rule,
            "Level": fix.level,
            "File": place.file,
            "Element" if report.is_message else "Table": fix.table,
            "Ordinal" if report.is_message else "Row": place.row or "",
            "Items" if report.is_message else "Columns": place.columns,
            "Record": place.record,
            "School": place.school,
            "Left out": "yes" if place.is_left_out else "no",
        }
        if report.since:
            row["Since the version before"] = place.standing
        if report.is_restricted:
            row["Values"] = place.value
        yield row | {"What is wrong": fix.message}


def _cover(report: Report) -> gptables.Cover:
    counted = []
    if report.received:
        counted = [f"Rows received {report.received:,}, of which {report.left_out:,} left out."]
    landed = [f"Version of {report.landed}."] if report.landed else []
    errors = f"{report.count(ERROR):,} findings are errors."
    title = f"{MARK} {report.heading}" if report.is_restricted else report.heading
    lines = [*first_lines(report), *counted, errors, *landed]
    return gptables.Cover(
        cover_label="Cover",
        title=_text(title),
        intro=[_text(line) for line in lines],
        about=[_text(line) for line in how_to_read(report)],
    )


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Every text such that neither Excel nor gptables takes it for more than text."""
    if not len(rows):
        # A table without rows is none: it says so in its one row.
        rows = pd.DataFrame([dict.fromkeys(rows.columns, "")]).assign(**{rows.columns[0]: "Nothing"})
    safe = inert(pa.Table.from_pandas(rows, preserve_index=False)).to_pandas()
    return safe.map(lambda cell: _text(cell) if isinstance(cell, str) else cell).astype(object)


def _text(text: str) -> str:
    """Without gptables' own marks: ``$$note$$`` and ``[words](address)``; no control character."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return printable.replace("$$", "$ $").replace("](", "] (")
