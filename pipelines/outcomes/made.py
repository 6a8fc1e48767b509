"""The tables ``outcomes.*`` out of what is shown: told, judged, watched. Nothing is kept here."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.outcomes import beside as others
from pipelines.outcomes import framework, promised, sources, told
from pipelines.outcomes.declared import code as declarations
from pipelines.outcomes.judged import judge
from pipelines.outcomes.tables import ACTION, FIGURE, FRAMEWORK, INEQUALITY, SCHEMAS, SIGNAL, WATCH
from pipelines.outcomes.unequal import gradients
from pipelines.outcomes.watched import Beside, charted, watch
from schemas.indicator import Indicator


def tables(
    con: duckdb.DuckDBPyConnection, indicators: Mapping[str, Indicator], beside: Path | None = None
) -> dict[str, pa.Table]:
    """The rows of each table; ``beside``: the folder of areas' own frameworks. Errors: ``RefusedError``."""
    told_by = framework.in_force(beside, indicators)
    counted = told.numbers(con, indicators, told.counts(con))
    figures = judge(counted, indicators, framework.targets(told_by), others.published(con))
    known = Beside(framework.annotations(told_by), sources.warnings_of(con))
    charts = charted(figures, known)
    watched = watch(figures, charts, known)
    made = {
        FIGURE: figures,
        SIGNAL: charts,
        WATCH: watched,
        FRAMEWORK: promised.outcomes(told_by, figures, watched),
        ACTION: promised.actions(told_by, figures, indicators),
        INEQUALITY: gradients(figures),
    }
    return {table: _arrow(rows, table) for table, rows in made.items()}


def code() -> str:
    """Changes with what makes them, and with any indicator."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(declarations().encode() + b"".join(path.read_bytes() for path in files)).hexdigest()


def _arrow(rows: pd.DataFrame, table: str) -> pa.Table:
    rows = rows.reindex(columns=SCHEMAS[table].names)
    for field in SCHEMAS[table]:
        if pa.types.is_integer(field.type):
            rows[field.name] = rows[field.name].astype("Int64")
    made = pa.Table.from_pandas(rows, SCHEMAS[table], preserve_index=False)
    return made.replace_schema_metadata(None)
