"""The tables ``outcomes.*`` out of what is shown: told, judged, watched. Nothing is kept here."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.outcomes import told
from pipelines.outcomes.declared import code as declarations
from pipelines.outcomes.judged import judge
from pipelines.outcomes.tables import FIGURE, SCHEMAS
from schemas.indicator import Indicator


def tables(con: duckdb.DuckDBPyConnection, indicators: Mapping[str, Indicator]) -> dict[str, pa.Table]:
    """The rows of each table."""
    figures = judge(told.numbers(con, indicators, told.counts(con)), indicators)
    return {FIGURE: _arrow(figures, FIGURE)}


def code() -> str:
    """Changes with what makes them, and with any indicator."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(declarations().encode() + b"".join(path.read_bytes() for path in files)).hexdigest()


def _arrow(rows: pd.DataFrame, table: str) -> pa.Table:
    made = pa.Table.from_pandas(rows, SCHEMAS[table], preserve_index=False)
    return made.replace_schema_metadata(None)
