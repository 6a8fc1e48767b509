"""SEN support projected: a rate of pupils, pooled as plans are, times the pupils that residents promise.

It is made of the published SEN statistics only: pupils, and those on support, of each authority's schools in
each January, of all phases and of two. What is projected is the rate, told as a count of as many pupils as
there were last; so the methods, the intervals and the back-test are those of plans. Pupils to come are those
of the origin, changed as residents of the phase's ages change; without residents they stay as many. Who joins
and leaves support is not published: no tier is above 2. Each series is projected by itself, and special,
independent and other schools are in the total only: the phases do not add up to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from pipelines.projection.panel import Floats, Panel, population_in
from pipelines.projection.panel_files import NO_END
from pipelines.projection.project import backtest, project
from pipelines.projection.residents import AGES, in_words
from pipelines.projection.rolling import Projected
from pipelines.projection.rows import error_rows, plan_rows, stood_in
from pipelines.projection.scores import beside, scored
from pipelines.projection.tables import ERRORS_TO, HORIZON, SEN_STATISTICS

SERIES = {
    "sen_support": ("Total", "pop"),
    "sen_support:primary": ("Phase: State-funded primary", "primary"),
    "sen_support:secondary": ("Phase: State-funded secondary", "secondary"),
}
"""Each series, its group in the SEN statistics, and the residents that its pupils change with."""
LIMITS = ("median", "lo80", "hi80", "lo95", "hi95")
# To 2025 support is a column, since 2026 a group: of each January the newest edition.
_PRINTED = """
    with printed as (
        select
            if(geographic_level = 'National', 0, try_cast(la_code as integer)) as la,
            start_year + 1 as year,
            coalesce(
                nullif(trim(replace(breakdown, 'SEN provision: SEN support', ''), '; '), ''), 'Total'
            ) as phase,
            measure = 'sen_support' or contains(breakdown, 'SEN provision: SEN support') as is_support,
            value,
            edition,
            delivery,
            dataset,
            row
        from core.published_figure
        where
            extract = 'sen_statistics'
            and dataset in ('phase_type', 'phase_provision')
            and geographic_level in ('National', 'Local authority')
            and measure in ('pupils', 'sen_support')
    )
    select la, year, phase, is_support, value
    from printed
    where la is not null and value >= 0
    qualify edition = max(edition) over (partition by year)
    and row_number() over (
        partition by la, year, phase, is_support, edition order by delivery, dataset, row
    ) = 1
    order by all
"""


@dataclass(frozen=True)
class Support:
    """One series: ``counts`` as published, with residents; ``rates`` as counts of as many ``pupils`` as last.

    ``said`` is what was said of the rates so far.
    """

    series: str
    counts: Panel
    rates: Panel
    pupils: Floats
    words: dict[int, str]
    said: dict[int, Projected] = field(default_factory=dict)


def published(con: duckdb.DuckDBPyConnection, people: pd.DataFrame) -> list[Support]:
    """The series that are published."""
    rows = con.sql(_PRINTED).df()
    found = []
    for series, (phase, ages) in SERIES.items():
        own = rows[rows["phase"] == phase]
        if own["is_support"].any() and not own["is_support"].all():
            found.append(_series(series, own, people.rename(columns={ages: "residents"}), AGES[ages]))
    return found


def projections(found: Sequence[Support]) -> list[pd.DataFrame]:
    """Every area from its newest January, a table a series, in the columns of ``projection.plan``."""
    tables = []
    for of in found:
        last = of.rates.last
        rows = moved(of, project(of.rates, [], last + HORIZON, said_before=of.said))
        start = pd.Series(of.counts.total[:, -1], index=of.counts.areas)
        told = plan_rows(rows, rows["la"].map(start), SEN_STATISTICS)
        tables.append(told.assign(series=of.series, population_used=told["la"].map(of.words)))
    return tables


def errors(found: Sequence[Support]) -> list[pd.DataFrame]:
    """The back-test of each series, in the columns of ``projection.error``."""
    tables = []
    for of in found:
        if origins := stood_in(of.rates.years):
            horizons = range(1, ERRORS_TO + 1)
            said = moved(of, backtest(of.rates, origins, horizons, said_before=of.said))
            others = beside(of.counts, origins, horizons, ["total"])
            tables.append(error_rows(scored(of.counts, said, others)).assign(series=of.series))
    return tables


def moved(of: Support, rows: pd.DataFrame) -> pd.DataFrame:
    """Rates of last pupils as counts of those to come: the origin's, changed as residents change."""
    at = np.searchsorted(of.counts.areas, rows["la"])
    origin = np.searchsorted(of.counts.years, rows["origin"])
    scale = of.pupils[at, origin] / last_known(of.pupils)[at]
    people = {y: population_in(of.counts, y) for y in {*rows["origin"], *rows["year"]}}
    there, then = ([people[y][n] for y, n in zip(rows[c], at, strict=True)] for c in ("year", "origin"))
    change = np.divide(there, then)
    factor = scale * np.where(np.isfinite(change), change, 1.0)
    return rows.assign(**{name: (rows[name] * factor).round(3) for name in LIMITS})


def last_known(counts: Floats) -> Floats:
    """The newest known of each area; NaN where there is none."""
    known: Floats = pd.DataFrame(counts).ffill(axis=1).iloc[:, -1].to_numpy(np.float64)
    return known


def _series(series: str, rows: pd.DataFrame, people: pd.DataFrame, ages: str) -> Support:
    areas = tuple(sorted({0, *rows["la"].astype(int)}))
    years = tuple(range(int(rows["year"].min()), int(rows["year"].max()) + 1))

    def grid(of: pd.DataFrame, value: str, columns: Sequence[int]) -> Floats:
        table = of.pivot_table(index="la", columns="year", values=value, aggfunc="first")
        table = table.reindex(index=list(areas), columns=list(columns))
        whole: Floats = table.to_numpy(np.float64, copy=True)
        return whole

    support, pupils = (grid(rows[rows["is_support"] == is_it], "value", years) for is_it in (True, False))
    pupils = np.where(pupils > 0, pupils, np.nan)
    residents_in = tuple(sorted(people["year"].astype(int).unique()))
    residents = _with_england(grid(people, "residents", residents_in))
    blank, unknown = np.full(support.shape, np.nan), np.full(len(areas), -1, np.int64)
    counts = Panel(
        areas=areas,
        years=years,
        total=support,
        listed=np.isfinite(support),
        new=blank,
        ceased=blank,
        region=unknown,
        ends=np.full(len(areas), NO_END, np.int64),
        population_years=residents_in,
        population=residents,
    )
    now = last_known(pupils)[:, None]
    rate = support / pupils * now
    rates = Panel(
        areas=areas,
        years=years,
        total=rate,
        listed=np.isfinite(rate),
        new=blank,
        ceased=blank,
        region=unknown,
        ends=counts.ends,
        population_years=years[-1:],
        population=now,
    )
    return Support(series, counts, rates, pupils, in_words(people, ages))


def _with_england(residents: Floats) -> Floats:
    """England's, or the sum of the areas that are known in all years."""
    if residents.shape[1] and not np.isfinite(residents[0]).any():
        residents[0] = residents[1:][np.isfinite(residents[1:]).all(axis=1)].sum(axis=0)
    return np.where(residents > 0, residents, np.nan)
