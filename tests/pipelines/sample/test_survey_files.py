"""The survey of the sample: agreement near the strategy's figures, and nobody in it."""

import pytest

from pipelines.sample import Order
from schemas.questionnaires import PARENT_CARER
from tests.pipelines.sample.samples import Sample, written

IN_2020 = (29, 63, 61, 60, 50, 62, 28, 19, 44, 41, 42, 42, 43, 37, 35, 61)


def answers(sample: Sample, year: int, question: str):
    given = sample.table(f"391/survey/{year}", "responses")[question]
    return given[given.isin(list("12345"))]


def agreement(sample: Sample, year: int, question: str) -> float:
    return 100 * answers(sample, year, question).isin(["1", "2"]).mean()


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    order = Order(areas=("391",), size=44_000, first_year=2020, last_year=2020, ehcp_months=0)
    return written(tmp_path_factory.mktemp("big"), order)


def test_there_is_a_wave_for_every_year_from_2020():
    assert Order().surveys == [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    assert Order(last_year=2019).surveys == []


@pytest.mark.full
def test_agreement_starts_near_the_printed_figures(big):
    assert len(big.table("391/survey/2020", "responses")) == 396
    off = [agreement(big, 2020, q.id) - p for q, p in zip(PARENT_CARER, IN_2020, strict=True)]
    assert max(map(abs, off)) < 11
    assert abs(sum(off) / len(off)) < 3


def test_questions_about_plans_are_for_those_with_plans(clean):
    responses = clean.table("391/survey/2024", "responses")
    for question in ("q02", "q03", "q04"):
        assert responses.loc[responses.provision == "K", question].isin(["9", ""]).all()


def test_responses_are_within_the_fieldwork_and_invitations_are_more(clean):
    [header] = clean.table("391/survey/2024", "survey").to_dict("records")
    responses = clean.table("391/survey/2024", "responses")
    assert responses.submitteddate.between(header["fieldworkstart"], header["fieldworkend"]).all()
    assert int(header["invited"]) > len(responses) >= 60
    assert responses.responseid.is_unique
    assert "SYNTHETIC SAMPLE" in header["title"]


def test_dirty_answers_are_words_and_floats(dirty):
    responses = dirty.table("391/survey/2024", "responses")
    given = responses[[q.id for q in PARENT_CARER]].stack()
    assert given.str.endswith(".0").any()
    assert given.isin(["Agree", "Disagree", "Neither agree nor disagree", "Not applicable"]).any()
    assert responses.submitteddate.str.contains("/").any()
