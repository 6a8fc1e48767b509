"""Residents of school age out of the core, as projections read them; nothing is projected here."""

import duckdb
import pandas as pd

AGES = {"pop": "5 to 15", "primary": "5 to 10", "secondary": "11 to 15"}
"""The columns that hold persons, and their ages."""
# Those of January are held against the middle of the year before.
_PEOPLE = """
    select
        try_cast(area as integer) as la,
        year + 1 as year,
        min(age_from) as age,
        kind,
        sum(persons) as pop,
        sum(persons) filter (where age_band = '5-10') as primary,
        sum(persons) filter (where age_band = '11-15') as secondary
    from core.resident_population
    where
        is_newest
        and sex = 'persons'
        and age_scheme = 'SEN2'
        and age_band in ('5-10', '11-15')
        and try_cast(area as integer) between 0 and 999
    group by area, kind, edition_year, year, delivery
    having count(persons) = 2
    qualify row_number() over (
        partition by area, year order by kind, edition_year desc, delivery
    ) = 1
    order by all
"""


def residents(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per area and January: ``AGES``, ``age`` (the first), ``kind`` (estimate or projection)."""
    return con.sql(_PEOPLE).df()


def in_words(people: pd.DataFrame, ages: str = AGES["pop"]) -> dict[int, str]:
    """By area ``Residents aged 5 to 15, estimates to mid-2024, projections to mid-2047``."""
    ends = people.groupby(["la", "kind"])["year"].max() - 1
    found: dict[int, str] = {}
    for (la, kind), year in ends.items():
        found[la] = f"{found.get(la, f'Residents aged {ages}')}, {kind}s to mid-{year}"
    return found
