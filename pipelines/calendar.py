"""When a return is due at the authority's analysts, which are expected, and when a day ends. No file is read.

The days counted are in ``schemas.returns``; what is here is when the extract of a return can be had.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.catalogue import EXTRACTS
from schemas.returns import MONTHLY, MONTHS, Return

LONDON = "Europe/London"

# DfE takes submissions for about four weeks (21 January to 17 February 2021); a week more for the extract.
_AFTER_CENSUS_DAY = timedelta(weeks=5)
# The project's own rule: a case system's extract is there two weeks after the end of its month.
_AFTER_MONTH = timedelta(weeks=2)
# The project's own rule: DfE has the person-level return by mid March.
_SEN2_MONTH_AND_DAY = (3, 15)
# The project's own rules. Social care: DfE has its two returns of the year by the end of July. Disputes: with
# SEN2, of whose year they tell. Attainment: with the results at 19, in the April after.
_PARTNERS_MONTH_AND_DAY = {"social_care": (7, 31), "disputes": (3, 15), "attainment": (4, 30)}
# No rule gives a survey, a sheet of counts or an edition its day: it is late when its year is over.
_SURVEY_MONTH_AND_DAY = (12, 31)
# Drawn up when inspectors ask for them, or whenever their publisher has a new edition: no day is theirs.
_PUBLISHED = frozenset(name for name, one in EXTRACTS.items() if one.is_published)
_ON_REQUEST = _PUBLISHED | {"annex_a"}
# DfE cancelled the summer census of 2020 (COVID-19).
_NOT_HELD = {("school_census", Return(2020, "summer"))}


def in_words(day: date) -> str:
    """``15 March 2027``."""
    return f"{day.day} {day:%B %Y}"


def end_of(day: date) -> datetime:
    """The moment at which a day is over in England, as UTC."""
    following = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(LONDON))
    return following.astimezone(UTC)


def due(extract: str, of: Return) -> date:
    """The last day on which a return may be missing without being late."""
    if extract == "sen2":
        return date(of.year, *_SEN2_MONTH_AND_DAY)
    if extract in _PUBLISHED | {"survey", "manual_series"}:
        return date(of.year, *_SURVEY_MONTH_AND_DAY)
    if extract in _PARTNERS_MONTH_AND_DAY:
        return date(of.year + (extract == "attainment"), *_PARTNERS_MONTH_AND_DAY[extract])
    return of.census_day + (_AFTER_MONTH if of.frequency == MONTHLY else _AFTER_CENSUS_DAY)


def expected(extract: str, held: Collection[Return], today: date) -> list[Return]:
    """The returns from the earliest held up to today, of the terms of which one is held.

    A term that has never been delivered is not asked for: not every authority keeps all three.
    """
    if not held or extract in _ON_REQUEST:
        return []
    first = min(held, key=lambda of: of.census_day).census_day
    between = (of for of in _returns(held, first.year, today.year))
    wanted = [of for of in between if first <= of.census_day <= today]
    return [of for of in wanted if (extract, of) not in _NOT_HELD]


def following(extract: str, held: Collection[Return], today: date) -> Return | None:
    """The next return whose day is still to come, of the terms of which one is held."""
    if extract in _ON_REQUEST:
        return None
    coming = _returns(held, today.year, today.year + 1)
    return min((of for of in coming if of.census_day > today), key=lambda of: of.census_day, default=None)


def _returns(held: Collection[Return], first: int, last: int) -> list[Return]:
    """All returns of those years: of every month, or of the terms held."""
    is_monthly = any(of.frequency == MONTHLY for of in held)
    slots = [("", month + 1) for month in range(MONTHS)] if is_monthly else [(of.term, 0) for of in held]
    found = {Return(year, *slot) for year in range(first, last + 1) for slot in slots}
    return sorted(found, key=lambda of: of.census_day)
