"""The questionnaire is declared once, and nothing of a response leads to a person."""

from schemas.catalogue import CODESETS, EXTRACTS, TABLES
from schemas.codesets.survey import AGREEMENT, CHILD_AGE_BAND
from schemas.contract import UPN, items
from schemas.questionnaires import PARENT_CARER


def test_the_extract_asks_every_question_and_no_other():
    asked = [i for i in items(EXTRACTS["survey"].part("responses").contract) if i.codes == AGREEMENT]
    assert [(i.name, i.description) for i in asked] == [(q.id, q.wording) for q in PARENT_CARER]
    assert all(not i.required for i in asked)


def test_sixteen_questions_answer_the_sixteen_measures():
    assert [q.measure for q in PARENT_CARER] == list(range(1, 17))
    assert len({q.wording for q in PARENT_CARER}) == 16
    assert CODESETS["parent_carer_question"].labels["q07"] == PARENT_CARER[6].wording


def test_nothing_leads_from_a_response_to_a_person():
    for part in EXTRACTS["survey"].parts:
        assert not [i for i in items(part.contract) if i.number == UPN]
    assert "person_id" not in TABLES["core.survey_response"].model.to_schema().columns


def test_spellings_of_answers():
    said = ["Strongly agree", "agree", " 2.0", "Don't know", "n/a", "8", "05-Oct", "perhaps"]
    codes = [AGREEMENT.code_of(text, 2025) for text in said[:6]]
    assert codes == ["1", "2", "2", "8", "9", "8"]
    assert CHILD_AGE_BAND.code_of(said[6], 2025) == "2"
    assert AGREEMENT.code_of(said[7], 2025) == "perhaps"
