"""The client caseload of young people from 16, or to 25 with a plan: what each does at the end of a month.

In the spirit of the department's NCCIS requirement and with its activity codes; the headers are ours, the
target to which a caseload system's own are mapped.
"""

from schemas.codesets.participation import ACTIVITY
from schemas.codesets.sen import SEN_PROVISION
from schemas.contract import (
    AGES,
    DISTRICT,
    LA_CODE,
    NOTHING,
    PSEUDONYM,
    ULN,
    UPN,
    Day,
    Extract,
    Flag,
    Identifier,
    Part,
    Table,
    Text,
    Whole,
    item,
)
from schemas.governance import PUBLIC_TASK, Governance
from schemas.returns import MONTHLY
from schemas.types import system_id_is_valid

CLIENT = Identifier("nccis_client", "not a number of the caseload", system_id_is_valid)


class Caseload(Table):
    """One row per extract: whose caseload it is, and of which month's end."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the month", required=True)
    month: Whole = item("month", "Month at whose end the caseload was read", required=True, ge=1, le=12)
    written: Day = item("written", "When the extract was written")
    service: Text = item("caseloadservice", "Which service keeps the caseload")


class YoungPerson(Table):
    """One row per young person of the caseload."""

    client: Text = item("clientid", "Number in the caseload", number=CLIENT, vault=PSEUDONYM, required=True)
    uln: Text = item("uln", "Unique learner number", number=ULN, vault=PSEUDONYM)
    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    surname: Text = item("surname", "Surname", vault=NOTHING)
    forename: Text = item("forename", "Forename", vault=NOTHING)
    birth_date: Day = item("dob", "Date of birth", vault=AGES, required=True)
    postcode: Text = item("postcode", "Home postcode", vault=DISTRICT)
    sen_provision: Text = item("senprovision", "SEN provision, or that at school", codes=SEN_PROVISION)
    activity: Text = item("activity", "What the young person does", codes=ACTIVITY, required=True)
    activity_since: Day = item("activitysince", "Since when")
    confirmed_date: Day = item("confirmeddate", "When it was last confirmed")
    supported_internship: Flag = item("supportedinternship", "On a supported internship")
    note: Text = item("note", "Anything in words", vault=NOTHING)


NCCIS = Extract(
    name="nccis",
    title="Participation of young people (client caseload)",
    governance=Governance(
        controller="The authority's service for young people, or whoever provides it",
        article=PUBLIC_TASK,
        act="Education and Skills Act 2008, sections 10, 12 and 68",
        purpose="To know which young people with SEND take part in education, work or training, and who not",
        kept_from="the month at whose end the caseload was read",
        needs_agreement=True,
    ),
    frequency=MONTHLY,
    first_year=2016,
    parts=(Part("nccis", Caseload), Part("youngpeople", YoungPerson)),
)
