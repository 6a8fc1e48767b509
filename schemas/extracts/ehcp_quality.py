"""How well plans are made and what comes of them, in the case system: advice, outcomes, audits, adulthood.

Few systems give all of these. Each hangs on the case, the one table that every system gives; a version or a
review is named beside it, so that a system without that table loses nothing else.
"""

from schemas.codesets.plan_content import (
    ADULT_AREA,
    ADVICE_AGENCY,
    AUDIT_GRADE,
    AUDITED_SECTION,
    OUTCOME_AREA,
    OUTCOME_STATUS,
)
from schemas.contract import NOTHING, Day, Flag, Table, Text, item


class Advice(Table):
    """One row per piece of advice that was asked for in an EHC needs assessment."""

    advice_id: Text = item("adviceid", "Key of the advice", required=True)
    case_id: Text = item("caseid", "The case", required=True)
    agency: Text = item("adviceagency", "Who was asked", codes=ADVICE_AGENCY, required=True)
    requested_date: Day = item("requesteddate", "Day on which it was asked for", required=True)
    received_date: Day = item("receiveddate", "Day on which it came; blank until then")
    audit_grade: Text = item("advicegrade", "Grade of the advice, where it was audited", codes=AUDIT_GRADE)


class Outcome(Table):
    """One row per outcome of a plan (section E), with how it stood at the last review that judged it."""

    outcome_id: Text = item("outcomeid", "Key of the outcome", required=True)
    case_id: Text = item("caseid", "The case", required=True)
    version_id: Text = item("versionid", "The version of the plan that holds it")
    area: Text = item("outcomearea", "Area of need or of adult life", codes=OUTCOME_AREA)
    target_date: Day = item("targetdate", "Day by which it is to be achieved")
    status: Text = item("outcomestatus", "How it stood at that review", codes=OUTCOME_STATUS)
    review_id: Text = item("reviewid", "The review at which it was judged")
    outcome: Text = item("outcome", "The outcome in words", vault=NOTHING)


class Preparation(Table):
    """One row per review from year 9 on and area of adult life for which the plan is to prepare."""

    case_id: Text = item("caseid", "The case", required=True)
    review_id: Text = item("reviewid", "The review", required=True)
    area: Text = item("adultarea", "Area of adult life", codes=ADULT_AREA, required=True)
    is_discussed: Flag = item("discussed", "It was discussed at the review")
    has_outcome: Flag = item("hasoutcome", "The plan has an outcome for it")


class Audit(Table):
    """One row per audit of the quality of a plan."""

    audit_id: Text = item("auditid", "Key of the audit", required=True)
    case_id: Text = item("caseid", "The case", required=True)
    version_id: Text = item("versionid", "The version of the plan that was audited")
    audit_date: Day = item("auditdate", "Day of the audit", required=True)
    auditor: Text = item("auditor", "Who audited", vault=NOTHING)
    grade: Text = item("overallgrade", "Overall grade", codes=AUDIT_GRADE)
    findings: Text = item("findings", "What the auditor found, in words", vault=NOTHING)


class SectionGrade(Table):
    """One row per audit and section of the plan that was graded by itself."""

    audit_id: Text = item("auditid", "The audit", required=True)
    section: Text = item(
        "auditedsection", "Section of the plan, A to K", codes=AUDITED_SECTION, required=True
    )
    grade: Text = item("sectiongrade", "Grade of the section", codes=AUDIT_GRADE, required=True)
