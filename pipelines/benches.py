"""Databases in memory for queries, one after the other in one DuckDB of this process.

To start a DuckDB and to teach it our macros costs more than most of our queries. A bench is a database of its
own, with nothing in it, that knows the macros; nothing is left of it when it is closed.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import duckdb

MACROS = Path(__file__).with_name("macros.sql")
SPILL = ".spill"
_numbers = itertools.count(1)


@contextmanager
def bench(place: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an empty database; what does not fit into memory spills into ``place``."""
    # A process that was forked must not use its parent's.
    con = _started(os.getpid()).cursor()
    name = f"bench_{next(_numbers)}"
    with suppress(duckdb.Error):
        # The first place that was spilt into stays that of the process.
        con.execute("set temp_directory = $1", [str(place / SPILL)])
    con.execute(f"attach ':memory:' as {name}")
    try:
        con.execute(f"set search_path = '{name}.main,memory.main'")
        yield con
    finally:
        con.execute(f"use memory; detach {name}")
        con.close()


@cache
def _started(_process: int) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    con.execute("set enable_progress_bar = false")
    con.execute(MACROS.read_text("utf-8"))
    return con
