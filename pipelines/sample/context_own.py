"""What the sample's own areas are known to have: plans and pupils, as the truth says. Nothing is drawn."""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.days import Bools, Ints, Texts, day_of, year_of
from pipelines.sample.stays import AWAY
from pipelines.sample.truth import census_margins
from pipelines.sample.world import World
from schemas.returns import Return

PLAN_YEARS = range(2015, 2027)
AGES = tuple(range(2, 26))  # 2 is under 3; ages at 31 August before
# The types of placement that both layouts of the published file tell.
TYPES = (
    "mainstream_la_maintained",
    "mainstream_la_maintained_resourced_provision",
    "mainstream_la_maintained_senunit",
    "mainstream_academy",
    "mainstream_academy_resourced_provision",
    "mainstream_academy_senunit",
    "mainstream_free_school",
    "mainstream_independent",
    "special_la_maintained",
    "special_academy",
    "special_free_school",
    "special_independent",
    "special_non_maintained",
    "ap_pru_academy",
    "ap_pru_la_maintained",
    "general_fe_tertiary_colleges",
    "specialist_post_16_institutions",
    "ukrlp_provider",
    "elective_home_education",
    "other_arrangements_la",
    "other_arrangements_parents",
    "neet",
    "nm_early_years",
)
_BY_PHASE = {
    "NS": "mainstream_la_maintained",
    "PS": "mainstream_la_maintained",
    "SS": "mainstream_academy",
    "SP": "special_la_maintained",
    "PR": "ap_pru_la_maintained",
    "IN": "mainstream_independent",
    "XS": "special_independent",
    "FE": "general_fe_tertiary_colleges",
    "SC": "specialist_post_16_institutions",
    "EHE": "elective_home_education",
    "OLA": "other_arrangements_la",
    "EYP": "nm_early_years",
    "NEET": "neet",
}


@dataclass(frozen=True)
class Own:
    """One area: plans by year, age and type of placement; first plans by year, age and type; pupils by year.

    ``plans``: January of ``PLAN_YEARS``. ``new``: the calendar years before each of them. ``pupils``: all
    pupils, on support, with a plan, in January of ``PLAN_YEARS``.
    """

    code: str
    plans: Ints
    new: Ints
    pupils: Ints


def own_of(world: World) -> Own:
    """The figures of one of the sample's areas."""
    stock, new, pupils = [], [], []
    p, resident = world.plans, world.people.resident[world.plans.person]
    for year in PLAN_YEARS:
        day = day_of(Return(year).census_day)
        stock.append(_counted(world, world.maintained(day), day, year))
        first = resident & ~p.transferred & (year_of(p.begin) == year - 1)
        new.append(_counted(world, first, day, year))
        [everyone] = [m for m in census_margins(world, Return(year, "spring")) if m["scope"] == "all"]
        pupils.append([everyone[name] for name in ("pupils", "sen_support", "ehc_plans")])
    return Own(world.code, np.stack(stock), np.stack(new), np.array(pupils, dtype=np.int64))


def _counted(world: World, rows: Bools, day: int, year: int) -> Ints:
    """Plans by age and type of placement on that day."""
    who = world.plans.person[rows]
    age = np.clip(year - 2 - world.people.birth_year[who], AGES[0], AGES[-1]) - AGES[0]
    where = world.stays.place_on(np.full(len(who), day), who)
    found = np.zeros((len(AGES), len(TYPES)), dtype=np.int64)
    np.add.at(found, (age, _types(world)[where]), 1)
    return found


def _types(world: World) -> Ints:
    """The type of each place; the last, which ``AWAY`` names, is for those who are nowhere."""
    phases: Texts = world.places.phase
    governance = [place.governance for place in world.places.places]
    words = [
        "special_non_maintained" if (p, g) == ("SP", "NM") else _BY_PHASE[p]
        for p, g in zip(phases.tolist(), governance, strict=True)
    ]
    assert AWAY == -1  # noqa: S101 - the last row stands for it
    return np.array([TYPES.index(word) for word in [*words, "neet"]])
