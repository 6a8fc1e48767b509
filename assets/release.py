"""The release: all marts protected, attacked and published at once, or none.

Two checks tell people what no build can mend: deliveries that were refused, and returns that are late.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg

from assets import automation
from assets.deployment import Deployment
from assets.describe import OWNERS, key_of
from pipelines import run, steps
from pipelines.calendar import LONDON
from pipelines.deliveries import LATE, missing, standings
from pipelines.landing import Delivery
from pipelines.release import manifest_of
from pipelines.shown import in_order
from pipelines.sql import read_marts

RELEASE = dg.AssetKey(["release"])
ACCEPTED, NOTHING_LATE = "every_delivery_accepted", "no_return_late"


@dg.asset(
    key=RELEASE,
    deps=[key_of(steps.DELIVERY), *(key_of(f"marts.{name}") for name in read_marts())],
    check_specs=[
        dg.AssetCheckSpec(
            ACCEPTED, asset=RELEASE, description="None was refused; what was in force stays so."
        ),
        dg.AssetCheckSpec(NOTHING_LATE, asset=RELEASE, description="By the statutory calendar."),
    ],
    automation_condition=automation.RELEASE,
    group_name="release",
    owners=OWNERS,
    kinds={"duckdb", "parquet", "csv"},
    tags={"pii": "protected"},
)
def released(
    deployment: dg.ResourceParam[Deployment],
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[Any]]:
    """All marts under disclosure control in data/marts, ``current`` pointing to the newest release."""
    with deployment.at_work() as shop:
        found, misplaced = run.found(deployment.settings)
        refused = {f"data/raw/{one.path}": one.error for one in misplaced} | {
            one.partition: error for one in found if (error := steps.known_refusal(shop, one))
        }
        report = run.BuildReport(refused=refused)
        marts = in_order(read_marts())
        for mart in marts.values():
            # All or none: one that could not be counted stops the release here again.
            steps.build_mart(shop, mart)
        run.publish(deployment.settings, shop, marts, report)
        yield _accepted(len(refused), len(found))
        yield _nothing_late(shop, found)
        yield _released(report)


def _released(report: run.BuildReport) -> dg.MaterializeResult[Any]:
    said = manifest_of(report.release) if report.release else {}
    return dg.MaterializeResult(
        metadata={
            "release": said["release"],
            "dagster/row_count": sum(said["rows"].values()),
            "made": "anew" if report.is_new_release else "up to date",
        },
        data_version=dg.DataVersion(said["made_from"]),
    )


def _accepted(refused: int, found: int) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not refused,
        check_name=ACCEPTED,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"refused": refused, "deliveries": found},
        description="'send sources' names them." if refused else None,
    )


def _nothing_late(shop: steps.Workshop, found: list[Delivery]) -> dg.AssetCheckResult:
    today = datetime.now(ZoneInfo(LONDON)).date()
    late = [one.partition for one in missing(standings(shop, found), today) if one.status == LATE]
    return dg.AssetCheckResult(
        passed=not late,
        check_name=NOTHING_LATE,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"late": len(late), "returns": late},
    )
