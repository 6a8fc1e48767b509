"""The shape of a query: its branches, what decides which rows it has, and what a row's values say of it.

Everything here looks at one select of a qualified query; following the sources is done in ``lineage_sql``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from sqlglot import exp
from sqlglot.optimizer.scope import Scope
from sqlglot.schema import MappingSchema

Given = frozenset[tuple[str, str]]
Wanted = dict[str, dict[str, str]]
_OUTER = ("LEFT", "FULL")
# Columns of one unpivot that are told apart; of more, each row is said to be from any of them.
_MOST_TOLD_APART = 16


def unpivot_as_union(node: exp.Expr, schema: MappingSchema) -> exp.Expr:
    """``unpivot t on a as "A", b as "B" into name n value v`` as the union of one select a column.

    So is ``t unpivot (v for n in (a as 'A', b as 'B'))``.
    """
    if isinstance(node, exp.Pivot) and node.args.get("unpivot") and node.args.get("into"):
        into = node.args["into"]
        return _union(node.this, node.expressions, into.this.name, into.expressions[0].name, schema)
    pivots = node.args.get("pivots") or [exp.Pivot()]
    if not isinstance(node, exp.Table) or not pivots[0].args.get("unpivot"):
        return node
    [of] = pivots[0].args["fields"]
    table = exp.table_(node.name, db=node.db or None)
    union = _union(table, of.expressions, of.this.name, pivots[0].expressions[0].name, schema)
    return union.subquery(pivots[0].alias or node.alias_or_name)


def _union(
    relation: exp.Expr, columns: list[exp.Expr], name: str, value: str, schema: MappingSchema
) -> exp.Query:
    pairs = list(_unpivoted(relation, columns, schema))
    if len(pairs) > _MOST_TOLD_APART:
        return _one_of_many(relation, [column for column, _ in pairs], name, value)
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


def _one_of_many(relation: exp.Expr, columns: list[str], name: str, value: str) -> exp.Query:
    """One select in the place of many: its value is of any of the columns, its name of no known text."""
    names = [exp.to_identifier(column) for column in columns]
    return exp.select(
        exp.Star(except_=names),
        exp.alias_(exp.func("upper", exp.Literal.string(name)), name),
        exp.alias_(exp.func("coalesce", *(exp.column(column) for column in columns)), value),
    ).from_(relation.copy())


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


def branches(scope: Scope) -> Iterator[tuple[Scope, dict[str, str]]]:
    """The scope itself, or the sides of its union and what each calls the columns."""
    whole = scope.expression
    if isinstance(whole, exp.Lateral) and scope.subquery_scopes:
        yield scope.subquery_scopes[0], {}
        return
    if not isinstance(whole, exp.SetOperation):
        yield scope, {}
        return
    for side in scope.set_operation_scopes:
        by_name = whole.args.get("by_name")
        yield side, {} if by_name else dict(zip(columns_of(scope), columns_of(side), strict=False))


@cache
def columns_of(scope: Scope) -> tuple[str, ...]:
    """The names of its output, in order."""
    whole = scope.expression
    return tuple(whole.named_selects) if isinstance(whole, exp.Query) else ()


def renamed(row: Given, names: Mapping[str, str]) -> Given:
    """The row as one side of a union calls its columns."""
    return frozenset((names.get(name, name), value) for name, value in row) if names else row


def projection(scope: Scope, name: str) -> exp.Expr | None:
    """The expression that makes a column of a select; a table function makes all of its columns."""
    if isinstance(scope.expression, exp.UDTF) and not isinstance(scope.expression, exp.Values):
        return scope.expression
    made = _made(scope).get(name)
    return None if made is None else made.unalias()


@cache
def _made(scope: Scope) -> dict[str, exp.Expr]:
    """Each column of a select; of two of one name, the first."""
    return {made.alias_or_name: made for made in reversed(_selects(scope))}


def _selects(scope: Scope) -> list[exp.Expr]:
    return scope.expression.selects if isinstance(scope.expression, exp.Select) else []


def possible(made: exp.Expr | None) -> set[str] | None:
    """The values an expression can have, where its text tells."""
    if isinstance(made, exp.Literal):
        return {str(made.this)}
    if not isinstance(made, exp.Case):
        return None
    results = [branch.args["true"] for branch in made.args["ifs"]]
    results += [made.args["default"]] if made.args.get("default") else []
    each = [possible(result) for result in results]
    return set().union(*(one for one in each if one)) if all(one is not None for one in each) else None


def listed(values: exp.Values) -> Iterator[Given]:
    """The rows written out in the query."""
    names = values.alias_column_names
    for row in values.expressions:
        texts = (
            str(one.this) if isinstance(one, exp.Literal) else one.sql("duckdb") for one in row.expressions
        )
        yield frozenset(zip(names, texts, strict=False))


def _joins(scope: Scope) -> Iterable[exp.Join]:
    joins: list[exp.Join] = scope.expression.args.get("joins") or []
    return joins


@cache
def required(scope: Scope) -> tuple[str, ...]:
    """The relations without whose rows a select has none: not those of outer joins."""
    start = scope.expression.args.get("from_")
    first = (start.this.alias_or_name,) if start else ()
    return (*first, *(join.this.alias_or_name for join in _joins(scope) if join.side not in _OUTER))


@cache
def deciding(scope: Scope) -> tuple[exp.Expr, ...]:
    """The expressions that decide which rows a select has, or how it groups them."""
    return tuple(_deciding(scope))


def _deciding(scope: Scope) -> Iterator[exp.Expr]:
    select = scope.expression
    yield from (select.args[word].this for word in ("where", "having", "qualify") if select.args.get(word))
    yield from (j.args["on"] for j in _joins(scope) if j.side not in _OUTER and j.args.get("on"))
    group = select.args.get("group")
    if group and group.args.get("all"):
        yield from (made for made in _selects(scope) if not made.find(exp.AggFunc))
    elif group:
        yield from group.find_all(exp.Column)


@cache
def asking(scope: Scope, name: str) -> tuple[exp.Column, ...]:
    """The columns by which the rows of a joined relation are looked up."""
    joins = [join for join in _joins(scope) if join.this.alias_or_name == name and join.args.get("on")]
    asked = (column for join in joins for column in join.args["on"].find_all(exp.Column))
    return tuple(column for column in asked if column.table != name)


def only_ranks(column: exp.Column, made: exp.Expr) -> bool:
    """The column stands in a window's partition or order."""
    below: exp.Expr = column
    while below is not made and below.parent is not None:
        if isinstance(below.parent, exp.Window) and below.arg_key in {"partition_by", "order"}:
            return True
        below = below.parent
    return False


def sees_many_rows(scope: Scope, made: exp.Expr) -> bool:
    """An aggregate or a window; a function nobody knows counts as one where rows are grouped."""
    if made.find(exp.AggFunc, exp.Window):
        return True
    return bool(scope.expression.args.get("group") and made.find(exp.Anonymous))


def keep_what_windows_see(scope: Scope, made: exp.Expr | None, wanted: Wanted) -> None:
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


def follow_equalities(scope: Scope, wanted: Wanted) -> None:
    """``a.x = b.x`` and ``a.y = 'word'`` in filters and joins say more of the relations."""
    before = -1
    while before != (known := sum(map(len, wanted.values()))):
        before = known
        for table, name, other in _equalities(scope):
            of = wanted.setdefault(table, {})
            if isinstance(other, exp.Literal):
                of.setdefault(name, str(other.this))
            elif other.name in wanted.get(other.table, {}):
                of.setdefault(name, wanted[other.table][other.name])


@cache
def _equalities(scope: Scope) -> tuple[tuple[str, str, exp.Column | exp.Literal], ...]:
    """What filters and joins say is equal: a column's relation and name, and the column or word it equals."""
    where = scope.expression.args.get("where")
    conditions = [where.this] if where else []
    conditions += [join.args["on"] for join in _joins(scope) if join.args.get("on")]
    equal = [part for condition in conditions for part in condition.flatten() if isinstance(part, exp.EQ)]
    return tuple(
        (one.table, one.name, other)
        for part in equal
        for one, other in ((part.left, part.right), (part.right, part.left))
        if isinstance(one, exp.Column) and isinstance(other, exp.Column | exp.Literal)
    )


def nested(scope: Scope, query: exp.Query) -> Scope | None:
    """The scope of a query inside an expression."""
    inner = query.unnest() if isinstance(query, exp.Subquery) else query
    return next((s for s in scope.subquery_scopes if s.expression is inner), None)
