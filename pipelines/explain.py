"""The path of one released number: what it is, how it was made, which files it came from, what was checked.

Figures are read from the release and nowhere else, so that nothing can be told here that is not released.
How an explanation is shown is in ``explain_text``.
"""

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from pipelines import lineage, provenance
from pipelines.errors import UsageError
from pipelines.lineage import Node
from pipelines.lineage_sql import CHOICE, VALUE, given
from pipelines.release import manifest_of
from pipelines.release_files import BESIDE
from pipelines.released import mart_names, marts_of, release_in_force
from pipelines.settings import Settings
from pipelines.sql import Column, Mart, read_marts
from schemas.catalogue import EXTRACTS
from schemas.disclosure import POLICIES, STATUS_COLUMN, SUPPRESSED, Policy

MOST_ROWS_LISTED = 10
SHOWN, HIDDEN, NOTHING, NOT_ASKED = "shown", "suppressed", "not applicable", "no row asked for"


@dataclass(frozen=True)
class Figure:
    """One column of the row. ``made_of``: numerator first, then denominator, for what is derived."""

    column: str
    role: str
    words: str
    state: str
    value: Any
    made_of: tuple[str, ...]
    lineage: Node


@dataclass(frozen=True)
class PartCounts:
    """What became of the rows of one table of a delivery."""

    table: str
    received: int
    lawful: int
    rejects: int
    reasons: Mapping[str, int]


@dataclass(frozen=True)
class Used:
    """One delivery behind the figure: its files by the hashes of their bytes, and the counts of its tables.

    A file's name is not told: it may be a child's. ``place`` is the folder in which they were.
    """

    delivery: str
    title: str
    landed: str
    version: int
    place: str
    files: tuple[str, ...]
    parts: tuple[PartCounts, ...]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, just now or before the release."""

    words: str
    passed: bool


@dataclass(frozen=True)
class Explanation:
    """The whole path. ``choosing``: the items that only decide which records are counted."""

    release: str
    code_version: str
    mart: str
    title: str
    about: str
    row: Mapping[str, Any]
    figures: tuple[Figure, ...]
    suppression: str
    sql_file: str
    sql: str
    choosing: tuple[Node, ...]
    deliveries: tuple[Used, ...]
    looked_up: tuple[str, ...]
    checks: tuple[Check, ...]


def explain(settings: Settings, target: str, where: str = "") -> Explanation:
    """Explain ``MART`` or ``MART.COLUMN`` at the one row where ``where`` holds; without it, at no row."""
    release = release_in_force(settings)
    manifest = manifest_of(release)
    with marts_of(release) as con:
        mart, column = _target(con, target)
        row = _row(con, mart, where) if where.strip() else {}
        checks = _checked(con, mart, release, manifest)
    asked = _asked(mart, column)
    dimensions = {c.name: row[c.name] for c in mart.columns if c.role in {"dimension", "attribute"} if row}
    names = tuple(c.name for c in asked)
    own, also = provenance.feeding(manifest, mart.name, names, dimensions)
    used = tuple(_used(name, provenance.deliveries(manifest)[name]) for name in own)
    policy = POLICIES[mart.rule]
    return Explanation(
        release=manifest["release"],
        code_version=manifest["code_version"],
        mart=mart.name,
        title=mart.title,
        about=mart.about,
        row=dimensions,
        figures=tuple(_figure(mart, c, row, dimensions) for c in asked),
        suppression=_suppression(policy),
        sql_file=f"assets/marts/{mart.name}.sql",
        sql=mart.sql,
        choosing=_choosing(mart, names, dimensions),
        deliveries=used,
        looked_up=tuple(also),
        checks=(*checks, _accounted(used)),
    )


def _suppression(policy: Policy) -> str:
    if not policy.hides:
        return f"Nothing is hidden here. {policy.authority}."
    return (
        f"Counts of 1 to {policy.threshold} people, and what would give them away, are hidden "
        f"({policy.authority})."
    )


def _target(con: duckdb.DuckDBPyConnection, target: str) -> tuple[Mart, str]:
    name, _, column = target.partition(".")
    marts = {n: m for n, m in read_marts().items() if n in mart_names(con) and n not in BESIDE}
    if name not in marts:
        raise _unknown("mart", name, marts, f"Marts of the release: {', '.join(marts)}.")
    names = [c.name for c in marts[name].columns]
    if column and column not in names:
        raise _unknown(f"column of {name}", column, names, f"It has {', '.join(names)}.")
    return marts[name], column


def _unknown(kind: str, name: str, known: Iterable[str], why: str) -> UsageError:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    return UsageError(
        f"There is no {kind} called '{name}'.",
        why=why,
        hint=f"Did you mean '{near[0]}'?" if near else "'send query' lists what there is.",
    )


def _row(con: duckdb.DuckDBPyConnection, mart: Mart, where: str) -> dict[str, Any]:
    """The one released row; none, or several, is an error that helps."""
    try:
        found = con.sql(f'select * from "{mart.name}" where ({where})')  # noqa: S608 - read only, released
        rows = found.limit(MOST_ROWS_LISTED + 1).to_arrow_table().to_pylist()
        each = ", ".join(f'count(distinct "{name}")' for name in mart.grain)
        [(count, *values)] = found.aggregate(f"count(*), {each}").fetchall()
    except duckdb.Error as error:
        raise UsageError(
            "The condition cannot be followed.",
            why=str(error).strip().splitlines()[0].rstrip(".!") + ".",
            hint=f"It is SQL over {', '.join(c.name for c in mart.columns)}.",
        ) from None
    if not rows:
        raise _no_row(con, mart, where)
    if count > 1:
        differing = [name for name, n in zip(mart.grain, values, strict=True) if n > 1]
        raise UsageError(
            f"{count:,} rows of {mart.name} meet the condition.",
            why="; ".join(
                ", ".join(f"{name} = {_literal(row[name])}" for name in differing)
                for row in rows[:MOST_ROWS_LISTED]
            )
            + ("; and more." if count > MOST_ROWS_LISTED else "."),
            hint=f"One figure is in one row: say {' and '.join(differing)} too.",
        )
    return dict(rows[0])


def _no_row(con: duckdb.DuckDBPyConnection, mart: Mart, where: str) -> UsageError:
    """Says which value of the condition is in no row, and the nearest that is."""
    near = []
    for column, value in _said(where):
        if column in {c.name for c in mart.columns}:
            asked = f'select distinct "{column}" from "{mart.name}" where "{column}" is not null'  # noqa: S608
            values = sorted(str(one) for (one,) in con.execute(asked).fetchall())
            if value not in values:
                close = difflib.get_close_matches(value, values, n=3, cutoff=0.3) or values[:3]
                near.append(f"{column} is never '{value}'; nearest: {', '.join(close)}")
    return UsageError(
        f"No row of {mart.name} meets the condition.",
        why="; ".join(near) + "." if near else "Each value is there, but no row has them together.",
        hint=f"A row is identified by {', '.join(mart.grain)}.",
    )


def _said(where: str) -> list[tuple[str, str]]:
    try:
        condition = parse_one(where, dialect="duckdb")
    except SqlglotError:
        return []
    found = [(part.left, part.right) for part in condition.find_all(exp.EQ)]
    return [
        (c.name, str(v.this)) for c, v in found if isinstance(c, exp.Column) if isinstance(v, exp.Literal)
    ]


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int | float) else f"'{value}'"


def _asked(mart: Mart, column: str) -> tuple[Column, ...]:
    """The column with its numerator and denominator; all figures where none is named."""
    by_name = {c.name: c for c in mart.columns}
    if not column:
        return tuple(c for c in mart.columns if c.role in {"count", "derived"})
    return (by_name[column], *(by_name[name] for name in by_name[column].derived_from))


def _figure(mart: Mart, column: Column, row: Mapping[str, Any], dimensions: Mapping[str, Any]) -> Figure:
    value = row.get(column.name)
    counts = column.derived_from or (column.name,)
    if not row:
        state = NOT_ASKED
    elif value is not None:
        state = SHOWN
    else:
        hidden = row[STATUS_COLUMN] == SUPPRESSED and any(row[name] is None for name in counts)
        state = HIDDEN if hidden else NOTHING
    path = lineage.sources_of(f"{lineage.MARTS}{mart.name}", column.name, given(dimensions))
    return Figure(column.name, column.role, column.description, state, value, column.derived_from, path)


def _choosing(mart: Mart, columns: tuple[str, ...], row: Mapping[str, Any]) -> tuple[Node, ...]:
    ends: dict[str, dict[tuple[str, str], Node]] = {VALUE: {}, CHOICE: {}}
    for column in columns:
        for how, nodes in lineage.leaves(f"{lineage.MARTS}{mart.name}", column, given(row)).items():
            ends[how] |= {
                (node.table, node.column): node
                for node in nodes
                if node.words and node.column != lineage.RECORD
            }
    return tuple(node for key, node in sorted(ends[CHOICE].items()) if key not in ends[VALUE])


def _used(name: str, said: Mapping[str, Any]) -> Used:
    return Used(
        delivery=name,
        title=EXTRACTS[said["extract"]].title if said["extract"] in EXTRACTS else said["extract"],
        landed=said["landed"],
        version=said.get("version", 1),
        place="/".join(("data/raw", *_place(said))),
        files=tuple(provenance.hashes(said)),
        parts=tuple(
            PartCounts(part, c["received"], c["lawful"], c["rejects"], c["reasons"])
            for part, c in said["parts"].items()
        ),
    )


def _place(said: Mapping[str, Any]) -> tuple[str, str, str]:
    la_code, returned = said["delivery"].split("_")
    return la_code, said["extract"], returned


def _checked(
    con: duckdb.DuckDBPyConnection, mart: Mart, release: Path, manifest: Mapping[str, Any]
) -> tuple[Check, ...]:
    file = f"parquet/{mart.name}.parquet"
    same = hashlib.sha256((release / file).read_bytes()).hexdigest() == manifest["files"][file]["sha256"]
    grain = ", ".join(f'"{name}"' for name in mart.grain)
    asked = f'select count(*), count(distinct ({grain})) from "{mart.name}"'  # noqa: S608
    [(rows, keys)] = con.execute(asked).fetchall()
    loss = manifest["loss"][mart.name]
    is_same_method = manifest.get("methods", {}).get(mart.name) == mart.code_version
    return (
        Check(f"{file} is byte for byte what the release says", passed=same),
        Check(f"{', '.join(mart.grain)} identify a row ({rows:,} rows)", passed=rows == keys),
        Check(
            f"Attacked before release, no hidden figure could be told ({loss['hidden']:,} of "
            f"{loss['cells']:,} cells hidden)",
            passed=True,
        ),
        Check("The SQL shown is the SQL that made the release", passed=is_same_method),
    )


def _accounted(used: tuple[Used, ...]) -> Check:
    """No row of the deliveries is lost."""
    parts = [part for one in used for part in one.parts]
    lost = sum(part.received - part.lawful - part.rejects for part in parts)
    received = sum(part.received for part in parts)
    return Check(
        f"Of {received:,} rows received, each is lawful or rejected by a named rule", passed=not lost
    )
