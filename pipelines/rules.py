"""The rules at work: one staged delivery in, what is at fault in it out.

Rules speak of names, birthdays and numbers, so beside staging this is where the vault is opened: in a private
database in memory that writes nothing to disk. Out of it come rules, tables, rows and schools, no value.
A broken rule is told as such and stops no other. The lake stands still: who calls writes the findings.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.lake import Lake
from pipelines.rejected import Reject, rejected
from pipelines.storing import vault_of
from schemas.catalogue import RULES
from schemas.contract import Extract, items_at
from schemas.returns import Return
from schemas.rule import Rule, Rulebook, lineage

RUN, SKIPPED, FAILED = "run", "skipped", "failed"
FINDINGS = pa.schema(
    [
        *((name, pa.string()) for name in ("delivery", "extract", "rule", "level", "part")),
        ("row", pa.int64()),
        ("school", pa.string()),
        ("items", pa.string()),
    ]
)
RUNS = pa.schema(
    [
        *((name, pa.string()) for name in ("delivery", "extract", "rule", "status", "why")),
        ("rows_looked_at", pa.int64()),
        ("findings", pa.int64()),
    ]
)
_TEXT = re.compile(r"'(?:[^']|'')*'")
_MENTION = re.compile(r"\b([a-z_]\w*)\.([a-z_]\w*)")
# Raised before any row is read: such a message speaks of the rule only.
_OF_THE_RULE = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)


@dataclass(frozen=True)
class Judged:
    """What is at fault in a delivery, row by row, and what became of every rule, in counts."""

    findings: pa.Table
    runs: pa.Table


@dataclass(frozen=True)
class Outcome:
    """What became of one rule: run, skipped or failed, why, and the rows at fault with their schools."""

    rule: str
    status: str
    why: str = ""
    looked: int = 0
    found: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True)
class Bench:
    """A delivery on a private table: one relation a delivered part, identifiers at their rows.

    ``carries``: the items of which some row of the part has a value.
    """

    con: duckdb.DuckDBPyConnection
    extract: Extract
    of: Return
    rows: dict[str, int] = field(default_factory=dict)
    carries: dict[str, frozenset[str]] = field(default_factory=dict)


def judge(lake: Lake, extract: Extract, key: str, of: Return) -> Judged:
    """All rules of an extract over one staged delivery, and its rejects under their numbers."""
    book = RULES.get(extract.name)
    rejects = rejected(lake, extract, key)
    with bench(lake, extract, key, of) as table:
        outcomes = outcomes_of(table, book) if book else []
        outcomes += of_rejects(book, table, rejects)
    return told(extract.name, key, book, outcomes)


@contextmanager
def bench(lake: Lake, extract: Extract, key: str, of: Return) -> Iterator[Bench]:
    """The delivery, its identifiers at their rows, in a database of its own that touches no disk."""
    with duckdb.connect(":memory:", config={"temp_directory": ""}) as con:
        table = Bench(con, extract, of)
        for part in extract.parts:
            staged = extract.staging(part)
            if lake.stamp(staged, key) is None:
                continue
            lay(table, part.name, lake.read(staged, key), _identifiers(lake, vault_of(staged), key))
        yield table


def lay(table: Bench, part: str, rows: pa.Table, identifiers: pa.Table | None = None) -> None:
    """Put one part on the table."""
    con = table.con
    con.register("staged", rows)
    if identifiers is None:
        con.execute(f'create table "{part}" as from staged')  # noqa: S608 - names of our contracts
    else:
        con.register("identified", identifiers)
        con.execute(f'create table "{part}" as from staged join identified using (row)')  # noqa: S608
        con.unregister("identified")
    con.unregister("staged")
    names = [name for name, *_ in con.execute(f'describe "{part}"').fetchall()]
    counted = ", ".join(f'count("{name}")' for name in names)
    [counts] = con.execute(f'select {counted} from "{part}"').fetchall()  # noqa: S608
    table.rows[part] = rows.num_rows
    table.carries[part] = frozenset(name for name, n in zip(names, counts, strict=True) if n)


def outcomes_of(table: Bench, book: Rulebook) -> list[Outcome]:
    """Every rule with a predicate: all rules of a part in one scan of it."""
    done: list[Outcome] = []
    at_work: dict[str, list[Rule]] = {}
    for rule in book.rules:
        if rule.rejects:
            continue
        if why := _why_not(rule, table, book):
            done.append(Outcome(rule.number, SKIPPED, why))
        else:
            at_work.setdefault(rule.table, []).append(rule)
    for part, rules in at_work.items():
        done += scan(table.con, rules, lambda some, part=part: _relation(table, book, part, some))
    return done


def scan(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], relation: "Relation") -> list[Outcome]:
    """Rules about one relation. Where a rule breaks, halves are tried until it stands alone."""
    try:
        return _scanned(con, rules, relation(rules))
    except duckdb.Error as error:
        if len(rules) == 1:
            return [Outcome(rules[0].number, FAILED, _without_values(error))]
    half = len(rules) // 2
    return scan(con, rules[:half], relation) + scan(con, rules[half:], relation)
