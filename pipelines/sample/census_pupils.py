"""What a school census says of a pupil: identity, characteristics, status, SEN, as its term and year ask.

Records are rows of a ``Roll``. Which records there are is in ``roll``; the other tables are in
``census_tables``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.blade import Columns
from pipelines.sample.chance import dice, some
from pipelines.sample.days import Bools, Ints, Texts, day_of
from pipelines.sample.identity import ADOPTED, Identity
from pipelines.sample.lives import NOBODYS_BIRTHDAY
from pipelines.sample.order import Dirt
from pipelines.sample.roll import Roll
from pipelines.sample.schools import NURSERY_1, NURSERY_2, RECEPTION, YEAR_7, YEAR_11
from pipelines.sample.world import NONE, PLAN, World
from schemas.returns import Return, autumn

_PROVISION = np.array(["N", "K", "E"], dtype=object)
_YEAR_GROUPS = np.array(["N1", "N2", "R", *(str(y) for y in range(1, 15))], dtype=object)
_ULN_SINCE_AGE = 14
_THIRTY_HOURS_SINCE, _RECEIPT_SINCE, _YOUNG_CARER_SINCE, _CODE_SINCE = (
    2018,
    2019,
    2023,
    2025,
)
_ONE_BOARDS_IN = 47
_OFTEN_BLANK = (
    "uniquelearnernumber",
    "middlenames",
    "preferredsurname",
    "ethnicity",
    "language",
    "youngcarer",
)


@dataclass(frozen=True)
class Filing:
    """One census in the making: whose, of which day, how carelessly filled in, and how it writes days."""

    world: World
    identity: Identity
    census: Return
    errors: Dirt
    dates: Callable[[Ints], Texts]

    @property
    def day(self) -> int:
        """The census day."""
        return day_of(self.census.census_day)

    @cached_property
    def schools(self) -> Ints:
        """The places that make a return."""
        return np.flatnonzero(self.world.places.in_census)

    @cached_property
    def native(self) -> Texts:
        """The seven digits of each of them."""
        estabs = [self.world.places.places[s].estab for s in self.schools]
        return np.array([self.world.code + estab for estab in estabs], dtype=object)

    def rng(self, topic: str) -> np.random.Generator:
        """Chance for one table of this census."""
        return dice(self.world.seed, self.world.code, f"{topic} {self.census}")


def pupil_items(filing: Filing, roll: Roll) -> tuple[Columns, Ints]:
    """All items of ``pupilonroll``, and each record's true SEN provision."""
    rng, world, census = filing.rng("pupils"), filing.world, filing.census
    provision = world.provision(filing.day)[roll.person]
    group = world.people.year_group(filing.day)[roll.person]
    items = (
        _identifiers(rng, filing, roll)
        | {"entrydate": filing.dates(roll.entry), "enrolstatus": roll.status}
        | _schooling(rng, world, roll, group)
        | _sen(world, census, roll, provision)
        | _support(rng, census, group)
        | _early_years(rng, census, group)
        | _rest(rng, world, roll, group)
    )
    _make_dirty(rng, items, filing.errors)
    return items, provision


def person_items(rng: np.random.Generator, filing: Filing, roll: Roll) -> Columns:
    """Names, numbers, birthday and sex: what leavers' records have too."""
    identity, day, who = filing.identity, filing.day, roll.person
    nameless = some(rng, len(roll), filing.errors.no_upn) & ~roll.doubled
    former = np.where(day >= identity.renamed, identity.first_surname, "")
    former[identity.change == ADOPTED] = ""  # an adoption leaves no trace
    sex = "sex" if filing.census.place >= autumn(2023) else "gender"
    old_enough = (day - filing.world.people.dob) * 4 // 1461 >= _ULN_SINCE_AGE
    return {
        "upn": np.where(nameless, "", identity.upn_on(day)[who]),
        "formerupn": identity.former_upn_on(day)[who],
        "surname": identity.surname_on(day)[who],
        "forename": identity.forename_on(day)[who],
        "uniquelearnernumber": np.where(old_enough, identity.uln, "")[who],
        "middlenames": identity.middle[who],
        "formersurname": former[who],
        "dob": filing.dates(_birthdays(filing)[who]),
        sex: np.where(filing.world.people.boy, "M", "F").astype(object)[who],
    }


def _identifiers(rng: np.random.Generator, filing: Filing, roll: Roll) -> Columns:
    items = person_items(rng, filing, roll)
    items["preferredsurname"] = items["surname"].copy()
    if filing.census.term == "spring":
        items["ethnicity"] = filing.identity.ethnicity[roll.person]
    items["language"] = filing.identity.language[roll.person]
    return items


def _birthdays(filing: Filing) -> Ints:
    """Birthdays as this census has them: of those with an error somewhere, some have it here."""
    world, n = filing.world, len(filing.world.people)
    rng = dice(world.seed, world.code, "birthdays")
    wrong = some(rng, n, filing.errors.dob_transposed)
    years = rng.integers(2015, 2027, n)
    here = wrong & (years == filing.census.year) & (world.plan_of < 0)  # those with plans: see SEN2
    return dirty.transposed(filing.identity.dob, here, NOBODYS_BIRTHDAY)


def _schooling(rng: np.random.Generator, world: World, roll: Roll, group: Ints) -> Columns:
    n = len(roll)
    lowest, highest = (
        np.array([getattr(p, end) for p in world.places.places])[roll.place] for end in ("lowest", "highest")
    )
    # Whoever stays on is taught with the oldest that the school has.
    year = _YEAR_GROUPS[np.clip(group, lowest, highest) - NURSERY_1]
    special = world.places.phase[roll.place] == "SP"
    outside = special & (roll.person % 10 == 0)  # one in ten follows no year's curriculum
    nursery = group <= NURSERY_2
    return {
        "ncyearactual": np.where(outside, "X", year),
        "classtype": np.where(nursery, "N", "O").astype(object),
        "parttime": _flags(nursery & (some(rng, n, 0.7))),
        "boarder": np.where(boards(world, roll), "6", "N").astype(object),
    }


def attends(world: World, roll: Roll, group: Ints) -> Bools:
    """Pupils whose sessions are asked for: of compulsory school age or nearly so, and no boarders."""
    return np.asarray((group >= RECEPTION) & (group <= YEAR_11) & ~boards(world, roll), dtype=bool)


def boards(world: World, roll: Roll) -> Bools:
    """Pupils who board, all of them at special schools."""
    special = world.places.phase[roll.place] == "SP"
    return np.asarray(special & (roll.person % _ONE_BOARDS_IN == 0), dtype=bool)


def _sen(world: World, census: Return, roll: Roll, provision: Ints) -> Columns:
    """Provision in every term; units and bases where a mainstream school has one."""
    places = world.places
    has_unit = np.array([p.has_unit for p in places.places])[roll.place]
    has_base = np.array([p.has_resourced for p in places.places])[roll.place]
    in_unit = has_unit & (provision == PLAN) & (roll.person % 2 == 0)
    in_base = has_base & (provision != NONE) & (roll.person % 4 == 0) & ~in_unit
    items: Columns = {"senprovision": _PROVISION[provision]}
    first = {"spring": 2015.0, "summer": 2018.25, "autumn": 2017.5}[census.term]
    if census.place >= first:
        asked = np.isin(places.phase[roll.place], ("NS", "PS", "SS"))
        items["senunitindicator"] = np.where(asked, _flags(in_unit), "")
        items["resourcedprovisionindicator"] = np.where(asked, _flags(in_base), "")
    return items | {"topupfunding": _flags((provision == PLAN) & (roll.person % 3 != 0))}


def _support(rng: np.random.Generator, census: Return, group: Ints) -> Columns:
    n = len(group)
    items: Columns = {}
    if census.term == "spring" and census.year >= _YOUNG_CARER_SINCE:
        items["youngcarer"] = _drawn(rng, n, {"N": 0.985, "P": 0.01, "S": 0.005})
    items["servicechild"] = _drawn(rng, n, {"N": 0.975, "Y": 0.005, "U": 0.015, "R": 0.005})
    before = "plaa" if census.place >= autumn(2017) else "adoptedfromcare"
    items[before] = _drawn(rng, n, {"N": 0.985, "A": 0.008, "G": 0.006, "C": 0.001})
    asked = _drawn(rng, n, {"Y": 0.8, "N": 0.05, "UNS": 0.1, "SNR": 0.05})
    return items | {"yssa": np.where(group >= YEAR_7, asked, "")}


def _early_years(rng: np.random.Generator, census: Return, group: Ints) -> Columns:
    n = len(group)
    young = group <= NURSERY_2
    longer = young & (some(rng, n, 0.3))
    premium = young & (some(rng, n, 0.2))
    code = "eligibilitycode" if census.year >= _CODE_SINCE else "thirtyhourcode"
    basis = "RE" if census.year >= _RECEIPT_SINCE else "EE"
    items: Columns = {
        "schoollunchtaken": _flags((group >= RECEPTION) & (some(rng, n, 0.55))),
        "hoursatsetting": np.where(longer, "30", np.where(young, "15", "")).astype(object),
        "fundedhours": np.where(young, "15", "").astype(object),
    }
    if census.year >= _THIRTY_HOURS_SINCE:
        items["extendedhours"] = np.where(longer, "15", "").astype(object)
        items[code] = np.full(n, "", dtype=object)
        items["dafindicator"] = np.where(young, _flags(some(rng, n, 0.01)), "")
    items["eyppr" if census.year >= _RECEIPT_SINCE else "eyppe"] = np.where(young, _flags(premium), "")
    return items | {"eyppbf": np.where(premium, basis, "").astype(object)}


def _rest(rng: np.random.Generator, world: World, roll: Roll, group: Ints) -> Columns:
    n, is_asked = len(roll), attends(world, roll, group)
    possible = np.array([str(s) for s in range(110, 151)], dtype=object)
    nothing = np.full(n, "", dtype=object)
    return {
        "termlysessionspossible": np.where(is_asked, possible[rng.integers(0, len(possible), n)], ""),
        "unitcontacttime": nothing,
        "missingaddress": np.full(n, "0", dtype=object),
        "duplicatenotfunded": nothing,
        "moveoffrollflag": nothing,
    }


def _make_dirty(rng: np.random.Generator, items: Columns, errors: Dirt) -> None:
    sex = "sex" if "sex" in items else "gender"
    dirty.labelled(rng, items["senprovision"], dirty.PROVISION_LABELS, errors.labels)
    dirty.labelled(rng, items[sex], dirty.SEX_LABELS, errors.labels)
    dirty.withdrawn(rng, items["senprovision"], dirty.WITHDRAWN_PROVISION, errors.withdrawn_codes)
    dirty.as_floats(rng, items["ncyearactual"], errors.floats)
    dirty.without_leading_noughts(rng, items["uniquelearnernumber"], errors.lost_leading_zeros)
    for name in _OFTEN_BLANK:
        if name in items:
            dirty.blanked(rng, items[name], errors.blanks)


def _flags(which: Bools) -> Texts:
    return np.where(which, "1", "0").astype(object)


def _drawn(rng: np.random.Generator, n: int, shares: dict[str, float]) -> Texts:
    codes = np.array(list(shares), dtype=object)
    return codes[np.searchsorted(np.cumsum(list(shares.values()))[:-1], rng.random(n), side="right")]
