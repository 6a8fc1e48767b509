"""What one query makes each of its columns from, read off its SQL. How queries follow: ``lineage``.

A source is a ``VALUE`` where the column is computed from it, and a ``CHOICE`` where it only decides which
records are counted or looked up: filters, inner joins, ranks, groups. ``count(*)`` counts the key of its
relation. Given the values of one row, the branches that cannot have made that row are left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.schema import MappingSchema

from pipelines import lineage_shape as shape
from pipelines.lineage_shape import Given, Wanted

VALUE, CHOICE = "value", "choice"
CONSTANT = "constant"
CODES = "codes"

Keys = Mapping[str, tuple[str, ...]]


class OpaqueQueryError(ValueError):
    """The SQL cannot be seen through column by column."""


@dataclass(frozen=True, order=True)
class Source:
    """A column of a table that a query reads; ``where``: the rows of the table that can matter."""

    table: str
    column: str
    how: str = VALUE
    where: Given = frozenset()

    def that(self, how: str) -> "Source":
        """The same column, mattering in this way."""
        return self if self.how == how else Source(self.table, self.column, how, self.where)


def given(row: Mapping[str, Any]) -> Given:
    """The values of a row as the tracing compares them; what is missing says nothing."""
    return frozenset((name, str(value)) for name, value in row.items() if value is not None)


class TracedQuery:
    """One query, qualified once; every question after that reuses its scopes."""

    def __init__(self, sql: str, schema: MappingSchema, keys: Keys) -> None:
        try:
            tree = parse_one(sql, dialect="duckdb")
            tree = tree.transform(shape.unpivot_as_union, schema, copy=False)
            tree = qualify(tree, schema=schema, dialect="duckdb", quote_identifiers=False)
            root = build_scope(tree)
        except SqlglotError as error:
            raise OpaqueQueryError(str(error)) from error
        if root is None or tree.find(exp.Pivot, exp.Columns):
            raise OpaqueQueryError("its columns depend on the data")
        self.columns = shape.columns_of(root)
        self._root, self._keys = root, keys
        self._known: dict[tuple[int, str | None, Given], frozenset[Source]] = {}
        self._alive: dict[tuple[int, Given], bool] = {}
        self._parts: dict[int, list[tuple[exp.Expr, bool]]] = {}
        for column in self.columns:
            self.sources(column)  # what cannot be seen through shows here, not later

    def sources(self, column: str, row: Given = frozenset()) -> frozenset[Source]:
        """What a column is made from; with ``row``, in rows that have these values."""
        return _strongest(self._of_output(self._root, column, row))

    def rows(self, row: Given = frozenset()) -> frozenset[Source]:
        """What decides which rows there are."""
        return _strongest(self._of_rows(self._root, row))

    def can_make(self, row: Given) -> bool:
        """False where a constant in the query contradicts the row."""
        return self._is_alive(self._root, row)

    def _of_output(self, scope: Scope, name: str, row: Given) -> frozenset[Source]:
        asked = (id(scope), name, row)
        if asked not in self._known:
            self._known[asked] = frozenset()  # a recursive query asks itself again
            self._known[asked] = frozenset(self._output(scope, name, row))
        return self._known[asked]

    def _output(self, scope: Scope, name: str, row: Given) -> Iterator[Source]:
        for branch, names in shape.branches(scope):
            if branch is not scope:
                yield from self._of_output(branch, names.get(name, name), shape.renamed(row, names))
                continue
            made = shape.projection(scope, name)
            wanted = self._narrowed(scope, row, made)
            if made is not None and wanted is not None:
                yield from self._of_expression(scope, made, wanted)
                if shape.sees_many_rows(scope, made):
                    yield from _chosen(self._rows_of(scope, wanted))

    def _of_rows(self, scope: Scope, row: Given) -> frozenset[Source]:
        asked = (id(scope), None, row)
        if asked not in self._known:
            self._known[asked] = frozenset()
            self._known[asked] = frozenset(_chosen(self._rows(scope, row)))
        return self._known[asked]

    def _rows(self, scope: Scope, row: Given) -> Iterator[Source]:
        for branch, names in shape.branches(scope):
            if branch is not scope:
                yield from self._of_rows(branch, shape.renamed(row, names))
                continue
            wanted = self._narrowed(scope, row, None)
            yield from self._rows_of(scope, wanted) if wanted is not None else ()

    def _rows_of(self, scope: Scope, wanted: Wanted) -> Iterator[Source]:
        for condition in shape.deciding(scope):
            yield from self._of_expression(scope, condition, wanted)
        for name in shape.required(scope):
            source, where = scope.sources[name], given(wanted.get(name, {}))
            if isinstance(source, Scope):
                yield from self._of_rows(source, where)
            else:
                yield from (Source(_name(source), key, CHOICE, where) for key in self._key(source))

    def _of_expression(self, scope: Scope, made: exp.Expr, wanted: Wanted) -> Iterator[Source]:
        """The sources of an expression, its nested queries among them."""
        found = False
        for node, only_ranks in self._parts_of(made):
            if isinstance(node, exp.Column):
                found = True
                sources = self._of_column(scope, node, wanted)
                yield from _chosen(sources) if only_ranks else sources
            elif isinstance(node, exp.Query) and (nested := shape.nested(scope, node)):
                found = True
                for name in shape.columns_of(nested):
                    yield from self._of_output(nested, name, frozenset())
                yield from self._of_rows(nested, frozenset())
            elif isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
                found = True
                yield from self._key_of(scope, wanted)
        if not found:
            yield Source(CONSTANT, made.unalias().sql("duckdb"))

    def _parts_of(self, made: exp.Expr) -> list[tuple[exp.Expr, bool]]:
        """The columns, queries and counts in an expression; of a column, whether it only ranks."""
        if id(made) not in self._parts:
            nodes = made.walk(prune=lambda node: isinstance(node, exp.Query))
            self._parts[id(made)] = [
                (node, isinstance(node, exp.Column) and shape.only_ranks(node, made))
                for node in nodes
                if isinstance(node, exp.Column | exp.Query | exp.Count)
            ]
        return self._parts[id(made)]

    def _of_column(self, scope: Scope, column: exp.Column, wanted: Wanted) -> Iterator[Source]:
        owner: Scope | None = scope
        while owner is not None and column.table not in owner.sources:
            owner = owner.parent  # a correlated query speaks of the row outside
        if owner is None:
            raise OpaqueQueryError(f"{column.sql()} is of no relation")
        source = owner.sources[column.table]
        where = given(wanted.get(column.table, {})) if owner is scope else frozenset()
        if isinstance(source, Scope):
            yield from self._of_output(source, column.name, where)
        elif source.db:
            yield Source(_name(source), column.name, VALUE, where)
        else:
            yield Source(CONSTANT, source.sql("duckdb"))
        for asked_by in shape.asking(owner, column.table):
            sources = self._of_column(owner, asked_by, wanted)
            is_code = isinstance(source, exp.Table) and source.db == CODES
            yield from sources if is_code else _chosen(sources)

    def _key_of(self, scope: Scope, wanted: Wanted) -> Iterator[Source]:
        """The key of the relation that a query counts the rows of."""
        name = scope.expression.args["from_"].this.alias_or_name
        source, where = scope.sources[name], given(wanted.get(name, {}))
        if isinstance(source, Scope):
            yield from self._key_below(source, where)
        else:
            yield from (Source(_name(source), key, VALUE, where) for key in self._key(source))

    def _key_below(self, scope: Scope, row: Given) -> Iterator[Source]:
        for branch, names in shape.branches(scope):
            if branch is not scope:
                yield from self._key_below(branch, shape.renamed(row, names))
            elif isinstance(scope.expression, exp.Select):
                wanted = self._narrowed(scope, row, None)
                yield from self._key_of(scope, wanted) if wanted is not None else ()

    def _key(self, table: exp.Table) -> tuple[str, ...]:
        return self._keys.get(_name(table), ())

    def _narrowed(self, scope: Scope, row: Given, made: exp.Expr | None) -> Wanted | None:
        """What the row says of the relations a select reads; None when the select cannot have made it."""
        wanted: Wanted = {}
        for name, value in row:
            output = shape.projection(scope, name)
            possible = shape.possible(output)
            if possible is not None and value not in possible:
                return None
            if isinstance(output, exp.Column):
                wanted.setdefault(output.table, {})[output.name] = value
        shape.keep_what_windows_see(scope, made, wanted)
        shape.follow_equalities(scope, wanted)
        sources = ((scope.sources[name], wanted.get(name, {})) for name in shape.required(scope))
        dead = any(isinstance(s, Scope) and not self._is_alive(s, given(of)) for s, of in sources)
        return None if dead else wanted

    def _is_alive(self, scope: Scope, row: Given) -> bool:
        asked = (id(scope), row)
        if asked not in self._alive:
            self._alive[asked] = True  # a recursive query asks itself again
            self._alive[asked] = self._can_have(scope, row)
        return self._alive[asked]

    def _can_have(self, scope: Scope, row: Given) -> bool:
        if isinstance(scope.expression, exp.Values):
            return not row or any(row <= one for one in shape.listed(scope.expression))
        return any(
            self._narrowed(branch, row, None) is not None
            if branch is scope
            else self._is_alive(branch, shape.renamed(row, names))
            for branch, names in shape.branches(scope)
        )


def _name(table: exp.Table) -> str:
    return f"{table.db}.{table.name}"


def _chosen(sources: Iterable[Source]) -> Iterator[Source]:
    return (source.that(CHOICE) for source in sources if source.table != CONSTANT)


def _strongest(sources: frozenset[Source]) -> frozenset[Source]:
    """A source that is a value as well as a choice is a value."""
    return frozenset(s for s in sources if s.how == VALUE or s.that(VALUE) not in sources)
