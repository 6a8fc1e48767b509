"""The folder of an audience's releases: ``releases/<stamp>/``, ``held/<stamp>/``, and ``current``.

Each step is one rename, so that a killed run leaves nothing half-done that ``alone`` does not first mend.
What a release is made of is in ``release_files``; who may decide what of it, in ``release_life``.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipelines.errors import UsageError
from pipelines.release_files import manifest_in
from pipelines.release_state import DRAFT, EMBARGOED, PUBLISHED, WITHDRAWN, state_of

RELEASES, HELD, CURRENT = "releases", "held", "current"
WITHDRAWN_FILE = "WITHDRAWN.txt"
STAMP = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


def current_release(folder: Path) -> Path | None:
    """The release ``current`` points to, be it a link or a small text file; none where none is in force."""
    release = _pointed(folder)
    return release if release and state_at(release) != WITHDRAWN else None


def manifest_of(release: Path) -> dict[str, Any]:
    """What a release says of itself."""
    said: dict[str, Any] = json.loads(manifest_in(release).read_text(encoding="utf-8"))
    return said


def state_at(release: Path) -> str:
    """The state of a release; one whose manifest cannot be read is what it was before there were states."""
    try:
        return state_of(manifest_of(release))
    except (OSError, ValueError, AttributeError):
        return PUBLISHED


def releases_in(folder: Path, kind: str = RELEASES) -> list[Path]:
    """The releases that are or were public, or those that are held; the oldest first."""
    found = (path for path in (folder / kind).glob("[!.]*") if path.is_dir() and not path.is_symlink())
    return sorted(path for path in found if STAMP.fullmatch(path.name))


def newest_in_force(folder: Path) -> Path | None:
    """The newest release that nobody has withdrawn."""
    return next((one for one in reversed(releases_in(folder)) if state_at(one) == PUBLISHED), None)


def overtaken_by(folder: Path, stamp: str) -> str:
    """The newest of the newer ones that became public, in force or withdrawn; empty where there is none."""
    return max((one.name for one in releases_in(folder) if one.name > stamp), default="")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder against other writers; what a killed one left is mended first."""
    (folder / RELEASES).mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".writing", timeout=0):
            mend(folder)
            yield
    except Timeout as error:
        raise UsageError(
            "The release cannot be written.",
            why="Another release is being written to the same folder.",
            hint="Wait until it is done.",
        ) from error


def mend(folder: Path) -> None:
    """End what killed runs began; the lock says that none is alive."""
    (folder / f".{CURRENT}.part").unlink(missing_ok=True)
    _sweep(folder)
    for one in releases_in(folder, HELD):
        if (folder / RELEASES / one.name).is_dir():
            # It became public, and the run ended before 'current' moved, or before it was put away here.
            current = current_release(folder)
            if current is None or current.name < one.name:
                point(folder, one.name)
            drop(one)
        elif state_at(one) in {DRAFT, EMBARGOED} and overtaken_by(folder, one.name):
            # It was to be put away for the newer.
            drop(one)
    for kind in (RELEASES, HELD):
        for one in releases_in(folder, kind):
            if state_at(one) == WITHDRAWN:
                empty(one)
    turn_back(folder)


def free_stamp(folder: Path, stamp: str) -> str:
    """The stamp, or where it is taken the same with a number behind it."""
    free, number = stamp, 1
    while any(os.path.lexists(folder / kind / free) for kind in (RELEASES, HELD)):
        number += 1
        free = f"{stamp}-{number}"
    return free


def settle(part: Path, final: Path) -> None:
    """Give a written folder its name, whole and on the disk."""
    for path in (*part.rglob("*"), part):
        _sync(path)
    part.rename(final)
    _sync(final.parent)


def point(folder: Path, stamp: str) -> None:
    """Move ``current`` in one step: a link made beside, or a small text file where links are refused."""
    beside = folder / f".{CURRENT}.part"
    try:
        beside.symlink_to(Path(RELEASES) / stamp, target_is_directory=True)
    except OSError:
        beside.write_text(f"{stamp}\n", encoding="utf-8")
    beside.replace(folder / CURRENT)
    _sync(folder)


def turn_back(folder: Path) -> None:
    """Where ``current`` points to what was withdrawn, move it to the newest release in force, or away."""
    pointed = _pointed(folder)
    if pointed is None or state_at(pointed) != WITHDRAWN:
        return
    if newest := newest_in_force(folder):
        point(folder, newest.name)
    else:
        (folder / CURRENT).unlink()
        _sync(folder)


def empty(release: Path) -> None:
    """Take all figures out of a withdrawn release: its manifest stays, and what says why."""
    keep = {manifest_in(release), release / WITHDRAWN_FILE}
    for path in list(release.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path not in keep:
            path.unlink()


def drop(release: Path) -> None:
    """Take a release away: gone under its name at once, whatever then becomes of its files."""
    # Open elsewhere, which Windows does not let go: the next writer tries again.
    with suppress(OSError):
        release.rename(release.with_name(f".{release.name}.part"))
        shutil.rmtree(release.with_name(f".{release.name}.part"), ignore_errors=True)


def prune(folder: Path, keep: int) -> None:
    """Take away all but the newest ``keep``; the current one stays, and what was withdrawn is remembered."""
    current = current_release(folder)
    releases = [one for one in releases_in(folder) if state_at(one) != WITHDRAWN]
    others = [one for one in releases if one != current]
    for old in others[: max(0, len(releases) - keep)]:
        drop(old)


def _pointed(folder: Path) -> Path | None:
    pointer = folder / CURRENT
    if pointer.is_symlink():
        stamp = pointer.readlink().name
    elif pointer.is_file():
        stamp = pointer.read_text(encoding="utf-8").strip()
    else:
        return None
    release = folder / RELEASES / stamp
    return release if STAMP.fullmatch(stamp) and release.is_dir() else None


def _sweep(folder: Path) -> None:
    for kind in (RELEASES, HELD):
        for left in (folder / kind).glob(".*.part"):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
