"""The files of the vault as they lie: where, sealed or plain, and under which key. None is opened here.

How they are sealed and opened is in ``vault``; this module needs neither keys nor heavy packages.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.keys import ID_BYTES

RESTRICTED = ("vault", "rejects", "received", "findings")
AS_RETURNED = "as-returned"
RESTORED, REPORTS, OF_A_REPORT = "raw", "reports", "report-"
MAGIC, FORMAT = b"SEND-vault", 1
PARQUET = b"PAR1"
SALT_BYTES = 32
_HEADER = struct.Struct(f">{len(MAGIC)}sB{ID_BYTES}s{SALT_BYTES}sI")
HEADER_BYTES = _HEADER.size


@dataclass(frozen=True)
class Header:
    """What a sealed file says of itself in the clear: its key, its salt, and how long its chunks are."""

    key_id: str
    salt: bytes
    chunk_bytes: int
    form: int = FORMAT

    @property
    def packed(self) -> bytes:
        """As it stands in the file."""
        return _HEADER.pack(MAGIC, self.form, bytes.fromhex(self.key_id), self.salt, self.chunk_bytes)


def header_in(data: bytes) -> Header | None:
    """The header that a file begins with; None where it is none of ours."""
    if len(data) < HEADER_BYTES or not data.startswith(MAGIC):
        return None
    _, form, key_id, salt, chunk_bytes = _HEADER.unpack(data[:HEADER_BYTES])
    return Header(key_id.hex(), salt, chunk_bytes, form)


def beginning(path: Path) -> bytes:
    """As much of a file as a header is long."""
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)


def is_plain(path: Path) -> bool:
    """It is Parquet as it stands: an earlier version wrote it."""
    return beginning(path).startswith(PARQUET)


def vaults(lake: Path) -> list[Path]:
    """The vault of a lake, and those of its past days."""
    return [lake / "vault", *sorted(lake.glob(f"{AS_RETURNED}/*/vault"))]


def files(lake: Path) -> Iterator[tuple[str, Path]]:
    """Every restricted table and a file of it."""
    for vault in vaults(lake):
        for path in sorted(vault.glob("*/*/*.parquet")):
            if path.parent.parent.name in RESTRICTED:
                yield f"{path.parent.parent.name}.{path.parent.name}", path


def restored(lake: Path) -> Iterator[Path]:
    """Folders of delivered files that were restored to be read, and are to be gone when that is done.

    Of builds of past days, and of reports; those of the lake's own day hold what its build reads just now.
    """
    own, *past = vaults(lake)
    for vault in past:
        yield from vault.glob(RESTORED)
    for vault in (own, *past):
        yield from vault.glob(f"{OF_A_REPORT}*")


@dataclass(frozen=True)
class Holdings:
    """How many files the vaults of a lake hold: sealed, by key; in plain; and neither, so damaged."""

    sealed: Counter[str] = field(default_factory=Counter)
    plain: int = 0
    damaged: int = 0
    reports: int = 0
    restored: int = 0

    @property
    def total(self) -> int:
        """Files of tables."""
        return self.sealed.total() + self.plain + self.damaged

    def under_others(self, key_id: str) -> int:
        """Files sealed under another key than that."""
        return self.sealed.total() - self.sealed[key_id]


def holdings(lake: Path) -> Holdings:
    """The files of a lake's vaults, counted by their headers."""
    begin = [beginning(path) for _, path in files(lake)]
    headers = [header_in(data) for data in begin]
    plain = sum(data.startswith(PARQUET) for data in begin)
    return Holdings(
        Counter(header.key_id for header in headers if header),
        plain,
        headers.count(None) - plain,
        sum(path.is_file() for vault in vaults(lake) for path in (vault / REPORTS).rglob("*")),
        sum(path.is_file() for folder in restored(lake) for path in folder.rglob("*")),
    )
