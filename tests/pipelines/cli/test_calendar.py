from datetime import date

from pipelines.calendar import due, expected, following
from schemas.returns import Return

SPRING_2024, SPRING_2025, SPRING_2026 = (Return(year, "spring") for year in (2024, 2025, 2026))


def test_a_census_is_due_five_weeks_after_its_day() -> None:
    assert SPRING_2025.census_day == date(2025, 1, 16)
    assert due("school_census", SPRING_2025) == date(2025, 2, 20)


def test_sen2_is_due_by_mid_march() -> None:
    assert due("sen2", Return(2025)) == date(2025, 3, 15)


def test_a_return_is_expected_from_its_day_on() -> None:
    day = SPRING_2025.census_day
    assert expected("school_census", {SPRING_2024}, day) == [SPRING_2024, SPRING_2025]
    assert expected("school_census", {SPRING_2024}, day.replace(day=15)) == [SPRING_2024]


def test_only_terms_that_are_held_are_expected() -> None:
    autumn = Return(2024, "autumn")
    held = {SPRING_2024, autumn}
    assert expected("school_census", held, date(2025, 6, 30)) == [SPRING_2024, autumn, SPRING_2025]


def test_a_census_that_was_called_off_is_not_expected() -> None:
    held = {Return(2019, "summer")}
    assert expected("school_census", held, date(2021, 6, 30)) == [
        Return(2019, "summer"),
        Return(2021, "summer"),
    ]


def test_nothing_is_expected_of_an_extract_that_was_never_delivered() -> None:
    assert expected("sen2", set(), date(2025, 6, 30)) == []
    assert following("school_census", set(), date(2025, 6, 30)) is None


def test_the_following_return_is_the_first_whose_day_is_to_come() -> None:
    assert following("school_census", {SPRING_2024}, date(2025, 1, 15)) == SPRING_2025
    assert following("school_census", {SPRING_2024}, date(2025, 1, 16)) == SPRING_2026


def test_every_month_is_expected_after_the_first_and_due_two_weeks_after_its_end() -> None:
    november, december, january = Return(2024, month=11), Return(2024, month=12), Return(2025, month=1)
    assert expected("cases", {november}, date(2025, 1, 31)) == [november, december, january]
    assert due("cases", december) == date(2025, 1, 14)
    assert following("ehcp", {november}, date(2025, 1, 30)) == january


def test_a_survey_is_late_when_its_year_is_over() -> None:
    assert due("survey", Return(2025)) == date(2025, 12, 31)


def test_annex_a_is_drawn_up_on_request_only():
    march = Return(2025, month=3)
    assert expected("annex_a", {march}, date(2026, 1, 1)) == []
    assert following("annex_a", {march}, date(2025, 4, 1)) is None
