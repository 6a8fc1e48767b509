"""Who is on which school's roll on a census day, and as what; pupils that stand in two schools' returns.

Only lists are made here: what is written about a pupil is in ``census_pupils``.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.chance import dice, some
from pipelines.sample.days import Bools, Ints, Texts, day_of
from pipelines.sample.order import Dirt
from pipelines.sample.schools import RECEPTION, YEAR_11, YEAR_12, Places
from pipelines.sample.stays import AWAY
from pipelines.sample.world import World
from schemas.returns import Return

_TERM_BEFORE = {"spring": ("autumn", -1), "summer": ("spring", 0), "autumn": ("summer", 0)}
_AT_COLLEGE = 0.004
_SEPTEMBER, _FIRST_DAYS = 8, 12  # months count from nought
_TO_20_JULY = 43


@dataclass(frozen=True)
class Roll:
    """One row per record of a pupil in a school's return, by school.

    ``counted``: the record that counts the pupil, which is not the subsidiary one and not a false claim.
    ``doubled``: the pupil stands in two schools' returns, so the number must be there to see it.
    """

    person: Ints
    place: Ints
    entry: Ints
    status: Texts
    counted: Bools
    doubled: Bools

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.person)


def census_before(census: Return) -> Return:
    """The census of the term before."""
    term, years = _TERM_BEFORE[census.term]
    return Return(census.year + years, term)


def roll_of(world: World, census: Return, dirt: Dirt) -> Roll:
    """The rolls of all census schools on the day."""
    rng = dice(world.seed, world.code, f"roll {census}")
    rows = world.stays.on(day_of(census.census_day), world.places.in_census)
    person, place, entry = world.stays.person[rows], world.stays.place[rows], world.stays.begin[rows]
    group = world.people.year_group(day_of(census.census_day))[person]
    mainstream = np.isin(world.places.phase[place], ("PS", "SS"))
    n = len(rows)
    dual = mainstream & (group >= RECEPTION) & (group <= YEAR_11) & some(rng, n, dirt.dual_registration)
    claimed = mainstream & ~dual & some(rng, n, dirt.claimed_twice)
    status = np.where(dual, "M", "C").astype(object)
    status[(group >= YEAR_12) & ~dual & ~claimed & some(rng, n, _AT_COLLEGE)] = "F"
    subsidiary, rival = np.flatnonzero(dual), np.flatnonzero(claimed)
    other = np.append(
        world.places.drawn(rng, world.places.of("PR"), len(subsidiary)),
        _another(rng, world.places, place[rival]),
    )
    earlier = entry[rival] - rng.integers(30, 400, len(rival))  # the true school is the latest entered
    twice = np.append(subsidiary, rival)
    copies = ["S"] * len(subsidiary) + ["C"] * len(rival)
    return _by_school(
        Roll(
            np.append(person, person[twice]),
            np.append(place, other),
            np.concatenate([entry, entry[subsidiary], earlier]),
            np.append(status, np.array(copies, dtype=object)),
            np.append(np.ones(n, dtype=bool), np.zeros(len(twice), dtype=bool)),
            np.append(dual | claimed, np.ones(len(twice), dtype=bool)),
        )
    )


def _another(rng: np.random.Generator, places: Places, place: Ints) -> Ints:
    """For each school another of its phase: the next one, or some way on, round the list."""
    other = place.copy()
    for phase in ("PS", "SS"):
        schools = places.of(phase)
        rows = np.flatnonzero(places.phase[place] == phase)
        at = np.searchsorted(schools, place[rows])
        other[rows] = schools[(at + rng.integers(1, len(schools), len(rows))) % len(schools)]
    return other


def _by_school(roll: Roll) -> Roll:
    order = np.lexsort((~roll.counted, roll.person, roll.place))
    columns = (roll.person, roll.place, roll.entry, roll.status, roll.counted, roll.doubled)
    return Roll(*(column[order] for column in columns))  # type: ignore[arg-type]  # one of each, in order


def leavers_of(world: World, census: Return) -> Roll:
    """Those who left a school since the census before; ``entry`` is when they had come."""
    since, day = day_of(census_before(census).census_day), day_of(census.census_day)
    stays = world.stays
    went = (stays.end > since) & (stays.end <= day) & world.places.in_census[stays.place]
    went &= world.places.phase[stays.place] != "NS"  # rule 5065: nursery schools return no leavers
    now = stays.place_on(np.full(len(world.people), day), np.arange(len(world.people)))
    rows = np.flatnonzero(went & ((now[stays.person] == AWAY) | (now[stays.person] != stays.place)))
    n = len(rows)
    no = np.zeros(n, dtype=bool)
    return _by_school(
        Roll(stays.person[rows], stays.place[rows], stays.begin[rows], np.full(n, "P", dtype=object), no, no)
    )


def left_on(world: World, leavers: Roll, census: Return) -> Ints:
    """Each leaver's last day: the end of the summer term for those who change school in September."""
    since, day = day_of(census_before(census).census_day), day_of(census.census_day)
    stays = world.stays
    key = np.stack([stays.person, stays.place, stays.begin])
    wanted = (stays.end > since) & (stays.end <= day)
    ends = dict(zip(zip(*key[:, wanted].tolist(), strict=True), stays.end[wanted].tolist(), strict=True))
    mine = zip(leavers.person.tolist(), leavers.place.tolist(), leavers.entry.tolist(), strict=True)
    last = np.array([ends[k] for k in mine], dtype=np.int64) - 1
    months = last.astype("M8[D]").astype("M8[M]")
    first = months.astype("M8[D]").astype(np.int64)
    new_year = (months.astype(np.int64) % 12 == _SEPTEMBER) & (last - first < _FIRST_DAYS)
    return np.maximum(np.where(new_year, first - _TO_20_JULY, last), leavers.entry)
