"""Who everyone is on paper: names, numbers, addresses, and how those change. No errors of single files.

What changes in a life (a new surname, a new number, an adoption) is drawn here at the rates of ``Dirt``,
and changes nothing in ``world``: the counts are the same with and without.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.chance import dice, some
from pipelines.sample.days import FAR, Bools, Floats, Ints, Texts, school_year_of
from pipelines.sample.names import BOYS, GIRLS, SURNAMES
from pipelines.sample.numbers import Issue, foreign_estab, ulns
from pipelines.sample.order import Dirt
from pipelines.sample.world import World

_ETHNICITIES = {
    "WBRI": 68.0,
    "APKN": 5.0,
    "ABAN": 4.5,
    "BAFR": 3.5,
    "BSOM": 1.0,
    "AIND": 2.5,
    "WOTH": 2.0,
    "WEEU": 2.0,
    "MWAS": 1.5,
    "MWBA": 1.5,
    "MOTH": 1.5,
    "CHNE": 1.5,
    "ORAB": 2.0,
    "WROM": 1.0,
    "AOTH": 1.0,
    "REFU": 0.5,
    "NOBT": 1.0,
}
_OTHER_LANGUAGES = ("ENG", "ENB", "ARA", "BNG", "URD", "POL", "OTH")
_LETTERS = "CIKMOV"  # that no real inward code holds
INWARD = tuple(f"{d}{a}{b}" for d in range(10) for a in _LETTERS for b in _LETTERS)
_MOVED_HERE = ("202", "301", "335", "371", "383", "806", "840", "873", "908", "926")
KEPT, TEMPORARY, FORMER, ADOPTED = range(4)


@dataclass(frozen=True)
class Identity:
    """One row per person. Columns ``first_...`` hold before ``renamed`` (names) or ``renumbered`` (UPN)."""

    forename: Texts
    first_forename: Texts
    middle: Texts
    surname: Texts
    first_surname: Texts
    renamed: Ints
    dob: Ints
    twin_of: Ints
    upn: Texts
    first_upn: Texts
    renumbered: Ints
    upn_since: Ints
    change: Ints
    uln: Texts
    ethnicity: Texts
    language: Texts
    postcode: Texts

    def upn_on(self, day: int) -> Texts:
        """The number each person has on that day; blank before the first state school."""
        now = np.where(day < self.renumbered, self.first_upn, self.upn)
        return np.where(day < self.upn_since, "", now)

    def former_upn_on(self, day: int) -> Texts:
        """The number each had before, where it may be known: never after an adoption."""
        known = (day >= self.renumbered) & np.isin(self.change, (TEMPORARY, FORMER)) & (self.first_upn != "")
        return np.where(known, self.first_upn, "")

    def surname_on(self, day: int) -> Texts:
        """Each person's surname on that day."""
        return np.where(day < self.renamed, self.first_surname, self.surname)

    def forename_on(self, day: int) -> Texts:
        """Each person's forename on that day."""
        return np.where(day < self.renamed, self.first_forename, self.forename)


def identity_of(world: World, dirt: Dirt) -> Identity:
    """Names, numbers and addresses of everyone in the world."""
    rng = dice(world.seed, world.code, "identity")
    people, n = world.people, len(world.people)
    surname, first_forename = _surnames(rng, n), _forenames(rng, people.boy)
    new_surname, new_forename = _surnames(rng, n), _forenames(rng, people.boy)
    postcode = _postcodes(rng, world)
    first_stay, entry = _first_school(world)
    change = _changes(rng, people.native, first_stay >= 0, dirt)
    adopted = change == ADOPTED
    renames = adopted | (some(rng, n, dirt.surname_changed))
    day = _some_day(rng, people.begin, people.gone)
    early = entry + rng.integers(100, 400, n)
    renumbered = np.where(change == KEPT, FAR, np.where(change == TEMPORARY, early, day))
    upn, first_upn = _upns(rng, world, (first_stay, entry), renumbered, change)
    dob, twin_of = people.dob.copy(), np.full(n, -1)
    _make_twins(rng, world, dirt, [dob, twin_of], [surname, new_surname, postcode])
    first_language = rng.choice(_OTHER_LANGUAGES, size=n, p=[0.4, 0.1, 0.12, 0.12, 0.12, 0.06, 0.08])
    ethnicity = rng.choice(list(_ETHNICITIES), size=n, p=_shares()).astype(object)
    return Identity(
        forename=np.where(adopted, new_forename, first_forename),
        first_forename=first_forename,
        middle=np.where(some(rng, n, 0.55), _forenames(rng, people.boy), ""),
        surname=np.where(renames, new_surname, surname),
        first_surname=surname,
        renamed=np.where(renames, day, FAR),
        dob=dob,
        twin_of=twin_of,
        upn=upn,
        first_upn=first_upn,
        renumbered=renumbered,
        upn_since=entry,
        change=change,
        uln=ulns(world.code, n),
        ethnicity=ethnicity,
        language=np.where(ethnicity == "WBRI", "ENG", first_language.astype(object)),
        postcode=postcode,
    )


def _shares() -> Floats:
    weight = np.array(list(_ETHNICITIES.values()))
    return np.asarray(weight / weight.sum())


def _surnames(rng: np.random.Generator, n: int) -> Texts:
    """Few surnames are common and many rare; three in a hundred are double."""
    weight = 1 / (np.arange(len(SURNAMES)) + 15.0) ** 0.8
    pool = np.array(SURNAMES, dtype=object)
    drawn = pool[rng.choice(len(pool), size=n, p=weight / weight.sum())]
    second = pool[rng.integers(0, len(pool), n)]
    return np.where(some(rng, n, 0.03), drawn + "-" + second, drawn)


def _forenames(rng: np.random.Generator, boy: Bools) -> Texts:
    place = (rng.random(len(boy)) ** 1.7 * len(BOYS)).astype(np.int64)
    return np.where(boy, np.array(BOYS, dtype=object)[place], np.array(GIRLS, dtype=object)[place])


def _postcodes(rng: np.random.Generator, world: World) -> Texts:
    """Outward codes of the area, inward codes that no letter will ever reach."""
    n = len(world.people)
    own, beyond = (
        np.array(codes, dtype=object)[rng.integers(0, len(codes), n)]
        for codes in (world.calibration.outward, world.calibration.outward_beyond)
    )
    end = np.array(INWARD, dtype=object)[rng.integers(0, len(INWARD), n)]
    outward = np.where(world.people.resident, own, beyond)
    return np.asarray(outward + " " + end, dtype=object)


def _first_school(world: World) -> tuple[Ints, Ints]:
    """Each person's first stay at a state school, and its first day: that school gives the number out."""
    n = len(world.people)
    state = world.places.in_census | (world.places.phase == "XS")
    rows = np.flatnonzero(state[world.stays.place])
    who, at = np.unique(world.stays.person[rows], return_index=True)
    first, entry = np.full(n, -1), np.full(n, FAR)
    first[who] = world.stays.place[rows[at]]
    entry[who] = world.stays.begin[rows[at]]
    return first, entry


def _changes(rng: np.random.Generator, native: Bools, numbered: Bools, dirt: Dirt) -> Ints:
    """Which number changes, and why; at most one change in a life."""
    lot = rng.random(len(native))
    edges = np.cumsum([dirt.temporary_upn, dirt.former_upn, dirt.adopted])
    change = np.array([TEMPORARY, FORMER, ADOPTED, KEPT])[np.searchsorted(edges, lot, side="right")]
    return np.where(numbered, change, KEPT)


def _some_day(rng: np.random.Generator, begin: Ints, gone: Ints) -> Ints:
    span = np.maximum(gone - begin - 120, 1)
    return np.asarray(begin + 60 + (rng.random(len(begin)) * span).astype(np.int64))


def _upns(
    rng: np.random.Generator, world: World, first: tuple[Ints, Ints], renumbered: Ints, change: Ints
) -> tuple[Texts, Texts]:
    """Each person's present number, and the one before it (the same where nothing changed)."""
    school, entry = first
    again, waiting, never = np.isin(change, (FORMER, ADOPTED)), change == TEMPORARY, school < 0
    original, here = _first_issue(rng, world, school, entry), _estabs(world)[school]
    issue = Issue(
        np.append(original.la, original.la[again]),
        np.append(original.estab, here[again]),
        np.append(original.year, school_year_of(renumbered[again])),
    )
    numbers = issue.permanent()
    before, present = numbers[: len(school)].copy(), numbers[: len(school)].copy()
    present[again] = numbers[len(school) :]
    own = np.full(int(waiting.sum()), int(world.code))
    before[waiting] = Issue(own, here[waiting], school_year_of(entry[waiting])).temporary()
    before[never], present[never] = "", ""
    return present, before


def _first_issue(rng: np.random.Generator, world: World, school: Ints, entry: Ints) -> Issue:
    """Natives got their numbers here; seven in ten newcomers brought one from elsewhere."""
    n, here = len(school), int(world.code)
    moved = (~world.people.native & some(rng, n, 0.7)) | (world.places.phase[school] == "XS")
    elsewhere = [int(c) for c in _MOVED_HERE if c != world.code]
    return Issue(
        np.where(moved, rng.choice(elsewhere, size=n), here),
        np.where(moved, foreign_estab(world.code), _estabs(world)[school]),
        np.where(moved, world.people.birth_year + 5, school_year_of(np.minimum(entry, FAR // 50))),
    )


def _estabs(world: World) -> Ints:
    """The establishment number of each place; settings without one give numbers out as if elsewhere."""
    return np.array([int(p.estab or foreign_estab(world.code)) for p in world.places.places])


def _make_twins(
    rng: np.random.Generator, world: World, dirt: Dirt, numbers: list[Ints], texts: list[Texts]
) -> None:
    """Pairs of one sex, one school and one school year get one birthday, surname and address.

    ``numbers`` are birthday and twin-of, changed in place; so are the ``texts``.
    """
    people = world.people
    order = np.lexsort((people.birth_year, people.boy, people.primary, people.sector))
    first, second = order[:-1:2], order[1::2]
    alike = (people.birth_year[first] == people.birth_year[second]) & (
        people.boy[first] == people.boy[second]
    )
    alike &= (people.primary[first] == people.primary[second]) & (
        people.resident[first] == people.resident[second]
    )
    born = alike & some(rng, len(first), dirt.same_sex_twins)
    one, other = first[born], second[born]
    numbers[0][other] = numbers[0][one]
    numbers[1][other], numbers[1][one] = one, other
    for text in texts:
        text[other] = text[one]
