"""Case system rules about advice, and about the audits of plans."""

from functools import partial

from schemas.rule import ERROR, QUERY, Rule
from schemas.rules.words import FIELD, ORDER_OF_DATES

_advice = partial(Rule, table="advice", source=FIELD)


_audit = partial(Rule, table="audits", source=FIELD)


_grade = partial(Rule, table="auditgrades", source=FIELD)


_REGULATIONS = "SEND Regulations 2014"


ADVICE = (
    _advice(
        number="EHCP-60",
        level=ERROR,
        items=("received_date", "requested_date"),
        source=ORDER_OF_DATES,
        message="The advice came before it was asked for.",
        to_do="Correct the two dates.",
        fails="received_date < requested_date",
        passing=[{"received_date": "2025-03-05"}],
        failing=[{"received_date": "2025-03-04"}],
    ),
    _advice(
        number="EHCP-61",
        level=ERROR,
        items=("requested_date", "received_date"),
        source=ORDER_OF_DATES,
        message="Advice was asked for, or came, after the day of the extract.",
        to_do="Correct the date.",
        fails="requested_date > this.census_day or received_date > this.census_day",
        passing=[{"received_date": "2025-12-31"}],
        failing=[{"received_date": "2026-01-01"}],
    ),
    _advice(
        number="EHCP-62",
        level=QUERY,
        items=("requested_date", "cases.received_date"),
        source=f"{_REGULATIONS}, regulation 6: advice is sought for an assessment",
        message="Advice was asked for before the assessment was.",
        to_do="Correct the date, or leave out advice that was there before.",
        fails="requested_date < cases.received_date",
        passing=[{}],
        failing=[{"requested_date": "2025-02-02"}],
    ),
    _advice(
        number="EHCP-63",
        level=QUERY,
        items=("received_date", "requested_date"),
        source=f"{_REGULATIONS}, regulation 8(1): six weeks",
        message="The advice took more than six weeks.",
        to_do="Check the dates.",
        fails="date_diff('day', requested_date, received_date) > 42",
        passing=[{"received_date": "2025-04-16"}],
        failing=[{"received_date": "2025-04-17"}],
    ),
    _advice(
        number="EHCP-64",
        level=QUERY,
        items=("received_date", "requested_date"),
        source=f"{_REGULATIONS}, regulation 8(1): six weeks",
        message="Advice has been awaited for more than six weeks, and the case is open.",
        to_do="Ask for it again, or enter the day on which it came.",
        fails=(
            "received_date is null and date_diff('day', requested_date, this.census_day) > 42 and "
            "cases.decision in ('A', 'Y') and coalesce(cases.assessment_outcome, 'A') = 'A'"
        ),
        wants=("requested_date",),
        passing={
            "cases": [{"assessment_outcome": "A"}],
            "advice": [{"received_date": None, "requested_date": "2025-11-19"}],
        },
        failing={
            "cases": [{"assessment_outcome": "A"}],
            "advice": [{"received_date": None, "requested_date": "2025-11-18"}],
        },
    ),
    _advice(
        number="EHCP-65",
        level=QUERY,
        items=("agency", "requested_date"),
        message="The same agency was asked twice for the same assessment on one day.",
        to_do="Take one of the two out; other persons may be several.",
        fails="same_advice.n > 1 and agency not in ('H', 'O', 'R')",
        passing=[{}, {"agency": "C"}],
        failing=[{}, {}],
    ),
    _advice(
        number="EHCP-66",
        level=ERROR,
        items=("agency",),
        message="It is not said who was asked for the advice.",
        to_do="Map the system's word to a code of the list.",
        reasons=("agency: missing", "agency: not a advice_agency code then"),
        passing=[{}],
        failing=[{"agency": "Zqavryx"}],
    ),
    _advice(
        number="EHCP-67",
        level=QUERY,
        items=("agency", "cases.birth_date"),
        source=f"{_REGULATIONS}, regulation 6(1)(g): in or beyond year 9",
        message="Advice on preparation for adulthood was asked for a child below year 9.",
        to_do="Check the agency and the date of birth.",
        fails="agency = 'A' and requested_date < cases.birth_date + interval 12 years",
        passing=[{"agency": "A"}],
        failing={"cases": [{"birth_date": "2015-03-03"}], "advice": [{"agency": "A"}]},
    ),
    Rule(
        number="EHCP-68",
        level=QUERY,
        table="cases",
        items=("plan_issued_date", "advice.agency"),
        source=f"{_REGULATIONS}, regulation 6(1)(d): advice from an educational psychologist",
        message="A plan was issued, but of the advice asked for none is from an educational psychologist.",
        to_do="Enter the advice, or check that earlier advice was sufficient.",
        fails="plan_issued_date is not null and advised.by_psychologist = 0",
        wants=("advice.agency",),
        passing={"advice": [{"agency": "EP"}, {"agency": "C"}]},
        failing={"advice": [{"agency": "C"}]},
    ),
)


AUDITS = (
    _audit(
        number="EHCP-91",
        level=ERROR,
        items=("audit_date",),
        source=ORDER_OF_DATES,
        message="The audit is dated after the day of the extract.",
        to_do="Correct the date.",
        fails="audit_date > this.census_day",
        passing=[{"audit_date": "2025-12-31"}],
        failing=[{"audit_date": "2026-01-01"}],
    ),
    _audit(
        number="EHCP-92",
        level=QUERY,
        items=("audit_date", "cases.plan_issued_date"),
        source=ORDER_OF_DATES,
        message="The plan was audited before it was issued.",
        to_do="Check the date, or whether the audit is of another plan.",
        fails="audit_date < cases.plan_issued_date",
        passing=[{"audit_date": "2025-06-02"}],
        failing=[{"audit_date": "2025-06-01"}],
    ),
    _audit(
        number="EHCP-93",
        level=QUERY,
        items=("grade",),
        message="An audit has no overall grade.",
        to_do="Enter it in the words Outstanding, Good, Requires improvement or Inadequate.",
        fails="grade is null",
        passing=[{}],
        failing=[{"grade": None}, {}],
    ),
    _audit(
        number="EHCP-94",
        level=QUERY,
        items=("grade", "auditgrades.grade"),
        message="The plan is graded good or outstanding over all, though its section F is inadequate.",
        to_do="Check both grades.",
        fails="grade in ('O', 'G') and graded.poor_provision > 0",
        passing={"audits": [{}], "auditgrades": [{"grade": "R"}]},
        failing={"audits": [{}], "auditgrades": [{"grade": "I"}]},
    ),
    _grade(
        number="EHCP-95",
        level=ERROR,
        items=("section", "grade"),
        message="One section was graded twice in an audit.",
        to_do="Take one of the two out.",
        fails="same_section.n > 1",
        passing={"audits": [{}], "auditgrades": [{}, {"section": "B"}]},
        failing={"audits": [{}], "auditgrades": [{}, {"grade": "R"}]},
    ),
    _grade(
        number="EHCP-96",
        level=ERROR,
        items=("grade", "section"),
        message="A section or its grade is missing, or is none of the list.",
        to_do="Map the tool's words to the sections A to K and the four grades.",
        reasons=(
            "grade: missing",
            "grade: not a audit_grade code then",
            "section: missing",
            "section: not a audited_section code then",
        ),
        passing={"audits": [{}], "auditgrades": [{}]},
        failing={"audits": [{}], "auditgrades": [{"grade": "3"}]},
    ),
)
