"""Cases of the SEND information, advice and support service (SENDIASS) at the end of a month.

One row a case, each opened in the twelve months before and whatever was open in them. The service is
independent and confidential: it need not name the child, and its notes go to the vault.
"""

from schemas.codesets.advice_service import ADVICE_CLIENT, ADVICE_LEVEL, ADVICE_TOPIC
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


class AdviceService(Table):
    """One row per extract: of which area's service, and of which month's end."""

    la_code: Text = item("lea", "The authority of the area", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the month", required=True)
    month: Whole = item("month", "Month at whose end the cases were read", required=True, ge=1, le=12)
    written: Day = item("written", "When the extract was written")
    service: Text = item("adviceservice", "What the service is called")


class AdviceCase(Table):
    """One row per case: a family or young person, and a matter brought to the service."""

    advice_case_id: Text = item("advicecaseid", "Key of the case", required=True)
    upn: Text = item("upn", "Unique pupil number, where the family agreed", number=UPN, vault=PSEUDONYM)
    birth_date: Day = item("dob", "Date of birth, where it was told", vault=AGES)
    opened_date: Day = item("openeddate", "First contact", required=True)
    client: Text = item("client", "Who asked", codes=ADVICE_CLIENT)
    topic: Text = item("topic", "Main matter", codes=ADVICE_TOPIC, required=True)
    level: Text = item("level", "Most intense support given", codes=ADVICE_LEVEL)
    contacts: Whole = item("contacts", "Contacts so far", ge=0)
    closed_date: Day = item("closeddate", "Case closed")
    note: Text = item("note", "Anything in words", vault=NOTHING)


SENDIASS = Extract(
    name="sendiass",
    title="Cases of the SEND information, advice and support service",
    governance=Governance(
        controller="The information, advice and support service, at arm's length from the authority",
        article=PUBLIC_TASK,
        act="Children and Families Act 2014, section 32",
        purpose="To know how many families seek support, in which matters and how intense it must be",
        kept_from="the month at whose end the cases were read",
        retention_years=6,
        needs_agreement=True,
    ),
    frequency=MONTHLY,
    first_year=2016,
    parts=(
        Part("sendiass", AdviceService),
        Part("advicecases", AdviceCase, key="advice_case_id", may_be_empty=True),
    ),
)
