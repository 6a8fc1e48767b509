"""Control charts of single values over time (XmR), by the rules of the NHS's Making Data Count. No drawing.

They suit monthly series (requests, plans issued, caseload), not the six to ten points of yearly figures.
Source: nhs-r-community, NHSRplotthedots; Wheeler, Understanding Variation.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipelines.statistics_inputs import Bools, Floats, Given, frame, read, refuse

LIMIT = 2.66
"""Limits lie this many average moving ranges from the mean, near limits two thirds of it."""

SCREEN = 3.267
"""Moving ranges of this many averages and more are left out of the average, once."""

RUN = 7
ENOUGH_POINTS = 13
IMPROVEMENTS = ("high", "low", "neutral")

OUTSIDE, TREND, TWO_OF_THREE, ONE_SIDE = (
    "outside limits",
    "trend of seven",
    "two of three",
    "seven on one side",
)


def xmr(
    values: Given,
    improvement: str = "neutral",
    target: float | None = None,
    fix_after: int | None = None,
    screen: bool = True,  # noqa: FBT001, FBT002 the contract's
    *,
    rebase: Sequence[int] = (),
) -> pd.DataFrame:
    """Mean, natural process limits, special causes and assurance of a series in the order of its time.

    One row a point: ``value``, ``mean``, ``lower`` and ``upper`` in the unit of the values, not cut at 0 or
    100%; ``special_cause`` (true or false) and its ``rule``, the first that holds of outside limits, trend
    of seven, two of three, seven on one side; ``point_type``: common_cause, special_cause_improvement,
    special_cause_concern, special_cause_neutral_high or special_cause_neutral_low (that of the last point
    is the icon); ``assurance``, the same in every row: consistently passes, hit and miss, consistently
    fails, or none without a target or direction; ``trial``: the part has fewer than 13 points, of which a
    UserWarning tells.

    ``improvement`` says which way is good: high, low or neutral. Limits come from the first ``fix_after``
    points, else from all. ``screen`` leaves out great moving ranges once (the package does, the NHS's Excel
    tool does not). ``rebase`` holds the positions, from 0, where a new part with limits of its own begins.

    A missing value has limits and no cause; it interrupts moving ranges and runs. A single point has a mean
    and no limits; a constant series has limits equal to its mean. The index is that of a Series given, else
    from 0. Raises ValueError for another improvement, a fix_after below 1 and a rebase outside the series.
    """
    index, (y,) = read(values=values)
    refuse(improvement not in IMPROVEMENTS, f"improvement is one of {', '.join(IMPROVEMENTS)}")
    refuse(fix_after is not None and fix_after < 1, "fix_after must be at least 1")
    refuse([not 0 < start < y.size for start in rebase], "rebase must lie within the series")
    refuse(target is not None and not np.isfinite(target), "target must be a finite number")
    cuts = sorted(set(rebase))
    parts = [_part(part, fix_after, screen=screen) for part in np.split(y, cuts)]
    chart = pd.concat(parts, ignore_index=True).set_index(index)
    if chart["trial"].any():
        warnings.warn(f"fewer than {ENOUGH_POINTS} points: the limits are on trial", stacklevel=2)
    chart["special_cause"] = chart["rule"].notna()
    chart["point_type"] = _point_types(chart, improvement)
    chart["assurance"] = _assurance(chart, improvement, target)
    shown = ("value", "mean", "lower", "upper", "special_cause", "rule", "point_type", "assurance", "trial")
    return chart[list(shown)]


def _part(y: Floats, fix_after: int | None, *, screen: bool) -> pd.DataFrame:
    """One part of a series, with the limits of its own."""
    mean, reach = _limits(y[:fix_after], screen=screen)
    lower, upper, side = mean - reach, mean + reach, np.sign(y - mean)
    outside = (y > upper) | (y < lower)
    near = ~outside & (np.abs(y - mean) > reach * 2 / 3)
    rising, falling = _in_trend(y), _in_trend(-y)
    found = np.select(
        [outside, rising | falling, near & _two_of_three(near, side), _on_one_side(side)],
        [OUTSIDE, TREND, TWO_OF_THREE, ONE_SIDE],
        "",
    ).astype(object)
    points = np.count_nonzero(~np.isnan(y))
    return frame(
        pd.RangeIndex(y.size),
        value=y,
        mean=np.full(y.shape, mean),
        lower=np.full(y.shape, lower),
        upper=np.full(y.shape, upper),
        direction=np.where(found == TREND, _slant(y, rising, falling), side),
        rule=[name or None for name in found],
        trial=np.full(y.shape, fill_value=points < ENOUGH_POINTS),
    )


def _limits(y: Floats, *, screen: bool) -> tuple[float, float]:
    """The mean and how far the limits are from it, missing where there are no two points in a row."""
    there = y[~np.isnan(y)]
    if there.size == 0:
        return np.nan, np.nan
    # Taken from the first value, so that the mean of equal values is exactly that value.
    mean = there[0] + float((there - there[0]).mean())
    moving = np.abs(np.diff(y))
    moving = moving[~np.isnan(moving)]
    if moving.size == 0:
        return mean, np.nan
    if screen and moving.any():
        moving = moving[moving < SCREEN * moving.mean()]
    return mean, LIMIT * float(moving.mean())


def _in_trend(y: Floats) -> Bools:
    """Part of seven points of which each is strictly above the one before."""
    rises = np.diff(y, prepend=np.nan) > 0
    return _spread(_all_of(rises, RUN - 1), RUN)


def _slant(y: Floats, rising: Bools, falling: Bools) -> Floats:
    """1 in a rise and -1 in a fall; the turning point of two trends belongs to the later one."""
    ahead = np.sign(np.diff(y, append=np.nan))
    return np.where(rising & falling, ahead, np.where(rising, 1.0, -1.0))


def _on_one_side(side: Floats) -> Bools:
    """Part of seven points in a row on one side of the mean."""
    ends = _all_of(side == 1, RUN) | _all_of(side == -1, RUN)
    return _spread(ends, RUN)


def _two_of_three(near: Bools, side: Floats) -> Bools:
    """Part of three neighbours on one side of the mean of which two or more are near its limit."""
    same = _all_of(side == 1, 3) | _all_of(side == -1, 3)
    return _spread(same & (_windows(near, 3).sum(axis=1) >= 2), 3)  # noqa: PLR2004 two of three


def _windows(marked: Bools, size: int) -> Bools:
    """For each point whether it and each of the points before it, ``size`` in all, is marked."""
    if marked.size == 0:
        return np.zeros((0, size), dtype=bool)
    padded = np.concatenate([np.zeros(size - 1, dtype=bool), marked])
    return np.lib.stride_tricks.sliding_window_view(padded, size)


def _all_of(marked: Bools, size: int) -> Bools:
    """Each point that ends a window in which all are marked."""
    return np.asarray(_windows(marked, size).all(axis=1), dtype=bool)


def _spread(ends: Bools, size: int) -> Bools:
    """Every point of a window, where its last one is marked."""
    after = np.asarray(_windows(ends[::-1], size).any(axis=1), dtype=bool)
    return after[::-1]


def _point_types(chart: pd.DataFrame, improvement: str) -> list[str | None]:
    wanted = {"high": 1, "low": -1}.get(improvement, 0)
    types: list[str | None] = []
    for value, special, direction in zip(
        chart["value"], chart["special_cause"], chart["direction"], strict=True
    ):
        if np.isnan(value):
            types.append(None)
        elif not special:
            types.append("common_cause")
        elif not wanted:
            types.append(f"special_cause_neutral_{'high' if direction > 0 else 'low'}")
        else:
            types.append(f"special_cause_{'improvement' if direction == wanted else 'concern'}")
    return types


def _assurance(chart: pd.DataFrame, improvement: str, target: float | None) -> str:
    if target is None or improvement == "neutral" or chart.empty:
        return "none"
    lower, upper = chart["lower"].iloc[-1], chart["upper"].iloc[-1]
    if np.isnan(lower):
        return "none"
    if lower <= target <= upper:
        return "hit and miss"
    passes = target < lower if improvement == "high" else target > upper
    return "consistently passes" if passes else "consistently fails"
