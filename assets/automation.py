"""When a table is made again without anyone asking: the conditions, and the sensor that acts on them.

No condition looks at checks. Dagster remembers a check per asset and not per partition, so one refused return
would hold back all others; a refused delivery is never written (the step fails before), which is the gate.
What a condition requests in vain costs little: the step finds that it is up to date and does nothing.
"""

import dagster as dg

_Is = dg.AutomationCondition

_MOVED = _Is.any_deps_updated().since_last_handled()
# What is missing although it could be there: after a first start, or for a table added since. _MOVED forgets
# what happened before it was first evaluated.
_ABSENT = _Is.missing() & ~_Is.execution_failed()
_SOME_THERE = _Is.any_deps_match(~_Is.missing() | _Is.will_be_requested())
_NEW_CODE = _Is.code_version_changed() & ~_Is.missing()

# Every condition costs queries for every dependency at every tick, so these are eager() without what cannot
# happen here: a delivery in data/raw is never "in progress".
EACH_DELIVERY = ((_MOVED | _ABSENT | _NEW_CODE) & ~_Is.any_deps_missing() & ~_Is.in_progress()).with_label(
    "each_delivery"
)
# Without any_deps_missing: else one announced but unaccepted return, or an extract that this authority does
# not keep, would freeze everything that is made of all deliveries.
ALL_DELIVERIES = (
    (_MOVED | (_ABSENT & _SOME_THERE) | _NEW_CODE) & ~_Is.in_progress() & ~_Is.any_deps_in_progress()
).with_label("all_deliveries")

automation = dg.AutomationConditionSensorDefinition(
    name="automation",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30,
    description="Requests what a landed, changed or withdrawn delivery makes out of date.",
)
