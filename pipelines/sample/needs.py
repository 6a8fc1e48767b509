"""Types of need as a return writes them: the codes of its year, primary and secondary. No margins here."""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.calibration import NEEDS, PLAN_MIX
from pipelines.sample.chance import dice, some
from pipelines.sample.days import Bools, Texts
from pipelines.sample.world import World

_CODES = np.array(NEEDS, dtype=object)
DOWN_SYNDROME_SINCE = 2025
_SEES_IT_OTHERWISE = 0.08  # plans whose primary need the authority and the school name differently
_SECOND_ON_SUPPORT, _SECOND_ON_PLAN = 0.25, 0.5


@dataclass(frozen=True)
class Needs:
    """One row per person: codes of need on support, on a plan (school's view), on a plan (authority's).

    A second need is blank where there is none.
    """

    support: Texts
    support_second: Texts
    plan: Texts
    plan_second: Texts
    sen2: Texts
    sen2_second: Texts


def needs_in(world: World, year: int) -> Needs:
    """Everyone's needs in the codes of that year; a person's needs stay what they are."""
    rng = dice(world.seed, world.code, "second needs")
    n = len(world.people)
    support = _CODES[world.support_need]
    plan = np.where(world.plan_of >= 0, _CODES[world.plans.need[world.plan_of]], "")
    otherwise = (some(rng, n, _SEES_IT_OTHERWISE)) & (support != "NSA")
    sen2 = np.where(otherwise & (plan != ""), support, plan)
    second = _CODES[rng.choice(len(PLAN_MIX), size=n, p=PLAN_MIX / PLAN_MIX.sum())]
    lot, syndrome = rng.random(n), some(rng, n, 0.08)
    if year >= DOWN_SYNDROME_SINCE:
        plan, sen2 = _named(plan, syndrome), _named(sen2, syndrome)
    return Needs(
        support=support,
        support_second=_beside(second, support, lot < _SECOND_ON_SUPPORT),
        plan=plan,
        plan_second=_beside(second, plan, lot < _SECOND_ON_PLAN),
        sen2=sen2,
        sen2_second=_beside(second, sen2, lot < _SECOND_ON_PLAN),
    )


def _named(need: Texts, syndrome: Bools) -> Texts:
    """Down syndrome under its own code, which was hidden among learning difficulties before."""
    return np.where(syndrome & np.isin(need, ("SLD", "MLD")), "DS", need)


def _beside(second: Texts, primary: Texts, has_one: Bools) -> Texts:
    return np.where(has_one & (second != primary) & (primary != "NSA"), second, "")
