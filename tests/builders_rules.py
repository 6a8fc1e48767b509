"""A rule's example as a delivery: on the engine's table, or as text through the contract."""

from datetime import date
from functools import cache

import duckdb
import pyarrow as pa

from pipelines.formats import TextTable
from pipelines.identity import Pseudonyms
from pipelines.rules import Bench, lay, outcomes_of
from pipelines.rules_across import PUBLISHED_COLUMNS, outcomes_across, reads
from pipelines.rules_scan import merged
from pipelines.staging import RECORD, Family, stage_delivery, staged_schema
from schemas.catalogue import EXTRACTS
from schemas.contract import items, items_at
from schemas.rule import Rulebook, lineage
from schemas.rules.across import ACROSS

_KINDS = {"text": pa.string(), "date": pa.date32(), "flag": pa.bool_(), "whole": pa.int64()}


def only(book, *rules):
    """A book of these rules alone."""
    return Rulebook(book.extract, book.returned, book.lawful, rules, book.besides, book.school)


def faults(book, rule, example):
    """How often the engine finds a rule broken in an example of it."""
    of, extract = book.return_of(rule), EXTRACTS[book.extract]
    tables = book.filled(extract, rule.said_by(example))
    rejected = rejected_for(extract, rule, set(rule.said_by(example)), tables, of) if rule.rejects else 0
    if not rule.fails:
        return rejected
    outcome = merged(outcomes_of(on_the_table(_bench(extract.name), tables, of), only(book, rule)))
    assert outcome.status == "run", f"{rule.number}: {outcome.why}"
    return rejected + outcome.found.num_rows


def on_the_table(bench, tables, of, *, carries_all=True):
    """A delivery laid out in the place of the last one; by default every item of it is carried."""
    table = Bench(bench.con, bench.extract, of)
    for part in bench.extract.parts:
        rows = tables.get(part.name, [])
        if rows or bench.rows.get(part.name, 1):
            bench.con.execute(f'drop table if exists "{part.name}"')
            lay(bench, part.name, typed(bench.extract, part, rows, of))
        if part in bench.extract.parts_of(of.term):
            table.rows[part.name] = bench.rows[part.name]
            table.carries[part.name] = bench.carries[part.name]
            if carries_all:
                table.carries[part.name] = frozenset(item.name for item in items(part.contract))
    return table


@cache
def _bench(extract):
    return Bench(duckdb.connect(":memory:"), EXTRACTS[extract], of=None)


def typed(extract, part, rows, of):
    """The rows of a part with all its columns, identifiers and ages among them."""
    kinds = {item.name: item.kind for item in items(part.contract)}
    said = []
    for n, row in enumerate(rows, 1):
        assert set(row) <= set(kinds), f"{part.name}: {set(row) - set(kinds)} is no item"
        values = {k: _day(v) if kinds[k] == "date" else v for k, v in row.items()}
        if born := values.get("birth_date"):
            values["age_31_august"] = _age(born, of.academic_year_start)
            values["age_census_day"] = _age(born, of.census_day)
        said.append(values | {"row": n, "delivery": "391_x", RECORD: str(n)})
    return pa.Table.from_pylist(said, schema=_columns(extract.name, part.name))


@cache
def _columns(extract, name):
    part = EXTRACTS[extract].part(name)
    schema = staged_schema(part).append(pa.field(RECORD, pa.string()))
    for item in items(part.contract):
        if item.name not in schema.names:
            schema = schema.append(pa.field(item.name, _KINDS[item.kind]))
    return schema


def rejected_for(extract, rule, said, tables, of):
    """Rows that the contract rejects for a reason of the rule; what the example is not about stays away."""
    about = {one.name for name in said for one in lineage(extract, name)}
    parts = [part for part in extract.parts_of(of.term) if tables[part.name] and part.name in about]
    texts = {part.name: as_text(part, tables[part.name], of) for part in parts}
    staged = stage_delivery(texts, extract, of, "391_x", Pseudonyms(b"k" * 32), family=Family())
    judged = [one for part, one in staged.items() if {part, ""} & {*rule.tables}]
    return sum(n for one in judged for reason, n in one.reasons.items() if reason in rule.reasons)


def as_text(part, rows, of):
    """The rows as a supplier would send them."""
    headers = {item.name: item.header for item in items_at(part.contract, of.place)}
    columns = {
        header: pa.array([_text(row.get(name)) for row in rows], pa.string())
        for name, header in headers.items()
        if any(row.get(name) is not None for row in rows) or name in (part.key, part.parent_key)
    }
    columns = columns or {"nothing": pa.array([""] * len(rows), pa.string())}
    lines = pa.array(range(2, len(rows) + 2), pa.int64())
    return TextTable(part.name, pa.table(columns).append_column("row", lines))


def across_faults(rule, example):
    """How often the engine finds a rule across returns broken in an example of it."""
    schemas = reads() | {"published": PUBLISHED_COLUMNS}
    said = rule.said_by(example)
    assert set(said) <= set(schemas)
    with duckdb.connect(":memory:") as con:
        con.execute("create schema core; create schema staging")
        for name, schema in schemas.items():
            days = {field.name for field in schema if pa.types.is_date(field.type)}
            rows = [{**ACROSS.lawful[name], **row} for row in said.get(name, [])]
            rows = [{k: _day(v) if k in days else v for k, v in row.items()} for row in rows]
            con.register("rows", pa.Table.from_pylist(rows, schema=schema))
            con.execute(f"create table {name} as from rows")
            con.unregister("rows")
        [outcome] = outcomes_across(con, (rule,))
    assert outcome.status == "run", f"{rule.number}: {outcome.why}"
    return outcome.found.num_rows


def _day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value


def _age(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _text(value):
    return None if value is None else str(int(value)) if isinstance(value, bool) else str(value)
