"""Months, quarters, terms and years: in their order, with their first and last days."""

from datetime import date

import pytest

from pipelines.outcomes.periods import is_short, is_together, periods, span, together, written, year_of
from pipelines.outcomes.tables import WHOLE_YEAR
from schemas.indicator import ACADEMIC, CALENDAR, FINANCIAL, QUARTERLY, YEARLY


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("2024-Q3", "2025-Q2", ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]),
        ("2024-11", "2025-02", ["2024-11", "2024-12", "2025-01", "2025-02"]),
        (
            "202324-summer",
            "202425-summer",
            ["202324-summer", "202425-autumn", "202425-spring", "202425-summer"],
        ),
    ],
)
def test_periods_run_without_a_gap_and_sort_as_they_follow_each_other(first, last, wanted):
    assert periods(first, last) == wanted
    assert sorted(wanted) == wanted


@pytest.mark.parametrize(
    ("years", "year", "period", "first", "last"),
    [
        (CALENDAR, "2025", WHOLE_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        (ACADEMIC, "202425", WHOLE_YEAR, date(2024, 9, 1), date(2025, 8, 31)),
        (FINANCIAL, "202425", WHOLE_YEAR, date(2024, 4, 1), date(2025, 3, 31)),
        (CALENDAR, "2025", "2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        (CALENDAR, "2024", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (ACADEMIC, "202425", "202425-autumn", date(2024, 9, 1), date(2024, 12, 31)),
        (ACADEMIC, "202425", "202425-summer", date(2025, 5, 1), date(2025, 8, 31)),
        (CALENDAR, "2025", "4 quarters to 2025-Q1", date(2024, 4, 1), date(2025, 3, 31)),
        (CALENDAR, "2025", "12 months to 2025-02", date(2024, 3, 1), date(2025, 2, 28)),
        (ACADEMIC, "202425", "3 years to 202425", date(2022, 9, 1), date(2025, 8, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(years, year, period, first, last):
    assert span(years, year, period) == (first, last)


def test_several_periods_are_no_short_period_and_no_year():
    several = together(QUARTERLY, 4, "2025-Q1")
    assert several == "4 quarters to 2025-Q1"
    assert is_together(several)
    assert [is_short(one) for one in (several, "2025-Q1", WHOLE_YEAR)] == [False, True, False]


def test_a_year_is_written_as_its_kind_is():
    assert [written(YEARLY, 2024, kind) for kind in (CALENDAR, ACADEMIC)] == ["2024", "202425"]
    assert year_of(date(2025, 8, 31), ACADEMIC) == "202425"
    assert year_of(date(2025, 4, 1), FINANCIAL) == "202526"
