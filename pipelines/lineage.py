"""Where every column of every table comes from: mart, core, staging, the item in the supplier's file.

Nothing here is written by hand: marts and core tables are traced through their SQL, staged columns through
the contract, linkage through the columns it asks for. How one query is read is in ``lineage_sql``.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pyarrow as pa
from sqlglot.schema import MappingSchema

from pipelines import addresses, core, scope, shown, steps, workbench
from pipelines.cohort import tables as cohort
from pipelines.cohort.flows import HOMES_SQL
from pipelines.cohort.flows import SQL as FLOWS_SQL
from pipelines.formats import ROW
from pipelines.identity import left_behind
from pipelines.lineage_shape import Given
from pipelines.lineage_sql import CHOICE, CONSTANT, VALUE, OpaqueQueryError, Source, TracedQuery
from pipelines.outcomes import tables as outcomes
from pipelines.outcomes import traced
from pipelines.profiles import linking_columns
from pipelines.projection import tables as projection
from pipelines.sql import Mart, read_marts, tables_read
from schemas.catalogue import ADDRESS, CORE_TABLES, EXTRACTS, PERSON_CHANGE, PERSON_LINK, TABLES
from schemas.contract import Extract, Part, is_about_persons, items
from schemas.disclosure import STATUS_COLUMN

MARTS, STAGING, SHOWN = "marts.", "staging.", f"{shown.SHOWN}."
RECORD, DELIVERED = "(the record itself)", "(the delivery it is in)"
FOLDER = "data/raw"
# Tables of the cohort model that a query counts; the others are simulated.
_COUNTED = {
    cohort.FLOW: ("pipelines/cohort/flows.sql", FLOWS_SQL),
    cohort.HOME: ("pipelines/cohort/homes.sql", HOMES_SQL),
}
_PLACES = {"la_code": ("<la>",), "extract": ("<extract>",), "delivery": ("<la>", "<return>")}


@dataclass(frozen=True, order=True)
class Edge:
    """One source of one column. Not ``exact``: some column of the table, we cannot tell which."""

    table_name: str
    column_name: str
    from_table: str
    from_column: str
    how: str
    exact: bool
    step: str


@dataclass(frozen=True)
class Node:
    """A column and what it is made from, down to the items of the extracts."""

    table: str
    column: str
    words: str
    how: str
    step: str
    sources: tuple["Node", ...] = ()


@dataclass(frozen=True)
class _Step:
    """A query that makes a table. Where it cannot be seen through, every column may come from every other."""

    file: str
    sql: str

    def sources(self, column: str, row: Given = frozenset(), *, with_rows: bool = False) -> frozenset[Source]:
        query = _traced(self.sql)
        if query is None:
            return _everything_in(self.sql, self.file)
        found = query.sources(column, row)
        return found | {s for s in query.rows(row) if with_rows and s.that(VALUE) not in found}

    def can_make(self, row: Given) -> bool:
        query = _traced(self.sql)
        return query is None or query.can_make(row)

    @property
    def is_exact(self) -> bool:
        return _traced(self.sql) is not None


def lineage_table() -> pa.Table:
    """The lineage as a table of the release: one row per column, source and step."""
    names = ("table_name", "column_name", "from_table", "from_column", "how", "step")
    fields = [(name, pa.string()) for name in names]
    rows = [vars(edge) for edge in edges()]
    return pa.Table.from_pylist(rows, schema=pa.schema([*fields, ("exact", pa.bool_())]))


@cache
def edges() -> tuple[Edge, ...]:
    """Every source of every column of every layer."""
    columns = {f"{MARTS}{m.name}": tuple(c.name for c in m.columns) for m in _marts().values()}
    columns |= {table: tuple(schema.names) for table, schema in workbench.tables().items()}
    found = {
        Edge(table, column, s.table, s.column, s.how, exact, file)
        for table, names in columns.items()
        for column in names
        for file, exact, sources in _made_by(table, column)
        for s in sources
    }
    return tuple(sorted(found))


def sources_of(table: str, column: str, row: Given = frozenset()) -> Node:
    """The tree of what a column's values are computed from; ``row``: in rows that have these values."""
    return _node(Source(table, column, VALUE, row))


def leaves(table: str, column: str, row: Given = frozenset()) -> dict[str, tuple[Node, ...]]:
    """The ends of all paths, by how they matter: items the value is computed from, items that choose."""
    found: dict[tuple[str, str], Node] = {}
    for source, node in _reached(table, column, row):
        if not node.sources:
            best = found.get((node.table, node.column))
            if best is None or best.how == CHOICE:
                found[node.table, node.column] = replace(node, how=source.how)
    ends = sorted(found.values(), key=lambda node: (node.table, node.column))
    return {how: tuple(node for node in ends if node.how == how) for how in (VALUE, CHOICE)}


def tables_read_for(mart: str, columns: tuple[str, ...], row: Given) -> frozenset[tuple[str, Given]]:
    """The core tables that a mart, or one that it reads, asks for these columns, and the rows that matter."""
    made = (_made_by(f"{MARTS}{mart}", column, row) for column in columns)
    found = {s for steps_of in made for _, _, sources in steps_of for s in sources}
    found |= _below(found)
    own = {(s.table, s.where) for s in found if s.table in TABLES}
    for s in found:
        if s.table.startswith(SHOWN) and s.column != STATUS_COLUMN:
            own |= tables_read_for(s.table.removeprefix(SHOWN), (s.column,), s.where)
    return frozenset(own)


def _below(found: set[Source]) -> set[Source]:
    """What tables that Python made of others are made of, down to others."""
    projected = {under for s in found if s.table in projection.SCHEMAS for under in _projected_from(s)}
    followed = {under for s in found if s.table in cohort.SCHEMAS for under in _followed_from(s)}
    indicated = {under for s in found if s.table in outcomes.SCHEMAS for under in _indicated_from(s)}
    made = (projected | followed | indicated) - found
    return made | _below(made) if made else made


@cache
def says_the_delivery(table: str, column: str) -> bool:
    """A column that is the same in every row of a delivery: the place of the delivery says it."""
    ends = leaves(table, column)[VALUE]
    return any(e.table == FOLDER for e in ends) and all(e.table in {FOLDER, CONSTANT} for e in ends)


def words_of(table: str, column: str) -> str:
    """What a column or an item is, in plain words."""
    return _words().get((table, column), "")


def makes(table: str, extract: str, row: Given) -> bool:
    """Whether the query of this extract can make such rows of a core table."""
    return any(
        _core_step(q).can_make(row) for q in _queries() if (q.table.name, q.extract) == (table, extract)
    )


def _reached(table: str, column: str, row: Given) -> Iterator[tuple[Source, Node]]:
    """Every column on any path, by value before by choice; a column is seen once for each set of rows."""
    seen: set[Source] = set()
    by_value, by_choice = deque([Source(table, column, VALUE, row)]), deque[Source]()
    while by_value or by_choice:
        source = (by_value or by_choice).popleft()
        if source in seen or source.that(VALUE) in seen:
            continue
        seen.add(source)
        sources = [s for _, _, found in _made_by(source.table, source.column, source.where) for s in found]
        below = tuple(Node(s.table, s.column, "", s.how, "") for s in sources)
        words = words_of(source.table, source.column)
        yield source, Node(source.table, source.column, words, source.how, "", below)
        for below_it in sorted(s if source.how == VALUE else s.that(CHOICE) for s in sources):
            (by_value if below_it.how == VALUE else by_choice).append(below_it)


@cache
def _node(source: Source) -> Node:
    made = _made_by(source.table, source.column, source.where)
    below = {s for _, _, found in made for s in found if s.how == VALUE}
    return Node(
        source.table,
        source.column,
        words_of(source.table, source.column),
        source.how,
        ", ".join(dict.fromkeys(file for file, _, _ in made)),
        tuple(_node(s) for s in sorted(below, key=lambda s: (s.table, s.column, sorted(s.where)))),
    )


@cache
def _made_by(
    table: str, column: str, row: Given = frozenset()
) -> tuple[tuple[str, bool, frozenset[Source]], ...]:
    """For each step that makes a column: its file, whether it is exact, and the sources."""
    if table.startswith(MARTS):
        mart = _marts()[table.removeprefix(MARTS)]
        step = _Step(f"assets/marts/{mart.name}.sql", mart.sql)
        return ((step.file, step.is_exact, step.sources(column, row)),)
    if table.startswith(SHOWN):
        return (("pipelines/shown.py", True, _shown_from(_marts()[table.removeprefix(SHOWN)], column, row)),)
    if table.startswith(STAGING):
        return _staged_from(table, column)
    found = list(_made_by_python(table, column, row))
    for query in _queries():
        if query.table.name == table and (step := _core_step(query)).can_make(row):
            is_key = column in query.table.key
            found.append((step.file, step.is_exact, step.sources(column, row, with_rows=is_key)))
    return tuple(found)


def _made_by_python(
    table: str, column: str, row: Given = frozenset()
) -> Iterator[tuple[str, bool, frozenset[Source]]]:
    if table == steps.DELIVERY:
        places = _PLACES.get(column, ("<return>",))
        yield "pipelines/landing.py", True, frozenset(Source(FOLDER, place) for place in places)
    if table == PERSON_LINK.name:
        yield "pipelines/linkage.py", column == ROW, _linked_from(column)
    if table == PERSON_CHANGE.name:
        yield "pipelines/people.py", False, _linked_from("person_id")
    if table in scope.SCHEMAS:
        yield "pipelines/scope.py", True, frozenset({Source(scope.FILE, f"{table}.{column}")})
    if table == ADDRESS.name:
        yield "pipelines/addresses.py", True, _located_from(column)
    yield from _made_beside_queries(Source(table, column, VALUE, row))


def _made_beside_queries(of: Source) -> Iterator[tuple[str, bool, frozenset[Source]]]:
    """Tables that are projected, followed or judged."""
    if of.table in projection.SCHEMAS:
        yield "pipelines/projection/from_marts.py", True, _projected_from(of)
    if of.table in cohort.SCHEMAS:
        file, _ = _COUNTED.get(of.table, ("pipelines/cohort/from_lake.py", ""))
        yield file, True, _followed_from(of)
    if of.table in outcomes.SCHEMAS:
        yield "pipelines/outcomes", True, _indicated_from(of)


def _indicated_from(of: Source) -> frozenset[Source]:
    """By the declarations: columns of core tables, or counts of marts as they are shown, of the same area."""
    area = frozenset(pair for pair in of.where if pair[0] == "la_code")
    found = set()
    for table, column, base in traced.columns_behind(of.table, of.column, of.where):
        mart = _marts().get(table.removeprefix(SHOWN))
        names = [c.name for c in mart.of_role("count")] if mart and column == "*" else [column]
        rows = area | {("base", base)} if base else area
        found |= {Source(table, name, VALUE, frozenset(rows)) for name in names}
    return frozenset(found) or frozenset({Source(CONSTANT, "the declaration in schemas/indicators")})


def _shown_from(mart: Mart, column: str, row: Given) -> frozenset[Source]:
    """The same column; what was hidden follows from the counts."""
    if column == STATUS_COLUMN:
        names = [c.name for c in mart.columns if c.role == "count" or c.name == STATUS_COLUMN]
        return frozenset(Source(f"{MARTS}{mart.name}", name, CHOICE, row) for name in names)
    return frozenset({Source(f"{MARTS}{mart.name}", column, VALUE, row)})


def _projected_from(projected: Source) -> frozenset[Source]:
    """Every figure is made of all published ones; of returned ones, only of those of its own area."""
    area = frozenset(pair for pair in projected.where if pair[0] == "la_code")
    return frozenset(
        Source(table, projection.COUNTED_IN[table], VALUE, area if table == projection.OWN else frozenset())
        for table in projection.READS[projected.table]
    )


def _followed_from(followed: Source) -> frozenset[Source]:
    """Every number is made of all flows of its authority; of flows, by the query that counts them."""
    if followed.table in _COUNTED:
        return _Step(*_COUNTED[followed.table]).sources(followed.column, with_rows=True)
    return frozenset(
        Source(table, cohort.COUNTED_IN[table], VALUE, frozenset()) for table in cohort.READS[followed.table]
    )


def _staged_from(table: str, column: str) -> tuple[tuple[str, bool, frozenset[Source]], ...]:
    extract, part = _staged_parts()[table]
    received = f"{extract.name}.{part.name}"
    by_column = {"delivery": DELIVERED, ROW: RECORD}
    for item in items(part.contract):
        for name in left_behind(item) if item.vault else (item.name,):
            by_column[name] = item.header
    return ((f"schemas/extracts/{extract.name}.py", True, frozenset({Source(received, by_column[column])})),)


def _linked_from(column: str) -> frozenset[Source]:
    """A record's place is its own; who it is about follows from all numbers of all records."""
    parts = {table: part for table, (_, part) in _staged_parts().items() if is_about_persons(part)}
    return frozenset(
        Source(table, name)
        for table, part in parts.items()
        for name in ([column] if column in {ROW, "delivery"} else linking_columns(part))
    )


def _located_from(column: str) -> frozenset[Source]:
    """A home's areas are those that the directory gives for its postcode; all else is told of the record."""
    looked_up = {Source(addresses.DIRECTORY, name) for name in addresses.LOOKED_UP.get(column, ())}
    if looked_up:
        homes = {Source(told.staged, addresses.DISTRICT_LEFT, CHOICE) for told in addresses.told()}
        return frozenset({*looked_up, *homes, Source(addresses.DIRECTORY, "postcode", CHOICE)})
    if column in addresses.OF_DELIVERY:
        return frozenset({Source(steps.DELIVERY, addresses.OF_DELIVERY[column])})
    if column == "person_id":
        return frozenset({Source(PERSON_LINK.name, column)})
    if column == "part":
        return frozenset({Source(CONSTANT, "the table of the person's record")})
    own = addresses.DISTRICT_LEFT if column == addresses.DISTRICT_LEFT else ROW
    tables = {told.staged_person if column == ROW else told.staged for told in addresses.told()}
    return frozenset(Source(table, own) for table in tables)


@cache
def _staged_parts() -> dict[str, tuple[Extract, Part]]:
    return {e.staging(p): (e, p) for e in EXTRACTS.values() for p in e.parts}


@cache
def _marts() -> dict[str, Mart]:
    return read_marts()


@cache
def _queries() -> tuple[core.CoreQuery, ...]:
    return (*core.queries(), *core.whole_queries())


def _core_file(query: core.CoreQuery) -> str:
    return f"pipelines/core/{core.file_of(query.table, query.extract).name}"


def _core_step(query: core.CoreQuery) -> _Step:
    return _Step(_core_file(query), query.sql)


@cache
def _traced(sql: str) -> TracedQuery | None:
    try:
        return TracedQuery(sql, _schema(), _keys())
    except OpaqueQueryError:
        return None


def _everything_in(sql: str, file: str) -> frozenset[Source]:
    known = {table: schema.names for table, schema in workbench.tables().items()} | _code_columns()
    read = [table for table in tables_read(sql, file) if table in known]
    return frozenset(Source(table, column) for table in read for column in known[table])


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    made = {t.name: t.key for t in CORE_TABLES.values()}
    return {**dict.fromkeys(_staged_parts(), (ROW,)), steps.DELIVERY: ("delivery",), **made}


@cache
def _schema() -> MappingSchema:
    layers: dict[str, Any] = {}
    columns = {table: list(schema.names) for table, schema in workbench.tables().items()}
    for table, names in {**columns, **_code_columns()}.items():
        layer, name = table.split(".")
        layers.setdefault(layer, {})[name] = dict.fromkeys(names, "varchar")
    return MappingSchema(layers, dialect="duckdb")


@cache
def _code_columns() -> dict[str, list[str]]:
    """The code lists that queries join, as they are joined."""
    sqls = (*(q.sql for q in _queries()), *(m.sql for m in _marts().values()))
    reads = {name for sql in sqls for name in re.findall(r"\bcodes\.\w+", sql)}
    return {f"{core.CODES}{name}": list(listed.columns) for name, listed in core.code_tables(reads)}


@cache
def _words() -> dict[tuple[str, str], str]:
    said = {
        (f"{layer}{m.name}", c.name): c.description
        for m in _marts().values()
        for c in m.columns
        for layer in (MARTS, SHOWN)
    }
    for table in CORE_TABLES.values():
        columns = table.model.to_schema().columns
        said |= {(table.name, name): c.description or "" for name, c in columns.items()}
    for staged, (extract, part) in _staged_parts().items():
        received = f"{extract.name}.{part.name}"
        said |= {(staged, ROW): "Place of the record in the file", (received, RECORD): "One record"}
        for item in items(part.contract):
            said |= {(received, item.header): item.description, (staged, item.name): item.description}
            said |= {(staged, name): item.description for name in left_behind(item) if item.vault}
    return said
