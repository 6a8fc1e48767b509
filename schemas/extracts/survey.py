"""Surveys of parents and carers and of young people: every wave of a year, answers without names.

Each file of a delivery is the export of one questionnaire; several lie side by side in one folder, because
an authority may ask as many as it likes in a year, and the questionnaire is part of every key. What a
file's columns mean is told by the questionnaire; it is stored with the answers it was read by. Nobody is
asked who they are; what a survey tool notes all the same, and every free text, stays at the door and is in
no table here.
"""

from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.codesets.sen import SEN_PROVISION
from schemas.codesets.survey import CHILD_AGE_BAND
from schemas.contract import LA_CODE, Day, Extract, Flag, Part, Table, Text, Whole, item
from schemas.disclosure import SURVEY as SURVEY_RULE
from schemas.governance import COUNCIL, PUBLIC_TASK, Governance
from schemas.returns import YEARLY

# In the place of an answer that is none of the question's: what was typed may name somebody.
UNKNOWN_ANSWER = "?"
WEIGHT = r"\d{1,5}(\.\d{1,9})?"
PERCENT = r"\d{1,3}(\.\d{1,3})?"


def _questionnaire() -> Any:
    return item("questionnaire", "The questionnaire", required=True)


class Survey(Table):
    """One row per questionnaire and wave: who asked, when, and how many were invited."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the wave", required=True)
    questionnaire: Text = _questionnaire()
    title: Text = item("title", "What the survey was called")
    audience: Text = item("audience", "Who was asked: parents and carers, or young people")
    fieldwork_start: Day = item("fieldworkstart", "First day on which it could be answered")
    fieldwork_end: Day = item("fieldworkend", "Last day on which it could be answered")
    invited: Whole = item("invited", "How many were asked; blank where anyone could answer", ge=0)


class Question(Table):
    """One row per question that the file has: as it was asked in this wave."""

    question_key: Text = item("questionkey", "Key: questionnaire/question", required=True)
    questionnaire: Text = _questionnaire()
    question: Text = item("question", "The question's id", required=True)
    place: Whole = item("place", "Its place in the questionnaire", required=True)
    wording: Text = item("wording", "As it was put in this wave", required=True)
    kind: Text = item(
        "kind",
        "scale, single, multiple or number",
        required=True,
        isin=["scale", "single", "multiple", "number"],
    )
    asked: Text = item("asked", "Who was asked, in words")
    measure: Text = item("measure", "The measure that it answers, in words")
    baseline_percent: Text = item(
        "baselinepercent", "Published per cent to compare with", str_matches=PERCENT
    )
    baseline_year: Whole = item("baselineyear", "Year of that figure")
    baseline_base: Whole = item("baselinebase", "Answers behind it, where published", ge=1)
    baseline_source: Text = item("baselinesource", "Where it was published")


class Choice(Table):
    """One row per question and answer that may be given."""

    question_key: Text = item("questionkey", "The question", required=True)
    code: Text = item("code", "The answer's code", required=True)
    place: Whole = item("place", "Its place among the answers", required=True)
    words: Text = item("words", "The answer in words", required=True)
    is_positive: Flag = item("ispositive", "A good answer, as the question is put", required=True)
    is_in_base: Flag = item("isinbase", "A valid answer; do not know and the like are none", required=True)


class Response(Table):
    """One row per response."""

    response_id: Text = item("responseid", "Key: questionnaire/response", required=True)
    questionnaire: Text = _questionnaire()
    submitted_date: Day = item("submitteddate", "Day it was sent")
    child_age_band: Text = item(
        "childage", "Age of the child or young person, in bands", codes=CHILD_AGE_BAND
    )
    provision: Text = item("provision", "SEN provision of the child or young person", codes=SEN_PROVISION)
    weight: Text = item("weight", "Weight of the response in figures; blank where none", str_matches=WEIGHT)


class Answer(Table):
    """One row per response and question answered; of a multiple choice, one per option chosen."""

    response_id: Text = item("responseid", "The response", required=True)
    question_key: Text = item("questionkey", "The question", required=True)
    answer: Text = item("answer", "Code of the answer, or the number", required=True)

    @pa.check("answer", error="none of the answers to the question")
    def is_known(cls, answer: "pd.Series[str]") -> "pd.Series[bool]":  # noqa: N805 - a classmethod to pandera
        """The reader found it among the question's answers."""
        return answer != UNKNOWN_ANSWER


SURVEY = Extract(
    name="survey",
    title="Surveys of parents, carers and young people",
    governance=Governance(
        controller=COUNCIL,
        article=PUBLIC_TASK,
        act="Children and Families Act 2014, sections 19, 22 and 27",
        purpose="What families and young people say of support and services, asked every year",
        kept_from="end of the fieldwork",
        disclosure=SURVEY_RULE,
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(
        Part("survey", Survey, key="questionnaire"),
        Part("questions", Question, key="question_key", parent="survey", parent_key="questionnaire"),
        Part(
            "choices",
            Choice,
            parent="questions",
            parent_key="question_key",
            may_be_empty=True,
        ),
        Part("responses", Response, key="response_id", parent="survey", parent_key="questionnaire"),
        Part("answers", Answer, parent="responses", parent_key="response_id", may_be_empty=True),
    ),
    is_kept_as_read=True,
)
