"""A hand-made wave of two questionnaires, and the survey marts counted by hand on paper.

The built-in survey, 24 responses: to q01 12 agree of 18 valid answers, to q02 none of 4 (8 do not know, 6
not applicable, 6 blank); to q03 12 agree of 18, and nobody answers q04 to q16. The authority's own survey,
20 responses with weights: 12 of weight 0.5 find it easy to book, 8 of weight 2 do not: 60 of 100, by weight
6 / (6 + 16) = 27.3. All 20 worry by agreeing, of whom the 8 heavy ones disagree: reversed, 8 of 20. The
club is chosen by 11 of 15, the night by 6, a caravan typed by 1.
"""

import pyarrow.parquet as pq
import pytest

from pipelines import release
from pipelines.run import build, workshop
from tests.builders_roots import deployment_at
from tests.builders_surveys import ONE_ROW, one_row, write_export, write_own, write_parents

MARTS = ("plan_panel", "survey_agreement", "survey_choices")
pytestmark = pytest.mark.usefixtures("few_marts")

ANSWERS = [
    *[{"q01": "Strongly agree", "q02": "Strongly disagree", "q03": "1"}] * 4,
    *[{"q01": "Agree", "q02": "Do not know", "q03": "Agree"}] * 8,
    *[{"q01": "Neither", "q02": "N/A", "q03": "Disagree"}] * 6,
    *[{"q01": "don't know"}] * 3,
    *[{"q01": "Not applicable"}] * 2,
    {"q02": "Don't know"},
]
CHOSEN = [*["Holiday club"] * 9, *["Holiday club;Overnight stay"] * 2, *["Overnight stay"] * 3]
CHOSEN += ["Overnight stay;A caravan", *[""] * 5]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Both surveys, released; tests only read it."""
    settings = deployment_at(tmp_path_factory.mktemp("surveys"))
    raw = settings.raw
    write_parents(raw, ANSWERS)
    write_own(raw)
    rows = [ONE_ROW]
    for n, which in enumerate(CHOSEN):
        is_easy = n < 12
        rows.append(
            one_row(
                str(n + 1),
                easy="Agree" if is_easy else "Disagree",
                worry="Agree" if is_easy else "Strongly disagree",
                weight="0.5" if is_easy else "2",
                which=which,
            )
        )
    write_export(raw, rows)
    assert build(settings).exit_code == 0
    return settings


@pytest.fixture(scope="module")
def shop(built):
    return workshop(built)


def rows_of(shop, table, *columns):
    made_of = shop.lake.partitions(table)
    return [tuple(row[c] for c in columns) for p in made_of for row in shop.lake.read(table, p).to_pylist()]


def test_good_answers_among_valid_ones(shop):
    columns = ("questionnaire", "question", "agree_count", "answer_base", "response_base", "left_out_count")
    found = {row[:2]: row[2:] for row in rows_of(shop, "marts.survey_agreement", *columns)}
    assert found["parents_and_carers", "q01"] == (12, 18, 24, 6)
    assert found["parents_and_carers", "q02"] == (0, 4, 24, 20)
    assert found["parents_and_carers", "q03"] == (12, 18, 24, 6)
    assert found["parents_and_carers", "q16"] == (0, 0, 24, 24)
    assert found["short_breaks", "easy"] == (12, 20, 20, 0)
    assert found["short_breaks", "worry"] == (8, 20, 20, 0)
    assert len(found) == 18


def test_shares_weights_and_baselines(shop):
    columns = (
        "question",
        "agree_percent",
        "weighted_percent",
        "baseline_percent",
        "baseline_year",
        "change_points",
    )
    found = {row[0]: row[1:] for row in rows_of(shop, "marts.survey_agreement", *columns)}
    assert found["easy"] == pytest.approx((60, 100 * 6 / 22, 40, 2020, 20))
    assert found["worry"] == (40, pytest.approx(100 * 16 / 22), None, None, None)
    assert found["q01"] == (pytest.approx(100 * 12 / 18), None, 29, 2020, pytest.approx(100 * 12 / 18 - 29))


def test_options_chosen_among_those_who_chose_any(shop):
    found = rows_of(shop, "marts.survey_choices", "questionnaire", "option", "chosen_count", "answer_base")
    assert found == [
        ("short_breaks", "club", 11, 15), ("short_breaks", "night", 6, 15), ("short_breaks", "other", 1, 15)
    ]  # fmt: skip


def test_answers_are_long_with_blanks_among_them(shop):
    answers = rows_of(
        shop, "core.survey_response", "questionnaire", "question", "answer", "is_in_base", "is_positive"
    )
    assert len(answers) == 24 * 16 + 20 * (2 + 3 + 1)
    assert {row[2:] for row in answers if row[1] == "q01"} == {
        ("1", True, True), ("2", True, True), ("3", True, False), ("8", False, False), ("9", False, False),
        (None, False, False),
    }  # fmt: skip
    assert {row[2:] for row in answers if row[1] == "worry"} == {("2", True, False), ("5", True, True)}


def test_a_base_under_ten_is_hidden_and_small_counts_are(built):
    current = release.current_release(built.marts)
    agreement = pq.read_table(next(current.rglob("survey_agreement.parquet"))).to_pylist()
    found = {row["question"]: (row["agree_count"], row["answer_base"], row["status"]) for row in agreement}
    assert found["q01"] == (12, 18, "shown")
    assert found["q02"] == (None, None, "suppressed")
    choices = pq.read_table(next(current.rglob("survey_choices.parquet"))).to_pylist()
    assert {row["option"]: row["chosen_count"] for row in choices} == {
        "club": None,
        "night": 6,
        "other": None,
    }


def test_no_response_is_linked_to_a_person(shop):
    assert not [p for p in shop.lake.partitions("core.person_link") if p.startswith("survey.")]


def test_a_survey_alone_makes_a_release(settings, raw):
    write_parents(raw, ANSWERS)
    report = build(settings)
    assert report.exit_code == 0
    assert report.is_new_release
    assert report.projects_no_plans
