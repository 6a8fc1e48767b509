"""What anybody could do instead: last value, drift, straight line, own growth, prevalence times population.

They stand beside the projections in every back-test. Each takes the counts of one series, area x year up to
an origin, and gives area x horizon; NaN where an area has too few years. None is used in a projection.
"""

from collections.abc import Callable, Sequence

import numpy as np

from pipelines.projection.growth import logs
from pipelines.projection.panel import Floats, Panel, population_in

Simple = Callable[[Floats, Panel, Sequence[int]], Floats]
_FIVE = 5


def last_value(counts: Floats, panel: Panel, horizons: Sequence[int]) -> Floats:
    """The newest count for ever."""
    return np.repeat(counts[:, -1:], len(horizons), axis=1)


def drift(years: int) -> Simple:
    """The newest count, and every year the mean change of the last so many; 0 for all years."""

    def method(counts: Floats, panel: Panel, horizons: Sequence[int]) -> Floats:
        last = counts.shape[1] - 1
        back = np.full(len(counts), last - years)
        if not years:
            known = np.isfinite(counts)
            back = np.where(known.any(axis=1), known.argmax(axis=1), last)
        change = (counts[:, -1] - _at(counts, back)) / np.maximum(last - back, 1)
        change = np.where(back < last, change, np.nan)
        median: Floats = np.maximum(counts[:, -1:] + change[:, None] * np.asarray(horizons), 0.0)
        return median

    return method


def linear_trend(counts: Floats, panel: Panel, horizons: Sequence[int]) -> Floats:
    """The straight line through the last five counts."""
    if counts.shape[1] < _FIVE:
        return np.full((len(counts), len(horizons)), np.nan)
    x = np.arange(_FIVE) - (_FIVE - 1) / 2
    five = counts[:, -_FIVE:]
    slope = five @ x / (x @ x)
    middle = five.mean(axis=1, keepdims=True)
    median: Floats = np.maximum(middle + slope[:, None] * (x[-1] + np.asarray(horizons)), 0.0)
    return median


def own_growth(years: int) -> Simple:
    """The area's own mean growth of the last so many years, for ever."""

    def method(counts: Floats, panel: Panel, horizons: Sequence[int]) -> Floats:
        back = np.full(len(counts), counts.shape[1] - 1 - years)
        rate = (logs(counts[:, -1]) - logs(_at(counts, back))) / years
        median: Floats = counts[:, -1:] * np.exp(rate[:, None] * np.asarray(horizons))
        return median

    return method


def constant_prevalence(counts: Floats, panel: Panel, horizons: Sequence[int]) -> Floats:
    """The newest count per child, times the children to come."""
    people = population_in(panel, panel.last)
    return np.stack([counts[:, -1] * population_in(panel, panel.last + h) / people for h in horizons], axis=1)


def prevalence_trend(counts: Floats, panel: Panel, horizons: Sequence[int]) -> Floats:
    """The count per child, rising as in the last three years, times the children to come."""
    if counts.shape[1] <= 3:  # noqa: PLR2004
        return np.full((len(counts), len(horizons)), np.nan)
    now = counts[:, -1] / population_in(panel, panel.last)
    rise = (now - counts[:, -4] / population_in(panel, panel.last - 3)) / 3
    ahead = [np.maximum(now + rise * h, 0.0) * population_in(panel, panel.last + h) for h in horizons]
    return np.stack(ahead, axis=1)


SIMPLE: dict[str, Simple] = {
    "last value": last_value,
    "drift, all years": drift(0),
    "drift, 3 years": drift(3),
    "linear trend, 5 points": linear_trend,
    "own growth, 1 year": own_growth(1),
    "own growth, 3 years": own_growth(3),
    "constant prevalence": constant_prevalence,
    "prevalence trend, 3 years": prevalence_trend,
}
"""Every simple method by the name under which its errors are told."""


def _at(counts: Floats, column: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> Floats:
    """One count a row, NaN before the first column."""
    found = counts[np.arange(len(counts)), np.maximum(column, 0)]
    return np.where(column >= 0, found, np.nan)
