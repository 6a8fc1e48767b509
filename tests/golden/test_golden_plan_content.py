"""A hand-made snapshot of everything a case system knows of plans, and its core tables counted on paper.

Snapshot of 31 December 2025. Case 1 has a plan in force, issued 26 May 2025; case 2 a plan that ended on
1 December; case 3 is open; case 4 was withdrawn. Born on 3 March 2012 (``builders_ehcp.case``): 13 on
31 August 2025, that is year 9 from September 2025.
"""

from datetime import date

import pytest

from pipelines.run import build, workshop
from tests.builders import settings_at
from tests.builders_ehcp import case, line, review, version, write_ehcp

pytestmark = pytest.mark.usefixtures("few_marts")

OPEN = {"decision": "Y", "assessmentoutcome": "A", "assessmentoutcomedate": "", "planissueddate": ""}
CASES = [
    case("1"),
    case("2", ceasedate="2025-12-01", ceasereason="2"),
    case("3", receiveddate="2025-09-01", decisiondate="2025-10-01", **OPEN),
    case("4", **OPEN | {"decision": "W", "assessmentoutcome": ""}),
]
VERSIONS = (
    version("1-1", "1"),
    version("1-2", "1", version="2", status="A", issueddate="2025-11-24"),
    version("2-1", "2"),
)
LINES = (
    line("a", "1-2", annualcost='"£1,250.50"', funder="School", startdate="2025-09-01", enddate="2026-07-31"),
    line("b", "1-2"),
)
# School years: 2025-08-31 lies in that of 2024, when the child was 12; 2025-09-01 in that of 2025.
REVIEWS = (
    review("R1", "1", duedate="2025-09-30", meetingdate="2025-08-31", decision="A", decisiondate="2025-09-20")
    | {"proposedamendmentdate": "2025-09-22"},
    review("R2", "1", duedate="2025-10-01", meetingdate="2025-09-01"),
    review("R3", "1", duedate="2026-09-01"),
    review("R4", "1", duedate="1999-09-01"),
)


def advice(key: str, of: str, **items: str) -> dict[str, str]:
    said = {"adviceid": key, "caseid": of, "adviceagency": "EP", "requesteddate": "2025-02-10"}
    return said | {"receiveddate": ""} | items


# Six weeks from 10 February 2025 end on 24 March, from 19 November on 31 December, the snapshot's own day.
ADVICE = (
    advice("A1", "1", receiveddate="2025-03-24"),
    advice("A2", "1", receiveddate="2025-03-25", adviceagency="Health", advicegrade="RI"),
    advice("A3", "1"),
    advice("A4", "1", receiveddate="2025-02-09"),
    advice("A5", "3", requesteddate="2025-11-19"),
    advice("A6", "3", requesteddate="2025-11-18"),
    advice("A7", "4"),
)


def outcome(key: str, of: str, **items: str) -> dict[str, str]:
    said = {"outcomeid": key, "caseid": of, "versionid": "", "outcomearea": "CI", "targetdate": "2026-07-31"}
    return said | {"outcomestatus": "", "reviewid": "", "outcome": "Vylqua speaks"} | items


OUTCOMES = (
    outcome("O1", "1", versionid="1-1", outcomestatus="Achieved", reviewid="R1"),
    outcome("O2", "1", versionid="1-2", outcomearea="Employment"),
    outcome("O3", "1"),
    outcome("O4", "2", versionid="2-1"),
    outcome("O5", "2"),
    outcome("O6", "1", versionid="9-9", outcomestatus="P", reviewid="9"),
)


def area(of: str, name: str, **items: str) -> dict[str, str]:
    said = {"caseid": "1", "reviewid": of, "adultarea": name, "discussed": "Y", "hasoutcome": "N"}
    return said | items


ADULTHOOD = (
    area("R2", "EMP", hasoutcome="Y"),
    area("R2", "IND", discussed="N"),
    area("R2", "IND", discussed="Y"),
    area("R1", "Health"),
    area("9", "SOC", discussed=""),
)


def cost(key: str, of: str, **items: str) -> dict[str, str]:
    said = {"costid": key, "caseid": of, "costkind": "T", "annualamount": "12500", "funder": "E"}
    return said | {"financialyear": "2025-26", "startdate": "", "enddate": ""} | items


COSTS = (
    cost("C1", "1"),
    cost("C2", "1", financialyear="2024/2025"),
    cost("C3", "1", financialyear="", startdate="2026-01-01", annualamount='"£35,000.01"'),
    cost("C4", "1", financialyear="", startdate="2025-12-31", enddate="2025-12-31", annualamount=""),
    cost("C5", "2"),
)
BUDGETS = (
    {"budgetid": "B1", "caseid": "1", "budgetkind": "Direct payment", "section": "H1", "agency": "S"}
    | {"annualamount": "1999.9999", "agreeddate": "2025-06-16", "startdate": "", "enddate": ""},
    {"budgetid": "B2", "caseid": "1", "budgetkind": "N", "enddate": "2025-12-30"},
    {"budgetid": "B3", "caseid": "2", "budgetkind": "T"},
)
AUDITS = (
    {"auditid": "Q1", "caseid": "1", "versionid": "1-1", "auditdate": "2025-06-30", "auditor": "Zqavryx"}
    | {"overallgrade": "Good", "findings": "Vylqua is heard"},
    {"auditid": "Q2", "caseid": "2", "auditdate": "2025-07-31", "overallgrade": ""},
)
GRADES = (
    {"auditid": "Q1", "auditedsection": "A", "sectiongrade": "Outstanding"},
    {"auditid": "Q1", "auditedsection": "F", "sectiongrade": "I"},
    {"auditid": "Q1", "auditedsection": "Section F", "sectiongrade": "RI"},
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """One snapshot with every table."""
    settings = settings_at(tmp_path_factory.mktemp("plan content"))
    write_ehcp(
        settings.raw,
        CASES,
        versions=VERSIONS,
        lines=LINES,
        reviews=REVIEWS,
        advice=ADVICE,
        outcomes=OUTCOMES,
        adulthood=ADULTHOOD,
        costs=COSTS,
        personalbudgets=BUDGETS,
        audits=AUDITS,
        auditgrades=GRADES,
    )
    assert build(settings).exit_code == 0
    return workshop(settings)


def rows(shop, table, *columns):
    [partition] = shop.lake.partitions(table)
    return [tuple(row[c] for c in columns) for row in shop.lake.read(table, partition).to_pylist()]


def test_advice_is_in_time_on_day_42_and_late_on_day_43(shop):
    columns = ("advice_id", "last_lawful_day", "is_within_6_weeks", "is_outstanding")
    assert rows(shop, "core.advice", *columns) == [
        ("A1", date(2025, 3, 24), True, False),
        ("A2", date(2025, 3, 24), False, False),
        ("A3", date(2025, 3, 24), False, False),  # never came, the plan was made without it
        ("A4", date(2025, 3, 24), None, False),  # came before it was asked for
        ("A5", date(2025, 12, 31), None, True),  # its last day is the snapshot's: the clock runs
        ("A6", date(2025, 12, 30), False, True),
        ("A7", date(2025, 3, 24), None, False),  # withdrawn
    ]


def test_words_for_agencies_and_grades_become_codes(shop):
    found = rows(shop, "core.advice", "advice_id", "agency", "audit_grade")
    assert found[:2] == [("A1", "EP", None), ("A2", "H", "R")]


def test_an_outcome_is_current_in_the_latest_final_version_of_a_plan_in_force(shop):
    columns = ("outcome_id", "area", "status", "review_date", "is_current")
    assert rows(shop, "core.plan_outcome", *columns) == [
        ("O1", "CI", "A", date(2025, 8, 31), False),  # version 1-2 took the place of 1-1
        ("O2", "EMP", None, None, True),
        ("O3", "CI", None, None, True),
        ("O4", "CI", None, None, False),
        ("O5", "CI", None, None, False),
        ("O6", "CI", "P", None, True),  # names a version and a review that are not there
    ]


def test_a_review_knows_the_school_year_by_the_age_before_it(shop):
    # born in March 2012, 13 on 31 August 2025; a year less for each school year before, never below nought
    assert rows(shop, "core.review", "review_id", "age_31_august", "proposed_amendment_date") == [
        ("R1", 12, date(2025, 9, 22)),
        ("R2", 13, None),
        ("R3", 14, None),
        ("R4", None, None),
    ]


def test_adulthood_is_prepared_area_by_area_and_the_later_entry_stands(shop):
    columns = ("review_id", "area", "meeting_date", "age_31_august", "is_discussed", "has_outcome")
    assert rows(shop, "core.adulthood_preparation", *columns) == [
        ("9", "SOC", None, None, None, False),
        ("R1", "HEA", date(2025, 8, 31), 12, True, False),
        ("R2", "EMP", date(2025, 9, 1), 13, True, True),
        ("R2", "IND", date(2025, 9, 1), 13, True, False),
    ]


def test_pounds_become_pence_and_a_financial_year_its_days(shop):
    columns = ("cost_id", "annual_pence", "financial_year", "start_date", "end_date", "is_current")
    assert rows(shop, "core.plan_cost", *columns) == [
        ("C1", 1250000, "202526", date(2025, 4, 1), date(2026, 3, 31), True),
        ("C2", 1250000, "202425", date(2024, 4, 1), date(2025, 3, 31), False),
        ("C3", 3500001, None, date(2026, 1, 1), None, False),
        ("C4", None, None, date(2025, 12, 31), date(2025, 12, 31), True),
        ("C5", 1250000, "202526", date(2025, 4, 1), date(2026, 3, 31), False),
    ]


def test_a_line_of_provision_has_its_cost(shop):
    columns = ("line_id", "annual_pence", "funder", "start_date", "end_date")
    assert rows(shop, "core.provision_line", *columns) == [
        ("a", 125050, "S", date(2025, 9, 1), date(2026, 7, 31)),
        ("b", None, None, None, None),
    ]


def test_a_personal_budget_runs_to_its_last_day_while_the_plan_is_in_force(shop):
    columns = ("budget_id", "kind", "section", "agency", "annual_pence", "agreed_date", "is_current")
    assert rows(shop, "core.personal_budget", *columns) == [
        ("B1", "D", "H1", "S", 200000, date(2025, 6, 16), True),  # £1,999.9999
        ("B2", "N", None, None, None, None, False),  # ended the day before
        ("B3", "T", None, None, None, None, False),  # the plan has ended
    ]


def test_audits_have_a_grade_and_sections_the_last_one_given(shop):
    assert rows(shop, "core.plan_audit", "audit_id", "version_id", "audit_date", "grade") == [
        ("Q1", "1-1", date(2025, 6, 30), "G"),
        ("Q2", None, date(2025, 7, 31), None),
    ]
    assert rows(shop, "core.plan_audit_grade", "audit_id", "audit_date", "section", "grade") == [
        ("Q1", date(2025, 6, 30), "A", "O"),
        ("Q1", date(2025, 6, 30), "F", "R"),
    ]


def test_every_row_is_about_the_person_of_its_case(shop):
    person = dict(rows(shop, "core.ehcp_case", "case_id", "person_id"))
    tables = ("advice", "plan_outcome", "adulthood_preparation", "plan_cost", "personal_budget", "plan_audit")
    for name in (*tables, "plan_audit_grade"):
        assert set(rows(shop, f"core.{name}", "case_id", "person_id")) <= set(person.items())


def test_what_is_said_in_words_stays_in_the_vault(shop):
    words = {"outcomes": ["outcome"], "audits": ["auditor", "findings"]}
    for table, secret in words.items():
        [partition] = shop.lake.partitions(f"staging.ehcp_{table}")
        assert not set(secret) & set(shop.lake.read(f"staging.ehcp_{table}", partition).column_names)
        assert set(secret) < set(shop.lake.read(f"vault.ehcp_{table}", partition).column_names)
