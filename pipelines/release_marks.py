"""The same release without its mark: the figures byte for byte, what is said of them anew.

What a mark is and where it stands is in ``release_files``.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import OutOfDateError
from pipelines.release_files import (
    ABOUT,
    Form,
    Titled,
    files_in,
    write_beside,
    write_database,
    write_manifest,
)

README = "README.txt"


def check_unchanged(held: Path, said: Mapping[str, Any]) -> None:
    """Every file is as its manifest says, and there is no other. Errors: ``OutOfDateError``."""
    there, told = files_in(held), said["files"]
    if there == told:
        return
    odd = sorted(name for name in there.keys() | told.keys() if there.get(name) != told.get(name))
    raise OutOfDateError(
        f"Release {held.name} is not as it was written.",
        why=f"{len(odd)} of its files were changed, added or taken away since: {', '.join(odd[:5])}.",
        hint="Run 'send release', which writes it anew, and look at that one.",
    )


def unmark(held: Path, part: Path, said: Mapping[str, Any], documents: Mapping[str, str]) -> None:
    """Write a held release into an empty folder as a public one; ``documents`` stand in for its own."""
    marked = Form.of(said)
    plain = Form(marked.database)
    tables = list(_described(marked, held))
    again = {plain.name(marked.database), README, *documents}
    for name in said["files"]:
        place = PurePosixPath(name)
        path = part / place.parent / marked.plain(place.name)
        if path.name in again or path.stem == ABOUT:
            continue
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(held / place, path)
    write_beside(part, ABOUT, _plain_about(pq.read_table(marked.parquet(held, ABOUT)), marked), plain)
    write_database(part, tables, plain)
    for name, text in documents.items():
        (part / name).write_text(text, encoding="utf-8", newline="\n")
    kept = {name: value for name, value in said.items() if name != "mark"}
    write_manifest(part, {**kept, "files": files_in(part)})


def _plain_about(about: pa.Table, marked: Form) -> pa.Table:
    titles = [_plain_title(title, marked) for title in about["title"].to_pylist()]
    return about.set_column(about.schema.get_field_index("title"), "title", pa.array(titles, pa.string()))


def _plain_title(title: str, marked: Form) -> str:
    return title.removeprefix(marked.title(""))


def _described(marked: Form, held: Path) -> Iterator[Titled]:
    """The tables of the marked database in their order, with what is said of them, without the mark."""
    with duckdb.connect(str(marked.database_in(held)), read_only=True) as con:
        tables = con.execute(
            "select table_name, coalesce(comment, '') from duckdb_tables() order by table_oid"
        ).fetchall()
        columns = con.execute(
            "select table_name, column_name, comment from duckdb_columns() "
            "where comment is not null order by table_oid, column_index"
        ).fetchall()
    for name, words in tables:
        said = {column: text for table, column, text in columns if table == name}
        yield Titled(name, _plain_title(words, marked), said)
