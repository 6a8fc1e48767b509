"""An indicator over its worked example, by the queries that count real ones. For tests and the handbook."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines import core
from pipelines.outcomes import compiled, counted, example, told
from pipelines.outcomes.declared import base_of
from pipelines.outcomes.judged import judge
from pipelines.outcomes.tables import TOTAL
from pipelines.sql import read_marts, tables_read
from schemas.catalogue import CORE_TABLES
from schemas.indicator import AsShown, Gap, Indicator, Proportion, Rate

Given = tuple[float | None, float | None, float | None]
_TYPES = {"count": pa.int64(), "derived": pa.float64()}
_MACROS = Path(core.__file__).parent.parent / "macros.sql"


def given(indicators: Mapping[str, Indicator], of: Mapping[str, Indicator] | None = None) -> dict[str, Given]:
    """Numerator, denominator and value of each example (or those ``of``), of all rows of its one period."""
    asked = indicators if of is None else of
    with duckdb.connect() as con:
        con.execute(_MACROS.read_text("utf-8"))
        core.register_codes(con, counted.reads(asked))
        empty: set[str] = set()
        rows = [_numbers(con, one, indicators, empty).assign(indicator=one.id) for one in asked.values()]
    figures = judge(pd.concat(rows, ignore_index=True), asked)
    figures = figures[figures["breakdown_topic"] == TOTAL]
    last = figures.sort_values("period").drop_duplicates(["indicator", "year"], keep="last")
    return {
        row["indicator"]: (_number(row["numerator"]), _number(row["denominator"]), _number(row["value"]))
        for row in last.to_dict("records")
    }


def _numbers(
    con: duckdb.DuckDBPyConnection, one: Indicator, indicators: Mapping[str, Indicator], empty: set[str]
) -> pd.DataFrame:
    """``empty``: tables that are there without a row."""
    base = base_of(one)
    if isinstance(one, Gap):
        return told.gap(one, told.typed(pd.DataFrame(example.groups(one))))
    if isinstance(one, AsShown):
        for name, rows in example.tables_of(one.example, "").items():
            example.create(con, name, as_shown(name.split(".")[1]), rows)
        return told.typed(con.sql(one.query).df())
    if base is None:
        raise TypeError(f"{one.id} has no base")
    around = [indicators[one.within]] if isinstance(one, Proportion) and one.within else []
    # of the total alone: groups of persons would take most of the time, and no example tells of them
    base = replace(base, persons_by=())
    typed = example.tables_of(one.example, counted.source_tables(base)[0])
    for name in tables_read(compiled.select(base, ()), base.id):
        held = typed.get(name, [])
        if name in CORE_TABLES and (held or name not in empty):
            example.create(con, name, core.arrow_schema(CORE_TABLES[name].model), held)
            (empty.discard if held else empty.add)(name)
    rows = counted.of_base(con, base, [*around, one], least=1).to_pandas()
    among = pd.DataFrame(example.among(typed["among"])) if isinstance(one, Rate) else None
    return told.typed(told.of_rows(one, rows, among))


def as_shown(mart: str) -> pa.Schema:
    """The columns of a mart as they are typed in an example: counts, numbers and texts."""
    columns = read_marts()[mart].columns
    return pa.schema([(column.name, _TYPES.get(column.role, pa.string())) for column in columns])


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type]
