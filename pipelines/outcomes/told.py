"""The numbers of every indicator out of marts as they are shown: numerator, denominator, period, group.

A part of a base that has no row is nobody; one whose number is hidden stays missing. What the numbers are
worth, and what they are held against, is in ``judged``.
"""

from collections.abc import Mapping
from datetime import timedelta

import duckdb
import pandas as pd

from pipelines.outcomes import periods
from pipelines.outcomes.declared import base_of
from pipelines.outcomes.rolled import rolled
from pipelines.outcomes.tables import ALL, COUNT_MARTS, COUNTED, MEASURED, TOTAL, WHOLE_YEAR
from schemas.indicator import (
    TERMLY,
    AsShown,
    Count,
    Duration,
    Gap,
    Indicator,
    Proportion,
    Rate,
)

KEY = ["la_code", "year", "period", "breakdown_topic", "breakdown"]
COLUMNS = (
    *KEY,
    *("numerator", "denominator", "value", "lower", "upper", "weighted_value"),
    *("numerator_2", "denominator_2", "is_provisional", "deliveries"),
)
_NUMBERS = COLUMNS[5:13]
_TEXTS = [*KEY, "deliveries"]


def counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """All that is counted for indicators, as it is shown."""
    union = " union all by name ".join(f"select * from {name}" for name in COUNT_MARTS)
    return con.sql(union).df()


def numbers(
    con: duckdb.DuckDBPyConnection, indicators: Mapping[str, Indicator], counted: pd.DataFrame
) -> pd.DataFrame:
    """One row per indicator, area, period and group: ``COLUMNS``."""
    by_base = dict(tuple(counted.groupby("base")))
    found: dict[str, pd.DataFrame] = {}
    for one in indicators.values():
        base = base_of(one)
        if isinstance(one, AsShown):
            found[one.id] = con.sql(one.query).df()
        elif base is not None and base.id in by_base:
            found[one.id] = _of_base(con, one, by_base[base.id])
    whole = _together(found)
    of_each = dict(tuple(whole.groupby("indicator")))
    gaps = {
        g.id: gap(g, of_each[g.of]) for g in indicators.values() if isinstance(g, Gap) and g.of in of_each
    }
    return pd.concat([whole, _together(gaps)], ignore_index=True)


def of_rows(one: Indicator, counted: pd.DataFrame, among: pd.DataFrame | None = None) -> pd.DataFrame:
    """The numbers of an indicator that is counted; of a rate, ``among`` which persons."""
    whole = counted[counted["split"] == ALL]
    if isinstance(one, Proportion):
        return _proportion(one, whole, counted)
    if isinstance(one, Rate):
        if among is None:
            raise ValueError(f"{one.id} is a rate of nobody")
        on = [name for name in KEY if name != "period"]
        is_told = (whole["period"] == WHOLE_YEAR) | (one.base.every == TERMLY)
        rows = whole[is_told].rename(columns={"persons": "numerator"})
        return rows.merge(among[[*on, "denominator"]], on=on, how="inner", validate="many_to_one")
    if isinstance(one, Duration):
        rows = counted[(counted["split"] == one.id) & (counted["part"] == MEASURED)]
        limits = {"quantile": "value", "quantile_lower": "lower", "quantile_upper": "upper"}
        return rows.rename(columns={"persons": "denominator", **limits})
    if isinstance(one, Count):
        return whole.rename(columns={"persons": "numerator"})
    raise TypeError(f"{one.id} is not counted")


def _together(found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of several indicators under each other, typed once: typing each takes longer than counting."""
    there = [rows.assign(indicator=name) for name, rows in found.items() if len(rows)]
    rows = pd.concat(there, ignore_index=True) if there else pd.DataFrame(columns=["indicator"])
    return typed(rows).assign(indicator=rows["indicator"].astype("string"))


def _of_base(con: duckdb.DuckDBPyConnection, one: Indicator, counted: pd.DataFrame) -> pd.DataFrame:
    among = con.sql(one.among).df() if isinstance(one, Rate) else None
    rows = of_rows(one, counted, among)
    base = base_of(one)
    if base is None or rows.empty:
        return rows
    ends = [
        periods.span(base.years, year, period)[1]
        for year, period in zip(rows["year"], rows["period"], strict=True)
    ]
    over = pd.to_datetime(pd.Series(ends, index=rows.index)) + timedelta(days=base.lag_days)
    rows = rows.assign(is_provisional=(over > pd.to_datetime(rows["read_to"])).fillna(value=False))
    return pd.concat([rows, rolled(one, base, rows)], ignore_index=True) if base.rolling else rows


def _proportion(one: Proportion, whole: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    parts = counted[(counted["split"] == one.id) & (counted["part"] == COUNTED)]
    rows = whole.rename(columns={"persons": "denominator"}).merge(
        parts[[*KEY, "persons"]], on=KEY, how="left", validate="one_to_one", indicator=True
    )
    return rows.assign(numerator=rows["persons"].mask(rows["_merge"] == "left_only", 0))


def gap(one: Gap, rows: pd.DataFrame) -> pd.DataFrame:
    """The two groups side by side; the second pair of numbers is of the group it is held against."""
    on = ["la_code", "year", "period"]
    of = rows[rows["breakdown_topic"] == one.topic]
    held = of[of["breakdown"] == one.against][[*on, "numerator", "denominator"]]
    joined = of[of["breakdown"] == one.group].merge(held, on=on, suffixes=("", "_of"), validate="one_to_one")
    joined["numerator_2"], joined["denominator_2"] = joined["numerator_of"], joined["denominator_of"]
    return typed(joined.assign(breakdown_topic=TOTAL, breakdown=TOTAL))


def typed(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with ``COLUMNS``, and of these alone; what is not there is missing."""
    rows = rows.reindex(columns=list(COLUMNS))
    rows[list(_NUMBERS)] = rows[list(_NUMBERS)].astype("float64")
    rows[_TEXTS] = rows[_TEXTS].astype("string")
    return rows.assign(is_provisional=rows["is_provisional"].eq(other=True).astype(bool))
