"""The lake: the only module that opens a table. Parquet, one file a table and partition.

Every file carries its own stamp: what it was made from (fingerprint), what it holds (content), and the
counts that were reported with it. A file is replaced whole or not at all; the stamps in the files, and
nothing beside them, are the truth of what is up to date. What names people lies in the vault, sealed.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from pipelines import benches, vault, vault_files
from pipelines.keys import KeyRing

RESTRICTED = vault_files.RESTRICTED
_PART = ".part"
_HELD = ".held"
Seal = Callable[[BinaryIO], vault.Sealing]


@dataclass(frozen=True)
class Stamp:
    """What a stored table says of itself."""

    fingerprint: str
    content: str
    rows: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Lake:
    """One lake. Tables are named ``layer.name``; a table has one file a partition, or a single one.

    Without ``keys`` it is a lake whose vault stays shut.
    """

    root: Path
    keys: KeyRing | None = None

    def path(self, table: str, partition: str = "all") -> Path:
        """Where one partition of a table lies. What names people lies in the vault."""
        layer, name = table.split(".")
        folder = self.root / "vault" / layer if is_restricted(table) else self.root / layer
        return folder / name / f"{partition}.parquet"

    def partitions(self, table: str) -> list[str]:
        """The partitions a table has."""
        return sorted(p.stem for p in self.path(table).parent.glob("*.parquet"))

    def tables(self, layer: str) -> list[str]:
        """The tables of a layer that have at least one partition."""
        folder = self.path(f"{layer}.x").parent.parent
        return sorted(f"{layer}.{p.name}" for p in folder.glob("*") if any(p.glob("*.parquet")))

    def write(
        self,
        table: str,
        rows: pa.Table,
        partition: str = "all",
        *,
        fingerprint: str,
        facts: Mapping[str, Any] | None = None,
    ) -> Stamp:
        """Replace one partition, whole or not at all."""
        writing = self.begin(table, partition, rows.schema)
        try:
            writing.add(rows)
        except BaseException:
            writing.discard()
            raise
        return writing.commit(fingerprint, facts or {})

    def begin(self, table: str, partition: str, schema: pa.Schema) -> "Writing":
        """A partition to be written bit by bit; nothing is replaced until it is committed."""
        path = self.path(table, partition)
        self._folder(path.parent)
        seal = partial(vault.Sealing, table=table, keys=self._ring(table)) if is_restricted(table) else None
        return Writing(path, schema.remove_metadata(), seal)

    def stamp(self, table: str, partition: str = "all") -> Stamp | None:
        """The stamp of a partition; None where there is none, or none that can be read."""
        try:
            with self._source(table, partition) as source:
                footer = pq.read_metadata(source)
        except (FileNotFoundError, pa.ArrowInvalid):
            return None
        said = json.loads((footer.metadata or {}).get(b"send", b"{}"))
        if not said:
            return None
        return Stamp(said["fingerprint"], said["content"], footer.num_rows, said["facts"])

    def read(self, table: str, partition: str = "all", columns: list[str] | None = None) -> pa.Table:
        """One partition of a table."""
        with self._source(table, partition) as source:
            return pq.read_table(source, columns=columns, partitioning=None)

    def groups(self, table: str, partition: str) -> Iterator[pa.Table]:
        """One partition of a table bit by bit, as it was written."""
        with self._source(table, partition) as source, pq.ParquetFile(source) as file:
            yield from (file.read_row_group(number) for number in range(file.num_row_groups))

    def drop(self, table: str, partition: str) -> None:
        """Take a partition out; nothing happens where there is none."""
        self.path(table, partition).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a killed run left: what is half-written, and delivered files it had restored."""
        for left in self.root.rglob(f"*{_PART}"):
            left.unlink()
        benches.sweep(self.root)
        for folder in vault_files.restored(self.root):
            if not _is_held(folder):
                # Its own process may be removing it at this moment.
                with suppress(FileNotFoundError):
                    shutil.rmtree(folder)

    @contextmanager
    def restoring(self) -> Iterator[Path]:
        """A folder in the vault to restore delivered files in for a while; gone afterwards."""
        place = self.root / "vault"
        self._folder(place)
        with (
            TemporaryDirectory(dir=place, prefix=vault_files.OF_A_REPORT) as folder,
            FileLock(Path(folder) / _HELD),
        ):
            yield Path(folder)

    def adopt(self, other: "Lake", table: str, partition: str = "all") -> None:
        """Take over a partition of another lake as it stands there; nothing where it has none.

        Nothing in a lake is changed in place, so two lakes may share a file.
        """
        theirs, ours = other.path(table, partition), self.path(table, partition)
        if not theirs.exists():
            return
        self._folder(ours.parent)
        beside = ours.with_suffix(_PART)
        beside.unlink(missing_ok=True)
        try:
            beside.hardlink_to(theirs)
        except OSError:
            shutil.copy2(theirs, beside)
        beside.replace(ours)
        # Renaming one link to a file onto another leaves both.
        beside.unlink(missing_ok=True)

    @contextmanager
    def connect(
        self,
        tables: Mapping[str, pa.Schema],
        partitions: Mapping[str, str] | None = None,
        *,
        off_disk: bool = False,
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """DuckDB in memory with our macros and a view on each of ``tables``; the vault cannot be named.

        A table that has no partition yet is there with its columns and no row. ``partitions`` narrows a
        table to one of its partitions. ``off_disk``: nothing is written to a disk, whatever is put into it.
        """
        with benches.bench(None if off_disk else self.root) as con:
            for layer in sorted({table.split(".")[0] for table in tables}):
                con.execute(f'create schema "{layer}"')
            for table, columns in tables.items():
                self._view(con, table, columns, (partitions or {}).get(table, "*"))
            yield con

    def _view(self, con: duckdb.DuckDBPyConnection, table: str, columns: pa.Schema, partition: str) -> None:
        layer, name = table.split(".")
        if is_restricted(table):
            raise ValueError(f"{table} is in the vault")
        path = self.path(table, partition)
        if any(path.parent.glob(path.name)):
            pattern = str(path).replace("'", "''")
            con.execute(f'create view "{layer}"."{name}" as from read_parquet(\'{pattern}\')')
        else:
            con.register("nothing", columns.empty_table())
            con.execute(f'create table "{layer}"."{name}" as from nothing')
            con.unregister("nothing")

    @contextmanager
    def _source(self, table: str, partition: str) -> Iterator[Path | pa.PythonFile]:
        """What a reader of Parquet takes for a partition."""
        path = self.path(table, partition)
        if not is_restricted(table):
            yield path
            return
        with vault.Opened(path, table, self._ring(table)) as opened:
            yield pa.PythonFile(opened, "r")

    def _ring(self, table: str) -> KeyRing:
        if self.keys is None:
            raise ValueError(f"{table} is in the vault, and this lake was made without its keys")
        return self.keys

    def _folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root.chmod(0o700)


def is_restricted(table: str) -> bool:
    """It may name people: it lies in the vault."""
    return table.split(".", maxsplit=1)[0] in RESTRICTED


def _is_held(folder: Path) -> bool:
    """A process that is still there uses it."""
    try:
        with FileLock(folder / _HELD, timeout=0):
            return False
    except Timeout:
        return True


class _Hashing:
    """A binary file that hashes what is written to it, as it is before it is sealed."""

    def __init__(self, path: Path, seal: Seal | None) -> None:
        self.file = vault.private(path)
        self.sealing = seal(self.file) if seal else None
        self.partition = path.stem
        self.hash = hashlib.sha256()
        self.closed = False

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return (self.sealing or self.file).write(data)

    def flush(self) -> None:
        self.file.flush()

    def close(self) -> None:
        if not self.closed:
            if self.sealing:
                self.sealing.end(self.partition)
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            self.closed = True


class Writing:
    """One partition being written beside the one in force, row group by row group."""

    def __init__(self, path: Path, schema: pa.Schema, seal: Seal | None = None) -> None:
        self._path, self._schema = path, schema
        self._beside = path.with_suffix(_PART)
        self._sink = _Hashing(self._beside, seal)
        # Pieces of files are all different, and none is to be told in a footer.
        is_plain = not any(pa.types.is_binary(kind) for kind in schema.types)
        self._writer = pq.ParquetWriter(
            pa.PythonFile(self._sink, "w"),
            schema,
            compression="zstd",
            use_dictionary=is_plain,
            write_statistics=is_plain,
        )
        self.rows = 0

    def add(self, rows: pa.Table) -> None:
        """Write some rows more."""
        self._writer.write_table(rows.replace_schema_metadata(None).combine_chunks())
        self.rows += rows.num_rows

    def commit(self, fingerprint: str, facts: Mapping[str, Any], partition: str = "") -> Stamp:
        """Put it in force, or under another ``partition``.

        Its content hash, taken over the data before the footer, goes into the footer.
        """
        content = hashlib.sha256(self._sink.hash.digest() + str(self._schema).encode()).hexdigest()
        said = {"fingerprint": fingerprint, "content": content, "facts": dict(facts)}
        self._writer.add_key_value_metadata({"send": json.dumps(said, sort_keys=True)})
        self._sink.partition = partition or self._sink.partition
        self._close()
        self._beside.replace(self._path.with_name(f"{self._sink.partition}.parquet"))
        return Stamp(fingerprint, content, self.rows, facts)

    def discard(self) -> None:
        """Leave everything as it was."""
        self._close()
        self._beside.unlink(missing_ok=True)

    def _close(self) -> None:
        try:
            self._writer.close()
        finally:
            self._sink.close()
