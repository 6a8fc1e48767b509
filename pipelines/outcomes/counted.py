"""Every base counted in full, as the rows of ``indicator.count``: persons and events, not yet protected."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.outcomes import compiled
from pipelines.outcomes.declared import base_of, bases
from pipelines.outcomes.tables import ALL, COUNT_SCHEMA, MEASURED, TOTAL
from pipelines.outcomes.waits import quantile
from pipelines.sql import tables_read
from schemas.indicator import Base, Duration, Indicator

LEAST = 10
"""A quantile is told of so many and more."""
LEAST_IN_GROUPS = 50
"""Of so many and more in a period the groups are counted too: of fewer nearly all of them would be hidden,
and a release that tells the groups of a total told before might not be safe at all."""

_KEY = ["year", "period", "breakdown_topic", "breakdown"]


def reads(indicators: Mapping[str, Indicator]) -> tuple[str, ...]:
    """The tables that all bases together are counted from, codes among them."""
    found = {
        table
        for base in bases(dict(indicators)).values()
        for table in tables_read(compiled.select(base, ()), base.id)
    }
    return tuple(sorted(found))


def source_tables(base: Base) -> tuple[str, ...]:
    """The tables that a base itself is counted from."""
    return tables_read(f"select * from {compiled.source(base)}", base.id)


def made(con: duckdb.DuckDBPyConnection, indicators: Mapping[str, Indicator]) -> pa.Table:
    """The counts of all bases, in a fixed order."""
    there = [base for base in bases(dict(indicators)).values() if _has_records(con, base)]
    tables = [of_base(con, base, _of(indicators, base.id)) for base in there]
    rows = pa.concat_tables(tables) if tables else COUNT_SCHEMA.empty_table()
    names = [name for name in COUNT_SCHEMA.names[:10] if name != "part_of"]
    return rows.sort_by([(name, "ascending") for name in names])


def of_base(
    con: duckdb.DuckDBPyConnection, base: Base, indicators: Collection[Indicator], least: int = LEAST
) -> pa.Table:
    """The counts of one base, with the quantiles of its durations beside them, of ``least`` and more."""
    rows = _without_thin_groups(con.sql(compiled.select(base, indicators)).to_arrow_table().to_pandas())
    found = [_quantiles(con, base, one, least) for one in indicators if isinstance(one, Duration)]
    if found:
        key = ["la_code", "split", "part", *_KEY]
        rows = rows.merge(pd.concat(found, ignore_index=True), on=key, how="left", validate="one_to_one")
    rows = rows.reindex(columns=COUNT_SCHEMA.names)
    return pa.Table.from_pandas(rows, COUNT_SCHEMA, preserve_index=False).replace_schema_metadata(None)


def _without_thin_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without the groups of periods in which there are too few to be parted."""
    is_total = rows["breakdown_topic"] == TOTAL
    of_period = ["la_code", "year", "period"]
    enough = is_total & (rows["split"] == ALL) & (rows["persons"] >= LEAST_IN_GROUPS)
    kept = rows.loc[enough, of_period].assign(kept=True)
    return rows[is_total | rows[of_period].merge(kept, on=of_period, how="left")["kept"].notna().to_numpy()]


def _has_records(con: duckdb.DuckDBPyConnection, base: Base) -> bool:
    """Whether anything is there to be counted: most authorities hold some of the extracts, not all."""
    return con.sql(f"select 1 from {compiled.source(base)} limit 1").fetchall() != []


def code() -> str:
    """Changes with what counts."""
    here = Path(__file__).parent
    names = ("compiled.py", "counted.py", "declared.py", "groups.py", "tables.py", "waits.py")
    files = [here / name for name in names]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _of(indicators: Mapping[str, Indicator], base: str) -> list[Indicator]:
    return [one for one in indicators.values() if (its := base_of(one)) is not None and its.id == base]


def _quantiles(con: duckdb.DuckDBPyConnection, base: Base, one: Duration, least: int) -> pd.DataFrame:
    rows = con.sql(compiled.lengths(base, one)).df()
    found = pd.DataFrame(
        _each(rows, one, least), columns=["la_code", *_KEY, "quantile", "quantile_lower", "quantile_upper"]
    )
    return found.assign(split=one.id, part=MEASURED)


def _each(rows: pd.DataFrame, one: Duration, least: int) -> Iterator[tuple[object, ...]]:
    for key, group in rows.groupby(["la_code", *_KEY]):
        if group["persons"].sum() >= least:
            days, ended, persons = (group[name].to_numpy(float) for name in ("days", "ended", "persons"))
            told = quantile(days, ended, persons, one.share)
            yield (*key, *(limit / one.per for limit in (told.value, told.lower, told.upper)))
