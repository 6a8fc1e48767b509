"""What the sample's families dispute, complain of and ask advice about. Rates are ours."""

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from pipelines.sample.blade import Columns
from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Ints, Texts, day_of
from pipelines.sample.partner_paper import NOBODY, Area, Told, flags, iso, keys, up_to
from schemas.returns import Return

_FIRST_DAY, _LAST_DAY = day_of(date(2018, 1, 1)), day_of(date(2026, 12, 31))
_REFUSALS_MEDIATED, _CONTENTS_MEDIATED, _APPEALED_AFTER, _APPEALED_AT_ONCE = 0.2, 0.05, 0.3, 0.05
_MEDIATED = {"FULL": 0.3, "PART": 0.15, "NONE": 0.2, "WITHDRAWN": 0.1, "CERTIFICATE": 0.25}
_APPEALS = {
    "UPHELD": 0.32,
    "CONCEDED": 0.33,
    "CONSENT": 0.12,
    "WITHDRAWN": 0.18,
    "DISMISSED": 0.03,
    "STRUCK": 0.02,
}
# Per pupil of the authority and year.
_COMPLAINTS_A_YEAR, _CASES_A_YEAR = 0.0016, 0.008
_BODIES = {"LA": 0.52, "SET": 0.24, "NHS": 0.15, "LGSCO": 0.07, "PHSO": 0.02}
_SUBJECTS = {
    "ASSESS": 0.16, "DELAY": 0.24, "PROVISION": 0.17, "REVIEW": 0.08, "PLACE": 0.15, "HEALTH": 0.05,
    "STAFF": 0.11, "OTH": 0.04,
}  # fmt: skip
_FOUND = {"U": 0.34, "P": 0.24, "N": 0.34, "W": 0.04, "X": 0.04}
_TOPICS = {
    "SUPPORT": 0.27, "ASSESS": 0.2, "PLAN": 0.13, "REVIEW": 0.08, "PLACE": 0.1, "EXCLUSION": 0.07,
    "TRANSPORT": 0.05, "HEALTH": 0.02, "APPEAL": 0.04, "ADULT": 0.02, "OTH": 0.02,
}  # fmt: skip
_CLIENTS, _LEVELS = {"P": 0.9, "Y": 0.04, "C": 0.01, "O": 0.05}, {"1": 0.55, "2": 0.3, "3": 0.15}
_NAMED, _CONSENTED, _A_YEAR = 0.6, 0.45, 365
_Cases = dict[str, Any]  # columns of whatever is drawn once for an area
_AREAS = 1  # kept at hand


def dispute_tables(area: Area, of: Return, day: int) -> list[Told]:
    """Mediations and appeals open in the calendar year before the return."""
    first, last = day_of(date(of.year - 1, 1, 1)), day_of(date(of.year - 1, 12, 31))
    m, a = _mediations(area), _appeals(area)
    asked = np.flatnonzero((m["opened"] <= last) & (m["closed"] >= first))
    registered = np.flatnonzero((a["opened"] <= last) & (a["closed"] >= first))
    return [
        Told("mediations", _mediation_columns(area, m, asked, last), m["person"][asked]),
        Told("appeals", _appeal_columns(area, a, registered, last), a["person"][registered]),
    ]


def complaint_tables(area: Area, of: Return, day: int) -> list[Told]:
    """Complaints of the twelve months before, and those still open."""
    c = _complaints(area)
    rows = np.flatnonzero((c["received"] <= day) & (c["closed"] > day - _A_YEAR))
    who, over = c["person"][rows], c["closed"][rows] <= day
    columns = {
        "complaintid": keys("K", rows),
        "body": c["body"][rows],
        **area.pupil(day, who),
        "receiveddate": iso(c["received"][rows]),
        "subject": c["subject"][rows],
        "stage": c["stage"][rows],
        "outcome": np.where(over, c["outcome"][rows], "").astype(object),
        "closeddate": iso(up_to(c["closed"][rows], day)),
        "summary": np.full(len(rows), "A complaint in words (synthetic sample)", dtype=object),
    }
    return [Told("complaints", columns, who)]


def advice_tables(area: Area, of: Return, day: int) -> list[Told]:
    """Cases opened in the twelve months before, and those still open."""
    c = _advice_cases(area)
    rows = np.flatnonzero((c["opened"] <= day) & (c["closed"] > day - _A_YEAR))
    who, over = c["person"][rows], c["closed"][rows] <= day
    columns = {
        "advicecaseid": keys("I", rows),
        **area.pupil(day, who),
        "openeddate": iso(c["opened"][rows]),
        "client": c["client"][rows],
        "topic": c["topic"][rows],
        "level": np.where(over, c["level"][rows], "1").astype(object),
        "contacts": np.array([str(n) for n in c["contacts"][rows].tolist()], dtype=object),
        "closeddate": iso(up_to(c["closed"][rows], day)),
    }
    return [Told("advicecases", columns, who)]


@lru_cache(maxsize=_AREAS)
def _decisions(area: Area) -> tuple[Ints, Ints, Texts]:
    """Decisions that may be disputed: person, day and ground."""
    r, p = area.world.requests, area.world.plans
    refused, not_issued = np.flatnonzero(r.outcome == "N"), np.flatnonzero(r.assessment == "N")
    mine = np.flatnonzero(area.world.people.resident[p.person] & ~p.transferred)
    person = np.concatenate([r.person[refused], r.person[not_issued], p.person[mine]])
    day = np.concatenate([r.decided[refused], r.assessed[not_issued], p.begin[mine]])
    ground = np.repeat(["ASSESS", "ISSUE", "CONTENT"], [len(refused), len(not_issued), len(mine)])
    return person, day, ground.astype(object)


@lru_cache(maxsize=_AREAS)
def _mediations(area: Area) -> _Cases:
    rng = area.dice("mediations")
    person, decided, ground = _decisions(area)
    rate = np.where(ground == "CONTENT", _CONTENTS_MEDIATED, _REFUSALS_MEDIATED)
    rows = np.flatnonzero(some(rng, len(person), rate))
    opened = decided[rows] + rng.integers(5, 60, len(rows))
    outcome = _one_of(rng, _MEDIATED, len(rows))
    held = np.where(np.isin(outcome, ("FULL", "PART", "NONE")), opened + rng.integers(15, 45, len(rows)), FAR)
    closed = np.where(held < FAR, held + 3, opened + rng.integers(3, 20, len(rows)))
    return {
        "decision": rows, "person": person[rows], "ground": ground[rows], "opened": opened, "held": held,
        "outcome": outcome, "closed": closed,
    }  # fmt: skip


@lru_cache(maxsize=_AREAS)
def _appeals(area: Area) -> _Cases:
    """After a mediation that settled nothing, or at once."""
    rng, m = area.dice("appeals"), _mediations(area)
    person, decided, ground = _decisions(area)
    unsettled = np.isin(m["outcome"], ("PART", "NONE", "CERTIFICATE"))
    after = np.flatnonzero(unsettled & some(rng, len(unsettled), _APPEALED_AFTER * 2))
    at_once = np.flatnonzero((ground == "CONTENT") & some(rng, len(person), _APPEALED_AT_ONCE))
    at_once = at_once[~np.isin(at_once, m["decision"][after])]
    rows = np.concatenate([m["decision"][after], at_once]).astype(np.int64)
    before = np.concatenate([m["closed"][after], decided[at_once]]).astype(np.int64)
    opened = before + rng.integers(10, 50, len(rows))
    outcome = _one_of(rng, _APPEALS, len(rows))
    decided_by_tribunal = np.isin(outcome, ("UPHELD", "DISMISSED"))
    held = np.where(decided_by_tribunal, opened + rng.integers(120, 400, len(rows)), FAR)
    closed = np.where(
        decided_by_tribunal, held + rng.integers(5, 30, len(rows)), opened + rng.integers(30, 250, len(rows))
    )
    mediated = np.concatenate([m["held"][after] < FAR, np.zeros(len(at_once), dtype=bool)])
    return {
        "person": person[rows], "ground": ground[rows], "opened": opened, "held": held, "outcome": outcome,
        "closed": closed, "mediated": mediated,
    }  # fmt: skip


@lru_cache(maxsize=_AREAS)
def _complaints(area: Area) -> _Cases:
    """A few a month for years; most name a child with SEN."""
    rng = area.dice("complaints")
    n, received = _days(area, rng, _COMPLAINTS_A_YEAR)
    body = _one_of(rng, _BODIES, n)
    ombudsman = np.isin(body, ("LGSCO", "PHSO"))
    lasts = np.where(ombudsman, rng.integers(60, 330, n), rng.integers(6, 75, n))
    stage = rng.choice(["1", "2", "3"], size=n, p=[0.75, 0.22, 0.03])
    return {
        "person": _someone(area, rng, received, _NAMED),
        "received": received,
        "closed": received + lasts,
        "body": body,
        "subject": _one_of(rng, _SUBJECTS, n),
        "stage": np.where(ombudsman, "O", stage).astype(object),
        "outcome": _one_of(rng, _FOUND, n),
    }


@lru_cache(maxsize=_AREAS)
def _advice_cases(area: Area) -> _Cases:
    """Cases of the advice service: most are one contact, appeals are the longest."""
    rng = area.dice("advice service")
    n, opened = _days(area, rng, _CASES_A_YEAR)
    topic, level = _one_of(rng, _TOPICS, n), _one_of(rng, _LEVELS, n)
    level = np.where((topic == "APPEAL") & some(rng, n, 0.5), "4", level).astype(object)
    depth = level.astype(np.int64)
    return {
        "person": _someone(area, rng, opened, _CONSENTED),
        "opened": opened,
        "closed": opened + (rng.exponential(18, n) * depth**2).astype(np.int64),
        "contacts": 1 + rng.poisson((depth - 1) * 4),
        "client": _one_of(rng, _CLIENTS, n),
        "topic": topic,
        "level": level,
    }


def _days(area: Area, rng: np.random.Generator, per_pupil: float) -> tuple[int, Ints]:
    """Days on which something came in, in their order, at so many a year for each pupil."""
    years = (_LAST_DAY - _FIRST_DAY) / _A_YEAR
    n = max(round(area.world.calibration.margins.pupils * per_pupil * years), 12)
    return n, np.sort(rng.integers(_FIRST_DAY, _LAST_DAY, n))


def _someone(area: Area, rng: np.random.Generator, days: Ints, named: float) -> Ints:
    """A child who had SEN by that day, where one is named."""
    order = np.argsort(area.first_sen, kind="stable")
    by_then = np.searchsorted(area.first_sen[order], days, side="right")
    who = order[(rng.random(len(days)) * np.maximum(by_then, 1)).astype(np.int64)]
    there = some(rng, len(days), named) & (by_then > 0) & (area.world.people.exit[who] > days)
    return np.where(there, who, NOBODY)


def _mediation_columns(area: Area, m: _Cases, rows: Ints, last: int) -> Columns:
    over = m["closed"][rows] <= last
    return {
        "mediationid": keys("M", rows),
        **area.pupil(last, m["person"][rows]),
        "ground": m["ground"][rows],
        "requesteddate": iso(m["opened"][rows]),
        "mediationdate": iso(up_to(m["held"][rows], last)),
        "mediationoutcome": np.where(over, m["outcome"][rows], "").astype(object),
        "certificatedate": iso(up_to(m["closed"][rows], last)),
    }


def _appeal_columns(area: Area, a: _Cases, rows: Ints, last: int) -> Columns:
    over = a["closed"][rows] <= last
    return {
        "appealid": keys("A", rows),
        **area.pupil(last, a["person"][rows]),
        "ground": a["ground"][rows],
        "registereddate": iso(a["opened"][rows]),
        "aftermediation": flags(a["mediated"][rows]),
        "hearingdate": iso(up_to(a["held"][rows], last)),
        "appealoutcome": np.where(over, a["outcome"][rows], "").astype(object),
        "decideddate": iso(up_to(a["closed"][rows], last)),
    }


def _one_of(rng: np.random.Generator, shares: dict[str, float], count: int) -> Texts:
    return rng.choice(list(shares), size=count, p=list(shares.values())).astype(object)
