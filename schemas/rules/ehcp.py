"""The rules of the case system's extract: what they see beside a row, a lawful extract, and all of them."""

from schemas.rule import Beside, Rulebook
from schemas.rules.any_table import any_table
from schemas.rules.ehcp_cases import CASES
from schemas.rules.ehcp_content import LINES, REVIEWS, VERSIONS
from schemas.rules.ehcp_money import BUDGETS, COSTS, LINE_COSTS
from schemas.rules.ehcp_outcomes import ADULTHOOD, OUTCOMES
from schemas.rules.ehcp_quality import ADVICE, AUDITS


def _counted(table: str, name: str, of: str, on: tuple[str, ...]) -> Beside:
    """How many rows of a table there are for each value of ``on``."""
    columns = ", ".join(on)
    select = f"select {columns}, count(*) as n from {of} group by all"  # noqa: S608 - our own names
    return Beside(table, name, of, on, select)


EHCP_RULES = Rulebook(
    extract="ehcp",
    returned="2025-12",
    lawful={
        "extract": {"la_code": "391", "year": 2025, "month": 12},
        "cases": {
            "system_person": "EHM-1",
            "upn": "X391200012001",
            "surname": "Zqavryx",
            "forename": "Vylqua",
            "birth_date": "2012-03-03",
            "postcode": "NE1 1AA",
            "received_date": "2025-02-03",
            "request_source": "2",
            "decision": "Y",
            "decision_date": "2025-03-03",
            "assessment_outcome": "Y",
            "assessment_outcome_date": "2025-06-02",
            "plan_issued_date": "2025-06-02",
            "exceptions_apply": False,
        },
        "planversions": {"version": 1, "status": "F", "issued_date": "2025-06-02", "section_i_urn": "108001"},
        "provisionlines": {"section": "F", "provision_type": "SUP", "hours_per_week": "12.5"},
        "reviews": {"due_date": "2026-06-02"},
        "advice": {"agency": "EP", "requested_date": "2025-03-05", "received_date": "2025-04-02"},
        "outcomes": {"area": "CI", "target_date": "2026-07-31"},
        "adulthood": {"review_id": "1", "area": "EMP", "is_discussed": True, "has_outcome": True},
        "costs": {"kind": "T", "annual_amount": "12500.00", "funder": "E", "financial_year": "2025-26"},
        "personalbudgets": {"kind": "D", "annual_amount": "1250.00", "agreed_date": "2025-06-16"},
        "audits": {"audit_date": "2025-09-01", "grade": "G"},
        "auditgrades": {"section": "F", "grade": "G"},
    },
    besides=(
        Beside(
            "cases",
            "same_upn",
            "cases",
            ("upn",),
            "select upn, count(distinct system_person) as persons from cases group by upn",
        ),
        Beside(
            "cases",
            "same_person",
            "cases",
            ("system_person",),
            "select system_person, count(distinct birth_date) as births, "
            "count(*) filter (plan_issued_date is not null and cease_date is null) as in_force "
            "from cases group by system_person",
        ),
        Beside(
            "cases",
            "versions",
            "planversions",
            ("case_id",),
            "select case_id, count(*) filter (status in ('F', 'A')) as finals, "
            "count(*) filter (status = 'F') as firsts, max(version) filter (status in ('F', 'A')) as last, "
            "min(issued_date) filter (status = 'F') as first_final from planversions group by case_id",
        ),
        Beside(
            "planversions",
            "same_version",
            "planversions",
            ("case_id", "version"),
            "select case_id, version, count(*) as n from planversions group by all",
        ),
        Beside(
            "planversions",
            "before",
            "planversions",
            ("version_id",),
            "select version_id, max(issued_date) over (partition by case_id order by version "
            "rows between unbounded preceding and 1 preceding) as latest from planversions",
        ),
        Beside(
            "planversions",
            "lines",
            "provisionlines",
            ("version_id",),
            "select version_id, count(*) filter (section = 'F') as special "
            "from provisionlines group by version_id",
        ),
        Beside(
            "cases",
            "advised",
            "advice",
            ("case_id",),
            "select case_id, count(*) filter (agency = 'EP') as by_psychologist from advice group by case_id",
        ),
        Beside(
            "audits",
            "graded",
            "auditgrades",
            ("audit_id",),
            "select audit_id, count(*) filter (section = 'F' and grade = 'I') as poor_provision "
            "from auditgrades group by audit_id",
        ),
        _counted("advice", "same_advice", "advice", ("case_id", "agency", "requested_date")),
        _counted("cases", "aims", "outcomes", ("case_id",)),
        _counted("outcomes", "held", "reviews", ("case_id", "review_id")),
        _counted("outcomes", "sent", "planversions", ("case_id", "version_id")),
        _counted("adulthood", "held", "reviews", ("case_id", "review_id")),
        _counted("adulthood", "same_area", "adulthood", ("review_id", "area")),
        _counted("reviews", "prepared", "adulthood", ("case_id", "review_id")),
        Beside(
            "costs",
            "same_cost",
            "costs",
            ("cost_id",),
            # in groups, for a join finds no two blanks equal
            "select unnest(list(cost_id)) as cost_id, count(*) as n from costs "
            "group by case_id, kind, funder, financial_year, start_date",
        ),
        _counted("audits", "sent", "planversions", ("case_id", "version_id")),
        _counted("auditgrades", "same_section", "auditgrades", ("audit_id", "section")),
    ),
    rules=(
        *any_table(
            "EHCP",
            orphan={"planversions": [{"case_id": "9"}]},
            repeated={"cases": [{"case_id": "1"}, {"case_id": "1"}]},
        ),
        *CASES,
        *VERSIONS,
        *LINES,
        *LINE_COSTS,
        *REVIEWS,
        *ADVICE,
        *OUTCOMES,
        *ADULTHOOD,
        *COSTS,
        *BUDGETS,
        *AUDITS,
    ),
)
