"""The rules of waits for health services."""

from functools import partial

from schemas.rule import ERROR, QUERY, Beside, Rule, Rulebook, Value
from schemas.rules.partners import birth_date, lines, pupil_number
from schemas.rules.words import FIELD, ORDER_OF_DATES

_SEEN: dict[str, Value] = {"first_seen_date": "2025-09-01", "decision": "A", "decision_date": "2025-06-16"}
_OTHER_CHILD: dict[str, Value] = {"nhs_number": "9434765870", "upn": "Z391200020002"}

_referral = partial(Rule, table="referrals", source=FIELD)

_REFERRALS = (
    *pupil_number("HW", "referrals"),
    birth_date("HW", "referrals"),
    _referral(
        number="HW-01",
        level=ERROR,
        items=("nhs_number",),
        source="NHS Data Dictionary, NHS number, modulus 11",
        message="The NHS number is mistyped: it does not fit its check digit.",
        to_do="Trace it again, or leave it blank.",
        reasons=("nhs_number: nhs number check digit",),
        passing=[{}],
        failing=[{"nhs_number": "9434765918"}],
    ),
    _referral(
        number="HW-02",
        level=QUERY,
        items=("nhs_number", "upn"),
        message="The child has neither an NHS number nor a pupil number.",
        to_do="Trace the NHS number: without any the wait cannot be linked to the child's plan.",
        fails="nhs_number is null and upn is null",
        wants=(),
        passing=[{"upn": None}],
        failing=[{"nhs_number": None, "upn": None}],
    ),
    _referral(
        number="HW-03",
        level=QUERY,
        items=("nhs_number", "birth_date"),
        message="Two referrals have the same NHS number and different dates of birth.",
        to_do="Correct the date of birth, or trace both children.",
        fails="same_child.births > 1",
        passing=[{}, {"service": "OT"}],
        failing=[{}, {"service": "OT", "birth_date": "2013-03-03"}],
    ),
    _referral(
        number="HW-04",
        level=ERROR,
        items=("service",),
        message="The service is missing or is not a code.",
        to_do="Enter the service to which the child was referred.",
        reasons=("service: missing", "service: not a health_service code then"),
        passing=[{}],
        failing=[{"service": "QQ"}],
    ),
    _referral(
        number="HW-05",
        level=ERROR,
        items=("referred_date",),
        message="The day of the referral is missing, is no date or lies after the month's end.",
        to_do="Enter the day on which the referral was received.",
        reasons=("referred_date: missing", "referred_date: not a date"),
        fails="referred_date > this.census_day",
        passing=[{}],
        failing=[{"referred_date": "2026-01-05"}],
    ),
    _referral(
        number="HW-06",
        level=ERROR,
        items=("first_seen_date", "referred_date"),
        source=ORDER_OF_DATES,
        message="The child was seen before the referral was received.",
        to_do="Correct one of the two days; a contact under an earlier referral ends no wait.",
        fails="first_seen_date < referred_date",
        passing=[_SEEN],
        failing=[_SEEN | {"first_seen_date": "2025-06-01"}],
    ),
    _referral(
        number="HW-07",
        level=ERROR,
        items=("treatment_date", "diagnosis_date", "first_seen_date"),
        source=ORDER_OF_DATES,
        message="Treatment began, or a diagnostic outcome was told, before the child was seen.",
        to_do="Correct the days, or enter the first contact.",
        fails="least(treatment_date, diagnosis_date) < first_seen_date "
        "or (first_seen_date is null and coalesce(treatment_date, diagnosis_date) is not null)",
        wants=(),
        passing=[_SEEN | {"treatment_date": "2025-09-01"}],
        failing=[_SEEN | {"diagnosis_date": "2025-08-31"}],
    ),
    _referral(
        number="HW-08",
        level=ERROR,
        items=("discharge_date", "referred_date"),
        source=ORDER_OF_DATES,
        message="The referral was closed before it was received or before the child was last seen.",
        to_do="Correct the day on which it was closed.",
        fails="discharge_date < greatest(referred_date, first_seen_date, treatment_date)",
        passing=[_SEEN | {"discharge_date": "2025-12-01"}],
        failing=[_SEEN | {"discharge_date": "2025-08-01"}],
    ),
    _referral(
        number="HW-09",
        level=QUERY,
        items=("decision", "first_seen_date"),
        message="The referral was not accepted and the child was seen.",
        to_do="Correct the decision, or take the contact out.",
        fails="decision = 'R' and first_seen_date is not null",
        passing=[{"decision": "R"}],
        failing=[_SEEN | {"decision": "R"}],
    ),
    _referral(
        number="HW-10",
        level=QUERY,
        items=("referred_date",),
        message="The child has waited for more than two years without a contact or a decision to close.",
        to_do="Ask whether the child still waits; close the referral if not.",
        fails="first_seen_date is null and discharge_date is null and coalesce(decision, 'P') <> 'R' "
        "and this.census_day - referred_date > 728",
        passing=[{}],
        failing=[{"referred_date": "2023-06-02", "decision_date": None}],
    ),
    _referral(
        number="HW-11",
        level=QUERY,
        items=("service", "nhs_number"),
        message="The child waits twice for one service.",
        to_do="Close the referral that was made again; else the child counts as two who wait.",
        fails="same_wait.open > 1 and first_seen_date is null and discharge_date is null",
        wants=("nhs_number",),
        passing=[{}, {"service": "OT"}, _OTHER_CHILD],
        failing=[{}, {"referred_date": "2025-08-01", "decision_date": None}],
    ),
)

HEALTH_WAITS_RULES = Rulebook(
    extract="health_waits",
    returned="2025-12",
    lawful={
        "healthwaits": {"la_code": "391", "year": 2025, "month": 12},
        "referrals": {
            "nhs_number": "9434765919",
            "upn": "X391200012001",
            "surname": "Zqavryx",
            "forename": "Vylqua",
            "birth_date": "2012-03-03",
            "service": "SALT",
            "referral_source": "SCH",
            "referred_date": "2025-06-02",
            "decision": "P",
        },
    },
    besides=(
        Beside(
            "referrals",
            "same_child",
            "referrals",
            ("nhs_number",),
            "select nhs_number, count(distinct birth_date) as births from referrals group by nhs_number",
        ),
        Beside(
            "referrals",
            "same_wait",
            "referrals",
            ("nhs_number", "service"),
            "select nhs_number, service, count(*) filter (first_seen_date is null and discharge_date is null "
            "and coalesce(decision, 'P') <> 'R') as open from referrals group by nhs_number, service",
        ),
    ),
    rules=(
        *lines("HW", {"referrals": [{"referral_id": "1"}, {"referral_id": "1"}]}),
        *_REFERRALS,
    ),
)
