"""Counts that partners delivered as such."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class ManualValue(Table):
    """One row per cell of a sheet: a measure of an area in a period, of all or one group, from one source."""

    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority", required=True)
    return_year: Whole = column("Year of the return", required=True)
    row: Whole = column("Row of the sheet", required=True)
    cell: Text = column("Key of the cell", required=True)
    measure: Text = column("The measure's id", required=True)
    words: Text = column("The measure in words", required=True)
    owner: Text = column("Whose measure it is: health, social care or education", required=True)
    kind: Text = column("proportion, rate, count or mean", required=True)
    per: Whole = column("Per how many it is told", required=True)
    unit: Text = column("What the value is in", required=True)
    area: Text = column("The area, DfE number or GSS code", required=True)
    period_kind: Text = column("year, academic year, financial year, quarter or month", required=True)
    period: Text = column("The period", required=True)
    period_start: Day = column("Its first day", required=True)
    period_end: Day = column("Its last day", required=True)
    breakdown: Text = column("Total, or what it is broken down by", required=True)
    breakdown_value: Text = column("Total, or the group", required=True)
    numerator: Whole = column("People or events counted; of a mean, the sum; missing where a sign stands")
    numerator_sign: Text = column("The sign in its place")
    denominator: Whole = column("People or events among which they were counted")
    denominator_sign: Text = column("The sign in its place")
    source: Text = column("Organisation or system the figure is from", required=True)
    is_possible: Flag = column(
        "The numerator is not more than the denominator; always, of a mean", required=True
    )
