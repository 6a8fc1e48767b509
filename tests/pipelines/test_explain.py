import dataclasses
import hashlib
import json
import shutil

import duckdb
import pytest

from pipelines import explain_text
from pipelines.errors import OutOfDateError, UsageError
from pipelines.explain import HIDDEN, NOT_ASKED, SHOWN, explain
from pipelines.release import current_release, manifest_of
from pipelines.run import build
from pipelines.settings import Settings
from tests.builders import pupil, sen2_person, sen2_plan, upn, write_census, write_independent, write_sen2

MARTS = ("plan_panel", "plans_maintained", "prevalence")
pytestmark = pytest.mark.usefixtures("few_marts")

HEADLINE = (
    "la_code = '391' and census = '2019-spring' and coverage = 'All schools' "
    "and breakdown_topic = 'Total' and sen_provision = 'All SEN'"
)
STATE = HEADLINE.replace("All schools", "State-funded schools")


def class_of(support, plans, none, **items):
    provisions = "K" * support + "E" * plans + "N" * none
    return [
        pupil(f"p{n}", upn=upn(n), senprovision=provision, need="ASD" if provision != "N" else "", **items)
        for n, provision in enumerate(provisions)
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    settings = deployment(tmp_path_factory.mktemp("explained"))
    raw = settings.raw
    write_census(raw, class_of(8, 7, 35))
    write_census(raw, class_of(9, 7, 34), year=2020)
    write_census(raw, class_of(8, 7, 35), la="392")
    write_independent(raw, [("108900", 40, 6, 4), ("108901", 60, 7, 9)])
    write_sen2(raw, [sen2_person(upn(n), sen2_plan()) for n in range(12)])
    build(settings)
    return settings


def deployment(root):
    """A deployment that several tests only read."""
    (root / "data" / "raw").mkdir(parents=True)
    return Settings.from_environment(
        {"SEND_ROOT": str(root), "SEND_KEY": "11" * 32, "SEND_VAULT_KEY": "21" * 32}
    )


def figures(explained):
    return {f.column: (f.value, f.state) for f in explained.figures}


def test_a_figure_names_the_very_files_it_came_from(built):
    explained = explain(built, "prevalence.pupil_count", HEADLINE)
    assert figures(explained) == {"pupil_count": (8 + 7 + 6 + 4 + 7 + 9, SHOWN)}
    assert [u.delivery for u in explained.deliveries] == [
        "independent_schools.391_2019",
        "school_census.391_2019-spring",
    ]
    said = {d["delivery"]: d["files"] for d in manifest_of(current_release(built.marts))["deliveries"]}
    [_, census] = explained.deliveries
    files = list((built.raw / "391" / "school_census" / "2019-spring").iterdir())
    assert census.place == "data/raw/391/school_census/2019-spring"
    assert census.files == tuple(f["sha256"] for f in said["391_2019-spring"])
    assert set(census.files) == {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert ("pupilonroll", 50, 50, 0) in [(p.table, p.received, p.lawful, p.rejects) for p in census.parts]


def test_a_figure_of_state_schools_came_from_the_census_alone(built):
    explained = explain(built, "prevalence.pupil_percent", STATE)
    assert figures(explained) == {
        "pupil_percent": (pytest.approx(30.0), SHOWN),
        "pupil_count": (15, SHOWN),
        "pupil_base": (50, SHOWN),
    }
    assert explained.figures[0].made_of == ("pupil_count", "pupil_base")
    assert [u.delivery for u in explained.deliveries] == ["school_census.391_2019-spring"]


def test_plans_come_from_the_return_and_their_placements_were_looked_up(built):
    total = "la_code = '391' and return_year = 2024 and breakdown_topic = 'Total'"
    explained = explain(built, "plans_maintained.plan_count", total)
    assert ([u.delivery for u in explained.deliveries], explained.looked_up) == (["sen2.391_2024"], ())
    placed = explain(built, "plans_maintained.plan_count", total.replace("Total", "Placement"))
    assert [u.delivery for u in placed.deliveries] == ["sen2.391_2024"]
    assert set(placed.looked_up) == {
        "school_census.391_2019-spring",
        "school_census.391_2020-spring",
        "school_census.392_2019-spring",
    }


def test_the_numbers_equal_the_release(built):
    database = current_release(built.marts) / "send_marts.duckdb"
    with duckdb.connect(str(database), read_only=True) as con:
        rows = con.execute(
            "select la_code, census, coverage, breakdown_topic, breakdown, second_topic, second_breakdown, "
            "sen_provision, pupil_count, pupil_base, pupil_percent "
            "from prevalence using sample 12 rows (reservoir, 7)"
        ).fetchall()
    groups = ("breakdown_topic", "breakdown", "second_topic", "second_breakdown")
    names = ("la_code", "census", "coverage", *groups, "sen_provision")
    for row in rows:
        where = " and ".join(f"{name} = '{value}'" for name, value in zip(names, row, strict=False))
        explained = explain(built, "prevalence.pupil_percent", where)
        assert tuple(f.value for f in explained.figures) == (row[10], row[8], row[9])


def test_without_a_row_the_whole_mart_is_explained(built):
    explained = explain(built, "prevalence")
    assert {f.state for f in explained.figures} == {NOT_ASKED}
    assert {f.column for f in explained.figures} >= {"pupil_count", "pupil_percent"}
    assert len(explained.deliveries) == 4
    assert explained.sql.startswith("-- title: Prevalence")


def test_each_rule_says_what_it_hides(built):
    assert explain(built, "prevalence").suppression.startswith("Counts of 1 to 5 people")
    assert explain(built, "plan_panel").suppression.startswith("Nothing is hidden here.")


def test_what_is_suppressed_is_told_as_such_and_its_value_nowhere(settings, raw):
    write_census(raw, class_of(3, 0, 47))
    build(settings)
    where = STATE.replace("All SEN", "SEN support")
    explained = explain(settings, "prevalence.pupil_percent", where)
    assert figures(explained)["pupil_count"] == (None, HIDDEN)
    assert figures(explained)["pupil_percent"] == (None, HIDDEN)
    shown = [line for line in explain_text.text(explained) if line.startswith("pupil_")]
    assert shown[:2] == ["pupil_percent = [suppressed]", "pupil_count = [suppressed]"]
    said = json.dumps(dataclasses.asdict(explained), default=str)
    assert '"value": 3' not in said
    assert '"value": 6' not in said


def test_rejects_are_told_by_rule_and_nobody_is_named(settings, raw):
    # one row in fifty-one is below the limit of rejects
    write_census(raw, [*class_of(8, 7, 35), pupil("bad", upn=upn(90), enrolstatus="Q")])
    build(settings)
    explained = explain(settings, "prevalence.pupil_count", STATE)
    [census] = explained.deliveries
    [part] = [p for p in census.parts if p.table == "pupilonroll"]
    assert (part.received, part.lawful, part.rejects, sum(part.reasons.values())) == (51, 50, 1, 1)
    text = "\n".join(explain_text.text(explained, with_sql=True))
    assert next(iter(part.reasons)) in text
    assert not {"Zqavryx", "Vylqua", upn(90)} & set(text.replace(",", " ").split())


def test_every_check_is_made(built, settings):
    assert [check.passed for check in explain(built, "prevalence").checks] == [True] * 5
    shutil.copytree(built.marts, settings.marts, symlinks=True)
    file = current_release(settings.marts) / "parquet" / "prevalence.parquet"
    file.write_bytes(file.read_bytes() + b"x")
    [bad] = [check for check in explain(settings, "prevalence").checks if not check.passed]
    assert "prevalence.parquet" in bad.words


@pytest.mark.parametrize(
    ("target", "where", "told"),
    [
        ("prevalance", "", "Did you mean 'prevalence'?"),
        ("prevalence.pupil_percnt", "", "Did you mean 'pupil_percent'?"),
        ("prevalence", "census = '2019-sprin'", "census is never '2019-sprin'; nearest: 2019-spring"),
        ("prevalence", HEADLINE.replace("'391'", "'392'"), "no row has them together"),
        ("prevalence", "census = '2019-spring'", "say la_code and coverage and"),
        ("prevalence", "year = 2019", "It is SQL over la_code, census"),
        ("prevalence", "1 = 1) union (select 1", "It is SQL over"),
        ("prevalence", "(select count(*) from read_csv('/etc/passwd')) > 0", "It is SQL over"),
    ],
)
def test_a_question_without_an_answer_is_helped(built, target, where, told):
    with pytest.raises(UsageError) as error:
        explain(built, target, where)
    assert told in str(error.value)
    assert error.value.code == 2


def test_before_the_first_release_there_is_nothing_to_explain(settings):
    with pytest.raises(OutOfDateError):
        explain(settings, "prevalence")


def test_the_text_says_plain_words_before_code_names(built):
    lines = explain_text.text(explain(built, "prevalence.pupil_percent", HEADLINE))
    assert lines[0] == "Prevalence of special educational needs on school census day"
    assert "pupil_count = 41" in lines
    assert any(
        line.strip() == "SEN provision on census day [school_census.pupilonroll.senprovision]"
        for line in lines
    )
    assert any("files in data/raw/391/school_census/2019-spring, by sha256: " in line for line in lines)
    assert not any("2019_spring_pupilonroll.csv" in line for line in lines)
