"""Outcomes of plans and the preparation for adulthood in the case system. Drawn once a life."""

from datetime import date

import numpy as np

from pipelines.sample.blade import SYNTHETIC, Columns
from pipelines.sample.chance import dice, some
from pipelines.sample.days import FAR, Bools, Ints, Texts, day_of, school_year_of
from pipelines.sample.ehcp_lines import AREA
from pipelines.sample.ehcp_system import System, iso_dates, numbered
from schemas.codesets.plan_content import ADULT_AREA, OUTCOME_AREA

_MOST, _YEAR_9, _YEAR = 4, 9, 365
_STATUS, _SHARES = ("A", "P", "N", "X"), (0.25, 0.5, 0.2, 0.05)
_JUDGED, _RECORDED, _DISCUSSED, _HAS_OUTCOME = 0.85, 0.88, 0.8, 0.65
_ADULT = np.array([code.code for code in ADULT_AREA.codes], dtype=object)
_ADULTHOOD_SINCE = day_of(date(2023, 9, 1))


def outcomes_of(system: System) -> Columns:
    """Two to four outcomes of each version in force; from year 9 on the last is of adult life."""
    world, cases, versions = system.world, system.cases, system.versions
    rng = dice(world.seed, world.code, "outcomes")
    plans = len(world.plans.person)
    count = rng.integers(2, _MOST + 1, plans)
    years, adult = rng.integers(1, 4, (plans, _MOST)), rng.integers(0, len(_ADULT), plans)
    status, judged = rng.choice(_STATUS, (plans, _MOST), p=_SHARES), rng.random((plans, _MOST)) < _JUDGED

    version = np.repeat(system.current, count[cases.plan[versions.row[system.current]]])
    number = _within(version)
    row = versions.row[version]
    plan = cases.plan[row]
    review = system.last_held[row]
    is_judged = (review >= 0) & judged[plan, number]
    is_adult = (number == count[plan] - 1) & _from_year_9(system, row, np.full(len(row), system.day))
    area = np.where(is_adult, _ADULT[adult[plan]], AREA[world.plans.need[plan]])
    words = [f"{OUTCOME_AREA.labels[one]} ({SYNTHETIC.lower()})" for one in area]
    first = cases.issued[row]
    return {
        "outcomeid": numbered(system.version_keys[version], "O", number + 1),
        "caseid": cases.case[row],
        "versionid": system.version_keys[version],
        "outcomearea": area,
        "targetdate": iso_dates(
            np.maximum(first + _YEAR * years[plan, number], versions.issued[version] + 180)
        ),
        "outcomestatus": np.where(is_judged, status[plan, number], "").astype(object),
        "reviewid": np.where(is_judged, _at(system.review_keys, review), ""),
        "outcome": np.array(words, dtype=object),
    }


def adulthood_of(system: System) -> Columns:
    """The four areas of adult life at the reviews held from year 9 on, where the system was told of them."""
    world, cases, reviews = system.world, system.cases, system.reviews
    rng = dice(world.seed, world.code, "adulthood")
    shape = (len(world.plans.person), len(_ADULT))
    recorded = some(rng, shape[0], _RECORDED)
    discussed, has_outcome = rng.random(shape) < _DISCUSSED, rng.random(shape) < _HAS_OUTCOME

    held = (reviews.meeting < FAR) & (reviews.meeting >= _ADULTHOOD_SINCE)
    held &= _from_year_9(system, reviews.row, reviews.meeting) & recorded[cases.plan[reviews.row]]
    review = np.repeat(np.flatnonzero(held), len(_ADULT))
    area = np.tile(np.arange(len(_ADULT)), int(held.sum()))
    row = reviews.row[review]
    # year by year another area is left out
    turn = (area + reviews.number[review]) % len(_ADULT)
    is_discussed = discussed[cases.plan[row], turn]
    return {
        "caseid": cases.case[row],
        "reviewid": system.review_keys[review],
        "adultarea": _ADULT[area],
        "discussed": _yes_no(is_discussed),
        "hasoutcome": _yes_no(is_discussed & has_outcome[cases.plan[row], area]),
    }


def _from_year_9(system: System, row: Ints, days: Ints) -> Bools:
    born = system.world.people.birth_year[system.cases.person[row]]
    return np.asarray(school_year_of(days) - born - 5 >= _YEAR_9, dtype=bool)


def _within(parent: Ints) -> Ints:
    """0, 1, 2 ... under each parent; children stand together."""
    starts = np.flatnonzero(np.append(True, parent[1:] != parent[:-1])[: len(parent)])
    return np.arange(len(parent)) - np.repeat(starts, np.diff(np.append(starts, len(parent))))


def _at(keys: Texts, rows: Ints) -> Texts:
    return np.append(keys, "")[rows]


def _yes_no(flags: Bools) -> Texts:
    return np.where(flags, "Y", "N").astype(object)
