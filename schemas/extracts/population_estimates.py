"""Mid-year population estimates of the Office for National Statistics, by area, sex and age.

An edition is named after its newest mid-year: ``data/raw/000/population_estimates/2024/``. Persons usually
resident on 30 June. One authority's own file may lie under its number. A later edition revises earlier years.
"""

from schemas.contract import Extract, Part
from schemas.governance import ONS, published
from schemas.populations import PersonsByAge
from schemas.published import EDITION
from schemas.returns import YEARLY


class PopulationEstimate(PersonsByAge):
    """One row per area, year, sex and age: persons resident in the middle of the year. ONS."""


POPULATION_ESTIMATES = Extract(
    name="population_estimates",
    title="Mid-year population estimates",
    governance=published(ONS, "To know of how many children and young people a figure speaks"),
    frequency=YEARLY,
    first_year=2001,
    parts=(EDITION, Part("persons", PopulationEstimate, key="cell", needed=False)),
    head="edition",
    is_published=True,
)
