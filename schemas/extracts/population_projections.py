"""Subnational population projections of the Office for National Statistics, by area, sex and age.

An edition is named after its base year: ``data/raw/000/population_projections/2022/``. A projection says what
becomes of a population if trends hold on; it is no forecast. Figures are printed with decimals. Variants lie
beside the principal projection; a column says which, or the file's name: 2022 SNPP high migration persons.csv
"""

from schemas.contract import Extract, Part
from schemas.governance import ONS, published
from schemas.populations import PersonsByAge
from schemas.published import EDITION
from schemas.returns import YEARLY


class PopulationProjection(PersonsByAge):
    """One row per area, component, variant, year, sex and age: persons in the middle of the year. ONS."""


POPULATION_PROJECTIONS = Extract(
    name="population_projections",
    title="Subnational population projections",
    governance=published(ONS, "To know how many children and young people there will be"),
    frequency=YEARLY,
    first_year=2004,
    parts=(EDITION, Part("persons", PopulationProjection, key="cell", needed=False)),
    head="edition",
    is_published=True,
)
