"""The composition root of Dagster: everything in ``assets``, and the deployment it works in."""

import dagster as dg

from assets.automation import automation
from assets.core import joint
from assets.deployment import Deployment
from assets.landing import landing_sensor
from assets.marts.load import marts
from assets.raw import deliveries, written
from assets.release import released
from assets.release_jobs import decisions, embargo_sensor
from assets.staging import staging
from assets.timetable import schedules
from pipelines.settings import Settings


def definitions(settings: Settings) -> dg.Definitions:
    """Everything, at work where ``settings`` says."""
    return dg.Definitions(
        assets=[*deliveries, *written, *staging, joint, *marts, released],
        jobs=decisions,
        schedules=schedules,
        sensors=[landing_sensor, automation, embargo_sensor],
        resources={"deployment": Deployment(settings)},
        # One Python for a run: the default starts one for each step, which takes longer than the step.
        executor=dg.in_process_executor,
    )


defs = definitions(Settings.from_environment())
