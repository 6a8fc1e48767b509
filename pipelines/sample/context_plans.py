"""How many plans each authority has, by year, age and type of placement: drawn around England's profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.sample.context_areas import (
    Levels,
    levels,
    of_england,
    residents,
    shared_beside,
    shared_rows,
    straight_shares,
    tilts,
)
from pipelines.sample.context_figures import (
    BAND_NEW_PLANS,
    BAND_PLANS,
    NEIGHBOURS_OF,
    NEW_PLANS,
    NORTH_EAST,
    PLACED,
    PLANS,
    SEED_PLANS,
)
from pipelines.sample.context_own import AGES, PLAN_YEARS, TYPES, Own
from pipelines.sample.context_population import YEARS as RESIDENT_YEARS
from pipelines.sample.context_population import population
from pipelines.sample.days import Floats, Ints

YEARS = range(2010, 2027)
FLOW_YEARS = range(2009, 2026)
_BANDS = ((2, 4), (5, 10), (11, 15), (16, 19), (20, 25))
# Within an age group, from its youngest age on.
_WITHIN = (
    (0.05, 0.3, 0.65),
    (0.13, 0.15, 0.17, 0.18, 0.18, 0.19),
    (0.2, 0.2, 0.2, 0.2, 0.2),
    (0.35, 0.29, 0.21, 0.15),
    (0.32, 0.25, 0.18, 0.12, 0.08, 0.05),
)
# For each type its group in England's profile, its part of it in 2010 and in 2026, and the ages it is for.
_GROUPS = (
    (0, 0.9, 0.4, 2, 19),
    (1, 0.9, 0.42, 2, 19),
    (1, 0.08, 0.18, 2, 19),
    (0, 0.06, 0.54, 4, 19),
    (1, 0.01, 0.25, 4, 19),
    (1, 0.01, 0.15, 4, 19),
    (0, 0.01, 0.03, 4, 19),
    (0, 0.03, 0.03, 2, 19),
    (2, 0.97, 0.5, 2, 19),
    (2, 0.02, 0.42, 2, 19),
    (2, 0.01, 0.08, 2, 19),
    (3, 0.7, 0.85, 4, 19),
    (3, 0.3, 0.15, 4, 19),
    (4, 0.1, 0.4, 5, 15),
    (4, 0.9, 0.6, 5, 15),
    (5, 0.84, 0.86, 16, 25),
    (5, 0.1, 0.09, 16, 25),
    (5, 0.06, 0.05, 16, 25),
    (7, 0.2, 0.22, 4, 15),
    (7, 0.34, 0.26, 2, 25),
    (7, 0.4, 0.06, 2, 19),
    (7, 0.06, 0.46, 16, 25),
    (6, 1.0, 1.0, 2, 4),
)
_FITS = 12
# South Tyneside's strategy: second of its region by plans a resident in January 2020.
_RANKED, _LEAD = 2020, 1.04


@dataclass(frozen=True)
class Counts:
    """Plans of each authority: an array by authority, year, age and type of placement."""

    levels: Levels
    years: range
    cells: Ints

    def at(self, *groups: Sequence[int]) -> Ints:
        """For each place of every level, each year and each group of types: the plans."""
        return self.levels.summed(
            np.stack([self.cells[..., list(g)].sum(axis=(2, 3)) for g in groups], axis=-1)
        )

    @property
    def by_age(self) -> Ints:
        """For each place of every level, each year and each age: the plans."""
        return self.levels.summed(self.cells.sum(axis=3))

    def places(self) -> int:
        """How many places there are on all levels."""
        return len(self.levels.places)


def bands(by_age: Ints) -> Ints:
    """Single ages, the last axis, put into all ages and the published age groups."""
    parts = [by_age[..., a - AGES[0] : b - AGES[0] + 1].sum(axis=-1) for a, b in _BANDS]
    return np.stack([by_age.sum(axis=-1), *parts], axis=-1)


def plans(seed: int, own: Sequence[Own]) -> Counts:
    """Plans maintained in January of each year."""
    known = {one.code: dict(zip(PLAN_YEARS, one.plans, strict=True)) for one in own}
    totals = {one.code: {y: int(c.sum()) for y, c in known[one.code].items()} for one in own}
    for code, figures in SEED_PLANS.items():
        totals[code] = _between(figures, totals.get(code, {}))
    return _drawn(seed, "plans", (YEARS, PLANS, BAND_PLANS), totals, known)


def new_plans(seed: int, own: Sequence[Own]) -> Counts:
    """First plans made in each calendar year."""
    known = {one.code: dict(zip((y - 1 for y in PLAN_YEARS), one.new, strict=True)) for one in own}
    totals = {one.code: {y: int(c.sum()) for y, c in known[one.code].items()} for one in own}
    return _drawn(seed, "new plans", (FLOW_YEARS, NEW_PLANS, BAND_NEW_PLANS), totals, known)


def _between(printed: dict[int, int], counted: dict[int, int]) -> dict[int, int]:
    """What the sample counted; before, and without its people, the printed figures and straight lines."""
    points = {y: n for y, n in printed.items() if not counted or y < min(counted)} | counted
    line = np.interp(np.array(YEARS), sorted(points), [points[y] for y in sorted(points)])
    last = max(points)
    return {y: round(float(n)) for y, n in zip(YEARS, line, strict=True) if y <= last}


def _drawn(
    seed: int,
    topic: str,
    england: tuple[range, dict[int, int], Mapping[int, tuple[int, ...]]],
    totals: dict[str, dict[int, int]],
    known: dict[str, dict[int, Ints]],
) -> Counts:
    years, of_year, age_groups = england
    rng = of_england(seed, topic)
    own, n = levels(), len(years)
    weight = residents(seed) * tilts(of_england(seed, "rate of plans"), 0.13, by_region=0.07)
    drift = rng.normal(0, 0.012, len(own.areas))
    wobble = rng.normal(0, 0.015, (n, len(own.areas)))
    weights = weight * np.exp(drift * (np.array(years)[:, None] - 2020) + wobble)
    fixed = np.zeros(weights.shape, dtype=np.int64)
    is_fixed = np.zeros(weights.shape, dtype=bool)
    for code, counted in totals.items():
        if code in own.codes:
            at = [y - years[0] for y in counted if y in years]
            fixed[at, own.at(code)] = [counted[y] for y in counted if y in years]
            is_fixed[at, own.at(code)] = True
    figures = np.array([of_year[y] for y in years])
    shared = shared_beside(figures, weights, fixed, is_fixed)
    if years == YEARS:
        first, times = _leader(seed, shared)
        weights[:, first] *= times
        shared = shared_beside(figures, weights, fixed, is_fixed)
    shared = shared.T
    cells = _cells(rng, shared, _profile(years, age_groups))
    for code, by_year in known.items():
        for year in by_year:
            if code in own.codes and year in years:
                cells[own.at(code), year - years[0]] = by_year[year]
    return Counts(own, years, cells)


def _leader(seed: int, shared: Ints) -> tuple[int, float]:
    """Who of South Tyneside's region must have more plans a resident than it, and how many times its own."""
    at, day = levels(), _RANKED - YEARS[0]
    persons = population(seed).persons[:, _RANKED - 1 - RESIDENT_YEARS[0], : AGES[-1] + 1].sum(axis=1)
    rate = shared[day] / persons
    own = at.at(NEIGHBOURS_OF)
    others = [i for i, one in enumerate(at.areas) if one.region_code == NORTH_EAST and i != own]
    first = max(others, key=lambda i: float(rate[i]))
    return first, max(1.0, _LEAD * float(rate[own] / rate[first]))


def _profile(years: range, age_groups: Mapping[int, tuple[int, ...]]) -> Floats:
    """England's shares by year, age and type: both margins, and nobody where a type is not for them."""
    by_band = straight_shares(age_groups, years)
    by_age = np.concatenate([by_band[:, [b]] * np.array(_WITHIN[b]) for b in range(len(_BANDS))], axis=1)
    by_group = straight_shares(PLACED, years)
    part = (np.array(years)[:, None] - 2010) / 16
    first, last = (np.array([one[k] for one in _GROUPS]) for k in (1, 2))
    by_type = by_group[:, [one[0] for one in _GROUPS]] * (first + (last - first) * part)
    by_type /= by_type.sum(axis=1, keepdims=True)
    ages = np.array(AGES)[:, None]
    open_to = (ages >= np.array([one[3] for one in _GROUPS])) & (
        ages <= np.array([one[4] for one in _GROUPS])
    )
    cells = np.repeat(open_to[None].astype(float), len(years), axis=0)
    for _ in range(_FITS):
        cells *= (by_type / np.maximum(cells.sum(axis=1), 1e-12))[:, None, :]
        cells *= (by_age / np.maximum(cells.sum(axis=2), 1e-12))[:, :, None]
    return np.asarray(cells)


def _cells(rng: np.random.Generator, totals: Ints, profile: Floats) -> Ints:
    """Each authority's plans of each year by age and type, tilted its own way."""
    count, n = totals.shape
    by_type = rng.lognormal(0, 0.22, (count, 1, 1, len(TYPES)))
    older = rng.normal(0, 0.012, (count, 1, 1, 1)) * (np.array(AGES)[:, None] - 12)
    weights = (profile[None] * by_type * np.exp(older)).reshape(count * n, -1)
    return shared_rows(totals.ravel(), weights).reshape(count, n, len(AGES), len(TYPES))
