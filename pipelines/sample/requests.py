"""What was asked of the authority: every request for an assessment, how it went and how long it took."""

from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Bools, Ints, Texts, day_of, settled
from pipelines.sample.lives import People
from pipelines.sample.plans import Plans
from pipelines.sample.support import Spells

_FIRST_DAY = day_of(date(2014, 9, 1))


@dataclass(frozen=True)
class Requests:
    """One row per request. ``decided`` and ``assessed`` are the days of the two decisions (or ``FAR``).

    ``outcome`` and ``assessment`` are Y, N or W as they came out in the end; ``plan`` is the row of the
    plan it led to, or -1.
    """

    person: Ints
    received: Ints
    decided: Ints
    outcome: Texts
    assessed: Ints
    assessment: Texts
    plan: Ints

    def where(self, kept: Bools | Ints) -> "Requests":
        """Only the requests that are kept (a mask), or these in this order (row numbers)."""
        return replace(self, **{f.name: getattr(self, f.name)[kept] for f in fields(self)})


def requests_of(rng: np.random.Generator, people: People, plans: Plans, support: Spells) -> Requests:
    """All requests of residents: those that led to a plan, and those that did not."""
    with_plan = _behind_plans(rng, people, plans)
    in_vain = _in_vain(rng, people, plans, support, with_plan)
    pairs = {f.name: [getattr(with_plan, f.name), getattr(in_vain, f.name)] for f in fields(Requests)}
    joined = Requests(**{name: np.concatenate(columns) for name, columns in pairs.items()})
    return joined.where(np.lexsort((joined.received, joined.person)))


def _behind_plans(rng: np.random.Generator, people: People, plans: Plans) -> Requests:
    """Three plans in five are issued within the twenty weeks; some take most of a year."""
    rows = np.flatnonzero(people.resident[plans.person] & ~plans.transferred)
    n = len(rows)
    issued = plans.begin[rows]
    weeks_20 = some(rng, n, 0.6)
    took = np.where(weeks_20, rng.integers(100, 133, n), rng.integers(141, 330, n))
    who = plans.person[rows]
    here_since = np.where(people.native[who], 0, people.begin[who])
    received = np.maximum(settled(issued - took), here_since)
    decided = np.minimum(settled(received + rng.integers(20, 45, n)), issued)
    yes = np.full(n, "Y", dtype=object)
    return Requests(who, received, decided, yes, issued, yes.copy(), rows)


def _in_vain(
    rng: np.random.Generator, people: People, plans: Plans, support: Spells, with_plan: Requests
) -> Requests:
    """Refusals and withdrawals: pupils on support, most of whom never get a plan."""
    likely = people.resident[support.person] & (support.end > support.begin + 120)
    likely &= support.begin > _FIRST_DAY - 365
    rows = np.flatnonzero(likely & some(rng, len(likely), 0.11))
    who, at = np.unique(support.person[rows], return_index=True)
    rows, n = rows[at], len(who)
    received = settled(support.begin[rows] + rng.integers(30, 100, n))
    decided = settled(received + rng.integers(20, 45, n))
    outcome = rng.choice(["N", "W", "Y"], size=n, p=[0.62, 0.08, 0.3]).astype(object)
    outcome[people.exit[who] <= decided] = "W"  # moved away before it was decided
    assessment = rng.choice(["N", "W"], size=n, p=[0.85, 0.15]).astype(object)
    assessed = settled(decided + rng.integers(50, 100, n))
    to_assess = outcome == "Y"
    found = Requests(
        who,
        received,
        decided,
        outcome,
        np.where(to_assess, assessed, FAR),
        np.where(to_assess, assessment, ""),
        np.full(n, -1),
    )
    return found.where(_before_any_plan(found, plans, with_plan, len(people)))


def _before_any_plan(found: Requests, plans: Plans, with_plan: Requests, count: int) -> Bools:
    """Refused first and granted later happens; asking again with a plan in hand does not."""
    first = np.full(count, FAR)
    first[plans.person] = plans.begin - 400  # plans of which we know no request
    first[with_plan.person] = with_plan.received
    last_word = np.where(found.assessed == FAR, found.decided, found.assessed)
    return np.asarray(last_word + 30 < first[found.person], dtype=bool)
