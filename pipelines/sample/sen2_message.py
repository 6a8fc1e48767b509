"""What one SEN2 return holds, whatever shape it is written in: its header, and a block a person.

Cases and their blocks are made in ``sen2_cases`` and ``sen2_persons``; the shapes are in ``sen2_files``.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from pipelines.sample.blade import SYNTHETIC
from pipelines.sample.chance import dice
from pipelines.sample.identity import Identity
from pipelines.sample.markup import Block
from pipelines.sample.needs import needs_in
from pipelines.sample.order import Dirt
from pipelines.sample.paper import Paper, paper_on
from pipelines.sample.sen2_cases import Case, Period, cases_of
from pipelines.sample.sen2_facts import facts_of
from pipelines.sample.sen2_persons import Return2, iso
from pipelines.sample.world import World
from schemas.returns import Return

_FLAGS = ("RYA", "PB", "OA", "Week20", "RequestMediation", "RequestTribunal")
_MAY_BE_BLANK = ("Ethnicity", "PostCode")
_CODES = ("RequestOutcome", "SENtype", "AssessmentOutcome")
_LEARNER_AGE, _SCHOOL_AGE, _UPN_AGE = 16, 16, 6


@dataclass(frozen=True)
class Message:
    """One year's return of one authority; ``people`` are those behind the blocks ``persons``, in order."""

    code: str
    year: int
    persons: list[Block]
    people: list[int]

    @property
    def header(self) -> list[Block]:
        """Whose return it is, of when, and who answers for it."""
        day = Return(self.year).census_day.isoformat()
        about = {"Collection": "SEN2", "Year": str(self.year), "ReferenceDate": day}
        source = {
            "SourceLevel": "L",
            "LEA": self.code,
            "SoftwareCode": SYNTHETIC,
            "Release": "1.0",
            "SerialNo": "001",
            "DateTime": f"{self.year}-02-20T09:00:00",
            "DMO": "Y",
            "DCO": "Y",
            "DSCO": "Y",
        }
        return [Block("CollectionDetails", about), Block("Source", source)]


def message_of(world: World, identity: Identity, year: int, errors: Dirt) -> Message:
    """The return of one year."""
    facts, period = facts_of(world), Period.of(year)
    making = Return2(world, facts, needs_in(world, year), period, year)
    paper = paper_on(world, identity, facts, period.last, errors)
    rng = dice(world.seed, world.code, f"sen2 {year}")
    message = Message(world.code, year, [], [])
    for who, cases in groupby(cases_of(world, period), key=lambda case: case.person):
        block = _person(making, identity, paper, who, list(cases))
        _make_dirty(rng, block, errors)
        message.people.append(who)
        message.persons.append(block)
    return message


def _person(making: Return2, identity: Identity, paper: Paper, who: int, cases: list[Case]) -> Block:
    boy = bool(making.world.people.boy[who])
    items = {
        "Surname": paper.surname[who],
        "Forename": paper.forename[who],
        "PersonBirthDate": iso(paper.dob[who]),
        "Sex": "M" if boy else "F",
        "GenderCurrent": "1" if boy else "2",
        "Ethnicity": identity.ethnicity[who],
        "PostCode": identity.postcode[who],
    }
    items |= _numbers(making, identity, paper, who, cases)
    return Block("Person", items, [making.request(case) for case in cases])


def _numbers(
    making: Return2, identity: Identity, paper: Paper, who: int, cases: list[Case]
) -> dict[str, str]:
    """UPN, learner number from 16, or why there is neither."""
    age, items = making.age(who), {}
    if upn := paper.upn[who]:
        items["UPN"] = upn
    if age >= _LEARNER_AGE and who % 10:
        items["UniqueLearnerNumber"] = identity.uln[who]
    if items:
        return items
    if identity.upn[who] and making.period.last >= identity.upn_since[who]:
        nothing_came = all(case.outcome in {"N", "W"} for case in cases)
        return {"UPNunknown": "UN10" if nothing_came else "UN5"}
    if age < _UPN_AGE:
        return {"UPNunknown": "UN1"}
    return {"UPNunknown": "UN2" if age < _SCHOOL_AGE else "UN9"}


def _make_dirty(rng: np.random.Generator, block: Block, errors: Dirt) -> None:
    """Codes in small letters, flags as floats, empty elements; in this block and all within it."""
    for name, value in block.items.items():
        block.items[name] = _dirty_value(rng, name, value, errors)
    if block.name == "ActivePlans" and "TransferLA" not in block.items and _hit(rng, errors.blanks):
        block.items["TransferLA"] = ""
    for inner in block.blocks:
        _make_dirty(rng, inner, errors)


def _dirty_value(rng: np.random.Generator, name: str, value: str, errors: Dirt) -> str:
    if name in _CODES and _hit(rng, errors.labels):
        return value.lower()
    if name in _FLAGS and _hit(rng, errors.floats):
        return f"{value}.0"
    if name in _MAY_BE_BLANK and _hit(rng, errors.blanks):
        return ""
    if name == "UniqueLearnerNumber" and _hit(rng, errors.lost_leading_zeros):
        return value.lstrip("0")
    return value


def _hit(rng: np.random.Generator, rate: float) -> bool:
    return bool(rng.random() < rate)
