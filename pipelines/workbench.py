"""Where queries work: DuckDB over staged and core tables, with the codes and our macros at hand."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache

import duckdb
import pyarrow as pa

from pipelines import completeness, core, derived, linkage_counts, scope, shown
from pipelines.lake import Lake
from pipelines.sql import read_marts
from pipelines.staging import staged_schema
from schemas.catalogue import CODESETS, CORE_TABLES, EXTRACTS

DELIVERY = "landing.delivery"
DELIVERY_COLUMNS = pa.schema(
    [
        *((name, pa.string()) for name in ("delivery", "extract", "la_code", "returned", "term")),
        ("year", pa.int64()),
        ("place", pa.float64()),
        ("census_day", pa.date32()),
        ("academic_year", pa.string()),
        ("fingerprint", pa.string()),
    ]
)


@contextmanager
def workbench(
    lake: Lake,
    reads: Collection[str] | None = None,
    partitions: dict[str, str] | None = None,
    *,
    off_disk: bool = False,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over staged and core tables (all of them, or those that are read), codes and macros at hand.

    ``off_disk``, for what is of the vault: a DuckDB of its own that writes nothing to a disk.
    """
    known = tables()
    reads = reads if reads is not None else [*known, *(f"{core.CODES}{name}" for name in CODESETS)]
    read = {name: known[name] for name in reads if name in known}
    with lake.connect(read, partitions, off_disk=off_disk) as con:
        core.register_codes(con, reads)
        yield con


@cache
def tables() -> dict[str, pa.Schema]:
    """Every table that a query may read, with its columns."""
    staged = {e.staging(p): staged_schema(p) for e in EXTRACTS.values() for p in e.parts}
    made = {t.name: core.arrow_schema(t.model) for t in CORE_TABLES.values()}
    counted = {**completeness.SCHEMAS, **linkage_counts.SCHEMAS, **derived.SCHEMAS}
    return {DELIVERY: DELIVERY_COLUMNS, **staged, **made, **counted, **scope.SCHEMAS, **_marts_as_shown()}


def _marts_as_shown() -> dict[str, pa.Schema]:
    """By name only: of what type a column is, is known once the mart is counted."""
    return {
        f"{shown.SHOWN}.{name}": pa.schema([(column, pa.string()) for column in shown.columns_of(mart)])
        for name, mart in read_marts().items()
    }
