"""Pairs of records side by side: at which level each attribute agrees. DuckDB compares, in one pass.

The table ``people`` has one row a record, ``n`` its number.
"""

import duckdb
import numpy as np
import pandas as pd

from pipelines.link_records import distinct
from schemas.link_levels import COMPARISONS, Comparison
from schemas.types import POSTCODE_PATTERN, upn_is_temporary

MISSING = "missing"
_TEXTS: tuple[str, ...] = (
    "forename",
    "forename_sound",
    "surname",
    "surname_sound",
    "birth_date",
    "sex",
    "postcode",
    "uprn",
)
_TEXTS += ("school", "address", "nhs_number", "uln")
_TWELVE, _INWARD, _UNIT = 12, 3, 2


def people_of(records: pd.DataFrame) -> pd.DataFrame:
    """What of the records is compared, and what pairs are looked for by."""
    people = records[[*_TEXTS, "forename_forms", "surname_forms"]].copy()
    for column in ("forename_forms", "surname_forms"):
        people[column] = people[column].map(list)
    # A temporary number says nothing against another.
    people["upn"] = records["upn"].where(~upn_is_temporary(records["upn"]))
    born = records["birth_date"]
    people["birth_turned"] = _turned(born)
    people["birth_year"], people["birth_day"] = born.str[:4], born.str[4:]
    for column in ("forename", "surname"):
        people[f"{column}_initial"] = records[f"{column}_sound"].str[:1]
    british = records["postcode"].str.fullmatch(POSTCODE_PATTERN.replace(" ?", "")).fillna(value=False)
    code = records["postcode"].where(british.astype(bool))
    people["sector"], people["district"] = code.str[:-_UNIT], code.str[:-_INWARD]
    people.insert(0, "n", np.arange(len(people)))
    return people


def load(people: pd.DataFrame, *, memory: str = "") -> duckdb.DuckDBPyConnection:
    """A database in memory that holds the people."""
    # Nothing of a person is written to a disk: what does not fit into memory ends the linkage.
    con = duckdb.connect(config={"temp_directory": ""})
    if memory:
        con.execute("set memory_limit = $1", [memory])
    con.register("people_frame", people)
    replaced = ", ".join(f"cast({c} as varchar[]) as {c}" for c in ("forename_forms", "surname_forms"))
    con.execute(f"create table people as select * replace ({replaced}) from people_frame order by n")  # noqa: S608
    con.unregister("people_frame")
    return con


def levels(con: duckdb.DuckDBPyConnection, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs (``l``, ``r``) in their order, with a column of level names a comparison."""
    columns = [name for (name,) in con.execute("select column_name from (describe people)").fetchall()]
    both = ", ".join(f"{side}.{c} as {c}_{side}" for side in "lr" for c in columns)
    sql = ", ".join(f"{_case(one)} as {one.name}" for one in COMPARISONS)
    con.register("asked", pairs[["l", "r"]].assign(place=np.arange(len(pairs))))
    found = con.execute(
        f"select {sql} from (select place, {both} from asked join people l on l.n = asked.l "  # noqa: S608
        "join people r on r.n = asked.r) order by place"
    ).df()
    con.unregister("asked")
    named = {one.name: _names_of(one)[found[one.name].to_numpy() + 1] for one in COMPARISONS}
    return pd.DataFrame(named, index=pairs.index)


def _names_of(one: Comparison) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    return np.array([MISSING, *(level.name for level in reversed(one.levels))], dtype=object)


def _case(one: Comparison) -> str:
    best = len(one.levels) - 1
    cases = "".join(f" when {lev.when} then {best - n}" for n, lev in enumerate(one.levels) if lev.when)
    return f"case when {one.missing} then -1{cases} else 0 end"


def _turned(days: "pd.Series[str]") -> "pd.Series[str]":
    """The day with day and month exchanged; missing where that gives no other day."""

    def turned(day: str) -> str | None:
        year, month, date = day[:4], day[4:6], day[6:]
        return year + date + month if int(date) <= _TWELVE and month != date else None

    return distinct(days, turned)
