"""Sheets of counts as partners fill them in, to the tables of the contract.

Every sheet of a file that has the columns is read, of every file in the delivery; a template's sheets of
guidance and lists are left aside. A sign in the place of a number is kept as such. A period that cannot be
read keeps its text and lacks its kind, by which it is rejected; so is any cell that stands twice.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable
from pipelines.grids import Grid, grids_of
from schemas.codesets.manual_series import MANUAL_GROUP, MANUAL_MEASURE, MANUAL_SIGN, TOTAL
from schemas.contract import Extract, Part, items
from schemas.layout import folded
from schemas.periods import Period, parse
from schemas.returns import Return

# The sheet's columns, as the template writes them.
COLUMNS = (
    "Measure", "Area", "Period kind", "Period", "Breakdown", "Breakdown value", "Numerator", "Denominator",
    "Source", "Note",
)  # fmt: skip
NEEDED = ("measure", "area", "period", "numerator", "source")
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?")
_KEY_WITH = "|"

Row = dict[str, str | None]


def read(paths: Sequence[Path], extract: Extract, of: Return, la_code: str = "") -> dict[str, TextTable]:
    """The two tables of a delivery; ``RefusedError`` where no sheet has the columns, or none has a row."""
    grids = [grid for path in paths for grid in grids_of(path)]
    sheets = [(grid, names) for grid in grids if set(NEEDED) <= set(names := _header(grid))]
    if not sheets:
        raise RefusedError(
            f"No sheet of the {extract.title} has its columns.",
            why=f"They are {', '.join(COLUMNS)}.",
            hint="Fill in the template: send template manual_series --out series.xlsx",
        )
    rows = [(number, _value(cells)) for grid, names in sheets for number, cells in _rows(grid, names)]
    if not rows:
        raise RefusedError(
            f"The {extract.title} have no row.",
            why="A sheet without any has not been filled in.",
            hint="Type the figures under its columns, or take the file out of data/raw.",
        )
    head: Row = {"lea": la_code or _one_area(rows), "year": str(of.year)}
    tables = {"return": [(1, head)], "values": rows}
    return {part.name: _table(part, tables[part.name]) for part in extract.parts}


def _header(grid: Grid) -> list[str]:
    return [folded(cell) for cell in grid.filled[0][1]]


def _rows(grid: Grid, names: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows below the header by column, those that hold no figure and no measure left out."""
    wanted = {folded(one) for one in COLUMNS}
    found = []
    for number, cells in grid.filled[1:]:
        said = {name: text for name, text in zip(names, cells, strict=False) if name in wanted and text}
        if said:
            found.append((number, said))
    return found


def _value(said: Mapping[str, str]) -> Row:
    """One row of the sheet as a cell of the contract."""
    period = parse(said.get("period", ""), said.get("periodkind", ""))
    numerator, numerator_sign = _number(said.get("numerator", ""))
    denominator, denominator_sign = _number(said.get("denominator", ""))
    group = _group(said.get("breakdown", ""), said.get("breakdownvalue", ""))
    measure = MANUAL_MEASURE.code_of(said.get("measure", ""), 9998)
    area, source = said.get("area", "").removesuffix(".0"), said.get("source")
    return {
        "cell": _KEY_WITH.join((measure, area, *_place(period, said), group, (source or "").casefold())),
        "measure": measure or None,
        "area": area or None,
        "period": period.text if period else said.get("period"),
        "periodkind": period.kind if period else None,
        "periodstart": period.start.isoformat() if period else None,
        "periodend": period.end.isoformat() if period else None,
        "group": group,
        "numerator": numerator,
        "numeratorsign": numerator_sign,
        "denominator": denominator,
        "denominatorsign": denominator_sign,
        "source": source,
        "note": said.get("note"),
    }


def _place(period: Period | None, said: Mapping[str, str]) -> tuple[str, str]:
    return (period.kind, period.text) if period else ("", said.get("period", ""))


def _number(text: str) -> tuple[str | None, str | None]:
    """A number, or the sign in its place; what is neither is left where the number is, to be rejected."""
    if not text or _NUMBER.fullmatch(text):
        return text or None, None
    sign = MANUAL_SIGN.code_of(text, 9998)
    return (None, sign) if sign in MANUAL_SIGN.labels else (text, None)


def _group(breakdown: str, value: str) -> str:
    """``Total``, or the breakdown and its value; what is no group stays as it was, to be rejected."""
    if breakdown.casefold() in {"", TOTAL.casefold()} and value.casefold() in {"", "all", TOTAL.casefold()}:
        return TOTAL
    return MANUAL_GROUP.code_of(f"{breakdown}: {value}", 9998)


def _one_area(rows: Sequence[tuple[int, Row]]) -> str | None:
    """Outside its place a sheet is of the authority that all its rows speak of."""
    areas = {row["area"] for _, row in rows}
    return areas.pop() if len(areas) == 1 else None


def _table(part: Part, rows: Sequence[tuple[int, Row]]) -> TextTable:
    columns = {
        one.header: pa.array([row.get(one.header) for _, row in rows], pa.string())
        for one in items(part.contract)
    }
    numbers = pa.array([number for number, _ in rows], pa.int64())
    return TextTable(part.name, pa.table(columns).append_column(ROW, numbers))
