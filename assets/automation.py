"""When a table is made again without anyone asking: the conditions, and the sensor that acts on them.

No condition looks at checks. Dagster remembers a check per asset and not per partition, so one refused return
would hold back all others; a refused delivery is never written (the step fails before), which is the gate.
What a condition requests in vain costs little: the step finds that it is up to date and does nothing.
"""

import dagster as dg

_Is = dg.AutomationCondition

# Every condition costs queries for every dependency at every tick. So these are eager() taken apart, less
# what cannot happen here, and of tables that are made in one step only one is watched.
_UPDATED = _Is.any_deps_match(_Is.newly_updated()).since_last_handled()
_UPDATED_TOGETHER = _Is.any_deps_updated().since_last_handled()
# What is missing although it could be there: after a first start, or for a table added since. The others
# forget what happened before they were first evaluated.
_ABSENT = _Is.missing() & ~_Is.execution_failed()
_NEW_CODE = _Is.code_version_changed() & ~_Is.missing()
_IDLE = ~_Is.in_progress() & ~_Is.any_deps_in_progress()

STAGING = ((_UPDATED | _ABSENT | _NEW_CODE) & ~_Is.any_deps_missing() & ~_Is.in_progress()).with_label(
    "staging"
)

# The core waits for what is being staged, but not for what is not there: one return that is announced and not
# accepted, or an extract that this authority does not keep, would else freeze everything.
CORE = ((_UPDATED | (_ABSENT & _Is.any_deps_match(~_Is.missing())) | _NEW_CODE) & _IDLE).with_label("core")

# A mart is asked for once the core has told which of its tables hold something new, so not in the same run.
MART = ((_UPDATED | (_ABSENT & ~_Is.any_deps_missing()) | _NEW_CODE) & _IDLE).with_label("mart")

# A mart that reads marts as they are shown comes with them, in one run.
_WITH_MARTS = _Is.any_deps_match(_Is.will_be_requested()).allow(dg.AssetSelection.groups("marts"))
SECOND_STAGE = (
    (_UPDATED | _WITH_MARTS.since_last_handled() | (_ABSENT & ~_Is.any_deps_missing()) | _NEW_CODE) & _IDLE
).with_label("second stage")

# The release comes with the marts, in one run.
RELEASE = ((_UPDATED_TOGETHER | _ABSENT) & ~_Is.any_deps_missing() & _IDLE).with_label("release")

automation = dg.AutomationConditionSensorDefinition(
    name="automation",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=15,
    description="Requests what a landed, changed or withdrawn delivery makes out of date.",
)
