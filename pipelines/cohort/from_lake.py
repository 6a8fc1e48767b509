"""The cohort model over a lake: what it reads there, and the rows of its tables. Nothing is written.

An authority is followed where two of its SEN2 returns lie a year apart, and its total is projected
(``projection.plan``), to which the cells are raked. The simulation is of full counts; ``outlook`` makes of it
what may be told.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.cohort.anchor import Anchor
from pipelines.cohort.flows import HOMES_SQL, SQL, History, histories
from pipelines.cohort.from_population import residents
from pipelines.cohort.localities import Homes, homes
from pipelines.cohort.outlook import Beside, Followed, baseline, causes_told, layouts, series_told
from pipelines.cohort.outlook_places import costs_told, places_told
from pipelines.cohort.places import ALL_LOCALITIES, ALL_NEEDS, Supply
from pipelines.cohort.pooling import Floats
from pipelines.cohort.population import Residents, ahead, in_january
from pipelines.cohort.published import Printed, printed
from pipelines.cohort.rates import learn
from pipelines.cohort.scenarios import Scenario
from pipelines.cohort.series import TOTAL, words
from pipelines.cohort.simulate import Start
from pipelines.cohort.states import BANDS, NEEDS
from pipelines.cohort.tables import (
    CAUSE,
    COST,
    DRAWS,
    FLOW,
    HOME,
    HORIZON,
    LAYOUT,
    PLACE,
    SCHEMAS,
    SERIES,
    TOLD,
)
from schemas.areas_of_england import of_number

_HERE = Path(__file__).parent
_TOTALS = """
    select la_code, january_year, origin, origin_count, lo95, lo80, median, hi80, hi95
    from projection.plan
    where series = 'total'
    order by la_code, january_year
"""
_SHOWN = """
    select la_code, cast(return_year as bigint) as january_year, breakdown_topic, breakdown, plan_count
    from shown.plans_maintained
    where breakdown_topic in ('Total', 'Age band at 31 August', 'Primary need')
"""
_SUPPLIED = """
    select place.* replace (coalesce(merged.merged_into, place.locality) as locality)
    from core.place_capacity as place
    left join scope.locality_merged as merged
        on merged.la_code = place.la_code and merged.locality = place.locality
    qualify place.return_year = max(place.return_year) over (partition by place.la_code)
    order by place.la_code, place.places_key
"""
_PANEL = """
    with judged as (
        select
            *,
            bool_or(coalesce(fault, '') like '%six tenths of the stock%') over (
                partition by area, year, flow
            ) as is_too_many
        from shown.plan_panel
        where level = 'Local authority' and try_cast(area as integer) is not null
    )
    select area, cast(year as bigint) as year, flow, "group", cast(plans as double) as plans
    from judged
    where
        plans is not null
        and not is_too_many
        -- flows before were totals asked of authorities
        and cast(year as bigint) >= 2022
        and breakdown in ('total', 'age')
        and (breakdown = 'total' or flow <> 'ceased')
        and (breakdown = 'age' or flow <> 'stock')
    order by all
"""
_PROVISION = {"UNIT": "unit", "SPEC": "special", "IND": "independent", "AP": "alternative", "FE": "further"}
_ALWAYS = (0, 9999)


@dataclass(frozen=True)
class Known:
    """What the lake knows, by authority."""

    histories: Mapping[str, History]
    totals: pd.DataFrame
    residents: Mapping[str, Residents]
    shown: pd.DataFrame
    supplies: Mapping[str, Sequence[Supply]]
    published: Printed | None = None
    homes: Mapping[str, Homes] = field(default_factory=dict)


def code() -> str:
    """Changes with what makes the rows."""
    files = sorted((*_HERE.glob("*.py"), *_HERE.glob("*.sql")))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def flows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The rows of ``cohort.flow``."""
    return con.sql(SQL).to_arrow_table().cast(SCHEMAS[FLOW])


def lived(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The rows of ``cohort.home``."""
    return con.sql(HOMES_SQL).to_arrow_table().cast(SCHEMAS[HOME])


def known(con: duckdb.DuckDBPyConnection) -> Known:
    """What the model reads."""
    people_of = residents(con)

    def people(area: str, year: int) -> Floats | None:
        return in_january(people_of[area], year) if area in people_of else None

    return Known(
        histories(con.sql(f"select * from {FLOW}").df()),  # noqa: S608 - a name of ours
        con.sql(_TOTALS).df(),
        people_of,
        con.sql(_SHOWN).df(),
        supplied(con.sql(_SUPPLIED).df()),
        printed(con.sql(_PANEL).df(), people, region_of),
        homes(con.sql(f"select * from {HOME}").df()),  # noqa: S608 - a name of ours
    )


def region_of(la_code: str) -> str:
    """ONS code of the region that an authority lies in; empty where its number is not known."""
    return next((one.region_code for one in reversed(of_number(la_code))), "")


def made(
    found: Known, scenarios: Mapping[str, Sequence[Scenario]], draws: int = DRAWS
) -> dict[str, pa.Table]:
    """The rows of every table but that of flows."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in (LAYOUT, *TOLD)}
    for la_code in sorted(found.histories):
        for each in followed(found, la_code, scenarios.get(la_code, ()), draws):
            rows[SERIES] += series_told(each)
            rows[PLACE] += places_told(each)
            rows[COST] += costs_told(each)
            rows[CAUSE] += causes_told(each)
            rows[LAYOUT] += layouts(each) if each.is_baseline else []
    return {table: pa.Table.from_pylist(each, SCHEMAS[table]) for table, each in rows.items()}


def can_follow(found: Known, la_code: str) -> bool:
    """Whether there are two returns a year apart, and a projection of the total beyond the newest."""
    history = found.histories.get(la_code)
    return bool(history and history.steps and _anchor(found, history) is not None)


def followed(found: Known, la_code: str, scenarios: Sequence[Scenario], draws: int) -> Sequence[Followed]:
    """The baseline and each scenario of an authority; nothing where it cannot be followed."""
    if not can_follow(found, la_code):
        return ()
    history = found.histories[la_code]
    anchor = _anchor(found, history)
    mine = found.residents.get(la_code, Residents())

    def people(area: str, year: int) -> Floats:
        return in_january(found.residents.get(area, Residents()), year)

    others = [one for la, one in found.histories.items() if la != la_code]
    near = [one for one in others if region_of(one.la_code) == region_of(la_code)]
    # Rates in print are per resident: they say nothing where residents are not known.
    published = None if mine.last is None else found.published
    learnt = learn(history, near, others, people, published)
    stock, home = history.stocks[history.last], found.homes.get(la_code)
    start = Start(la_code, history.last, stock, ahead(mine, history.last, HORIZON))
    beside = Beside(_shown_counts(found.shown, history), found.supplies.get(la_code, ()), mine, home)
    usual = baseline(start, learnt, anchor, beside, draws)
    return (usual, *(usual.under(scenario) for scenario in scenarios))


def _anchor(found: Known, history: History) -> Anchor | None:
    """Quantiles of the total in each January ahead; one that is printed already is gone through in step."""
    rows = found.totals[
        (found.totals["la_code"] == history.la_code) & (found.totals["january_year"] > history.last)
    ].set_index("january_year")
    years = range(history.last + 1, history.last + HORIZON + 1)
    if rows.empty or years[-1] < rows.index.min():
        return None
    names = ["lo95", "lo80", "median", "hi80", "hi95"]
    first, stock = int(rows.index.min()), max(float(history.stocks[history.last].sum()), 1.0)
    quantiles = np.empty((HORIZON, len(names)))
    for n, year in enumerate(years):
        if year in rows.index:
            quantiles[n] = rows.loc[year, names].to_numpy(float)
        elif year < first:
            share = (year - history.last) / (first - history.last)
            quantiles[n] = stock ** (1 - share) * rows.loc[first, names].to_numpy(float) ** share
        else:
            # Beyond what is projected the last growth goes on.
            quantiles[n] = quantiles[n - 1] ** 2 / quantiles[n - 2]
    return Anchor(quantiles)


def _shown_counts(shown: pd.DataFrame, history: History) -> dict[str, int | None]:
    """By series the count of the newest January as it is shown, None where it is hidden."""
    rows = shown[(shown["la_code"] == history.la_code) & (shown["january_year"] == history.last)]
    told = {
        (str(topic), str(group)): None if pd.isna(count) else int(count)
        for topic, group, count in zip(
            rows["breakdown_topic"], rows["breakdown"], rows["plan_count"], strict=True
        )
    }
    names = [TOTAL, *(f"age:{band}" for band in BANDS), *(f"need:{need}" for need in NEEDS)]
    return {name: told[words(name)] for name in names if words(name) in told}


def supplied(rows: pd.DataFrame) -> dict[str, list[Supply]]:
    """By authority the places of its newest extract."""
    found: dict[str, list[Supply]] = {}
    for row in rows.to_dict("records"):
        told: dict[str, Any] = {name: None if pd.isna(value) else value for name, value in row.items()}
        cost, margin = told["cost_per_place"], told["vacancy_margin"]
        found.setdefault(str(told["la_code"]), []).append(
            Supply(
                provision=_PROVISION[str(told["provision"])],
                phase=str(told["phase"]),
                need=str(told["need"] or ALL_NEEDS),
                places=float(told["places"]),
                first=int(told["first_january"] or _ALWAYS[0]),
                last=int(told["last_january"] or _ALWAYS[1]),
                margin=None if margin is None else float(margin),
                cost=None if cost is None else float(cost),
                band=str(told["cost_band"] or ""),
                locality=str(told["locality"] or ALL_LOCALITIES),
            )
        )
    return found
