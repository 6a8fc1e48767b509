"""What becomes of a release in its folder: approved, published, put away for a newer one, withdrawn.

Who decides, and what is noted of it, is in ``release_life``.
"""

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.errors import OutOfDateError
from pipelines.release_files import write_manifest
from pipelines.release_folder import (
    HELD,
    RELEASES,
    WITHDRAWN_FILE,
    alone,
    current_release,
    drop,
    empty,
    manifest_of,
    overtaken_by,
    point,
    prune,
    releases_in,
    settle,
    state_at,
    turn_back,
)
from pipelines.release_marks import check_unchanged, unmark
from pipelines.release_state import (
    DRAFT,
    EMBARGOED,
    PUBLISHED,
    WITHDRAWN,
    Decision,
    as_text,
    embargo_of,
    is_due,
    is_waiting,
    state_of,
)

# What is written beside the figures anew, once a release is public: from its manifest and its folder.
Documents = Callable[[Mapping[str, Any], Path], Mapping[str, str]]


def waiting_in(folder: Path) -> list[Path]:
    """The held releases that wait, for a person or for their time; the oldest first."""
    return [one for one in releases_in(folder, HELD) if state_at(one) in {DRAFT, EMBARGOED}]


def due_in(folder: Path, now: datetime) -> list[Path]:
    """Those whose time has come; the oldest first."""
    return [one for one in waiting_in(folder) if is_due(manifest_of(one), now)]


def approve(folder: Path, stamp: str, decision: Decision) -> Path:
    """Note in a draft who approved it: from then on it waits for nothing but its time.

    Errors: ``OutOfDateError`` where a newer one became public since, or it is not as it was written.
    """
    with alone(folder):
        held = folder / HELD / stamp
        _refuse_overtaken(folder, held)
        said = manifest_of(held)
        check_unchanged(held, said)
        write_manifest(held, {**said, "state": EMBARGOED, "approved": decision.said()})
        return held


def publish(folder: Path, stamp: str, documents: Documents, now: datetime, *, keep: int) -> Path:
    """Move a release that waits for nothing into ``releases``, without its mark, and point ``current`` to it.

    On any failure nothing has changed. Errors: as for ``approve``.
    """
    with alone(folder):
        held, final = folder / HELD / stamp, folder / RELEASES / stamp
        _refuse_overtaken(folder, held)
        said = manifest_of(held)
        check_unchanged(held, said)
        said = {**said, "state": PUBLISHED, "published": as_text(now)}
        part = final.with_name(f".{stamp}.part")
        try:
            part.mkdir()
            unmark(held, part, said, documents(said, held))
            settle(part, final)
            point(folder, stamp)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            if current_release(folder) != final:
                shutil.rmtree(final, ignore_errors=True)
            raise
        drop(held)
        supersede(folder, final)
        prune(folder, keep)
        return final


def withdraw(folder: Path, release: Path, decision: Decision) -> Path | None:
    """Take the figures out of a release, leaving why; returns what is in force from then on.

    The manifest is written first and counts: what a killed run leaves of the rest, the next writer does.
    """
    with alone(folder):
        said = manifest_of(release)
        if state_of(said) != WITHDRAWN:
            said = {**said, "state": WITHDRAWN, "withdrawn": decision.said(), "files": {}}
            write_manifest(release, said)
        text = _withdrawn(release.name, said["withdrawn"])
        (release / WITHDRAWN_FILE).write_text(text, encoding="utf-8", newline="\n")
        turn_back(folder)
        empty(release)
        return current_release(folder)


def put_off(folder: Path, stamp: str, until: datetime | None) -> Path:
    """Give a held release another time, or none."""
    with alone(folder):
        held = folder / HELD / stamp
        said = {name: value for name, value in manifest_of(held).items() if name != "embargo_until"}
        write_manifest(held, said | ({"embargo_until": as_text(until)} if until else {}))
        return held


def supersede(folder: Path, newer: Path) -> None:
    """Put away older releases that were held and are not wanted any more, now that there is a newer one.

    A draft nobody approved; and one that would be public later than the newer, and turn back what is shown.
    """
    until = _until(manifest_of(newer))
    for old in waiting_in(folder):
        said = manifest_of(old)
        if old.name < newer.name and (state_of(said) == DRAFT or until <= _until(said)):
            drop(old)


def put_away_drafts(folder: Path, *, but: Path | None = None) -> None:
    """Put away drafts that are made of what is no longer in force."""
    stale = [one for one in waiting_in(folder) if state_at(one) == DRAFT and one != but]
    if not stale:
        return
    with alone(folder):
        for one in stale:
            drop(one)


def _until(said: Mapping[str, Any]) -> float:
    """When it can be public at the earliest."""
    until = embargo_of(said)
    return until.timestamp() if until and is_waiting(said) else 0.0


def _refuse_overtaken(folder: Path, held: Path) -> None:
    if newer := overtaken_by(folder, held.name):
        raise OutOfDateError(
            f"Release {held.name} is older than one that was public.",
            why=f"{newer} was published since. It was protected without this one, and both together may tell "
            "what neither does; nor are figures turned back.",
            hint="Run 'send release', which releases what the lake holds now, and decide on that.",
        )


def _withdrawn(stamp: str, said: Mapping[str, str]) -> str:
    instead = said.get("replaced_by")
    lines = [
        f"Release {stamp} was withdrawn on {said['at'][:10]} by {said['by']}.",
        "",
        f"Why: {said['reason']}",
        "",
        "Do not use its figures, and delete copies of them.",
        f"Use release {instead} instead."
        if instead
        else "'current', beside the folder 'releases', is the release in force, if there is one.",
        "If you have passed its figures on, tell those you gave them to.",
    ]
    return "\n".join(lines) + "\n"
