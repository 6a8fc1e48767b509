"""The SEN statistics as published: pupils of each authority on SEN support and with a plan, by primary need.

Drawn around England; the region and the neighbours of South Tyneside are where its strategy has them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.sample.calibration import PLAN_MIX, SUPPORT_MIX, mix_in
from pipelines.sample.context_areas import (
    Levels,
    levels,
    of_england,
    residents,
    shared_beside,
    shared_rows,
    tilts,
)
from pipelines.sample.context_figures import (
    NEIGHBOURS_OF,
    NEIGHBOURS_SUPPORT_2020,
    NORTH_EAST,
    NORTH_EAST_SUPPORT_2020,
    PLAN_PERCENT,
    PUPILS,
    SEED_PUPILS,
    SUPPORT_PERCENT,
)
from pipelines.sample.context_own import PLAN_YEARS, Own
from pipelines.sample.context_rows import NAME_FIRST, academic, begins, percent, write
from pipelines.sample.context_sen_ages import write_ages
from pipelines.sample.days import Bools, Floats, Ints
from schemas.neighbours_2025 import NEIGHBOURS_2025

YEARS = range(2016, 2027)
WIDE_EDITION, LONG_EDITION = 2025, 2026
_PRINTED = 2020
_NEED_YEARS = range(2020, 2027)
# In the order of the mixes of needs.
_NEEDS = (
    "Moderate learning difficulty",
    '"Speech, language and communication needs"',
    '"Social, emotional and mental health"',
    "Specific learning difficulty",
    "Autistic spectrum disorder",
    "Severe learning difficulty",
    "Profound and multiple learning difficulty",
    "Hearing impairment",
    "Vision impairment",
    "Multi-sensory impairment",
    "Physical disability",
    "Other difficulty or disability",
    "SEN support but no specialist assessment of type of need",
)
_SUPPORT, _PLAN, _NONE = "SEN support", '"Education, health and care plans"', "No identified SEN"
_SMALLEST, _HIDDEN_NEED = "420", 1  # of the smallest authority one group is hidden


@dataclass(frozen=True)
class Pupils:
    """Of each authority and year: all pupils, on support, with a plan; and the last two by need."""

    levels: Levels
    counts: Ints
    support_needs: Ints
    plan_needs: Ints


def pupils(seed: int, own: Sequence[Own]) -> Pupils:
    """Pupils in all schools of each authority, in January of ``YEARS``."""
    rng = of_england(seed, "pupils")
    at = levels()
    fixed, is_fixed = _known(at, own)
    weight = residents(seed) * tilts(rng, 0.05, by_region=0.02)
    everyone = _shared(PUPILS, np.tile(weight, (len(YEARS), 1)), fixed[..., 0], is_fixed)
    support = _rates(rng, 0.11, SUPPORT_PERCENT)
    _aim(support, everyone, _around_printed(rng, at, everyone, fixed[..., 1], is_fixed))
    with_plan = _rates(rng, 0.12, PLAN_PERCENT)
    counts = [everyone]
    for k, (rate, of_year) in enumerate(((support, SUPPORT_PERCENT), (with_plan, PLAN_PERCENT)), 1):
        totals = {y: round(PUPILS[y] * of_year[y] / 100) for y in YEARS}
        known, is_known = fixed[..., k], is_fixed
        if k == 1:
            known, is_known = _with_region(at, everyone, rate, known, is_known)
        counts.append(_shared(totals, rate * everyone, known, is_known))
    cells = np.stack([one.T for one in counts], axis=-1)
    return Pupils(
        at,
        cells,
        _by_need(rng, cells[..., 1], SUPPORT_MIX),
        _by_need(rng, cells[..., 2], PLAN_MIX),
    )


def _known(at: Levels, own: Sequence[Own]) -> tuple[Ints, Bools]:
    """By year and authority what the sample counted; without its people the seed's year, carried over."""
    fixed = np.zeros((len(YEARS), len(at.areas), 3), dtype=np.int64)
    is_fixed = np.zeros((len(YEARS), len(at.areas)), dtype=bool)
    for code, (count, support, plan) in SEED_PUPILS.items():
        y = _PRINTED - YEARS[0]
        fixed[y, at.at(code)] = (count, round(count * support / 100), round(count * plan / 100))
        is_fixed[y, at.at(code)] = True
    for one in own:
        if one.code in at.codes:
            fixed[:, at.at(one.code)] = one.pupils[YEARS[0] - PLAN_YEARS[0] :]
            is_fixed[:, at.at(one.code)] = True
    return fixed, is_fixed


def _shared(totals: dict[int, int], weights: Floats, fixed: Ints, is_fixed: Bools) -> Ints:
    return shared_beside(np.array([totals[y] for y in YEARS]), weights, fixed, is_fixed)


def _rates(rng: np.random.Generator, sigma: float, of_year: dict[int, float]) -> Floats:
    """Drawn rates by year and authority, of the height of England's."""
    tilt = tilts(rng, sigma, by_region=0.05)
    wobble = rng.normal(0, 0.012, (len(YEARS), len(tilt)))
    return np.array([of_year[y] for y in YEARS])[:, None] / 100 * tilt * np.exp(wobble)


def _around_printed(
    rng: np.random.Generator, at: Levels, everyone: Ints, counted: Ints, is_fixed: Bools
) -> dict[int, float]:
    """The rate of each neighbour in the printed year, so that their mean is the printed one."""
    y = _PRINTED - YEARS[0]
    near = [at.at(code) for code in NEIGHBOURS_2025[NEIGHBOURS_OF] if code in at.codes]
    known = {i: counted[y, i] / everyone[y, i] for i in near if is_fixed[y, i]}
    free = [i for i in near if i not in known]
    mean = (NEIGHBOURS_SUPPORT_2020 / 100 * len(near) - sum(known.values())) / len(free)
    noise = rng.normal(0, 0.006, len(free))
    return dict(zip(free, (mean + noise - noise.mean()).tolist(), strict=True))


def _aim(rates: Floats, everyone: Ints, targets: dict[int, float]) -> None:
    """Move the rates of these authorities, in all years alike, to where they are in the printed year."""
    y = _PRINTED - YEARS[0]
    for i, rate in targets.items():
        rates[:, i] *= rate / rates[y, i]


def _with_region(
    at: Levels, everyone: Ints, rates: Floats, fixed: Ints, is_fixed: Bools
) -> tuple[Ints, Bools]:
    """In the printed year the neighbours and the whole region stand fast: only the others share the rest."""
    y = _PRINTED - YEARS[0]
    fixed, is_fixed = fixed.copy(), is_fixed.copy()
    for code in NEIGHBOURS_2025[NEIGHBOURS_OF]:
        if code in at.codes and not is_fixed[y, at.at(code)]:
            fixed[y, at.at(code)] = round(rates[y, at.at(code)] * everyone[y, at.at(code)])
            is_fixed[y, at.at(code)] = True
    region = np.array([one.region_code == NORTH_EAST for one in at.areas])
    total = round(everyone[y, region].sum() * NORTH_EAST_SUPPORT_2020 / 100)
    fixed[y, region] = shared_beside(
        np.array([total]), (rates * everyone)[[y]][:, region], fixed[[y]][:, region], is_fixed[[y]][:, region]
    )[0]
    # The other years keep the shape of this one, so that no line has a kink.
    rates[:, region] *= fixed[y, region] / np.maximum(rates[y, region] * everyone[y, region], 1)
    is_fixed[y, region] = True
    return fixed, is_fixed


def _by_need(rng: np.random.Generator, totals: Ints, mix: Floats) -> Ints:
    mixes = np.stack([mix_in(year, mix) for year in YEARS])
    weights = mixes[None] * rng.lognormal(0, 0.2, (len(totals), 1, len(mix)))
    return shared_rows(totals.ravel(), weights.reshape(-1, len(mix))).reshape(*totals.shape, len(mix))


def write_editions(raw: Path, found: Pupils) -> list[Path]:
    """The edition of 2025 with groups in columns, England's also by age; that of 2026 with needs in rows."""
    counts = found.levels.summed(found.counts)
    wide = "phase_type_grouping,type_of_establishment,hospital_school,total_pupils,sen_support,ehc_plan"
    long = f"{NAME_FIRST},pcon_code,pcon_name,phase_type_grouping"
    return [
        write(
            raw / str(WIDE_EDITION) / "sen_phase_type.csv",
            f"{NAME_FIRST},{wide},sen_support_percent,ehc_plan_percent",
            _wide(counts),
        ),
        write_ages(
            raw / str(WIDE_EDITION) / "sen_age.csv",
            range(YEARS[0], WIDE_EDITION + 1),
            (found.counts[..., 0].sum(axis=0), found.support_needs.sum(axis=0), found.plan_needs.sum(axis=0)),
            (_SUPPORT, _PLAN, *_NEEDS),
        ),
        write(
            raw / str(LONG_EDITION) / "sen_phase_type.csv",
            f"{long},establishment_type,hospital_school,sen_provision,pupil_count,pupil_percent",
            _long(counts),
        ),
        write(
            raw / str(LONG_EDITION) / "sen_fsm.csv.gz",
            f"{long},sen_provision,sen_primary_need,fsm_eligibility,pupil_count,pupil_percent",
            _needs(found),
        ),
    ]


def _each(years: range) -> Iterator[tuple[int, int, str]]:
    for year in reversed(years):
        for i, begin in enumerate(begins(NAME_FIRST, academic(year), "Academic year")):
            yield i, year - YEARS[0], begin


def _wide(counts: Ints) -> Iterator[str]:
    for i, k, begin in _each(range(YEARS[0], WIDE_EDITION + 1)):
        n, support, plan = counts[i, k].tolist()
        yield f"{begin},Total,Total,Total,{n},{support},{plan},{percent(support, n)},{percent(plan, n)}"


def _long(counts: Ints) -> Iterator[str]:
    for i, k, begin in _each(YEARS):
        n, support, plan = counts[i, k].tolist()
        for name, count in (
            ("Total", n),
            (_PLAN, plan),
            (_SUPPORT, support),
            (_NONE, n - support - plan),
        ):
            yield f"{begin},,,Total,Total,Total,{name},{count},{percent(count, n)}"


def _needs(found: Pupils) -> Iterator[str]:
    by_need = {
        _PLAN: found.levels.summed(found.plan_needs).tolist(),
        _SUPPORT: found.levels.summed(found.support_needs).tolist(),
    }
    smallest = 1 + len({one.region_code for one in found.levels.areas}) + found.levels.at(_SMALLEST)
    for i, k, begin in _each(_NEED_YEARS):
        for provision, cells in by_need.items():
            counts = cells[i][k]
            every = sum(counts)
            yield f"{begin},,,Total,{provision},Total,Total,{every},{percent(every, every)}"
            for need, (name, count) in enumerate(zip(_NEEDS, counts, strict=True)):
                hidden = (i, k, provision, need) == (smallest, len(YEARS) - 1, _SUPPORT, _HIDDEN_NEED)
                printed = "c,c" if hidden else f"{count},{percent(count, every)}"
                yield f"{begin},,,Total,{provision},{name},Total,{printed}"
