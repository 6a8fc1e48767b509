"""What parents and carers answered. No person is in here, and none can be linked to it."""

from schemas.contract import Flag, Table, Text, Whole
from schemas.table import column


class SurveyResponse(Table):
    """One row per response and question, answered or not."""

    response_id: Text = column("The response within its wave", required=True)
    question: Text = column("The question, q01 to q16", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority that asked", required=True)
    wave: Whole = column("Year of the survey", required=True)
    child_age_band: Text = column("Age of the child, band code")
    provision: Text = column("SEN provision of the child, code")
    answer: Text = column("Answer, code; missing where the question was left blank")
    is_in_base: Flag = column("A valid answer: one of the five points of the scale", required=True)
    is_agreement: Flag = column("One of the two best answers", required=True)
