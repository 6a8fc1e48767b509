"""The files of one release: every mart as DuckDB table, Parquet and CSV, and the manifest.

Marts come in as they are shown (``shown``: protected and attacked); what was written is held against that
before the folder gets its name. Same content, same bytes (but for the DuckDB file).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.disclosure_cells import DisclosureRiskError
from pipelines.inert import inert
from pipelines.shown import Shown
from pipelines.sql import Mart
from schemas.disclosure import CONFIDENTIAL, STATUS_COLUMN, STATUS_DESCRIPTION

MANIFEST, DATABASE = "manifest.json", "send_marts.duckdb"
ABOUT, LINEAGE = "about", "lineage"
# Tables that speak of the release and count nobody, so nothing in them is protected.
BESIDE = {
    ABOUT: "What each column of each mart means",
    LINEAGE: "From which columns each column of each table is made, down to the items of the extracts",
}
# Read by DuckDB 0.10 to 2.0 (measured): what R, DBeaver and duckdb-wasm users have installed.
STORAGE_VERSION = "v1.0.0"


@dataclass(frozen=True)
class _Written:
    """What the manifest says of one mart."""

    rows: int
    content: str
    loss: Mapping[str, float]


def fill(
    part: Path,
    marts: Mapping[str, Shown],
    declarations: Mapping[str, Mart],
    manifest: Mapping[str, Any],
    lineage: pa.Table,
) -> None:
    """Write all files of a release into an empty folder; a mart not written as attacked is an error."""
    for kind in ("parquet", "csv"):
        (part / kind).mkdir()
    written = {name: _write_mart(part, marts[name], declarations[name]) for name in sorted(marts)}
    beside = {ABOUT: _about(declarations[name] for name in sorted(marts)), LINEAGE: lineage}
    for name, table in beside.items():
        pq.write_table(table, _parquet(part, name))
        _write_csv(table, _csv(part, name))
    _write_database(part, [declarations[name] for name in sorted(marts)])
    said = {
        **manifest,
        "content": _sha256("".join(w.content for w in written.values()).encode()),
        "rows": {name: w.rows for name, w in written.items()},
        "loss": {name: w.loss for name, w in written.items()},
        "files": {
            path.relative_to(part).as_posix(): {
                "sha256": _sha256(path.read_bytes()),
                "bytes": path.stat().st_size,
            }
            for path in sorted(part.rglob("*"))
            if path.is_file()
        },
    }
    text = json.dumps(said, indent=2, ensure_ascii=False) + "\n"
    (part / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _write_mart(part: Path, made: Shown, mart: Mart) -> _Written:
    """Write Parquet, hold what was written against what was attacked, and only then the CSV of the same."""
    pq.write_table(made.table, _parquet(part, mart.name))
    again = pq.read_table(_parquet(part, mart.name))
    _assert_unchanged(again, made.table, mart)
    _write_csv(_with_symbols(again, made.hidden), _csv(part, mart.name))
    lost = made.loss
    # how many are primary, and how many people are hidden, stays inside: both narrow the hidden cells
    loss = {
        "cells": lost.cells,
        "hidden": lost.hidden_primary + lost.hidden_secondary,
        "share_of_cells": round(lost.share_of_cells, 4),
    }
    return _Written(made.table.num_rows, _content(mart, again), loss)


def _assert_unchanged(written: pa.Table, attacked: pa.Table, mart: Mart) -> None:
    if not written.equals(attacked):
        raise DisclosureRiskError(mart.name, mart.rule, "what was written is not what was attacked")


def _with_symbols(table: pa.Table, hidden: pa.Table) -> pa.Table:
    """The table as text, with the symbol where a figure is hidden; empty is left for not applicable."""
    for name in hidden.column_names:
        text = pc.if_else(hidden[name], CONFIDENTIAL, table[name].cast(pa.string()))
        table = table.set_column(table.schema.get_field_index(name), name, text)
    return table


def _about(marts: Iterator[Mart]) -> pa.Table:
    rows = [
        {
            "mart": mart.name,
            "column": column,
            "role": role,
            "description": description,
            "title": mart.title,
            "grain": ", ".join(mart.grain),
            "owner": mart.owner,
        }
        for mart in marts
        for column, role, description in _columns(mart)
    ]
    names = ("mart", "column", "role", "description", "title", "grain", "owner")
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def _columns(mart: Mart) -> Iterator[tuple[str, str, str]]:
    yield from ((column.name, column.role, column.description) for column in mart.columns)
    if STATUS_COLUMN not in {column.name for column in mart.columns}:
        yield STATUS_COLUMN, "status", STATUS_DESCRIPTION


def _write_database(part: Path, marts: list[Mart]) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach {_text(part / DATABASE)} as send (storage_version '{STORAGE_VERSION}')")
        for name in (*(mart.name for mart in marts), *BESIDE):
            con.execute(f'create table send."{name}" as from read_parquet({_text(_parquet(part, name))})')
        for name, words in BESIDE.items():
            con.execute(f'comment on table send."{name}" is {_text(words)}')
        for mart in marts:
            title = f"{mart.title}. {mart.about}".strip()
            con.execute(f'comment on table send."{mart.name}" is {_text(title)}')
            for column, _, description in _columns(mart):
                con.execute(f'comment on column send."{mart.name}"."{column}" is {_text(description)}')
        con.execute("detach send")


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _parquet(part: Path, name: str) -> Path:
    return part / "parquet" / f"{name}.parquet"


def _csv(part: Path, name: str) -> Path:
    return part / "csv" / f"{name}.csv"


def _write_csv(table: pa.Table, path: Path) -> None:
    """Days as ISO 8601, numbers in full; no text that a spreadsheet would calculate."""
    text = inert(pa.table({name: table[name].cast(pa.string()) for name in table.column_names}))
    text.to_pandas().to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _content(mart: Mart, table: pa.Table) -> str:
    """A fingerprint of the released figures: of what may be known, so that it cannot be used for guessing."""
    return _sha256(f"{mart.name}\n{table.schema}\n".encode() + table.to_pandas().to_csv(index=False).encode())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
