"""All that lies in a lake, opened: for tests that search it."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import vault, vault_files
from pipelines.keys import KeyRing


def every_table(folder: Path, keys: KeyRing) -> Iterator[tuple[Path, pa.Table]]:
    """Every Parquet file in a folder and what it holds; what a vault has sealed is opened."""
    restricted = {path: table for table, path in vault_files.files(folder)}
    for path in sorted(folder.rglob("*.parquet")):
        if path not in restricted:
            yield path, pq.read_table(path, partitioning=None)
        else:
            with vault.Opened(path, restricted[path], keys) as opened:
                yield path, pq.read_table(pa.PythonFile(opened, "r"), partitioning=None)
