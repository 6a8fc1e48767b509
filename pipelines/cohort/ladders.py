"""Ladders of partial pooling: from all areas over region and area to the cell, each rung held to the next.

What authorities counted is summed by level, and each level's counts become rungs whose parent's worth is
measured. Levels of which nothing is known (a lake of one authority has no region) are no rungs. ``rates``
says which ladder is made of which counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.cohort.flows import History
from pipelines.cohort.pooling import FALLBACK, Floats, Shares, drawn_shares, rate_strength, shares, strength
from pipelines.cohort.states import REASONS, STAGES, A, N, P, stage_of_age

FALLBACK_MIX, FALLBACK_RATE = 20.0, 10.0
"""Persons that a wider mix is worth, and events that a wider rate is worth, where nothing can be measured."""
STAGE = np.array(stage_of_age())
S, R = len(STAGES), len(REASONS)
Spread = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Rung:
    """Counts of one level (the category last), its parent's worth, and how the parent is spread to its shape.

    Leading axes of what is spread are draws.
    """

    counts: Floats
    worth: float
    spread: Spread


@dataclass(frozen=True)
class RateRung:
    """Events, exposure, the parent's worth in events, and how the parent's rates are spread to this shape."""

    events: Floats
    exposure: Floats
    worth: float
    spread: Spread


@dataclass(frozen=True)
class Sums:
    """What yearly steps of one or more authorities add up to."""

    stock: Floats
    ceased: Floats
    out: Floats
    stayed: Floats
    left_place: Floats
    to_place: Floats
    to_need: Floats
    new: Floats
    into: Floats
    exposure: Floats
    steps: int


def down(ladder: Sequence[Rung], rng: np.random.Generator | None, draws: int) -> Floats:
    """The shares at the foot of a ladder, draw first: drawn, or as expected."""
    width = ladder[0].counts.shape[-1]
    found = np.full((draws, width), 1 / width)
    for rung in ladder:
        held = shares(rung.counts, rung.spread(found), rung.worth)
        found = held.mean if rng is None else drawn_shares(held, rng)
    return found


def down_rates(ladder: Sequence[RateRung], rng: np.random.Generator | None, draws: int) -> Floats:
    """The rates at the foot of a ladder, draw first: drawn, or as expected."""
    found = np.ones((draws, 1))
    for n, rung in enumerate(ladder):
        parent = rung.spread(found)
        # The widest has nothing above it but the half event of Jeffreys.
        shape = rung.events + (rung.worth if n else 0.5)
        scale = (rung.worth if n else 0.0) + parent * rung.exposure
        theta = shape if rng is None else rng.standard_gamma(np.broadcast_to(shape, scale.shape))
        found = parent * theta / np.maximum(scale, 1e-12)
    return found


def summed(of: Sequence[History], residents: Callable[[str, int], Floats]) -> Sums:
    """What the yearly steps of these authorities add up to."""
    total = Sums(
        stock=np.zeros((A, N, P)),
        ceased=np.zeros((A, N, P, R)),
        out=np.zeros((A, N, P)),
        stayed=np.zeros((A, N, P)),
        left_place=np.zeros((A, N, P)),
        to_place=np.zeros((S, P, P)),
        to_need=np.zeros((N, N)),
        new=np.zeros((A, N, P)),
        into=np.zeros((A, N, P)),
        exposure=np.zeros(A),
        steps=sum(len(one.steps) for one in of),
    )
    for one in of:
        for step in one.steps:
            age, need, place, to_need, to_place, persons = step.stayed.T
            moved = place != to_place
            total.stock[:] += step.stock
            total.ceased[:] += step.ceased
            total.out[:] += step.out
            np.add.at(total.stayed, (age, need, place), persons)
            np.add.at(total.left_place, (age[moved], need[moved], place[moved]), persons[moved])
            np.add.at(total.to_place, (STAGE[age[moved]], place[moved], to_place[moved]), persons[moved])
            np.add.at(total.to_need, (need, to_need), persons)
            total.new[:] += step.new
            total.into[:] += step.into
            total.exposure[:] += residents(one.la_code, step.year + 1)
    return total


def _pair(events: Floats, exposure: Floats) -> Floats:
    """Events and the rest, as two categories."""
    return np.stack([events, np.maximum(exposure - events, 0.0)], axis=-1)


def _by_stages(counts: Floats) -> Floats:
    """Sums over the ages of each stage, along the first axis."""
    found = np.zeros((S, *counts.shape[1:]))
    np.add.at(found, STAGE, counts)
    return found


def _top(counts: Floats) -> Floats:
    """Of everything: over all axes but the last."""
    total: Floats = counts.reshape(-1, counts.shape[-1]).sum(axis=0)
    return total


def _rung(counts: Floats, above: Floats, spread: Spread, fallback: float = FALLBACK) -> Rung:
    """A rung whose worth is measured against the counts above it."""
    parent = Shares(np.maximum(above, 1e-6)).mean
    told = spread(parent[None])[0]
    told = np.broadcast_to(told, counts.shape)
    width = counts.shape[-1]
    return Rung(counts, strength(counts.reshape(-1, width), told.reshape(-1, width), fallback), spread)


def _as_it_is(above: Floats) -> Floats:
    return above


def _of_stage(above: Floats) -> Floats:
    return above[:, STAGE]


def _new_axis(above: Floats) -> Floats:
    return above[:, None]


def _elsewhere(above: Floats) -> Floats:
    """Shares of where to, by where from: nobody moves to where he is."""
    width = above.shape[-1]
    apart = above[:, None] * (1 - np.eye(width))
    shared: Floats = apart / apart.sum(axis=-1, keepdims=True)
    return shared


def to_leave(
    levels: Sequence[Sums],
    last: Sums | None,
    of: Callable[[Sums], tuple[Floats, Floats]],
    beside: Sequence[Floats | None] = (),
) -> tuple[Rung, ...]:
    """All -> stage -> stage x placement -> age x placement, of each level; then the area's own cells.

    ``beside``: by level counts (age x placement x 2) that are published of others, None where nothing is.
    """

    def margin(level: Sums, more: Floats | None) -> Floats:
        events, exposure = of(level)
        own = _pair(events.sum(axis=1), exposure.sum(axis=1))
        return own if more is None else own + more

    margins = [margin(*each) for each in zip(levels, beside or [None] * len(levels), strict=True)]
    wide = margins[0]
    staged = _by_stages(wide)
    by_stage = staged.sum(axis=1)
    ladder = [
        Rung(_top(wide), 2.0, _as_it_is),
        _rung(by_stage, _top(wide), _new_axis),
        _rung(staged, by_stage, lambda above: above[:, :, None]),
        _rung(wide, staged, _of_stage),
    ]
    above = wide
    for narrower in margins[1:]:
        ladder.append(_rung(narrower, above, _as_it_is))
        above = narrower
    cells = _pair(*of(last)) if last is not None else np.zeros((A, N, P, 2))
    return (*ladder, _rung(cells, above, lambda found: found[:, :, None]))


def by_group(levels: Sequence[Sums], of: Callable[[Sums], tuple[Floats, Floats]]) -> tuple[Rung, ...]:
    """All -> group, of each level."""
    wide = _pair(*of(levels[0]))
    ladder = [Rung(_top(wide), 2.0, _as_it_is), _rung(wide, _top(wide), _new_axis)]
    return (*ladder, *_narrower([_pair(*of(level)) for level in levels]))


def _narrower(margins: Sequence[Floats], fallback: float = FALLBACK) -> list[Rung]:
    """The levels below the widest, each held towards the one above."""
    pairs = zip(margins[1:], margins, strict=False)
    return [_rung(margin, above, _as_it_is, fallback) for margin, above in pairs]


def where_to(levels: Sequence[Sums], of: Callable[[Sums], Floats]) -> tuple[Rung, ...]:
    """Where movers go: all -> from this placement -> at this stage, of each level."""
    wide = of(levels[0])
    before = wide.sum(axis=0)
    ladder = [
        Rung(_top(wide), 2.0, _as_it_is),
        _rung(before, _top(wide), _elsewhere, FALLBACK_MIX),
        _rung(wide, before, _new_axis, FALLBACK_MIX),
    ]
    return (*ladder, *_narrower([of(level) for level in levels], FALLBACK_MIX))


def changed(levels: Sequence[Sums], of: Callable[[Sums], Floats]) -> tuple[Rung, ...]:
    """What needs become: all -> from this need, of each level."""
    wide = of(levels[0])
    ladder = [Rung(_top(wide), 2.0, _as_it_is), _rung(wide, _top(wide), _elsewhere, FALLBACK_MIX)]
    return (*ladder, *_narrower([of(level) for level in levels], FALLBACK_MIX))


def reasons(levels: Sequence[Sums]) -> tuple[Rung, ...]:
    """Why plans cease: all -> stage, of each level."""

    def margin(level: Sums) -> Floats:
        return _by_stages(level.ceased.sum(axis=(1, 2)))

    wide = margin(levels[0])
    ladder = [Rung(_top(wide), 2.0, _as_it_is), _rung(wide, _top(wide), _new_axis, FALLBACK_MIX)]
    return (*ladder, *_narrower([margin(level) for level in levels], FALLBACK_MIX))


def mixes(levels: Sequence[Sums], of: Callable[[Sums], Floats]) -> tuple[Rung, ...]:
    """Need and placement of who begins: all -> stage -> age, of each level."""
    wide = of(levels[0])
    staged = _by_stages(wide)
    ladder = [
        Rung(_top(wide), 2.0, _as_it_is),
        _rung(staged, _top(wide), _new_axis, FALLBACK_MIX),
        _rung(wide, staged, _of_stage, FALLBACK_MIX),
    ]
    return (*ladder, *_narrower([of(level) for level in levels], FALLBACK_MIX))


def rates_of(levels: Sequence[tuple[Floats, Floats]]) -> tuple[RateRung, ...]:
    """All -> stage -> age, of the events and exposure of each level; the worth of a parent in events."""
    events, exposure = levels[0]
    staged, under = _by_stages(events), _by_stages(exposure)
    ladder = [
        RateRung(events.sum()[None], exposure.sum()[None], 0.0, _as_it_is),
        _rate_rung(staged, under, events.sum() / max(exposure.sum(), 1e-9), _as_it_is),
        _rate_rung(events, exposure, (staged / np.maximum(under, 1e-9))[STAGE], _of_stage),
    ]
    above = events / np.maximum(exposure, 1e-9)
    for x, e in levels[1:]:
        ladder.append(_rate_rung(x, e, above, _as_it_is))
        above = x / np.maximum(e, 1e-9)
    return tuple(ladder)


def _rate_rung(events: Floats, exposure: Floats, above: Floats | float, spread: Spread) -> RateRung:
    worth = rate_strength(events, np.asarray(above * exposure), FALLBACK_RATE)
    return RateRung(events, exposure, worth, spread)


def nested(cells: Floats) -> tuple[Rung, ...]:
    """All -> group -> cell of the group; cells are group x cell x category."""
    groups = cells.sum(axis=1)
    return (
        Rung(groups.sum(axis=0), 2.0, _as_it_is),
        _rung(groups, groups.sum(axis=0), _new_axis, FALLBACK_MIX),
        _rung(cells, groups, lambda above: above[:, :, None], FALLBACK_MIX),
    )


def off_diagonal(square: Floats) -> Floats:
    """What each row has beside its own column."""
    rest: Floats = square.sum(axis=1) - np.diag(square)
    return rest


def a_year_older(by_age: Floats) -> Floats:
    """By the age reached: nobody was nought before, who is held against those of the next age."""
    older = by_age.copy()
    older[1:] = by_age[:-1]
    return older
