"""Projections and their back-test out of what is published and shown, as the rows of ``projection.*``.

The panel is the mart ``plan_panel`` in the layout of ``pipelines.panel``, with residents of school age. An
authority's own newer Januaries are those of ``plans_maintained`` as they are shown: a hidden count is a
missing one. What one authority returned reaches its own projections only. SEN support is the matter of
``support``. Nothing is written to the lake.
"""

import hashlib
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import panel as panel_of_mart
from pipelines.projection import support
from pipelines.projection.own import OwnCounts, with_own
from pipelines.projection.panel import Panel
from pipelines.projection.panel_files import read_panel
from pipelines.projection.project import backtest, project
from pipelines.projection.residents import in_words, residents
from pipelines.projection.rolling import Projected, outcome, still_said
from pipelines.projection.rows import error_rows, plan_rows, stood_in
from pipelines.projection.scores import beside, scored
from pipelines.projection.tables import (
    ERROR,
    ERRORS_TO,
    HORIZON,
    PLAN,
    RETURN,
    SCHEMAS,
    STATISTICS,
)

_HERE = Path(__file__).parent
# A figure that netting made negative is none.
_PANEL = """
    create temp view plan_panel as
    select
        * replace (
            cast(year as bigint) as year,
            case when cast(plans as bigint) >= 0 then cast(plans as bigint) end as plans
        )
    from shown.plan_panel
"""
# Only what is counted at the same ages as the published plans: 0 to 25.
_OWN = """
    select
        cast(la_code as integer) as la,
        cast(return_year as bigint) as year,
        breakdown_topic = 'Total' as is_total,
        replace(breakdown, ' to ', '-') as band,
        cast(plan_count as double) as plans
    from shown.plans_maintained
    where
        breakdown_topic in ('Total', 'Age band at 31 August')
        and breakdown <> 'Not known'
        and population like '%aged 0 to 25'
        and try_cast(la_code as integer) is not null
    order by all
"""


@dataclass(frozen=True)
class Published:
    """The panel as published, by area which residents it has, and what was said of it so far."""

    panel: Panel
    residents: Mapping[int, str]
    said: dict[int, Projected] = field(default_factory=dict)


def code() -> str:
    """Changes with what makes the projections."""
    files = (*sorted(_HERE.glob("*.py")), Path(panel_of_mart.__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def made(con: duckdb.DuckDBPyConnection, tables: Collection[str]) -> dict[str, pa.Table]:
    """The rows of ``projection.plan`` and ``projection.error``; none of what is not published.

    A build asks for each alone, since own plans change the one only; together both would share the Januaries
    that they stand in.
    """
    people = residents(con)
    found, supported, rows = published(con, people), support.published(con, people), {}
    for table in tables:
        if table == PLAN:
            frames = [projections(found, own_counts(con))] if found else []
            frame = _planned([*frames, *support.projections(supported)])
        else:
            frame = _erred([*([errors(found)] if found else []), *support.errors(supported)])
        typed = pa.Table.from_pandas(frame, SCHEMAS[table], preserve_index=False)
        rows[table] = typed.replace_schema_metadata(None)
    return rows


def _planned(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if not frames:
        return SCHEMAS[PLAN].empty_table().to_pandas()
    rows = pd.concat(frames, ignore_index=True).rename(columns={"year": "january_year"})
    rows["la_code"] = rows["la"].map("{:03d}".format)
    return rows.sort_values(["la_code", "series", "january_year"], ignore_index=True)[SCHEMAS[PLAN].names]


def _erred(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    told = [frame for frame in frames if len(frame)]
    if not told:
        return SCHEMAS[ERROR].empty_table().to_pandas()
    rows = pd.concat(told, ignore_index=True)
    return rows.sort_values(["series", "size", "horizon", "method"], ignore_index=True)[SCHEMAS[ERROR].names]


def published(con: duckdb.DuckDBPyConnection, people: pd.DataFrame) -> Published | None:
    """The panel that is published, None where it has no total."""
    con.execute(_PANEL)
    [[plans]] = con.execute(
        "select sum(plans) from plan_panel "
        "where flow = 'stock' and breakdown = 'total' and level <> 'Regional'"
    ).fetchall()
    if not plans:
        return None
    with tempfile.TemporaryDirectory() as folder:
        panel_of_mart.write_panel(con, Path(folder))
        people[["la", "year", "age", "pop"]].to_csv(Path(folder) / "population_syoa.csv", index=False)
        return Published(read_panel(Path(folder)), in_words(people))


def own_counts(con: duckdb.DuckDBPyConnection) -> dict[int, OwnCounts]:
    """By authority its plans by January, and by age band where every band of the January is told."""
    rows = con.sql(_OWN).df()
    found = {}
    for la, each in rows.groupby("la"):
        totals = each[each["is_total"]].dropna(subset="plans").set_index("year")["plans"]
        bands = each[~each["is_total"]].groupby("year")
        told = {
            int(year): dict(zip(of["band"], of["plans"], strict=True))
            for year, of in bands
            if of["plans"].notna().all()
        }
        found[int(la)] = OwnCounts({int(year): float(plans) for year, plans in totals.items()}, told)
    return found


def projections(found: Published, own: Mapping[int, OwnCounts]) -> pd.DataFrame:
    """Every area from its newest January: the columns of ``projection.plan``, unordered."""
    base = project(found.panel, [], found.panel.last + HORIZON, said_before=found.said)
    tables = {0: _told(base, found.panel, STATISTICS)}
    for la, counts in sorted(own.items()):
        panel = with_own(found.panel, la, counts, _england(base))
        if panel is not None:
            same = still_said(found.said, found.panel, panel)
            ahead = project(panel, [], panel.last + HORIZON, said_before=same)
            is_own = panel.last in counts.totals
            tables[la] = _told(ahead[ahead["la"] == la], panel, RETURN if is_own else STATISTICS)
    replaced = [la for la in tables if la]
    tables[0] = tables[0][~tables[0]["la"].isin(replaced)]
    rows = pd.concat([table for table in tables.values() if len(table)], ignore_index=True)
    return rows.assign(population_used=rows["la"].map(found.residents))


def errors(found: Published) -> pd.DataFrame:
    """The back-test of the panel as published: the columns of ``projection.error``, unordered."""
    horizons, origins = range(1, ERRORS_TO + 1), stood_in(found.panel.years)
    if not origins:
        return SCHEMAS[ERROR].empty_table().to_pandas()
    said = backtest(found.panel, origins, horizons, said_before=found.said)
    others = beside(found.panel, origins, horizons, sorted(set(said["series"])))
    return error_rows(scored(found.panel, said, others))


def _told(rows: pd.DataFrame, panel: Panel, counts_of: str) -> pd.DataFrame:
    """With the count that each series starts from."""
    counts = {name: outcome(panel, name)[:, -1] for name in rows["series"].unique()}
    places = {la: n for n, la in enumerate(panel.areas)}
    start = [counts[s][places[la]] for la, s in zip(rows["la"], rows["series"], strict=True)]
    return plan_rows(rows, pd.Series(np.asarray(start, float), index=rows.index), counts_of)


def _england(base: pd.DataFrame) -> dict[int, float]:
    """What is projected of England's plans, by January; nothing where the panel has no England."""
    rows = base[(base["la"] == 0) & (base["series"] == "total")]
    return {int(year): float(plans) for year, plans in zip(rows["year"], rows["median"], strict=True)}
