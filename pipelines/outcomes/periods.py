"""Periods that indicators are told by: how they are written, when they begin and end, which follows which.

A whole year, ``2025-03``, ``2025-Q1``, ``202425-autumn``; and several that are told together, by the last of
them: ``4 quarters to 2025-Q1``. Terms are thirds of the academic year: the day on which a term ends is each
school's own. Which periods a base has is said in ``schemas.indicators``.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from pipelines.outcomes.tables import WHOLE_YEAR
from schemas.indicator import ACADEMIC, CALENDAR, FINANCIAL, MONTHLY, QUARTERLY, TERMLY, YEARLY

TERMS = ("autumn", "spring", "summer")
A_YEAR: Mapping[str, int] = {MONTHLY: 12, QUARTERLY: 4, TERMLY: len(TERMS), YEARLY: 1}
"""How many of a kind are a year."""
_MONTHS = 12
_FIRST_MONTH = {CALENDAR: 1, ACADEMIC: 9, FINANCIAL: 4}
_TOGETHER = " to "
_QUARTER_AT, _NUMBER_AT, _TERM_AT = 5, 6, 7


def is_together(period: str) -> bool:
    """Whether it is several periods told as one."""
    return _TOGETHER in period


def is_short(period: str) -> bool:
    """Whether it is one month, quarter or term."""
    return period != WHOLE_YEAR and not is_together(period)


def kind_of(period: str) -> str:
    """Of what kind one period is."""
    if period == WHOLE_YEAR:
        return YEARLY
    if period[_TERM_AT:] in TERMS:
        return TERMLY
    return QUARTERLY if period[_QUARTER_AT] == "Q" else MONTHLY


def place_of(year: str, period: str) -> int:
    """Which period it is among all of its kind: the next one has the next number."""
    kind = kind_of(period)
    first = int(year[:4] if kind == YEARLY else period[:4])
    within = 0
    if kind == TERMLY:
        within = TERMS.index(period[_TERM_AT:])
    elif kind == QUARTERLY:
        within = int(period[_NUMBER_AT:]) - 1
    elif kind == MONTHLY:
        within = int(period[_QUARTER_AT:]) - 1
    return first * A_YEAR[kind] + within


def written(kind: str, place: int, years: str = CALENDAR) -> str:
    """The month, quarter, term, or year of these ``years``, at a place."""
    year, within = divmod(place, A_YEAR[kind])
    across = f"{year}{(year + 1) % 100:02d}"
    if kind == YEARLY:
        return str(year) if years == CALENDAR else across
    if kind == TERMLY:
        return f"{across}-{TERMS[within]}"
    return f"{year}-Q{within + 1}" if kind == QUARTERLY else f"{year}-{within + 1:02d}"


def periods(first: str, last: str) -> list[str]:
    """Every month, quarter or term from the first to the last."""
    kind = kind_of(first)
    return [written(kind, place) for place in range(place_of("", first), place_of("", last) + 1)]


def together(kind: str, many: int, last: str) -> str:
    """So many periods up to the last, as they are written."""
    return f"{many} {kind}s{_TOGETHER}{last}"


def span(years: str, year: str, period: str) -> tuple[date, date]:
    """First and last day of a period, of a year of that kind; of several together, of all of them."""
    if is_together(period):
        many, _, rest = period.partition(" ")
        kind, _, last = rest.replace(f"s{_TOGETHER}", _TOGETHER).partition(_TOGETHER)
        end = span(years, year, WHOLE_YEAR if kind == YEARLY else last)[1]
        return _first_of(_month_after(end) - int(many) * _MONTHS // A_YEAR[kind]), end
    kind = kind_of(period)
    length = _MONTHS // A_YEAR[kind]
    if kind == YEARLY:
        first = int(year[:4]) * _MONTHS + _FIRST_MONTH[years] - 1
    elif kind == TERMLY:
        first = (
            int(period[:4]) * _MONTHS + _FIRST_MONTH[ACADEMIC] - 1 + TERMS.index(period[_TERM_AT:]) * length
        )
    else:
        first = place_of(year, period) * length
    return _first_of(first), _first_of(first + length) - timedelta(days=1)


def year_of(day: date, years: str) -> str:
    """The year of that kind in which a day lies, as it is written."""
    first = day.year - (day.month < _FIRST_MONTH[years])
    return written(YEARLY, first, years)


def _month_after(day: date) -> int:
    return day.year * _MONTHS + day.month


def _first_of(month: int) -> date:
    return date(month // _MONTHS, month % _MONTHS + 1, 1)
