"""What was answered in surveys. No person is in here, and none can be linked to it."""

from schemas.contract import Flag, Table, Text, Whole
from schemas.table import column


class SurveyResponse(Table):
    """One row per response and question it was asked, answered or not; of a multiple choice, one per option.

    A weight is in thousandths: 1000 for every response of a survey without weights.
    """

    response_id: Text = column("The response: questionnaire/number", required=True)
    questionnaire: Text = column("The questionnaire", required=True)
    question: Text = column("The question's id", required=True)
    option: Text = column("Of a multiple choice, code of the option; else empty", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority that asked", required=True)
    wave: Whole = column("Year of the survey", required=True)
    kind: Text = column("scale, single, multiple or number", required=True)
    child_age_band: Text = column("Age of the child or young person, band code")
    provision: Text = column("SEN provision of the child or young person, code")
    answer: Text = column(
        "Answer, code or number; missing where left blank, or where the option was not chosen"
    )
    is_in_base: Flag = column("The question was answered, and validly", required=True)
    is_positive: Flag = column("A good answer as the question is put; of an option: chosen", required=True)
    weight: Whole = column("Weight of the response, in thousandths", required=True)


class SurveyQuestion(Table):
    """One row per question of a wave, and of a choice among answers one per answer that may be given."""

    questionnaire: Text = column("The questionnaire", required=True)
    question: Text = column("The question's id", required=True)
    option: Text = column("Code of the answer; empty for a question answered by a number", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority that asked", required=True)
    wave: Whole = column("Year of the survey", required=True)
    audience: Text = column("Who was asked")
    place: Whole = column("Place of the question in the questionnaire", required=True)
    wording: Text = column("The question as it was put", required=True)
    kind: Text = column("scale, single, multiple or number", required=True)
    asked: Text = column("Who was asked it, in words")
    measure: Text = column("The measure that it answers")
    option_place: Whole = column("Place of the answer among the answers")
    option_words: Text = column("The answer in words")
    has_good_answers: Flag = column("Some of its answers count as good", required=True)
    baseline_per_mille: Whole = column("Published figure to compare with, per thousand")
    baseline_year: Whole = column("Year of that figure")
    baseline_base: Whole = column("Answers behind it, where published")
    baseline_source: Text = column("Where it was published")
