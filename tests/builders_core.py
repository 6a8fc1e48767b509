"""Core queries over tables typed by hand: what is not typed is missing, tables not typed are empty."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines import core, workbench

Rows = list[dict[str, Any]]


@contextmanager
def bench(given: Mapping[str, Rows], reads: tuple[str, ...]) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with these tables, codes and macros."""
    with duckdb.connect() as con:
        for name in {*given, *reads}:
            if name.startswith(core.CODES):
                continue
            con.execute(f"create schema if not exists {name.split('.')[0]}")
            con.register("typed", pa.Table.from_pylist(given.get(name, []), workbench.tables()[name]))
            con.execute(f"create table {name} as from typed")
        core.register_codes(con, reads)
        con.execute((Path(core.__file__).parent.parent / "macros.sql").read_text("utf-8"))
        yield con


def made(table: str, given: Mapping[str, Rows]) -> Rows:
    """The rows of a table that is made over all deliveries."""
    [query] = [one for one in core.whole_queries() if one.table.name == table]
    with bench(given, query.reads) as con:
        return core.run(con, query).to_pylist()


def day(text: str) -> date:
    """A day as people write it here."""
    return date.fromisoformat(text)
