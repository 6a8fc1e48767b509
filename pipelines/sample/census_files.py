"""The school census of one term: all schools of the authority, one file a table, as COLLECT exports it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.blade import Columns, Keys, as_text, blade_date, blade_dates, with_keys, write_csv
from pipelines.sample.calibration import FREE_MEALS
from pipelines.sample.census_pupils import Filing, person_items, pupil_items
from pipelines.sample.days import FAR, Bools, Ints, Texts, day_of
from pipelines.sample.exclusions import exclusion_items
from pipelines.sample.identity import Identity
from pipelines.sample.needs import needs_in
from pipelines.sample.order import Dirt
from pipelines.sample.roll import Roll, census_before, leavers_of, left_on, roll_of
from pipelines.sample.schools import Place
from pipelines.sample.world import NONE, PLAN, World
from schemas.returns import Return

SYNTHETIC = "SYNTHETIC SAMPLE"
_TERM = {"autumn": "AUT", "spring": "SPR", "summer": "SUM"}
_EARLY = {-2: "N1", -1: "N2", 0: "R"}
_INTAKE = {"SP": "SPEC", "NS": "COMP", "PR": "SPEC"}
_TYPE = {"NS": "15", "PS": "01", "SS": "28", "SP": "07", "PR": "14"}


@dataclass(frozen=True)
class CensusWritten:
    """The files of one census, its records (for the truth) and their keys."""

    paths: list[Path]
    roll: Roll
    keys: Texts
    leavers: Roll
    leaver_keys: Texts


@dataclass(frozen=True)
class _Frame(Filing):
    """What every table of one census needs to know: also where it goes, and the census schools."""

    folder: Path
    schools: Ints

    @property
    def native(self) -> Texts:
        """The seven digits of each census school."""
        return np.array(
            [self.world.code + self.world.places.places[s].estab for s in self.schools], dtype=object
        )

    def school_row(self, place: Ints) -> Ints:
        """The row of each place among the census schools."""
        return np.searchsorted(self.schools, place)

    def write(self, table: str, columns: Columns) -> Path:
        """One file under the name the export gives it."""
        return write_csv(self.folder / f"{self.census.year}_{self.census.term}_{table}.csv", columns)


def write_census(world: World, identity: Identity, census: Return, errors: Dirt, raw: Path) -> CensusWritten:
    """All tables of one census."""
    folder = raw / world.code / "school_census" / str(census)
    schools = np.flatnonzero(world.places.in_census)
    frame = _Frame(world, identity, census, errors, folder, schools)
    school_keys = Keys(census).of(len(schools))
    roll = roll_of(world, census, errors)
    items, provision = pupil_items(frame, roll)
    keys, row = Keys(census).of(len(roll)), frame.school_row(roll.place)
    native, parent = frame.native[row], ("schoolcensus", school_keys[row])
    paths = [
        frame.write(
            "schoolcensus", with_keys("schoolcensus", school_keys, frame.native, None, _returns(frame))
        ),
        frame.write("school", _schools(frame, school_keys)),
        frame.write("pupilonroll", with_keys("pupilonroll", keys, native, parent, items)),
        *([_needs(frame, roll, keys, native, provision)] if census.term == "spring" else []),
        _free_meals(frame, roll, keys, native),
        _addresses(frame, roll, keys, native),
        _exclusions(frame, roll, keys, native),
    ]
    path, leavers, leaver_keys = _leavers(frame, school_keys)
    return CensusWritten([*paths, path], roll, keys, leavers, leaver_keys)


def _returns(frame: _Frame) -> Columns:
    census, count = frame.census, len(frame.schools)
    places = [frame.world.places.places[s] for s in frame.schools]
    urn = np.array([p.urn for p in places], dtype=object)
    dirty.as_floats(frame.rng("urn"), urn, frame.errors.floats)
    same = {
        "term": _TERM[census.term],
        "collection": "SC",
        "name": "School Census",
        "year": str(census.year),
        "referencedate": blade_date(census.census_day),
        "sourcelevel": "S",
        "lea": frame.world.code,
    }
    after = {
        "softwarecode": SYNTHETIC,
        "release": "1",
        "serialno": "1",
        "xversion": "1.0",
        "datetime": blade_date(census.census_day),
    }
    estab = {"estab": np.array([p.estab for p in places], dtype=object), "urn": urn}
    return _repeated(same, count) | estab | _repeated(after, count)


def _repeated(items: dict[str, str], count: int) -> Columns:
    return {name: np.full(count, value, dtype=object) for name, value in items.items()}


def _schools(frame: _Frame, keys: Texts) -> Columns:
    rows = [_school(frame.world.places.places[s]) for s in frame.schools]
    items: Columns = {name: np.array([r[name] for r in rows], dtype=object) for name in rows[0]}
    return with_keys("school", keys, frame.native, ("schoolcensus", keys), items)


def _school(place: Place) -> dict[str, str]:
    return {
        "schoolname": place.name,
        "email": f"office@{place.urn}.example",
        "phoneno": "01632960000",  # a number set aside for fiction
        "phase": place.phase,
        "type": _TYPE[place.phase],
        "intake": _INTAKE.get(place.phase, "COMP"),
        "governance": place.governance,
        "highestncyeargroup": _EARLY.get(place.highest, str(place.highest)),
        "lowestncyeargroup": _EARLY.get(place.lowest, str(place.lowest)),
    }


def _needs(frame: _Frame, roll: Roll, keys: Texts, native: Texts, provision: Ints) -> Path:
    """One row per need of a pupil with SEN, primary before secondary."""
    needs, on_plan = needs_in(frame.world, frame.census.year), provision == PLAN
    who = roll.person
    primary = np.where(on_plan, needs.plan[who], needs.support[who])
    second = np.where(on_plan, needs.plan_second[who], needs.support_second[who])
    second[provision == NONE] = ""
    first_rows, second_rows = np.flatnonzero(provision != NONE), np.flatnonzero(second != "")
    rows = np.append(first_rows, second_rows)
    rank = np.repeat(np.array(["1", "2"], dtype=object), [len(first_rows), len(second_rows)])
    need = np.append(primary[first_rows], second[second_rows])
    order = np.lexsort((rank.astype(str), rows))
    rows, rank, need = rows[order], rank[order], need[order]
    rng, errors = frame.rng("needs"), frame.errors
    dirty.as_floats(rng, rank, errors.floats)
    dirty.labelled(rng, need, dirty.NEED_LABELS, errors.labels)
    dirty.withdrawn(rng, need, dirty.WITHDRAWN_NEED, errors.withdrawn_codes)
    own = Keys(frame.census).of(len(rows))
    items = {"sentyperank": rank, "sentype": need}
    return frame.write(
        "senneeds", with_keys("senneeds", own, native[rows], ("pupilonroll", keys[rows]), items)
    )


def _free_meals(frame: _Frame, roll: Roll, keys: Texts, native: Texts) -> Path:
    """An open period for those eligible on the day; a closed one for some who ceased to be since."""
    day, before = frame.day, day_of(census_before(frame.census).census_day)
    start, end = _eligible(frame.world)
    start, end = start[roll.person], end[roll.person]
    rows = np.flatnonzero((start <= day) & (end > before))
    table = "fsmperiodsonroll" if frame.census.term == "autumn" else "fsmperiod"
    items: Columns = {
        "fsmstartdate": blade_dates(start[rows]),
        "fsmenddate": blade_dates(np.where(end[rows] <= day, end[rows], FAR)),
        "ukcountry": np.full(len(rows), "ENG", dtype=object),
    }
    own = Keys(frame.census).of(len(rows))
    return frame.write(table, with_keys(table, own, native[rows], ("pupilonroll", keys[rows]), items))


def _eligible(world: World) -> tuple[Ints, Ints]:
    """Each person's one period: the poorest from the start, others as poverty grew; protected since."""
    years, levels = zip(*FREE_MEALS, strict=True)
    poverty, begin = world.people.poverty, world.people.begin
    since = np.interp(poverty, levels, years)
    start = ((since - 1970) * 365.25).astype(np.int64) + (poverty * 1e6).astype(np.int64) % 90
    start = np.where(poverty > levels[-1], FAR, np.maximum(start, begin + 10))
    passing: Bools = (poverty > levels[-1]) & (poverty < levels[-1] + 0.05)
    start = np.where(passing, begin + 300, start)
    return start, np.where(passing, begin + 700, FAR)


def _addresses(frame: _Frame, roll: Roll, keys: Texts, native: Texts) -> Path:
    n = len(roll)
    postcode = frame.identity.postcode[roll.person]
    dirty.blanked(frame.rng("addresses"), postcode, frame.errors.blanks)
    table = "addresses" if frame.census.term == "spring" else "addressesonroll"
    items: Columns = {
        "postcode": postcode,
        "saon": np.full(n, "", dtype=object),
        "paon": as_text(roll.person % 180 + 1),
        "street": np.full(n, "Qvarz Street", dtype=object),
        "town": np.full(n, frame.world.calibration.town, dtype=object),
        "uniquepropertyreferencenumber": as_text(990_000_000_000 + roll.person),
    }
    own = Keys(frame.census).of(n)
    return frame.write(table, with_keys(table, own, native, ("pupilonroll", keys), items))


def _exclusions(frame: _Frame, roll: Roll, keys: Texts, native: Texts) -> Path:
    rows, items = exclusion_items(frame.world, frame.census, roll)
    own, table = Keys(frame.census).of(len(rows)), "termlyexclusionsonroll"
    return frame.write(table, with_keys(table, own, native[rows], ("pupilonroll", keys[rows]), items))


def _leavers(frame: _Frame, school_keys: Texts) -> tuple[Path, Roll, Texts]:
    leavers = leavers_of(frame.world, frame.census)
    row, keys = frame.school_row(leavers.place), Keys(frame.census).of(len(leavers))
    rng = frame.rng("leavers")
    items = person_items(rng, frame, leavers)
    items |= {
        "entrydate": blade_dates(leavers.entry),
        "leavingdate": blade_dates(left_on(frame.world, leavers, frame.census)),
        "parttime": np.full(len(leavers), "0", dtype=object),
    }
    dirty.without_leading_noughts(rng, items["uniquelearnernumber"], frame.errors.lost_leading_zeros)
    parent = ("schoolcensus", school_keys[row])
    table = "pupilnolongeronroll"
    return frame.write(table, with_keys(table, keys, frame.native[row], parent, items)), leavers, keys
