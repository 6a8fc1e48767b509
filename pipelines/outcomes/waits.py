"""How long a way takes of which some are still under way: quantiles by Kaplan and Meier. Pure arithmetic."""

from dataclasses import dataclass

import numpy as np

from pipelines.statistics_inputs import Floats, normal_quantile

Z = normal_quantile(0.95)


@dataclass(frozen=True)
class Quantile:
    """The days within which the share ended, with 95% limits; missing where it was not reached."""

    value: float
    lower: float
    upper: float


def quantile(days: Floats, ended: Floats, persons: Floats, share: float) -> Quantile:
    """Days within which ``share`` of all ended: the first on which the estimate reaches it.

    One row per length: ``ended`` is 1 where those ``persons`` ended on that day, 0 where they were then last
    seen under way, which counts as later on the same day. Limits by Brookmeyer and Crowley, from Greenwood's
    variance on the log scale. Source: Kaplan and Meier 1958, JASA 53, 457-481; R's survfit, its default.
    """
    length, place = np.unique(days, return_inverse=True)
    events = np.bincount(place, ended * persons, len(length))
    leaving = np.bincount(place, persons, len(length))
    at_risk = leaving[::-1].cumsum()[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        still = np.cumprod(1 - events / at_risk)
        error = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events))))
        low = np.where(still > 0, still * np.exp(-Z * error), 0.0)
        high = np.where(still > 0, np.minimum(still * np.exp(Z * error), 1.0), 1.0)
    return Quantile(*(_first(length, curve, 1 - share) for curve in (still, low, high)))


def _first(length: Floats, curve: Floats, level: float) -> float:
    """The first length at which the curve is at the level or below, but for rounding."""
    reached = np.flatnonzero(curve <= level + 1e-12)
    return float(length[reached[0]]) if reached.size else float("nan")
