"""The steps from the core to what is shown: marts, what Python derives, protection. Each knows its inputs.

The command line and Dagster call these same functions; how one knows that it is up to date ``steps`` says.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import core, derived, scope, shown
from pipelines.derived import Derived
from pipelines.lake import Lake
from pipelines.release_folder import HELD, releases_in, state_at
from pipelines.release_state import EMBARGOED
from pipelines.sql import Mart, read_marts
from pipelines.steps import Workshop, fingerprint_of, remake

_HERE = Path(__file__).parent


def mart_fingerprint(lake: Lake, mart: Mart) -> str:
    """What a mart is made from."""
    inputs = [(name, part) for name in mart.reads for part in lake.partitions(name)]
    return fingerprint_of(lake, inputs, *_code_of(mart))


def build_marts(shop: Workshop, marts: Mapping[str, Mart]) -> Iterator[str]:
    """Build these marts in the lake, in full and as they are shown; tells each that is made anew.

    Those that are made of how others are shown come when these have been protected, all of them together.
    """
    first = {name for name, mart in marts.items() if not any(shown.reads_of(mart))}
    ready: set[str] = set()
    new = {name for name in sorted(first) if _with_derived(shop, marts[name], ready)}
    yield from sorted(new | set(protect(shop)))
    for name, mart in shown.in_order(marts).items():
        if name not in first and _with_derived(shop, mart, ready):
            yield name


def protect(shop: Workshop) -> list[str]:
    """Protect together what is told together, as far as it is counted; returns what is shown otherwise."""
    # One whose day is set will be public beside what is made now.
    coming = (one for one in releases_in(shop.marts, HELD) if state_at(one) == EMBARGOED)
    public = shop.ledger.public([one.name for one in (*releases_in(shop.marts), *coming)])
    return shown.show_together(
        shop.lake, shown.told_together(read_marts()), shown.Beside(shop.ledger, public)
    )


def derive(shop: Workshop, one: Derived) -> bool:
    """Make derived tables of what is there by now; False when they were up to date."""
    scope.keep(shop.lake, shop.beside)

    def make(con: duckdb.DuckDBPyConnection) -> Mapping[str, pa.Table]:
        return one.make(con, shop.beside)

    reads = one.reads()
    code = (one.code(), one.written(shop.beside), core.codes_version(reads), _macros())
    return remake(shop.lake, one.tables, reads, *code, make=make)


def build_mart(shop: Workshop, mart: Mart) -> bool:
    """Build a mart in the lake, in full, and as shown if it is told alone; False if it was up to date."""
    scope.keep(shop.lake, shop.beside)
    table = f"marts.{mart.name}"

    def make(con: duckdb.DuckDBPyConnection) -> Mapping[str, pa.Table]:
        rows = con.sql(mart.sql).to_arrow_table()
        mart.check(rows)
        return {table: rows}

    is_new = remake(shop.lake, (table,), mart.reads, *_code_of(mart), make=make)
    is_alone = mart.name not in shown.told_together({mart.name: mart})
    return (is_alone and shown.show(shop.lake, mart)) or is_new


def _with_derived(shop: Workshop, mart: Mart, ready: set[str]) -> bool:
    """``build_mart``, when the derived tables it reads are there; ``ready``: those that are."""
    for one in derived.behind(mart.reads):
        if one.name not in ready:
            derive(shop, one)
            ready.add(one.name)
    return build_mart(shop, mart)


def _code_of(mart: Mart) -> tuple[str, ...]:
    return mart.code_version, core.codes_version(mart.reads), _macros()


def _macros() -> str:
    return (_HERE / "macros.sql").read_text("utf-8")
