"""Medians of the totals, method by method, from one origin: the panel must end there (``panel.as_known``).

Every method gives area x horizon, England first, and uses nothing but the panel. ``pooled`` is the main
one; the others bring what it does not see: the flow of new plans, the population to come, the places of
special schools. They are weighed together in ``combined``. No interval is made here.

Growth dies down. To five years ahead a year keeps nearly all of the growth before it, as panels have done and
as the back-test can judge. Beyond, no error is known, and no pace is known to have lasted: England's plans
hardly grew to 2014 and by a tenth a year since. From there a year keeps four fifths of the growth before it,
so that half is gone in three years and all that is still to come is four years' growth (``settling``). What
is reached then is a prevalence: more of it is harder the more there is, and never more than all children
(``lawful``). Nothing up to five years ahead is touched by either.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from pipelines.projection.growth import (
    RECENT,
    USUAL,
    damped,
    growth_signals,
    logs,
    of_total,
    pace,
    pool_growth,
    scaled,
)  # fmt: skip
from pipelines.projection.panel import Floats, Panel, population_in
from pipelines.projection.slopes import learnt

DAMPING = 0.97
"""What a year's growth of the pool keeps in the next: growth has never gone on for ever."""
ALONE_DAMPING = 0.9
"""The same for one area without a pool, whose own pace is far less sure; a pool of few lies between."""
SETTLING = 0.8
"""What a year's growth of the pool keeps in the next beyond ``LEARNT_TO``."""
FADING, REVERTING = 0.8, 0.95
STRENGTH = 500.0
LEARNT_TO = 5
"""Slopes are learnt to this horizon; beyond, too few origins have an outcome, and they go on as assumed."""
SPECIAL = "special"


def _assumed(name: str, years: int) -> float:
    """The slope held to before a panel is seen, over so many years, a unit of the signal.

    Of an area's own deviation a year about .3 persists (.12 of the last year, .2 of the last three), fading
    by .8 a year; of its region's .15 more; of the gap to the pool's prevalence 5% closes a year.
    """
    fading = damped(years, FADING)
    slopes = {"last": 0.12 * fading, "recent": 0.2 * fading, "region": 0.15 * fading}
    return REVERTING**years - 1 if name == "prevalence" else slopes.get(name, 0.0)


def assumed(names: Sequence[str], years: int) -> Floats:
    """The slopes held to before a panel is seen, in usual sizes of the signals."""
    return np.array([_assumed(name, years) * USUAL[name] for name in names])


def settling(years: int, damping: float) -> float:
    """How many years' growth of the pool there is in so many years."""
    near = min(years, LEARNT_TO)
    return damped(near, damping) + damping ** (near - 1) * SETTLING * damped(years - near, SETTLING)


def lawful(total: Floats, people: Floats, horizons: Sequence[int]) -> Floats:
    """Totals whose growth beyond ``LEARNT_TO`` is that of odds, not of prevalence; both are area x horizon.

    Prevalence is plans per child of ``people``. It starts as it is at ``LEARNT_TO``, which must be among the
    horizons; where it is not known, or is more than all already, a total stays. England goes as its areas do
    where its own people are not given.
    """
    start = (total / people)[:, list(horizons).index(LEARNT_TO)][:, None]
    free = total / people
    bound = (np.asarray(horizons) > LEARNT_TO) & (start < 1) & np.isfinite(free)
    found = np.where(bound, people * free / np.where(bound, 1 - start + free, 1.0), total)
    if not np.isfinite(people[0]).any():
        before = np.nansum(total[1:], axis=0)
        found[0] *= np.divide(
            np.nansum(found[1:], axis=0), before, out=np.ones_like(before), where=before > 0
        )
    return found


def pooled_growth(counts: Floats, names: Sequence[str], values: Floats, years: int, damping: float) -> Floats:
    """Log growth of each area over so many years: the pool's pace, damped, and the area's own signals.

    The slopes are learnt over all earlier origins whose outcome is known. What the whole pool did otherwise
    than its pace is taken out of the outcomes first: it says nothing about areas.
    """
    growth, last = pool_growth(counts), counts.shape[1] - 1
    span = min(years, LEARNT_TO)
    prior, level = assumed(names, span), logs(counts)
    x, y, w = [], [], []
    for origin in range(RECENT, last - span + 1):
        grown = level[1:, origin + span] - level[1:, origin]
        if np.isfinite(grown).any():
            x.append(values[1:, origin])
            y.append(grown - np.nanmedian(grown))
            w.append(np.sqrt(np.nan_to_num(counts[1:, origin])))
    slopes = prior
    if x:
        slopes = learnt(np.vstack(x), np.concatenate(y), np.concatenate(w), prior, STRENGTH)
    if years > span:
        further = assumed(names, years)
        slopes = slopes * np.divide(further, prior, out=np.ones_like(prior), where=prior != 0)
    own = values[:, last] @ slopes
    own[0] = 0.0
    return settling(years, damping) * pace(growth, last) + own


def england(panel: Panel, horizons: Sequence[int], damping: float) -> Floats:
    """The pool's pace for every area."""
    rate = pace(pool_growth(panel.total), len(panel.years) - 1)
    return _grown(panel, [np.full(len(panel.areas), settling(h, damping) * rate) for h in horizons])


def shrunk(panel: Panel, horizons: Sequence[int], damping: float) -> Floats:
    """The pool's pace, and of an area's deviation over three years as much as has persisted in the panel."""
    return _by_signals(panel, horizons, damping, ("recent",))


def pooled(panel: Panel, horizons: Sequence[int], damping: float) -> Floats:
    """The pool's pace, and slopes on own growth, prevalence, new plans and the region's growth."""
    return _by_signals(panel, horizons, damping, ())


def stock_flow(panel: Panel, horizons: Sequence[int], damping: float) -> Floats:
    """Plans that stay and new plans: half of the ceasing rate is the pool's, new plans grow with the pool."""
    last = len(panel.years) - 1
    if last < RECENT:
        return np.full((len(panel.areas), len(horizons)), np.nan)
    stock, new = np.where(panel.total > 0, panel.total, np.nan), panel.new
    rates = np.stack(
        [(stock[:, y - 1] + new[:, y - 1] - stock[:, y]) / stock[:, y - 1] for y in (last, last - 1)]
    )
    ceasing = np.clip(rates.mean(axis=0), 0.0, 0.5)
    common = ceasing[0] if np.isfinite(ceasing[0]) else _middle(ceasing)
    ceasing = (ceasing + common) / 2
    coming = 0.7 * new[:, last - 1] + 0.3 * new[:, last - 2]
    weighed = np.nansum(coming[1:])
    if weighed > 0:
        coming = coming * np.nansum(np.where(np.isfinite(coming), new[:, last - 1], np.nan)[1:]) / weighed
    rate = pace(pool_growth(new), last - 1)
    plans, found = stock[:, last].copy(), {}
    for year in range(1, max(horizons) + 1):
        coming = coming * np.exp(rate * 0.85 ** (year - 1))
        plans = plans * (1 - ceasing) + coming
        found[year] = plans
    return np.stack([found[h] for h in horizons], axis=1)


def by_population(panel: Panel, horizons: Sequence[int], damping: float) -> Floats:
    """``pooled``, moved by how the area's population will change otherwise than the pool's."""
    here = population_in(panel, panel.last)
    known = np.isfinite(here) & np.isfinite(panel.total[:, -1])
    known[0] = False
    moved = []
    for h in horizons:
        change = np.log(population_in(panel, panel.last + h) / here)
        change = change - (np.average(change[known], weights=here[known]) if known.any() else np.nan)
        change[0] = 0.0 if known.any() else np.nan
        moved.append(change)
    median: Floats = pooled(panel, horizons, damping) * np.exp(np.stack(moved, axis=1))
    return median


def by_placement(panel: Panel, horizons: Sequence[int], damping: float) -> Floats:
    """Special schools at their own pace, all other plans at theirs, added."""
    special = at_own_pace(panel, SPECIAL, horizons)
    if not np.isfinite(special).any():
        return np.full((len(panel.areas), len(horizons)), np.nan)
    placed = panel.parts["placement"]
    rest = panel.total - placed.counts[placed.names.index(SPECIAL)]
    rest = np.where(rest > 0, rest, np.nan)
    signals = scaled(growth_signals(rest) | {"prevalence": _of(panel, "prevalence")})
    grown = [pooled_growth(rest, signals.names, signals.values, h, damping) for h in horizons]
    median: Floats = special + rest[:, -1:] * np.exp(np.stack(grown, axis=1))
    return median


def at_own_pace(panel: Panel, placement: str, horizons: Sequence[int]) -> Floats:
    """Plans of one placement at its own pooled pace, not the total's; NaN where the panel has it not."""
    placed = panel.parts.get("placement")
    if placed is None or placement not in placed.names:
        return np.full((len(panel.areas), len(horizons)), np.nan)
    counts = placed.counts[placed.names.index(placement)]
    signals = scaled(growth_signals(counts) | {"prevalence": _of(panel, "prevalence")})
    grown = [pooled_growth(counts, signals.names, signals.values, h, DAMPING) for h in horizons]
    median: Floats = counts[:, -1:] * np.exp(np.stack(grown, axis=1))
    return median


Method = Callable[[Panel, Sequence[int], float], Floats]
METHODS: dict[str, tuple[Method, float]] = {
    "pooled": (pooled, 0.6),
    "shrunk": (shrunk, 0.1),
    "stock_flow": (stock_flow, 0.1),
    "by_population": (by_population, 0.1),
    "by_placement": (by_placement, 0.1),
}
"""Each method, and what it weighs before any error of its own is known."""


def medians(panel: Panel, horizons: Sequence[int], damping: float = DAMPING) -> dict[str, Floats]:
    """What every method says, area x horizon; NaN where it has not what it needs."""
    return {name: method(panel, horizons, damping) for name, (method, _) in METHODS.items()}


def combined(said: dict[str, Floats], skill: dict[str, Floats]) -> Floats:
    """The weighted mean of what the methods say, in logarithms; ``skill`` is past error by horizon.

    1 is the best. A method weighs as before any error is known, over the fourth power of its error; where it
    says nothing, the others do.
    """
    total = weight = np.zeros_like(said["pooled"])
    for name, median in said.items():
        each = METHODS[name][1] / skill.get(name, np.ones(median.shape[1])) ** 4
        known = np.isfinite(median)
        total = total + np.where(known, each * logs(np.where(known, median, 1.0)), 0.0)
        weight = weight + np.where(known, each, 0.0)
    mixed = np.exp(np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0))
    return np.where(said["pooled"] == 0, 0.0, mixed)


def _by_signals(panel: Panel, horizons: Sequence[int], damping: float, use: Sequence[str]) -> Floats:
    signals = of_total(panel, use=use)
    grown = partial(pooled_growth, panel.total, signals.names, signals.values, damping=damping)
    return _grown(panel, [grown(years=h) for h in horizons])


def _of(panel: Panel, name: str) -> Floats:
    """One signal of the totals in its own unit."""
    return of_total(panel, use=(name,)).values[:, :, 0] * USUAL[name]


def _grown(panel: Panel, growth: Sequence[Floats]) -> Floats:
    return panel.total[:, -1:] * np.exp(np.stack(growth, axis=1))


def _middle(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan
