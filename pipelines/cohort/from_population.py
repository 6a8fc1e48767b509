"""Residents of every area out of the core, for the cohort model: estimates, projections, variants, births."""

from collections.abc import Iterator, Mapping

import duckdb
import pandas as pd

from pipelines.cohort.population import Projection, Residents
from pipelines.cohort.states import A
from schemas.areas_of_england import code_of
from schemas.populations import PRINCIPAL

_ESTIMATED = """
    select area as la_code, year + 1 as january_year, age_from as age, persons
    from core.resident_population
    where kind = 'estimate' and sex = 'persons' and age_scheme = 'Single year' and persons is not null
    order by all
"""
_PROJECTED = """
    select area as la_code, 'principal' as variant, year + 1 as january_year, age_from, age_to, persons
    from core.resident_population
    where
        kind = 'projection'
        and is_newest
        and sex = 'persons'
        and age_scheme = 'SEN2'
        and persons is not null
    union all
    -- of each variant the newest edition; an authority's own file before England's
    select area, variant, january_year, age_from, age_to, persons
    from (
        select
            coalesce(la_code, area_code) as area, variant, year + 1 as january_year, age_from, age_to,
            persons, edition_year, delivery
        from core.population_band
        where
            kind = 'projection'
            and variant <> 'principal'
            and sex = 'persons'
            and age_scheme = 'SEN2'
            and persons is not null
    )
    qualify
        edition_year = max(edition_year) over (partition by area, variant)
        and row_number() over (
            partition by area, variant, edition_year, january_year, age_from, age_to
            order by delivery like '000%', delivery
        ) = 1
    order by all
"""
# Those aged 0 of projections, and live births; both sexes, added where they are not printed together.
_BORN = """
    with printed as (
        select
            coalesce(la_code, area_code) as area,
            kind,
            variant,
            year,
            edition_year,
            delivery,
            coalesce(
                max(persons) filter (where sex = 'persons'),
                case when count(persons) filter (where sex <> 'persons') = 2
                    then sum(persons) filter (where sex <> 'persons')
                end
            ) as persons
        from core.population
        where
            (kind = 'projection' and component = 'population' and age_from = 0 and age_to = 0)
            or (kind = 'births' and component = 'births' and age_from = 0 and age_to is null)
        group by all
    )
    select area as la_code, kind, variant, year, persons
    from printed
    where persons is not null
    qualify
        (kind = 'births' or edition_year = max(edition_year) over (partition by area, kind, variant))
        and row_number() over (
            partition by area, kind, variant, year
            order by edition_year desc, delivery like '000%', delivery
        ) = 1
    order by all
"""


def residents(con: duckdb.DuckDBPyConnection) -> dict[str, Residents]:
    """By area what is known of its residents; areas of which nobody estimates single years are left out."""
    estimated, projected, born = (con.sql(sql).df() for sql in (_ESTIMATED, _PROJECTED, _BORN))
    projections = _projections(projected, born[born["kind"] == "projection"])
    births = {la: _by_year(rows) for la, rows in _by_number(born[born["kind"] == "births"])}
    found = {}
    for la_code, rows in estimated.groupby("la_code"):
        la = str(la_code)
        by_year = {
            int(year): of.set_index("age")["persons"].to_numpy(float)
            for year, of in rows.groupby("january_year")
            if len(of) == A
        }
        mine = dict(projections.get(la, {}))
        principal = mine.pop(PRINCIPAL, Projection())
        found[la] = Residents(by_year, principal, births.get(la, {}), mine)
    return found


def _projections(bands: pd.DataFrame, newborn: pd.DataFrame) -> Mapping[str, Mapping[str, Projection]]:
    """By area and variant."""
    zero = {
        (la, variant): {year + 1: persons for year, persons in _by_year(rows).items()}
        for la, of_area in _by_number(newborn)
        for variant, rows in of_area.groupby("variant")
    }
    found: dict[str, dict[str, Projection]] = {}
    for la, of_area in _by_number(bands):
        for variant, rows in of_area.groupby("variant"):
            columns = (rows[name] for name in ("january_year", "age_from", "age_to", "persons"))
            by_band = {
                (int(year), (int(low), int(high))): float(persons)
                for year, low, high, persons in zip(*columns, strict=True)
            }
            found.setdefault(la, {})[str(variant)] = Projection(by_band, zero.get((la, variant), {}))
    return found


def _by_year(rows: pd.DataFrame) -> dict[int, float]:
    return {int(year): float(persons) for year, persons in zip(rows["year"], rows["persons"], strict=True)}


def _by_number(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each area, of an authority under its DfE number also where an ONS code is given.

    What speaks of an authority by its number comes last, so that it holds.
    """
    for area, of in reversed(list(rows.groupby("la_code"))):
        yield code_of(str(area)) or str(area), of
