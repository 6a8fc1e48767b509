"""Agreements under which partners' extracts may be read: one TOML file an authority and extract.

They lie beside data/raw, as ``data/agreements/<la>/<extract>.toml``. What counts is the day of the build: on
that day we read, and for that we need leave, whatever day the return tells of. A delivery of a past month may
be read under an agreement signed since, and none under one that has ended. Terms are said in the file, never
a person's name.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipelines.errors import RefusedError
from pipelines.landing import Delivery
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract

ENDS_SOON = timedelta(days=60)
IN_FORCE, ENDING, ENDED, NOT_YET = "in force", "ending", "ended", "not yet in force"
MISSING, UNREADABLE = "missing", "not an agreement"
_FOLDER = "agreements"
_KINDS = {str: "words", int: "a whole number", date: "a day, written 2026-01-15 without quotation marks"}


@dataclass(frozen=True)
class Agreement:
    """One agreement on one extract of one authority; ``contact`` is a role. Both days of validity count."""

    controller: str
    processor: str
    lawful_basis: str
    purpose: str
    signed: date
    valid_from: date
    valid_until: date
    retention_years: int
    contact: str

    def standing(self, today: date) -> str:
        """How it stands on a day."""
        if today < max(self.valid_from, self.signed):
            return NOT_YET
        if today > self.valid_until:
            return ENDED
        return ENDING if self.valid_until - today <= ENDS_SOON else IN_FORCE


@dataclass(frozen=True)
class Standing:
    """How the agreement on an extract of an authority stands; ``why`` where it cannot be read."""

    la_code: str
    extract: str
    status: str
    agreement: Agreement | None = None
    why: str = ""


def folder(raw: Path) -> Path:
    """Where the agreements of a deployment lie: beside its deliveries."""
    return raw.parent / _FOLDER


def place(delivery: Delivery) -> Path:
    """Where the agreement on a delivery lies."""
    return delivery.beside / _FOLDER / delivery.la_code / f"{delivery.extract.name}.toml"


def check(delivery: Delivery, today: date) -> None:
    """Refuse a partner's delivery unless an agreement is in force on the day of the build."""
    path = place(delivery)
    if not delivery.extract.governance.needs_agreement:
        return
    if not path.is_file():
        raise _refused(delivery, f"There is no data/agreements/{delivery.la_code}/{path.name}.")
    agreement = read(path)
    standing = agreement.standing(today)
    if standing == NOT_YET:
        begins = max(agreement.valid_from, agreement.signed)
        raise _refused(delivery, f"The one there holds from {begins} on; today is {today}.")
    if standing == ENDED:
        raise _refused(delivery, f"The one there ended on {agreement.valid_until}; today is {today}.")


def fingerprint(delivery: Delivery) -> str:
    """Changes with the agreement on a delivery, whatever stands in it; empty where there is none."""
    path = place(delivery)
    if not delivery.extract.governance.needs_agreement or not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(path: Path) -> Agreement:
    """The agreement in a file; refused where one of its terms is missing, blank or of another kind."""
    shown = f"data/agreements/{path.parent.name}/{path.name}"
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        why = f"Line {line[1]} is not TOML." if line else "It is not TOML in UTF-8."
        raise _unreadable(shown, why) from None
    for name, wanted in _terms().items():
        value = said.get(name)
        if value in (None, ""):
            raise _unreadable(shown, f"It does not say {name}.")
        # A truth value is a whole number and a moment a day to Python, to nobody else.
        if type(value) is not wanted:
            raise _unreadable(shown, f"Its {name} is not {_KINDS[wanted]}.")
    if unknown := sorted(set(said) - set(_terms())):
        raise _unreadable(shown, f"An agreement has no {', '.join(unknown)}.")
    agreement = Agreement(**said)
    if agreement.valid_until < agreement.valid_from:
        raise _unreadable(shown, "It ends before it begins.")
    return agreement


def template(extract: Extract) -> str:
    """An agreement to fill in: what the extract declares is said, the rest is blank and refused as such."""
    governance = extract.governance
    known: dict[str, str | int | date] = {
        "controller": governance.controller,
        "lawful_basis": governance.lawful_basis,
        "purpose": governance.purpose,
        "retention_years": governance.retention_years,
    }
    words = (
        f"# The agreement under which '{extract.name}' ({extract.title}) is read.",
        f"# Keep it as data/agreements/<la>/{extract.name}.toml. Fill in every blank.",
        "# Days are written 2026-01-15, without quotation marks. The contact is a role, not a name.",
        f"# What is read is kept so many years from {governance.kept_from}.",
    )
    return "\n".join(words) + "\n" + as_toml(known)


def as_toml(terms: Mapping[str, str | int | date]) -> str:
    """Terms as the file has them; a term that is not given is left blank."""
    return "".join(f"{name} = {_as_text(terms.get(name, ''))}\n" for name in _terms())


def standings(raw: Path, today: date) -> list[Standing]:
    """Every agreement there is, and every one that a delivery wants and has not."""
    there = {(path.parent.name, path.stem): path for path in sorted(folder(raw).glob("*/*.toml"))}
    found = [_standing(place, path, today) for place, path in there.items()]
    found += [Standing(*place, MISSING) for place in _wanted(raw) if place not in there]
    return sorted(found, key=lambda one: (one.la_code, one.extract))


def _standing(place: tuple[str, str], path: Path, today: date) -> Standing:
    if place[1] not in EXTRACTS:
        return Standing(*place, UNREADABLE, why="It is named after no extract we know.")
    if not EXTRACTS[place[1]].governance.needs_agreement:
        return Standing(*place, UNREADABLE, why="The extract is the authority's own: it needs none.")
    try:
        agreement = read(path)
    except RefusedError as error:
        return Standing(*place, UNREADABLE, why=error.why)
    return Standing(*place, agreement.standing(today), agreement)


def _wanted(raw: Path) -> Iterator[tuple[str, str]]:
    """Authority and extract of every folder of deliveries that come from a partner."""
    for at in sorted(raw.glob("*/*")):
        if at.is_dir() and at.name in EXTRACTS and EXTRACTS[at.name].governance.needs_agreement:
            yield at.parent.name, at.name


def _as_text(value: str | int | date) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _terms() -> dict[str, Any]:
    """Every term, and of which type it is."""
    return {one.name: one.type for one in fields(Agreement)}


def _refused(delivery: Delivery, why: str) -> RefusedError:
    name, la_code = delivery.extract.name, delivery.la_code
    return RefusedError(
        f"No agreement is in force under which {name} of {la_code} may be read.",
        why=why,
        hint=f"Run 'send agreements --write-template {name} --la {la_code}', fill it in once it is signed, "
        "and run the command again.",
    )


def _unreadable(shown: str, why: str) -> RefusedError:
    return RefusedError(
        f"{shown} is not an agreement in force.",
        why=why,
        hint="Fill in every term of the template that 'send agreements --write-template' writes.",
    )
