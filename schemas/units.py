"""Units in which systems keep hours and money, and what a number in one of them is in another.

A unit is a measure, alone or in a period: ``hours per term``, ``pence``, ``pounds per month``. Teaching is
counted in the weeks of a school year, money in those of the calendar.
"""

from fractions import Fraction

# The School Day and School Year (England) Regulations 1999, reg. 3: 380 sessions, 190 days of five a week.
SCHOOL_WEEKS, TERMS = 38, 3
CALENDAR_WEEKS, MONTHS = 52, 12

# Measure to what it measures and how much of it one is.
_MEASURES: dict[str, tuple[str, Fraction]] = {
    "hours": ("time", Fraction(1)),
    "minutes": ("time", Fraction(1, 60)),
    "pounds": ("money", Fraction(1)),
    "pence": ("money", Fraction(1, 100)),
    "thousands of pounds": ("money", Fraction(1000)),
}
# Period to how many of it a year has: of teaching, and of the calendar.
_PERIODS: dict[str, tuple[Fraction, Fraction]] = {
    "day": (Fraction(SCHOOL_WEEKS * 5), Fraction(365)),
    "week": (Fraction(SCHOOL_WEEKS), Fraction(CALENDAR_WEEKS)),
    "fortnight": (Fraction(SCHOOL_WEEKS, 2), Fraction(CALENDAR_WEEKS, 2)),
    "month": (Fraction(SCHOOL_WEEKS * MONTHS, CALENDAR_WEEKS), Fraction(MONTHS)),
    "half term": (Fraction(TERMS * 2), Fraction(TERMS * 2)),
    "term": (Fraction(TERMS), Fraction(TERMS)),
    "year": (Fraction(1), Fraction(1)),
}


def factor(unit: str, into: str) -> Fraction:
    """What a number in ``unit`` is multiplied by to be in ``into``; ``ValueError`` says why it cannot be."""
    kind, size, period = _parsed(unit)
    kind_wanted, size_wanted, period_wanted = _parsed(into)
    if kind != kind_wanted:
        raise ValueError(f"'{unit}' is {kind} and '{into}' is {kind_wanted}")
    if bool(period) != bool(period_wanted):
        raise ValueError(f"one of '{unit}' and '{into}' is in a period, and the other is not")
    return size * _a_year(kind, period) / (size_wanted * _a_year(kind, period_wanted))


def is_money(unit: str) -> bool:
    """A unit of money: its figures may be written with a sign and with commas."""
    return _parsed(unit)[0] == "money"


def known() -> str:
    """The measures and periods, in words."""
    return f"{', '.join(_MEASURES)}; per {', '.join(_PERIODS)}"


def _parsed(unit: str) -> tuple[str, Fraction, str]:
    measure, _, period = " ".join(unit.casefold().split()).partition(" per ")
    if measure not in _MEASURES or (period and period not in _PERIODS):
        raise ValueError(f"'{unit}' is no unit; known are {known()}")
    return (*_MEASURES[measure], period)


def _a_year(kind: str, period: str) -> Fraction:
    return _PERIODS[period][kind == "money"] if period else Fraction(1)
