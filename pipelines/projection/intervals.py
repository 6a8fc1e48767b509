"""80% and 95% intervals from how wrong earlier medians were: what all areas share, and what each has alone.

Errors are taken on the scale of square roots, where the chance of few and the growth of many can be added.
The variance of an area's own error is that of a law, ``(a median + b) / 4``, growing with the horizon; how
much wider or narrower a panel's errors were than the law is learnt from origins of the same law whose
outcome is known, as their 80th and 95th percentile, and held to the law where they are few. The shared
error is learnt likewise. Nothing is drawn at random. Medians are not moved.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.projection.panel import Floats, Panel
from pipelines.projection.rolling import Projected, errors

LEVELS = {"80": (0.8, 1.2816, 1.0), "95": (0.95, 1.96, 1.15)}
"""Share, normal quantile, and how much the tail is longer than the normal one before anything is learnt."""
OF_AREA, OF_PART, OF_CHANCE = 0.03**2, 0.05**2, 3.0
"""The law: in a year an area is off by 3% whatever its size, a part by 5%, and by the chance of three times
as few draws as there are plans, since plans come and go in batches (families, schools, panels of
officers)."""
GROWING, GROWING_PART = 0.7, 0.55
"""Between errors that add up (1) and errors that are forgotten (0); a share wanders less than a total."""
SHARED, SHARED_GROWING = 0.01, 0.85
"""The error that all areas share: 1% at one year, almost in step with the years."""
TRUST_SHARED, TRUST_PANEL, TRUST_HORIZON, TRUST_AREAS, ENOUGH_AREAS = 3.0, 0.5, 1.0, 20.0, 10
"""How many origins' errors the law is worth: of the shared error, of all horizons, of one; and how many areas
make half an origin, and a shared error."""
WIDER = np.array([np.nan, 1.0, 1.05, 1.15, 1.3, 1.6])
"""How much wider a tier's own error is taken to be."""
RANGE_BELOW = 50
"""Below so many plans a range is shown, not a point: such cells have been off by 20 to 40%."""


@dataclass(frozen=True)
class Spread:
    """What was learnt of one series: the shared error a year, and factors of the law by level and horizon."""

    shared: float
    factor: dict[str, dict[int, float]]

    def of(self, level: str, years: int) -> float:
        """The factor at a horizon; where it was never met, that of all horizons (0)."""
        return self.factor[level].get(years, self.factor[level][0])


def law(median: Floats, years: int, tier: NDArray[np.int64], *, of_part: bool) -> Floats:
    """Standard deviation of an area's own error, on the scale of roots. England has only chance."""
    each = (OF_PART if of_part else OF_AREA) * median + OF_CHANCE
    each[0] = OF_CHANCE
    growing = GROWING_PART if of_part else GROWING
    usual: Floats = np.sqrt(each) / 2 * years**growing * WIDER[tier]
    return usual


def learnt(before: Iterable[Projected], known: Panel, series: str) -> Spread:
    """How wide errors of the series were in the panel as known; ``before`` are earlier origins."""
    of_part = series != "total"
    squares, seen = TRUST_SHARED * SHARED**2, TRUST_SHARED
    off: dict[int, list[tuple[Floats, float]]] = {}
    for one, years, median, counted in errors(before, known, series):
        both = np.isfinite(median) & np.isfinite(counted)
        both[0] = False
        if not both.any() or median[both].sum() <= 0:
            continue
        common = 1.0
        if both.sum() >= ENOUGH_AREAS and counted[both].sum() > 0:
            common = counted[both].sum() / median[both].sum()
            squares += (np.log(common) / years**SHARED_GROWING) ** 2 / years
            seen += 1 / years
        usual = law(median, years, one.tier, of_part=of_part)
        own = np.abs(np.sqrt(counted) - np.sqrt(median * common)) / usual
        off.setdefault(years, []).append((own[both], both.sum() / (both.sum() + TRUST_AREAS)))
    factor = {level: _factors(off, *LEVELS[level]) for level in LEVELS}
    return Spread(float(np.sqrt(squares / seen)), factor)


def _factors(
    off: dict[int, list[tuple[Floats, float]]], share: float, normal: float, tail: float
) -> dict[int, float]:
    """Factor of the law by horizon; 0 stands for all horizons together."""
    everything = [each for pairs in off.values() for each in pairs]
    found = {0: tail}
    if everything:
        seen = sum(weight / years for years, pairs in off.items() for _, weight in pairs)
        wide = float(np.quantile(np.concatenate([own for own, _ in everything]), share)) / normal
        found[0] = (TRUST_PANEL * tail + seen * wide) / (TRUST_PANEL + seen)
    for years, pairs in off.items():
        seen = sum(weight for _, weight in pairs) / years
        wide = float(np.quantile(np.concatenate([own for own, _ in pairs]), share)) / normal
        found[years] = (TRUST_HORIZON * found[0] + seen * wide) / (TRUST_HORIZON + seen)
    return found


def limits(
    median: Floats, years: int, tier: NDArray[np.int64], spread: Spread, *, of_part: bool
) -> dict[str, tuple[Floats, Floats]]:
    """Lower and upper limit of each level, by area; never below 0."""
    root, usual, found = np.sqrt(median), law(median, years, tier, of_part=of_part), {}
    common = root / 2 * spread.shared * years**SHARED_GROWING
    for level, (_, normal, _) in LEVELS.items():
        half = normal * np.sqrt(common**2 + (spread.of(level, years) * usual) ** 2)
        found[level] = np.maximum(root - half, 0.0) ** 2, (root + half) ** 2
    low, high = found["80"]
    found["95"] = np.minimum(found["95"][0], low), np.maximum(found["95"][1], high)
    return found
