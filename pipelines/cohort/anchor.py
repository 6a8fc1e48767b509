"""Totals that the cells are raked to: the distribution of ``pipelines.projection``, as one number a draw.

Draws keep their order: which draw is high is decided by shocks, that England shares and that the area has
alone, added up over the years. How high it is, by the quantiles. Nothing else of the model is known here.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from pipelines.cohort.pooling import Floats

NATIONAL, LOCAL = 0.06, 0.08
"""Shocks of a year, on the logarithm of new plans: England's, which all areas share, and an area's own.
New plans are about a sixth of the stock: England's comes to one per cent of all plans."""
OF_CEASING = -0.5
"""A year of more new plans is one of fewer that cease: this share of the shock, on the odds."""
_AT = np.array([-1.96, -1.2816, 0.0, 1.2816, 1.96])


@dataclass(frozen=True)
class Anchor:
    """Quantiles of the total plans of an area by year ahead: 2.5, 10, 50, 90 and 97.5%; year x 5."""

    quantiles: Floats


def shocks(seed: int, la_code: str, draws: int, years: int) -> Floats:
    """Shocks of each draw and year: England's, of the seed alone, and the area's own."""
    national = np.random.default_rng([seed, 0]).normal(0.0, NATIONAL, (draws, years))
    own = np.random.default_rng([seed, 1, *la_code.encode()]).normal(0.0, LOCAL, (draws, years))
    return national + own


def targets(anchor: Anchor, shock: Floats) -> Floats:
    """Plans by draw and year: the draw's place among the draws, in the distribution of the year.

    Interpolated on the scale of square roots between the quantiles, and drawn on beyond them.
    """
    draws, years = shock.shape
    normal = NormalDist()
    evenly = np.array([normal.inv_cdf((n + 0.5) / draws) for n in range(draws)])
    order = np.argsort(np.argsort(np.cumsum(shock, axis=1), axis=0, kind="stable"), axis=0, kind="stable")
    root = np.sqrt(np.maximum(anchor.quantiles, 0.0))
    found = np.empty((draws, years))
    for year in range(years):
        z, at = evenly[order[:, year]], root[year]
        inner = np.interp(z, _AT, at)
        low = at[0] + (z - _AT[0]) * (at[1] - at[0]) / (_AT[1] - _AT[0])
        high = at[-1] + (z - _AT[-1]) * (at[-1] - at[-2]) / (_AT[-1] - _AT[-2])
        found[:, year] = np.where(z < _AT[0], low, np.where(z > _AT[-1], high, inner))
    return np.maximum(found, 0.0) ** 2
