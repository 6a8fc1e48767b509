"""Episodes of children known to social care: when, of which kind, and whether disability is the reason."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class SocialCareEpisode(Table):
    """One row per episode and return: in need, on a protection plan, or looked after."""

    kind: Text = column("Child in need, protection plan or looked after", required=True)
    row: Whole = column("Row of the table of that kind", required=True)
    person_id: Text = column("The child, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority", required=True)
    year_end: Day = column("31 March at the end of the year", required=True)
    financial_year: Text = column("The year to that day, 202425", required=True)
    start_date: Day = column("Episode began", required=True)
    end_date: Day = column("Episode ended, up to the year's end")
    is_open: Flag = column("Open on 31 March", required=True)
    is_for_disability: Flag = column("Disability or illness of the child is the category of need")
    has_disability: Flag = column("The child has a disability")
