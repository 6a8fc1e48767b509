"""A rule's example as a delivery: on the engine's table, or as text through the contract."""

from datetime import date

import duckdb
import pyarrow as pa

from pipelines.formats import TextTable
from pipelines.identity import Pseudonyms
from pipelines.rules import Bench, lay, outcomes_of
from pipelines.rules_scan import merged
from pipelines.staging import RECORD, Family, stage_delivery, staged_schema
from schemas.catalogue import EXTRACTS
from schemas.contract import items, items_at
from schemas.returns import Return

_KINDS = {"text": pa.string(), "date": pa.date32(), "flag": pa.bool_(), "whole": pa.int64()}


def age(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def typed(extract, part, rows, of):
    """The rows of a part with all its columns, identifiers and ages among them."""
    kinds = {item.name: item.kind for item in items(part.contract)}
    schema = staged_schema(part)
    for name, kind in kinds.items():
        if name not in schema.names:
            schema = schema.append(pa.field(name, _KINDS[kind]))
    said = []
    for n, row in enumerate(rows, 1):
        assert set(row) <= set(kinds), f"{part.name}: {set(row) - set(kinds)} is no item"
        values = {
            k: date.fromisoformat(v) if kinds[k] == "date" and isinstance(v, str) else v
            for k, v in row.items()
        }
        born = values.get("birth_date")
        if born:
            values |= {"age_31_august": age(born, of.academic_year_start)}
            values |= {"age_census_day": age(born, of.census_day)}
        said.append(values | {"row": n, "delivery": "391_x"})
    table = pa.Table.from_pylist(said, schema=schema)
    return table.append_column(RECORD, pa.array([str(n) for n in range(1, len(rows) + 1)], pa.string()))


def on_the_table(con, book, tables, of, *, carries_all=True):
    """A delivery laid out for the engine; by default every item of it is carried."""
    extract = EXTRACTS[book.extract]
    table = Bench(con, extract, of)
    for part in extract.parts_of(of.term):
        lay(table, part.name, typed(extract, part, tables[part.name], of))
        if carries_all:
            table.carries[part.name] = frozenset(i.name for i in items(part.contract))
    return table


def faults(book, rule, example):
    """How often the engine finds a rule broken in an example of it."""
    of, extract = book.return_of(rule), EXTRACTS[book.extract]
    tables = book.filled(extract, rule.said_by(example))
    rejected = rejected_for(extract, rule, tables, of) if rule.rejects else 0
    if not rule.fails:
        return rejected
    with duckdb.connect(":memory:") as con:
        one = type(book)(book.extract, book.returned, book.lawful, (rule,), book.besides, book.school)
        outcome = merged(outcomes_of(on_the_table(con, one, tables, of), one))
    assert outcome.status == "run", f"{rule.number}: {outcome.why}"
    return rejected + outcome.found.num_rows


def as_text(part, rows, of):
    """The rows as a supplier would send them."""
    headers = {item.name: item.header for item in items_at(part.contract, of.place)}
    columns = {
        header: pa.array([_text(row.get(name)) for row in rows], pa.string())
        for name, header in headers.items()
        if any(row.get(name) is not None for row in rows) or name in (part.key, part.parent_key)
    }
    table = pa.table(columns) if columns else pa.table({"nothing": pa.array([""] * len(rows), pa.string())})
    return TextTable(part.name, table.append_column("row", pa.array(range(2, len(rows) + 2), pa.int64())))


def rejected_for(extract, rule, tables, of):
    """Rows that the contract rejects for a reason of the rule."""
    texts = {p.name: as_text(p, tables[p.name], of) for p in extract.parts_of(of.term) if tables[p.name]}
    staged = stage_delivery(texts, extract, of, "391_x", Pseudonyms(b"k" * 32), family=Family())
    parts = {part: one for part, one in staged.items() if rule.table in ("", part) or part in rule.also}
    return sum(n for one in parts.values() for reason, n in one.reasons.items() if reason in rule.reasons)


def _text(value):
    return None if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def parsed(returned):
    return Return.parse(returned)
