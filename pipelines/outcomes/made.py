"""The tables ``outcomes.*`` out of what is shown: told, judged, watched. Nothing is kept here."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.outcomes import sources, told
from pipelines.outcomes.declared import code as declarations
from pipelines.outcomes.judged import judge
from pipelines.outcomes.tables import FIGURE, SCHEMAS, SIGNAL, WATCH
from pipelines.outcomes.watched import Beside, charted, watch
from schemas.indicator import Indicator


def tables(con: duckdb.DuckDBPyConnection, indicators: Mapping[str, Indicator]) -> dict[str, pa.Table]:
    """The rows of each table."""
    figures = judge(told.numbers(con, indicators, told.counts(con)), indicators)
    beside = Beside(warned=sources.warnings_of(con))
    charts = charted(figures, beside)
    made = {FIGURE: figures, SIGNAL: charts, WATCH: watch(figures, charts, beside)}
    return {table: _arrow(rows, table) for table, rows in made.items()}


def code() -> str:
    """Changes with what makes them, and with any indicator."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(declarations().encode() + b"".join(path.read_bytes() for path in files)).hexdigest()


def _arrow(rows: pd.DataFrame, table: str) -> pa.Table:
    rows = rows.reindex(columns=SCHEMAS[table].names)
    for name in ("numerator", "denominator"):
        if name in rows:
            rows[name] = rows[name].astype("Int64")
    made = pa.Table.from_pandas(rows, SCHEMAS[table], preserve_index=False)
    return made.replace_schema_metadata(None)
