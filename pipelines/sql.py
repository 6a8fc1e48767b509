"""A mart is one ``.sql`` file: its heading says what it is, its query is plain DuckDB SQL.

The heading is read here, and the tables the query reads. Disclosure control, the handbook and the catalogue
take what they need from :class:`Mart`; none of them looks into the SQL.

Grammar of the heading, one line each, ``--`` in front::

    title: words                       grain: column, column          owner: team:name
    rule: education                    about: words (may be repeated)
    dimension NAME: words              attribute NAME: words
    count NAME: words                  count NAME over column, column: words
    derived NAME from NAME, NAME: words
    adds COLUMN: Whole = Part + Part   adds COLUMN: Whole = *
    adds COLUMN: within TOPIC_COLUMN to Total
    adds COLUMN: joined by +           adds COLUMN: nested in TOPIC_COLUMN by ATTRIBUTE
    crosses TOPIC_COLUMN, COLUMN: SECOND_TOPIC_COLUMN, SECOND_COLUMN
    rest: BASE - COUNT                 same BASE: COUNT at COLUMN = Value, COLUMN = Value
    also COUNT at COLUMN = Value: OTHER_MART.COUNT at COLUMN = Value + Value, COLUMN = {COLUMN}-spring
    also COUNT: OTHER_MART.COUNT
    public COUNT at COLUMN = Value + Value, COLUMN = *-spring: SOURCE

What adds up is in :mod:`pipelines.sql_sums`.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.sql_sums import (
    Adds,
    Also,
    Cross,
    JoinedSum,
    MartHeadingError,
    NestedSum,
    Public,
    Sum,
    TopicSum,
    adds_of,
    also_of,
    cross_of,
    public_of,
)

__all__ = [
    "Adds",
    "Also",
    "Column",
    "Cross",
    "JoinedSum",
    "Mart",
    "MartHeadingError",
    "NestedSum",
    "Rest",
    "Same",
    "Sum",
    "TopicSum",
    "read_mart",
    "read_marts",
    "reads_beside",
    "tables_read",
]

# Functions that make rows of what they are given, and read nothing.
_HARMLESS = frozenset({"unnest", "range", "generate_series"})
MARTS_FOLDER = Path(__file__).parent.parent / "assets" / "marts"


@dataclass(frozen=True)
class Column:
    """One column of a mart. ``over``: the dimensions a count belongs to; ``derived``: what it is made of."""

    name: str
    role: str
    description: str
    over: tuple[str, ...] = ()
    derived_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rest:
    """``base - count`` is a number of people too, and as sensitive as the count."""

    base: str
    count: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of."""
        return (self.base, self.count)


@dataclass(frozen=True)
class Same:
    """``base`` is the very number that ``count`` is on the row where each dimension of ``at`` says so."""

    base: str
    count: str
    at: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of."""
        return (self.base, self.count, *(dimension for dimension, _ in self.at))


@dataclass(frozen=True)
class Mart:
    """A mart as its heading declares it. ``grain`` identifies a row."""

    name: str
    title: str
    grain: tuple[str, ...]
    owner: str
    rule: str
    about: str
    columns: tuple[Column, ...]
    sums: tuple[Adds, ...]
    rests: tuple[Rest, ...]
    sql: str
    sames: tuple[Same, ...] = ()
    cross: Cross | None = None
    alsos: tuple[Also, ...] = ()
    publics: tuple[Public, ...] = ()

    def of_role(self, role: str) -> tuple[Column, ...]:
        """Its dimensions, attributes, counts or derived columns."""
        return tuple(c for c in self.columns if c.role == role)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The qualified tables in the SQL."""
        return tables_read(self.sql, f"{self.name}.sql")

    def check(self, rows: pa.Table) -> None:
        """Raise unless the columns are the declared ones and the grain identifies a row."""
        declared = {column.name for column in self.columns}
        if odd := declared.symmetric_difference(rows.column_names):
            raise MartHeadingError(f"{self.name}.sql: heading and query differ in {sorted(odd)}")
        keys = rows.select(list(self.grain))
        if keys.group_by(list(self.grain)).aggregate([]).num_rows != rows.num_rows:
            raise MartHeadingError(f"{self.name}.sql: {', '.join(self.grain)} does not identify a row")

    @property
    def code_version(self) -> str:
        """Changes when the SQL or its heading does."""
        return hashlib.sha256(self.sql.encode()).hexdigest()[:12]


@cache
def _reader(_process: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _parsed(sql: str) -> dict[str, Any]:
    """The tree of a query. Starting a DuckDB takes longer than reading a query: one reads them all."""
    # A process that was forked must not use its parent's.
    with _reader(os.getpid()).cursor() as con:
        [[tree]] = con.execute("select json_serialize_sql(?)", [sql]).fetchall()
    parsed: dict[str, Any] = json.loads(tree)
    return parsed


@cache
def tables_read(sql: str, file: str) -> tuple[str, ...]:
    """The qualified tables a query reads. Unqualified names are CTEs by convention."""
    parsed = _parsed(sql)
    if parsed.get("error"):
        raise MartHeadingError(f"{file}: {parsed.get('error_message')}")
    return tuple(sorted({f"{schema}.{table}" for schema, table in _tables(parsed) if schema}))


@cache
def reads_beside(sql: str) -> frozenset[str]:
    """What a query reads beside qualified tables and its own: files, and tables named by a function."""
    parsed = _parsed(sql)
    own = {name for node in _nodes(parsed) for name in _named_queries(node)}
    read = {node["table_name"] for node in _nodes(parsed) if _is_bare(node)} - own
    calls = {
        node["function"]["function_name"] for node in _nodes(parsed) if node.get("type") == "TABLE_FUNCTION"
    }
    return frozenset(read | (calls - _HARMLESS))


def read_mart(path: Path) -> Mart:
    """The mart in a ``.sql`` file; a heading that breaks the grammar is a :class:`MartHeadingError`."""
    sql = path.read_text(encoding="utf-8")
    said: dict[str, list[str]] = {"title": [], "grain": [], "owner": [], "rule": [], "about": []}
    columns: list[Column] = []
    related: dict[str, list[Any]] = {kind: [] for kind in _RELATIONS}
    for line in _heading(sql):
        word, _, words = line.partition(":")
        kind, _, subject = word.strip().partition(" ")
        words = words.strip()
        if kind in said and not subject:
            said[kind].append(words)
        elif kind in {"dimension", "attribute", "count", "derived"}:
            columns.append(_column(kind, subject, words))
        elif kind in related and not (kind == "crosses" and related[kind]):
            related[kind].append(_RELATIONS[kind](path.name, subject, words))
        else:
            raise MartHeadingError(f"{path.name}: cannot read the heading line '{line}'")
    return _whole(path, sql, said, columns, related)


def read_marts(folder: Path = MARTS_FOLDER) -> dict[str, Mart]:
    """Every mart of the folder by name."""
    return {path.stem: read_mart(path) for path in sorted(folder.glob("*.sql"))}


def _whole(
    path: Path, sql: str, said: dict[str, list[str]], columns: list[Column], related: dict[str, list[Any]]
) -> Mart:
    if missing := [word for word in ("title", "grain", "owner", "rule") if not said[word]]:
        raise MartHeadingError(f"{path.name}: the heading lacks {', '.join(missing)}")
    grain = _names(said["grain"][0])
    spoken_of = {*grain, *(n for c in columns for n in (*c.over, *c.derived_from))}
    spoken_of |= {name for relations in related.values() for one in relations for name in one.columns}
    if strays := sorted(spoken_of - {column.name for column in columns}):
        raise MartHeadingError(f"{path.name}: the heading speaks of {strays} but declares no such column")
    columns = [
        Column(c.name, c.role, c.description, c.over or grain, ()) if c.role == "count" else c
        for c in columns
    ]
    return Mart(
        name=path.stem,
        title=said["title"][0],
        grain=grain,
        owner=said["owner"][0],
        rule=said["rule"][0],
        about=" ".join(said["about"]),
        columns=tuple(columns),
        sums=tuple(related["adds"]),
        rests=tuple(related["rest"]),
        sames=tuple(related["same"]),
        cross=next(iter(related["crosses"]), None),
        alsos=tuple(related["also"]),
        publics=tuple(related["public"]),
        sql=sql,
    )


def _heading(sql: str) -> Iterator[str]:
    for line in sql.splitlines():
        if not line.startswith("--"):
            return
        if text := line.removeprefix("--").strip():
            yield text


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _column(kind: str, subject: str, words: str) -> Column:
    if kind == "count":
        name, _, over = subject.partition(" over ")
        return Column(name.strip(), kind, words, over=_names(over))
    if kind == "derived":
        name, _, made_of = subject.partition(" from ")
        return Column(name.strip(), kind, words, derived_from=_names(made_of))
    return Column(subject.strip(), kind, words)


def _same(file: str, base: str, words: str) -> Same:
    count, at, places = words.partition(" at ")
    pairs = [tuple(place.strip().split(" = ", 1)) for place in places.split(",")]
    if not at or any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - a pair has two
        raise MartHeadingError(f"{file}: 'same {base}' needs 'COUNT at COLUMN = Value'")
    return Same(base, count.strip(), tuple((pair[0], pair[1]) for pair in pairs))


def _rest(file: str, subject: str, words: str) -> Rest:
    base, minus, count = words.partition(" - ")
    if subject or not minus:
        raise MartHeadingError(f"{file}: 'rest' needs 'BASE - COUNT'")
    return Rest(base.strip(), count.strip())


_RELATIONS: Mapping[str, Callable[[str, str, str], Any]] = {
    "adds": adds_of,
    "crosses": cross_of,
    "rest": _rest,
    "same": _same,
    "also": also_of,
    "public": public_of,
}


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for child in tree:
            yield from _nodes(child)


def _named_queries(node: dict[str, Any]) -> Iterator[str]:
    """The queries that a query names in its ``with``."""
    for one in (node.get("cte_map") or {}).get("map", ()):
        yield one["key"]


def _is_bare(node: dict[str, Any]) -> bool:
    return node.get("type") == "BASE_TABLE" and not node.get("schema_name")


def _tables(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE":
            yield node["schema_name"], node["table_name"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _tables(child)
