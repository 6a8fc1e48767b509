"""What families dispute, complain of and ask advice about. A complaint or a case may name no child."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class Dispute(Table):
    """One row per request for mediation or appeal, and return."""

    kind: Text = column("Mediation or appeal", required=True)
    dispute_id: Text = column("The case within its kind", required=True)
    person_id: Text = column("The child or young person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2026", required=True)
    la_code: Text = column("The authority", required=True)
    calendar_year: Whole = column("Year told of", required=True)
    opened_date: Day = column("Mediation requested, or appeal registered", required=True)
    ground: Text = column("Ground, code", required=True)
    ground_label: Text = column("Ground", required=True)
    after_mediation: Flag = column("Of an appeal: a mediation was held before")
    held_date: Day = column("Mediation held, or appeal heard")
    outcome: Text = column("How it ended, code")
    closed_date: Day = column("When it ended, up to the end of the year told of")
    is_opened_in_year: Flag = column("Opened in the year told of", required=True)
    is_open: Flag = column("Open at the end of the year told of", required=True)


class Complaint(Table):
    """One row per complaint, body and snapshot."""

    complaint_id: Text = column("The complaint within the registers", required=True)
    person_id: Text = column("The child, a pseudonym; missing where none is named")
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority of the area", required=True)
    snapshot_day: Day = column("Day at whose end the registers were read", required=True)
    body: Text = column("Whose register, code", required=True)
    body_group: Text = column("Council, school or setting, NHS or ombudsman", required=True)
    received_date: Day = column("Complaint received", required=True)
    subject: Text = column("What it is about, code", required=True)
    subject_label: Text = column("What it is about", required=True)
    stage: Text = column("Stage reached, code")
    outcome: Text = column("Whether it was upheld, code")
    closed_date: Day = column("Answered for good, up to the snapshot day")
    is_open: Flag = column("Open on the snapshot day", required=True)
    is_upheld: Flag = column("Upheld, in whole or in part; missing where none was decided")
    days_open: Whole = column("From its receipt to its end, or to the snapshot day", ge=0)


class AdviceServiceCase(Table):
    """One row per case of the information, advice and support service, and snapshot."""

    advice_case_id: Text = column("The case within its service", required=True)
    person_id: Text = column("The child, a pseudonym; missing where none is named")
    delivery: Text = column("The delivery, 391_2025-12", required=True)
    la_code: Text = column("The authority of the area", required=True)
    snapshot_day: Day = column("Day at whose end the cases were read", required=True)
    opened_date: Day = column("First contact", required=True)
    client: Text = column("Who asked, code")
    topic: Text = column("Main matter, code", required=True)
    topic_label: Text = column("Main matter", required=True)
    level: Text = column("Most intense support, 1 to 4")
    contacts: Whole = column("Contacts so far", ge=0)
    closed_date: Day = column("Case closed, up to the snapshot day")
    is_open: Flag = column("Open on the snapshot day", required=True)
