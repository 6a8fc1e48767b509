"""What the tables of indicators are made from: marts as shown, columns of core tables.

For the order of building and for lineage. Nothing is counted here.
"""

import re
from collections.abc import Iterator
from functools import cache

from pipelines.outcomes import beside, counted, sources
from pipelines.outcomes.declared import base_of, bases, declared
from pipelines.outcomes.groups import KNOWN
from pipelines.outcomes.tables import COUNT, COUNT_MARTS, SCHEMAS
from pipelines.sql import tables_read
from schemas.catalogue import CORE_TABLES
from schemas.indicator import HEALTH, AsShown, Base, Duration, Gap, Indicator, Proportion, Rate

_BASELINE = frozenset({"baseline", "baseline_year", "baseline_source"})
_OF_DECLARATION = _BASELINE | {"words", "domain", "kind", "unit", "polarity", "method", "target", "indicator"}


@cache
def shown_reads() -> tuple[str, ...]:
    """The marts, as ``shown.<mart>``, that ``outcomes.*`` is made of."""
    queries = (query for one in declared().values() for query in _queries(one))
    found = {table for query in queries for table in tables_read(query, "an indicator")}
    return tuple(sorted({*COUNT_MARTS, *sources.READS, beside.READS, *found}))


@cache
def core_reads() -> tuple[str, ...]:
    """The tables that ``indicator.count`` is counted from, code lists among them."""
    return counted.reads(declared())


def columns_behind(
    table: str, column: str, asked: frozenset[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """The tables and columns that a column is computed from; ``asked``: in rows that have these values.

    The third is the base whose rows matter, where they are of one; the column ``*``, every count of a mart.
    """
    if table == COUNT:
        wanted = dict(asked).get("base")
        for base in bases(declared()).values():
            if wanted in {None, base.id}:
                yield from ((*behind, "") for behind in _of_base(base, column))
    elif table in SCHEMAS and column in beside.COLUMNS.values():
        yield beside.READS, "comparator_value", ""
    elif table in SCHEMAS and column not in _OF_DECLARATION:
        wanted = dict(asked).get("indicator")
        for one in declared().values():
            if wanted in {None, one.id}:
                yield from _of_figure(one, column)


def _of_base(base: Base, column: str) -> Iterator[tuple[str, str]]:
    indicators = [one for one in declared().values() if base_of(one) == base]
    flags = [e for one in indicators for e in _expressions(one)]
    said = " ".join((base.source, base.when, base.where, base.year, base.term, *base.groups.values(), *flags))
    words = (
        {"delivery"} if column in {"deliveries", "read_to"} else set(re.findall(r"[a-z_][a-z0-9_]*", said))
    )
    for table in counted.source_tables(base):
        if table in CORE_TABLES:
            names = CORE_TABLES[table].model.to_schema().columns
            yield from ((table, name) for name in names if name in {*words, "la_code"})
    if column not in {"deliveries", "read_to"}:
        yield from sorted({behind for topic in base.persons_by for behind in KNOWN[topic].columns})


def _of_figure(one: Indicator, column: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(one, Gap):
        yield from _of_figure(declared()[one.of], column)
    for query in _queries(one):
        for table in tables_read(query, one.id):
            yield table, "*", ""
    base = base_of(one)
    if base is not None:
        name = (
            "deliveries" if column == "deliveries" else "quantile" if isinstance(one, Duration) else "persons"
        )
        yield COUNT_MARTS[base.rule == HEALTH], name, base.id


def _queries(one: Indicator) -> Iterator[str]:
    if isinstance(one, AsShown):
        yield one.query
    if isinstance(one, Rate):
        yield one.among


def _expressions(one: Indicator) -> Iterator[str]:
    if isinstance(one, Proportion):
        yield one.counts
    if isinstance(one, Duration):
        yield f"{one.days} {one.ended}"
