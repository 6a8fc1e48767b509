"""A file written beside its place and moved in when it is whole: a run that ends early leaves what was there.

What must outlast a loss of power is synced by who writes it (``keys``); tables of the lake are the lake's.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

ONLY_ITS_OWNER, ALL_HERE = 0o600, 0o644


@contextmanager
def whole_file(path: Path, mode: int) -> Iterator[BinaryIO]:
    """A file to write into that takes the path's place, with these rights, once all is written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        part.chmod(mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
