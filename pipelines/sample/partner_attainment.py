"""What the sample's pupils reach, at rates near England's; some measures were called off in 2020 and 2021."""

from datetime import date

import numpy as np

from pipelines.sample.chance import some
from pipelines.sample.days import Bools, Floats, Ints, Texts, day_of, days_in
from pipelines.sample.lives import People
from pipelines.sample.partner_paper import Area, Told
from pipelines.sample.schools import RECEPTION, YEAR_11
from pipelines.sample.stays import AWAY
from schemas.returns import Return

_YEAR_GROUP = {"GLD": RECEPTION, "PHONICS": 1, "KS2RWM": 6, "KS4EM": YEAR_11, "ATT8": YEAR_11}
_AT_19 = 14  # the year group of a cohort in the school year of its 19th birthdays
# Met, of pupils without SEN, on support, with a plan.
_MET = {
    "GLD": (0.74, 0.26, 0.04),
    "PHONICS": (0.87, 0.52, 0.2),
    "KS2RWM": (0.7, 0.24, 0.09),
    "KS4EM": (0.51, 0.22, 0.08),
    "L2EM19": (0.76, 0.42, 0.16),
    "L3AT19": (0.6, 0.31, 0.13),
}
_MEAN_POINTS = (50.0, 34.0, 14.0)
_NOT_HELD = {2020, 2021}  # teacher assessments of those years are in no dataset of results
_CALLED_OFF = ("GLD", "PHONICS", "KS2RWM")
_ABSENT, _DISAPPLIED, _POOREST, _POORER = 0.012, (0.001, 0.006, 0.16), 0.33, 0.82


def attainment_tables(area: Area, of: Return, day: int) -> list[Told]:
    """Results of the academic year that ends in the year of the return."""
    summer = day_of(date(of.year, 6, 15))
    rng = area.dice(f"attainment {of}")
    provision = area.world.provision(summer)
    measures = [m for m in _YEAR_GROUP if not (of.year in _NOT_HELD and m in _CALLED_OFF)]
    told = [_at_school(area, rng, m, summer, provision) for m in measures]
    told += [_by_nineteen(area, rng, m, summer) for m in ("L2EM19", "L3AT19")]
    names = ("upn", "urn", "measure", "result", "points")
    columns = {name: np.concatenate([one.columns[name] for one in told]) for name in names}
    return [Told("results", columns, np.concatenate([one.person for one in told]))]


def _at_school(area: Area, rng: np.random.Generator, measure: str, day: int, provision: Ints) -> Told:
    """Pupils of that year group in the authority's state schools."""
    people, stays, places = area.world.people, area.world.stays, area.world.places
    rows = stays.on(day, places.in_census)
    rows = rows[people.year_group(day)[stays.person[rows]] == _YEAR_GROUP[measure]]
    who = stays.person[rows]
    urn = np.array([place.urn for place in places.places], dtype=object)[stays.place[rows]]
    return _results(area, rng, measure, (who, urn, provision[who]), day)


def _by_nineteen(area: Area, rng: np.random.Generator, measure: str, day: int) -> Told:
    """Those who were in the authority's state schools at the end of Year 11, by their provision then."""
    people, places = area.world.people, area.world.places
    who = np.flatnonzero(people.year_group(day) == _AT_19)
    then = int(days_in(people.birth_year[who[:1]] + 6 + YEAR_11, 6, 15)[0]) if len(who) else day
    at = area.world.stays.place_on(np.full(len(who), then), who)
    who = who[(at != AWAY) & places.in_census[at]]
    urn = np.full(len(who), "", dtype=object)
    return _results(area, rng, measure, (who, urn, area.world.provision(then)[who]), then)


def _results(
    area: Area, rng: np.random.Generator, measure: str, pupils: tuple[Ints, Texts, Ints], day: int
) -> Told:
    who, urn, provision = pupils
    n = len(who)
    blank = np.full(n, "", dtype=object)
    scored = measure == "ATT8"
    result = blank if scored else _reached(rng, measure, provision, _poor(area.world.people, who))
    points = _points(rng, provision) if scored else blank
    columns = {
        "upn": area.identity.upn_on(day)[who],
        "urn": urn,
        "measure": np.full(n, measure, dtype=object),
        "result": result,
        "points": points,
    }
    return Told("results", columns, who)


def _reached(rng: np.random.Generator, measure: str, provision: Ints, poor: Bools) -> Texts:
    n = len(provision)
    rate = np.array(_MET[measure])[provision] * np.where(poor, _POORER, 1.06)
    result = np.where(some(rng, n, rate), "M", "N")
    if measure in {"PHONICS", "KS2RWM"}:
        result = np.where(some(rng, n, _ABSENT), "A", result)
        result = np.where(some(rng, n, np.array(_DISAPPLIED)[provision]), "D", result)
    return result.astype(object)


def _points(rng: np.random.Generator, provision: Ints) -> Texts:
    drawn: Floats = np.clip(rng.normal(np.array(_MEAN_POINTS)[provision], 15), 0, 90)
    return np.array([f"{p:.2f}" for p in drawn], dtype=object)


def _poor(people: People, who: Ints) -> Bools:
    return np.asarray(people.poverty[who] < _POOREST, dtype=bool)
