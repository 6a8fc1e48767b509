"""Waits for health services, as each month's extract tells them."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class HealthWait(Table):
    """One row per referral to a health service and snapshot: a wait, over or not."""

    referral_id: Text = column("The referral within its provider", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority where the child lives", required=True)
    snapshot_day: Day = column("Day at whose end the system was read", required=True)
    service: Text = column("Service, code", required=True)
    service_label: Text = column("Service", required=True)
    referral_source: Text = column("Who referred, code")
    age_census_day: Whole = column("Age on the snapshot day")
    referred_date: Day = column("Referral received: the wait begins", required=True)
    decision: Text = column("A accepted, R not accepted, P not decided yet")
    first_seen_date: Day = column("First contact, up to the snapshot day: the wait ends")
    diagnosis_date: Day = column("Outcome of a diagnostic assessment told, up to the snapshot day")
    treatment_date: Day = column("Treatment began, up to the snapshot day")
    discharge_date: Day = column("Referral closed, up to the snapshot day")
    is_waiting: Flag = column("Not seen, not closed and not refused on the snapshot day", required=True)
    days_waited: Whole = column("From referral to first contact, or to the snapshot day while waiting", ge=0)
    is_over_18_weeks: Flag = column("Waiting, or waited, more than 126 days")
    is_over_52_weeks: Flag = column("Waiting, or waited, more than 364 days")
    days_to_diagnosis: Whole = column("From referral to the outcome of a diagnostic assessment", ge=0)
