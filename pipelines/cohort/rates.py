"""How often plans begin, end and move: what is learnt of an authority, and draws of it.

Partial pooling of cell, margin, area, region and England (``ladders``). Draws go down the same ladders, so
that doubt of a wide group is shared by all its cells. ``step`` uses the rates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.cohort.anchor import LOCAL, NATIONAL
from pipelines.cohort.flows import History
from pipelines.cohort.ladders import (
    RateRung,
    Rung,
    Sums,
    a_year_older,
    by_group,
    changed,
    down,
    down_rates,
    mixes,
    off_diagonal,
    rates_of,
    reasons,
    summed,
    to_leave,
    where_to,
)
from pipelines.cohort.pooling import Floats
from pipelines.cohort.published import Printed, Usual, usual
from pipelines.cohort.states import A, N, P

SHOCK = float(np.hypot(NATIONAL, LOCAL))
LEVEL_PRIOR, TREND_PRIOR = 0.3, 0.06
"""On the logarithm of new plans: how far an area is from what all areas' rates give, where nothing published
says so, and a lasting yearly growth from none."""


@dataclass(frozen=True)
class Course:
    """New plans of the newest year and their yearly growth, on the logarithm: centre and covariance."""

    centre: Floats
    spread: Floats


@dataclass(frozen=True)
class Learnt:
    """What was learnt of one authority: ladders, widest first; rates a year.

    ``people``: residents by age that the newest new plans are of. ``tier``: 1 three yearly steps of its own
    or more; 2 one or two; 3 none, only those of others.
    """

    cease: tuple[Rung, ...]
    out: tuple[Rung, ...]
    move: tuple[Rung, ...]
    to_place: tuple[Rung, ...]
    rename: tuple[Rung, ...]
    to_need: tuple[Rung, ...]
    reason: tuple[Rung, ...]
    mix: tuple[Rung, ...]
    new: tuple[RateRung, ...]
    into: tuple[RateRung, ...]
    into_mix: tuple[Rung, ...]
    course: Course
    people: Floats
    tier: int


@dataclass(frozen=True)
class Rates:
    """Draws of all rates, the draw first; see ``Learnt``. ``new`` is per resident, ``into`` per plan held."""

    cease: Floats
    out: Floats
    move: Floats
    to_place: Floats
    rename: Floats
    to_need: Floats
    reason: Floats
    mix: Floats
    new: Floats
    into: Floats
    into_mix: Floats
    trend: Floats


def learn(
    own: History,
    region: Sequence[History],
    england: Sequence[History],
    residents: Callable[[str, int], Floats],
    published: Printed | None = None,
) -> Learnt:
    """Rates of ``own`` beside those of its region and of England, each with the area itself or without it.

    ``residents``: persons by age (26) of an authority in a January. ``published``: all authorities, of which
    those that are not among these are held beside the lake's. Raises ValueError where no authority has
    two Januaries in a row: callers look before.
    """
    all_of = [own, *(one for one in england if one.la_code != own.la_code)]
    near_of = [own, *(one for one in region if one.la_code != own.la_code)]
    everyone = summed(all_of, residents)
    if not everyone.steps:
        raise ValueError("no two Januaries in a row")
    near = summed(near_of, residents)
    alone = summed([own], residents)
    # Widest first; a level that is the one above over again is none.
    levels = [everyone]
    if alone.steps < near.steps < everyone.steps:
        levels.append(near)
    if 0 < alone.steps < everyone.steps:
        levels.append(alone)
    last = levels[-1] if alone.steps else None
    people = residents(own.la_code, own.last)
    outside = _outside(published, all_of, near_of, levels)
    return Learnt(
        cease=to_leave(
            levels,
            last,
            lambda s: (s.ceased.sum(axis=-1), s.stock),
            [one.left_beside(level) if one else None for one, level in zip(outside, levels, strict=True)],
        ),
        out=by_group(levels, lambda s: (s.out.sum(axis=(1, 2)), s.stock.sum(axis=(1, 2)))),
        move=to_leave(levels, last, lambda s: (s.left_place, s.stayed)),
        to_place=where_to(levels, lambda s: s.to_place),
        rename=by_group(levels, lambda s: (off_diagonal(s.to_need), s.to_need.sum(axis=1))),
        to_need=changed(levels, lambda s: s.to_need * (1 - np.eye(N))),
        reason=reasons(levels),
        mix=mixes(levels, lambda s: s.new.reshape(A, N * P)),
        new=rates_of([_new(level, one) for one, level in zip(outside, levels, strict=True)]),
        into=rates_of([(s.into.sum(axis=(1, 2)), a_year_older(s.stock.sum(axis=(1, 2)))) for s in levels]),
        into_mix=mixes(levels, lambda s: s.into.reshape(A, N * P) + 0.1 * s.stock.reshape(A, N * P)),
        course=_course(everyone, own, people, next((each for each in reversed(outside) if each), None)),
        people=people,
        tier=1 if alone.steps >= 3 else 2 if alone.steps else 3,  # noqa: PLR2004 - see Learnt
    )


def _outside(
    published: Printed | None,
    all_of: Sequence[History],
    near_of: Sequence[History],
    levels: Sequence[Sums],
) -> list[Usual | None]:
    """By level what is published of others: England's beside everyone, the region's beside those of one.

    The area alone is held to the level above, or, where it is the only level, to its region.
    """
    if published is None:
        return [None] * len(levels)
    others = published.without({one.la_code for one in all_of})
    regions = dict(zip(published.areas, published.regions, strict=True))
    region = regions.get(all_of[0].la_code, "")
    is_one_region = len(near_of) == len(all_of)
    told = [("", all_of), (region, near_of)] if not is_one_region else [(region, all_of)]
    found = [
        usual(others, name, level, len([one for one in of if one.steps]))
        for (name, of), level in zip(told, levels, strict=False)
    ]
    return [*found, None, None][: len(levels)]


def _new(level: Sums, outside: Usual | None) -> tuple[Floats, Floats]:
    """New plans by age and residents of a level, and what is published of others beside them."""
    events, people = level.new.sum(axis=(1, 2)), level.exposure
    if outside is None:
        return events, people
    more, of = outside.new_beside(events, people)
    return events + more, people + of


def drawn(found: Learnt, rng: np.random.Generator, draws: int) -> Rates:
    """Draws of every rate."""
    return _made(
        found,
        lambda ladder: down(ladder, rng, draws),
        lambda ladder: down_rates(ladder, rng, draws),
        draws,
        rng,
    )


def expected(found: Learnt) -> Rates:
    """Every rate as it is expected, as one draw."""
    return _made(
        found, lambda ladder: down(ladder, None, 1), lambda ladder: down_rates(ladder, None, 1), 1, None
    )


def _made(
    found: Learnt,
    of: Callable[[Sequence[Rung]], Floats],
    rate: Callable[[Sequence[RateRung]], Floats],
    draws: int,
    rng: np.random.Generator | None,
) -> Rates:
    course = found.course.centre[None]
    if rng is not None:
        course = rng.multivariate_normal(found.course.centre, found.course.spread, draws)
    by_age = rate(found.new)
    level = np.exp(course[:, :1]) / np.maximum((by_age * found.people).sum(axis=1, keepdims=True), 1e-9)
    return Rates(
        cease=of(found.cease)[..., 0],
        out=of(found.out)[..., 0],
        move=of(found.move)[..., 0],
        to_place=of(found.to_place),
        rename=of(found.rename)[..., 0],
        to_need=of(found.to_need),
        reason=of(found.reason),
        mix=of(found.mix).reshape(draws, A, N, P),
        new=by_age * level,
        into=rate(found.into),
        into_mix=of(found.into_mix).reshape(draws, A, N, P),
        trend=course[:, 1],
    )


def _course(wide: Sums, own: History, people: Floats, outside: Usual | None) -> Course:
    """The straight line through the logarithms of the area's new plans of each year, by its newest year.

    A year strays by its shock and by the chance of its number; what is known before are the new plans that
    the widest level's rates would give, and that a growth is seldom lasting.
    """
    share, prior = wide.new.sum() / max(wide.exposure.sum(), 1e-9), LEVEL_PRIOR
    expected = share * people.sum()
    if outside:
        expected, prior = outside.expected(people), 1 / np.sqrt(outside.all_worth)
    centre = np.array([np.log(max(expected, 1.0)), 0.0])
    precision = np.diag([1 / prior**2, 1 / TREND_PRIOR**2])
    found = precision @ centre
    for step in own.steps:
        number = max(float(step.new.sum()), 0.5)
        row = np.array([1.0, step.year - own.steps[-1].year])
        weight = 1 / (SHOCK**2 + 1 / number)
        precision = precision + weight * np.outer(row, row)
        found = found + weight * np.log(number) * row
    spread = np.linalg.inv(precision)
    return Course(spread @ found, spread)
