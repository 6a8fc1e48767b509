"""Published files as they are downloaded: plain, compressed with gzip, or as Parquet; text tables out."""

import io
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import sheets
from pipelines.errors import RefusedError
from pipelines.formats import MAX_FILE_BYTES, ROW, read_csv, refuse_impostors, shown
from pipelines.sheets import TextSheet

GZIP, PARQUET = b"\x1f\x8b", b"PAR1"
_WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS


def read(path: Path) -> list[TextSheet]:
    """The sheets of a file; ``RefusedError`` where it was cut, is too large, or is something else."""
    with path.open("rb") as file:
        beginning = file.read(len(PARQUET))
    if beginning == PARQUET:
        return [_parquet(path)]
    if beginning.startswith(GZIP):
        return [_gzipped(path)]
    return sheets.read(path, frozenset())


def _gzipped(path: Path) -> TextSheet:
    plain = path.with_suffix("") if path.suffix.casefold() == ".gz" else path
    unpack, packed = zlib.decompressobj(_WITH_GZIP_HEADER), path.read_bytes()
    try:
        data = unpack.decompress(packed, MAX_FILE_BYTES)
    except zlib.error:
        raise _cut(path, "a gzip file") from None
    if unpack.unconsumed_tail:
        raise RefusedError(
            f"{shown(path.name)} is larger than 2 GiB when unpacked.",
            why="No published table comes near that size.",
            hint="Download it again from the publisher's own page.",
        )
    if not unpack.eof or unpack.unused_data:
        raise _cut(path, "a gzip file")
    refuse_impostors(plain.name, data)
    table = read_csv(plain, data)
    return TextSheet(**vars(table), file=path.name, shown=shown(path.name))


def _parquet(path: Path) -> TextSheet:
    """Every value as text; the row is the record's ordinal."""
    data = io.BytesIO(path.read_bytes())
    try:
        rows = pq.read_table(data)
        text = rows.cast(pa.schema([(name, pa.string()) for name in rows.column_names]))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        raise _cut(path, "a table in Parquet") from None
    numbered = text.replace_schema_metadata(None).append_column(
        ROW, pa.array(range(1, len(text) + 1), pa.int64())
    )
    return TextSheet(path.stem, numbered, file=path.name, shown=shown(path.name))


def _cut(path: Path, kind: str) -> RefusedError:
    return RefusedError(
        f"{shown(path.name)} begins as {kind} and cannot be read as one.",
        why="It was cut or changed while being downloaded.",
        hint="Download it again, and compare its size with the one on the publisher's page.",
    )
