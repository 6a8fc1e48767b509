"""Mediations and appeals to the SEND Tribunal, of the calendar year before the return, as in SEN2.

Of the mediation service and of the authority's own list of appeals. A case is told in every year in which it
was open. Nobody's name and no words of a decision are asked for.
"""

from schemas.codesets.disputes import APPEAL_OUTCOME, DISPUTE_GROUND, MEDIATION_OUTCOME
from schemas.contract import (
    AGES,
    LA_CODE,
    PSEUDONYM,
    UPN,
    Day,
    Extract,
    Flag,
    Part,
    Table,
    Text,
    Whole,
    item,
)
from schemas.governance import PUBLIC_TASK, Governance
from schemas.returns import YEARLY


class Disputes(Table):
    """One row per extract: whose disputes, and of which year."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE)
    year: Whole = item("year", "Year after the calendar year it tells of", required=True)
    written: Day = item("written", "When the extract was written")
    mediator: Text = item("mediator", "Which service mediates")


class _Case(Table):
    """What both tables say of the child and the ground."""

    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    birth_date: Day = item("dob", "Date of birth", vault=AGES)
    ground: Text = item("ground", "What it is about", codes=DISPUTE_GROUND, required=True)


class Mediation(_Case):
    """One row per request for mediation."""

    mediation_id: Text = item("mediationid", "Key of the request", required=True)
    requested_date: Day = item("requesteddate", "Mediation service was asked", required=True)
    held_date: Day = item("mediationdate", "Mediation was held")
    outcome: Text = item("mediationoutcome", "How it ended", codes=MEDIATION_OUTCOME)
    closed_date: Day = item("certificatedate", "Certificate issued: the case is closed")


class Appeal(_Case):
    """One row per appeal registered by the tribunal."""

    appeal_id: Text = item("appealid", "Key of the appeal", required=True)
    registered_date: Day = item("registereddate", "Appeal was registered", required=True)
    after_mediation: Flag = item("aftermediation", "A mediation was held before")
    heard_date: Day = item("hearingdate", "Appeal was heard")
    outcome: Text = item("appealoutcome", "How it ended", codes=APPEAL_OUTCOME)
    decided_date: Day = item("decideddate", "Decided, conceded, settled or withdrawn")


DISPUTES = Extract(
    name="disputes",
    title="Mediations and appeals",
    governance=Governance(
        controller="The local authority, and the mediation service for its cases",
        article=PUBLIC_TASK,
        act="Children and Families Act 2014, sections 51 to 57",
        purpose="To know which decisions are disputed and how disputes end",
        kept_from="the end of the calendar year told of",
        retention_years=6,
        needs_agreement=True,
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(
        Part("disputes", Disputes),
        Part("mediations", Mediation, key="mediation_id", needed=False, may_be_empty=True),
        Part("appeals", Appeal, key="appeal_id", may_be_empty=True),
    ),
)
