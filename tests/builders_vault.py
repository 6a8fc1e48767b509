"""All that lies in a lake, opened: for tests that search it."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import vault, vault_files
from pipelines.keys import KeyRing
from pipelines.storing import vault_of
from schemas.catalogue import EXTRACTS


def every_table(folder: Path, keys: KeyRing) -> Iterator[tuple[Path, pa.Table]]:
    """Every Parquet file in a folder and what it holds; what a vault has sealed is opened."""
    restricted = {path: table for table, path in vault_files.files(folder)}
    for path in sorted(folder.rglob("*.parquet")):
        if path not in restricted:
            yield path, pq.read_table(path, partitioning=None)
        else:
            with vault.Opened(path, restricted[path], keys) as opened:
                yield path, pq.read_table(pa.PythonFile(opened, "r"), partitioning=None)


def received_in(lake):
    """The tables of the vault that hold what was received; what linkage makes of them says no more."""
    received = {vault_of(extract.staging(part)) for extract in EXTRACTS.values() for part in extract.parts}
    tables = [name for name in lake.tables("vault") if name in received]
    return [lake.read(name, partition) for name in tables for partition in lake.partitions(name)]
