"""The surveys of the sample: agreement near the strategy's figures, tools' exports, and nobody in them."""

import csv

import pytest

from pipelines import landing
from pipelines.identity import Pseudonyms
from pipelines.sample import Order
from pipelines.staging import stage_delivery
from tests import builders
from tests.pipelines.sample.samples import Sample, written

IN_2020 = (29, 63, 61, 60, 50, 62, 28, 19, 44, 41, 42, 42, 43, 37, 35, 61)


def staged(sample: Sample, extract: str, returned: str):
    [delivery] = [
        d for d in landing.find(sample.raw)[0] if (d.extract.name, str(d.of)) == (extract, returned)
    ]
    tables = builders.tables_of(delivery)
    return stage_delivery(tables, delivery.extract, delivery.of, delivery.key, Pseudonyms(b"k" * 32))


def lines(sample: Sample, name: str, year: int = 2024) -> list[list[str]]:
    with (sample.raw / "391" / "survey" / str(year) / f"survey_{year}_{name}.csv").open(
        encoding="utf-8"
    ) as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    order = Order(areas=("391",), size=44_000, first_year=2020, last_year=2020, ehcp_months=0)
    return written(tmp_path_factory.mktemp("big"), order)


def test_there_is_a_wave_for_every_year_from_2020():
    assert Order().surveys == [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    assert Order(last_year=2019).surveys == []


@pytest.mark.full
def test_agreement_starts_near_the_printed_figures(big):
    found = staged(big, "survey", "2020")
    given = found["answers"].lawful.to_pandas()
    valid = given[given.answer.isin(list("12345"))]
    agreed = 100 * valid.answer.isin(["1", "2"]).groupby(valid.question_key).mean()
    off = [agreed[f"parents_and_carers/q{n:02d}"] - printed for n, printed in enumerate(IN_2020, 1)]
    assert max(map(abs, off)) < 11
    assert abs(sum(off) / len(off)) < 3


def test_parents_are_exported_under_two_header_rows(clean):
    first, second, *responses = lines(clean, "parents_and_carers")
    assert first[:5] == ["Respondent ID", "Collector ID", "End Date", "IP Address", "Email Address"]
    assert set(second[:5]) == {""}
    assert second.count("Response") == 2 + 16
    assert "Other (please specify)" in second
    assert all(row[4].endswith("@example.invalid") for row in responses)


def test_young_people_are_exported_under_one_with_choices_in_a_cell(clean):
    header, *responses = lines(clean, "young_people")
    choices = header.index("What helps you most?")
    assert any(row[choices].count(";") > 1 for row in responses)


def test_questions_about_plans_are_for_those_with_plans(clean):
    found = staged(clean, "survey", "2024")
    provision = {row["response_id"]: row["provision"] for row in found["responses"].lawful.to_pylist()}
    about_plans = {f"parents_and_carers/q0{n}" for n in (2, 3, 4)}
    said = {
        row["answer"]
        for row in found["answers"].lawful.to_pylist()
        if row["question_key"] in about_plans and provision[row["response_id"]] == "K"
    }
    assert said == {"9"}


def test_responses_are_within_the_fieldwork_and_invitations_are_more(clean):
    found = staged(clean, "survey", "2024")
    parents, young = sorted(found["survey"].lawful.to_pylist(), key=lambda row: row["questionnaire"])
    mine = [r for r in found["responses"].lawful.to_pylist() if r["questionnaire"] == "parents_and_carers"]
    assert all(parents["fieldwork_start"] <= r["submitted_date"] <= parents["fieldwork_end"] for r in mine)
    assert parents["invited"] > len(mine) >= 60
    assert young["invited"] is None
    assert "SYNTHETIC SAMPLE" in parents["title"]


def test_dirty_answers_are_shouted_and_floats(dirty):
    given = {cell for row in lines(dirty, "parents_and_carers")[2:] for cell in row}
    assert given & {"AGREE", "STRONGLY AGREE", "DISAGREE", "DO NOT KNOW", "NOT APPLICABLE"}
    assert given & {"1.0", "2.0", "3.0", "9.0"}
    assert staged(dirty, "survey", "2024")["answers"].reasons == {}


def test_a_health_provider_s_sheet_of_counts_is_lawful(clean):
    years = [d.of.year for d in landing.find(clean.raw)[0] if d.extract.name == "manual_series"]
    year = years[-1]
    found = staged(clean, "manual_series", str(year))["values"]
    assert found.reasons == {}
    assert found.lawful.num_rows == 7 * 4 + 1 + 4  # and four yearly series of the council
    assert set(found.lawful["numerator_sign"].to_pylist()) == {None, "x"}
