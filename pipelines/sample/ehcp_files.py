"""The case system's extract at the end of a month, one CSV a table. What is in it is made elsewhere."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.blade import SYNTHETIC, Columns, as_text, write_csv
from pipelines.sample.chance import dice
from pipelines.sample.days import FAR, Ints, Texts, day_of, written
from pipelines.sample.ehcp_cases import Cases, cases_on
from pipelines.sample.ehcp_lines import lines_of
from pipelines.sample.ehcp_plans import Reviews, Versions, reviews_on, versions_on
from pipelines.sample.identity import Identity
from pipelines.sample.order import Dirt
from pipelines.sample.paper import paper_on
from pipelines.sample.sen2_facts import Facts, facts_of
from pipelines.sample.sen2_persons import named_setting
from pipelines.sample.stays import AWAY
from pipelines.sample.world import World
from schemas.codesets.ehcp import DELIVERED_BY, PLAN_STATUS, PROVISION_TYPE, REQUEST_OUTCOME, REVIEW_OUTCOME
from schemas.returns import Return

_LEARNER_AGE_DAYS = 16 * 1461 // 4
_PRIME, _STEP = 1_000_003, 7_919  # a walk that meets no number twice
_PROVIDERS = {"S": "Setting of section I", "H": "Qvarz NHS Trust", "O": "Qvarz Activities"}
# Coded columns of each table in which words are found; and columns that may be found empty.
_WORDS = {
    "cases": {"decision": REQUEST_OUTCOME.labels},
    "planversions": {"status": PLAN_STATUS.labels},
    "provisionlines": {"provisiontype": PROVISION_TYPE.labels, "deliveredby": DELIVERED_BY.labels},
    "reviews": {"decision": REVIEW_OUTCOME.labels},
}
_MAY_BE_BLANK = ("postcode", "requestsource", "provider", "frequency", "needarea")


@dataclass(frozen=True)
class EhcpWritten:
    """The files of one snapshot, and its cases with their keys (for the truth)."""

    paths: list[Path]
    cases: Cases


@dataclass(frozen=True)
class _System:
    """One reading of the case system: what is true, what is known, and at the end of which day."""

    world: World
    identity: Identity
    facts: Facts
    cases: Cases
    day: int


def write_ehcp(world: World, identity: Identity, month: Return, errors: Dirt, raw: Path) -> EhcpWritten:
    """All tables of one month's end."""
    day, facts = day_of(month.census_day), facts_of(world)
    system = _System(world, identity, facts, cases_on(world, facts, day), day)
    reviews = reviews_on(world, facts, system.cases, day)
    versions = versions_on(world, system.cases, reviews, day)
    tables = {
        "cases": _cases(system, errors),
        "planversions": _versions(system, versions),
        "provisionlines": _lines(system, versions),
        "reviews": _reviews(system, reviews),
    }
    rng = dice(world.seed, world.code, f"ehcp {month}")
    for table, columns in tables.items():
        _make_dirty(rng, table, columns, errors)
    folder = raw / world.code / "ehcp" / str(month)
    tables = {"extract": _header(world.code, month)} | tables
    return EhcpWritten(
        [write_csv(folder / f"ehcp_{month}_{n}.csv", t) for n, t in tables.items()], system.cases
    )


def iso_dates(days: Ints) -> Texts:
    """Days as most systems write them."""
    return written(days, lambda day: day.isoformat())


def _header(code: str, month: Return) -> Columns:
    items = {
        "lea": code,
        "year": str(month.year),
        "month": str(month.month),
        "written": month.census_day.isoformat(),
        "system": SYNTHETIC,
    }
    return {name: np.array([value], dtype=object) for name, value in items.items()}


def _cases(system: _System, errors: Dirt) -> Columns:
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


def _versions(system: _System, versions: Versions) -> Columns:
    case = system.cases.case[versions.row]
    at = system.world.stays.place_on(versions.until, system.cases.person[versions.row])
    places = system.world.places.places
    known = {
        place: named_setting(None if place == AWAY else places[place]) for place in np.unique(at).tolist()
    }
    named = [{} if s == "D" else known[p] for s, p in zip(versions.status, at.tolist(), strict=True)]
    return {
        "versionid": _version_keys(system, versions),
        "caseid": case,
        "version": as_text(versions.number),
        "status": versions.status,
        "issueddate": iso_dates(versions.issued),
        "sectioniurn": np.array([n.get("URN", "") for n in named], dtype=object),
        "sectioniukprn": np.array([n.get("UKPRN", "") for n in named], dtype=object),
        "sectionitype": np.array([n.get("SENSetting", "") for n in named], dtype=object),
    }


def _version_keys(system: _System, versions: Versions) -> Texts:
    return np.asarray(system.cases.case[versions.row] + "-V" + as_text(versions.number), dtype=object)


def _lines(system: _System, versions: Versions) -> Columns:
    """The lines of the version in force of each plan."""
    lines, now = lines_of(system.world), np.flatnonzero(versions.current)
    row_of = np.full(len(system.world.plans.person), -1)
    row_of[system.cases.plan[versions.row[now]]] = now
    kept = np.flatnonzero(row_of[lines.plan] >= 0)
    version = _version_keys(system, versions)[row_of[lines.plan[kept]]]
    kind, by = lines.kind[kept], lines.delivered_by[kept]
    words = [f"{PROVISION_TYPE.labels[k]} ({SYNTHETIC.lower()})" for k in kind]
    return {
        "lineid": np.asarray(version + "-L" + as_text(lines.number[kept]), dtype=object),
        "versionid": version,
        "section": lines.section[kept],
        "needarea": lines.area[kept],
        "provisiontype": kind,
        "hoursperweek": lines.hours[kept],
        "frequency": lines.frequency[kept],
        "deliveredby": by,
        "provider": np.array([_PROVIDERS.get(b, "") for b in by], dtype=object),
        "description": np.array(words, dtype=object),
    }


def _reviews(system: _System, reviews: Reviews) -> Columns:
    case = system.cases.case[reviews.row]
    return {
        "reviewid": np.asarray(case + "-R" + as_text(reviews.number), dtype=object),
        "caseid": case,
        "duedate": iso_dates(reviews.due),
        "meetingdate": iso_dates(reviews.meeting),
        "decision": reviews.decision,
        "decisiondate": iso_dates(reviews.decided),
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
        if name == "uln":
            dirty.without_leading_noughts(rng, column, errors.lost_leading_zeros)
