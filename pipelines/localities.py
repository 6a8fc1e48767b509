"""An authority's localities, as its analysts list them, to the table of the contract.

What an area is follows from its code where the list does not say; where the list says otherwise the row is
rejected. An area's rows are its turns, and none of two that overlap in time is taken for granted: the later
one in the file repeats the earlier one's key, by which it is rejected.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from pipelines import lookups
from pipelines.formats import ROW, TextTable
from pipelines.parsing import parse
from schemas.codesets.area import LOCALITY_AREA
from schemas.contract import Extract, Item, items
from schemas.extracts.localities import FORMS
from schemas.returns import Return

_EVER, _NOW = pd.Timestamp.min, pd.Timestamp.max
_KEY = "cell"


def read(paths: Collection[Path], extract: Extract, of: Return, la_code: str = "") -> dict[str, TextTable]:
    """The localities of one edition; ``RefusedError`` as of any other look-up."""
    tables = lookups.read(paths, extract, of, la_code, made=(_KEY, "area_type"))
    tables["areas"] = _with_turns(tables["areas"], extract, of)
    return tables


def _with_turns(table: TextTable, extract: Extract, of: Return) -> TextTable:
    names = [name for name in table.rows.column_names if name != ROW]
    rows = [dict(zip(names, cells, strict=True)) for cells in zip(*_lists(table, names), strict=True)]
    known = {one.header: one for one in items(extract.part("areas").contract)}
    first = _days(rows, known["valid_from"], of).fillna(_EVER)
    last = _days(rows, known["valid_to"], of).fillna(_NOW)
    turns: dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]] = defaultdict(list)
    for row, begins, ends in zip(rows, first, last, strict=True):
        code = (row["area_code"] or "").upper()
        taken = turns[code]
        overlapping = [n for n, (b, e) in enumerate(taken, 1) if begins <= e and b <= ends]
        taken.append((begins, ends))
        row |= {
            "area_code": code or None,
            "area_type": _type(code, row.get("area_type")),
            _KEY: f"{code}|{overlapping[0] if overlapping else len(taken)}",
        }
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in known}
    return replace(table, rows=pa.table(columns).append_column(ROW, table.rows[ROW]))


def _lists(table: TextTable, names: Collection[str]) -> list[list[str | None]]:
    return [table.rows[name].to_pylist() for name in names]


def _days(rows: Collection[dict[str, str | None]], day: Item, of: Return) -> "pd.Series[pd.Timestamp]":
    texts = pd.Series([row.get(day.header) for row in rows], dtype="string")
    return pd.Series(parse(day, texts, of.place).column, dtype="datetime64[ns]")


def _type(code: str, said: str | None) -> str | None:
    """What the code's form is; what the list says where that is another, so that the row is rejected."""
    form = next((name for name, pattern in FORMS.items() if re.fullmatch(pattern, code)), None)
    if not said or LOCALITY_AREA.code_of(said, 0) == form:
        return form or said
    return f"{said}, by its code {form or 'none of them'}"
