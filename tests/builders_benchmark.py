"""The benchmark over tables typed by hand: what its core tables and the marts it reads hold."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from pipelines.scope import Scope
from pipelines.sql import MARTS_FOLDER, read_mart
from tests.builders_core import Rows, bench

_WHOLE = ("year", "plans", "return_year", "plan_count", "population_base", "pupil_count", "pupil_base")
_DECIMAL = ("pupil_percent", "resident_percent")
SHOWN = {
    "shown.quality_timeliness": ("la_code",),
    "shown.plan_panel": ("area", "year", "flow", "breakdown", "basis", "plans", "source_delivery"),
    "shown.prevalence": (
        "la_code", "census", "coverage", "breakdown_topic", "second_topic", "sen_provision", "period",
        "population", "pupil_count", "pupil_base", "pupil_percent", "status", "quality_flags", "deliveries",
    ),
    "shown.plans_maintained": (
        "la_code", "return_year", "breakdown_topic", "resident_population", "plan_count", "population_base",
        "resident_percent", "status", "quality_flags", "deliveries",
    ),
}  # fmt: skip


def benchmark(given: Mapping[str, Rows], scope: Scope) -> pd.DataFrame:
    """The rows of the mart."""
    mart = read_mart(MARTS_FOLDER / "benchmark.sql")
    chosen = {name: rows.to_pylist() for name, rows in scope.tables().items()}
    typed = {name: rows for name, rows in given.items() if name not in SHOWN}
    reads = tuple(name for name in mart.reads if name not in SHOWN)
    with bench(chosen | typed, reads) as con:
        con.execute("create schema shown")
        for name in SHOWN:
            con.register("typed", _shown(name, given.get(name, [])))
            con.execute(f"create table {name} as from typed")
        rows = con.sql(mart.sql).to_arrow_table()
    mart.check(rows)
    return rows.to_pandas()


def _shown(name: str, rows: Rows) -> pa.Table:
    """A row is shown unless it says otherwise."""
    kinds = {**dict.fromkeys(_WHOLE, pa.int64()), **dict.fromkeys(_DECIMAL, pa.float64())}
    schema = pa.schema([(column, kinds.get(column, pa.string())) for column in SHOWN[name]])
    return pa.Table.from_pylist([{"status": "shown"} | row for row in rows], schema)
