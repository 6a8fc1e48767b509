"""Small facts of cases that no count rests on: who asked, mediation, budgets, reviews. Drawn once a life."""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.chance import dice, some
from pipelines.sample.days import Bools, Ints, Texts, days_in, settled
from pipelines.sample.world import World

_CONVERTED_BEFORE = 60  # days
_REFORM = 2014
TWENTY_WEEKS = 140


@dataclass(frozen=True)
class Facts:
    """Rows per request (up to ``exceptions``), per plan (up to ``review``), per person (the rest)."""

    asked_by: Texts
    in_custody: Bools
    mediation: Bools
    tribunal: Bools
    exceptions: Bools
    started: Ints
    came_from: Texts
    budget: Bools
    payment: Texts
    review: Texts
    went_to: Texts
    keeps_old_name: Bools
    keeps_old_number: Bools


def facts_of(world: World) -> Facts:
    """The facts of all cases of the world, the same in every return."""
    rng = dice(world.seed, world.code, "facts")
    asked, plans, people = len(world.requests.person), len(world.plans.person), len(world.people)
    refused = (world.requests.outcome == "N") | (world.requests.assessment == "N")
    late = (world.requests.assessed - world.requests.received) > TWENTY_WEEKS
    tribunal = some(rng, asked, np.where(refused, 0.08, 0.01))
    budget = some(rng, plans, 0.05)
    others = np.array(
        [c for c in ("390", "392", "393", "394", "840", "929") if c != world.code], dtype=object
    )
    return Facts(
        asked_by=rng.choice(["1", "2", "3", "4", "5"], size=asked, p=[0.36, 0.56, 0.04, 0.03, 0.01]).astype(
            object
        ),
        in_custody=some(rng, asked, 0.001),
        mediation=some(rng, asked, np.where(refused, 0.2, 0.02)),
        tribunal=tribunal,
        exceptions=late & (some(rng, asked, 0.15)),
        started=_started(rng, world.plans.begin, world.plans.end),
        came_from=others[rng.integers(0, len(others), plans)],
        budget=budget,
        payment=np.where(
            budget & (some(rng, plans, 0.7)),
            rng.choice(["E", "S", "H", "I"], size=plans, p=[0.6, 0.25, 0.05, 0.1]).astype(object),
            "",
        ),
        review=rng.choice(["M", "A", "C"], size=plans, p=[0.7, 0.29, 0.01]).astype(object),
        went_to=others[rng.integers(0, len(others), people)],
        keeps_old_name=some(rng, people, 0.5),
        keeps_old_number=some(rng, people, 0.4),
    )


def _started(rng: np.random.Generator, begin: Ints, end: Ints) -> Ints:
    """The start of each plan; a statement of before the reform became one by March 2018, before it ended."""
    reform = int(days_in(np.array([_REFORM]), 9, 1)[0])
    converted = settled(reform + rng.integers(30, 1250, len(begin)))
    return np.where(begin < reform, np.minimum(converted, np.maximum(end - _CONVERTED_BEFORE, begin)), begin)
