"""Plans of an authority as the core tells them, typed by hand, and what marts make of them."""

import pandas as pd
import pyarrow as pa

from pipelines.sql import MARTS_FOLDER, Mart, read_mart
from schemas.disclosure import POLICIES
from tests.builders_core import Rows, bench, day
from tests.builders_told import assert_safe, protect

COUNTING = {"oldest_age": 25, "counted": "pupils", "rolling_years": 0, "base_year": 2015}
LA, YEAR = "391", 2024


def mart_of(name: str) -> Mart:
    return read_mart(MARTS_FOLDER / f"{name}.sql")


def counted(name: str, given: dict[str, Rows], **scope: object) -> pd.DataFrame:
    """A mart over typed tables; what is shown of other marts has the types it is given with."""
    mart = mart_of(name)
    given = {"scope.counting": [COUNTING | scope], **given}
    with bench({table: rows for table, rows in given.items() if "shown." not in table}, mart.reads) as con:
        for table in (table for table in given if "shown." in table):
            con.register("typed", pa.Table.from_pylist(given[table]))
            con.execute(f"create or replace table {table} as from typed")
        rows = con.sql(mart.sql).to_arrow_table()
    mart.check(rows)
    return rows.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)


def released(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The mart as it is shown, once attacked."""
    mart = mart_of(name)
    safe = protect(rows, mart, POLICIES[mart.rule]).table
    assert_safe(safe, mart, POLICIES[mart.rule])
    return safe


def plan(person: str, age: int | None = 10, *, la: str = LA, year: int = YEAR, **items: object):
    """A plan maintained on census day."""
    return {
        "plan_id": f"plan {person}",
        "request_id": f"request {person}",
        "person_id": person,
        "delivery": f"{la}_{year}",
        "la_code": la,
        "return_year": year,
        "census_day": day(f"{year}-01-18"),
        "age_31_august": age,
        "is_maintained": True,
    } | items


def placement(person: str, *, la: str = LA, year: int = YEAR, **items: object):
    """Where the person is placed on census day: a school of that number, unless it says otherwise."""
    return {
        "placement_id": f"placement {person}",
        "request_id": f"request {person}",
        "person_id": person,
        "la_code": la,
        "return_year": year,
        "placement_rank": "1",
        "is_open": True,
        "placement_group": "Mainstream school",
    } | items


def residents(persons: dict[int, float], *, la: str = LA, year: int = YEAR - 1, **items: object) -> Rows:
    """Estimates of the middle of a year by age."""
    return [
        {
            "area": la,
            "kind": "estimate",
            "edition_year": year,
            "year": year,
            "sex": "persons",
            "age_scheme": "Single year",
            "age_band": str(age),
            "age_from": age,
            "age_to": age,
            "persons": float(number),
            "delivery": f"000_{year}",
        }
        | items
        for age, number in persons.items()
    ]
