"""Local time in England, to the minute."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.embargo import moment_of
from pipelines.errors import UsageError

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-12-01T09:30", datetime(2026, 12, 1, 9, 30, tzinfo=UTC)),
        ("2026-07-01T09:30", datetime(2026, 7, 1, 8, 30, tzinfo=UTC)),
        # 25 October 2026: the hour from one to two comes twice; the second time it is Greenwich time.
        ("2026-10-25T01:30", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_local_time_is_meant(text, utc):
    assert moment_of(text, NOW) == utc


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-12-01", "2026-12-01T09:30Z", "2026-12-01T09:30:00", "2026-03-29T01:30",
     "2025-12-31T23:59", "2026-01-01T00:00"],
)  # fmt: skip
def test_what_is_no_minute_to_come_is_refused(text):
    with pytest.raises(UsageError, match="no time to hold a release"):
        moment_of(text, NOW)


@given(st.integers(1, 500_000))
def test_later_is_later(minutes):
    moment = (NOW + timedelta(minutes=minutes)).replace(tzinfo=None)
    text = moment.strftime("%Y-%m-%dT%H:%M")
    try:
        found = moment_of(text, NOW)
    except UsageError:
        assert (moment.month, moment.day, moment.hour) == (3, 29, 1)
    else:
        assert found - NOW in (timedelta(minutes=minutes), timedelta(minutes=minutes - 60))
