"""Complaints about SEND in the registers of four bodies: council, school or setting, NHS, ombudsman.

At the end of a month, one row a complaint, each of the twelve months before and whatever was open in them.
A complaint is told without a child where none is named. Its words go to the vault and leave nothing behind.
"""

from schemas.codesets.complaints import (
    COMPLAINT_BODY,
    COMPLAINT_OUTCOME,
    COMPLAINT_STAGE,
    COMPLAINT_SUBJECT,
)
from schemas.contract import (
    AGES,
    LA_CODE,
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
from schemas.governance import PUBLIC_TASK, Governance
from schemas.returns import MONTHLY


class ComplaintRegister(Table):
    """One row per extract: whose area, and of which month's end."""

    la_code: Text = item("lea", "The authority of the area", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the month", required=True)
    month: Whole = item("month", "Month at whose end the registers were read", required=True, ge=1, le=12)
    written: Day = item("written", "When the extract was written")
    compiled_by: Text = item("compiledby", "Which office brought the registers together")


class Complaint(Table):
    """One row per complaint and body: one that goes on to the ombudsman is a complaint there as well."""

    complaint_id: Text = item("complaintid", "Key of the complaint", required=True)
    body: Text = item("body", "Whose register it is in", codes=COMPLAINT_BODY, required=True)
    upn: Text = item("upn", "Unique pupil number, where a child is named", number=UPN, vault=PSEUDONYM)
    birth_date: Day = item("dob", "Date of birth, where a child is named", vault=AGES)
    received_date: Day = item("receiveddate", "Complaint received", required=True)
    subject: Text = item("subject", "What it is about", codes=COMPLAINT_SUBJECT, required=True)
    stage: Text = item("stage", "Stage reached", codes=COMPLAINT_STAGE)
    outcome: Text = item("outcome", "Whether it was upheld", codes=COMPLAINT_OUTCOME)
    closed_date: Day = item("closeddate", "Answered for good")
    summary: Text = item("summary", "The complaint in words", vault=NOTHING)


COMPLAINTS = Extract(
    name="complaints",
    title="Complaints about SEND",
    governance=Governance(
        controller="Each body for its own register",
        article=PUBLIC_TASK,
        act="Local Government Act 1974, part 3, and Children and Families Act 2014, section 27",
        purpose="To learn what families complain of, and what of it was upheld",
        kept_from="the month at whose end the registers were read",
        retention_years=6,
        needs_agreement=True,
    ),
    frequency=MONTHLY,
    first_year=2016,
    parts=(
        Part("complaintregister", ComplaintRegister),
        Part("complaints", Complaint, key="complaint_id", may_be_empty=True),
    ),
)
