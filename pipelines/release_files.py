"""The files of one release: every mart as DuckDB table, Parquet and CSV, and the manifest.

Marts come in as they are shown (``shown``: protected and attacked); what was written is held against that
before the folder gets its name. Same content, same bytes (but for the DuckDB file). A release that is not
public has the same figures under names that say so: ``release_marks`` takes the mark away.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from schemas.audiences import INTERNAL, OPEN
from schemas.disclosure import CONFIDENTIAL, STATUS_COLUMN, STATUS_DESCRIPTION

MANIFEST = "manifest.json"
ABOUT, LINEAGE = "about", "lineage"
# Tables that speak of the release and count nobody, so nothing in them is protected.
BESIDE = {
    ABOUT: "What each column of each mart means",
    LINEAGE: "From which columns each column of each table is made, down to the items of the extracts",
}
# Read by DuckDB 0.10 to 2.0 (measured): what R, DBeaver and duckdb-wasm users have installed.
STORAGE_VERSION = "v1.0.0"


@dataclass(frozen=True)
class Form:
    """How the files of a release are named; ``mark`` begins each name, and the title of every mart."""

    database: str = OPEN.database
    mark: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Form":
        """That of the release with this manifest."""
        return cls(said.get("database", OPEN.database), said.get("mark", ""))

    def name(self, file: str) -> str:
        """A file, with the mark unless it says it already."""
        return f"{self.mark}_{file}" if self.mark.casefold() not in file.casefold() else file

    def plain(self, file: str) -> str:
        """The same without the mark."""
        return file.removeprefix(f"{self.mark}_") if self.mark else file

    def title(self, words: str) -> str:
        """The title of a mart."""
        return f"{self.mark}: {words}" if self.mark else words

    def database_in(self, folder: Path) -> Path:
        """The database of the release in this folder."""
        return folder / self.name(self.database)

    def parquet(self, folder: Path, mart: str) -> Path:
        """A mart as Parquet."""
        return folder / "parquet" / self.name(f"{mart}.parquet")

    def csv(self, folder: Path, mart: str) -> Path:
        """A mart as CSV."""
        return folder / "csv" / self.name(f"{mart}.csv")


@dataclass(frozen=True)
class Titled:
    """A table of the database, with what is said of it and of its columns."""

    name: str
    words: str
    columns: Mapping[str, str]


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
    *,
    form: Form,
    documents: Mapping[str, str],
) -> None:
    """Write all files of a release into an empty folder; a mart not written as attacked is an error."""
    for kind in ("parquet", "csv"):
        (part / kind).mkdir()
    written = {name: _write_mart(part, marts[name], declarations[name], form) for name in sorted(marts)}
    ordered = [declarations[name] for name in sorted(marts)]
    for name, table in {ABOUT: _about(ordered, form), LINEAGE: lineage}.items():
        write_beside(part, name, table, form)
    write_database(part, [*(_titled(mart, form) for mart in ordered), *_titled_beside()], form)
    for name, text in documents.items():
        (part / form.name(name)).write_text(text, encoding="utf-8", newline="\n")
    said = {
        **manifest,
        "database": form.database,
        **({"mark": form.mark} if form.mark else {}),
        "content": _together(w.content for w in written.values()),
        "rows": {name: w.rows for name, w in written.items()},
        "loss": {name: w.loss for name, w in written.items()},
        "files": files_in(part),
    }
    write_manifest(part, said)


def content_of(marts: Mapping[str, Shown], declarations: Mapping[str, Mart]) -> str:
    """What the manifest will say of the figures: the same for the same figures, whatever made them."""
    return _together(_content(declarations[name], marts[name].table) for name in sorted(marts))


def files_in(folder: Path) -> dict[str, dict[str, Any]]:
    """Every file of a release but its manifest, by hash and size."""
    return {
        path.relative_to(folder).as_posix(): {
            "sha256": _sha256(path.read_bytes()),
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != manifest_in(folder) and not path.name.startswith(".")
    }


def manifest_in(release: Path) -> Path:
    """Where the manifest of a release lies: where every name must say INTERNAL, it does too."""
    marked = release / f"{INTERNAL.mark}_{MANIFEST}"
    return marked if marked.is_file() else release / MANIFEST


def write_manifest(release: Path, said: Mapping[str, Any]) -> None:
    """Write what a release says of itself, in one step; what was there is in force until then."""
    is_internal = said.get("mark") == INTERNAL.mark
    name = f"{INTERNAL.mark}_{MANIFEST}" if is_internal else MANIFEST
    beside = release / f".{name}.part"
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(said, indent=2, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(release / name)


def _write_mart(part: Path, made: Shown, mart: Mart, form: Form) -> _Written:
    """Write Parquet, hold what was written against what was attacked, and only then the CSV of the same."""
    parquet = form.parquet(part, mart.name)
    pq.write_table(made.table, parquet)
    again = pq.read_table(parquet)
    _assert_unchanged(again, made.table, mart)
    _write_csv(_with_symbols(again, made.hidden), form.csv(part, mart.name))
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


def write_beside(part: Path, name: str, table: pa.Table, form: Form) -> None:
    """Write a table that speaks of the release."""
    pq.write_table(table, form.parquet(part, name))
    _write_csv(table, form.csv(part, name))


def _about(marts: Sequence[Mart], form: Form) -> pa.Table:
    rows = [
        {
            "mart": mart.name,
            "column": column,
            "role": role,
            "description": description,
            "title": form.title(mart.title),
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


def _titled(mart: Mart, form: Form) -> Titled:
    columns = {column: description for column, _, description in _columns(mart)}
    return Titled(mart.name, form.title(f"{mart.title}. {mart.about}".strip()), columns)


def _titled_beside() -> Iterator[Titled]:
    return (Titled(name, words, {}) for name, words in BESIDE.items())


def write_database(part: Path, tables: Sequence[Titled], form: Form) -> None:
    """Write the database from the Parquet files beside it."""
    with duckdb.connect() as con:
        path = form.database_in(part)
        con.execute(f"attach {_text(path)} as send (storage_version '{STORAGE_VERSION}')")
        con.execute("begin")  # one write for all, not one for each sentence
        for table in tables:
            source = _text(form.parquet(part, table.name))
            con.execute(f'create table send."{table.name}" as from read_parquet({source})')
        for table in tables:
            con.execute(f'comment on table send."{table.name}" is {_text(table.words)}')
            for column, words in table.columns.items():
                con.execute(f'comment on column send."{table.name}"."{column}" is {_text(words)}')
        con.execute("commit")
        con.execute("detach send")


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _write_csv(table: pa.Table, path: Path) -> None:
    """Days as ISO 8601, numbers in full; no text that a spreadsheet would calculate."""
    text = inert(pa.table({name: table[name].cast(pa.string()) for name in table.column_names}))
    text.to_pandas().to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _content(mart: Mart, table: pa.Table) -> str:
    """A fingerprint of the released figures: of what may be known, so that it cannot be used for guessing."""
    return _sha256(f"{mart.name}\n{table.schema}\n".encode() + table.to_pandas().to_csv(index=False).encode())


def _together(contents: Iterable[str]) -> str:
    return _sha256("".join(contents).encode())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
