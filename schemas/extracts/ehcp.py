"""The EHC plan case system at the end of a month: everything it knows then, one CSV a table.

There is no national layout of such an extract, and many systems give up no lines of provision: a snapshot
may consist of its cases alone. The headers are the target to which an authority maps its
system's own; decisions are coded as SEN2 codes them. A snapshot holds the whole history, so the latest one
of an authority is enough to count from, and what an earlier one said is kept. Here are cases, versions,
lines of provision and reviews; the other tables are in ``ehcp_money`` and ``ehcp_quality``.
"""

from schemas.codesets.ehcp import (
    ASSESSMENT_OUTCOME,
    CEASE_REASON,
    DELIVERED_BY,
    NEED_AREA,
    PLAN_SECTION,
    PLAN_STATUS,
    PROVISION_FREQUENCY,
    PROVISION_TYPE,
    REQUEST_OUTCOME,
    REQUEST_SOURCE,
    REVIEW_OUTCOME,
    SETTING,
)
from schemas.codesets.plan_content import FUNDER
from schemas.contract import (
    AGES,
    DISTRICT,
    LA_CODE,
    NOTHING,
    PSEUDONYM,
    UKPRN,
    ULN,
    UPN,
    URN,
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
from schemas.extracts.ehcp_money import POUNDS, Cost, PersonalBudget
from schemas.extracts.ehcp_quality import Advice, Audit, Outcome, Preparation, SectionGrade
from schemas.governance import COUNCIL, PUBLIC_TASK, Governance
from schemas.returns import MONTHLY
from schemas.types import system_id_is_valid

SYSTEM_PERSON = Identifier("ehcp_person", "not a number of the case system", system_id_is_valid)
_HOURS = r"\d{1,3}(\.\d{1,2})?$"


class Snapshot(Table):
    """One row per extract: whose it is, and of which month's end."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the month", required=True)
    month: Whole = item("month", "Month at whose end the system was read", required=True, ge=1, le=12)
    written: Day = item("written", "When the extract was written")
    system: Text = item("system", "The case system")


class Case(Table):
    """One row per request for an EHC needs assessment, or per plan that came from another authority."""

    case_id: Text = item("caseid", "Key of the case", required=True)
    system_person: Text = item(
        "personid", "The person's number in the system", number=SYSTEM_PERSON, vault=PSEUDONYM, required=True
    )
    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    uln: Text = item("uln", "Unique learner number", number=ULN, vault=PSEUDONYM)
    surname: Text = item("surname", "Surname", vault=NOTHING)
    forename: Text = item("forename", "Forename", vault=NOTHING)
    birth_date: Day = item("dob", "Date of birth", vault=AGES, required=True)
    postcode: Text = item("postcode", "Home postcode", vault=DISTRICT)
    received_date: Day = item("receiveddate", "Request received: the 20-week clock starts")
    request_source: Text = item("requestsource", "Who asked", codes=REQUEST_SOURCE, since=2025)
    decision: Text = item("decision", "Decision whether to assess", codes=REQUEST_OUTCOME, required=True)
    decision_date: Day = item("decisiondate", "Day of that decision")
    assessment_outcome: Text = item("assessmentoutcome", "Whether a plan is issued", codes=ASSESSMENT_OUTCOME)
    assessment_outcome_date: Day = item("assessmentoutcomedate", "Day of that decision")
    plan_issued_date: Day = item("planissueddate", "First final plan issued: the clock stops")
    exceptions_apply: Flag = item("exceptions", "An exception to the 20 weeks applies")
    cease_date: Day = item("ceasedate", "Day the plan ended")
    cease_reason: Text = item("ceasereason", "Why it ended", codes=CEASE_REASON)


class PlanVersion(Table):
    """One row per version of a plan: its drafts, its first final, its amendments."""

    version_id: Text = item("versionid", "Key of the version", required=True)
    case_id: Text = item("caseid", "The case", required=True)
    version: Whole = item("version", "Number of the version within the case", required=True, ge=1)
    status: Text = item("status", "Draft, final or amended final", codes=PLAN_STATUS, required=True)
    issued_date: Day = item("issueddate", "Day it was sent", required=True)
    section_i_urn: Text = item("sectioniurn", "School named in section I", number=URN)
    section_i_ukprn: Text = item("sectioniukprn", "Provider named in section I", number=UKPRN)
    section_i_setting: Text = item("sectionitype", "Setting named, where it has no number", codes=SETTING)


class ProvisionLine(Table):
    """One row per line of provision in sections F, G, H1 and H2 of a version."""

    line_id: Text = item("lineid", "Key of the line", required=True)
    version_id: Text = item("versionid", "The version", required=True)
    section: Text = item("section", "Section of the plan", codes=PLAN_SECTION, required=True)
    need_area: Text = item("needarea", "Area of need it meets", codes=NEED_AREA)
    provision_type: Text = item("provisiontype", "Kind of provision", codes=PROVISION_TYPE, required=True)
    hours_per_week: Text = item(
        "hoursperweek", "Hours a week in figures, 12.5", unit="hours per week", str_matches=_HOURS
    )
    frequency: Text = item("frequency", "How often", codes=PROVISION_FREQUENCY)
    delivered_by: Text = item("deliveredby", "Who delivers it", codes=DELIVERED_BY)
    annual_cost: Text = item(
        "annualcost", "Pounds a year in figures, 1250.00", unit="pounds per year", str_matches=POUNDS
    )
    funder: Text = item("funder", "Who pays", codes=FUNDER)
    start_date: Day = item("startdate", "First day of the provision")
    end_date: Day = item("enddate", "Last day of the provision")
    provider: Text = item("provider", "Provider in words", vault=NOTHING)
    description: Text = item("description", "The provision in words", vault=NOTHING)


class Review(Table):
    """One row per review of a plan, held or due."""

    review_id: Text = item("reviewid", "Key of the review", required=True)
    case_id: Text = item("caseid", "The case", required=True)
    due_date: Day = item("duedate", "Day by which it must be complete", required=True)
    meeting_date: Day = item("meetingdate", "Review meeting; blank until held")
    decision: Text = item("decision", "Maintain, amend or cease", codes=REVIEW_OUTCOME)
    decision_date: Day = item("decisiondate", "Day the authority wrote with its decision")
    proposed_amendment_date: Day = item("proposedamendmentdate", "Notice of the proposed amendments sent")
    amended_final_date: Day = item("amendedfinaldate", "Amended final plan issued")
    is_phase_transfer: Flag = item("phasetransfer", "Review before a change of phase")


def _beside(name: str, contract: type[Table], *, key: str = "", parent: str = "cases") -> Part:
    """A table that many systems do not give, or give empty."""
    parent_key = {"cases": "case_id", "planversions": "version_id", "audits": "audit_id"}[parent]
    return Part(
        name, contract, key=key, parent=parent, parent_key=parent_key, needed=False, may_be_empty=True
    )


EHCP = Extract(
    name="ehcp",
    title="EHC plan case system",
    governance=Governance(
        controller=COUNCIL,
        article=PUBLIC_TASK,
        act="Children and Families Act 2014, sections 22 to 24 and 36 to 45",
        purpose="To decide, keep and review EHC plans, and to commission what they hold",
        kept_from="the month at whose end the system was read",
    ),
    frequency=MONTHLY,
    first_year=2019,
    parts=(
        Part("extract", Snapshot),
        Part("cases", Case, key="case_id"),
        _beside("planversions", PlanVersion, key="version_id"),
        _beside("provisionlines", ProvisionLine, key="line_id", parent="planversions"),
        _beside("reviews", Review, key="review_id"),
        _beside("advice", Advice, key="advice_id"),
        _beside("outcomes", Outcome, key="outcome_id"),
        _beside("adulthood", Preparation),
        _beside("costs", Cost, key="cost_id"),
        _beside("personalbudgets", PersonalBudget, key="budget_id"),
        _beside("audits", Audit, key="audit_id"),
        _beside("auditgrades", SectionGrade, parent="audits"),
    ),
)
