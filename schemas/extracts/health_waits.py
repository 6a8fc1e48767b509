"""Waits for health services, as their provider's system tells them at the end of a month.

One row a referral, whatever has become of it: whoever still waits is counted as well as whoever was seen. A
referral is told until twelve months after its discharge. No national layout exists at the level of a child:
the headers are ours. What a child was referred for and what was found are not asked.
"""

from schemas.codesets.health import HEALTH_SERVICE, REFERRAL_CLOSURE, REFERRAL_DECISION, REFERRAL_SOURCE
from schemas.contract import (
    AGES,
    DISTRICT,
    LA_CODE,
    NHS_NUMBER,
    NOTHING,
    PSEUDONYM,
    UPN,
    Day,
    Extract,
    Part,
    Table,
    Text,
    Whole,
    item,
)
from schemas.disclosure import HEALTH
from schemas.governance import CARE_TASK, Governance
from schemas.returns import MONTHLY


class HealthWaits(Table):
    """One row per extract: whose children it is about, of which month's end, and which provider's."""

    la_code: Text = item("lea", "The authority where the children live", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the month", required=True)
    month: Whole = item("month", "Month at whose end the system was read", required=True, ge=1, le=12)
    written: Day = item("written", "When the extract was written")
    provider: Text = item("provider", "The provider, its organisation code")


class Referral(Table):
    """One row per referral of a child or young person to a service."""

    referral_id: Text = item("referralid", "Key of the referral", required=True)
    nhs_number: Text = item("nhsnumber", "NHS number", number=NHS_NUMBER, vault=PSEUDONYM)
    upn: Text = item("upn", "Unique pupil number, where it was told", number=UPN, vault=PSEUDONYM)
    surname: Text = item("surname", "Surname", vault=NOTHING)
    forename: Text = item("forename", "Forename", vault=NOTHING)
    birth_date: Day = item("dob", "Date of birth", vault=AGES, required=True)
    postcode: Text = item("postcode", "Home postcode", vault=DISTRICT)
    service: Text = item("service", "Service referred to", codes=HEALTH_SERVICE, required=True)
    referral_source: Text = item("referredby", "Who referred", codes=REFERRAL_SOURCE)
    referred_date: Day = item("referraldate", "Referral received: the wait begins", required=True)
    decision: Text = item("decision", "Whether it was accepted", codes=REFERRAL_DECISION)
    decision_date: Day = item("decisiondate", "Day of that decision")
    first_seen_date: Day = item("firstseendate", "First contact with the service: the wait ends")
    diagnosis_date: Day = item("diagnosisdate", "Outcome of a diagnostic assessment told, whatever it was")
    treatment_date: Day = item("treatmentdate", "Treatment began")
    discharge_date: Day = item("dischargedate", "Referral closed")
    closure: Text = item("closure", "Why it was closed", codes=REFERRAL_CLOSURE)
    note: Text = item("note", "Anything in words", vault=NOTHING)


HEALTH_WAITS = Extract(
    name="health_waits",
    title="Waits for health services",
    governance=Governance(
        controller="The provider of NHS services",
        article=CARE_TASK,
        act="Children and Families Act 2014, sections 25, 26 and 28",
        purpose="To know who waits for which service and how long, and to commission jointly for them",
        kept_from="the month at whose end the system was read",
        retention_years=8,
        disclosure=HEALTH,
        needs_agreement=True,
    ),
    frequency=MONTHLY,
    first_year=2019,
    parts=(
        Part("healthwaits", HealthWaits),
        Part("referrals", Referral, key="referral_id", may_be_empty=True),
    ),
)
