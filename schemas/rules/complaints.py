"""The rules of complaints."""

from functools import partial

from schemas.rule import ERROR, QUERY, Rule, Rulebook, Value
from schemas.rules.partners import lines, pupil_number
from schemas.rules.words import FIELD, ORDER_OF_DATES

_CLOSED: dict[str, Value] = {"closed_date": "2025-11-03", "outcome": "U"}

_complaint = partial(Rule, table="complaints", source=FIELD)

_COMPLAINTS = (
    *pupil_number("CO", "complaints"),
    _complaint(
        number="CO-01",
        level=ERROR,
        items=("body",),
        message="Whose register the complaint is in is missing or is not a code.",
        to_do="Enter the body that received it.",
        reasons=("body: missing", "body: not a complaint_body code then"),
        passing=[{}],
        failing=[{"body": "QQ"}],
    ),
    _complaint(
        number="CO-02",
        level=ERROR,
        items=("subject",),
        message="What the complaint is about is missing or is not a code.",
        to_do="Enter the main subject; OTH where none of the others is.",
        reasons=("subject: missing", "subject: not a complaint_subject code then"),
        passing=[{}],
        failing=[{"subject": "QQ"}],
    ),
    _complaint(
        number="CO-03",
        level=ERROR,
        items=("received_date",),
        message="The day of receipt is missing, is no date or lies after the month's end.",
        to_do="Enter the day on which the complaint came in.",
        reasons=("received_date: missing", "received_date: not a date"),
        fails="received_date > this.census_day",
        passing=[{}],
        failing=[{"received_date": "2026-01-05"}],
    ),
    _complaint(
        number="CO-04",
        level=ERROR,
        items=("closed_date", "received_date"),
        source=ORDER_OF_DATES,
        message="The complaint was answered before it was received.",
        to_do="Correct one of the two days.",
        fails="closed_date < received_date",
        passing=[_CLOSED],
        failing=[_CLOSED | {"closed_date": "2025-09-01"}],
    ),
    _complaint(
        number="CO-05",
        level=QUERY,
        items=("outcome", "closed_date"),
        message="The complaint has an outcome and is open, or is closed without an outcome.",
        to_do="Enter the other of the two.",
        fails="(outcome is null) <> (closed_date is null)",
        wants=(),
        passing=[_CLOSED, {}],
        failing=[_CLOSED | {"outcome": None}],
    ),
    _complaint(
        number="CO-06",
        level=QUERY,
        items=("stage", "body"),
        message="The stage is the ombudsman's and the register is not, or the other way round.",
        to_do="Enter the ombudsman's case as a complaint of its own, with its own stage.",
        fails="(stage = 'O') <> (body in ('LGSCO', 'PHSO'))",
        passing=[{}, {"body": "LGSCO", "stage": "O"}],
        failing=[{"stage": "O"}],
    ),
    _complaint(
        number="CO-07",
        level=QUERY,
        items=("received_date",),
        message="The complaint has been open for more than a year.",
        to_do="Look whether it was answered, and the day was not entered.",
        fails="closed_date is null and this.census_day - received_date > 365",
        passing=[{}],
        failing=[{"received_date": "2024-10-01"}],
    ),
    _complaint(
        number="CO-08",
        level=QUERY,
        items=("closed_date",),
        message="The complaint was answered more than twelve months before the month's end.",
        to_do="Take it out: the extract tells of the twelve months before.",
        fails="closed_date <= this.census_day - interval 12 month",
        passing=[_CLOSED],
        failing=[_CLOSED | {"received_date": "2024-10-01", "closed_date": "2024-12-31"}],
    ),
)

COMPLAINTS_RULES = Rulebook(
    extract="complaints",
    returned="2025-12",
    lawful={
        "complaintregister": {"la_code": "391", "year": 2025, "month": 12},
        "complaints": {"body": "LA", "subject": "DELAY", "stage": "1", "received_date": "2025-10-01"},
    },
    rules=(
        *lines("CO", {"complaints": [{"complaint_id": "1"}, {"complaint_id": "1"}]}),
        *_COMPLAINTS,
    ),
)
