"""What the case system knows of a plan beside its text: advice, outcomes, adulthood, money, audits.

Each snapshot tells the whole history; whoever counts takes the latest of an authority. A system that does
not give a table leaves it without rows.
"""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class _OfCase(Table):
    """What every row says of its case and snapshot."""

    case_id: Text = column("The case", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority", required=True)
    snapshot_day: Day = column("Day at whose end the system was read", required=True)


class Advice(_OfCase):
    """One row per piece of advice asked for in an EHC needs assessment and snapshot."""

    advice_id: Text = column("The advice within its authority", required=True)
    agency: Text = column("Who was asked, code", required=True)
    requested_date: Day = column("Day on which it was asked for", required=True)
    received_date: Day = column("Day on which it came")
    last_lawful_day: Day = column("Day on which six weeks end; advice that comes on it is in time")
    is_within_6_weeks: Flag = column(
        "Came within six weeks; no where they ended without it; missing while they run, where the dates "
        "contradict each other, and where the request was withdrawn"
    )
    is_outstanding: Flag = column("Has not come, and the case's clock still runs", required=True)
    audit_grade: Text = column("Grade of the advice where it was audited, code")


class PlanOutcome(_OfCase):
    """One row per outcome of a plan and snapshot, with how it stood when it was last judged."""

    outcome_id: Text = column("The outcome within its authority", required=True)
    version_id: Text = column("The version of the plan that holds it")
    area: Text = column("Area of need or of adult life, code")
    target_date: Day = column("Day by which it is to be achieved")
    status: Text = column("A achieved, P progress made, N no progress, X no longer appropriate")
    review_id: Text = column("The review at which it was judged")
    review_date: Day = column("Day of that review's meeting")
    is_current: Flag = column(
        "Of a plan in force, and in its latest final version where a known version is named",
        required=True,
    )


class AdulthoodPreparation(_OfCase):
    """One row per review, area of adult life and snapshot."""

    review_id: Text = column("The review within its authority", required=True)
    meeting_date: Day = column("Day of the review's meeting; missing where the review is not known")
    age_31_august: Whole = column("Age on 31 August before that meeting: 13 is year 9", ge=0)
    area: Text = column("Area of adult life, code", required=True)
    is_discussed: Flag = column("It was discussed at the review")
    has_outcome: Flag = column("The plan has an outcome for it")


class PlanCost(_OfCase):
    """One row per cost of a case and snapshot."""

    cost_id: Text = column("The cost within its authority", required=True)
    kind: Text = column("Kind of cost, code", required=True)
    annual_pence: Whole = column("Pence a year; missing where no amount is given", ge=0)
    funder: Text = column("Who pays, code")
    financial_year: Text = column("Financial year, 202526, where one is named")
    start_date: Day = column("First day of the cost: as given, or of the financial year")
    end_date: Day = column("Last day of the cost: as given, or of the financial year")
    is_current: Flag = column("Runs on the snapshot day, of a plan in force", required=True)


class PersonalBudget(_OfCase):
    """One row per personal budget, or part of one, and snapshot."""

    budget_id: Text = column("The personal budget within its authority", required=True)
    kind: Text = column("How it is delivered, code", required=True)
    section: Text = column("Section of the plan whose provision it buys: F, G, H1 or H2")
    agency: Text = column("Whose money it is, code")
    annual_pence: Whole = column("Pence a year; missing where no amount is given", ge=0)
    agreed_date: Day = column("Day on which it was agreed")
    start_date: Day = column("First day of the budget")
    end_date: Day = column("Last day of the budget")
    is_current: Flag = column("Runs on the snapshot day, of a plan in force", required=True)


class PlanAudit(_OfCase):
    """One row per audit of the quality of a plan and snapshot."""

    audit_id: Text = column("The audit within its authority", required=True)
    version_id: Text = column("The version of the plan that was audited")
    audit_date: Day = column("Day of the audit", required=True)
    grade: Text = column("Overall grade: O outstanding, G good, R requires improvement, I inadequate")


class PlanAuditGrade(_OfCase):
    """One row per audit, section of the plan that was graded by itself, and snapshot."""

    audit_id: Text = column("The audit within its authority", required=True)
    audit_date: Day = column("Day of the audit", required=True)
    section: Text = column("Section of the plan, A to K", required=True)
    grade: Text = column("O outstanding, G good, R requires improvement, I inadequate", required=True)
