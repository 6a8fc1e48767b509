"""The file of the audit log: one line an entry, sealed with the hash of the one before; only ever added to.

A line is the JSON of an entry, keys sorted, no spaces, UTF-8. Its ``hash`` is the SHA-256 of the same JSON
without it, so that ``jq -jcS 'del(.hash)' | sha256sum`` finds it too. A killed process may leave a line half
written. It stays where it is: what is written next closes it, and begins with an entry ``torn`` that says how
many bytes it had and their SHA-256. Nothing is ever taken out of the file.
"""

import errno
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from pipelines.errors import CONTRACT_BROKEN, OutOfDateError, SendError

TORN = "torn"
_WAIT_SECONDS = 30.0
_BLOCK = 64 * 1024


class BrokenLogError(SendError):
    """The log is not what was written. No refusal of a delivery, so that no build goes on beside it."""

    code = CONTRACT_BROKEN


@dataclass(frozen=True)
class Head:
    """How far the log goes: the number of its entries, and the hash of the last."""

    entries: int = 0
    hash: str = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did. ``about`` is a lawful name; ``counts`` are whole numbers."""

    at: str
    who: str
    what: str
    about: str
    counts: Mapping[str, int]
    n: int = 0
    previous: str = ""
    hash: str = ""

    def after(self, head: Head) -> "Entry":
        """The same, numbered and sealed as the next one."""
        placed = replace(self, n=head.entries + 1, previous=head.hash)
        return replace(placed, hash=placed.seal)

    def follows(self, head: Head) -> bool:
        """It is the next one."""
        return (self.n, self.previous) == (head.entries + 1, head.hash)

    @property
    def seal(self) -> str:
        """What its hash must be."""
        return sha256(_canonical({name: said for name, said in asdict(self).items() if name != "hash"}))

    @property
    def line(self) -> bytes:
        """As it stands in the file."""
        return _canonical(asdict(self))

    @property
    def head(self) -> Head:
        """The log up to it."""
        return Head(self.n, self.hash)


@dataclass(frozen=True)
class _End:
    """Where the next entry comes: after which one, what was torn behind it, and whether a line is open."""

    head: Head
    torn: bytes | None
    is_open: bool


def append(log: Path, entries: Sequence[Entry]) -> None:
    """Add entries behind the last, in one write; nobody else writes meanwhile."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    log.parent.chmod(0o700)
    with _alone(log):
        end = _end(log)
        if end.torn is not None:
            first = entries[0]
            entries = [Entry(first.at, first.who, TORN, sha256(end.torn), {"bytes": len(end.torn)}), *entries]
        head, written = end.head, b"\n" if end.is_open else b""
        for entry in entries:
            sealed = entry.after(head)
            head, written = sealed.head, written + sealed.line + b"\n"
        _add(log, written)


def head(log: Path) -> Head:
    """How far the log goes; a line that is being written now is waited for."""
    if not log.exists():
        return Head()
    with _alone(log):
        return _end(log).head


def entries(log: Path) -> Iterator[Entry]:
    """The entries from the first on. What else stands in the file is passed over: ``audit_verify`` judges."""
    if log.exists():
        with log.open("rb") as file:
            yield from (entry for line in file if (entry := read(line.removesuffix(b"\n"))))


def read(line: bytes) -> Entry | None:
    """The entry that a line is; None where it is none, or is not as it was sealed."""
    try:
        said = json.loads(line)
        entry = Entry(**said) if isinstance(said, dict) else None
        is_sealed = entry is not None and _is_shaped(entry) and (entry.line, entry.seal) == (line, entry.hash)
    except (ValueError, TypeError, RecursionError):
        return None
    return entry if is_sealed else None


def is_whole(line: bytes) -> bool:
    """A line that was written to its end: if it is no entry as sealed, then it was altered, not torn."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _canonical(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _is_shaped(entry: Entry) -> bool:
    texts = (getattr(entry, field.name) for field in fields(entry) if field.name not in {"n", "counts"})
    whole = (entry.n, *entry.counts.values())
    return all(isinstance(text, str) for text in texts) and all(type(number) is int for number in whole)


@contextmanager
def _alone(log: Path) -> Iterator[None]:
    """Hold the log against other commands: not all of them hold the lake."""
    try:
        with FileLock(log.with_name(".lock"), timeout=_WAIT_SECONDS, mode=0o600):
            yield
    except Timeout:
        raise OutOfDateError(
            "Another command is writing to the audit log.",
            why="Entries are written one after the other, and it has not ended.",
            hint="Wait until it has ended, then run the command again.",
        ) from None


def _end(log: Path) -> _End:
    """Found from the end of the file: no more of it is read than that takes."""
    behind: list[bytes] = []
    if not log.exists():
        return _End(Head(), None, is_open=False)
    with log.open("rb") as file:
        last = None
        for line in _backwards(file):
            last = read(line)
            if last:
                break
            if is_whole(line):
                raise _altered(log)
            behind.append(line)
    is_open = not behind or behind[0] != b""
    torn = None if behind in ([], [b""]) else b"\n".join(reversed(behind)).removesuffix(b"\n")
    return _End(last.head if last else Head(), torn, is_open)


def _backwards(file: BinaryIO) -> Iterator[bytes]:
    """The lines, the last first: of a file that ends with a whole line that is an empty one."""
    place, begun = file.seek(0, os.SEEK_END), b""
    while place:
        step = min(_BLOCK, place)
        place -= step
        file.seek(place)
        begun, *lines = (file.read(step) + begun).split(b"\n")
        yield from reversed(lines)
    yield begun


def _add(log: Path, data: bytes) -> None:
    is_new = not log.exists()
    # Windows would else write another end of line.
    as_it_is = getattr(os, "O_BINARY", 0)
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | as_it_is, 0o600)
    try:
        if os.write(handle, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(log))
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new and os.name != "nt":
        folder = os.open(log.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _altered(log: Path) -> BrokenLogError:
    return BrokenLogError(
        "The audit log was altered: nothing is added to it.",
        why=f"The last line of {log} is not as it was written, so that none can follow it.",
        hint="Run 'send audit verify', and restore the file from your backup.",
    )
