"""One asset a ``.sql`` file of this folder, counted in full in the lake; others protect them and project."""

from typing import Any

import dagster as dg

from assets.automation import MART, SECOND_STAGE
from assets.deployment import Deployment
from assets.describe import column_lineage, digest, key_of, mart_columns, with_sql
from assets.raw import FRAMEWORKS, SCENARIOS, SCOPE
from pipelines import scope, steps
from pipelines.cohort import from_lake
from pipelines.cohort import tables as cohort
from pipelines.outcomes import counted, made, traced
from pipelines.outcomes import tables as outcomes
from pipelines.projection import from_marts
from pipelines.projection import tables as projection
from pipelines.shown import reads_of, told_together
from pipelines.sql import Mart, read_marts

SHOWN, PROJECTION = dg.AssetKey(["shown"]), dg.AssetKey(["projection"])
INDICATOR, OUTCOMES = dg.AssetKey(["indicator"]), dg.AssetKey(["outcomes"])
OUTLOOK = dg.AssetKey(["outlook"])
_LAYERS = ("staging", "core", "quality", "marts")


def _asset(mart: Mart) -> dg.AssetsDefinition:
    table = f"marts.{mart.name}"

    @dg.asset(
        key=key_of(table),
        deps=[
            *(key_of(name) for name in mart.reads if name.split(".")[0] in _LAYERS),
            *([SHOWN] if any(reads_of(mart)) else []),
            *([PROJECTION] if projection.SCHEMAS.keys() & set(mart.reads) else []),
            *([OUTLOOK] if set(cohort.TOLD) & set(mart.reads) else []),
            *([INDICATOR] if outcomes.COUNT in mart.reads else []),
            *([OUTCOMES] if {*outcomes.SCHEMAS} - {outcomes.COUNT} & set(mart.reads) else []),
            *([SCOPE] if any(name in scope.SCHEMAS for name in mart.reads) else []),
        ],
        description=with_sql(f"{mart.title}\n\n{mart.about}".strip(), mart.sql),
        metadata=mart_columns(mart),
        code_version=mart.code_version,
        automation_condition=SECOND_STAGE if any(reads_of(mart)) or outcomes.COUNT in mart.reads else MART,
        group_name="marts",
        owners=[mart.owner],
        kinds={"sql", "duckdb"},
        tags={"pii": "full-counts", "rule": mart.rule},
    )
    def count(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
        with deployment.at_work() as shop:
            is_new = steps.build_mart(shop, mart)
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
        changed = steps.protect(shop)
        stamps = (shop.lake.stamp(f"shown.{name}") for name in told_together(read_marts()))
        version = digest("".join(stamp.content for stamp in stamps if stamp))
        return dg.MaterializeResult(
            metadata={"shown_otherwise": len(changed)}, data_version=dg.DataVersion(version)
        )


@dg.asset(
    key=PROJECTION,
    deps=[SHOWN, key_of("marts.plan_panel"), key_of(projection.PEOPLE), key_of(projection.FIGURES)],
    description="Plans and SEN support projected from what is published and shown, and the back-test: the "
    "tables projection.plan and projection.error. Without SEN2 or SEN statistics they have no rows.",
    code_version=from_marts.code()[:12],
    automation_condition=SECOND_STAGE,
    group_name="marts",
    owners=["team:send_analysis"],
    kinds={"python"},
    tags={"pii": "none"},
)
def projected(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
    """Project plans, and back-test."""
    with deployment.at_work() as shop:
        new = steps.project(shop)
        stamps = {table: shop.lake.stamp(table) for table in projection.SCHEMAS}
        there = {table: stamp for table, stamp in stamps.items() if stamp}
        return dg.MaterializeResult(
            metadata={
                **{f"rows of {table}": stamp.rows for table, stamp in there.items()},
                "made": "anew" if new else "up to date",
            },
            data_version=dg.DataVersion(digest(*(stamp.content for stamp in there.values()))),
        )


@dg.asset(
    key=OUTLOOK,
    deps=[
        SHOWN,
        PROJECTION,
        SCENARIOS,
        *(key_of(name) for name in (*cohort.PERSONS, cohort.CAPACITY, cohort.PEOPLE)),
    ],
    description="Plans followed from January to January by age, need and placement, and scenarios of it: the "
    "flows and layouts (cohort.*), which are of persons and stay in the lake, and what may be told of them "
    "(outlook.*). Without two SEN2 returns a year apart, or without a projected total, they have no rows.",
    code_version=from_lake.code()[:12],
    automation_condition=SECOND_STAGE,
    group_name="marts",
    owners=["team:send_analysis"],
    kinds={"python"},
    tags={"pii": "full-counts"},
)
def foreseen(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
    """Follow plans from January to January."""
    with deployment.at_work() as shop:
        new = steps.foresee(shop)
        stamps = {table: shop.lake.stamp(table) for table in cohort.SCHEMAS}
        there = {table: stamp for table, stamp in stamps.items() if stamp}
        return dg.MaterializeResult(
            metadata={
                **{f"rows of {table}": stamp.rows for table, stamp in there.items()},
                "made": "anew" if new else "up to date",
            },
            data_version=dg.DataVersion(digest(*(stamp.content for stamp in there.values()))),
        )


@dg.asset(
    key=INDICATOR,
    deps=[*(key_of(table) for table in traced.core_reads() if table.split(".")[0] in _LAYERS), SCOPE],
    description="What outcome indicators are counted from, in full: the table indicator.count, one row per "
    "area, base, part of it, period and group. Declared in schemas/indicators.",
    code_version=counted.code()[:12],
    automation_condition=MART,
    group_name="marts",
    owners=["team:send_analysis"],
    kinds={"python", "duckdb"},
    tags={"pii": "full-counts"},
)
def indicated(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
    """Count what indicators are of."""
    with deployment.at_work() as shop:
        is_new = steps.count_indicators(shop)
        stamp = shop.lake.stamp(outcomes.COUNT)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": stamp.rows if stamp else 0,
                "made": "anew" if is_new else "up to date",
            },
            data_version=dg.DataVersion(digest(stamp.content if stamp else "")),
        )


@dg.asset(
    key=OUTCOMES,
    deps=[
        SHOWN,
        FRAMEWORKS,
        *(key_of(f"marts.{table.removeprefix('shown.')}") for table in traced.shown_reads()),
    ],
    description="Outcome indicators told and judged by what is shown: the tables outcomes.*.",
    code_version=made.code()[:12],
    automation_condition=SECOND_STAGE,
    group_name="marts",
    owners=["team:send_analysis"],
    kinds={"python"},
    tags={"pii": "none"},
)
def judged(deployment: dg.ResourceParam[Deployment]) -> dg.MaterializeResult[Any]:
    """Judge indicators."""
    with deployment.at_work() as shop:
        new = steps.tell_outcomes(shop)
        stamp = shop.lake.stamp(outcomes.FIGURE)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": stamp.rows if stamp else 0,
                "made": "anew" if new else "up to date",
            },
            data_version=dg.DataVersion(digest(stamp.content if stamp else "")),
        )


marts = [
    *(_asset(mart) for mart in read_marts().values()),
    shown_together,
    projected,
    foreseen,
    indicated,
    judged,
]
