"""What people decide on releases, as jobs: approve and withdraw; and the sensor that ends an embargo.

A decision is the same as on the command line, and is noted the same. No logic is here.
"""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from assets.deployment import Deployment
from assets.release import PLAUSIBLE, RELEASE, described, plausible
from pipelines import release_life
from pipelines.release_folder import manifest_of
from pipelines.release_state import Decision


class Decided(dg.Config):
    """Which release, who decides, and why; never name a child."""

    release: str
    by: str
    reason: str


class Withdrawn(Decided):
    """The same, and which release to use instead, if it is there already."""

    replaced_by: str = ""


@dg.op(name="approve", description="Makes a held release public, now or when its embargo ends.")
def approve(
    context: dg.OpExecutionContext, config: Decided, deployment: dg.ResourceParam[Deployment]
) -> None:
    """Approve a draft."""
    with deployment.at_work() as shop:
        decision = Decision(config.by, config.reason, _now())
        made = release_life.approve(deployment.settings, config.release, decision, who=shop.who)
        _tell(context, made)


@dg.op(name="withdraw", description="Takes a release out of force: its figures go, the reason stays.")
def withdraw(
    context: dg.OpExecutionContext, config: Withdrawn, deployment: dg.ResourceParam[Deployment]
) -> None:
    """Withdraw a release."""
    with deployment.at_work() as shop:
        decision = Decision(config.by, config.reason, _now(), config.replaced_by)
        left = release_life.withdraw(deployment.settings, config.release, decision, who=shop.who)
        _tell(context, left)


@dg.op(name="publish", description="Publishes every release whose embargo has ended.")
def publish(context: dg.OpExecutionContext, deployment: dg.ResourceParam[Deployment]) -> None:
    """Publish what is due."""
    with deployment.at_work() as shop:
        for made in release_life.publish_due(deployment.settings, _now(), who=shop.who):
            _tell(context, made)


@dg.job(name="approve_release", description="Approve a release that is held: release, by, reason.")
def approve_release() -> None:
    """One decision."""
    approve()


@dg.job(name="withdraw_release", description="Withdraw a release: release, by, reason, replaced_by.")
def withdraw_release() -> None:
    """One decision."""
    withdraw()


@dg.job(name="publish_due", description="Publish the releases whose embargo has ended.")
def publish_due() -> None:
    """Nothing to decide."""
    publish()


@dg.sensor(
    name="embargo",
    job=publish_due,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Publishes a release once its embargo has ended.",
)
def embargo_sensor(
    context: dg.SensorEvaluationContext,
    deployment: dg.ResourceParam[Deployment],
) -> dg.RunRequest | dg.SkipReason:
    """One run for what is due; one that failed is tried again every hour."""
    now = datetime.now(UTC)
    due = release_life.due(deployment.settings, now)
    if not due:
        return dg.SkipReason("No embargo has ended.")
    return dg.RunRequest(run_key=f"{' '.join(due)} {now:%Y-%m-%dT%H}")


decisions = [approve_release, withdraw_release, publish_due]


def _tell(context: dg.OpExecutionContext, release: Path | None) -> None:
    """The asset's own page says how the release stands now."""
    said = manifest_of(release) if release else {}
    version = {"dagster/data_version": said["made_from"]} if "made_from" in said else {}
    context.log_event(dg.AssetMaterialization(RELEASE, metadata=described(said), tags=version))
    told = plausible(said)
    check = dg.AssetCheckEvaluation(
        asset_key=RELEASE,
        check_name=PLAUSIBLE,
        passed=told["passed"],
        metadata=told["metadata"],
        severity=told["severity"],
        description=told["description"],
    )
    context.instance.report_runless_asset_event(check)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
