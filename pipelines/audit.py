"""The audit log of a lake: who did what, when, with which counts. Which things are noted is declared here.

An entry names deliveries, releases, days and keys, and counts. It never holds a value, a pseudonym or the
name of a file, which may be a child's. It is written just before the thing it tells of takes effect, so that
nothing is in force unnoted; if the build is killed between the two, the one that repairs it notes it again.
A release is noted once it is there. ``who`` is what the system says, and no proof.
"""

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines import audit_chain
from pipelines.audit_chain import Entry

_NOTHING = re.compile("")
_DELIVERY = re.compile(r"[a-z][a-z0-9_]*\.\d{3}_20\d\d(-(autumn|spring|summer|\d\d))?")
_RELEASE = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HASH = re.compile(r"[0-9a-f]{8,64}")
_ROWS = ("received", "lawful", "rejects")
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Event:
    """A kind of thing that is noted: its word, what it is about, and what may be counted of it."""

    word: str
    means: str
    about: re.Pattern[str]
    counts: frozenset[str]


def _event(word: str, means: str, about: re.Pattern[str], *counts: str) -> Event:
    return Event(word, means, about, frozenset(counts))


ACCEPTED = _event(
    "accepted", "a delivery was read and put in force, in this version", _DELIVERY,
    "version", "files", *_ROWS,
)  # fmt: skip
REFUSED = _event("refused", "a delivery was read and refused", _DELIVERY, "files")
WITHDRAWN = _event("withdrawn", "a delivery no longer lay in data/raw", _DELIVERY)
CORRECTED = _event("corrected", "values of a delivery were corrected as it was read", _DELIVERY, "applied")
LINKED = _event(
    "linked", "records were linked to persons", _NOTHING,
    "records", "persons", "merges", "splits",
)  # fmt: skip
DECIDED = _event(
    "decisions-read", "decisions of people on pairs of records were read", _NOTHING,
    "decisions", "merges", "splits",
)  # fmt: skip
SHOWN = _event("pairs-shown", "pairs of records in doubt were written out for a person", _NOTHING, "pairs")
RELEASED = _event("released", "a release was made public", _RELEASE, "marts", "rows", "hidden")
HELD = _event(
    "release-held", "a release was written and held back", _RELEASE,
    "marts", "rows", "hidden", "failed",
)  # fmt: skip
APPROVED = _event("release-approved", "somebody approved a release that was held", _RELEASE)
RELEASE_WITHDRAWN = _event("release-withdrawn", "a release was withdrawn, its figures removed", _RELEASE)
FOR_READERS = _event(
    "released-restricted", "a release was written for a partner, or inside the lake", _RELEASE,
    "marts", "rows", "hidden",
)  # fmt: skip
PAST_BUILT = _event("past-built", "a past day was built again", _DAY, "deliveries", "refused")
OPENED = _event(
    "vault-opened", "files that show records of children, of a delivery or of all, were asked for",
    re.compile(f"({_DELIVERY.pattern})?"), "reports", "workbooks", "pairs", "taken_out",
)  # fmt: skip
REKEYED = _event(
    "vault-rekeyed", "what was not under this key in the vault was encrypted under it", _HASH,
    "files", "plain",
)  # fmt: skip
TORN = _event(audit_chain.TORN, "a line that a killed process had begun was closed", _HASH, "bytes")
EVENTS = {
    event.word: event
    for event in (
        ACCEPTED, REFUSED, WITHDRAWN, CORRECTED, LINKED, SHOWN, DECIDED, RELEASED, HELD, APPROVED,
        RELEASE_WITHDRAWN, FOR_READERS, PAST_BUILT, OPENED, REKEYED, TORN,
    )
}  # fmt: skip


def log_of(lake: Path) -> Path:
    """Where the log of the lake in this folder lies."""
    return lake / "audit" / "log.jsonl"


def note(
    lake: Path,
    event: Event,
    about: str = "",
    counts: Mapping[str, int] | None = None,
    *,
    who: str,
    now: datetime | None = None,
) -> None:
    """Note that ``who`` does this ``now``, in the log of the lake in this folder."""
    note_each(lake, event, {about: counts or {}}, who=who, now=now)


def note_each(
    lake: Path,
    event: Event,
    each: Mapping[str, Mapping[str, int]],
    *,
    who: str,
    now: datetime | None = None,
) -> None:
    """Note the same of several, each by its name and with its counts; of none, nothing."""
    if not each:
        return
    at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    entries = [_entry(event, about, counts, _plain(who), at) for about, counts in each.items()]
    audit_chain.append(log_of(lake), entries)


def note_accepted(
    lake: Path, delivery: str, told: Mapping[str, Any], *, who: str, now: datetime | None = None
) -> None:
    """Note that a delivery is put in force: the rows of all its tables, and the values corrected in it."""
    rows = {of: sum(part[of] for part in told["parts"].values()) for of in _ROWS}
    counts = {"version": told["version"], "files": len(told["files"]), **rows}
    note(lake, ACCEPTED, delivery, counts, who=who, now=now)
    if applied := told["corrections"]["applied"]:
        note(lake, CORRECTED, delivery, {"applied": applied}, who=who, now=now)


def said_of(lake: Path) -> dict[str, Any]:
    """For the manifest of a release: how far the log went when it was made."""
    head = audit_chain.head(log_of(lake))
    return {"entries": head.entries, "head": head.hash}


def _entry(event: Event, about: str, counts: Mapping[str, int], who: str, at: str) -> Entry:
    # The text itself is not told: if it is no lawful name, it may be anybody's.
    if not event.about.fullmatch(about):
        raise ValueError(f"what is noted as '{event.word}' has a name that is none of its kind")
    if not event.counts.issuperset(counts):
        raise ValueError(f"of '{event.word}' only these are counted: {sorted(event.counts)}")
    return Entry(at, who, event.word, about, {name: operator.index(n) for name, n in counts.items()})


def _plain(who: str) -> str:
    """The name of a user without what a terminal would obey."""
    return "".join(c if c.isprintable() else "?" for c in who)[:_LONGEST_NAME] or "unknown"
