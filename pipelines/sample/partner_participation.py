"""What the sample's young people do after compulsory schooling. Rates are ours, higher where SEND is."""

import numpy as np

from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Bools, Ints, Texts, days_in, school_year_of
from pipelines.sample.partner_paper import Area, Told, flags, iso
from pipelines.sample.schools import YEAR_11, YEAR_12
from pipelines.sample.stays import AWAY
from pipelines.sample.world import NONE, PLAN, SUPPORT
from schemas.returns import Return

YEAR_13, _OLDEST = 13, 20  # up to the school year of the 25th birthday, with a plan
_OF_PHASE = {
    "SS": "210",
    "SP": "210",
    "IN": "210",
    "XS": "210",
    "PR": "270",
    "FE": "230",
    "SC": "280",
    "NEET": "619",
}
# What those do who have left school, by SEN provision: none, support, plan.
_AFTER_SCHOOL = {
    "220": (0.14, 0.05, 0.01),
    "230": (0.55, 0.56, 0.5),
    "250": (0.01, 0.01, 0.02),
    "280": (0.0, 0.0, 0.07),
    "310": (0.12, 0.08, 0.02),
    "320": (0.03, 0.02, 0.01),
    "330": (0.04, 0.04, 0.03),
    "410": (0.02, 0.05, 0.02),
    "460": (0.0, 0.0, 0.06),
    "530": (0.0, 0.01, 0.01),
    "610": (0.005, 0.02, 0.03),
    "616": (0.005, 0.01, 0.01),
    "619": (0.04, 0.08, 0.09),
    "640": (0.005, 0.015, 0.04),
    "670": (0.0, 0.0, 0.015),
    "810": (0.03, 0.045, 0.055),
    "820": (0.005, 0.01, 0.01),
}
_PROVISION = np.array(["N", "K", "E"], dtype=object)


def participation_tables(area: Area, of: Return, day: int) -> list[Told]:
    """The caseload at the end of that day."""
    rng = area.dice(f"participation {school_year_of(np.array([day]))[0]}")
    provision = _provision(area, day)
    who = np.flatnonzero(_cohort(area, day, provision))
    held = provision[who]
    activity = _activities(area, rng, who, held, day)
    since = _since(area, rng, who, day)
    confirmed = np.maximum(day - rng.integers(0, 150, len(who)), since)
    columns = {
        "clientid": area.number("CC", who),
        "uln": area.identity.uln[who],
        **area.pupil(day, who),
        **area.person(day, who),
        "senprovision": _PROVISION[held],
        "activity": activity,
        "activitysince": iso(since),
        "confirmeddate": iso(np.where(activity == "810", FAR, confirmed)),
        "supportedinternship": flags(activity == "460"),
    }
    return [Told("youngpeople", columns, who)]


def _provision(area: Area, day: int) -> Ints:
    """A plan in force; else support in the last two school years, or at the end of school."""
    late = area.world.support.end >= np.minimum(day - 730, area.world.people.gone[area.world.support.person])
    held = np.full(len(area), NONE)
    held[area.world.support.person[late]] = SUPPORT
    held[area.world.plans.person[area.world.maintained(day)]] = PLAN
    return held


def _cohort(area: Area, day: int, provision: Ints) -> Bools:
    """Residents in the two years after Year 11 who were at school here at its end; with a plan to 25."""
    people, everyone = area.world.people, np.arange(len(area))
    group = people.year_group(day)
    end_of_school = days_in(people.birth_year + 6 + YEAR_11, 6, 1)
    was_here = area.world.stays.place_on(end_of_school, everyone) != AWAY
    young = (group >= YEAR_12) & (group <= YEAR_13) & was_here
    with_plan = (provision == PLAN) & (group >= YEAR_12) & (group <= _OLDEST)
    return np.asarray(people.resident & (people.exit > day) & (young | with_plan), dtype=bool)


def _activities(area: Area, rng: np.random.Generator, who: Ints, held: Ints, day: int) -> Texts:
    """That of the place where someone is; else drawn. One draw a person and school year."""
    at = area.world.stays.place_on(np.full(len(who), day), who)
    phase = np.where(at == AWAY, "", area.world.places.phase[at].astype(str))
    rates = np.array(list(_AFTER_SCHOOL.values()), dtype=float)
    drawn = np.empty(len(who), dtype=object)
    for provision in (NONE, SUPPORT, PLAN):
        rows = np.flatnonzero(held == provision)
        share = rates[:, provision] / rates[:, provision].sum()
        drawn[rows] = rng.choice(list(_AFTER_SCHOOL), size=len(rows), p=share)
    return np.array(
        [_OF_PHASE.get(p, d) for p, d in zip(phase.tolist(), drawn.tolist(), strict=True)], dtype=object
    )


def _since(area: Area, rng: np.random.Generator, who: Ints, day: int) -> Ints:
    """Most began with the school year; others at some time in it."""
    start = days_in(school_year_of(np.full(len(who), day)), 9, 1) + 2
    later = start + (rng.random(len(who)) * np.maximum(day - start, 1)).astype(np.int64)
    return np.minimum(np.where(some(rng, len(who), 0.25), later, start), day)
