"""Education, health and care plans: who gets one, when it begins and ends, and where it takes them.

What was asked of the authority before a plan, or in vain, is in ``requests``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.sample.calibration import (
    ANCHOR,
    PLAN_MIX,
    SPECIAL,
    Calibration,
    growth,
    mix_in,
    shared_out,
)
from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Bools, Floats, Ints, days_in, settled, year_of
from pipelines.sample.lives import BEYOND, INDEPENDENT, STATE, People
from pipelines.sample.schools import Places
from pipelines.sample.support import chosen, leaning

MAXIMUM_AGE, NEEDS_MET, HIGHER_EDUCATION, WORK, OTHER_LA, DISENGAGED, ABROAD, DIED, OTHER = range(1, 10)
_NONE_BEFORE = 2014
_UNIVERSITY_AGE = 18


@dataclass(frozen=True)
class Plans:
    """One row per plan, at most one a person: in force from ``begin`` until the day before ``end``.

    ``arrival`` is the day this authority took the plan over (``begin`` unless it was transferred in);
    ``special`` the day from which it names a special school, or ``FAR``.
    """

    person: Ints
    begin: Ints
    arrival: Ints
    end: Ints
    reason: Ints
    need: Ints
    special: Ints

    @property
    def transferred(self) -> Bools:
        """Plans that another authority made."""
        return self.arrival > self.begin

    def where(self, kept: Bools) -> "Plans":
        """Only the plans that are kept."""
        columns = (self.person, self.begin, self.arrival, self.end, self.reason, self.need, self.special)
        return Plans(*(c[kept] for c in columns))

    def on(self, day: int) -> Bools:
        """Plans this authority holds on that day."""
        return (self.arrival <= day) & (day < self.end)

    def row_of(self, count: int) -> Ints:
        """For each of ``count`` people: the row of their plan, or -1."""
        row = np.full(count, -1)
        row[self.person] = np.arange(len(self.person))
        return row


def plans_of(
    rng: np.random.Generator,
    people: People,
    at_school: tuple[Bools, Bools],
    calibration: Calibration,
    places: Places,
) -> Plans:
    """The plans of these people, as many on January 2019 as its margins say."""
    margins = calibration.margins
    might = _that_might_be(rng, people, places, calibration)
    lawful = (might.begin < might.end - 60) & (might.arrival < might.end - 60)
    lawful &= ~might.transferred | (year_of(might.end) > year_of(might.arrival))
    state, independent = at_school
    open_now = might.on(ANCHOR) & lawful
    beyond = open_now & (people.sector == BEYOND)
    targets = [
        (state & open_now, margins.state_plans),
        (independent & open_now, margins.independent_plans),
        (beyond, min(int(beyond.sum()), round(margins.state_plans * calibration.beyond))),
    ]
    weight = leaning(people, boys=2.7, poor=1.5) * growth(year_of(might.begin), calibration.new_plans)
    weight *= np.where(people.sector == INDEPENDENT, 0.25, 1.0)
    plans = might.where(chosen(rng, targets, lawful, weight))
    return _with_exact_needs(rng, plans, state)


def _that_might_be(
    rng: np.random.Generator, people: People, places: Places, calibration: Calibration
) -> Plans:
    n = len(people)
    begin = _begin(rng, people)
    arrival = np.where(people.native, begin, np.maximum(begin, people.begin))
    need = _needs(rng, begin, calibration.drift)
    special = _special_from(rng, people, arrival, need, places)
    end, reason = _end(rng, people, (arrival, special), calibration)
    return Plans(np.arange(n), begin, arrival, end, reason, need, special)


def _begin(rng: np.random.Generator, people: People) -> Ints:
    groups = np.array([5, 8, 13, 12, 11, 10, 9, 9, 9, 5, 4, 4, 3, 1.5, 1.5])
    group = rng.choice(np.arange(-2, 13), size=len(people), p=groups / groups.sum())
    return settled(people.start_of(group) + rng.integers(10, 300, len(people)))


def _needs(rng: np.random.Generator, begin: Ints, drift: Sequence[float]) -> Ints:
    """Primary needs in the mix of the year in which each plan began."""
    need = np.zeros(len(begin), dtype=np.int64)
    years = np.maximum(year_of(begin), _NONE_BEFORE)
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        need[rows] = rng.choice(len(PLAN_MIX), size=len(rows), p=mix_in(int(year), PLAN_MIX, drift))
    return need


def _special_from(
    rng: np.random.Generator, people: People, arrival: Ints, need: Ints, places: Places
) -> Ints:
    """The day each would go to a special school: soon, or with Year 7; only from state schools."""
    n = len(people)
    soon = np.maximum(arrival + rng.integers(0, 90, n), people.begin)
    with_year_7 = np.maximum(people.start_of(7), soon)
    day = np.where(some(rng, n, 0.35), with_year_7, soon)
    state = (people.sector == STATE) & (places.phase[people.secondary] == "SS")
    goes = state & some(rng, n, SPECIAL[need]) & (day < people.gone - 60)
    return np.where(goes, day, FAR)


def _end(
    rng: np.random.Generator, people: People, since: tuple[Ints, Ints], calibration: Calibration
) -> tuple[Ints, Ints]:
    """When and why each plan ends: moved away, needs met, grown up."""
    n = len(people)
    arrival, special = since
    end, reason = _grown_up(rng, people, calibration)
    away = people.exit < people.finish
    end = np.where(away, people.exit, end)
    out = rng.choice([OTHER_LA, ABROAD, DIED], size=n, p=[0.9, 0.09, 0.01])
    reason = np.where(away, out, reason)
    met = settled(arrival + rng.integers(500, 2200, n))
    ends_well = (some(rng, n, 0.07)) & (special == FAR) & (met < people.gone - 30)
    return np.where(ends_well, met, end), np.where(ends_well, NEEDS_MET, reason)


def _grown_up(rng: np.random.Generator, people: People, calibration: Calibration) -> tuple[Ints, Ints]:
    """Plans that last to the end of school, or of college after it."""
    n = len(people)
    years_on = rng.choice([1, 2, 3, 4, 5, 6, 15], size=n, p=calibration.college_years)
    left_school = year_of(people.finish)
    oldest = people.birth_year + 26  # the summer after the 25th birthday
    college_ends = days_in(np.minimum(left_school + years_on, oldest), 7, 31)
    goes_on = people.resident & some(rng, n, growth(left_school, calibration.college))
    end = np.where(goes_on, college_ends, people.finish)
    usual = [NEEDS_MET, HIGHER_EDUCATION, WORK, DISENGAGED, OTHER]
    reason = rng.choice(usual, size=n, p=[0.28, 0.15, 0.22, 0.25, 0.1])
    too_young = year_of(end) - people.birth_year < _UNIVERSITY_AGE
    reason = np.where((reason == HIGHER_EDUCATION) & too_young, WORK, reason)
    return end, np.where(goes_on & (year_of(end) == oldest), MAXIMUM_AGE, reason)


def _with_exact_needs(rng: np.random.Generator, plans: Plans, state: Bools) -> Plans:
    """The needs of January 2019 in the exact mix; special placements were drawn before and stay."""
    counted = np.flatnonzero(plans.on(ANCHOR) & state[plans.person])
    plans.need[counted] = exact_mix(rng, PLAN_MIX, plans.need[counted])
    return plans


def exact_mix(rng: np.random.Generator, mix: Floats, drawn: Ints) -> Ints:
    """The drawn needs with as few changes as make their mix exact."""
    quota = shared_out(len(drawn), mix)
    need = drawn.copy()
    surplus = np.bincount(need, minlength=len(mix)) - quota
    spare: list[int] = []
    for code in np.flatnonzero(surplus > 0):
        spare += rng.choice(np.flatnonzero(need == code), surplus[code], replace=False).tolist()
    need[np.array(spare, dtype=np.int64)] = rng.permutation(
        np.repeat(np.arange(len(mix)), np.maximum(-surplus, 0))
    )
    return need
