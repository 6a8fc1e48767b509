"""Exports of survey tools at the door: what passes, what is counted, what is refused."""

from datetime import UTC, date, datetime

import pytest

from pipelines import landing, questionnaires
from pipelines.as_returned import build as build_past
from pipelines.errors import RefusedError
from pipelines.identity import Pseudonyms
from pipelines.keys import KeyRing
from pipelines.lake import Lake
from pipelines.run import build
from pipelines.staging import REPEATED, Staged, stage_delivery
from tests import builders
from tests.builders_surveys import ONE_ROW, OWN, TWO_ROWS, one_row, write_export, write_own, write_parents
from tests.builders_vault import every_table

pytestmark = pytest.mark.usefixtures("few_marts")

KEY = Pseudonyms(b"k" * 32)


def staged(raw) -> dict[str, Staged]:
    [delivery], misplaced = landing.find(raw)
    assert not misplaced
    return stage_delivery(builders.tables_of(delivery), delivery.extract, delivery.of, delivery.key, KEY)


def answers(found: dict[str, Staged]) -> set[tuple[str, str, str]]:
    return {
        (row["response_id"].split("/")[1], row["question_key"].split("/")[1], row["answer"])
        for row in found["answers"].lawful.to_pylist()
    }


def test_one_header_row_with_several_choices_in_a_cell(raw):
    write_own(raw)
    rows = [
        ONE_ROW,
        one_row(
            "1", easy="strongly  AGREE", worry="Agree", which="Holiday club;Overnight stay;", nights="12"
        ),
        one_row("2", easy="n/a", which="A caravan", words="Vylqua loves it", weight="1.25"),
    ]
    write_export(raw, rows)
    found = staged(raw)
    assert answers(found) == {
        ("1", "easy", "1"), ("1", "worry", "2"), ("1", "which", "club"), ("1", "which", "night"),
        ("1", "nights", "12"), ("2", "easy", "9"), ("2", "which", "other"),
    }  # fmt: skip
    [first, second] = found["responses"].lawful.to_pylist()
    assert (first["response_id"], first["row"], str(first["submitted_date"])) == (
        "short_breaks/1",
        2,
        "2025-06-03",
    )
    assert (first["child_age_band"], first["weight"], second["weight"]) == ("2", None, "1.25")
    assert found["responses"].notes == {
        "columns on who answered, dropped": 3,
        "columns unknown to the questionnaire, dropped": 1,
        "columns of free text, dropped": 1,
        "responses with free text, dropped": 1,
        "answers typed under other, their words dropped": 1,
    }


@pytest.mark.parametrize("name", ["export.csv", "export.xlsx"])
def test_two_header_rows_with_a_column_an_option(raw, name):
    write_own(raw)
    who = ["03/06/2025 10:11:12", "1.2.3.4", "zqa@vryx.example"]
    rows = [
        *TWO_ROWS,
        [
            "11",
            "7",
            *who,
            "11 to 15",
            "",
            "Agree",
            "Strongly disagree",
            "Holiday club",
            "",
            "",
            "3",
            "Vylqua",
        ],
        ["12", "7", *who, "11 to 15", "", "", "Neither", "", "Overnight stay", "Grandmother", "", ""],
        ["13", "7", *who, "", "", "", "", "", "", "", "", ""],
    ]
    write_export(raw, rows, name=name)
    found = staged(raw)
    assert answers(found) == {
        ("11", "easy", "2"), ("11", "worry", "5"), ("11", "which", "club"), ("11", "nights", "3"),
        ("12", "worry", "3"), ("12", "which", "night"), ("12", "which", "other"),
    }  # fmt: skip
    assert found["responses"].lawful["response_id"].to_pylist() == ["short_breaks/11", "short_breaks/12"]
    assert found["responses"].lawful["row"].to_pylist() == [3, 4]
    assert found["responses"].notes["columns on who answered, dropped"] == 3


def test_options_named_in_the_label_of_one_header_row(raw):
    write_own(raw)
    header = ["ID", "Short breaks are easy to book.", "I worry while my child is away."]
    header += [
        "Which short breaks did you use? [Holiday club]",
        "Which short breaks did you use? - Overnight stay",
    ]
    write_export(raw, [header, ["1", "Agree", "", "Yes", "0"], ["2", "", "Agree", "", "x"]])
    assert answers(staged(raw)) == {
        ("1", "easy", "2"), ("1", "which", "club"), ("2", "worry", "2"), ("2", "which", "night")
    }  # fmt: skip


def test_what_is_none_of_the_answers_is_rejected_and_its_words_stay_at_the_door(raw):
    write_own(raw)
    rows = [ONE_ROW, *(one_row(str(n), easy="Agree", nights="2") for n in range(1, 10))]
    rows += [one_row("10", easy="Vylqua says maybe", nights="about six, says Vylqua")]
    write_export(raw, rows)
    found = staged(raw)["answers"]
    assert found.reasons == {"answer: none of the answers to the question": 2}
    assert (found.received, found.lawful.num_rows) == (20, 18)
    assert "Vylqua" not in str(found.rejects.to_pylist())
    assert found.rejects["row"].to_pylist() == [11, 11]


def test_the_direction_of_a_reversed_question_and_the_base(raw):
    write_own(raw)
    write_export(raw, [ONE_ROW, one_row("1", easy="Agree", worry="Agree")])
    found = [
        (row["question_key"].split("/")[1], row["code"], row["is_positive"], row["is_in_base"])
        for row in staged(raw)["choices"].lawful.to_pylist()
    ]
    assert [one for one in found if one[0] == "easy"] == [
        ("easy", "1", True, True), ("easy", "2", True, True), ("easy", "3", False, True),
        ("easy", "4", False, True), ("easy", "5", False, True), ("easy", "9", False, False),
    ]  # fmt: skip
    assert [code for name, code, good, _ in found if name == "worry" and good] == ["4", "5"]


def test_a_question_is_put_in_the_words_of_its_wave_and_not_before_it_was_asked(raw):
    write_own(raw)
    header = [
        "It is easy to book a short break.",
        "Which short breaks did you use?",
        "I worry while my child is away.",
    ]
    write_export(raw, [header, ["Agree", "Holiday club", "Agree"]], year=2024)
    found = staged(raw)
    assert answers(found) == {("row-2", "easy", "2"), ("row-2", "which", "club")}
    questions = [(row["question"], row["wording"]) for row in found["questions"].lawful.to_pylist()]
    assert questions == [
        ("easy", "It is easy to book a short break."), ("which", "Which short breaks did you use?")
    ]  # fmt: skip
    assert found["responses"].notes == {
        "columns unknown to the questionnaire, dropped": 1,
        "questions of the questionnaire that the file has not": 2,
    }


def test_baselines_are_stored_with_the_questions(raw):
    write_own(raw)
    write_export(raw, [ONE_ROW, one_row("1", easy="Agree")])
    first = staged(raw)["questions"].lawful.to_pylist()[0]
    said = ("baseline_percent", "baseline_year", "baseline_base", "baseline_source", "measure")
    assert [first[name] for name in said] == ["40", 2020, 250, "Our report of 2020", "Easy to book"]


def test_a_head_of_its_own_and_one_made_from_the_place(raw):
    write_own(raw)
    write_export(raw, [ONE_ROW, one_row("1", easy="Agree")])
    [head] = staged(raw)["survey"].lawful.to_pylist()
    assert (head["la_code"], head["year"], head["questionnaire"], head["invited"]) == (
        "391",
        2025,
        "short_breaks",
        None,
    )
    about = [
        ["lea", "year", "questionnaire", "title", "fieldworkstart", "fieldworkend", "invited"],
        ["391", "2025", "short_breaks", "Breaks 2025", "2025-06-01", "15/07/2025", "900"],
    ]
    write_export(raw, about, name="survey.csv")
    [head] = staged(raw)["survey"].lawful.to_pylist()
    assert (head["title"], head["invited"], str(head["fieldwork_end"])) == ("Breaks 2025", 900, "2025-07-15")
    assert head["audience"] == "parents and carers"
    write_export(raw, [about[0], ["392", *about[1][1:]]], name="survey.csv")
    with pytest.raises(RefusedError, match="not what its place says"):
        staged(raw)


def test_two_questionnaires_of_one_year_lie_side_by_side(raw):
    write_own(raw)
    write_export(raw, [ONE_ROW, one_row("1", easy="Agree")])
    write_parents(raw, [{"q01": "Agree"}])
    found = staged(raw)
    assert found["responses"].lawful["response_id"].to_pylist() == ["short_breaks/1", "parents_and_carers/1"]
    assert answers(found) == {("1", "easy", "2"), ("1", "q01", "2")}


def test_a_response_that_came_twice_is_rejected_with_its_answers(raw):
    write_own(raw)
    write_export(raw, [ONE_ROW, one_row("1", easy="Agree"), one_row("1", easy="Disagree")])
    assert staged(raw)["responses"].reasons == {REPEATED: 1}


def test_a_weight_that_is_none_is_rejected(raw):
    write_own(raw)
    write_export(raw, [ONE_ROW, one_row("1", easy="Agree", weight="heavy")])
    [(reason, count)] = staged(raw)["responses"].reasons.items()
    assert (reason.split(":")[0], count) == ("weight", 1)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["Colour", "Size"], ["red", "8"]], "no questionnaire we know"),
        ([[*ONE_ROW, "Short breaks are easy to book"], one_row("1", easy="Agree")], "same question twice"),
        ([ONE_ROW, [*one_row("1", easy="Agree"), "one too many"]], "more values than columns in row 2"),
        ([ONE_ROW], "lack responses"),
    ],
)
def test_what_cannot_be_read_is_refused(raw, rows, says):
    write_own(raw)
    write_export(raw, rows)
    with pytest.raises(RefusedError, match=says):
        staged(raw)


def test_a_second_export_of_one_questionnaire_is_refused(raw):
    write_own(raw)
    for name in ("a.csv", "b.csv"):
        write_export(raw, [ONE_ROW, one_row("1", easy="Agree")], name=name)
    with pytest.raises(RefusedError, match="second export of short_breaks"):
        staged(raw)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('kind = "number"', 'kind = "numbr"', "question nights: kind is one of scale"),
        (
            'scale = "agreement"\nmeasure',
            'scale = "agrement"\nmeasure',
            "question easy: there is no scale 'agrement'",
        ),
        ('positive = ["1", "2"]', 'positive = ["1", "7"]', "scale agreement: positive names '7'"),
        ('id = "worry"', 'id = "easy"', "question id stands twice: 'easy'"),
        ('id = "short_breaks"', 'id = "breaks"', "its file's name short_breaks.toml"),
        ("percent = 40", "percent = 400", "percent is a number from 0 to 100"),
        ("[[questions]]", "[[questions]", "no TOML file"),
        ('audience = "parents and carers"', 'audience = "everybody"', "audience is one of"),
    ],
)
def test_a_questionnaire_that_cannot_be_used_says_where(raw, was, becomes, says):
    assert was in OWN
    write_own(raw, OWN.replace(was, becomes, 1))
    write_export(raw, [ONE_ROW, one_row("1", easy="Agree")])
    with pytest.raises(RefusedError, match=r"short_breaks\.toml cannot be used") as refused:
        staged(raw)
    assert says in str(refused.value)


def test_a_mended_questionnaire_changes_the_fingerprint_of_surveys_alone(raw):
    write_own(raw)
    write_export(raw, [ONE_ROW, one_row("1", easy="Agree")])
    [delivery], _ = landing.find(raw)
    before = questionnaires.fingerprint(delivery)
    write_own(raw, OWN.replace("Short breaks are easy", "Breaks are easy"))
    assert questionnaires.fingerprint(delivery) != before
    write_own(raw)
    assert questionnaires.fingerprint(delivery) == before


SECRETS = ["zqa@vryx.example", "Zqavryx", "Vylqua", "Secret38", "caravan", "10:00:01", "Shoe size"]


def everything_in(folder) -> str:
    """Every byte of every file, and every value of every Parquet file, which lies compressed."""
    said = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        said += [path.name, path.read_bytes().decode("latin-1")]
    for _, table in every_table(folder, KeyRing((bytes.fromhex("21" * 32),))):
        said += [str(table.to_pylist()), str(table.schema.metadata)]
    return "\n".join(said)


def test_nothing_of_who_answered_reaches_any_file_of_the_lake(settings, raw):
    write_own(raw)
    rows = [ONE_ROW, *(one_row(str(n), easy="Agree", worry="Neither", nights="3") for n in range(1, 60))]
    rows += [one_row("60", easy="Vylqua says maybe", which="A caravan", words="Vylqua loves it")]
    export = write_export(raw, rows)
    assert all(secret in export.read_text("utf-8") for secret in SECRETS)
    assert build(settings).exit_code == 0
    found = everything_in(settings.lake)
    assert "short_breaks/60" in found
    assert [secret for secret in SECRETS if secret in found] == []
    assert [secret for secret in SECRETS if secret in everything_in(settings.marts)] == []


def test_a_past_day_is_built_from_what_was_kept(settings, raw):
    write_own(raw)
    rows = [ONE_ROW, *(one_row(str(n), easy="Agree", which="A caravan", weight="2") for n in range(1, 61))]
    rows += [one_row("61", easy="Vylqua says maybe", nights="3")]
    export = write_export(raw, rows)
    build(settings, now=datetime(2026, 1, 5, 12, tzinfo=UTC))
    then = [of_survey(settings.lake, table) for table in ("core.survey_response", "core.survey_question")]
    export.unlink()
    write_parents(raw, [{"q01": "Agree"}] * 20)
    build(settings, now=datetime(2026, 1, 9, 12, tzinfo=UTC))
    past = settings.on(date(2026, 1, 6))
    report = build_past(settings, date(2026, 1, 6), now=datetime(2026, 1, 10, tzinfo=UTC))
    assert report.exit_code == 0
    assert [of_survey(past.lake, table) for table in ("core.survey_response", "core.survey_question")] == then
    assert then[0] != of_survey(settings.lake, "core.survey_response")
    assert [s for s in SECRETS if s in everything_in(past.lake)] == []
    kept = Lake(past.lake).stamp("landing.delivery", "survey.391_2025").facts["parts"]["answers"]
    assert (kept["rejects"], kept["reasons"]) == (1, {"answer: none of the answers to the question": 1})


def of_survey(lake, table):
    return Lake(lake).read(table, "survey.391_2025").to_pylist()
