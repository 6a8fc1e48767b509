"""The rules at work: one staged delivery in, what is at fault in it out.

Rules speak of names, birthdays and numbers, so beside staging this is where the vault is opened: in a private
database in memory that writes nothing to disk. Out of it come rules, tables, rows and schools, no value.
A broken rule is told as such and stops no other. The lake stands still: who calls writes the findings.
"""

# ruff: noqa: S608 - SQL made of our own declarations, never of data

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.findings import FINDINGS
from pipelines.formats import ROW
from pipelines.lake import Lake
from pipelines.rules_rejects import of_rejects
from pipelines.rules_scan import PLACE, SKIPPED, Outcome, merged, scan
from pipelines.staging import RECORD, staged_schema
from pipelines.storing import vault_of
from schemas.catalogue import RULES
from schemas.contract import Extract, Part, items, items_at
from schemas.returns import Return
from schemas.rule import ERROR, Rule, Rulebook, lineage

RUNS = pa.schema(
    [
        *((name, pa.string()) for name in ("delivery", "extract", "rule", "status", "why")),
        ("rows_looked_at", pa.int64()),
        ("findings", pa.int64()),
    ]
)
_KINDS = {"text": pa.string(), "date": pa.date32(), "flag": pa.bool_(), "whole": pa.int64()}
_TEXT = re.compile(r"'(?:[^']|'')*'")
_MENTION = re.compile(r"\b([a-z_]\w*)\.([a-z_]\w*)")


@dataclass(frozen=True)
class Judged:
    """What is at fault in a delivery, row by row, and what became of every rule, in counts."""

    findings: pa.Table
    runs: pa.Table


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
    book = RULES.get(extract.name) or Rulebook(extract.name, str(of), {}, ())
    with bench(lake, extract, key, of) as table:
        outcomes = outcomes_of(table, book)
        outcomes += of_rejects(lake, extract, key, book, partial(_schools, table, book))
    return told(extract.name, key, book, outcomes)


@cache
def code_version() -> str:
    """Changes when the engine or any rule changes."""
    here = Path(__file__).parent
    schemas = here.parent / "schemas"
    files = [*sorted(here.glob("rules*.py")), schemas / "rule.py"]
    files += sorted((schemas / "rules").glob("*.py"))
    said = "".join(file.read_text("utf-8") for file in files)
    return hashlib.sha256(said.encode()).hexdigest()


@contextmanager
def bench(lake: Lake, extract: Extract, key: str, of: Return) -> Iterator[Bench]:
    """The delivery, its identifiers at their rows, in a database of its own that touches no disk.

    A part that was not delivered is there without a row, for those that gather from several.
    """
    with duckdb.connect(":memory:", config={"temp_directory": ""}) as con:
        table = Bench(con, extract, of)
        for part in extract.parts:
            staged = extract.staging(part)
            if lake.stamp(staged, key) is None:
                lay_nothing(table, part)
                continue
            has_vault = lake.stamp(vault_of(staged), key) is not None
            identifiers = lake.read(vault_of(staged), key) if has_vault else None
            lay(table, part.name, lake.read(staged, key), identifiers)
        yield table


def lay(table: Bench, part: str, rows: pa.Table, identifiers: pa.Table | None = None) -> None:
    """Put one part on the table; identifiers in the order of its rows, for one line may hold several."""
    if identifiers is not None:
        if identifiers[ROW] != rows[ROW]:
            raise AssertionError(f"{part}: the vault does not hold these rows")
        for name in identifiers.drop_columns([ROW]).column_names:
            rows = rows.append_column(name, identifiers[name])
    table.con.register("staged", rows)
    table.con.execute(f'create table "{part}" as from staged')
    table.con.unregister("staged")
    table.rows[part] = rows.num_rows
    table.carries[part] = frozenset(n for n in rows.column_names if rows[n].null_count < rows.num_rows)


def lay_nothing(table: Bench, part: Part) -> None:
    """A part that was not delivered."""
    nothing = staged_schema(part).empty_table()
    for item in items(part.contract):
        if item.vault:
            nothing = nothing.append_column(item.name, pa.nulls(0, _KINDS[item.kind]))
    table.con.register("nothing", nothing)
    table.con.execute(f'create table "{part.name}" as from nothing')
    table.con.unregister("nothing")


def outcomes_of(table: Bench, book: Rulebook) -> list[Outcome]:
    """Every rule with a predicate: all rules of a part in one scan of it."""
    done: list[Outcome] = []
    at_work: dict[str, list[Rule]] = {}
    for rule in book.rules:
        for part in rule.tables if rule.fails else ():
            if why := _why_not(table, book, rule, part):
                done.append(Outcome(rule.number, SKIPPED, why))
            else:
                at_work.setdefault(part, []).append(rule)
    for part, rules in at_work.items():
        done += scan(table.con, rules, partial(_relation, table, book, part))
    return done


def told(extract: str, key: str, book: Rulebook, outcomes: Sequence[Outcome]) -> Judged:
    """The outcomes as two tables, in one order whatever the order of the rules was."""
    known = {rule.number: rule for rule in book.rules}
    findings, runs = [], []
    by_rule: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_rule.setdefault(outcome.rule, []).append(outcome)
    for outcome in (merged(by_rule[number]) for number in sorted(by_rule)):
        rule = known.get(outcome.rule)
        said = {
            "rule": outcome.rule,
            "level": rule.level if rule else ERROR,
            "items": ", ".join(rule.items) if rule else outcome.rule.partition(":")[0],
        }
        columns = {name: outcome.found[name] for name in PLACE.names}
        columns |= {name: pa.repeat(text, outcome.found.num_rows) for name, text in said.items()}
        findings.append(pa.table([columns[name] for name in FINDINGS.names], schema=FINDINGS))
        counts = {"rows_looked_at": outcome.looked, "findings": outcome.found.num_rows}
        run = {"delivery": key, "extract": extract, "rule": outcome.rule, "status": outcome.status}
        runs.append(run | {"why": outcome.why} | counts)
    found = pa.concat_tables([FINDINGS.empty_table(), *findings])
    order = [(name, "ascending") for name in ("delivery", "part", "row", "rule")]
    return Judged(found.sort_by(order), pa.Table.from_pylist(runs, schema=RUNS))


def _why_not(table: Bench, book: Rulebook, rule: Rule, own: str) -> str:
    """Why a rule has nothing to say of a part of this delivery; empty where it has."""
    if not rule.is_in_force(table.of):
        return "not in force for this return"
    reads = {own, *_tables_read(table.extract, book, rule, own)}
    if missing := sorted(reads - set(table.rows)):
        return f"not delivered: {', '.join(missing)}"
    for name in rule.wanted:
        part, _, item = name.rpartition(".") if "." in name else (own, "", name)
        if part not in table.rows:
            return f"not delivered: {part}"
        live = {one.name for one in items_at(table.extract.part(part).contract, table.of.place)}
        if item not in live:
            return f"not collected then: {name}"
        if item not in table.carries[part] and (part != own or table.rows[part]):
            return f"no row has {name}"
    return ""


def _mentions(texts: Sequence[str]) -> dict[str, list[str]]:
    """Alias to the columns that SQL expressions name of it, text in quotes left out."""
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for alias, column in _MENTION.findall(_TEXT.sub("''", text)):
            found.setdefault(alias, {})[column] = None
    return {alias: list(columns) for alias, columns in found.items()}


def _tables_read(extract: Extract, book: Rulebook, rule: Rule, own: str) -> set[str]:
    """The tables a rule about a part reads beside it."""
    said = _mentions([rule.fails])
    above = {part.name for part in lineage(extract, own)}
    return (above & set(said)) | {b.of for b in book.besides if b.name in said and b.table in above}


def _relation(table: Bench, book: Rulebook, part: str, rules: Sequence[Rule]) -> str:
    """The rows of a part, of all that rules mention beside them one struct each, and where a row stands."""
    chain = lineage(table.extract, part)
    visible = {one.name for one in chain}
    school = next((one for one in book.school if set(_mentions([one])) <= visible), "null")
    said = _mentions([rule.fails for rule in rules])
    besides = [b for b in book.besides if b.table in visible and b.name in set(said) - visible]
    joins = [
        f'left join "{parent.name}" on "{parent.name}"."{parent.key}" = "{child.name}"."{child.parent_key}"'
        for child, parent in pairwise(chain)
    ]
    for beside in besides:
        on = " and ".join(f'"{beside.name}"."{name}" = "{beside.table}"."{name}"' for name in beside.on)
        joins.append(f'left join ({beside.select}) as "{beside.name}" on {on}')
    aliases = [*(one.name for one in chain[1:]), *(b.name for b in besides)]
    packed = [_packed(alias, said[alias]) for alias in aliases if alias in said]
    place = (
        f"{{'delivery': \"{part}\".delivery, 'extract': '{book.extract}', 'part': '{part}', "
        f"'row': \"{part}\".\"row\", 'school': ({school})::varchar}} as _at"
    )
    columns = ", ".join([f'"{part}".*', place, f"{_this(table.of)} as this", *packed])
    return f'(select {columns} from "{part}" {" ".join(joins)}) as "{part}"'


def _schools(table: Bench, book: Rulebook, part: str) -> dict[str, str | None]:
    """The supplier's key of each record of a part to the school it hangs on."""
    if RECORD not in table.carries.get(part, ()):
        return {}
    rows = table.con.execute(
        f"select {RECORD}, _at.school from {_relation(table, book, part, ())}"
    ).fetchall()
    return dict(rows)


def _packed(alias: str, columns: Sequence[str]) -> str:
    fields = ", ".join(f'"{column}" := "{alias}"."{column}"' for column in columns)
    return f'struct_pack({fields}) as "{alias}"'


def _this(of: Return) -> str:
    """What a rule may say of the return: its day, the school year's, and the calendar year it covers."""
    day = of.census_day
    period = (day.replace(day=1), day) if of.month else (date(of.year - 1, 1, 1), date(of.year - 1, 12, 31))
    said = {
        "census_day": f"date '{day}'",
        "previous_census_day": f"date '{_before(of).census_day}'",
        "academic_year_start": f"date '{of.academic_year_start}'",
        "period_start": f"date '{period[0]}'",
        "period_end": f"date '{period[1]}'",
        "year": str(of.year),
        "month": str(of.month),
        "term": f"'{of.term}'",
    }
    return "{" + ", ".join(f"'{name}': {value}" for name, value in said.items()) + "}"


def _before(of: Return) -> Return:
    """The return of the kind before: a year, a term or a month earlier."""
    if of.month:
        return Return(of.year - (of.month == 1), month=(of.month - 2) % 12 + 1)
    order = ("spring", "summer", "autumn")
    if of.term in order[1:]:
        return Return(of.year, order[order.index(of.term) - 1])
    return Return(of.year - 1, "autumn" if of.term else "")
