"""The case system's extract at the end of a month, one CSV a table. What is in it is made elsewhere."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.blade import SYNTHETIC, Columns, as_text, write_csv
from pipelines.sample.chance import dice
from pipelines.sample.days import FAR, day_of
from pipelines.sample.ehcp_advice import advice_of
from pipelines.sample.ehcp_audits import audits_of
from pipelines.sample.ehcp_cases import Cases
from pipelines.sample.ehcp_lines import lines_of, yearly_cost
from pipelines.sample.ehcp_money import costs_of, personal_budgets_of
from pipelines.sample.ehcp_outcomes import adulthood_of, outcomes_of
from pipelines.sample.ehcp_system import System, iso_dates, numbered, pounds, system_on
from pipelines.sample.identity import Identity
from pipelines.sample.order import Dirt
from pipelines.sample.paper import paper_on
from pipelines.sample.sen2_persons import named_setting
from pipelines.sample.stays import AWAY
from pipelines.sample.world import World
from schemas.codesets.ehcp import DELIVERED_BY, PLAN_STATUS, PROVISION_TYPE, REQUEST_OUTCOME, REVIEW_OUTCOME
from schemas.codesets.plan_content import (
    ADULT_AREA,
    ADVICE_AGENCY,
    AUDIT_GRADE,
    BUDGET_KIND,
    COST_KIND,
    FUNDER,
    OUTCOME_AREA,
    OUTCOME_STATUS,
)
from schemas.returns import Return

_LEARNER_AGE_DAYS = 16 * 1461 // 4
_PRIME, _STEP = 1_000_003, 7_919  # a walk that meets no number twice
_FUNDERS = {"S": "S", "L": "E", "H": "H", "C": "C", "P": "C", "O": "J"}
_PROVIDERS = {"S": "Setting of section I", "H": "Qvarz NHS Trust", "O": "Qvarz Activities"}
# Coded columns of each table in which words are found; and columns that may be found empty.
_WORDS = {
    "cases": {"decision": REQUEST_OUTCOME.labels},
    "planversions": {"status": PLAN_STATUS.labels},
    "provisionlines": {"provisiontype": PROVISION_TYPE.labels, "deliveredby": DELIVERED_BY.labels},
    "reviews": {"decision": REVIEW_OUTCOME.labels},
    "advice": {"adviceagency": ADVICE_AGENCY.labels},
    "outcomes": {"outcomearea": OUTCOME_AREA.labels, "outcomestatus": OUTCOME_STATUS.labels},
    "adulthood": {"adultarea": ADULT_AREA.labels},
    "costs": {"costkind": COST_KIND.labels, "funder": FUNDER.labels},
    "personalbudgets": {"budgetkind": BUDGET_KIND.labels},
    "audits": {"overallgrade": AUDIT_GRADE.labels},
    "auditgrades": {"sectiongrade": AUDIT_GRADE.labels},
}
_MAY_BE_BLANK = (
    "postcode",
    "requestsource",
    "provider",
    "frequency",
    "needarea",
    "outcomearea",
    "hasoutcome",
)


@dataclass(frozen=True)
class EhcpWritten:
    """The files of one snapshot, and its cases with their keys (for the truth)."""

    paths: list[Path]
    cases: Cases


def write_ehcp(world: World, identity: Identity, month: Return, errors: Dirt, raw: Path) -> EhcpWritten:
    """All tables of one month's end."""
    system = system_on(world, identity, day_of(month.census_day))
    tables = {
        "cases": _cases(system, errors),
        "planversions": _versions(system),
        "provisionlines": _lines(system),
        "reviews": _reviews(system),
        "advice": advice_of(system),
        "outcomes": outcomes_of(system),
        "adulthood": adulthood_of(system),
        "costs": costs_of(system),
        "personalbudgets": personal_budgets_of(system),
        **audits_of(system),
    }
    rng = dice(world.seed, world.code, f"ehcp {month}")
    for table, columns in tables.items():
        _make_dirty(rng, table, columns, errors)
    folder = raw / world.code / "ehcp" / str(month)
    tables = {"extract": _header(world.code, month)} | tables
    return EhcpWritten(
        [write_csv(folder / f"ehcp_{month}_{n}.csv", t) for n, t in tables.items()], system.cases
    )


def _header(code: str, month: Return) -> Columns:
    items = {
        "lea": code,
        "year": str(month.year),
        "month": str(month.month),
        "written": month.census_day.isoformat(),
        "system": SYNTHETIC,
    }
    return {name: np.array([value], dtype=object) for name, value in items.items()}


def _cases(system: System, errors: Dirt) -> Columns:
    c, identity, who = system.cases, system.identity, system.cases.person
    paper = paper_on(system.world, identity, system.facts, system.day, errors)
    is_learner = (system.day - paper.dob[who] >= _LEARNER_AGE_DAYS) & (who % 10 > 0)
    decided = np.isin(c.assessment, ("Y", "N"))
    exceptions = np.where(np.append(system.facts.exceptions, False)[c.request], "1", "0")
    ended = c.ended < FAR
    return {
        "caseid": c.case,
        "personid": np.array([f"P{n * _STEP % _PRIME:07d}" for n in (who + 1).tolist()], dtype=object),
        "upn": paper.upn[who],
        "uln": np.where(is_learner, identity.uln[who], ""),
        "surname": paper.surname[who],
        "forename": paper.forename[who],
        "dob": iso_dates(paper.dob[who]),
        "postcode": identity.postcode[who],
        "receiveddate": iso_dates(c.received),
        "requestsource": np.where(c.request >= 0, np.append(system.facts.asked_by, "")[c.request], ""),
        "decision": c.decision,
        "decisiondate": iso_dates(c.decided),
        "assessmentoutcome": c.assessment,
        "assessmentoutcomedate": iso_dates(c.assessed),
        "planissueddate": iso_dates(c.issued),
        "exceptions": np.where(decided, exceptions, ""),
        "ceasedate": iso_dates(c.ended),
        "ceasereason": np.where(ended, np.append(as_text(system.world.plans.reason), "")[c.plan], ""),
    }


def _versions(system: System) -> Columns:
    versions = system.versions
    case = system.cases.case[versions.row]
    at = system.world.stays.place_on(versions.until, system.cases.person[versions.row])
    places = system.world.places.places
    known = {
        place: named_setting(None if place == AWAY else places[place]) for place in np.unique(at).tolist()
    }
    named = [{} if s == "D" else known[p] for s, p in zip(versions.status, at.tolist(), strict=True)]
    return {
        "versionid": system.version_keys,
        "caseid": case,
        "version": as_text(versions.number),
        "status": versions.status,
        "issueddate": iso_dates(versions.issued),
        "sectioniurn": np.array([n.get("URN", "") for n in named], dtype=object),
        "sectioniukprn": np.array([n.get("UKPRN", "") for n in named], dtype=object),
        "sectionitype": np.array([n.get("SENSetting", "") for n in named], dtype=object),
    }


def _lines(system: System) -> Columns:
    """The lines of the version in force of each plan."""
    lines, now, versions = lines_of(system.world), system.current, system.versions
    row_of = np.full(len(system.world.plans.person), -1)
    row_of[system.cases.plan[versions.row[now]]] = now
    kept = np.flatnonzero(row_of[lines.plan] >= 0)
    row = row_of[lines.plan[kept]]
    version = system.version_keys[row]
    kind, by, cost = lines.kind[kept], lines.delivered_by[kept], yearly_cost(lines)[kept]
    words = [f"{PROVISION_TYPE.labels[k]} ({SYNTHETIC.lower()})" for k in kind]
    return {
        "lineid": numbered(version, "L", lines.number[kept]),
        "versionid": version,
        "section": lines.section[kept],
        "needarea": lines.area[kept],
        "provisiontype": kind,
        "hoursperweek": lines.hours[kept],
        "frequency": lines.frequency[kept],
        "deliveredby": by,
        "annualcost": pounds(cost),
        "funder": np.where(cost > 0, np.array([_FUNDERS[b] for b in by], dtype=object), ""),
        "startdate": iso_dates(versions.issued[row]),
        "enddate": np.full(len(row), "", dtype=object),
        "provider": np.array([_PROVIDERS.get(b, "") for b in by], dtype=object),
        "description": np.array(words, dtype=object),
    }


def _reviews(system: System) -> Columns:
    reviews = system.reviews
    return {
        "reviewid": system.review_keys,
        "caseid": system.cases.case[reviews.row],
        "duedate": iso_dates(reviews.due),
        "meetingdate": iso_dates(reviews.meeting),
        "decision": reviews.decision,
        "decisiondate": iso_dates(reviews.decided),
        "proposedamendmentdate": iso_dates(reviews.proposed),
        "amendedfinaldate": iso_dates(reviews.amended),
        "phasetransfer": np.where(reviews.phase_transfer, "Y", "N"),
    }


def _make_dirty(rng: np.random.Generator, table: str, columns: Columns, errors: Dirt) -> None:
    """Words for codes, days written another way, empty cells, numbers that a spreadsheet has cut."""
    for name, column in columns.items():
        if labels := _WORDS[table].get(name):
            dirty.labelled(rng, column, labels, errors.labels)
        if name.endswith("date") or name == "dob":
            dirty.british_dates(rng, column, errors.british_dates)
        if name in _MAY_BE_BLANK:
            dirty.blanked(rng, column, errors.blanks)
        if name in {"annualcost", "annualamount"}:
            dirty.as_money(rng, column, errors.floats)
        if name == "uln":
            dirty.without_leading_noughts(rng, column, errors.lost_leading_zeros)
