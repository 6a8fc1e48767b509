"""A worked example run as it stands: its rows typed into empty tables, and the same queries over them.

For tests and the handbook. Columns that are not typed are missing, but for the area (391), the delivery, the
day of a snapshot (the last of 2025) and a person of its own for each row.
"""

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.outcomes.tables import TOTAL, WHOLE_YEAR
from schemas.indicator import Example, Gap

_GIVEN = {"la_code": "391", "delivery": "391_2025-12", "snapshot_day": "2025-12-31", "status": "shown"}
_AMONG = {"la_code": "391", "breakdown_topic": TOTAL, "breakdown": TOTAL}


def tables_of(example: Example, first: str) -> dict[str, list[dict[str, str | None]]]:
    """The typed rows by table; those of a text alone are of the table ``first``."""
    rows: Mapping[str, str] = example.rows if isinstance(example.rows, Mapping) else {first: example.rows}
    return {name: _rows(text) for name, text in rows.items()}


def create(
    con: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: list[dict[str, str | None]]
) -> None:
    """The table with these rows. Raises KeyError for a column that it does not have."""
    for row in rows:
        if odd := row.keys() - set(schema.names):
            raise KeyError(f"{name} has no {sorted(odd)}")
    texts = [{n: _value(n, number, row) for n in schema.names} for number, row in enumerate(rows)]
    con.register("typed", pa.Table.from_pylist(texts, pa.schema([(n, pa.string()) for n in schema.names])))
    columns = ", ".join(f'cast("{field.name}" as {_sql(field.type)}) as "{field.name}"' for field in schema)
    con.execute(f"create schema if not exists {name.split('.', maxsplit=1)[0]}")
    con.execute(f"create or replace table {name} as select {columns} from typed")
    con.unregister("typed")


def among(rows: list[dict[str, str | None]]) -> list[dict[str, Any]]:
    """What a rate is held against, as typed."""
    return [{**_AMONG, **row, "denominator": int(row["denominator"] or 0)} for row in rows]


def groups(one: Gap) -> list[dict[str, Any]]:
    """The groups of a gap, as typed, in one period."""
    at = {"la_code": "391", "year": "2025", "period": WHOLE_YEAR, "breakdown_topic": one.topic}
    [rows] = tables_of(one.example, one.of).values()
    return [{**at, **row} for row in rows]


def _rows(text: str) -> list[dict[str, str | None]]:
    lines = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()]
    head = [name or "" for name in lines[0]]
    return [dict(zip(head, line, strict=True)) for line in lines[1:]]


def _value(name: str, number: int, row: Mapping[str, str | None]) -> str | None:
    if name in row:
        return row[name]
    return f"p{number}" if name == "person_id" else _GIVEN.get(name)


def _sql(kind: pa.DataType) -> str:
    known = {pa.int64(): "bigint", pa.float64(): "double", pa.bool_(): "boolean", pa.date32(): "date"}
    return known.get(kind, "varchar")
