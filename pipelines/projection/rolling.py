"""Medians at every origin in turn: each knows the panel to its January, and how those before it did.

It also says by which tier an area was projected. The width of the intervals is made in ``intervals`` from
what is here; no table is made.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.projection.checks import Finding, checked
from pipelines.projection.growth import RECENT, pool_growth
from pipelines.projection.methods import ALONE_DAMPING, DAMPING, combined, lawful, medians
from pipelines.projection.panel import Floats, Panel, as_known, is_same, population_in
from pipelines.projection.panel_files import NO_END
from pipelines.projection.parts import WITHIN, disjoint, parts_of

LEARNT = (1, 2, 3, 4, 5)
"""The horizons at which errors are kept, whatever is asked for."""
SAME_LAW_SINCE = 2017
"""The first January whose growth was no longer that of the change to EHC plans (2014 to 2017)."""
CARRIED = 3
TRUST_OUTCOMES, LEAST_ERROR = 200.0, 0.005
"""So many outcomes make the skill of a method half sure; less than half a percent of error is luck."""
TIERS = {
    1: "all: own years, pool, flows and population",
    2: "own years and pool; no flows or no population",
    3: "two or three own years, and the pool",
    4: "one own year: the pool's growth",
    5: "no pool: own growth, damped",
}


@dataclass(frozen=True)
class Projected:
    """What was said in one January: area x horizon by series, what each method said, and each area's tier."""

    origin: int
    horizons: tuple[int, ...]
    series: dict[str, Floats]
    methods: dict[str, Floats]
    tier: NDArray[np.int64]
    known: Panel
    findings: tuple[Finding, ...]


def rolled(
    panel: Panel,
    origins: Sequence[int],
    horizons: Sequence[int],
    *,
    said_before: dict[int, Projected] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[int, Projected]:
    """What is said at each origin asked for, and at those before it that their errors are learnt from.

    What was said of this very panel before is not worked out again, and what is said now is added to it.
    """
    kept = {} if said_before is None else said_before
    first = min([year for year in panel.years if year >= SAME_LAW_SINCE], default=panel.last)
    said: dict[int, Projected] = {}
    for origin in sorted({*range(first, max(origins)), *origins} & set(panel.years)):
        wanted = {*LEARNT, *horizons} if origin in origins else {*LEARNT}
        if origin not in kept or not wanted <= set(kept[origin].horizons):
            kept[origin] = _projected(panel, origin, tuple(sorted(wanted)), said)
        said[origin] = kept[origin]
        progress(f"January {origin}: {len(said[origin].series)} series")
    return said


def still_said(said: Mapping[int, Projected], panel: Panel, other: Panel) -> dict[int, Projected]:
    """What was said of one panel that would be said of another: where they were the same to that January."""
    return {
        origin: one
        for origin, one in said.items()
        if origin in other.years and is_same(as_known(panel, origin), as_known(other, origin))
    }


def outcome(known: Panel, series: str) -> Floats:
    """The counts of a series, area x year; unknown where the panel does not know the series."""
    if series == "total":
        return known.total
    scheme, name = series.split(":", maxsplit=1)
    parts = known.parts.get(scheme)
    if parts is None:
        return np.full(known.total.shape, np.nan)
    names, counts = disjoint(known, scheme, carry=False)
    if name in names:
        own: Floats = counts[names.index(name)]
        return own
    if name not in parts.names:
        return np.full(known.total.shape, np.nan)
    whole = counts[names.index(WITHIN[name])]
    return np.where(np.isfinite(whole), np.nan_to_num(parts.counts[parts.names.index(name)]), np.nan)


def errors(
    said: Iterable[Projected], known: Panel, series: str
) -> Iterable[tuple[Projected, int, Floats, Floats]]:
    """Every earlier median with its outcome: who said it, the horizon, medians and outcomes by area."""
    for one in said:
        for at, years in enumerate(one.horizons):
            if series in one.series and one.origin + years in known.years:
                column = known.years.index(one.origin + years)
                yield one, years, one.series[series][:, at], outcome(known, series)[:, column]


def _projected(
    panel: Panel, origin: int, horizons: tuple[int, ...], before: dict[int, Projected]
) -> Projected:
    known, findings = checked(as_known(panel, origin))
    known, open_areas = _carried(known)
    pool = np.inf if known.has_england else max(int(open_areas[1:].sum()), 1)
    methods = medians(known, horizons, DAMPING - (DAMPING - ALONE_DAMPING) / pool)
    people = np.stack([population_in(known, origin + years) for years in horizons], axis=1)
    total = lawful(combined(methods, _skill(before, known, horizons)), people, horizons)
    total[~open_areas] = np.nan
    return Projected(
        origin=origin,
        horizons=horizons,
        series={"total": total} | parts_of(known, total, horizons),
        methods=methods,
        tier=_tiers(known, alone=pool == 1),
        known=known,
        findings=tuple(findings),
    )


def _carried(known: Panel) -> tuple[Panel, NDArray[np.bool_]]:
    """The panel with a figure for each area that is there in the newest January, and which those are.

    An area is there that has a figure, or a blank row, or ends later by the list of areas: a blank is its
    last figure, grown with the pool. Without a figure in the last three Januaries it is not projected.
    """
    total = known.total.copy()
    growth = np.nan_to_num(pool_growth(known.total))
    there = known.listed[:, -1] | ((known.ends >= known.last) & (known.ends < NO_END))
    for row in np.nonzero(~np.isfinite(total[:, -1]) & there)[0]:
        back = [n for n in range(1, min(CARRIED, total.shape[1] - 1) + 1) if np.isfinite(total[row, -1 - n])]
        if back:
            for column in range(total.shape[1] - back[0], total.shape[1]):
                total[row, column] = total[row, column - 1] * np.exp(growth[column])
    return replace(known, total=total), np.isfinite(total[:, -1])


def _tiers(known: Panel, *, alone: bool) -> NDArray[np.int64]:
    own = np.isfinite(known.total).sum(axis=1)
    has_flows = np.isfinite(known.new[:, -3:]).any(axis=1)
    has_people = np.isfinite(population_in(known, known.last))
    tier = np.where(has_flows & has_people, 1, 2)
    tier = np.where(own <= RECENT, 3, tier)
    tier = np.where(own == 1, 4, tier)
    growth_known = np.isfinite(pool_growth(known.total)).any()
    tier = np.where(alone | ~growth_known, 5, tier)
    tier[0] = min(tier[1:].min(initial=5), 2) if known.has_england else 5
    return tier.astype(np.int64)


def _skill(before: dict[int, Projected], known: Panel, horizons: Sequence[int]) -> dict[str, Floats]:
    """Past error of each method by horizon, over the best one's; nearer to 1 the fewer outcomes are known."""
    wrong: dict[tuple[str, int], list[float]] = {}
    areas = 0
    for one in before.values():
        for at, years in enumerate(one.horizons):
            if one.origin + years not in known.years:
                continue
            y = known.total[:, known.years.index(one.origin + years)]
            for name, said in one.methods.items():
                both = np.isfinite(y) & np.isfinite(said[:, at])
                both[0] = False
                areas += int(both.sum()) if name == "pooled" else 0
                if y[both].sum() > 0:
                    error = float(np.abs(said[both, at] - y[both]).sum() / y[both].sum())
                    wrong.setdefault((name, years), []).append(error / years)
    found = {}
    for name in {key for key, _ in wrong}:
        found[name] = np.array([np.mean(wrong.get((name, h)) or _all(wrong, name)) for h in horizons])
    if not found:
        return {}
    best = np.maximum(np.min(np.stack(list(found.values())), axis=0), LEAST_ERROR)
    sure = areas / (areas + TRUST_OUTCOMES)
    return {name: (np.maximum(error, LEAST_ERROR) / best) ** sure for name, error in found.items()}


def _all(wrong: dict[tuple[str, int], list[float]], name: str) -> list[float]:
    return [error for (key, _), each in wrong.items() if key == name for error in each]
