"""Where findings lie: rule, table and row of what is at fault, no value. Restricted, as they name rows."""

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.lake import Lake
from schemas.rule import ERROR, QUERY
from schemas.rules.across import ACROSS

FINDINGS = pa.schema(
    [
        *((name, pa.string()) for name in ("delivery", "extract", "rule", "level", "part")),
        ("row", pa.int64()),
        ("school", pa.string()),
        ("items", pa.string()),
    ]
)


def table_of(extract: str) -> str:
    """The table of findings of an extract, one partition a delivery; of ``across`` returns, one for all."""
    return f"findings.{extract}"


def are_known(lake: Lake, partition: str) -> bool:
    """The rules have been run over a delivery."""
    extract, key = partition.split(".", 1)
    return lake.stamp(table_of(extract), key) is not None


def found_in(lake: Lake, partition: str) -> pa.Table:
    """Everything found in a delivery whose rules have been run: in it alone, and across returns."""
    extract, key = partition.split(".", 1)
    own = lake.read(table_of(extract), key)
    if lake.stamp(table_of(ACROSS.extract)) is None:
        return own
    across = lake.read(table_of(ACROSS.extract))
    is_here = pc.and_(pc.equal(across["extract"], extract), pc.equal(across["delivery"], key))
    return pa.concat_tables([own, across.filter(is_here)])


def counts(lake: Lake, partition: str) -> dict[str, int] | None:
    """Errors and queries in the delivery in force; None where they are not known."""
    if not are_known(lake, partition):
        return None
    levels = found_in(lake, partition)["level"].to_pylist()
    return {"errors": levels.count(ERROR), "queries": levels.count(QUERY)}
