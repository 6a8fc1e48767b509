"""Where plans and troubles take people: special schools, colleges, early years, home, referral units."""

from datetime import date

import numpy as np

from pipelines.sample.calibration import ANCHOR
from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Ints, day_of, days_in, year_of
from pipelines.sample.lives import STATE, People
from pipelines.sample.plans import Plans
from pipelines.sample.schools import Places
from pipelines.sample.stays import AWAY, Moves

_LAST_DAY = day_of(date(2026, 12, 31))


def referral_moves(rng: np.random.Generator, people: People, places: Places) -> Moves:
    """Some secondary pupils spend part of a year at a referral unit, and come back."""
    n = len(people)
    day = people.start_of(rng.integers(7, 12, n)) + rng.integers(20, 200, n)
    back = day + rng.integers(60, 300, n)
    state = (people.sector == STATE) & (places.phase[people.secondary] == "SS")
    who = np.flatnonzero(
        state
        & (some(rng, n, 0.03))
        & (day > people.begin)
        & (back < people.gone - 10)
        & (back < people.start_of(12))
    )
    units = places.drawn(rng, places.of("PR"), len(who))
    there = Moves(who, day[who], units)
    return Moves.joined([there, Moves(who, back[who], people.secondary[who])])


def with_placements(
    rng: np.random.Generator, people: People, plans: Plans, moves: Moves, places: Places
) -> Moves:
    """The ordinary moves, overruled by those that the plans bring about."""
    overruled = np.full(len(people), FAR)
    overruled[plans.person] = plans.special
    to_special = _to_special(rng, plans, places)
    home = _taken_out_of_school(rng, people, plans, places)
    overruled[home.person] = np.minimum(overruled[home.person], home.day)
    stands = (moves.day < overruled[moves.person]) | (moves.place == AWAY)
    return Moves.joined(
        [
            _early_years(people, plans, places),
            moves.where(stands),
            to_special,
            home,
            _after_school(rng, people, plans, places),
        ]
    )


def _to_special(rng: np.random.Generator, plans: Plans, places: Places) -> Moves:
    rows = np.flatnonzero(plans.special < FAR)
    special = places.drawn(rng, places.of("SP"), len(rows))
    return Moves(plans.person[rows], plans.special[rows], special)


def _taken_out_of_school(rng: np.random.Generator, people: People, plans: Plans, places: Places) -> Moves:
    """A few are taught at home or by arrangement; only after January 2019, whose pupils are counted."""
    n = len(plans.person)
    gone = np.minimum(people.gone[plans.person], plans.end)
    start = np.maximum(np.maximum(plans.arrival, people.begin[plans.person]), ANCHOR + 30)
    day = start + rng.integers(30, 1500, n)
    state = people.sector[plans.person] == STATE
    rows = np.flatnonzero(state & (plans.special == FAR) & (some(rng, n, 0.1)) & (day < gone - 60))
    return Moves(plans.person[rows], day[rows], places.drawn(rng, places.of("EHE", "OLA"), len(rows)))


def _early_years(people: People, plans: Plans, places: Places) -> Moves:
    """Those born here whose plan is older than their schooling are with an early-years provider."""
    rows = np.flatnonzero((plans.arrival < people.begin[plans.person]) & people.resident[plans.person])
    provider = np.full(len(rows), int(places.of("EYP")[0]))
    return Moves(plans.person[rows], plans.arrival[rows], provider)


def _after_school(rng: np.random.Generator, people: People, plans: Plans, places: Places) -> Moves:
    """Plans that outlast school are with a college, or with a young person who is nowhere."""
    finish = people.finish[plans.person]
    rows = np.flatnonzero((plans.end > finish + 60) & (finish < _LAST_DAY))
    who, begin = plans.person[rows], days_in(year_of(finish[rows]), 9, 4) + rng.integers(0, 8, len(rows))
    college = places.drawn(rng, places.of("FE", "SC", "NEET"), len(rows))
    later = begin + 365 * rng.integers(1, 4, len(rows))
    drops = some(rng, len(rows), 0.15) & (later < plans.end[rows] - 30)
    nowhere = np.full(int(drops.sum()), int(places.of("NEET")[0]))
    return Moves.joined(
        [
            Moves(who, begin, college),
            Moves(who[drops], later[drops], nowhere),
            _ends(plans, rows),
        ]
    )


def _ends(plans: Plans, rows: Ints) -> Moves:
    return Moves(plans.person[rows], plans.end[rows], np.full(len(rows), AWAY))
