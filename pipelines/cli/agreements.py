"""``send agreements``: under which agreements partners' extracts are read, which are missing or ending."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from pipelines import agreements as terms
from pipelines.agreements import ENDED, ENDING, IN_FORCE, MISSING, NOT_YET, UNREADABLE, Standing
from pipelines.calendar import in_words
from pipelines.cli.console import result, result_json
from pipelines.cli.pretty import table
from pipelines.errors import UsageError
from pipelines.settings import Settings
from schemas.catalogue import EXTRACTS
from schemas.types import LA_CODE_PATTERN

_ORDER = (IN_FORCE, ENDING, NOT_YET, ENDED, MISSING, UNREADABLE)


def agreements(settings: Settings, *, as_json: bool) -> int:
    """Tell how every agreement stands today."""
    today = datetime.now(UTC).date()
    found = terms.standings(settings.raw, today)
    if as_json:
        result_json({"today": today.isoformat(), "agreements": [_as_json(one) for one in found]})
        return 0
    if not found:
        result("No delivery in data/raw comes from a partner: no agreement is needed.")
        return 0
    table(
        ["LA", "Extract", "Status", "Until", "Kept for", "What to know"],
        [[one.la_code, one.extract, one.status, *_terms(one), _words(one, today)] for one in found],
    )
    result()
    result(_in_one_line(found))
    return 0


def write_template(settings: Settings, extract: str, la_code: str) -> int:
    """Write an agreement to fill in, never over one that is there."""
    needing = [name for name, one in EXTRACTS.items() if one.governance.needs_agreement]
    if extract not in needing:
        raise UsageError(
            f"{extract} needs no agreement." if extract in EXTRACTS else f"There is no extract {extract}.",
            why="Agreements are made on what comes from a partner.",
            hint=f"Extracts that need one: {', '.join(needing)}.",
        )
    if not re.fullmatch(LA_CODE_PATTERN, la_code):
        raise UsageError(
            "An agreement is one authority's.",
            why="--la does not name it by its three-digit DfE number.",
            hint=f"For example: send agreements --write-template {extract} --la 391",
        )
    path = terms.folder(settings.raw) / la_code / f"{extract}.toml"
    if path.exists():
        raise UsageError(
            f"{path} is there already.",
            why="An agreement is never overwritten.",
            hint="Edit it, or move it away.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(terms.template(EXTRACTS[extract]), encoding="utf-8")
    result(f"Wrote {path}. Fill in every blank once the agreement is signed.")
    return 0


def _terms(one: Standing) -> tuple[str, str]:
    if one.agreement is None:
        return "", ""
    return one.agreement.valid_until.isoformat(), f"{one.agreement.retention_years} years"


def _words(one: Standing, today: date) -> str:
    if one.status == MISSING:
        return f"Run 'send agreements --write-template {one.extract} --la {one.la_code}'."
    if one.agreement is None:
        return one.why
    if one.status == ENDING:
        days = (one.agreement.valid_until - today).days
        return f"Ends in {days} days: renew it with {one.agreement.contact}."
    if one.status == ENDED:
        return "Nothing is read under it any more: renew it, or take its deliveries out of data/raw."
    if one.status == NOT_YET:
        begins = max(one.agreement.valid_from, one.agreement.signed)
        return f"Nothing is read under it before {in_words(begins)}."
    return one.agreement.lawful_basis


def _in_one_line(found: Sequence[Standing]) -> str:
    statuses = [one.status for one in found]
    return ", ".join(f"{statuses.count(s)} {s}" for s in _ORDER if s in statuses).capitalize() + "."


def _as_json(one: Standing) -> dict[str, object]:
    said = one.agreement
    return {
        "la_code": one.la_code,
        "extract": one.extract,
        "status": one.status,
        "why": one.why,
        "valid_from": said.valid_from.isoformat() if said else None,
        "valid_until": said.valid_until.isoformat() if said else None,
        "retention_years": said.retention_years if said else None,
        "lawful_basis": said.lawful_basis if said else None,
    }
