"""Databases in memory for queries, one after the other in one DuckDB of this process.

To start a DuckDB and to teach it our macros costs more than most of our queries. A bench is a database of its
own, with nothing in it, that knows the macros; nothing is left of it when it is closed. What must not be
written to a disk has a DuckDB of its own.
"""

import itertools
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import duckdb

MACROS = Path(__file__).with_name("macros.sql")
_SPILL = ".spill-"
_numbers = itertools.count(1)


@contextmanager
def bench(place: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an empty database; what does not fit into memory spills into ``place``.

    Without a place it is an error that it does not fit.
    """
    if place is None:
        with _new(temp_directory="") as con:
            yield con
        return
    # A process that was forked must not use its parent's.
    con = _started(os.getpid()).cursor()
    name = f"bench_{next(_numbers)}"
    with suppress(duckdb.Error):
        # The first place that was spilt into stays that of the process.
        con.execute("set temp_directory = $1", [str(place / _spill(os.getpid()))])
    con.execute(f"attach ':memory:' as {name}")
    try:
        con.execute(f"set search_path = '{name}.main,memory.main'")
        yield con
    finally:
        con.execute(f"use memory; detach {name}")
        con.close()


def sweep(place: Path) -> None:
    """Remove what processes that are gone have spilt into ``place``.

    The folder of a living one stays: its DuckDB makes it once, and could spill no more without it.
    """
    for folder in place.glob(f"{_SPILL}*"):
        process = int(folder.name.removeprefix(_SPILL).split("-")[0])
        if folder.name != _spill(os.getpid()) and not _is_alive(process):
            shutil.rmtree(folder, ignore_errors=True)


@cache
def _spill(process: int) -> str:
    # In containers every process may have the same number.
    return f"{_SPILL}{process}-{secrets.token_hex(4)}"


def _is_alive(process: int) -> bool:
    """It is there, and another than this one."""
    if process == os.getpid():
        return False
    # On Windows this would end it; there nobody is known to be gone.
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@cache
def _started(_process: int) -> duckdb.DuckDBPyConnection:
    return _new()


def _new(**config: str) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config=dict(config))
    con.execute("set enable_progress_bar = false")
    con.execute(MACROS.read_text("utf-8"))
    return con
