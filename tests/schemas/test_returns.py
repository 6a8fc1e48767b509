"""The statutory calendar, against the census days the guides print."""

from datetime import date

import pytest

from schemas.returns import Return, autumn


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-spring", date(2015, 1, 15)),
        ("2019-spring", date(2019, 1, 17)),
        ("2025-spring", date(2025, 1, 16)),
        ("2024-autumn", date(2024, 10, 3)),
        ("2025-summer", date(2025, 5, 15)),
        ("2023", date(2023, 1, 19)),
        ("2026", date(2026, 1, 15)),
        ("2027", date(2027, 1, 21)),
        ("2024-02", date(2024, 2, 29)),  # an extract at the end of a month
        ("2025-12", date(2025, 12, 31)),
    ],
)
def test_census_days(text, day):
    assert Return.parse(text).census_day == day


def test_the_school_year_of_a_census():
    assert Return.parse("2025-spring").academic_year == "202425"
    assert Return.parse("2025-autumn").academic_year == "202526"
    assert Return.parse("2025-spring").academic_year_start == date(2024, 8, 31)
    assert Return.parse("2000-spring").academic_year == "199900"


def test_terms_follow_each_other():
    order = [Return.parse(t).place for t in ("2023-spring", "2023-summer", "2023-autumn", "2024-spring")]
    assert order == sorted(order)
    assert Return.parse("2023-summer").place < autumn(2023) <= Return.parse("2023-autumn").place


@pytest.mark.parametrize(
    "text", ["2025-winter", "25-spring", "spring", "2025_spring", "", "2025-spring ", "2025-13", "2025-1"]
)
def test_what_is_no_return_is_refused(text):
    with pytest.raises(ValueError, match="no return"):
        Return.parse(text)
