"""What one query makes each of its columns from, read off its SQL. How queries follow each other: ``lineage``.

A source is a ``VALUE`` where the column is computed from it, and a ``CHOICE`` where it only decides which
records are counted or looked up: filters, inner joins, ranks, groups. ``count(*)`` counts the key of its
relation. Given the values of one row, the branches that cannot have made that row are left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.schema import MappingSchema

VALUE, CHOICE = "value", "choice"
CONSTANT = "constant"
CODES = "codes"

Given = frozenset[tuple[str, str]]
Keys = Mapping[str, tuple[str, ...]]
_Wanted = dict[str, dict[str, str]]
_OUTER = ("LEFT", "FULL")


class OpaqueQueryError(ValueError):
    """The SQL cannot be seen through column by column."""


@dataclass(frozen=True, order=True)
class Source:
    """A column of a table that a query reads; ``where``: the rows of the table that can matter."""

    table: str
    column: str
    how: str = VALUE
    where: Given = frozenset()


def given(row: Mapping[str, Any]) -> Given:
    """The values of a row as the tracing compares them; what is missing says nothing."""
    return frozenset((name, str(value)) for name, value in row.items() if value is not None)


class TracedQuery:
    """One query, qualified once; every question after that reuses its scopes."""

    def __init__(self, sql: str, schema: MappingSchema, keys: Keys) -> None:
        try:
            tree = parse_one(sql, dialect="duckdb")
            tree = tree.transform(_unpivot_as_union, schema)
            tree = qualify(tree, schema=schema, dialect="duckdb", quote_identifiers=False)
            root = build_scope(tree)
        except SqlglotError as error:
            raise OpaqueQueryError(str(error)) from error
        if root is None:
            raise OpaqueQueryError(type(tree).__name__)
        self.columns = tuple(_columns(root))
        self._root, self._keys = root, keys
        self._known: dict[tuple[int, str | None, Given], frozenset[Source]] = {}

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
        for branch, names in _branches(scope):
            if branch is not scope:
                yield from self._of_output(branch, names.get(name, name), _renamed(row, names))
                continue
            made = _projection(scope, name)
            wanted = self._narrowed(scope, row, made)
            if made is not None and wanted is not None:
                yield from self._of_expression(scope, made, wanted)
                if _sees_many_rows(scope, made):
                    yield from _chosen(self._rows_of(scope, wanted))

    def _of_rows(self, scope: Scope, row: Given) -> frozenset[Source]:
        asked = (id(scope), None, row)
        if asked not in self._known:
            self._known[asked] = frozenset()
            self._known[asked] = frozenset(_chosen(self._rows(scope, row)))
        return self._known[asked]

    def _rows(self, scope: Scope, row: Given) -> Iterator[Source]:
        for branch, names in _branches(scope):
            if branch is not scope:
                yield from self._of_rows(branch, _renamed(row, names))
                continue
            wanted = self._narrowed(scope, row, None)
            yield from self._rows_of(scope, wanted) if wanted is not None else ()

    def _rows_of(self, scope: Scope, wanted: _Wanted) -> Iterator[Source]:
        for condition in _deciding(scope):
            yield from self._of_expression(scope, condition, wanted)
        for name in _required(scope):
            source, where = scope.sources[name], given(wanted.get(name, {}))
            if isinstance(source, Scope):
                yield from self._of_rows(source, where)
            else:
                yield from (Source(_name(source), key, CHOICE, where) for key in self._key(source))

    def _of_expression(self, scope: Scope, made: exp.Expr, wanted: _Wanted) -> Iterator[Source]:
        """The sources of an expression, its nested queries among them."""
        found = False
        for node in made.walk(prune=lambda node: isinstance(node, exp.Query)):
            if isinstance(node, exp.Column):
                found = True
                sources = self._of_column(scope, node, wanted)
                yield from _chosen(sources) if _only_ranks(node, made) else sources
            elif isinstance(node, exp.Query) and (nested := _nested(scope, node)):
                found = True
                for name in _columns(nested):
                    yield from self._of_output(nested, name, frozenset())
                yield from self._of_rows(nested, frozenset())
            elif isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
                found = True
                yield from self._key_of(scope, wanted)
        if not found:
            yield Source(CONSTANT, made.unalias().sql("duckdb"))

    def _of_column(self, scope: Scope, column: exp.Column, wanted: _Wanted) -> Iterator[Source]:
        owner: Scope | None = scope
        while owner is not None and column.table not in owner.sources:
            owner = owner.parent  # a correlated query speaks of the row outside
        if owner is None:
            return
        source = owner.sources[column.table]
        where = given(wanted.get(column.table, {})) if owner is scope else frozenset()
        if isinstance(source, Scope):
            yield from self._of_output(source, column.name, where)
        elif source.db:
            yield Source(_name(source), column.name, VALUE, where)
        else:
            yield Source(CONSTANT, source.sql("duckdb"))
        for asked_by in _asking(owner, column.table):
            sources = self._of_column(owner, asked_by, wanted)
            is_code = isinstance(source, exp.Table) and source.db == CODES
            yield from sources if is_code else _chosen(sources)

    def _key_of(self, scope: Scope, wanted: _Wanted) -> Iterator[Source]:
        """The key of the relation that a query counts the rows of."""
        name = scope.expression.args["from_"].this.alias_or_name
        source, where = scope.sources[name], given(wanted.get(name, {}))
        if isinstance(source, Scope):
            yield from self._key_below(source, where)
        else:
            yield from (Source(_name(source), key, VALUE, where) for key in self._key(source))

    def _key_below(self, scope: Scope, row: Given) -> Iterator[Source]:
        for branch, names in _branches(scope):
            if branch is not scope:
                yield from self._key_below(branch, _renamed(row, names))
            elif isinstance(scope.expression, exp.Select):
                wanted = self._narrowed(scope, row, None)
                yield from self._key_of(scope, wanted) if wanted is not None else ()

    def _key(self, table: exp.Table) -> tuple[str, ...]:
        return self._keys.get(_name(table), ())

    def _narrowed(self, scope: Scope, row: Given, made: exp.Expr | None) -> _Wanted | None:
        """What the row says of the relations a select reads; None when the select cannot have made it."""
        wanted: _Wanted = {}
        for name, value in row:
            output = _projection(scope, name)
            possible = _possible(output)
            if possible is not None and value not in possible:
                return None
            if isinstance(output, exp.Column):
                wanted.setdefault(output.table, {})[output.name] = value
        _keep_what_windows_see(scope, made, wanted)
        _follow_equalities(scope, wanted)
        sources = ((scope.sources[name], wanted.get(name, {})) for name in _required(scope))
        dead = any(isinstance(s, Scope) and not self._is_alive(s, given(of)) for s, of in sources)
        return None if dead else wanted

    def _is_alive(self, scope: Scope, row: Given) -> bool:
        if isinstance(scope.expression, exp.Values):
            return not row or any(row <= one for one in _listed(scope.expression))
        return any(
            self._narrowed(branch, row, None) is not None
            if branch is scope
            else self._is_alive(branch, _renamed(row, names))
            for branch, names in _branches(scope)
        )


def _unpivot_as_union(node: exp.Expr, schema: MappingSchema) -> exp.Expr:
    """``unpivot t on a as "A", b as "B" into name n value v`` as the union of one select a column.

    So is ``t unpivot (v for n in (a as 'A', b as 'B'))``.
    """
    if isinstance(node, exp.Pivot) and node.args.get("unpivot") and node.args.get("into"):
        into = node.args["into"]
        return _union(node.this, node.expressions, into.this.name, into.expressions[0].name, schema)
    pivots = node.args.get("pivots") if isinstance(node, exp.Table) else None
    if not pivots or not pivots[0].args.get("unpivot"):
        return node
    [of] = pivots[0].args["fields"]
    table = exp.table_(node.name, db=node.db or None)
    union = _union(table, of.expressions, of.this.name, pivots[0].expressions[0].name, schema)
    return union.subquery(pivots[0].alias or node.alias_or_name)


def _union(
    relation: exp.Expr, columns: list[exp.Expr], name: str, value: str, schema: MappingSchema
) -> exp.Query:
    pairs = list(_unpivoted(relation, columns, schema))
    selects = [
        exp.select(
            exp.Star(except_=[exp.to_identifier(other) for other, _ in pairs]),
            exp.alias_(exp.Literal.string(label), name),
            exp.alias_(exp.column(column), value),
        )
        .from_(relation.copy())
        .where(exp.column(column).is_(exp.null()).not_())
        for column, label in pairs
    ]
    return exp.union(*selects, distinct=False) if len(selects) > 1 else selects[0]


def _unpivoted(
    relation: exp.Expr, columns: list[exp.Expr], schema: MappingSchema
) -> Iterator[tuple[str, str]]:
    """The columns turned into rows and the names they get; ``columns('regex')`` looks into the table."""
    for column in columns:
        if isinstance(column, exp.Columns):
            names = schema.column_names(relation, dialect="duckdb") if isinstance(relation, exp.Table) else ()
            yield from ((name, name) for name in names if re.search(column.this.name, name))
        else:
            yield column.this.name if column.this else column.name, column.alias_or_name


def _branches(scope: Scope) -> Iterator[tuple[Scope, dict[str, str]]]:
    """The scope itself, or the sides of its union and what each calls the columns."""
    whole = scope.expression
    if not isinstance(whole, exp.SetOperation):
        yield scope, {}
        return
    for side in scope.set_operation_scopes:
        by_name = whole.args.get("by_name")
        yield side, {} if by_name else dict(zip(_columns(scope), _columns(side), strict=False))


def _columns(scope: Scope) -> list[str]:
    whole = scope.expression
    return list(whole.named_selects) if isinstance(whole, exp.Query) else []


def _renamed(row: Given, names: Mapping[str, str]) -> Given:
    return frozenset((names.get(name, name), value) for name, value in row) if names else row


def _projection(scope: Scope, name: str) -> exp.Expr | None:
    return next((made.unalias() for made in _selects(scope) if made.alias_or_name == name), None)


def _selects(scope: Scope) -> list[exp.Expr]:
    return scope.expression.selects if isinstance(scope.expression, exp.Select) else []


def _possible(made: exp.Expr | None) -> set[str] | None:
    """The values an expression can have, where its text tells."""
    if isinstance(made, exp.Literal):
        return {str(made.this)}
    if not isinstance(made, exp.Case):
        return None
    results = [branch.args["true"] for branch in made.args["ifs"]]
    results += [made.args["default"]] if made.args.get("default") else []
    each = [_possible(result) for result in results]
    return set().union(*(one for one in each if one)) if all(one is not None for one in each) else None


def _listed(values: exp.Values) -> Iterator[Given]:
    names = values.alias_column_names
    for row in values.expressions:
        texts = (
            str(one.this) if isinstance(one, exp.Literal) else one.sql("duckdb") for one in row.expressions
        )
        yield frozenset(zip(names, texts, strict=False))


def _joins(scope: Scope) -> Iterable[exp.Join]:
    joins: list[exp.Join] = scope.expression.args.get("joins") or []
    return joins


def _required(scope: Scope) -> Iterator[str]:
    """The relations without whose rows a select has none: not those of outer joins."""
    if start := scope.expression.args.get("from_"):
        yield start.this.alias_or_name
    yield from (join.this.alias_or_name for join in _joins(scope) if join.side not in _OUTER)


def _deciding(scope: Scope) -> Iterator[exp.Expr]:
    """The expressions that decide which rows a select has, or how it groups them."""
    select = scope.expression
    yield from (select.args[word].this for word in ("where", "having", "qualify") if select.args.get(word))
    yield from (j.args["on"] for j in _joins(scope) if j.side not in _OUTER and j.args.get("on"))
    group = select.args.get("group")
    if group and group.args.get("all"):
        yield from (made for made in _selects(scope) if not made.find(exp.AggFunc))
    elif group:
        yield from group.find_all(exp.Column)


def _asking(scope: Scope, name: str) -> Iterator[exp.Column]:
    """The columns by which the rows of a joined relation are looked up."""
    for join in _joins(scope):
        if join.this.alias_or_name == name and join.args.get("on"):
            yield from (column for column in join.args["on"].find_all(exp.Column) if column.table != name)


def _only_ranks(column: exp.Column, made: exp.Expr) -> bool:
    """The column stands in a window's partition or order."""
    below: exp.Expr = column
    while below is not made and below.parent is not None:
        if isinstance(below.parent, exp.Window) and below.arg_key in {"partition_by", "order"}:
            return True
        below = below.parent
    return False


def _sees_many_rows(scope: Scope, made: exp.Expr) -> bool:
    """An aggregate or a window; a function nobody knows counts as one where rows are grouped."""
    if made.find(exp.AggFunc, exp.Window):
        return True
    return bool(scope.expression.args.get("group") and made.find(exp.Anonymous))


def _keep_what_windows_see(scope: Scope, made: exp.Expr | None, wanted: _Wanted) -> None:
    """A window sees all rows of its partition: only the partition's values may be followed below it."""
    if scope.expression.args.get("limit"):
        wanted.clear()
    qualified = scope.expression.args.get("qualify")
    for part in filter(None, (made, qualified)):
        for window in part.find_all(exp.Window):
            kept = {
                (c.table, c.name) for c in window.args.get("partition_by") or () if isinstance(c, exp.Column)
            }
            for table, columns in wanted.items():
                wanted[table] = {name: value for name, value in columns.items() if (table, name) in kept}


def _follow_equalities(scope: Scope, wanted: _Wanted) -> None:
    """``a.x = b.x`` and ``a.y = 'word'`` in filters and joins say more of the relations."""
    where = scope.expression.args.get("where")
    conditions = [where.this] if where else []
    conditions += [join.args["on"] for join in _joins(scope) if join.args.get("on")]
    equal = [part for condition in conditions for part in condition.flatten() if isinstance(part, exp.EQ)]
    for _ in equal:
        for part in equal:
            for one, other in ((part.left, part.right), (part.right, part.left)):
                if not isinstance(one, exp.Column):
                    continue
                known = wanted.setdefault(one.table, {})
                if isinstance(other, exp.Literal):
                    known.setdefault(one.name, str(other.this))
                elif isinstance(other, exp.Column) and other.name in wanted.get(other.table, {}):
                    known.setdefault(one.name, wanted[other.table][other.name])


def _nested(scope: Scope, query: exp.Query) -> Scope | None:
    inner = query.unnest() if isinstance(query, exp.Subquery) else query
    return next((s for s in scope.subquery_scopes if s.expression is inner), None)


def _name(table: exp.Table) -> str:
    return f"{table.db}.{table.name}"


def _chosen(sources: Iterable[Source]) -> Iterator[Source]:
    return (replace(source, how=CHOICE) for source in sources if source.table != CONSTANT)


def _strongest(sources: frozenset[Source]) -> frozenset[Source]:
    """A source that is a value as well as a choice is a value."""
    return frozenset(s for s in sources if s.how == VALUE or replace(s, how=VALUE) not in sources)
