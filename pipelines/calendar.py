"""When a return is due at the authority's analysts, and which are expected. No file is looked at here.

The days counted are in ``schemas.returns``; what is here is when the extract of a return can be had.
"""

from collections.abc import Collection
from datetime import date, timedelta

from schemas.returns import Return

TERMS = ("spring", "summer", "autumn")
# DfE school census guide: authorities approve their schools' returns within about five weeks.
_AFTER_CENSUS_DAY = timedelta(weeks=5)
# DfE SEN2 guide: the person-level return is submitted and approved by mid March.
_SEN2_MONTH_AND_DAY = (3, 15)
# DfE called off the summer census of 2020 (COVID-19).
_NOT_HELD = {("school_census", Return(2020, "summer"))}


def due(extract: str, of: Return) -> date:
    """The last day on which a return may be missing without being late."""
    if extract == "sen2":
        return date(of.year, *_SEN2_MONTH_AND_DAY)
    return of.census_day + _AFTER_CENSUS_DAY


def expected(extract: str, held: Collection[Return], today: date) -> list[Return]:
    """The returns from the earliest held up to today, of the terms of which one is held.

    A term that has never been delivered is not asked for: not every authority keeps all three.
    """
    if not held:
        return []
    first = min(held, key=lambda of: of.census_day).census_day
    between = (of for of in _returns({of.term for of in held}, first.year, today.year))
    wanted = [of for of in between if first <= of.census_day <= today]
    return [of for of in wanted if (extract, of) not in _NOT_HELD]


def following(held: Collection[Return], today: date) -> Return | None:
    """The next return whose day is still to come, of the terms of which one is held."""
    coming = _returns({of.term for of in held}, today.year, today.year + 1)
    return min((of for of in coming if of.census_day > today), key=lambda of: of.census_day, default=None)


def _returns(terms: Collection[str], first: int, last: int) -> list[Return]:
    found = [Return(year, term) for year in range(first, last + 1) for term in terms]
    return sorted(found, key=lambda of: of.census_day)
