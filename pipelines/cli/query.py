"""``send query``: SQL over the released marts, to the screen, to a program or to a file."""

import csv
import io
import json
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.cli.console import plural, result, result_json, talk
from pipelines.cli.pretty import table
from pipelines.errors import UsageError
from pipelines.inert import inert
from pipelines.panel import NEXT_STEP, NOTHING_PUBLISHED, made_of_it
from pipelines.release_audiences import refuse_not_open
from pipelines.release_state import MARK
from pipelines.released import mart_names, marts_of, release_named, warning_of
from pipelines.settings import Settings
from pipelines.sql import read_marts

MOST_ROWS_SHOWN = 100
EXAMPLE = 'send query "select breakdown, pupil_count from prevalence limit 5"'
_SUFFIXES = (".csv", ".parquet", ".json")


class Form(Enum):
    """How an answer is shown."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True)
class _Listed:
    """One mart of the release."""

    mart: str
    title: str
    rows: int


def query(
    settings: Settings, sql: str, *, form: Form, output: Path | None, force: bool, stamp: str = ""
) -> int:
    """Ask the release in force, or the one named; without SQL, list its marts.

    An answer of a release that is not public says so in a column of its own, and its file by its name.
    """
    release = release_named(settings, stamp)
    warning = warning_of(release)
    if output and warning and not output.name.startswith(MARK):
        output = output.with_name(f"{MARK}_{output.name}")
    _refuse_output(settings, output, force=force)
    with marts_of(release) as con:
        answer = _answer(con, sql) if sql.strip() else _marts(con)
        empty = _unpublished(con, sql)
    if empty:
        talk(f"No rows in {', '.join(empty)}: {NOTHING_PUBLISHED} {NEXT_STEP}")
    if warning:
        talk(warning)
        answer = answer.add_column(0, MARK, pa.array([release.name] * answer.num_rows, pa.string()))
    if output:
        _write(answer, output)
        result(f"Wrote {plural(answer.num_rows, 'row')} to {output}.")
    elif form is Form.JSON:
        result_json(answer.to_pylist())
    elif form is Form.CSV:
        result(_csv(answer).rstrip("\n"))
    else:
        _show(answer)
        if not sql.strip():
            talk(f"Ask one of them: {EXAMPLE}")
    return 0


def _marts(con: duckdb.DuckDBPyConnection) -> pa.Table:
    titles = {name: mart.title for name, mart in read_marts().items()}
    listed = [
        _Listed(name, titles.get(name, "What every column of every mart means"), _rows(con, name))
        for name in mart_names(con)
    ]
    return pa.table({field: [getattr(one, field) for one in listed] for field in ("mart", "title", "rows")})


def _unpublished(con: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """The marts asked for, or all of them, that have no rows since nothing is published."""
    asked = [
        name
        for name in sorted(made_of_it(read_marts()) & set(mart_names(con)))
        if not sql.strip() or re.search(rf"\b{name}\b", sql)
    ]
    return [name for name in asked if not _rows(con, name)]


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> int:
    [(rows,)] = con.table(name).count("*").fetchall()
    return int(rows)


def _answer(con: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    try:
        found = con.sql(sql)
        return found.to_arrow_table() if found else pa.table({"answer": ["done"]})
    except duckdb.Error as error:
        # The marts are released: what DuckDB says of them may be read by anyone.
        said = str(error).strip().splitlines()[0]
        raise UsageError(
            "The query cannot be answered.",
            why=f"{said.rstrip('.!')}.",
            hint=f"'send query' lists the marts ({', '.join(mart_names(con))}). For example: {EXAMPLE}",
        ) from None


def _show(answer: pa.Table) -> None:
    shown = answer.slice(0, MOST_ROWS_SHOWN)
    numbers = [f.name for f in answer.schema if pa.types.is_integer(f.type) or pa.types.is_floating(f.type)]
    columns = [[_cell(value) for value in column.to_pylist()] for column in shown.columns]
    table(answer.column_names, list(zip(*columns, strict=True)), right=numbers)
    if answer.num_rows > MOST_ROWS_SHOWN:
        talk(
            f"{MOST_ROWS_SHOWN} of {answer.num_rows:,} rows are shown. All of them: --csv, --json or -o FILE."
        )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def _csv(answer: pa.Table) -> str:
    answer = inert(answer)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.column_names)
    writer.writerows(zip(*(column.to_pylist() for column in answer.columns), strict=True))
    return out.getvalue()


def _refuse_output(settings: Settings, output: Path | None, *, force: bool) -> None:
    if output:
        refuse_not_open(settings, output.parent)
    if output and output.suffix.casefold() not in _SUFFIXES:
        raise UsageError(
            f"{output.name} says no form we can write.",
            why=f"The form follows from the end of the name: {', '.join(_SUFFIXES)}.",
            hint=f"Write -o {output.stem}.csv.",
        )
    if output and output.exists() and not force:
        raise UsageError(
            f"{output} is there already.",
            why="Nothing is overwritten unasked.",
            hint="Give another name, or add --force.",
        )


def _write(answer: pa.Table, output: Path) -> None:
    if output.suffix.casefold() == ".parquet":
        pq.write_table(answer, output)
    elif output.suffix.casefold() == ".json":
        text = json.dumps(answer.to_pylist(), indent=2, ensure_ascii=False, default=str)
        output.write_text(text + "\n", encoding="utf-8")
    else:
        # With the mark by which Excel knows UTF-8.
        output.write_text(_csv(answer), encoding="utf-8-sig", newline="\r\n")
