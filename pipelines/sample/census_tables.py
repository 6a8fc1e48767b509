"""What one school census holds, table by table, whatever shape it is written in: all schools of an authority.

What a pupil's record says is in ``census_pupils``; the shapes are in ``census_files``.
"""

from dataclasses import dataclass, replace

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.alternative import ARRANGED_SINCE, ENTRY_SINCE, arranged_items, entry_items
from pipelines.sample.attendance import half_term_sessions, term_sessions
from pipelines.sample.blade import Columns, Keys, as_text
from pipelines.sample.calibration import FREE_MEALS
from pipelines.sample.census_pupils import Filing, person_items, pupil_items
from pipelines.sample.census_schools import approved_items, return_items, school_items
from pipelines.sample.days import FAR, Bools, Ints, Texts, day_of
from pipelines.sample.exclusions import exclusion_items
from pipelines.sample.needs import needs_in
from pipelines.sample.roll import Roll, census_before, leavers_of, left_on, roll_of
from pipelines.sample.world import NONE, PLAN, World


@dataclass(frozen=True)
class CensusTable:
    """One table: its rows' keys, the seven digits of their school, whose rows they hang on, and the items."""

    name: str
    keys: Texts
    native: Texts
    parent: tuple[str, Texts] | None
    items: Columns

    @property
    def above(self) -> tuple[str, Texts]:
        """The table that its rows hang on and, row by row, their keys there; nothing for the returns."""
        return self.parent or ("", np.array([], dtype=object))


@dataclass(frozen=True)
class CensusTables:
    """All tables of one census, in the order of the contract, and who is behind the pupils' records."""

    tables: list[CensusTable]
    roll: Roll
    leavers: Roll

    def table(self, name: str) -> CensusTable:
        """The table of that name."""
        [found] = [t for t in self.tables if t.name == name]
        return found


def tables_of(filing: Filing, *, sessions: bool, codes: bool) -> CensusTables:
    """Every table of the census of one term; ``sessions`` in sums, and by ``codes``, only when asked for."""
    schools = _schools(filing)
    roll, leavers = (
        roll_of(filing.world, filing.census, filing.errors),
        leavers_of(filing.world, filing.census),
    )
    left = left_on(filing.world, leavers, filing.census)
    items, provision = pupil_items(filing, roll)
    pupils = _on_schools(filing, "pupilonroll", roll, items)
    gone = _on_schools(filing, "pupilnolongeronroll", leavers, _leaver_items(filing, leavers, left))
    hung = [
        *([_needs(filing, roll, pupils, provision)] if filing.census.term == "spring" else []),
        _free_meals(filing, roll, pupils),
        *_addresses(filing, (roll, pupils), (leavers, gone)),
        _under(filing, "termlyexclusionsonroll", pupils, *exclusion_items(filing, roll, roll.counted)),
        _under(
            filing,
            "termlyexclusionsoffroll",
            gone,
            *exclusion_items(filing, leavers, np.ones(len(leavers), dtype=bool), left),
        ),
        *_alternative_provision(filing, roll, pupils),
    ]
    if sessions:
        pupils, more = _with_sessions(filing, roll, pupils, "onroll")
        gone, still_more = _with_sessions(filing, leavers, gone, "offroll")
        hung += [*more, *still_more] if codes else []
    return CensusTables([*schools, pupils, gone, *hung], roll, leavers)


def _schools(filing: Filing) -> list[CensusTable]:
    """The returns, the schools, and in spring what special schools are approved for."""
    native, keys = filing.native, Keys(filing.census).of(len(filing.schools))
    returns = CensusTable("schoolcensus", keys, native, None, return_items(filing))
    schools = CensusTable("school", keys, native, ("schoolcensus", keys), school_items(filing))
    if filing.census.term != "spring":
        return [returns, schools]
    return [returns, schools, _under(filing, "provisions", schools, *approved_items(filing))]


def _on_schools(filing: Filing, name: str, roll: Roll, items: Columns) -> CensusTable:
    """Pupils' records, hanging on their schools' returns."""
    row = np.searchsorted(filing.schools, roll.place)
    returns = Keys(filing.census).of(len(filing.schools))
    keys = Keys(filing.census).of(len(roll))
    return CensusTable(name, keys, filing.native[row], ("schoolcensus", returns[row]), items)


def _under(filing: Filing, name: str, above: CensusTable, rows: Ints, items: Columns) -> CensusTable:
    """Rows that hang on these rows of the table above."""
    own = Keys(filing.census).of(len(rows))
    return CensusTable(name, own, above.native[rows], (above.name, above.keys[rows]), items)


def _leaver_items(filing: Filing, leavers: Roll, left: Ints) -> Columns:
    rng = filing.rng("leavers")
    items = person_items(rng, filing, leavers) | {
        "entrydate": filing.dates(leavers.entry),
        "leavingdate": filing.dates(left),
        "parttime": np.full(len(leavers), "0", dtype=object),
    }
    dirty.without_leading_noughts(rng, items["uniquelearnernumber"], filing.errors.lost_leading_zeros)
    return items


def _needs(filing: Filing, roll: Roll, pupils: CensusTable, provision: Ints) -> CensusTable:
    """One row per need of a pupil with SEN, primary before secondary."""
    needs, on_plan = needs_in(filing.world, filing.census.year), provision == PLAN
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
    rng, errors = filing.rng("needs"), filing.errors
    dirty.as_floats(rng, rank, errors.floats)
    dirty.labelled(rng, need, dirty.NEED_LABELS, errors.labels)
    dirty.withdrawn(rng, need, dirty.WITHDRAWN_NEED, errors.withdrawn_codes)
    return _under(filing, "senneeds", pupils, rows, {"sentyperank": rank, "sentype": need})


def _free_meals(filing: Filing, roll: Roll, pupils: CensusTable) -> CensusTable:
    """An open period for those eligible on the day; a closed one for some who ceased to be since."""
    day, before = filing.day, day_of(census_before(filing.census).census_day)
    start, end = free_meals_of(filing.world)
    start, end = start[roll.person], end[roll.person]
    rows = np.flatnonzero((start <= day) & (end > before))
    # Nobody is both: a parent in the armed forces earns too much.
    is_open, service = (start <= day) & (end > day), pupils.items["servicechild"]
    service[is_open & (service == "Y")] = "N"
    items: Columns = {
        "fsmstartdate": filing.dates(start[rows]),
        "fsmenddate": filing.dates(np.where(end[rows] <= day, end[rows], FAR)),
        "ukcountry": np.full(len(rows), "ENG", dtype=object),
    }
    name = "fsmperiodsonroll" if filing.census.term == "autumn" else "fsmperiod"
    return _under(filing, name, pupils, rows, items)


def free_meals_of(world: World) -> tuple[Ints, Ints]:
    """Each person's one period: the poorest from the start, others as poverty grew; protected since."""
    years, levels = zip(*FREE_MEALS, strict=True)
    poverty, begin = world.people.poverty, world.people.begin
    since = np.interp(poverty, levels, years)
    start = ((since - 1970) * 365.25).astype(np.int64) + (poverty * 1e6).astype(np.int64) % 90
    start = np.where(poverty > levels[-1], FAR, np.maximum(start, begin + 10))
    passing: Bools = (poverty > levels[-1]) & (poverty < levels[-1] + 0.05)
    start = np.where(passing, begin + 300, start)
    return start, np.where(passing, begin + 700, FAR)


def _addresses(
    filing: Filing, on_roll: tuple[Roll, CensusTable], off_roll: tuple[Roll, CensusTable]
) -> list[CensusTable]:
    """Pupils' addresses; in autumn those of leavers too."""
    roll, pupils = on_roll
    rng = filing.rng("addresses")
    name = "addresses" if filing.census.term == "spring" else "addressesonroll"
    found = [_under(filing, name, pupils, np.arange(len(roll)), _address_items(rng, filing, roll))]
    if filing.census.term == "autumn":
        leavers, gone = off_roll
        items = _address_items(rng, filing, leavers)
        found.append(_under(filing, "addressesoffroll", gone, np.arange(len(leavers)), items))
    return found


def _address_items(rng: np.random.Generator, filing: Filing, roll: Roll) -> Columns:
    n, postcode = len(roll), filing.identity.postcode[roll.person]
    dirty.blanked(rng, postcode, filing.errors.blanks)
    return {
        "postcode": postcode,
        "saon": np.full(n, "", dtype=object),
        "paon": as_text(roll.person % 180 + 1),
        "street": np.full(n, "Qvarz Street", dtype=object),
        "town": np.full(n, filing.world.calibration.town, dtype=object),
        "uniquepropertyreferencenumber": as_text(990_000_000_000 + roll.person),
    }


def _alternative_provision(filing: Filing, roll: Roll, pupils: CensusTable) -> list[CensusTable]:
    """Places that schools arranged, from spring 2022; why pupils came to referral units, from autumn 2021."""
    found = []
    if filing.census.place >= ARRANGED_SINCE:
        found.append(_under(filing, "schoolarrangedapdetailonroll", pupils, *arranged_items(filing, roll)))
    if filing.census.place >= ENTRY_SINCE:
        found.append(_under(filing, "approvisiondetailonroll", pupils, *entry_items(filing, roll)))
    return found


def _with_sessions(
    filing: Filing, roll: Roll, records: CensusTable, where: str
) -> tuple[CensusTable, list[CensusTable]]:
    """The records with their sums of sessions, and the tables of sessions by code."""
    term = term_sessions(filing, roll, where)
    sums = term.named("termly")
    tables = [_under(filing, f"termlysessiondetails{where}", records, term.row, term.items(filing))]
    if filing.census.term == "autumn":
        half = half_term_sessions(filing, roll, where)
        sums |= half.named("summerhalfterm2")
        name = f"summerhalfterm2sessiondetails{where}"
        tables.append(_under(filing, name, records, half.row, half.items(filing)))
    return replace(records, items=records.items | sums), tables
