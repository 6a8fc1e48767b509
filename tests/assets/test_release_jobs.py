"""Decisions on releases in Dagster: the same as on the command line, and the check that fails meanwhile."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from assets.deployment import Deployment
from assets.release import RELEASE, described, plausible
from assets.release_jobs import embargo_sensor
from pipelines.definitions import definitions
from pipelines.release_folder import current_release, manifest_of
from pipelines.release_state import Hold
from tests.builders_release import enter
from tests.pipelines.test_release import write
from tests.pipelines.test_release_held import ODD, hold

FIRST, SECOND = "20260401T120100Z", "20260401T120200Z"
PAST = datetime(2026, 4, 1, tzinfo=UTC)


def run(settings, job, config=None):
    with dg.DagsterInstance.ephemeral() as instance:
        result = (
            definitions(settings)
            .resolve_job_def(job)
            .execute_in_process(instance=instance, run_config=config, raise_on_error=False)
        )
        return result, instance.get_latest_materialization_event(RELEASE)


def decided(op, **more):
    return {"ops": {op: {"config": {"release": SECOND, "by": "ann", "reason": "Checked."} | more}}}


@pytest.fixture
def marts(settings):
    write(settings.marts, FIRST)
    hold(settings.marts, SECOND, why=ODD, base=60)
    enter(settings.lake, SECOND)
    return settings.marts


def test_the_check_fails_while_a_draft_waits_and_tells_counts_only(marts):
    said = manifest_of(marts / "held" / SECOND)
    assert plausible(said)["passed"] is False
    assert plausible(said)["metadata"] == {"failed": 1, "asked": 0}
    assert described(said)["state"] == "DRAFT, not public"
    assert described({**said, "state": "embargoed"})["state"] == "DRAFT until its time has come, not public"
    assert f"data/marts/held/{SECOND}" in plausible(said)["description"]
    assert "job approve_release with release, by and reason" in plausible(said)["description"]
    assert plausible(manifest_of(marts / "releases" / FIRST))["passed"] is True


def test_a_draft_is_approved_from_dagster(settings, marts):
    result, told = run(settings, "approve_release", decided("approve"))
    assert result.success
    assert current_release(marts).name == SECOND
    assert told.asset_materialization.metadata["state"].value == "published"


def test_a_release_is_withdrawn_from_dagster(settings, marts):
    result, told = run(settings, "withdraw_release", decided("withdraw", release=FIRST))
    assert result.success
    assert current_release(marts) is None
    assert told.asset_materialization.metadata["state"].value == "none in force"


def test_a_decision_that_cannot_be_followed_fails_in_words(settings, marts):
    result, _ = run(settings, "approve_release", decided("approve", release="20250101T000000Z"))
    assert not result.success
    assert "There is no release" in str([event for event in result.all_events if event.is_failure])


def test_the_sensor_asks_for_what_is_due_and_the_job_publishes_it(settings):
    def look():
        resources = {"deployment": Deployment(settings)}
        with (
            dg.DagsterInstance.ephemeral() as instance,
            dg.build_sensor_context(instance, resources=resources) as context,
        ):
            return embargo_sensor(context)

    assert isinstance(look(), dg.SkipReason)
    hold(settings.marts, SECOND, why=Hold(until=PAST))
    assert look().run_key.startswith(SECOND)
    result, _ = run(settings, "publish_due")
    assert result.success
    assert current_release(settings.marts).name == SECOND
    assert isinstance(look(), dg.SkipReason)
