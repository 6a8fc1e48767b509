"""The joint core: one asset a table. Not partitioned: each brings up to date what is out of date of it.

Which of a table's files must be made again is decided in ``pipelines.steps`` by what the inputs hold; Dagster
only knows that something of them moved. So a core table of twenty returns costs one run, not twenty.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from assets.automation import ALL_DELIVERIES
from assets.deployment import Deployment
from assets.describe import OWNERS, core_columns, core_description, digest, key_of
from assets.timetable import freshness
from pipelines import core, linkage, steps
from schemas.catalogue import EXTRACTS, PERSON, PERSON_LINK, TABLES
from schemas.table import CoreTable

_LAYERS = ("staging", "core")


def _spec(
    table: CoreTable, reads: set[str], queries: list[core.CoreQuery], code_version: str
) -> dg.AssetSpec:
    return dg.AssetSpec(
        key_of(table.name),
        deps=[key_of(name) for name in sorted(reads) if name.split(".")[0] in _LAYERS],
        description=core_description(table, queries),
        metadata=core_columns(table),
        code_version=code_version,
        # Persons are made in one step with their links, which are watched.
        automation_condition=ALL_DELIVERIES if table is not PERSON else None,
        freshness_policy=freshness(table.fed_by) if queries else None,
        owners=OWNERS,
        kinds={"sql", "duckdb", "parquet"} if queries else {"python", "parquet"},
        tags={"pii": "pseudonymised"},
        group_name="core",
    )


def _result(shop: steps.Workshop, table: CoreTable, rebuilt: int) -> dg.MaterializeResult[Any]:
    stamps = [shop.lake.stamp(table.name, p) for p in shop.lake.partitions(table.name)]
    there = [stamp for stamp in stamps if stamp]
    return dg.MaterializeResult(
        asset_key=key_of(table.name),
        metadata={
            "dagster/row_count": sum(stamp.rows for stamp in there),
            "deliveries": len(there),
            "rebuilt": rebuilt,
            "made": "anew" if rebuilt else "up to date",
        },
        data_version=dg.DataVersion(digest(*(stamp.content for stamp in there))),
    )


def _asset(table: CoreTable) -> dg.AssetsDefinition:
    queries = [query for query in core.queries() if query.table is table]
    reads = {name for query in queries for name in query.reads}
    version = digest(*(query.code_version for query in queries))

    @dg.multi_asset(
        name=table.name.replace(".", "__"),
        specs=[_spec(table, reads, queries, version)],
    )
    def join(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
        with deployment.at_work() as shop:
            rebuilt = [
                steps.build_core(shop, query, partition)
                for query in queries
                for partition in steps.feeding(shop.lake, query)
            ]
            return _result(shop, table, sum(rebuilt))

    return join


def _linked() -> set[str]:
    return {e.staging(p) for e in EXTRACTS.values() for p in e.parts if linkage.is_about_persons(p)}


_PERSON_QUERY = core.person_query()
_LINKAGE = digest(Path(linkage.__file__).read_text("utf-8"), _PERSON_QUERY.code_version)


@dg.multi_asset(
    name="link",
    description="Links the records of all deliveries to persons, by pseudonyms.",
    specs=[
        _spec(PERSON_LINK, _linked(), [], _LINKAGE),
        _spec(PERSON, set(_PERSON_QUERY.reads), [_PERSON_QUERY], _LINKAGE),
    ],
)
def link(deployment: dg.ResourceParam[Deployment]) -> Iterator[dg.MaterializeResult[Any]]:
    """One step, two tables: links and the persons they make."""
    with deployment.at_work() as shop:
        rebuilt = int(steps.link(shop))
        yield _result(shop, PERSON_LINK, rebuilt)
        yield _result(shop, PERSON, rebuilt)


joint = [link, *(_asset(table) for table in TABLES.values())]
