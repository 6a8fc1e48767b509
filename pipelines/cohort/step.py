"""One year of the cohort model, in every draw at once: who leaves, moves, grows older, begins, comes in.

The order is that of the counts in ``flows``: those who leave and move are of the age of the first January,
those who begin or come in of the second. Nothing is lost: the plans of the second January are those of the
first, and new, and in, less ceased, less out, in every draw and at every age.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.cohort.chance import Chance, Stock
from pipelines.cohort.effects import Effects, Opening
from pipelines.cohort.ladders import STAGE
from pipelines.cohort.pooling import Floats
from pipelines.cohort.rates import Rates
from pipelines.cohort.states import A, N, P

LEAST_NEW = 0.5
"""Raking never takes new plans below this share of what is expected: beyond, plans cease."""
DAMPED = 0.85
"""What is left each year of the growth of new plans."""


@dataclass(frozen=True)
class Setting:
    """What a year meets: its number (0 the first), residents by age, effects, and the year's shocks.

    ``shock_new``, ``shock_ceasing``: by draw, on the logarithm of new plans and of the odds of ceasing.
    ``target``: the plans there are to be, by draw; or ``held``: by draw the factor of new plans and the share
    of plans more that cease, as the baseline had them. Neither: new plans come as they are expected.
    """

    year: int
    residents: Floats
    effects: Effects
    shock_new: Floats
    shock_ceasing: Floats
    target: Floats | None = None
    held: tuple[Floats, Floats] | None = None


@dataclass(frozen=True)
class Flowed:
    """A year's flows, draw x age x need x placement; and by draw what raking did (see ``Setting.held``)."""

    new: Stock
    into: Stock
    ceased: Stock
    out: Stock
    factor: Floats
    more: Floats


def odds_times(share: Floats, factor: Floats) -> Floats:
    """The share whose odds are those of ``share`` times the factor."""
    odds = share / np.maximum(1 - share, 1e-12) * factor
    found: Floats = odds / (1 + odds)
    return found


def one_year(stock: Stock, rates: Rates, setting: Setting, chance: Chance) -> tuple[Stock, Flowed]:
    """The stock a year later, and what flowed."""
    now, effects = setting.year, setting.effects
    shock = np.exp(setting.shock_ceasing)[:, None, None, None]
    ceasing = odds_times(rates.cease, effects.ceasing[now][None] * shock)
    # Age 25 is the last at which there is a plan.
    ceasing[:, A - 1] = 1.0
    leaving = ceasing + (1 - ceasing) * rates.out[:, :, None, None]
    left = chance.some(stock, leaving)
    ceased = chance.some(left, np.divide(ceasing, leaving, out=np.ones_like(leaving), where=leaving > 0))
    older = np.zeros_like(left)
    older[:, 1:] = _moved(stock - left, rates, chance)[:, :-1]
    into = chance.split(
        chance.arrive(_a_year_on(rates.into, stock) + _newcomers(stock, setting)),
        rates.into_mix.reshape(len(stock), A, N * P),
    ).reshape(older.shape)
    older = older + into
    for opening in effects.openings:
        if opening.year == now:
            older = _opened(older, opening, chance)
    wanted = _wanted(rates, setting)
    total, factor, more = _raked(older, wanted.reshape(len(stock), -1).sum(axis=1), setting, chance)
    new = chance.split(total, wanted.reshape(len(stock), -1)).reshape(older.shape)
    gone = chance.pick(older, more)
    share = more / np.maximum(_all(older), 1e-12)
    out = left - ceased
    ceased, into, stays = _taken(ceased, into, older, gone)
    return stays + new, Flowed(new, into, ceased, out, factor, share)


def _taken(ceased: Stock, into: Stock, older: Stock, gone: Stock) -> tuple[Stock, Stock, Stock]:
    """Those whom raking takes are counted as ceased at the age before, the few just come in as not come."""
    arrived_first = np.minimum(gone, into) if (gone[:, 0] > 0).any() else np.zeros_like(gone)
    arrived_first[:, 1:] = 0
    more = np.zeros_like(ceased)
    more[:, :-1] = (gone - arrived_first)[:, 1:]
    return ceased + more, into - arrived_first, older - gone


def _moved(stay: Stock, rates: Rates, chance: Chance) -> Stock:
    """Those who stay, after they changed placement, need, or both."""
    move, rename = rates.move, rates.rename[:, None, :, None]
    changing = move + rename - move * rename
    changers = chance.some(stay, changing)
    found = stay - changers
    at = draw, age, need, place = np.nonzero(changers)
    m, r = move[at], rates.rename[draw, need]
    how = chance.split(changers[at], np.stack([m * (1 - r), r * (1 - m), m * r], axis=-1))
    to_place, to_need = rates.to_place[draw, STAGE[age], place], rates.to_need[draw, need]
    np.add.at(found, (draw, age, need), chance.split(how[:, 0], to_place))
    np.add.at(found.swapaxes(2, 3), (draw, age, place), chance.split(how[:, 1], to_need))
    both = np.nonzero(how[:, 2])[0]
    joint = (to_need[both][:, :, None] * to_place[both][:, None, :]).reshape(-1, N * P)
    to = chance.split(how[both, 2], joint).reshape(-1, N, P)
    np.add.at(found, (draw[both], age[both]), to)
    return found


def _a_year_on(into: Floats, stock: Stock) -> Floats:
    """Plans expected to move in, by age reached: per plan of those who are a year older then."""
    held = stock.sum(axis=(2, 3)).astype(float)
    held[:, 1:] = held[:, :-1].copy()
    expected: Floats = into * held
    return expected


def _newcomers(stock: Stock, setting: Setting) -> Floats:
    """Plans that new residents bring: as many of each age as residents have."""
    more = setting.effects.newcomers[setting.year]
    held = stock.sum(axis=(2, 3)).astype(float)
    brought: Floats = held / np.maximum(setting.residents, 1.0) * more
    return brought


def _opened(stock: Stock, opening: Opening, chance: Chance) -> Stock:
    """So many of those who may take up a place, as far as there are any."""
    may = stock[..., list(opening.drawn_from)] * opening.who[None, :, :, None]
    share = np.minimum(opening.places / np.maximum(_all(may), 1e-9), 1.0)
    take = chance.some(
        may if may.dtype == stock.dtype else may.astype(stock.dtype), share[:, None, None, None]
    )
    found = stock.copy()
    found[..., list(opening.drawn_from)] -= take
    found[..., opening.to] += take.sum(axis=-1)
    return found


def _wanted(rates: Rates, setting: Setting) -> Floats:
    """New plans expected, by draw, age, need and placement."""
    now, effects = setting.year, setting.effects
    people = setting.residents * effects.population[now] + effects.newcomers[: now + 1].sum(axis=0)
    grown = rates.trend * sum(DAMPED**each for each in range(now + 1))
    level = rates.new * people[None] * np.exp(grown + setting.shock_new)[:, None]
    expected: Floats = level[:, :, None, None] * rates.mix * effects.new[now][None]
    return expected


def _raked(stock: Stock, expected: Floats, setting: Setting, chance: Chance) -> tuple[Stock, Floats, Stock]:
    """New plans in all, their factor of what is expected, and plans more that must cease."""
    none = chance.whole(np.zeros(len(stock)))
    # Drawn in any case, so that what comes after it in the year meets the same chance.
    usual = chance.arrive(expected)
    if setting.held is not None:
        factor, share = setting.held
        return chance.whole(factor * expected), factor, chance.whole(share * _all(stock))
    if setting.target is None:
        return usual, usual / np.maximum(expected, 1e-12), none
    needed = chance.whole(setting.target) - _all(stock)
    total = np.maximum(needed, chance.whole(np.ceil(LEAST_NEW * expected)))
    return total, total / np.maximum(expected, 1e-12), np.minimum(total - needed, _all(stock))


def _all(stock: Stock) -> Stock:
    total: Stock = stock.reshape(len(stock), -1).sum(axis=1)
    return total
