"""What the catalogue says of a table, in the words Dagster shows: columns, descriptions, owners.

Nothing is declared here.
"""

import hashlib
from typing import Any

import dagster as dg
import pyarrow as pa

from pipelines.core import CoreQuery, arrow_schema
from pipelines.identity import left_behind
from pipelines.lineage import VALUE, edges
from pipelines.sql import Mart
from pipelines.staging import staged_schema
from schemas.contract import AGES, AGES_AND_MONTH, DISTRICT, PSEUDONYM, Item, Part, items
from schemas.table import CoreTable

OWNERS = ("team:send_analysis",)
_LEFT_BEHIND = {
    PSEUDONYM: "Pseudonym of: ",
    AGES: "Age in years, from: ",
    AGES_AND_MONTH: "Age in years, or month of birth, from: ",
    DISTRICT: "District of: ",
}
_LAYERS = ("staging", "core", "landing", "marts")
_MART_TYPES = {"count": "bigint", "derived": "double"}


def key_of(table: str) -> dg.AssetKey:
    """``core.person`` is ``core/person``."""
    return dg.AssetKey(table.split("."))


def digest(*texts: str) -> str:
    """A short name for some texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def staged_columns(part: Part) -> dict[str, Any]:
    """The columns of a staged table."""
    said = {"delivery": "The delivery, 391_2025-spring", "row": "Row of the file, or line of the message"}
    said |= {name: text for one in items(part.contract) for name, text in _said(one).items()}
    return _columns(staged_schema(part), said)


def core_columns(table: CoreTable) -> dict[str, Any]:
    """The columns of a core table."""
    declared = table.model.to_schema().columns
    return _columns(
        arrow_schema(table.model), {n: c.description or "" for n, c in declared.items()}, table.key
    )


def plain_columns(stored: pa.Schema) -> dict[str, Any]:
    """The columns of a table whose names say it all."""
    return _columns(stored, {name: name.replace("_", " ").capitalize() for name in stored.names})


def mart_columns(mart: Mart) -> dict[str, Any]:
    """The columns of a mart, as its heading has them."""
    columns = [
        dg.TableColumn(c.name, _MART_TYPES.get(c.role, "varchar"), c.description, tags={"role": c.role})
        for c in mart.columns
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}


def column_lineage(table: str) -> dict[str, Any]:
    """From which columns of other assets each column is computed, as the SQL says.

    Told when a table is made, not when the definitions load: tracing every query takes a second or two.
    """
    deps: dict[str, dict[dg.TableColumnDep, None]] = {}
    for edge in edges():
        if edge.table_name == table and edge.how == VALUE and edge.from_table.split(".")[0] in _LAYERS:
            source = dg.TableColumnDep(key_of(edge.from_table), edge.from_column)
            # Several extracts may make a table from the same column of another.
            deps.setdefault(edge.column_name, {})[source] = None
    return {"dagster/column_lineage": dg.TableColumnLineage({name: [*of] for name, of in deps.items()})}


def with_sql(text: str, *queries: str) -> str:
    """A description with the queries that make the table."""
    return "\n\n".join([text, *(f"```sql\n{sql.strip()}\n```" for sql in queries)])


def core_description(table: CoreTable, queries: list[CoreQuery]) -> str:
    """The grain and how the table is made."""
    return with_sql((table.model.__doc__ or "").strip(), *(query.sql for query in queries))


def _said(item: Item) -> dict[str, str]:
    if item.vault:
        return {name: _LEFT_BEHIND.get(item.vault, "") + item.description for name in left_behind(item)}
    return {item.name: item.description}


def _columns(stored: pa.Schema, said: dict[str, str], key: tuple[str, ...] = ()) -> dict[str, Any]:
    columns = [
        dg.TableColumn(f.name, str(f.type), said.get(f.name), tags={"key": ""} if f.name in key else None)
        for f in stored
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}
