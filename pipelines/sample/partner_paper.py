"""How partners write of the same children: numbers, tables in the contract's order, and their errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.blade import Columns, write_csv
from pipelines.sample.chance import dice, some
from pipelines.sample.days import FAR, Bools, Floats, Ints, Texts, written
from pipelines.sample.identity import Identity
from pipelines.sample.numbers import nhs_numbers
from pipelines.sample.order import Dirt
from pipelines.sample.world import NONE, PLAN, SUPPORT, World
from schemas.contract import Extract, items
from schemas.returns import Return

NOBODY = -1
_PRIME, _STEP = 1_000_003, 15_485_863  # a walk that meets no number twice


@dataclass(frozen=True, eq=False)
class Area:
    """One authority's people as partners meet them. Two are the same only if they are one."""

    world: World
    identity: Identity
    errors: Dirt

    def __len__(self) -> int:
        """How many people there are."""
        return len(self.world.people)

    def dice(self, topic: str) -> np.random.Generator:
        """Chance for one topic."""
        return dice(self.world.seed, self.world.code, topic)

    @cached_property
    def nhs_number(self) -> Texts:
        """Each person's NHS number."""
        return nhs_numbers(self.world.code, len(self))

    @cached_property
    def first_sen(self) -> Ints:
        """The day on which each person first had SEN support or a plan; ``FAR`` for the others."""
        first = np.full(len(self), FAR)
        np.minimum.at(first, self.world.support.person, self.world.support.begin)
        np.minimum.at(first, self.world.plans.person, self.world.plans.begin)
        return first

    @cached_property
    def ever(self) -> Ints:
        """The highest SEN provision each person ever has."""
        held = np.where(self.first_sen < FAR, SUPPORT, NONE)
        held[self.world.plans.person] = PLAN
        return held

    @cached_property
    def need(self) -> Ints:
        """Each person's primary need: of the plan, else of the support."""
        plan = self.world.plan_of
        return np.where(plan >= 0, self.world.plans.need[plan], self.world.support_need)

    def number(self, prefix: str, who: Ints) -> Texts:
        """A system's own number for each."""
        return np.array([f"{prefix}{(n + 1) * _STEP % _PRIME:07d}" for n in who.tolist()], dtype=object)

    def pupil(self, day: int, who: Ints, *, known: Bools | None = None) -> Columns:
        """Pupil number and birthday, as known on that day; blank for ``NOBODY``."""
        there = who != NOBODY
        shown = there if known is None else there & known
        return {
            "upn": np.where(shown, self.identity.upn_on(day)[who], "").astype(object),
            "dob": np.where(there, iso(self.identity.dob[who]), "").astype(object),
        }

    def person(self, day: int, who: Ints) -> Columns:
        """Name and home."""
        return {
            "surname": self.identity.surname_on(day)[who],
            "forename": self.identity.forename_on(day)[who],
            "postcode": self.identity.postcode[who],
        }


@dataclass(frozen=True)
class Told:
    """One table of a partner's extract: its columns, and whom each row is truly about (or ``NOBODY``)."""

    part: str
    columns: Columns
    person: Ints


def iso(days: Ints) -> Texts:
    """Days as most systems write them."""
    return written(days, lambda day: day.isoformat())


def up_to(days: Ints, day: int) -> Ints:
    """What has happened by a day."""
    return np.where(days <= day, days, FAR)


def by_provision(area: Area, none: float, support: float, plan: float) -> Floats:
    """A rate for each person by the highest provision ever had."""
    return np.array([none, support, plan])[area.ever]


def flags(which: Bools) -> Texts:
    """``Y`` and ``N``."""
    return np.where(which, "Y", "N").astype(object)


def keys(prefix: str, rows: Ints) -> Texts:
    """A key for each row of something that keeps its row for good."""
    return np.array([f"{prefix}{row + 1:06d}" for row in rows.tolist()], dtype=object)


def write_extract(
    area: Area, extract: Extract, of: Return, told: list[Told], raw: Path, *, head: Mapping[str, str]
) -> list[Path]:
    """One CSV a table, its columns in the order of the contract; ``head``: what the head says besides."""
    first = extract.parts[0]
    said = {
        "lea": area.world.code,
        "year": str(of.year),
        "month": str(of.month),
        "written": of.census_day.isoformat(),
        **head,
    }
    tables = {first.name: {name: np.array([value], dtype=object) for name, value in said.items()}}
    rng = area.dice(f"{extract.name} {of}")
    for one in told:
        _make_dirty(rng, extract, one, area.errors)
        tables[one.part] = one.columns
    place = raw / area.world.code / extract.name / str(of)
    return [
        write_csv(place / f"{extract.name}_{of}_{name}.csv", _in_order(extract, name, columns))
        for name, columns in tables.items()
    ]


def _in_order(extract: Extract, name: str, columns: Columns) -> Columns:
    count = len(next(iter(columns.values())))
    blank = np.full(count, "", dtype=object)
    return {one.header: columns.get(one.header, blank) for one in items(extract.part(name).contract)}


def _make_dirty(rng: np.random.Generator, extract: Extract, told: Told, errors: Dirt) -> None:
    """Words for codes, days written another way, empty cells, numbers that a spreadsheet has cut."""
    for one in items(extract.part(told.part).contract):
        column = told.columns.get(one.header)
        if column is None:
            continue
        if one.codes:
            dirty.labelled(rng, column, one.codes.labels, errors.labels)
        if one.kind == "date":
            dirty.british_dates(rng, column, errors.british_dates)
        if one.header in {"postcode", "referredby", "stage", "client"}:
            dirty.blanked(rng, column, errors.blanks)
        if one.header == "uln":
            dirty.without_leading_noughts(rng, column, errors.lost_leading_zeros)
        if one.header == "nhsnumber":
            _spaced(rng, column)


def _spaced(rng: np.random.Generator, column: Texts) -> None:
    """NHS numbers as people read them out: three, three and four digits."""
    for row in np.flatnonzero(some(rng, len(column), 0.5)):
        number = column[row]
        column[row] = f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""
