"""Recent trend over five yearly points, as Fingertips publishes it. Contract: ``statistics``.

It points to a change; it is no analysis of it.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.statistics_inputs import Floats, Given, one_row, polarities, read, refuse

POINTS = 5
CRITICAL = 9.54953570608324
"""Chi-squared with one degree of freedom at 0.998: a change that chance makes once in 500 times."""

_WIDTH = 3.92
_LOOKS_BETTER = {("increasing", "high_good"), ("decreasing", "low_good")}


def recent_trend(year: Given, count: Given, base: Given, polarity: str) -> pd.DataFrame:
    """Trend of a proportion over its latest five years: Cochran and Armitage's test, slope of the logit.

    One row: ``trend`` (increasing, decreasing, no significant change, cannot be calculated), ``judgement``
    (getting better, getting worse, none) and ``chi2``. Significant when chi2 is above 9.5495 and the slope
    keeps its sign whichever point is left out. It cannot be calculated from fewer than five years, with a
    gap or a missing figure among the latest five, or where a count is 0 or all of its base. The order of
    the rows does not matter. Raises ValueError for a year given twice or not whole, another polarity, a
    count below 0 or above its base. Source: Fingertips, trend markers; Armitage 1955, Biometrics 11,
    375-386.
    """
    years, x, n = _ordered(polarity, year=year, count=count, base=base)
    refuse((x < 0) | (n < 0) | (x > n), "a count lies between 0 and its base")
    years, x, n = years[-POINTS:], x[-POINTS:], n[-POINTS:]
    if not _is_run(years) or not np.all((x > 0) & (x < n)):
        return _result("cannot be calculated", polarity, np.nan)
    t = np.arange(1.0, POINTS + 1)
    every, all_count, by_time = n.sum(), x.sum(), np.sum(t * x)
    s1, s2 = np.sum(t * n), np.sum(t**2 * n)
    shift = (every * by_time - all_count * s1) ** 2
    chi2 = every * shift / (all_count * (every - all_count) * (every * s2 - s1**2))
    return _judged(np.log(x / (n - x)), np.ones(POINTS), float(chi2), polarity)


def recent_trend_values(year: Given, value: Given, lower: Given, upper: Given, polarity: str) -> pd.DataFrame:
    """Trend over five years of anything else that has 95% limits: weighted least squares.

    ``chi2`` is the square of the slope over its error. Values weigh by their precision, 1 / se squared, se
    being a 3.92th of the interval. What comes out, and when: as ``recent_trend``; it cannot be calculated
    either where an interval has no width. Raises ValueError for a year given twice or not whole, another
    polarity, and a lower limit above the upper. Source: Fingertips, trend markers.
    """
    years, y, low, high = _ordered(polarity, year=year, value=value, lower=lower, upper=upper)
    refuse(low > high, "a lower limit cannot be above the upper")
    years, y, low, high = (column[-POINTS:] for column in (years, y, low, high))
    if not _is_run(years) or np.isnan(y).any() or not np.all(high > low):
        return _result("cannot be calculated", polarity, np.nan)
    weight = (_WIDTH / (high - low)) ** 2
    slope, precision = _slope(y, weight, np.full(POINTS, fill_value=True))
    return _judged(y, weight, slope**2 * precision, polarity)


def _ordered(polarity: str, *, year: Given, **columns: Given) -> tuple[Floats, ...]:
    """The rows in the order of their years."""
    _, (years, *others) = read(year=year, **columns)
    refuse(np.ndim(polarity) > 0, "polarity is one word")
    polarities(polarity, years.size)
    refuse(np.isnan(years) | (years != np.floor(years)), "years must be whole numbers")
    refuse(np.unique(years).size != years.size, "a year stands twice")
    order = np.argsort(years)
    return tuple(column[order] for column in (years, *others))


def _is_run(years: Floats) -> bool:
    return years.size == POINTS and bool(np.all(np.diff(years) == 1))


def _judged(y: Floats, weight: Floats, chi2: float, polarity: str) -> pd.DataFrame:
    slope, _ = _slope(y, weight, np.full(POINTS, fill_value=True))
    without = [_slope(y, weight, np.arange(POINTS) != left_out)[0] for left_out in range(POINTS)]
    # A slope of exactly 0 counts as rising here, as published.
    holds = len({one < 0 for one in (slope, *without)}) == 1
    if not (holds and chi2 > CRITICAL) or slope == 0:
        return _result("no significant change", polarity, chi2)
    return _result("increasing" if slope > 0 else "decreasing", polarity, chi2)


def _slope(y: Floats, weight: Floats, kept: NDArray[np.bool_]) -> tuple[float, float]:
    """The slope of weighted least squares over the time 1 to 5, and its precision, 1 / se squared."""
    t, y, w = np.arange(1.0, POINTS + 1)[kept], y[kept], weight[kept]
    w = w / (scale := float(w.max()))
    away = t - np.sum(w * t) / np.sum(w)
    spread = float(np.sum(w * away**2))
    return float(np.sum(w * away * (y - y[0]))) / spread, spread * scale


def _result(trend: str, polarity: str, chi2: float) -> pd.DataFrame:
    judgement = "none"
    if trend in {"increasing", "decreasing"} and polarity != "none":
        judgement = "getting better" if (trend, polarity) in _LOOKS_BETTER else "getting worse"
    return one_row(trend=trend, judgement=judgement, chi2=chi2)
