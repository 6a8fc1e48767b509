"""The case system's own story: cases and their clock, plans by version, what they provide, reviews.

Each snapshot tells the whole history; whoever counts takes the latest of an authority.
"""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class EhcpCase(Table):
    """One row per case and snapshot: a request and what came of it, or a plan from another authority."""

    case_id: Text = column("The case within its authority", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority", required=True)
    snapshot_day: Day = column("Day at whose end the system was read", required=True)
    received_date: Day = column("Request received: the 20-week clock starts")
    request_source: Text = column("Who asked, code")
    decision: Text = column("Decision whether to assess, code", required=True)
    decision_date: Day = column("Day of that decision")
    assessment_outcome: Text = column("Whether a plan is issued, code")
    assessment_outcome_date: Day = column("Day of that decision")
    last_lawful_day: Day = column("Day on which the 20 weeks end; a plan issued on it is in time")
    plan_issued_date: Day = column("First final plan issued: the clock stops")
    is_within_20_weeks: Flag = column("Issued within 20 weeks; missing without a plan or a clock")
    exceptions_apply: Flag = column("An exception to the 20 weeks applies")
    is_open: Flag = column("The clock still runs on the snapshot day", required=True)
    days_open: Whole = column("Days the clock has run, where it still runs", ge=0)
    cease_date: Day = column("Day the plan ended")
    cease_reason: Text = column("Why it ended, code")
    is_in_force: Flag = column("A plan in force on the snapshot day", required=True)


class PlanVersion(Table):
    """One row per version of a plan and snapshot: drafts, the first final, amended finals."""

    version_id: Text = column("The version within its authority", required=True)
    case_id: Text = column("The case", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority", required=True)
    snapshot_day: Day = column("Day at whose end the system was read", required=True)
    version: Whole = column("Number of the version within the case", required=True)
    status: Text = column("D draft, F final, A amended final", required=True)
    issued_date: Day = column("Day it was sent", required=True)
    section_i_urn: Text = column("School named in section I")
    section_i_ukprn: Text = column("Provider named in section I")
    section_i_setting: Text = column("Setting named, code, where it has no number")
    is_current: Flag = column("The latest final version, of a plan in force", required=True)


class ProvisionLine(Table):
    """One row per line of provision, version and snapshot."""

    line_id: Text = column("The line within its authority", required=True)
    version_id: Text = column("The version", required=True)
    case_id: Text = column("The case", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority", required=True)
    snapshot_day: Day = column("Day at whose end the system was read", required=True)
    section: Text = column("Section of the plan: F, G, H1 or H2", required=True)
    need_area: Text = column("Area of need it meets, code")
    provision_type: Text = column("Kind of provision, code", required=True)
    minutes_per_week: Whole = column("Minutes a week; missing where the plan gives no hours", ge=0)
    frequency: Text = column("How often, code")
    delivered_by: Text = column("Who delivers it, code")
    annual_pence: Whole = column("Pence a year; missing where no cost is given", ge=0)
    funder: Text = column("Who pays, code")
    start_date: Day = column("First day of the provision")
    end_date: Day = column("Last day of the provision")
    is_current: Flag = column("In the latest final version, of a plan in force", required=True)


class Review(Table):
    """One row per review of a plan and snapshot, held or due."""

    review_id: Text = column("The review within its authority", required=True)
    case_id: Text = column("The case", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority", required=True)
    snapshot_day: Day = column("Day at whose end the system was read", required=True)
    due_date: Day = column("Day by which it must be complete", required=True)
    meeting_date: Day = column("Review meeting")
    decision: Text = column("M maintain, A amend, C cease")
    decision_date: Day = column("Day the authority wrote with its decision")
    proposed_amendment_date: Day = column("Notice of the proposed amendments sent")
    amended_final_date: Day = column("Amended final plan issued")
    is_phase_transfer: Flag = column("Review before a change of phase")
    age_31_august: Whole = column(
        "Age on 31 August before the meeting, or before it is due: 13 is year 9", ge=0
    )
