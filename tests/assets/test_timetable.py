"""Schedules and freshness policies follow the statutory calendar, in London's time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.timetable import freshness
from pipelines.definitions import defs

LONDON = ZoneInfo("Europe/London")


def asked(name, *when):
    schedule = defs.get_repository_def().get_schedule_def(name)
    at = datetime(*when, tzinfo=LONDON)
    with dg.build_schedule_context(scheduled_execution_time=at) as context:
        return bool(schedule.evaluate_tick(context).run_requests)


@pytest.mark.parametrize(
    ("name", "when", "is_asked"),
    [
        # the third Thursday of January 2025 is the 16th; five weeks later is 20 February
        ("termly", (2025, 2, 21, 6), True),
        ("termly", (2025, 2, 20, 6), False),
        ("termly", (2025, 2, 22, 6), False),
        # 2 October 2025, and five weeks: 6 November
        ("termly", (2025, 11, 7, 6), True),
        ("yearly", (2026, 3, 16, 6), True),
        ("yearly", (2026, 3, 17, 6), False),
        ("monthly", (2026, 1, 15, 6), True),
        ("monthly", (2026, 1, 16, 6), False),
    ],
)
def test_a_schedule_acts_on_the_day_after_a_return_was_due(name, when, is_asked):
    assert asked(name, *when) is is_asked


def test_schedules_keep_london_time():
    schedules = defs.get_repository_def().schedule_defs
    assert {one.name for one in schedules} == {"monthly", "termly", "yearly"}
    assert {one.execution_timezone for one in schedules} == {"Europe/London"}
    assert all(one.default_status is dg.DefaultScheduleStatus.RUNNING for one in schedules)


def test_a_termly_table_is_stale_after_the_latest_day_on_which_its_census_can_be_due():
    policy = freshness(("school_census",))
    assert (policy.deadline_cron, policy.timezone) == ("0 6 26 2,6,11 *", "Europe/London")


def test_a_table_of_several_extracts_is_expected_on_no_day():
    assert freshness(("school_census", "sen2")) is None
