"""What others have of the same year, by the mart ``benchmark``: England, the region, statistical neighbours.

An indicator names the published measure of the same thing; what that is made of is in the mart. Whole years
are held against it. The verdict takes the published figure as exact: it is of many more people.
"""

from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd

from pipelines import statistics
from pipelines.outcomes.tables import WHOLE_YEAR
from schemas.indicator import Indicator

READS = "shown.benchmark"
COLUMNS: Mapping[str, str] = {
    "England": "england",
    "Region": "region",
    "Statistical neighbours": "neighbours",
}
"""The column of each comparator by its words in the mart; its verdict is in ``against_<column>``."""
_ON = ["measure", "la_code", "year_ended"]
_AT = ["indicator", "breakdown_topic", "breakdown"]
_QUERY = f"""
    select
        measure,
        la_code,
        cast(year as double) as year_ended,
        comparator,
        arg_max(comparator_value, (source = 'published', period)) as value
    from {READS}
    where comparator_value is not null and year is not null
    group by measure, la_code, year, comparator
"""


def published(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per measure, area and year in which a period ends: what each comparator has."""
    rows = con.sql(_QUERY).df()
    wide = rows.pivot_table(index=_ON, columns="comparator", values="value", aggfunc="first")
    return wide.reindex(columns=list(COLUMNS)).rename(columns=COLUMNS).reset_index()


def held_beside(
    rows: pd.DataFrame, indicators: Mapping[str, Indicator], known: pd.DataFrame | None
) -> pd.DataFrame:
    """The rows with the comparators' values of their year, and the verdict against each."""
    rows = rows.drop(columns=[name for name in ("measure", *COLUMNS.values()) if name in rows])
    rows = _with_values(rows, indicators, known) if known is not None else rows
    rows = rows.reindex(columns=list(dict.fromkeys([*rows.columns, *COLUMNS.values()])))
    for name in COLUMNS.values():
        held = rows[name].astype(float)
        told = statistics.compare(rows["value"], rows["lower"], rows["upper"], held, rows["polarity"])
        rows = rows.assign(**{name: held, f"against_{name}": told["verdict"]})
    return rows


def _with_values(
    rows: pd.DataFrame, indicators: Mapping[str, Indicator], known: pd.DataFrame
) -> pd.DataFrame:
    named = pd.DataFrame(
        [
            (one.id, held.topic, held.group, held.measure)
            for one in indicators.values()
            for held in one.comparators
        ],
        columns=[*_AT, "measure"],
        dtype="string",
    )
    year = rows["year"].astype(str)
    # 202425 ends in 2025
    ended = pd.to_numeric(year.str[:4], errors="coerce") + (year.str.len() > len("2025"))
    rows = rows.assign(year_ended=ended.where(rows["period"] == WHOLE_YEAR, np.nan).astype(float))
    rows = rows.merge(named, on=_AT, how="left", validate="many_to_one")
    return rows.merge(known, on=_ON, how="left", validate="many_to_one").drop(
        columns=["measure", "year_ended"]
    )
