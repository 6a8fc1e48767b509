"""Births, arrivals, schools, departures: everyone's ordinary life from 2014 to 2026. No SEND here.

More lives are drawn than are needed; ``settle`` keeps as many as make the margins of January 2019 exact.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

import numpy as np

from pipelines.sample.calibration import ANCHOR, Margins
from pipelines.sample.chance import TooFewDrawnError, some
from pipelines.sample.days import FAR, Bools, Floats, Ints, day_of, days_in, school_year_of, settled
from pipelines.sample.schools import NURSERY_1, NURSERY_2, RECEPTION, YEAR_7, YEAR_11, YEAR_12, Places
from pipelines.sample.stays import AWAY, Moves, Stays, stays_of
from schemas.returns import Return

STATE, INDEPENDENT, BEYOND = 0, 1, 2  # BEYOND: taught elsewhere, known to the authority through a plan only
_BIRTH_YEARS = np.arange(1995, 2023)
_OVERDRAW = 2.9  # lives drawn for each pupil on roll in January 2019
_BEYOND_SHARE = 0.03


@dataclass(frozen=True)
class People:
    """One row per person; ``birth_year`` is the year of the September before the birth."""

    birth_year: Ints
    dob: Ints
    boy: Bools
    sector: Ints
    native: Bools
    begin: Ints
    exit: Ints
    finish: Ints
    final_year: Ints
    nursery: Ints
    primary: Ints
    secondary: Ints
    sixth: Ints
    resident: Bools
    poverty: Floats
    first_day: Ints

    def __len__(self) -> int:
        """How many people there are."""
        return len(self.dob)

    def where(self, kept: Ints) -> Self:
        """Only these people, in this order."""
        return replace(self, **{f.name: getattr(self, f.name)[kept] for f in fields(self)})

    def start_of(self, year_group: Ints | int) -> Ints:
        """The day on which each person's cohort begins that year group (Reception is 0)."""
        return days_in(self.birth_year + 5 + year_group, 9, 1) + self.first_day

    def year_group(self, days: Ints | int) -> Ints:
        """The year group of each person's cohort on that day."""
        return school_year_of(np.broadcast_to(np.asarray(days), self.dob.shape)) - self.birth_year - 5

    @property
    def gone(self) -> Ints:
        """The day on which each person leaves school for good, by moving away or by growing up."""
        return np.minimum(self.exit, self.finish)


def drawn_people(rng: np.random.Generator, places: Places, margins: Margins) -> People:
    """People of all sectors, more than will be kept."""
    counts = [
        int(margins.state * _OVERDRAW) + 400,
        int(margins.independent * _OVERDRAW) + 400,
        int(margins.state * _BEYOND_SHARE) + 40,
    ]
    sector = np.repeat([STATE, INDEPENDENT, BEYOND], counts)
    n = len(sector)
    birth_year = rng.choice(_BIRTH_YEARS, size=n, p=_birth_weights())
    first_day = rng.integers(1, 9, n)
    final_year = rng.choice([11, 12, 13, 14], size=n, p=[0.53, 0.05, 0.405, 0.015])
    native = some(rng, n, 0.78)
    begin = _arrivals(rng, birth_year, first_day, native)
    exit_ = settled(begin + 120 + (rng.exponential(1 / 0.024, n) * 365).astype(np.int64))
    finish = days_in(birth_year + 6 + final_year, 7, 20)
    schools = _schools(rng, places, sector)
    return People(
        birth_year=birth_year,
        dob=_birthdays(rng, birth_year),
        boy=some(rng, n, 0.511),
        sector=sector,
        native=native,
        begin=begin,
        exit=np.where(exit_ < finish + 30, exit_, FAR),
        finish=finish,
        final_year=final_year,
        nursery=schools[0],
        primary=schools[1],
        secondary=schools[2],
        sixth=schools[3],
        resident=rng.random(n) > np.array([0.035, 0.2, 0.0])[sector],
        poverty=rng.random(n),
        first_day=first_day,
    )


def _birth_weights() -> Floats:
    """Births rose until about 2011 and have fallen since."""
    weight = 1 + 0.12 * np.exp(-(((_BIRTH_YEARS - 2011) / 5.0) ** 2)) - 0.004 * (_BIRTH_YEARS - 2011)
    return np.asarray(weight / weight.sum())


def _arrivals(rng: np.random.Generator, birth_year: Ints, first_day: Ints, native: Bools) -> Ints:
    """Natives begin in a nursery class or in Reception; the others come on any day, at any age."""
    n = len(native)
    begins_in = rng.choice([NURSERY_1, NURSERY_2, RECEPTION], size=n, p=[0.04, 0.61, 0.35])
    own = days_in(birth_year + 5 + begins_in, 9, 1) + first_day
    comes_in = rng.integers(NURSERY_2, 13, n)
    come = settled(days_in(birth_year + 5 + comes_in, 9, 10) + rng.integers(0, 300, n))
    return np.where(native, own, come)


def _birthdays(rng: np.random.Generator, birth_year: Ints) -> Ints:
    """Any day of the school year but a census day or the ends of a year, so that leaks stand out."""
    born = days_in(birth_year, 9, 2) + rng.integers(0, 362, len(birth_year))
    for _ in range(4):
        born = np.where(np.isin(born, NOBODYS_BIRTHDAY), born + 2, born)
    return born


def _nobodys_birthday() -> Ints:
    days = []
    for year in range(1990, 2028):
        days += [Return(year, term).census_day for term in ("spring", "summer", "autumn")]
        days += [date(year, 8, 31), date(year, 9, 1), date(year, 1, 1), date(year, 12, 31)]
    return np.array([day_of(d) for d in days])


NOBODYS_BIRTHDAY = _nobodys_birthday()


def _schools(rng: np.random.Generator, places: Places, sector: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Nursery, primary, secondary and sixth form of each person, as meant at the start."""
    n = len(sector)
    primary = places.drawn(rng, places.of("PS"), n)
    nursery = np.where(some(rng, n, 0.15), places.drawn(rng, places.of("NS"), n), primary)
    secondary = places.drawn(rng, places.of("SS"), n)
    other_sixth = places.drawn(rng, places.having(lambda p: p.phase == "SS" and p.highest >= YEAR_12), n)
    has_sixth = np.array([p.highest >= YEAR_12 for p in places.places])
    private = places.drawn(rng, places.of("IN"), n)
    beyond = places.drawn(rng, places.of("XS", "EHE", "OLA"), n)
    independent = sector == INDEPENDENT
    switches = some(rng, n, np.where(independent, 0.3, 0.035))
    secondary = np.where(independent ^ switches, private, secondary)
    sixth = np.where(has_sixth[secondary], secondary, other_sixth)
    nursery, primary = np.where(independent, private, nursery), np.where(independent, private, primary)
    away = sector == BEYOND
    return (
        np.where(away, beyond, nursery),
        np.where(away, beyond, primary),
        np.where(away, beyond, secondary),
        np.where(away, beyond, sixth),
    )


def school_moves(rng: np.random.Generator, people: People, places: Places) -> Moves:
    """Everyone's ordinary way through schools: begin, the next phase, a move between schools, the end."""
    everyone = np.arange(len(people))
    first = _school_for(people, people.year_group(people.begin))
    tables = [
        Moves(everyone, people.begin, first),
        *(_next_phase(people, group) for group in (RECEPTION, YEAR_7, YEAR_12)),
        *(_change(rng, people, places) for _ in range(2)),
        Moves(everyone, people.gone, np.full(len(people), AWAY)),
    ]
    moves = Moves.joined(tables)
    in_time = (moves.day >= people.begin[moves.person]) & (moves.day <= people.gone[moves.person])
    return moves.where(in_time)


def _school_for(people: People, group: Ints) -> Ints:
    by_phase = [people.nursery, people.primary, people.secondary]
    return np.select([group < RECEPTION, group < YEAR_7, group <= YEAR_11], by_phase, people.sixth)


def _next_phase(people: People, group: int) -> Moves:
    due = (people.begin < people.start_of(group)) & (people.start_of(group) < people.gone)
    who = np.flatnonzero(due)
    groups = np.full(len(people), group)
    return Moves(who, people.start_of(group)[who], _school_for(people, groups)[who])


def _change(rng: np.random.Generator, people: People, places: Places) -> Moves:
    """One in eight state pupils moves between two state schools of a phase, at any time."""
    n = len(people)
    group = rng.integers(RECEPTION, YEAR_11 + 1, n)
    day = people.start_of(group) + rng.integers(10, 280, n)
    to_primary, to_secondary = (places.drawn(rng, places.of(p), n) for p in ("PS", "SS"))
    state = np.isin(places.phase[_school_for(people, group)].astype(str), ("PS", "SS"))
    who = np.flatnonzero(state & (some(rng, n, 0.125)) & (day > people.begin) & (day < people.gone))
    return Moves(who, day[who], np.where(group < YEAR_7, to_primary, to_secondary)[who])


def settle(
    rng: np.random.Generator, people: People, moves: Moves, places: Places, margins: Margins
) -> tuple[People, Moves]:
    """As many lives as make the pupils of January 2019 exact, the others thinned as much."""
    stays = stays_of(moves)
    kept = (people.sector == BEYOND) & _ever_seen(stays, len(people))
    here = {
        STATE: (stays.person[stays.on(ANCHOR, places.in_census)], margins.state),
        INDEPENDENT: (stays.person[stays.on(ANCHOR, places.phase == "IN")], margins.independent),
    }
    absent = ~_marked(len(people), np.concatenate([present for present, _ in here.values()]))
    for sector, (present, target) in here.items():
        if len(present) < target:
            raise TooFewDrawnError(f"{len(present)} lives drawn for {target} pupils")
        kept[rng.choice(present, size=target, replace=False)] = True
        lucky = some(rng, len(people), target / len(present))
        kept |= absent & lucky & (people.sector == sector) & _ever_seen(stays, len(people))
    return _only(people, moves, kept)


def _marked(n: int, which: Ints) -> Bools:
    marks = np.zeros(n, dtype=bool)
    marks[which] = True
    return marks


def _ever_seen(stays: Stays, n: int) -> Bools:
    """Those with a stay that reaches into the years of the sample."""
    return _marked(n, stays.person[stays.end > day_of(date(2014, 9, 1))])


def _only(people: People, moves: Moves, kept: Bools) -> tuple[People, Moves]:
    new_number = np.cumsum(kept) - 1
    still = moves.where(kept[moves.person])
    return people.where(np.flatnonzero(kept)), Moves(new_number[still.person], still.day, still.place)
