"""One asset a ``.sql`` file of this folder, counted in full in the lake; one protects them, others derive."""

from collections.abc import Collection
from typing import Any

import dagster as dg

from assets.automation import MART, SECOND_STAGE
from assets.deployment import Deployment
from assets.describe import column_lineage, digest, key_of, mart_columns, with_sql
from assets.raw import SCOPE
from pipelines import scope, steps_marts
from pipelines.derived import DERIVED, Derived, behind
from pipelines.shown import SHOWN as SHOWN_LAYER
from pipelines.shown import reads_of, told_together
from pipelines.sql import Mart, read_marts

SHOWN = dg.AssetKey(["shown"])
_SHOWN = f"{SHOWN_LAYER}."
_LAYERS = ("staging", "core", "quality", "marts")


def _asset(mart: Mart) -> dg.AssetsDefinition:
    table = f"marts.{mart.name}"

    @dg.asset(
        key=key_of(table),
        deps=_deps(mart.reads),
        description=with_sql(f"{mart.title}\n\n{mart.about}".strip(), mart.sql),
        metadata=mart_columns(mart),
        code_version=mart.code_version,
        automation_condition=SECOND_STAGE if any(reads_of(mart)) or any(behind(mart.reads)) else MART,
        group_name="marts",
        owners=[mart.owner],
        kinds={"sql", "duckdb"},
        tags={"pii": "full-counts", "rule": mart.rule},
    )
    def count(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
        with deployment.at_work() as shop:
            is_new = steps_marts.build_mart(shop, mart)
            stamp = shop.lake.stamp(table)
            return dg.MaterializeResult(
                metadata={
                    "dagster/row_count": stamp.rows if stamp else 0,
                    "made": "anew" if is_new else "up to date",
                    **column_lineage(table),
                },
                data_version=dg.DataVersion(digest(stamp.content if stamp else "")),
            )

    return count


@dg.asset(
    key=SHOWN,
    deps=[key_of(f"marts.{name}") for name in told_together(read_marts())],
    description="The marts as they are shown: small counts hidden, and as few others as keep them from being "
    "worked out by whoever reads all marts together. Attacked before anything is made of it.",
    code_version=digest("".join(mart.code_version for mart in told_together(read_marts()).values())),
    automation_condition=SECOND_STAGE,
    group_name="marts",
    owners=["team:send_analysis"],
    kinds={"python"},
    tags={"pii": "protected"},
)
def shown_together(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
    """Protect the marts that are told together."""
    with deployment.at_work() as shop:
        changed = steps_marts.protect(shop)
        stamps = (shop.lake.stamp(f"shown.{name}") for name in told_together(read_marts()))
        version = digest("".join(stamp.content for stamp in stamps if stamp))
        return dg.MaterializeResult(
            metadata={"shown_otherwise": len(changed)}, data_version=dg.DataVersion(version)
        )


def _derived(one: Derived) -> dg.AssetsDefinition:
    @dg.asset(
        key=dg.AssetKey(one.name),
        deps=[*_deps(one.reads()), *([dg.AssetKey(one.written_in)] if one.written_in else [])],
        description=f"{one.about}\n\nThe tables {', '.join(one.tables)}.",
        code_version=digest(one.code()),
        automation_condition=SECOND_STAGE if any(name.startswith(_SHOWN) for name in one.reads()) else MART,
        group_name="marts",
        owners=["team:send_analysis"],
        kinds={"python"},
        tags={"pii": "full-counts" if one.is_of_persons else "none"},
    )
    def derive(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
        with deployment.at_work() as shop:
            is_new = steps_marts.derive(shop, one)
            there = {table: stamp for table in one.tables if (stamp := shop.lake.stamp(table))}
            return dg.MaterializeResult(
                metadata={
                    **{f"rows of {table}": stamp.rows for table, stamp in there.items()},
                    "made": "anew" if is_new else "up to date",
                },
                data_version=dg.DataVersion(digest(*(stamp.content for stamp in there.values()))),
            )

    return derive


def _deps(reads: Collection[str]) -> list[dg.AssetKey]:
    """The assets of what is read: tables, marts as they are shown, derived tables, and who is counted."""
    found = {key_of(name) for name in reads if name.split(".")[0] in _LAYERS}
    if shown := [name.removeprefix(_SHOWN) for name in reads if name.startswith(_SHOWN)]:
        found |= {SHOWN, *(key_of(f"marts.{name}") for name in shown)}
    found |= {dg.AssetKey(one.name) for one in DERIVED if set(one.tables) & set(reads)}
    return sorted(found | {SCOPE for name in reads if name in scope.SCHEMAS})


marts = [
    *(_asset(mart) for mart in read_marts().values()),
    shown_together,
    *(_derived(one) for one in DERIVED),
]
