"""Many years in many draws: the stock by state, and the flows by age, of one authority and scenario.

Draws are made in chunks, each with its own generators: the same seed gives the same draws, whatever the
scenario, so that two scenarios differ by what was changed and not by chance. Rates come from ``rates``, a
year from ``step``.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.cohort.anchor import OF_CEASING, Anchor, shocks, targets
from pipelines.cohort.chance import Drawn, Expected
from pipelines.cohort.effects import Effects, unchanged
from pipelines.cohort.flows import Counts
from pipelines.cohort.ladders import STAGE, R
from pipelines.cohort.pooling import Floats
from pipelines.cohort.rates import Learnt, drawn, expected
from pipelines.cohort.states import REASONS, TOO_OLD, A, N, P
from pipelines.cohort.step import Setting, one_year

DRAWS, YEARS, CHUNK, THREADS = 2000, 10, 125, 2
Small = NDArray[np.int32]


@dataclass(frozen=True)
class Start:
    """Where an authority stands: its newest January, plans by state, and residents by year ahead and age."""

    la_code: str
    january: int
    stock: Counts
    residents: Floats


@dataclass(frozen=True)
class Raked:
    """What raking did, by draw and year: the factor of new plans, the share of plans more that ceased."""

    factor: Floats
    more: Floats


@dataclass(frozen=True)
class Simulated:
    """Draws of an authority's plans: ``stock`` draw x January x age x need x placement.

    The first January is the start. Flows are draw x year x age: new and in by age in the second January,
    ceased and out in the first.
    ``reasons``: draw x year x reason of those ceased. The identity holds in every draw at every age.
    """

    start: Start
    stock: Small
    new: Small
    into: Small
    ceased: Small
    out: Small
    reasons: Small
    raked: Raked

    @property
    def januaries(self) -> list[int]:
        """The Januaries of the stock."""
        return [self.start.january + n for n in range(self.stock.shape[1])]


def simulate(
    start: Start,
    learnt: Learnt,
    anchor: Anchor | None = None,
    *,
    effects: Effects | None = None,
    held: Raked | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Simulated:
    """Draws of as many years as ``start`` has residents of.

    Raked to ``anchor``; or by what raking did in the baseline (``held``), so that a scenario is not undone.
    """
    years = len(start.residents)
    effects = effects or unchanged(years)
    shock = shocks(seed, start.la_code, draws, years)
    target = None if anchor is None or held is not None else targets(anchor, shock)
    made = _empty(start, draws, years)

    def chunk(number: int) -> None:
        at = slice(number * CHUNK, min((number + 1) * CHUNK, draws))
        own = [seed, 2, number, *start.la_code.encode()]
        rates = drawn(learnt, np.random.default_rng(own), at.stop - at.start)
        stock = np.repeat(start.stock[None], at.stop - at.start, axis=0)
        for year in range(years):
            setting = Setting(
                year=year,
                residents=start.residents[year],
                effects=effects,
                shock_new=shock[at, year],
                shock_ceasing=OF_CEASING * shock[at, year],
                target=None if target is None else target[at, year],
                held=None if held is None else (held.factor[at, year], held.more[at, year]),
            )
            rng = np.random.default_rng([*own, year])
            stock, flowed = one_year(stock, rates, setting, Drawn(rng))
            made.stock[at, year + 1] = stock
            for name in ("new", "into", "ceased", "out"):
                getattr(made, name)[at, year] = getattr(flowed, name).sum(axis=(2, 3))
            made.reasons[at, year] = _reasons(made.ceased[at, year], rates.reason, rng)
            made.raked.factor[at, year], made.raked.more[at, year] = flowed.factor, flowed.more

    # numpy draws without Python's lock; each chunk has its own generators, so the order does not matter.
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(chunk, range(-(-draws // CHUNK))))
    return made


def mean_path(
    start: Start,
    learnt: Learnt,
    *,
    effects: Effects | None = None,
    held: Raked | None = None,
    trend: bool = True,
) -> Floats:
    """The expected stock, January x age x need x placement, with what raking did on average; no chance.

    Without ``trend`` new plans go on as often as in the newest year.
    """
    years = len(start.residents)
    effects = effects or unchanged(years)
    rates = expected(learnt)
    if not trend:
        rates = replace(rates, trend=np.zeros_like(rates.trend))
    stock, path = start.stock[None].astype(float), [start.stock.astype(float)]
    nothing = np.zeros(1)
    for year in range(years):
        usual = None
        if held is not None:
            usual = (held.factor[:, year].mean(keepdims=True), held.more[:, year].mean(keepdims=True))
        setting = Setting(year, start.residents[year], effects, nothing, nothing, held=usual)
        stock, _ = one_year(stock, rates, setting, Expected())
        path.append(stock[0])
    return np.stack(path)


def _reasons(ceased: Small, shares: Floats, rng: np.random.Generator) -> Small:
    """Why plans ceased, by draw and reason; at 25 since the age is reached."""
    by_age = rng.multinomial(ceased[:, :-1], shares[:, STAGE[:-1]])
    found: Small = by_age.sum(axis=1).astype(np.int32)
    found[:, REASONS.index(TOO_OLD)] += ceased[:, -1]
    return found


def _empty(start: Start, draws: int, years: int) -> Simulated:
    stock = np.zeros((draws, years + 1, A, N, P), np.int32)
    stock[:, 0] = start.stock
    new, into, ceased, out = (np.zeros((draws, years, A), np.int32) for _ in range(4))
    raked = Raked(np.ones((draws, years)), np.zeros((draws, years)))
    reasons = np.zeros((draws, years, R), np.int32)
    return Simulated(start, stock, new, into, ceased, out, reasons, raked)
