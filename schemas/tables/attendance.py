"""Pupils leaving, suspended, excluded or absent, each with the SEN provision they had then."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column

PROVISION = "SEN provision code: N, K or E"


class Leaver(Table):
    """One row per registration that ended: pupils returned as no longer on roll.

    Leavers' records have no SEN item: it is that of the last earlier census that counts the pupil.
    """

    person_id: Text = column("The pupil, a pseudonym", required=True)
    row: Whole = column("Row of the leavers' table that returned it", required=True)
    delivery: Text = column("The delivery, 391_2025-spring", required=True)
    la_code: Text = column("Local authority of the school", required=True)
    census: Text = column("Census that returned it, 2025-spring", required=True)
    census_day: Day = column("Day of that census", required=True)
    urn: Text = column(
        "The school that was left; authority and establishment where it has none", required=True
    )
    phase: Text = column("Phase of education of that school", required=True)
    entry_date: Day = column("Entry to the school")
    leaving_date: Day = column("Leaving the school", required=True)
    sen_provision: Text = column(f"{PROVISION}, in the last earlier census", isin=["N", "K", "E"])
    sen_provision_census: Text = column("The census that says so")
    sen_provision_missing_because: Text = column("Why there is none")


class Exclusion(Table):
    """One row per suspension, lunchtime or permanent exclusion, on the day it began.

    Returned two terms after: year and term are those of its first day, not of the census. Terms: autumn from
    1 August, spring from 1 January to Easter Sunday, summer to 31 July (school census guides, exclusions).
    """

    person_id: Text = column("The pupil, a pseudonym", required=True)
    is_on_roll: Flag = column("Pupil still on roll on census day", required=True)
    row: Whole = column("Row of the on-roll or off-roll table that returned it", required=True)
    delivery: Text = column("The delivery, 391_2025-spring", required=True)
    la_code: Text = column("Local authority of the school", required=True)
    census: Text = column("Census that returned it, 2025-spring", required=True)
    urn: Text = column("The school that excluded", required=True)
    phase: Text = column("Phase of education of that school", required=True)
    start_date: Day = column("First day of the exclusion", required=True)
    academic_year: Text = column("Academic year in which it began, 202425", required=True)
    term: Text = column("Term in which it began", required=True, isin=["autumn", "spring", "summer"])
    category: Text = column("Suspension, lunchtime or permanent exclusion", required=True)
    reasons: Text = column("Reasons in the order returned, at most three")
    sessions: Whole = column("Sessions excluded; none when permanent", ge=0)
    sen_provision: Text = column(PROVISION, isin=["N", "K", "E"])
    sen_provision_from: Text = column(
        "What says so", isin=["the exclusion", "census day", "an earlier census"]
    )


class Absence(Table):
    """One row per registration and census: sessions of the term before, by what they count as.

    Subsidiary registrations are among them: their sessions are the pupil's too. The autumn census reports the
    whole summer term. Registrations without any session returned are left out.
    """

    person_id: Text = column("The pupil, a pseudonym", required=True)
    is_on_roll: Flag = column("Pupil still on roll on census day", required=True)
    row: Whole = column("Row of the on-roll or leavers' table that returned it", required=True)
    delivery: Text = column("The delivery, 391_2025-spring", required=True)
    la_code: Text = column("Local authority of the school", required=True)
    census: Text = column("Census that returned it, 2025-spring", required=True)
    academic_year: Text = column("Academic year of the sessions, 202425", required=True)
    term: Text = column("Term of the sessions", required=True, isin=["autumn", "spring", "summer"])
    urn: Text = column("The school", required=True)
    phase: Text = column("Phase of education", required=True)
    enrolment_status: Text = column("Enrolment status code; leavers have none")
    sessions_possible: Whole = column("Sessions possible", ge=0)
    sessions_authorised: Whole = column("Sessions missed with leave", required=True, ge=0)
    sessions_unauthorised: Whole = column("Sessions missed without leave", required=True, ge=0)
    sessions_attended: Whole = column("Sessions coded as attended; returned since autumn 2020", ge=0)
    sessions_not_possible: Whole = column("Sessions coded as not possible, which count nowhere", ge=0)
    sen_provision: Text = column(
        f"{PROVISION}, on census day; of leavers in the last earlier census", isin=["N", "K", "E"]
    )
