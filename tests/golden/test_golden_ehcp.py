"""Hand-made case-system snapshots, and their marts counted by hand on paper.

Snapshot of 31 December 2025 (requests received 6 January 2025 unless said; day 140 is 26 May):

    1  issued 26 May, day 140          in time
    2  issued 27 May, day 141          late, an exception applies
    3  issued 27 May, day 141          late
    4  issued 5 May                    in time
    5  issued 2 June, exceptions blank late
    6  no date of request, issued 9 May: no clock
    7  taken over, issued 1 May        not counted
    8  received 1 December, open       30 days
    9  refused                         not counted
    10 issued 3 February, request 4 February: no clock

A snapshot of November says that case 3 was issued on 26 May: it is not the latest and is not counted from.
"""

from datetime import date

import pytest

from pipelines.run import build, workshop
from tests.builders import pupil, strangers, upn, write_census
from tests.builders_ehcp import case, line, review, version, write_ehcp
from tests.builders_roots import deployment_at

MARTS = ("ehcp_timeliness",)
pytestmark = pytest.mark.usefixtures("few_marts")

LATE = "2025-05-27"
CASES = [
    case("1", upn=upn(1)),
    case("2", planissueddate=LATE, exceptions="1"),
    case("3", planissueddate=LATE),
    case("4", planissueddate="2025-05-05", ceasedate="2025-12-01"),
    case("5", planissueddate="2025-06-02", exceptions=""),
    case("6", planissueddate="2025-05-09", receiveddate=""),
    case("7", planissueddate="2025-05-01", receiveddate="", decision="H", assessmentoutcome="H"),
    case("8", receiveddate="2025-12-01", decision="A", assessmentoutcome="", planissueddate=""),
    case("9", assessmentoutcome="N", planissueddate=""),
    case("10", receiveddate="2025-02-04", planissueddate="2025-02-03"),
]
VERSIONS = (
    version("1-1", "1", status="Draft", issueddate="2025-04-20", sectioniurn=""),
    version("1-2", "1", version="2"),
    version("1-3", "1", version="3", status="A", issueddate="2025-11-03"),
    version("4-1", "4", issueddate="2025-05-05"),
)
LINES = (
    line("a", "1-2"),
    line("b", "1-3", hoursperweek="0.33"),
    line("c", "1-3", hoursperweek="", section="G"),
)
REVIEWS = (review("1-R1", "1"), review("4-R1", "4", meetingdate="2025-11-03", decision="Cease"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Two snapshots and a census with one of the children; tests only read it."""
    settings = deployment_at(tmp_path_factory.mktemp("snapshots"))
    raw = settings.raw
    write_census(raw, [pupil("1", upn=upn(1))], year=2025)
    write_ehcp(raw, [case("3", planissueddate="2025-05-26")], month="2025-11")
    write_ehcp(raw, strangers(CASES), versions=VERSIONS, lines=LINES, reviews=REVIEWS)
    assert build(settings).exit_code == 0
    return workshop(settings)


def records(shop, table):
    made_of = shop.lake.partitions(table)
    return [row for partition in made_of for row in shop.lake.read(table, partition).to_pylist()]


def rows(shop, table, *columns):
    return [tuple(row[c] for c in columns) for row in records(shop, table)]


def latest(shop, table, *columns):
    return {
        row["case_id"]: tuple(row[c] for c in columns)
        for row in records(shop, table)
        if row["snapshot_day"] == date(2025, 12, 31)
    }


def test_a_plan_issued_on_day_140_is_in_time_and_on_day_141_is_late(shop):
    found = latest(shop, "core.ehcp_case", "last_lawful_day", "is_within_20_weeks")
    assert found["1"] == (date(2025, 5, 26), True)
    assert found["3"] == (date(2025, 5, 26), False)
    assert found["6"] == (None, None)
    assert found["10"] == (date(2025, 6, 24), None)


def test_the_clock_of_an_open_case_still_runs(shop):
    found = latest(shop, "core.ehcp_case", "is_open", "days_open")
    assert {case for case, (is_open, _) in found.items() if is_open} == {"8"}
    assert found["8"] == (True, 30)


def test_timeliness_by_month_counted_by_hand(shop):
    found = rows(
        shop, "marts.ehcp_timeliness", "month", "exceptions", "within_count", "plan_base", "no_clock_count"
    )
    assert sorted(found) == [
        ("2025-02", "All plans", 0, 0, 1),
        ("2025-02", "No exception applies", 0, 0, 1),
        ("2025-05", "All plans", 2, 4, 1),
        ("2025-05", "An exception applies", 0, 1, 0),
        ("2025-05", "No exception applies", 2, 3, 1),
        ("2025-06", "All plans", 0, 1, 0),
        ("2025-06", "No exception applies", 0, 1, 0),
        ("All months", "All plans", 2, 5, 2),
        ("All months", "An exception applies", 0, 1, 0),
        ("All months", "No exception applies", 2, 4, 2),
    ]


def test_percent_and_interval_of_two_in_five(shop):
    [found] = [
        row
        for row in records(shop, "marts.ehcp_timeliness")
        if (row["month"], row["exceptions"]) == ("All months", "All plans")
    ]
    assert found["within_percent"] == pytest.approx(40.0)
    # Wilson, 2 of 5, z = 1.96: (4 + 3.8415 -/+ 1.96 * sqrt(3.8415 + 8 * 0.6)) / (2 * 8.8415)
    assert found["within_percent_lower"] == pytest.approx(11.76, abs=0.01)
    assert found["within_percent_upper"] == pytest.approx(76.93, abs=0.01)


def test_the_current_version_is_the_last_final_one_of_a_plan_in_force(shop):
    assert rows(shop, "core.plan_version", "version_id", "status", "is_current") == [
        ("1-1", "D", False),
        ("1-2", "F", False),
        ("1-3", "A", True),
        ("4-1", "F", False),
    ]


def test_hours_become_minutes(shop):
    assert rows(shop, "core.provision_line", "line_id", "section", "minutes_per_week", "is_current") == [
        ("a", "F", 750, False),
        ("b", "F", 20, True),
        ("c", "G", None, True),
    ]


def test_reviews_held_and_due(shop):
    assert rows(shop, "core.review", "review_id", "meeting_date", "decision") == [
        ("1-R1", None, None),
        ("4-R1", date(2025, 11, 3), "C"),
    ]


def test_a_case_is_linked_by_upn_and_one_without_is_a_person_of_its_own(shop):
    person = latest(shop, "core.ehcp_case", "person_id")
    [in_school] = rows(shop, "core.enrolment", "person_id")
    assert person["1"] == in_school
    assert len(set(person.values())) == len(CASES)
    assert set(person.values()) <= set(rows(shop, "core.person", "person_id"))
