"""What was fetched, kept: every answer with its address, hash and day, and what of it was delivered where.

It lies in ``data/cache/fetch``. An answer counts once its record is there, and only while its body has the
hash that the record says. The ledger names every file that ``send fetch`` ever delivered.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipelines.errors import UsageError

_ANSWERS, _LEDGER, _LOCK = "answers", "ledger.json", ".lock"


@dataclass(frozen=True)
class Kept:
    """The record of one answer; ``validator`` is the ETag or date by which the server knows it again."""

    address: str
    sha256: str
    size: int
    fetched: str
    validator: str = ""
    version: str = ""


@dataclass(frozen=True)
class Delivered:
    """One file as it was delivered; ``file`` is its place under data/raw."""

    file: str
    extract: str
    edition: int
    publication: str
    data_set: str
    title: str
    version: str
    release: str
    published: str
    address: str
    sha256: str
    size: int
    fetched: str


class Cache:
    """The answers and the ledger of one deployment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """One fetch at a time, and none over a ledger that cannot be read."""
        (self.folder / _ANSWERS).mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / _LOCK, timeout=0):
                self.ledger()
                yield
        except Timeout:
            raise UsageError(
                "Another 'send fetch' is at work here.",
                why=f"It holds {self.folder}.",
                hint="Wait until it has ended, then run the command again.",
            ) from None

    def body(self, address: str) -> Path:
        """Where the body of an answer lies; beside it ``.part`` while it arrives."""
        return self.folder / _ANSWERS / f"{hashlib.sha256(address.encode()).hexdigest()[:40]}.body"

    def kept(self, address: str) -> Kept | None:
        """The record of an answer, if its body is there and unharmed."""
        body = self.body(address)
        said = _read(body.with_suffix(".json"))
        if not isinstance(said, dict) or set(said) != {one.name for one in fields(Kept)}:
            return None
        record = Kept(**said)
        is_whole = body.is_file() and body.stat().st_size == record.size and hash_of(body) == record.sha256
        return record if is_whole and record.address == address else None

    def keep(self, address: str, arrived: Path, *, validator: str = "", version: str = "") -> Kept:
        """Take a body that has arrived in full, and record it."""
        record = Kept(address, hash_of(arrived), arrived.stat().st_size, _now(), validator, version)
        body = self.body(address)
        body.with_suffix(".json").unlink(missing_ok=True)
        arrived.replace(body)
        write_json(body.with_suffix(".json"), asdict(record))
        return record

    def ledger(self) -> list[Delivered]:
        """Every delivery so far, the oldest first."""
        said = _read(self.folder / _LEDGER)
        if said is None:
            return []
        try:
            return [Delivered(**one) for one in said["delivered"]]
        except (TypeError, KeyError):
            raise UsageError(
                f"{self.folder / _LEDGER} cannot be read.",
                why="It is not the ledger that 'send fetch' writes.",
                hint="Restore it, or move it away: what was delivered before then counts as others'.",
            ) from None

    def note(self, one: Delivered) -> None:
        """Enter a delivery, before its file is put in place: what is not in the ledger is never replaced."""
        known = self.ledger()
        if not any(
            (one.file, one.sha256, one.version) == (other.file, other.sha256, other.version)
            for other in known
        ):
            write_json(self.folder / _LEDGER, {"delivered": [asdict(other) for other in (*known, one)]})


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, said: Any) -> None:
    """Write a file beside its place, then rename it into it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(said, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _read(path: Path) -> Any:
    """What a JSON file says; None where there is no such file, and a blank where it is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, OSError):
        return ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
