"""Which requests and plans a SEN2 return holds, and how far each had come by the end of its year.

The year is the calendar year before census day. Nothing happens to plans between 31 December and census day
(see ``days.settled``), so the stock of both is the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.sample.days import day_of
from pipelines.sample.world import World
from schemas.returns import Return

NO_ROW = -1


@dataclass(frozen=True)
class Period:
    """The calendar year of a return, and its census day, as day numbers."""

    first: int
    last: int
    census: int

    @classmethod
    def of(cls, year: int) -> "Period":
        """The period of the return of that year."""
        first, last = date(year - 1, 1, 1), date(year - 1, 12, 31)
        return cls(day_of(first), day_of(last), day_of(Return(year).census_day))


@dataclass(frozen=True)
class Case:
    """One request of one person in one return.

    ``request`` and ``plan`` are rows of the world's tables or ``NO_ROW``; a plan transferred in has no
    request here. ``outcome`` and ``assessment`` are as the return codes them, blank when not yet reached.
    """

    person: int
    request: int
    plan: int
    outcome: str
    assessment: str
    exported: bool = False


def cases_of(world: World, period: Period) -> list[Case]:
    """All cases of the return, by person and date."""
    found = [*_asked(world, period), *_transferred(world, period)]
    return sorted(found, key=lambda case: (case.person, case.request))


def _asked(world: World, period: Period) -> Iterator[Case]:
    r, exits = world.requests, world.people.exit
    plan_end = np.append(world.plans.end, 0)[r.plan]
    moved_out = (
        (r.plan < 0) & (exits[r.person] > r.decided) & (exits[r.person] <= r.assessed) & (r.outcome == "Y")
    )
    closed = np.where(r.outcome == "Y", r.assessed, r.decided)
    closed = np.where(moved_out, exits[r.person], closed)
    closed = np.where(r.plan >= 0, plan_end, closed)
    for row in np.flatnonzero((r.received <= period.last) & (closed >= period.first)).tolist():
        yield _case(world, period, row, gone=bool(moved_out[row] and exits[r.person[row]] <= period.last))


def _case(world: World, period: Period, row: int, *, gone: bool) -> Case:
    r = world.requests
    person, outcome, assessment = int(r.person[row]), str(r.outcome[row]), ""
    if r.decided[row] > period.last:
        return Case(person, row, NO_ROW, "A", "")
    if r.decided[row] < period.first:
        outcome = "H"
    if gone:
        return Case(person, row, NO_ROW, outcome, "", exported=True)
    if r.outcome[row] == "Y":
        assessment = _assessment(world, period, row)
    plan = int(r.plan[row]) if assessment in {"Y", "H"} else NO_ROW
    return Case(person, row, plan, outcome, assessment)


def _assessment(world: World, period: Period, row: int) -> str:
    assessed = world.requests.assessed[row]
    if assessed > period.last:
        return "A"
    return "H" if assessed < period.first else str(world.requests.assessment[row])


def _transferred(world: World, period: Period) -> Iterator[Case]:
    """Plans of other authorities that came here: both decisions are history."""
    p = world.plans
    held = p.transferred & (p.arrival <= period.last) & (p.end >= period.first)
    held &= world.people.resident[p.person]
    for row in np.flatnonzero(held).tolist():
        yield Case(int(p.person[row]), NO_ROW, row, "H", "H")
