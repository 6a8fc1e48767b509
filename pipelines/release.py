"""The release folder: each release whole or not at all, ``current`` pointing to the newest.

``releases/<stamp>/`` never changes once it is there. What is in it: ``release_files``; what is
shown of a mart: ``shown``.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from filelock import FileLock, Timeout

from pipelines.errors import UsageError
from pipelines.release_files import BESIDE, MANIFEST, fill
from pipelines.shown import Shown
from pipelines.sql import Mart
from schemas.disclosure import POLICIES

RELEASES, CURRENT = "releases", "current"
NO_LINEAGE = pa.table({"table_name": pa.array([], pa.string())})
_STAMP = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


def write_release(
    marts: Mapping[str, Shown],
    declarations: Mapping[str, Mart],
    manifest: Mapping[str, Any],
    folder: Path,
    *,
    stamp: str,
    lineage: pa.Table = NO_LINEAGE,
    keep: int = 12,
) -> Path:
    """Publish marts as they are shown in ``releases/<stamp>``; on any failure nothing has changed.

    A stamp already taken gets a number behind it. The newest ``keep`` releases stay.
    """
    _refuse_unlawful(marts, declarations, stamp, keep)
    with _alone(folder):
        _sweep(folder)
        releases = folder / RELEASES
        stamp = _free(releases, stamp)
        part, final = releases / f".{stamp}.part", releases / stamp
        try:
            part.mkdir()
            fill(part, marts, declarations, {**manifest, "release": stamp}, lineage)
            for path in (*part.rglob("*"), part):
                _sync(path)
            part.rename(final)
            _sync(releases)
            _point(folder, stamp)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            if current_release(folder) != final:
                shutil.rmtree(final, ignore_errors=True)
            raise
        _prune(folder, keep)
        return final


def current_release(folder: Path) -> Path | None:
    """The release ``current`` points to, be it a link or a small text file; none before the first."""
    pointer = folder / CURRENT
    if pointer.is_symlink():
        stamp = pointer.readlink().name
    elif pointer.is_file():
        stamp = pointer.read_text(encoding="utf-8").strip()
    else:
        return None
    release = folder / RELEASES / stamp
    return release if _STAMP.fullmatch(stamp) and release.is_dir() else None


def manifest_of(release: Path) -> dict[str, Any]:
    """What a release says of itself."""
    said: dict[str, Any] = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    return said


def _refuse_unlawful(
    marts: Mapping[str, Any], declarations: Mapping[str, Mart], stamp: str, keep: int
) -> None:
    undeclared = sorted(set(marts) - set(declarations) | set(BESIDE) & set(marts))
    no_rule = sorted({declarations[m].rule for m in marts if m in declarations} - set(POLICIES))
    if undeclared or no_rule or not _STAMP.fullmatch(stamp) or keep < 1:
        raise UsageError(
            "The release cannot be written.",
            why=f"Marts without a heading: {undeclared}; rules that are no policy: {no_rule}; "
            f"or the stamp or the number to keep ({keep}) cannot be used.",
            hint="Give each mart a heading with a rule, and a stamp of letters, digits, - and _.",
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    (folder / RELEASES).mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".writing", timeout=0):
            yield
    except Timeout as error:
        raise UsageError(
            "The release cannot be written.",
            why="Another release is being written to the same folder.",
            hint="Wait until it is done.",
        ) from error


def _free(releases: Path, stamp: str) -> str:
    free, number = stamp, 1
    while os.path.lexists(releases / free):
        number += 1
        free = f"{stamp}-{number}"
    return free


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point(folder: Path, stamp: str) -> None:
    """Move ``current`` in one step: a link made beside, or a small text file where links are refused."""
    beside = folder / f".{CURRENT}.part"
    try:
        beside.symlink_to(Path(RELEASES) / stamp, target_is_directory=True)
    except OSError:
        beside.write_text(f"{stamp}\n", encoding="utf-8")
    beside.replace(folder / CURRENT)
    _sync(folder)


def _sweep(folder: Path) -> None:
    """Remove what killed runs left; the lock says no run is alive."""
    (folder / f".{CURRENT}.part").unlink(missing_ok=True)
    for left in (folder / RELEASES).glob(".*.part"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def _prune(folder: Path, keep: int) -> None:
    current = current_release(folder)
    releases = sorted(
        path
        for path in (folder / RELEASES).iterdir()
        if path.is_dir() and not path.is_symlink() and _STAMP.fullmatch(path.name)
    )
    others = [path for path in releases if path != current]
    for old in others[: max(0, len(releases) - keep)]:
        try:
            old.rename(old.with_name(f".{old.name}.part"))
        except OSError:
            # open elsewhere, which Windows does not let go: the next release tries again
            continue
    _sweep(folder)
