"""How plans grew: yearly log growth of the pool, and how far each area was from it.

The pool is England's row; in a year without it, the areas that have both Januaries. A deviation that is not
known is nought: the area is then taken to go with the pool. It forecasts nothing: ``methods`` and ``parts``
do.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.projection.panel import Floats, Panel, population_in

LEAST = 0.5
"""What a count of nought is taken for in logarithms."""
CLIP = 3.0
"""A deviation counts up to so many times its usual size: beyond lies an error, or a year like no other."""
RECENT = 3


@dataclass(frozen=True)
class Signals:
    """What is known of every area in every January: area x year x signal, in usual sizes of ``names``."""

    names: tuple[str, ...]
    values: Floats

    def of(self, year: int) -> Floats:
        """Area x signal in the year at this position."""
        return self.values[:, year, :]


USUAL = {
    "last": 0.05,
    "recent": 0.05,
    "prevalence": 0.25,
    "new": 0.2,
    "region": 0.02,
    "share": 0.3,
    "younger": 0.3,
}
"""The usual size of each deviation, as found in published panels: what one step of a signal is."""


def logs(counts: Floats) -> Floats:
    """Natural logarithms; a count of nought stands for ``LEAST``, an unknown one stays unknown."""
    return np.log(np.maximum(counts, LEAST))


def pool_growth(counts: Floats) -> Floats:
    """Log growth of the pool into each year, from area x year; NaN where no two Januaries can be compared."""
    growth = np.full(counts.shape[1], np.nan)
    for year in range(1, counts.shape[1]):
        before, now = counts[:, year - 1], counts[:, year]
        if not (before[0] > 0 and now[0] > 0):
            both = np.isfinite(before[1:]) & np.isfinite(now[1:])
            before, now = (
                np.sum(before[1:], where=both, keepdims=True),
                np.sum(now[1:], where=both, keepdims=True),
            )
        if before[0] > 0 and now[0] > 0:
            growth[year] = np.log(now[0] / before[0])
    return growth


def pace(growth: Floats, year: int) -> float:
    """The pool's pace of growth a year: half its last year, half its last three; 0 where nothing is known."""
    known = growth[max(year - RECENT + 1, 0) : year + 1]
    known = known[np.isfinite(known)]
    return float((known[-1] + known.mean()) / 2) if known.size else 0.0


def damped(years: int, damping: float) -> float:
    """How many years' growth there is in so many years when each has ``damping`` of the one before."""
    return float(sum(damping**n for n in range(years)))


def deviations(counts: Floats) -> Floats:
    """Each area's log growth less the pool's, area x year; unknown where a January is missing."""
    own = np.full(counts.shape, np.nan)
    own[:, 1:] = np.diff(logs(counts), axis=1)
    away = own - pool_growth(counts)
    away[0] = np.where(np.isfinite(away[0]), 0.0, np.nan)
    return away


def growth_signals(counts: Floats) -> dict[str, Floats]:
    """``last`` and ``recent``: the deviation of the last year, and a year's of the last three."""
    away = np.nan_to_num(deviations(counts))
    summed = np.cumsum(np.pad(away, ((0, 0), (RECENT, 0))), axis=1)
    return {"last": away, "recent": (summed[:, RECENT:] - summed[:, :-RECENT]) / RECENT}


def of_total(panel: Panel, *, use: Sequence[str] = ()) -> Signals:
    """The signals of the totals; only those named when any is named."""
    found = growth_signals(panel.total)
    found["prevalence"] = _prevalence(panel)
    found["new"] = _new_plans(panel)
    found["region"] = _neighbours(panel, found["recent"])
    names = tuple(use) or tuple(found)
    return scaled({name: found[name] for name in names})


def scaled(found: dict[str, Floats]) -> Signals:
    """In usual sizes, clipped, unknown as nought."""
    steps = [np.clip(np.nan_to_num(found[name]) / USUAL[name], -CLIP, CLIP) for name in found]
    return Signals(tuple(found), np.stack(steps, axis=-1))


def _prevalence(panel: Panel) -> Floats:
    """Log of plans a child less the log of the pool's; the pool is of the areas that have both."""
    gap = np.full(panel.total.shape, np.nan)
    for at, year in enumerate(panel.years):
        people, plans = population_in(panel, year), panel.total[:, at]
        both = np.isfinite(people) & np.isfinite(plans)
        both[0] = False
        if plans[both].sum() > 0:
            gap[:, at] = logs(plans) - np.log(people) - np.log(plans[both].sum() / people[both].sum())
    gap[0] = 0.0
    return gap


def _new_plans(panel: Panel) -> Floats:
    """Log of new plans per plan of the January after them, less the pool's: mean of the last two years."""
    rate = np.full(panel.total.shape, np.nan)
    rate[:, 1:] = logs(panel.new[:, :-1]) - logs(panel.total[:, 1:])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        middle = np.where(np.isfinite(rate[0]), rate[0], np.nanmedian(rate, axis=0))
        two = np.stack(
            [rate - middle, np.pad(rate - middle, ((0, 0), (1, 0)), constant_values=np.nan)[:, :-1]]
        )
        away: Floats = np.nanmean(two, axis=0)
    away[0] = 0.0
    return away


def _neighbours(panel: Panel, recent: Floats) -> Floats:
    """The recent deviation of the other areas of the region together, weighed by their plans."""
    away = np.zeros_like(recent)
    plans = np.nan_to_num(panel.total)
    for region in set(panel.region[panel.region >= 0].tolist()):
        members = panel.region == region
        others = (plans[members] * recent[members]).sum(0) - plans[members] * recent[members]
        base = plans[members].sum(0) - plans[members]
        away[members] = np.divide(others, base, out=np.zeros_like(others), where=base > 0)
    away[0] = 0.0
    return away
