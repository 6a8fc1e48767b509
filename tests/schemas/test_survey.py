"""The built-in questionnaires say what the seed printed, and nothing of a response leads to a person."""

import pytest

from pipelines.questionnaires import built_in
from schemas.catalogue import EXTRACTS, TABLES
from schemas.codesets.survey import CHILD_AGE_BAND
from schemas.contract import UPN, items
from schemas.disclosure import POLICIES
from schemas.questionnaire import AUDIENCES, KINDS, alike

# North East Lincolnshire's strategy, in the order in which it prints the measures.
IN_2020 = (29, 63, 61, 60, 50, 62, 28, 19, 44, 41, 42, 42, 43, 37, 35, 61)


def test_sixteen_questions_answer_the_sixteen_measures_of_the_seed():
    asked = [one for one in built_in()["parents_and_carers"].questions if one.baseline]
    assert [one.id for one in asked] == [f"q{n:02d}" for n in range(1, 17)]
    assert tuple(one.baseline.percent for one in asked) == IN_2020
    assert {(one.baseline.year, one.baseline.base) for one in asked} == {(2020, None)}
    assert all(one.measure for one in asked)


def test_young_people_are_asked_in_a_survey_of_their_own():
    young = built_in()["young_people"]
    assert young.audience == "young people"
    assert {one.kind for one in young.questions} >= {"scale", "multiple", "text"}
    [bullied] = [one for one in young.questions if one.id == "bullied"]
    assert [one.words for one in bullied.choices if one.is_positive] == ["Never"]


@pytest.mark.parametrize("questionnaire", built_in().values(), ids=built_in())
def test_a_built_in_questionnaire_is_whole(questionnaire):
    assert questionnaire.audience in AUDIENCES
    for question in questionnaire.questions:
        assert question.kind in KINDS
        assert question.kind in {"text", "number"} or question.choices


def test_spellings_of_answers():
    [first, *_] = built_in()["parents_and_carers"].questions
    said = ["Strongly agree", " AGREE ", "2.0", "Don't know", "n/a", "8", "1) strongly agree", "perhaps", ""]
    assert [first.code_of(text) for text in said] == ["1", "2", "2", "8", "9", "8", "1", "", ""]
    assert CHILD_AGE_BAND.code_of("05-Oct", 2025) == "2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1. I feel safe.", "I feel safe"),
        ("Q12) Happy & well?", "happy and  WELL"),
        ("Health\u00a0care", "Health care"),
    ],
)
def test_wordings_are_compared_without_numbers_case_spaces_and_signs(one, other):
    assert alike(one) == alike(other)


def test_nothing_leads_from_a_response_to_a_person():
    for part in EXTRACTS["survey"].parts:
        assert not [i for i in items(part.contract) if i.number == UPN or i.vault]
    assert "person_id" not in TABLES["core.survey_response"].model.to_schema().columns


@pytest.mark.parametrize(("base", "is_thin"), [(0, False), (1, True), (9, True), (10, False)])
def test_a_survey_hides_bases_under_ten(base, is_thin):
    assert POLICIES["survey"].is_thin(base) is is_thin
    assert POLICIES["education"].is_thin(base) is False
