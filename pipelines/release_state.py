"""What the manifest of a release says of its life: draft, embargoed, published, withdrawn. It reads no file.

A draft waits for a person, because a question of the gate was answered with no. An embargoed release waits
for nothing but its time. Neither is public; what of them is opened says ``DRAFT`` until they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pipelines.errors import UsageError

DRAFT, EMBARGOED, PUBLISHED, WITHDRAWN = "draft", "embargoed", "published", "withdrawn"
MARK = "DRAFT"
LONGEST_NAME, LONGEST_REASON = 100, 500


@dataclass(frozen=True)
class Reason:
    """Why a release is held: the question answered with no, and of which mart and column. No value."""

    expectation: str
    words: str
    mart: str = ""
    column: str = ""


@dataclass(frozen=True)
class Hold:
    """What a new release waits for: a person, where there are ``reasons``, and a time."""

    reasons: tuple[Reason, ...] = ()
    until: datetime | None = None

    @property
    def is_held(self) -> bool:
        """It is not public at once."""
        return bool(self.reasons) or self.until is not None

    def said(self) -> dict[str, Any]:
        """For the manifest."""
        if not self.is_held:
            return {"state": PUBLISHED}
        return {
            "state": DRAFT if self.reasons else EMBARGOED,
            **({"held_for": [asdict(one) for one in self.reasons]} if self.reasons else {}),
            **({"embargo_until": as_text(self.until)} if self.until else {}),
        }


@dataclass(frozen=True)
class Decision:
    """Who decided, when and why; of a withdrawal also which release stands in its place."""

    by: str
    reason: str
    at: datetime
    replaced_by: str = ""

    def __post_init__(self) -> None:
        for option, text, longest in (("by", self.by, LONGEST_NAME), ("reason", self.reason, LONGEST_REASON)):
            if not text.strip() or not text.isprintable() or len(text) > longest:
                raise UsageError(
                    f"--{option} does not say it.",
                    why=f"It is empty, longer than {longest} characters, or more than one line of text.",
                    hint='For example: --by "Head of SEND analysis" --reason "Checked: one school moved."',
                )

    def said(self) -> dict[str, str]:
        """For the manifest."""
        told = {"by": self.by.strip(), "at": as_text(self.at), "reason": self.reason.strip()}
        return told | ({"replaced_by": self.replaced_by} if self.replaced_by else {})


def state_of(said: Mapping[str, Any]) -> str:
    """The state a manifest tells of; one that tells of none is from before releases were held."""
    return str(said.get("state", PUBLISHED))


def is_public(said: Mapping[str, Any]) -> bool:
    """Anybody it is for may read it, and nobody has withdrawn it."""
    return state_of(said) == PUBLISHED


def is_waiting(said: Mapping[str, Any]) -> bool:
    """For a person or for its time."""
    return state_of(said) in {DRAFT, EMBARGOED}


def embargo_of(said: Mapping[str, Any]) -> datetime | None:
    """Until when it is under embargo, if it is."""
    text = said.get("embargo_until")
    return datetime.fromisoformat(text) if text else None


def is_due(said: Mapping[str, Any], now: datetime) -> bool:
    """It waited for nothing but its time, which has come."""
    until = embargo_of(said)
    return state_of(said) == EMBARGOED and (until is None or until <= now)


def why_held(said: Mapping[str, Any]) -> list[str]:
    """Why it is not public, a line each; none where it is."""
    if not is_waiting(said):
        return []
    lines = [_line(one) for one in said.get("held_for", ())] if state_of(said) == DRAFT else []
    until = said.get("embargo_until")
    return [*lines, *([f"embargo until {until}"] if until else [])]


def same_as_withdrawn(stamps: Iterable[str]) -> tuple[Reason, ...]:
    """The reason to hold a release with the very figures of some that were withdrawn."""
    names = ", ".join(sorted(stamps))
    if not names:
        return ()
    return (Reason("withdrawn_before", f"Its figures are those of {names}, which was withdrawn."),)


def as_text(moment: datetime) -> str:
    """As it stands in a manifest, to the second."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.isoformat(timespec="seconds")


def _line(one: Mapping[str, str]) -> str:
    where = ".".join(filter(None, (one.get("mart"), one.get("column"))))
    return f"{one['expectation']}{f' ({where})' if where else ''}: {one['words']}"
