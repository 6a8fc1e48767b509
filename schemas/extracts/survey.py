"""The yearly survey of parents and carers: one wave a year, answers without names.

Nobody is asked who they are, and nothing here links a response to a child. A comment in words may name
somebody all the same: it goes to the vault and leaves nothing behind.
"""

from typing import Any

from schemas.codesets.sen import SEN_PROVISION
from schemas.codesets.survey import AGREEMENT, CHILD_AGE_BAND
from schemas.contract import LA_CODE, NOTHING, Day, Extract, Part, Table, Text, Whole, item
from schemas.questionnaires import PARENT_CARER_QUESTION
from schemas.returns import YEARLY


def _answer(question: str) -> Any:
    """One question of the questionnaire: an answer on the scale of agreement, or blank."""
    return item(question, PARENT_CARER_QUESTION.labels[question], codes=AGREEMENT)


class Survey(Table):
    """One row per wave: who asked, when, and how many were invited."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the wave", required=True)
    title: Text = item("title", "What the survey was called")
    fieldwork_start: Day = item("fieldworkstart", "First day on which it could be answered", required=True)
    fieldwork_end: Day = item("fieldworkend", "Last day on which it could be answered", required=True)
    invited: Whole = item("invited", "How many were asked; blank where anyone could answer", ge=0)


class Response(Table):
    """One row per response of a parent or carer."""

    response_id: Text = item("responseid", "Key of the response", required=True)
    submitted_date: Day = item("submitteddate", "Day it was sent")
    child_age_band: Text = item("childage", "Age of the child, in bands", codes=CHILD_AGE_BAND)
    provision: Text = item("provision", "SEN provision of the child", codes=SEN_PROVISION)
    q01: Text = _answer("q01")
    q02: Text = _answer("q02")
    q03: Text = _answer("q03")
    q04: Text = _answer("q04")
    q05: Text = _answer("q05")
    q06: Text = _answer("q06")
    q07: Text = _answer("q07")
    q08: Text = _answer("q08")
    q09: Text = _answer("q09")
    q10: Text = _answer("q10")
    q11: Text = _answer("q11")
    q12: Text = _answer("q12")
    q13: Text = _answer("q13")
    q14: Text = _answer("q14")
    q15: Text = _answer("q15")
    q16: Text = _answer("q16")
    comment: Text = item("comment", "Anything else, in words", vault=NOTHING)


SURVEY = Extract(
    name="survey",
    title="Survey of parents and carers",
    controller="education",
    frequency=YEARLY,
    first_year=2015,
    parts=(Part("survey", Survey), Part("responses", Response, key="response_id")),
)
