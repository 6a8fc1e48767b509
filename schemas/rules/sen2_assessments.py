"""SEN2 rules about assessments and their clock (module 3)."""

from functools import partial

from schemas.rule import ERROR, QUERY, Row, Rule
from schemas.rules.words import (
    FIELD,
    ORDER_OF_DATES,
    SEN2_GUIDE,
)

_assessment = partial(Rule, source=SEN2_GUIDE, table="assessment")


_NO_PLAN: dict[str, list[Row]] = {
    "namedplan": [],
    "plandetail": [],
    "activeplans": [],
    "placementdetail": [],
    "senneed": [],
}


ASSESSMENTS = (
    _assessment(
        number="SEN2-A01",
        level=ERROR,
        items=("assessment_outcome",),
        source=f"{SEN2_GUIDE}, item 3.1",
        message="The outcome of the assessment is missing or is not a code.",
        to_do="Enter Y, N, A, W or H.",
        reasons=("assessment_outcome: missing", "assessment_outcome: not a assessment_outcome code then"),
        passing=[{}],
        failing=[{"assessment_outcome": "T"}],
    ),
    _assessment(
        number="SEN2-A02",
        level=ERROR,
        items=("assessment_outcome_date", "assessment_outcome"),
        source=f"{SEN2_GUIDE}, item 3.2",
        message="The day on which the plan was issued, or its refusal told, is missing.",
        to_do="Enter it; for Y it may be blank only until the plan is issued.",
        fails=(
            "assessment_outcome_date is null and (assessment_outcome = 'N' "
            "or (assessment_outcome = 'Y' and planned.n > 0))"
        ),
        passing=[{}],
        failing=[{"assessment_outcome_date": None}],
    ),
    _assessment(
        number="SEN2-A03",
        level=ERROR,
        items=("assessment_outcome", "namedplan.plan_key"),
        source=f"{SEN2_GUIDE}, item 3.1",
        message="A plan follows an assessment that awaits its outcome, was withdrawn or led to no plan.",
        to_do="Correct the outcome of the assessment, or take the plan out.",
        fails="assessment_outcome in ('N', 'A', 'W') and planned.n > 0",
        passing={"assessment": [{"assessment_outcome": "A", "assessment_outcome_date": None}], **_NO_PLAN},
        failing=[{"assessment_outcome": "A", "assessment_outcome_date": None}],
    ),
    _assessment(
        number="SEN2-A04",
        level=ERROR,
        items=("assessment_outcome_date", "assessment_outcome"),
        source=f"{SEN2_GUIDE}, item 3.1",
        message="A day of outcome is given for an assessment that awaits it or was withdrawn.",
        to_do="Take the day out, or correct the outcome.",
        fails="assessment_outcome in ('A', 'W') and assessment_outcome_date is not null",
        passing={"assessment": [{"assessment_outcome": "A", "assessment_outcome_date": None}], **_NO_PLAN},
        failing={"assessment": [{"assessment_outcome": "A"}], **_NO_PLAN},
    ),
    _assessment(
        number="SEN2-A05",
        level=ERROR,
        items=("assessment_outcome_date", "requests.request_outcome_date"),
        source=ORDER_OF_DATES,
        message="The outcome of the assessment is earlier than the decision to assess.",
        to_do="Correct the two dates.",
        fails=(
            "assessment_outcome_date < requests.request_outcome_date "
            "or assessment_outcome_date < requests.received_date"
        ),
        passing=[{"assessment_outcome_date": "2025-03-03"}],
        failing=[{"assessment_outcome_date": "2025-03-02"}],
    ),
    _assessment(
        number="SEN2-A06",
        level=ERROR,
        items=("assessment_outcome_date",),
        source=ORDER_OF_DATES,
        message="The outcome of the assessment lies after census day.",
        to_do="Correct the date, or enter A.",
        fails="assessment_outcome_date > this.census_day",
        passing=[{}],
        failing=[{"assessment_outcome_date": "2026-01-16"}],
    ),
    _assessment(
        number="SEN2-A07",
        level=QUERY,
        items=("assessment_outcome_date", "requests.received_date"),
        source="SEND Regulations 2014, regulation 10: sixteen weeks",
        message="The refusal to issue a plan took more than sixteen weeks from the request.",
        to_do="Check the dates; explain the exception in a note.",
        fails=(
            "assessment_outcome = 'N' "
            "and date_diff('day', requests.received_date, assessment_outcome_date) > 112"
        ),
        passing={
            "assessment": [{"assessment_outcome": "N", "assessment_outcome_date": "2025-05-26"}],
            **_NO_PLAN,
        },
        failing={
            "assessment": [{"assessment_outcome": "N", "assessment_outcome_date": "2025-05-27"}],
            **_NO_PLAN,
        },
    ),
    _assessment(
        number="SEN2-A08",
        level=QUERY,
        items=("assessment_outcome_date", "exceptions_apply", "requests.received_date"),
        source="SEND Regulations 2014, regulation 13: twenty weeks",
        message="The plan took more than twenty weeks from the request, and no exception is claimed.",
        to_do="Check the dates, or enter that an exception applies.",
        fails=(
            "assessment_outcome = 'Y' and not coalesce(exceptions_apply, false) "
            "and date_diff('day', requests.received_date, assessment_outcome_date) > 140"
        ),
        passing=[{"assessment_outcome_date": "2025-06-23"}],
        failing=[{"assessment_outcome_date": "2025-06-24"}],
    ),
    _assessment(
        number="SEN2-A09",
        level=QUERY,
        items=("assessment_outcome", "requests.received_date"),
        source="SEND Regulations 2014, regulation 13: twenty weeks",
        message="The assessment has been under way for more than twenty weeks from the request.",
        to_do="Check whether it has ended; enter the outcome.",
        fails=(
            "assessment_outcome = 'A' and date_diff('day', requests.received_date, this.census_day) > 140"
        ),
        passing={
            "requests": [{"received_date": "2025-10-01", "request_outcome_date": "2025-11-03"}],
            "assessment": [{"assessment_outcome": "A", "assessment_outcome_date": None}],
            **_NO_PLAN,
        },
        failing={"assessment": [{"assessment_outcome": "A", "assessment_outcome_date": None}], **_NO_PLAN},
    ),
    _assessment(
        number="SEN2-A10",
        level=QUERY,
        items=("assessment_outcome", "namedplan.plan_key"),
        source=FIELD,
        message="The outcome is that a plan is issued, with a day, but there is no plan in the return.",
        to_do="Return the plan.",
        fails=(
            "assessment_outcome = 'Y' and assessment_outcome_date is not null and coalesce(planned.n, 0) = 0"
        ),
        passing=[{}],
        failing=[{}, {"request_key": "1"}],
    ),
    _assessment(
        number="SEN2-A11",
        level=ERROR,
        items=("exceptions_apply", "assessment_outcome"),
        source=f"{SEN2_GUIDE}, item 3.7",
        message="Whether an exception to the twenty weeks applies is missing.",
        to_do="Enter yes or no for every plan that was issued in the period.",
        fails="exceptions_apply is null and assessment_outcome = 'Y' and assessment_outcome_date is not null",
        passing=[{}],
        failing=[{"exceptions_apply": None}, {}],
    ),
    _assessment(
        number="SEN2-A12",
        level=ERROR,
        items=("assessment_outcome", "requests.request_outcome"),
        source=f"{SEN2_GUIDE}: H for a transfer stands in both outcomes",
        message="The request is historical for a plan transferred in, but the assessment is not.",
        to_do="Enter H in both outcomes, and the old authority in the active plan.",
        fails="active.transferred > 0 and (requests.request_outcome <> 'H' or assessment_outcome <> 'H')",
        passing={
            "requests": [{"request_outcome": "H", "request_outcome_date": None}],
            "assessment": [{"assessment_outcome": "H", "assessment_outcome_date": None}],
            "activeplans": [{"transfer_la": "390"}],
        },
        failing={"activeplans": [{"transfer_la": "390"}]},
    ),
)
