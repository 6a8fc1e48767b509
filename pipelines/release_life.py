"""Decisions on releases, and what follows from them: approve, withdraw, publish what is due; each is noted.

Nobody else writes to the lake meanwhile: a caller holds it (``run.alone``). The work itself is in
``release_held``; here a release is found, a decision checked, and the audit log told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines import audit, release_audiences, release_held, release_judge, release_refused
from pipelines.errors import OutOfDateError, UsageError
from pipelines.ledger import Ledger
from pipelines.release_folder import (
    HELD,
    RELEASES,
    alone,
    current_release,
    manifest_of,
    overtaken_by,
    releases_in,
    state_at,
)
from pipelines.release_state import PUBLISHED, WITHDRAWN, Decision, is_due, state_of, why_held
from pipelines.settings import Settings
from schemas.audiences import AUDIENCES, OPEN


@dataclass(frozen=True)
class Told:
    """One release as ``send releases`` lists it; ``folder`` is below ``data``."""

    release: str
    state: str
    is_current: bool
    audience: str
    folder: str
    held_for: tuple[str, ...]
    approved: Mapping[str, str]
    withdrawn: Mapping[str, str]


@dataclass(frozen=True)
class _Place:
    """A release, and the folder and the deployment it is of."""

    settings: Settings
    folder: Path
    release: Path

    @property
    def said(self) -> dict[str, Any]:
        try:
            return manifest_of(self.release)
        except (OSError, ValueError):
            raise OutOfDateError(
                f"What release {self.release.name} says of itself cannot be read.",
                why=f"Its manifest in {self.release} is missing or damaged.",
                hint="Restore it from your backup, or move the folder out of data/.",
            ) from None


def listed(settings: Settings) -> list[Told]:
    """Every release, of all audiences and past days but internal ones, the newest first."""
    found = sorted(_all(settings), key=lambda one: one.release.name, reverse=True)
    return [_told(settings, one) for one in found]


def approve(settings: Settings, stamp: str, decision: Decision, *, who: str) -> Path:
    """Approve a draft; it is public at once, or when its embargo ends. Returns its folder.

    Errors: ``UsageError`` where there is no such draft; ``OutOfDateError`` where it is not the one looked at,
    or another was protected since.
    """
    _mend(settings, decision.at, who=who)
    place = _find(settings, stamp)
    release_refused.no_draft(place.release.name, place.said)
    if _is_open(place.said):
        release_refused.uncounted(Ledger.of(place.settings), place.release.name)
    held = release_held.approve(place.folder, place.release.name, decision)
    _note(place, audit.APPROVED, decision, who)
    if not is_due(manifest_of(held), decision.at):
        return held
    return _publish(place, who, decision.at)


def withdraw(settings: Settings, stamp: str, decision: Decision, *, who: str) -> Path | None:
    """Withdraw a release, public or held; returns the one in force from then on, if there is one.

    Of one that was withdrawn before, what is left of its figures goes. Errors: ``UsageError``.
    """
    _mend(settings, decision.at, who=who)
    place = _find(settings, stamp)
    release_refused.no_replacement(place.folder, place.release.name, decision.replaced_by)
    if state_at(place.release) != WITHDRAWN:
        _note(place, audit.RELEASE_WITHDRAWN, decision, who)
    return release_held.withdraw(place.folder, place.release, decision)


def publish_due(settings: Settings, now: datetime, *, who: str) -> list[Path]:
    """Publish whatever has waited for its time, in every folder; the oldest first."""
    _mend(settings, now, who=who)
    made = []
    for one, folder in release_audiences.homes(settings):
        made += [_publish(_Place(one, folder, held), who, now) for held in _due(one, folder, now)]
    return made


def due(settings: Settings, now: datetime) -> list[str]:
    """The names of those that ``publish_due`` would publish."""
    homes = release_audiences.homes(settings)
    return [held.name for one, folder in homes for held in _due(one, folder, now)]


def find(settings: Settings, stamp: str) -> Path:
    """The folder of a release of any audience but internal. Errors: ``UsageError`` where there is none."""
    return _find(settings, stamp).release


def note_held(settings: Settings, held: Path, *, who: str, now: datetime) -> None:
    """Note that a release was written and held."""
    said = manifest_of(held)
    counts = {**_counts(said), "failed": len(said.get("held_for", ()))}
    audit.note(settings.lake, audit.HELD, held.name, counts, who=who, now=now)


def note_public(settings: Settings, made: Path, *, who: str, now: datetime) -> None:
    """Note that a release has become public: the one place that every one of them passes."""
    said = manifest_of(made)
    event = audit.RELEASED if _is_open(said) else audit.FOR_READERS
    audit.note(settings.lake, event, made.name, _counts(said), who=who, now=now)
    if _is_open(said):
        # Last: a killed run that has not come so far is ended by the next.
        Ledger.of(settings).publish(made.name)


def _due(settings: Settings, folder: Path, now: datetime) -> list[Path]:
    """Of a folder: newer than whatever was public, and still to be read by whom it is for."""
    newer = [held for held in release_held.due_in(folder, now) if not overtaken_by(folder, held.name)]
    return [held for held in newer if release_audiences.may_be_read(settings, manifest_of(held), now)]


def _publish(place: _Place, who: str, now: datetime) -> Path:
    said = place.said
    keep = AUDIENCES[said.get("audience", OPEN.name)].keep
    documents = release_judge.documents_again(place.settings)
    made = release_held.publish(place.folder, place.release.name, documents, now, keep=keep)
    note_public(place.settings, made, who=who, now=now)
    return made


def _note(place: _Place, event: audit.Event, decision: Decision, who: str) -> None:
    by = decision.by.strip()
    name = by if by == who else f"{by} ({who})"
    audit.note(place.settings.lake, event, place.release.name, who=name, now=decision.at)


def _mend(settings: Settings, now: datetime, *, who: str) -> None:
    """End what killed runs began: each release lies where it belongs, and what became public is noted."""
    for one, folder in release_audiences.homes(settings):
        with alone(folder):
            there = [release for release in releases_in(folder) if state_at(release) == PUBLISHED]
        for release in there:
            if Ledger.of(one).is_unpublished(release.name):
                note_public(one, release, who=who, now=now)


def _is_open(said: Mapping[str, Any]) -> bool:
    return bool(said.get("audience", OPEN.name) == OPEN.name)


def _counts(said: Mapping[str, Any]) -> dict[str, int]:
    hidden = sum(loss["hidden"] for loss in said["loss"].values())
    return {"marts": len(said["rows"]), "rows": sum(said["rows"].values()), "hidden": hidden}


def _all(settings: Settings) -> Iterator[_Place]:
    for one, folder in release_audiences.homes(settings):
        for kind in (RELEASES, HELD):
            yield from (_Place(one, folder, release) for release in releases_in(folder, kind))


def _find(settings: Settings, name: str) -> _Place:
    """By its stamp, or where two folders have the same by folder and stamp."""
    there = list(_all(settings))
    found = [one for one in there if name in {one.release.name, f"{_near(settings, one)}/{one.release.name}"}]
    if not found:
        states = {one.release.name: state_at(one.release) for one in there}
        newest = [f"{name} ({states[name]})" for name in sorted(states, reverse=True)[:5]]
        raise UsageError(
            f"There is no release {name}.",
            why=f"The newest are {', '.join(newest)}." if newest else "None was written yet.",
            hint="'send releases' lists them all; 'send build' makes the first.",
        )
    if len(found) > 1:
        raise UsageError(
            f"There is more than one release {name}.",
            why="Two folders have one of that name.",
            hint=f"Write folder and name, for example: {_near(settings, found[0])}/{name}",
        )
    return found[0]


def _near(settings: Settings, one: _Place) -> str:
    return one.folder.relative_to(settings.beside).as_posix()


def _told(settings: Settings, one: _Place) -> Told:
    said = one.said
    return Told(
        release=one.release.name,
        state=state_of(said),
        is_current=current_release(one.folder) == one.release,
        audience=said.get("audience", OPEN.name),
        folder=_near(settings, one),
        held_for=tuple(why_held(said)),
        approved=said.get("approved", {}),
        withdrawn=said.get("withdrawn", {}),
    )
