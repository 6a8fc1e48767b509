"""The joint core: an asset a table, all made in one step, which reports the tables that hold something new.

One step, because a delivery may change who is who, and with it every table: between the links of one delivery
and the tables of another no mart may be counted. Which files of which tables must be made again is decided in
``pipelines.steps`` by what the inputs hold; a table that holds what it held is not reported, so that only the
marts that depend on a change are asked for.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from assets.automation import CORE
from assets.deployment import Deployment
from assets.describe import (
    OWNERS,
    column_lineage,
    core_columns,
    core_description,
    digest,
    key_of,
    plain_columns,
)
from assets.timetable import freshness
from pipelines import addresses, completeness, core, linkage_counts, people, run, steps
from pipelines.lake import Lake
from schemas.catalogue import ADDRESS, CORE_TABLES, EXTRACTS, PERSON_CHANGE, PERSON_LINK, TABLES
from schemas.contract import is_about_persons
from schemas.table import CoreTable

_LAYERS = ("staging", "core", "landing")
_COUNTED = {**completeness.SCHEMAS, **linkage_counts.SCHEMAS}
_TITLES = {**completeness.TITLES, **linkage_counts.TITLES}
_TABLES = (steps.DELIVERY, *CORE_TABLES, *_COUNTED)
_CODE = digest(
    people.code(),
    addresses.code_version(),
    *(query.code_version for query in (*core.queries(), *core.whole_queries())),
    Path(completeness.__file__).read_text("utf-8"),
)


def _specs() -> Iterator[dg.AssetSpec]:
    yield _delivery_spec()
    linked = {e.staging(p) for e in EXTRACTS.values() for p in e.parts if is_about_persons(p)}
    yield _spec(PERSON_LINK, [], linked)
    yield _spec(PERSON_CHANGE, [], {PERSON_LINK.name})
    yield _spec(ADDRESS, [], addresses.reads())
    for table in TABLES.values():
        queries = [query for query in core.queries() if query.table is table]
        yield _spec(table, queries, {name for query in queries for name in query.opens})
    for query in core.whole_queries():
        yield _spec(query.table, [query], query.reads)
    staged = {extract.staging(part) for extract in EXTRACTS.values() for part in extract.parts}
    yield from (_quality_spec(name, staged) for name in completeness.SCHEMAS)
    yield from (_quality_spec(name, {PERSON_LINK.name}) for name in linkage_counts.SCHEMAS)


def _delivery_spec() -> dg.AssetSpec:
    """The one that is watched: every delivery moves its leading table."""
    return dg.AssetSpec(
        key_of(steps.DELIVERY),
        deps=[key_of(extract.staging(extract.parts[0])) for extract in EXTRACTS.values()],
        description="One row per delivery in force: accepted, and still in data/raw.",
        metadata=plain_columns(steps.DELIVERY_COLUMNS),
        automation_condition=CORE,
        kinds={"parquet"},
        tags={"pii": "none"},
        **_COMMON,
    )


def _quality_spec(table: str, reads: Collection[str]) -> dg.AssetSpec:
    """Counted of each delivery when its rules have run, or of the linkage."""
    return dg.AssetSpec(
        key_of(table),
        deps=[key_of(name) for name in sorted(reads)],
        description=_TITLES[table],
        metadata=plain_columns(_COUNTED[table]),
        kinds={"python", "parquet"},
        tags={"pii": "full-counts"},
        **_COMMON,
    )


def _spec(table: CoreTable, queries: list[core.CoreQuery], reads: Collection[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        key_of(table.name),
        deps=[key_of(name) for name in sorted(reads) if name.split(".")[0] in _LAYERS],
        description=core_description(table, queries),
        metadata=core_columns(table),
        freshness_policy=freshness(table.fed_by) if queries else None,
        kinds={"sql", "duckdb", "parquet"} if queries else {"python", "parquet"},
        tags={"pii": "pseudonymised"},
        **_COMMON,
    )


_COMMON: dict[str, Any] = {
    "group_name": "core",
    "owners": OWNERS,
    "code_version": _CODE,
    # An output that says nothing new is left out.
    "skippable": True,
}


@dg.multi_asset(
    name="join", description="Links records to persons and joins all extracts.", specs=[*_specs()]
)
def joint(
    context: dg.AssetExecutionContext, deployment: dg.ResourceParam[Deployment]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Bring the core up to date; report what is new since the last report, whoever made it."""
    report = run.BuildReport()
    with deployment.at_work() as shop:
        run.join(shop, report)
        for table in _TABLES:
            result = _result(shop.lake, table, report)
            if str(result.data_version.value) != _reported(context.instance, key_of(table)):
                yield result


def _result(lake: Lake, table: str, report: run.BuildReport) -> dg.MaterializeResult[Any]:
    stamps = {partition: lake.stamp(table, partition) for partition in lake.partitions(table)}
    there = {partition: stamp for partition, stamp in stamps.items() if stamp}
    rebuilt = sum(name.split("[")[0] == table for name in report.rebuilt)
    return dg.MaterializeResult(
        asset_key=key_of(table),
        metadata={
            "dagster/row_count": sum(stamp.rows for stamp in there.values()),
            "deliveries": len(there),
            "rebuilt": rebuilt,
            **column_lineage(table),
        },
        data_version=dg.DataVersion(digest(*(f"{name} {stamp.content}" for name, stamp in there.items()))),
    )


def _reported(instance: dg.DagsterInstance, key: dg.AssetKey) -> str | None:
    event = instance.get_latest_materialization_event(key)
    told = event.asset_materialization if event else None
    return (told.tags or {}).get("dagster/data_version") if told else None
