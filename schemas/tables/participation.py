"""What young people do after compulsory schooling, as each month's caseload tells it."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class Participation(Table):
    """One row per young person of the caseload and snapshot."""

    row: Whole = column("Row of the caseload", required=True)
    person_id: Text = column("The young person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority", required=True)
    snapshot_day: Day = column("Day at whose end the caseload was read", required=True)
    academic_age: Whole = column("Age at 31 August before")
    sen_provision: Text = column("SEN provision, or that at school, code")
    activity: Text = column("What the young person does, national code", required=True)
    activity_label: Text = column("What the young person does", required=True)
    activity_group: Text = column("Its group", required=True)
    activity_since: Day = column("Since when")
    months_since_confirmed: Whole = column("Whole months since it was last confirmed", ge=0)
    is_neet: Flag = column("Not in education, employment or training", required=True)
    is_not_known: Flag = column("What the young person does is not known", required=True)
    is_supported_internship: Flag = column("On a supported internship", required=True)
