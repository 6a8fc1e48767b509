"""The joint core: plain SQL from staged rows to tables about persons, one query a table and extract.

A query is ``<table>.<extract>.sql``, or ``<table>.any.sql`` where all extracts that feed a table are alike;
``<table>.sql`` is made over all deliveries at once.

Here are the queries and the code tables they join; which of them must run is decided in ``build``.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pandera.pandas as pa_
import pyarrow as pa

from pipelines.core import published
from pipelines.sql import tables_read
from schemas.catalogue import CODESETS, EXTRACTS, TABLES, WHOLE
from schemas.codesets.demography import ETHNICITY, MAIN_ETHNICITY
from schemas.codesets.manual_series import MANUAL_MEASURE
from schemas.contract import Table
from schemas.manual_measures import MANUAL_MEASURES
from schemas.table import CoreTable

FOLDER = Path(__file__).parent
CODES = "codes."
_ARROW = {
    "string": pa.string(),
    "datetime64[ns]": pa.date32(),
    "boolean": pa.bool_(),
    "Int64": pa.int64(),
    "float64": pa.float64(),
}


@dataclass(frozen=True)
class CoreQuery:
    """How one extract feeds one table."""

    table: CoreTable
    extract: str
    sql: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The tables it reads, code lists among them."""
        return tables_read(self.sql, f"{self.table.name}.{self.extract}.sql")

    @property
    def opens(self) -> tuple[str, ...]:
        """What it reads, and the tables that its references are held against."""
        return tuple(sorted({*self.reads, *(one.table for one in self.table.references)}))

    @property
    def code_version(self) -> str:
        """Changes with the query and our macros, the table's declared columns, and the codes it joins."""
        table = str(arrow_schema(self.table.model)) + str(self.table.references)
        said = self.sql + _macros() + table + codes_version(self.reads)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


@cache
def _macros() -> str:
    return (FOLDER.parent / "macros.sql").read_text("utf-8")


@cache
def queries() -> tuple[CoreQuery, ...]:
    """Every query, in the order they must run."""
    return tuple(
        CoreQuery(table, extract, _sql(table, extract))
        for table in TABLES.values()
        for extract in table.fed_by
    )


def file_of(table: CoreTable, extract: str) -> Path:
    """Where a query lies: of its extract, of any that feeds the table, of all at once, or from a contract."""
    name = table.name.split(".")[1]
    if not extract:
        return FOLDER / f"{name}.sql"
    lie = (FOLDER / f"{name}.{of}.sql" for of in (extract, "any"))
    return next((path for path in lie if path.exists()), FOLDER / "published.py")


def _sql(table: CoreTable, extract: str) -> str:
    """The query; ``{extract}`` in one of any extract is the name of that which it is run for."""
    path = file_of(table, extract)
    if path.suffix == ".py":
        return published.sql_of(EXTRACTS[extract])
    return path.read_text("utf-8").replace("{extract}", extract)


@cache
def whole_queries() -> tuple[CoreQuery, ...]:
    """The queries that see all deliveries at once, in the order they must run."""
    return tuple(CoreQuery(table, "", file_of(table, "").read_text("utf-8")) for table in WHOLE.values())


@cache
def arrow_schema(model: type[Table]) -> pa.Schema:
    """The columns of a table we make, as they are stored."""
    columns = model.to_schema().columns
    return pa.schema([(name, _ARROW[str(c.dtype).replace("[pyarrow]", "")]) for name, c in columns.items()])


def register_codes(con: duckdb.DuckDBPyConnection, reads: Collection[str]) -> None:
    """The code lists among ``reads``, as ``codes.<name>`` (code, label; the main group of an ethnicity)."""
    con.execute("create schema codes")
    for name, listed in code_tables(reads):
        _register(con, name, listed)


def codes_version(reads: Collection[str]) -> str:
    """Changes with any code or label of the code lists that are read."""
    return "\n".join(_codes_said(name) for name in sorted(reads) if name.startswith(CODES))


@cache
def _codes_said(table: str) -> str:
    [(name, listed)] = code_tables([table])
    return f"{name}\n{listed.to_csv(index=False)}"


def code_tables(reads: Collection[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """The code lists among ``reads`` by name."""
    for table in sorted(reads):
        name = table.removeprefix(CODES)
        if name == "main_ethnicity":
            listed = pd.DataFrame(MAIN_ETHNICITY.items(), columns=["code", "main"])
            yield name, listed.assign(main_label=listed["main"].map(ETHNICITY.labels))
        elif table == f"{CODES}{MANUAL_MEASURE.name}":
            said = [(m.id, m.words, m.owner, m.kind, m.per, m.unit) for m in MANUAL_MEASURES]
            yield name, pd.DataFrame(said, columns=["code", "label", "owner", "kind", "per", "unit"])
        elif table.startswith(CODES):
            yield name, pd.DataFrame(CODESETS[name].labels.items(), columns=["code", "label"])


def _register(con: duckdb.DuckDBPyConnection, name: str, table: pd.DataFrame) -> None:
    con.register("listed", table)
    con.execute(f'create table codes."{name}" as from listed')
    con.unregister("listed")


def run(con: duckdb.DuckDBPyConnection, query: CoreQuery) -> pa.Table:
    """The rows of a query, once they keep the promises of their table; ``con`` has all that it ``opens``."""
    rows = con.sql(query.sql).to_arrow_table()
    wanted = arrow_schema(query.table.model)
    rows = rows.select(wanted.names).cast(wanted)
    check(rows, query.table)
    check_references(con, rows, query.table)
    return rows


def check(rows: pa.Table, table: CoreTable) -> None:
    """Raise ``BrokenPromiseError`` unless every column holds what is declared and the key is unique."""
    frame = pd.DataFrame({name: _column(rows[name]) for name in rows.column_names})
    try:
        _promise(table.model).validate(frame, lazy=True)
    except pa_.errors.SchemaErrors as error:
        rules = error.failure_cases[["column", "check"]].astype(str).agg(": ".join, axis=1).value_counts()
        raise BrokenPromiseError(table.name, rules.to_dict()) from None
    if repeated := int(frame.duplicated(list(table.key)).sum()):
        raise BrokenPromiseError(table.name, {f"{', '.join(table.key)} is not unique": repeated})


def check_references(con: duckdb.DuckDBPyConnection, rows: pa.Table, table: CoreTable) -> None:
    """Raise ``BrokenPromiseError`` unless what is referred to is there; a missing value refers to nothing."""
    broken = {}
    con.register("made", rows)
    for one in table.references:
        is_told = " and ".join(f'"{name}" is not null' for name in one.columns)
        using = ", ".join(f'"{name}"' for name in one.columns)
        astray = con.sql(f"from made anti join {one.table} using ({using})").filter(is_told)
        [[count]] = astray.count("*").fetchall()
        if count:
            broken[f"{', '.join(one.columns)} is not in {one.table}"] = count
    con.unregister("made")
    if broken:
        raise BrokenPromiseError(table.name, broken)


@cache
def _promise(model: type[Table]) -> pa_.DataFrameSchema:
    """What a table's model promises but for the types, which the Arrow schema has enforced."""
    columns = {
        name: pa_.Column(None, column.checks, nullable=column.nullable, name=name)
        for name, column in model.to_schema().columns.items()
    }
    return pa_.DataFrameSchema(columns, strict=True)


class BrokenPromiseError(AssertionError):
    """A table we made is not what we declared: our mistake, not the supplier's. Rules and counts only."""

    def __init__(self, table: str, rules: dict[str, int]) -> None:
        super().__init__(f"{table}: {rules}")


def _column(values: pa.ChunkedArray) -> "pd.Series[object]":
    if pa.types.is_date(values.type):
        return values.to_pandas().astype("datetime64[ns]")
    mapper = {
        pa.string(): pd.StringDtype("pyarrow"),
        pa.bool_(): pd.BooleanDtype(),
        pa.int64(): pd.Int64Dtype(),
    }
    return values.to_pandas(types_mapper=mapper.get)
