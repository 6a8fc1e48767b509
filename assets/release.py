"""The release: all marts protected, attacked and published at once, or none.

Three checks tell people what no build can mend: deliveries that were refused, returns that are late, and a
release that is held, being hard to believe beside the last. What people decide on it: ``release_jobs``.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg

from assets import automation
from assets.deployment import Deployment
from assets.describe import OWNERS, key_of
from pipelines import run, steps, steps_marts
from pipelines.calendar import LONDON
from pipelines.deliveries import LATE, missing, standings
from pipelines.landing import Delivery
from pipelines.release_folder import HELD, manifest_of
from pipelines.release_judge import PAGE
from pipelines.release_state import DRAFT, EMBARGOED, MARK, state_of, why_held
from pipelines.shown import in_order
from pipelines.sql import read_marts

WAITING = {DRAFT: "DRAFT, not public", EMBARGOED: "DRAFT until its time has come, not public"}
RELEASE = dg.AssetKey(["release"])
ACCEPTED, NOTHING_LATE, PLAUSIBLE = "every_delivery_accepted", "no_return_late", "plausible"


@dg.asset(
    key=RELEASE,
    deps=[key_of(steps.DELIVERY), *(key_of(f"marts.{name}") for name in read_marts())],
    check_specs=[
        dg.AssetCheckSpec(
            ACCEPTED, asset=RELEASE, description="None was refused; what was in force stays so."
        ),
        dg.AssetCheckSpec(NOTHING_LATE, asset=RELEASE, description="By the statutory calendar."),
        dg.AssetCheckSpec(
            PLAUSIBLE, asset=RELEASE, description="The newest release is not held for what the gate found."
        ),
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
        # All or none: one that could not be counted stops the release here again.
        list(steps_marts.build_marts(shop, marts))
        run.publish(deployment.settings, shop, marts, report)
        yield _accepted(len(refused), len(found))
        yield _nothing_late(shop, found)
        newest = report.held or report.release
        said = manifest_of(newest) if newest else {}
        yield dg.AssetCheckResult(check_name=PLAUSIBLE, **plausible(said))
        is_new = report.is_new_release or report.is_new_held
        version = dg.DataVersion(said.get("made_from", "none"))
        made = {"made": "anew" if is_new else "up to date"} | described(said)
        yield dg.MaterializeResult(metadata=made, data_version=version)


def described(said: Mapping[str, Any]) -> dict[str, Any]:
    """A release in Dagster's words: counts, its state, and why it is held."""
    if not said:
        return {"state": "none in force"}
    return {
        "release": said["release"],
        "dagster/row_count": sum(said["rows"].values()),
        "state": WAITING.get(state_of(said), state_of(said)),
        "held_for": why_held(said),
    }


def plausible(said: Mapping[str, Any]) -> dict[str, Any]:
    """The check: it fails while a draft waits for a person."""
    held = len(said.get("held_for", ())) if state_of(said) == DRAFT else 0
    return {
        "passed": not held,
        "severity": dg.AssetCheckSeverity.WARN,
        "metadata": {"failed": held, "asked": len(said.get("plausibility", ()))},
        "description": _next(said) if held else None,
    }


def _next(said: Mapping[str, Any]) -> str:
    """What a person does who sees the check fail, without a command line at hand."""
    return (
        f"Release {said['release']} is held for what 'held_for' says on this asset; the page "
        f"{MARK}_{PAGE} in data/marts/{HELD}/{said['release']} says what to do about each. Then launch the "
        "job approve_release with release, by and reason, or withdraw_release with the same; a build of "
        "mended deliveries takes its place by itself."
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
