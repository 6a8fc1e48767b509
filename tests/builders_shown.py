"""Marts over tables typed by hand: core tables, the scope's own choices, and marts as they are shown."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from pipelines import scope, shown
from pipelines.sql import Mart, read_marts
from tests.builders_core import Rows, bench

_TYPES = {"count": pa.int64(), "derived": pa.float64()}


def counted(mart: str, given: Mapping[str, Rows], choices: scope.Scope | None = None) -> Rows:
    """The rows of a mart, in full; of its scope what is chosen, else the project's own."""
    chosen = {name: rows.to_pylist() for name, rows in (choices or scope.Scope()).tables().items()}
    query = read_marts()[mart]
    as_shown = {name: rows for name, rows in given.items() if name.startswith("shown.")}
    others = {name: rows for name, rows in (chosen | dict(given)).items() if name not in as_shown}
    reads = tuple(name for name in query.reads if not name.startswith("shown."))
    with bench(others, reads) as con:
        con.execute("create schema if not exists shown")
        for name in query.reads:
            if name.startswith("shown."):
                con.register("typed", _as_shown(read_marts()[name.split(".")[1]], as_shown.get(name, [])))
                con.execute(f"create table {name} as from typed")
        rows = con.sql(query.sql).to_arrow_table()
    query.check(rows)
    return rows.to_pylist()


def protected(mart: str, rows: Rows) -> Rows:
    """The same rows as they are shown."""
    return shown.shown(pa.Table.from_pylist(rows), read_marts()[mart]).table.to_pylist()


def _as_shown(mart: Mart, rows: Rows) -> pa.Table:
    """Columns that are not typed are missing; a row is shown unless it says otherwise."""
    types = {column.name: _TYPES.get(column.role, pa.string()) for column in mart.columns}
    types |= {"census_day": pa.date32(), "quality_flags": pa.string(), "verdict": pa.string()}
    names = shown.columns_of(mart)
    made = [{name: row.get(name, "shown" if name == "status" else None) for name in names} for row in rows]
    return pa.Table.from_pylist(made, pa.schema([(name, types.get(name, pa.string())) for name in names]))


def roll(*pupils: Mapping[str, object], la: str = "391", year: int = 2019) -> dict[str, Rows]:
    """Core tables of a January's pupils, as mappings say: else ten, in a primary school, without SEN."""
    census = f"{year}-spring"
    at = {
        "la_code": la,
        "census": census,
        "delivery": f"{la}_{census}",
        "academic_year": f"{year - 1}{year % 100:02}",
    }
    given: dict[str, Rows] = {
        "core.enrolment": [],
        "core.sen_status": [],
        "core.need": [],
        "core.address": [],
    }
    for row, told in enumerate(pupils, 2):
        who = {
            **at,
            "census_day": date(year, 1, 17),
            "person_id": told.get("person", f"{la}-{row}"),
            "row": row,
        }
        usual = {
            "is_counted": True,
            "school_type": "State-funded primary",
            "age_31_august": 10,
            "nc_year": "5",
        }
        given["core.enrolment"].append({**usual, **who, **told})
        given["core.sen_status"].append({**who, "sen_provision": told.get("sen", "N")})
        home = {"part": "pupilonroll", "address_order": 1, "in_area": told.get("in_area", True)}
        given["core.address"].append({**who, **home})
        for rank, need in ((1, told.get("need")), (2, told.get("second"))):
            if need:
                source = {"source": "school_census", "returned": census, "need_rank": str(rank), "need": need}
                given["core.need"].append({**who, **source})
    return given


def both(*rolls: Mapping[str, Rows]) -> dict[str, Rows]:
    """Several such, as one."""
    return {
        name: [row for one in rolls for row in one.get(name, [])] for name in {n for r in rolls for n in r}
    }
