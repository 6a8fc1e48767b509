"""Days as whole numbers (since 1970-01-01), so that lives can be lived in arrays. No calendar rules."""

from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

FAR = 10**6
_EPOCH = date(1970, 1, 1).toordinal()
_QUIET = 44  # the first days of a year, squeezed into the second half of themselves


def day_of(when: date) -> int:
    """The number of one calendar day."""
    return when.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """The calendar day of one number."""
    return date.fromordinal(int(day) + _EPOCH)


def days_in(years: Ints, month: int, day: int) -> Ints:
    """That day of that month in each of the years."""
    months = (years - 1970) * 12 + month - 1
    return months.astype("M8[M]").astype("M8[D]").astype(np.int64) + day - 1


def year_of(days: Ints) -> Ints:
    """The calendar year of each day."""
    return days.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970


def school_year_of(days: Ints) -> Ints:
    """The year in which each day's school year began (1 September)."""
    return (days.astype("M8[D]").astype("M8[M]").astype(np.int64) - 8) // 12 + 1970


def settled(days: Ints) -> Ints:
    """The days moved out of 1 to 22 January, their order kept.

    No plan begins, moves or ends there, so the stock on census day is the stock on 31 December and the
    flows of a calendar year tie it to the stock a year before.
    """
    start = days_in(year_of(days), 1, 1)
    nth = days - start
    return np.where(nth < _QUIET, start + _QUIET // 2 + nth // 2, days)


def written(days: Ints, as_text: Callable[[date], str]) -> Texts:
    """Each day in writing; ``FAR`` and beyond is blank."""
    known, place = np.unique(days, return_inverse=True)
    texts = np.array(["" if d >= FAR else as_text(date_of(d)) for d in known], dtype=object)
    return texts[place] if len(known) else np.array([], dtype=object)
