"""Live births of the Office for National Statistics, by area of usual residence of the mother and year.

An edition is named after its newest year: ``data/raw/000/births/2024/``.
Children born in a year reach school four years later.
"""

from schemas.contract import Extract, Part
from schemas.governance import ONS, published
from schemas.populations import PersonsByAge
from schemas.published import EDITION
from schemas.returns import YEARLY


class Births(PersonsByAge):
    """One row per area, year, sex and age of the mother: live births of the year. ONS."""


BIRTHS = Extract(
    name="births",
    title="Live births",
    governance=published(ONS, "To see cohorts coming before they reach school"),
    frequency=YEARLY,
    first_year=2001,
    parts=(EDITION, Part("persons", Births, key="cell", needed=False)),
    head="edition",
    is_published=True,
)
