"""Which cases the case system holds at the end of a day, and how far each has come. No items here.

The same requests and plans as in the SEN2 of the sample. Cases closed before the reform were never taken
over; a statement of before it became a plan, and its request is history.
"""

from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from pipelines.sample.days import FAR, Bools, Ints, Texts, day_of
from pipelines.sample.sen2_cases import NO_ROW
from pipelines.sample.sen2_facts import Facts
from pipelines.sample.world import World

REFORM = day_of(date(2014, 9, 1))


@dataclass(frozen=True)
class Cases:
    """One row per case. Days are ``FAR`` and codes blank where the case has not come so far.

    ``request`` is the row of the request, or ``NO_ROW`` for a plan that came from another authority; ``plan``
    the row of the plan it led or will lead to. Once it is issued ``issued`` is a day.
    """

    case: Texts
    person: Ints
    request: Ints
    plan: Ints
    received: Ints
    decision: Texts
    decided: Ints
    assessment: Texts
    assessed: Ints
    issued: Ints
    ended: Ints

    def where(self, kept: Bools) -> "Cases":
        """Only the cases that are kept."""
        return replace(self, **{f.name: getattr(self, f.name)[kept] for f in fields(self)})

    @property
    def in_force(self) -> Bools:
        """Cases with a plan that has not ended."""
        return np.asarray((self.issued < FAR) & (self.ended == FAR), dtype=bool)


def cases_on(world: World, facts: Facts, day: int) -> Cases:
    """Every case at the end of that day: requests in the order of the world's, then plans taken over."""
    return _as_on(_joined(_asked(world, facts), _taken_over(world, facts)), day)


def _asked(world: World, facts: Facts) -> Cases:
    """Requests with all that will ever come of them."""
    r, exits = world.requests, world.people.exit[world.requests.person]
    begin, end = np.append(world.plans.begin, FAR)[r.plan], np.append(world.plans.end, FAR)[r.plan]
    history = begin < REFORM
    moved_out = (r.plan < 0) & (r.outcome == "Y") & (exits > r.decided) & (exits <= r.assessed)
    assessed = np.where(moved_out, exits, r.assessed)
    closed = np.where(r.plan >= 0, end, np.where(r.outcome == "Y", assessed, r.decided))
    known = np.asarray(closed > REFORM, dtype=bool)
    found = Cases(
        case=_keys("C", np.arange(len(r.person))),
        person=r.person,
        request=np.arange(len(r.person)),
        plan=r.plan,
        received=r.received,
        decision=np.where(history, "H", r.outcome),
        decided=r.decided,
        assessment=np.where(history, "H", np.where(moved_out, "W", r.assessment)),
        assessed=assessed,
        issued=np.append(facts.started, FAR)[r.plan],
        ended=end,
    )
    return found.where(known)


def _taken_over(world: World, facts: Facts) -> Cases:
    """Plans of other authorities: here since the day of their arrival, whatever came before is history."""
    p = world.plans
    rows = np.flatnonzero(p.transferred & world.people.resident[p.person] & (p.end > REFORM))
    history = np.full(len(rows), "H", dtype=object)
    return Cases(
        case=_keys("T", rows),
        person=p.person[rows],
        request=np.full(len(rows), NO_ROW),
        plan=rows,
        received=p.arrival[rows],
        decision=history,
        decided=p.arrival[rows],
        assessment=history,
        assessed=p.arrival[rows],
        issued=facts.started[rows],
        ended=p.end[rows],
    )


def _as_on(cases: Cases, day: int) -> Cases:
    """What had been received by that day, with nothing that came later."""
    c = cases.where(cases.received <= day)
    history = c.decision == "H"
    undecided = ~history & (c.decided > day)
    unassessed = ~history & (c.assessed > day)
    to_assess = ~undecided & (c.decision == "Y")
    return replace(
        c,
        received=np.where(history, FAR, c.received),
        decision=np.where(undecided, "A", c.decision),
        decided=np.where(history | undecided, FAR, c.decided),
        assessment=np.where(history, "H", np.where(to_assess & unassessed, "A", c.assessment * to_assess)),
        assessed=np.where(to_assess & ~unassessed, c.assessed, FAR),
        issued=np.where(unassessed, FAR, c.issued),
        ended=np.where(unassessed | (c.ended > day), FAR, c.ended),
    )


def _keys(kind: str, rows: Ints) -> Texts:
    return np.array([f"{kind}{row + 1:06d}" for row in rows.tolist()], dtype=object)


def _joined(one: Cases, other: Cases) -> Cases:
    pairs = {f.name: [getattr(one, f.name), getattr(other, f.name)] for f in fields(Cases)}
    return Cases(**{name: np.concatenate(columns) for name, columns in pairs.items()})
