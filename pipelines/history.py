"""What was received, and when it was in force: each accepted version of a delivery, its files byte for byte.

A version is a set of files, whatever our code makes of them. What takes its place, or withdraws it, closes
it and erases nothing. Of an extract that holds more than we may hold, such as a survey tool's export, only
what was read is kept, as tables. The files lie in the restricted part of the lake, where no query can name
them. How a past day is built again is in ``as_returned``.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import surveys
from pipelines.calendar import end_of
from pipelines.errors import OutOfDateError
from pipelines.lake import Lake, Stamp, Writing
from pipelines.landing import DeliveredFile, Delivery, batches_of, changed, check_unchanged
from schemas.catalogue import EXTRACTS
from schemas.returns import Return

VERSION = "landing.version"
PIECE_BYTES = 8 * 1024**2
_LEDGER = pa.schema(
    [
        ("fingerprint", pa.string()),
        ("landed", pa.timestamp("ms", "UTC")),
        ("until", pa.timestamp("ms", "UTC")),
    ]
)
_PIECES = pa.schema([("file", pa.string()), ("piece", pa.int32()), ("data", pa.binary())])


@dataclass(frozen=True)
class Version:
    """One accepted set of files, and when it was in force; ``until`` is none while it is."""

    fingerprint: str
    landed: datetime
    until: datetime | None = None

    def was_in_force(self, moment: datetime) -> bool:
        """It had landed before the moment, and nothing took its place before it."""
        return self.landed < moment and (self.until is None or self.until >= moment)


def versions(lake: Lake, partition: str) -> list[Version]:
    """Every version of a delivery that was ever accepted, the oldest first."""
    if not lake.path(VERSION, partition).exists():
        return []
    return [Version(**row) for row in lake.read(VERSION, partition).to_pylist()]


def in_force(lake: Lake) -> list[str]:
    """The deliveries of which a version is in force."""
    return [p for p in lake.partitions(VERSION) if versions(lake, p)[-1].until is None]


def is_in_force(lake: Lake, delivery: Delivery) -> bool:
    """These very files are the version in force, and they are kept."""
    return _is_open(versions(lake, delivery.partition), delivery) and _is_kept(lake, delivery)


def keep(lake: Lake, delivery: Delivery) -> None:
    """Keep its files as they came, piece by piece; refused where they are not those that were found."""
    if _is_kept(lake, delivery):
        return
    writing = lake.begin(*_kept_at(delivery.partition, delivery.fingerprint), _PIECES)
    try:
        files = _keep_as_read(delivery, writing) if delivery.extract.is_kept_as_read else None
        if files is None:
            _copy(delivery, writing)
            files = [{"name": f.path.name, "sha256": f.sha256, "bytes": f.size} for f in delivery.files]
    except BaseException:
        writing.discard()
        raise
    writing.commit(delivery.fingerprint, {"files": files})


def accept(lake: Lake, delivery: Delivery, at: datetime, was: Stamp | None = None) -> tuple[int, Version]:
    """The version that these files are, and its number; a new one takes the place of that in force.

    ``was`` is what the lake said of the delivery before: where it was accepted before versions were noted,
    it landed when that says.
    """
    known = versions(lake, delivery.partition)
    if not _is_open(known, delivery):
        if was and not known and is_made_of(was, delivery):
            at = datetime.fromisoformat(was.facts["landed"])
        known = [*_closed(known, at), Version(delivery.fingerprint, at)]
        _note(lake, delivery.partition, known)
    _drop_unaccepted(lake, delivery.partition, known)
    return len(known), known[-1]


def close(lake: Lake, partition: str, at: datetime) -> None:
    """No version is in force any more."""
    known = versions(lake, partition)
    if known and known[-1].until is None:
        _note(lake, partition, _closed(known, at))


def on(lake: Lake, day: date) -> dict[str, int]:
    """The deliveries in force at the end of that day (Europe/London), and the number of the version."""
    found = {}
    for partition in lake.partitions(VERSION):
        for number, version in enumerate(versions(lake, partition), 1):
            if version.was_in_force(end_of(day)):
                found[partition] = number
    return found


def first_landed(lake: Lake) -> datetime | None:
    """When the first of all versions landed."""
    return min((versions(lake, p)[0].landed for p in lake.partitions(VERSION)), default=None)


def hand_over(lake: Lake, other: Lake, partition: str, number: int) -> None:
    """Another lake knows the delivery as it stood at that version, and has its files."""
    known = versions(lake, partition)[:number]
    other.adopt(lake, *_kept_at(partition, known[-1].fingerprint))
    _note(other, partition, [*known[:-1], replace(known[-1], until=None)])


def delivery_of(lake: Lake, partition: str, raw: Path, beside: Path) -> Delivery:
    """The delivery in force as it lay in a folder ``raw``; no file is written."""
    name, key = partition.split(".", 1)
    la_code, returned = key.split("_")
    kept = lake.stamp(*_kept_at(partition, versions(lake, partition)[-1].fingerprint))
    if kept is None or name not in EXTRACTS:
        raise OutOfDateError(
            f"The files of {partition} as they were returned then cannot be had.",
            why="They are no longer in the lake." if name in EXTRACTS else f"{name} is no extract we know.",
            hint="Restore the lake from your backup, or name another day.",
        )
    folder = raw / la_code / name / returned
    files = (DeliveredFile(folder / f["name"], f["sha256"], f["bytes"]) for f in kept.facts["files"])
    kept_of = kept.fingerprint if EXTRACTS[name].is_kept_as_read else ""
    return Delivery(EXTRACTS[name], la_code, Return.parse(returned), tuple(files), beside, kept_of)


def restore(lake: Lake, delivery: Delivery) -> None:
    """Write its files where it says they lie, for the owner only."""
    for file in delivery.files:
        file.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.path.unlink(missing_ok=True)
    for pieces in lake.groups(*_kept_at(delivery.partition, delivery.fingerprint)):
        for piece in pieces.to_pylist():
            path = delivery.files[0].path.with_name(piece["file"])
            with open(path, "ab", opener=_for_the_owner) as restored:
                restored.write(piece["data"])


def is_made_of(stamp: Stamp, delivery: Delivery) -> bool:
    """The stamp of a delivery in force was made from these very files."""
    files = {file.path.name: file.sha256 for file in delivery.files}
    return {name: said["sha256"] for name, said in stamp.facts["files"].items()} == files


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _kept_at(partition: str, fingerprint: str) -> tuple[str, str]:
    extract, key = partition.split(".", 1)
    return f"received.{extract}", f"{key}.{fingerprint[:12]}"


def _is_kept(lake: Lake, delivery: Delivery) -> bool:
    stamp = lake.stamp(*_kept_at(delivery.partition, delivery.fingerprint))
    return stamp is not None and stamp.fingerprint == delivery.fingerprint


def _is_open(known: list[Version], delivery: Delivery) -> bool:
    return bool(known) and known[-1].until is None and known[-1].fingerprint == delivery.fingerprint


def _closed(known: list[Version], at: datetime) -> list[Version]:
    """The last one ends; a clock that was put back ends none before it landed."""
    if not known or known[-1].until is not None:
        return known
    return [*known[:-1], replace(known[-1], until=max(at, known[-1].landed))]


def _note(lake: Lake, partition: str, known: list[Version]) -> None:
    rows = pa.Table.from_pylist([asdict(version) for version in known], schema=_LEDGER)
    lake.write(VERSION, rows, partition, fingerprint=known[-1].fingerprint)


def _drop_unaccepted(lake: Lake, partition: str, known: Iterable[Version]) -> None:
    """Take out what a killed build had kept of files that were then replaced."""
    table, _ = _kept_at(partition, "")
    accepted = {_kept_at(partition, version.fingerprint)[1] for version in known}
    for kept in set(lake.partitions(table)) - accepted:
        if kept.split(".")[0] == partition.split(".", 1)[1]:
            lake.drop(table, kept)


def _copy(delivery: Delivery, writing: Writing) -> None:
    if any(_copied(file, writing) != file.sha256 for file in delivery.files):
        raise changed(delivery)


def _keep_as_read(delivery: Delivery, writing: Writing) -> list[dict[str, Any]]:
    """Keep the tables that were read of its files; what each is called, its hash and its size."""
    files = []
    for tables in batches_of(delivery):
        for name, data in surveys.kept(tables):
            row = {"file": [name], "piece": [0], "data": [data]}
            writing.add(pa.table(row, schema=_PIECES))
            files.append({"name": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)})
    check_unchanged(delivery)
    return files


def _copied(file: DeliveredFile, writing: Writing) -> str:
    """The hash of what was copied; of a file that has gone meanwhile, nothing."""
    said = hashlib.sha256()
    try:
        for number, data in enumerate(_pieces(file.path)):
            said.update(data)
            row = {"file": [file.path.name], "piece": [number], "data": [data]}
            writing.add(pa.table(row, schema=_PIECES))
    except FileNotFoundError:
        return ""
    return said.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    """At least one, so that an empty file is kept too."""
    with path.open("rb") as file:
        yield file.read(PIECE_BYTES)
        while data := file.read(PIECE_BYTES):
            yield data
