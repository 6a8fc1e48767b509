"""One authority's people and what happened to them, put together. The same for every order of files."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.sample.calibration import ANCHOR, NEEDS, SUPPORT_MIX, Calibration, calibration_of, mix_in
from pipelines.sample.chance import TooFewDrawnError, dice, some
from pipelines.sample.days import FAR, Bools, Ints, year_of
from pipelines.sample.lives import People, drawn_people, school_moves, settle
from pipelines.sample.placements import referral_moves, with_placements
from pipelines.sample.plans import NEEDS_MET, Plans, exact_mix, plans_of
from pipelines.sample.requests import Requests, requests_of
from pipelines.sample.schools import Places, places_of
from pipelines.sample.stays import Moves, Stays, stays_of
from pipelines.sample.support import Spells, ordinary_support, school_on

NONE, SUPPORT, PLAN = 0, 1, 2
_DRAWS, _NEXT_DRAW = 20, 1_000_003


@dataclass(frozen=True)
class World:
    """Everything that is true of one authority, before anyone writes it down."""

    code: str
    seed: int
    calibration: Calibration
    places: Places
    people: People
    stays: Stays
    plans: Plans
    support: Spells
    requests: Requests
    support_need: Ints

    @cached_property
    def plan_of(self) -> Ints:
        """The row of each person's plan, or -1."""
        return self.plans.row_of(len(self.people))

    def provision(self, day: int) -> Ints:
        """Each person's SEN provision on that day."""
        n = len(self.people)
        held = np.where(self.support.open_on(day, n), SUPPORT, NONE)
        held[self.plans.person[self.plans.on(day)]] = PLAN
        return held

    def maintained(self, day: int) -> Bools:
        """Plans that this authority maintains on that day: those of its residents."""
        return self.plans.on(day) & self.people.resident[self.plans.person]


def world_of(code: str, seed: int, size: int | None) -> World:
    """The lives of one authority's people, fitted to its margins of January 2019."""
    for again in range(_DRAWS):
        with suppress(TooFewDrawnError):
            return _drawn_world(code, seed + again * _NEXT_DRAW, size)
    raise TooFewDrawnError(f"{_DRAWS} draws did not fill authority {code}")


def _drawn_world(code: str, seed: int, size: int | None) -> World:
    calibration = calibration_of(code, size)
    places = places_of(code, calibration, seed)
    people, moves = _population(code, seed, calibration, places)
    at_school = school_on(ANCHOR, stays_of(moves), places, len(people))
    plans = plans_of(dice(seed, code, "plans"), people, at_school, calibration, places)
    beside = _support_beside_plans(dice(seed, code, "beside"), people, plans)
    held = _held(people, plans, beside)
    ordinary = ordinary_support(dice(seed, code, "support"), people, at_school, held, calibration)
    support = Spells.joined([beside, ordinary])
    moves = with_placements(dice(seed, code, "placements"), people, plans, moves, places)
    return World(
        code,
        seed,
        calibration,
        places,
        people,
        stays_of(moves),
        plans,
        support,
        requests_of(dice(seed, code, "requests"), people, plans, ordinary),
        _support_needs(dice(seed, code, "needs"), (plans, support), at_school[0], calibration.drift),
    )


def _population(code: str, seed: int, calibration: Calibration, places: Places) -> tuple[People, Moves]:
    rng = dice(seed, code, "lives")
    people = drawn_people(rng, places, calibration.margins)
    moves = Moves.joined([referral_moves(rng, people, places), school_moves(rng, people, places)])
    return settle(rng, people, moves, places, calibration.margins)


def _support_beside_plans(rng: np.random.Generator, people: People, plans: Plans) -> Spells:
    """Support before a plan is asked for and issued, and after one whose aims were met."""
    n = len(plans.person)
    first = people.begin[plans.person]
    begin = np.maximum(plans.begin - rng.integers(250, 1100, n), first)
    before = Spells(plans.person, begin, plans.begin).where((plans.begin > begin + 60) & ~plans.transferred)
    gone = people.gone[plans.person]
    after = (plans.reason == NEEDS_MET) & (plans.end < gone)
    return Spells.joined([before, Spells(plans.person, plans.end, gone).where(after)])


def _held(people: People, plans: Plans, beside: Spells) -> tuple[Bools, Bools]:
    on_plan = np.zeros(len(people), dtype=bool)
    on_plan[plans.person[plans.on(ANCHOR)]] = True
    return on_plan, beside.open_on(ANCHOR, len(people))


def _support_needs(
    rng: np.random.Generator, held: tuple[Plans, Spells], state: Bools, drift: Sequence[float]
) -> Ints:
    """Each person's primary need while on support; often that of the plan that follows."""
    n, (plans, support) = len(state), held
    first = np.full(n, FAR)
    np.minimum.at(first, support.person, support.begin)
    years = np.clip(year_of(first), 2014, 2026)
    need = np.zeros(n, dtype=np.int64)
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        need[rows] = rng.choice(len(NEEDS), size=len(rows), p=mix_in(int(year), SUPPORT_MIX, drift))
    alike = plans.person[some(rng, len(plans.person), 0.6)]
    need[alike] = plans.need[plans.row_of(n)[alike]]
    on_plan = np.zeros(n, dtype=bool)
    on_plan[plans.person[plans.on(ANCHOR)]] = True
    counted = np.flatnonzero(support.open_on(ANCHOR, n) & ~on_plan & state)
    need[counted] = exact_mix(rng, SUPPORT_MIX, need[counted])
    return need
