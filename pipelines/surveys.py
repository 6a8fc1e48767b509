"""A delivery of surveys: one export a questionnaire, what is said of each, and what is kept of them.

Beside exports there may be a ``survey`` table (a file, or a sheet of the export's workbook called about,
say) with one row a questionnaire: title, fieldwork, how many were invited. Without it the place of the
delivery and the questionnaire tell who asked whom and when. A delivery may also hold the five tables of the
contract themselves: that is the form in which the lake keeps what was read, for the files themselves may
not be kept.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from pipelines import questionnaires
from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable
from pipelines.grids import Grid, grids_of
from pipelines.survey_exports import Export, Numbered, Row, questionnaire_for, read_export
from schemas.contract import Extract, Part, items
from schemas.extracts.survey import UNKNOWN_ANSWER
from schemas.questionnaire import NUMBER, Questionnaire
from schemas.returns import Return

Tables = dict[str, TextTable]
HEAD = "survey"


def read(paths: Sequence[Path], extract: Extract, of: Return, la_code: str = "") -> Tables:
    """The five tables of a delivery; ``RefusedError`` for what is no survey, or lacks something."""
    known = questionnaires.known_to(paths[0].absolute().parents[3], la_code)
    own: dict[str, Numbered] = {}
    exports: dict[str, Export] = {}
    for grid in (grid for path in paths for grid in grids_of(path)):
        if part := _own_table(grid, extract):
            own.setdefault(part.name, []).extend(_own_rows(grid, part))
            continue
        export = read_export(grid, questionnaire_for(grid, known, of.year), of.year)
        if exports.setdefault(export.questionnaire.id, export) is not export:
            raise _second(grid, export.questionnaire)
    rows = _together(own, exports)
    rows[HEAD] = _heads(rows, exports, of, la_code)
    _refuse_incomplete(rows, extract)
    rows["answers"] = (
        [(n, _told_answer(row, _answerable(rows))) for n, row in rows["answers"]] if own else rows["answers"]
    )
    return {p.name: _table(p, rows[p.name], _notes(p.name, exports)) for p in extract.parts}


def kept(tables: Mapping[str, TextTable]) -> Iterator[tuple[str, bytes]]:
    """What is kept of a delivery instead of its files: each table as a CSV file, with its rows' numbers."""
    for name, table in tables.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(table.rows.column_names)
        writer.writerows(zip(*(column.to_pylist() for column in table.rows.columns), strict=True))
        yield f"{name}.csv", text.getvalue().encode()


def _own_table(grid: Grid, extract: Extract) -> Part | None:
    """The table of the contract that a grid is: it has every required header."""
    header = {cell.casefold() for cell in grid.filled[0][1]}
    for part in extract.parts:
        if {one.header for one in items(part.contract) if one.required} <= header:
            return part
    return None


def _own_rows(grid: Grid, part: Part) -> Numbered:
    """The rows of such a table: the contract's columns only."""
    (_, top), *rows = grid.filled
    header = [cell.casefold() for cell in top]
    wanted = {one.header: header.index(one.header) for one in items(part.contract) if one.header in header}
    numbered = header.index(ROW) if ROW in header else None
    found: Numbered = []
    for number, cells in rows:
        if any(cells[len(header) :]):
            raise RefusedError(
                f"{grid.shown} has more values than columns in row {number:,}.",
                why="What stands under which header cannot be told.",
                hint="Export it again.",
            )
        full = (cells + [""] * len(header))[: len(header)]
        kept_number = full[numbered] if numbered is not None else ""
        row: Row = {name: full[place] or None for name, place in wanted.items()}
        found.append((int(kept_number) if kept_number.isdecimal() else number, row))
    return found


def _together(own: Mapping[str, Numbered], exports: Mapping[str, Export]) -> dict[str, Numbered]:
    """The rows of every table: those delivered as such, and those of the exports."""
    rows = {name: list(own.get(name, ())) for name in (HEAD, "questions", "choices", "responses", "answers")}
    for export in exports.values():
        rows["questions"] += list(enumerate(export.questions, len(rows["questions"]) + 1))
        rows["choices"] += list(enumerate(export.choices, len(rows["choices"]) + 1))
        rows["responses"] += export.responses
        rows["answers"] += export.answers
    return rows


def _heads(rows: Mapping[str, Numbered], exports: Mapping[str, Export], of: Return, la_code: str) -> Numbered:
    """What is said of each survey: as delivered, and filled up from its place and questionnaire."""
    heads = list(rows[HEAD])
    said = {row.get("questionnaire") for _, row in heads}
    heads += [
        (number, {"lea": la_code or None, "year": str(of.year), "questionnaire": name})
        for number, name in enumerate(sorted(set(exports) - said), len(heads) + 1)
    ]
    for _, row in heads:
        export = exports.get(row.get("questionnaire") or "")
        if export:
            row["title"] = row.get("title") or export.questionnaire.title
            row["audience"] = export.questionnaire.audience
    return heads


def _refuse_incomplete(rows: Mapping[str, Numbered], extract: Extract) -> None:
    """Every questionnaire spoken of has questions and responses, and every one of those is spoken of."""
    said = {
        name: {row.get("questionnaire") for _, row in rows[name]} for name in (HEAD, "questions", "responses")
    }
    for name in ("questions", "responses"):
        if missing := sorted(str(one) for one in said[HEAD] - said[name]):
            raise RefusedError(
                f"The {extract.title} lack {name} of {missing[0]}.",
                why="No file of the delivery is its export, or its export holds no response."
                if rows["responses"]
                else "No response was found in any file.",
                hint="Put the tool's export of it into the same folder, or take it out of the survey table.",
            )


def _answerable(rows: Mapping[str, Numbered]) -> dict[str | None, set[str | None]]:
    """Question to the codes that may answer it; a question of numbers is left out."""
    numbers = {row.get("questionkey") for _, row in rows["questions"] if row.get("kind") == NUMBER}
    found: dict[str | None, set[str | None]] = {}
    for _, row in rows["choices"]:
        found.setdefault(row.get("questionkey"), set()).add(row.get("code"))
    return found | {key: set() for key in numbers}


def _told_answer(row: Row, answerable: Mapping[str | None, set[str | None]]) -> Row:
    """An answer of a table delivered as such: what is none of its question's is unknown."""
    codes = answerable.get(row.get("questionkey"))
    answer = row.get("answer") or ""
    is_known = (
        answer in codes if codes else codes is not None and answer.lstrip("-").replace(".", "", 1).isdecimal()
    )
    return row if is_known or not answer else {**row, "answer": UNKNOWN_ANSWER}


def _notes(name: str, exports: Mapping[str, Export]) -> dict[str, int]:
    """What stayed at the door, told with the responses."""
    if name != "responses":
        return {}
    return dict(sum((export.notes for export in exports.values()), Counter()))


def _table(part: Part, rows: Numbered, notes: dict[str, int]) -> TextTable:
    columns = {
        one.header: pa.array([row.get(one.header) for _, row in rows], pa.string())
        for one in items(part.contract)
    }
    numbers = pa.array([number for number, _ in rows], pa.int64())
    return TextTable(part.name, pa.table(columns).append_column(ROW, numbers), notes=notes)


def _second(grid: Grid, questionnaire: Questionnaire) -> RefusedError:
    return RefusedError(
        f"{grid.shown} is a second export of {questionnaire.id} in one delivery.",
        why="Its responses would be counted twice, or two waves as one.",
        hint="Keep the newer one; a second wave of a year needs a questionnaire of its own.",
    )
