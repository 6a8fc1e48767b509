"""All that the vaults hold brought under one key: a new one, or that of a change of keys that was cut short.

A file is sealed again beside itself and replaced, so this may be killed at any point and run again. A former
key leaves the key file once nothing of this lake is under it.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines import audit, keys, vault, vault_files
from pipelines.keys import KeyRing, sync_folder
from pipelines.lake import Lake
from pipelines.run import alone
from pipelines.settings import Settings

Progress = Callable[[str], None]
_BESIDE = ".part"


@dataclass(frozen=True)
class Rekeyed:
    """What was done: how many ``files``, ``plain`` ones among them, came from which keys to which.

    ``dropped``: former keys that nothing here is under any more.
    """

    files: int
    plain: int
    from_keys: tuple[str, ...]
    to_key: str
    is_new_key: bool
    dropped: tuple[str, ...]
    former: Path | None


def former_keys(settings: Settings) -> Path:
    """Where keys go that leave the key file: backups, or another lake, may still need them."""
    return settings.vault_key_file.with_name(f"{settings.vault_key_file.name}.former")


def rekey(settings: Settings, progress: Progress = lambda _: None) -> Rekeyed:
    """Seal every file of the lake and of its past days under the first key; where all is so, a new one."""
    with alone(settings):
        Lake(settings.lake).sweep()
        had_key = settings.vault_keys_in_environment or settings.vault_key_file.exists()
        ring = settings.vault_keys()
        _check(settings.lake, ring)
        is_new = not settings.vault_keys_in_environment and (not had_key or len(ring.keys) == 1)
        if had_key and is_new:
            ring = KeyRing((keys.new(), *ring.keys))
            # It is on the disk before anything is under it.
            keys.replace(settings.vault_key_file, ring.keys, keys.VAULT)
        before = vault_files.holdings(settings.lake)
        left = _left(settings.lake, ring.ids[0])
        # Noted first: who is killed here and goes on later notes what was left then.
        counts = {"files": len(left), "plain": before.plain}
        audit.note(settings.lake, audit.REKEYED, ring.ids[0], counts, who=settings.by)
        _seal_all(left, ring, progress)
        dropped = ring.ids[1:]
        former = None
        if dropped and not settings.vault_keys_in_environment:
            former = _drop(settings, ring)
    came_from = tuple(sorted(name for name in before.sealed if name != ring.ids[0]))
    return Rekeyed(len(left), before.plain, came_from, ring.ids[0], is_new, dropped, former)


def _check(lake: Path, ring: KeyRing) -> None:
    """Refuse before anything is changed where a file could not be opened."""
    for table, path in vault_files.files(lake):
        if not vault_files.is_plain(path):
            vault.Opened(path, table, ring).close()


def _left(lake: Path, key_id: str) -> list[tuple[str, Path]]:
    """The files that are not under that key."""
    return [(table, path) for table, path in vault_files.files(lake) if not _is_under(path, key_id)]


def _seal_all(left: Sequence[tuple[str, Path]], ring: KeyRing, progress: Progress) -> None:
    sealed: dict[tuple[str, str, int, int], Path] = {}
    for number, (table, path) in enumerate(left, 1):
        progress(f"Encrypting file {number:,} of {len(left):,}")
        was = path.stat()
        beside = path.with_suffix(_BESIDE)
        # Lakes share files (``Lake.adopt``): what was one file stays one.
        same = sealed.setdefault((table, path.name, was.st_dev, was.st_ino), path)
        if same == path or not _is_linked(same, beside):
            _seal(table, path, beside, ring)
        beside.replace(path)
    for folder in {path.parent for _, path in left}:
        sync_folder(folder)


def _is_under(path: Path, key_id: str) -> bool:
    header = vault_files.header_in(vault_files.beginning(path))
    return header is not None and header.key_id == key_id


def _is_linked(path: Path, beside: Path) -> bool:
    try:
        beside.hardlink_to(path)
    except OSError:
        return False
    return True


def _seal(table: str, path: Path, beside: Path, ring: KeyRing) -> None:
    is_plain = vault_files.is_plain(path)
    with (
        path.open("rb") if is_plain else vault.Opened(path, table, ring) as old,
        vault.private(beside) as new,
    ):
        sealing = vault.Sealing(new, table, ring)
        while data := old.read(vault.CHUNK_BYTES):
            sealing.write(data)
        sealing.end(path.stem)
        new.flush()
        os.fsync(new.fileno())


def _drop(settings: Settings, ring: KeyRing) -> Path:
    """Former keys leave the key file; another lake may use the same one, so they are put beside it."""
    former = former_keys(settings)
    known = keys.several(keys.text_of(former), former.name, keys.VAULT) if former.exists() else ()
    keys.replace(former, tuple(dict.fromkeys((*known, *ring.keys[1:]))), keys.VAULT)
    keys.replace(settings.vault_key_file, ring.keys[:1], keys.VAULT)
    return former
