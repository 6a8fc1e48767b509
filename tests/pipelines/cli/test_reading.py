import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.pipelines.cli.conftest import Send, at_root


@pytest.fixture(autouse=True)
def _at_built(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_root(built, monkeypatch)


def test_query_answers_from_the_release(send: Send) -> None:
    ran = send(
        "query",
        "select pupil_count from prevalence where sen_provision = 'All SEN' "
        "and coverage = 'All schools' and breakdown = 'Total'",
        "--json",
    )
    assert ran.code == 0
    assert json.loads(ran.out) == [{"pupil_count": 30}]


def test_query_without_sql_lists_the_marts_with_title_and_rows(send: Send) -> None:
    marts = {row["mart"]: row for row in json.loads(send("query", "--json").out)}
    assert marts["prevalence"]["title"].startswith("Prevalence of special educational needs")
    assert marts["prevalence"]["rows"] > 0


@pytest.mark.parametrize(
    ("sql", "empty"),
    [
        ("from projections", "No rows in projections:"),
        ("select count(*) from projection_errors", "No rows in projection_errors:"),
        ("", "No rows in plan_panel, projection_errors, projections:"),
    ],
)
def test_a_mart_that_is_empty_since_nothing_is_published_says_the_next_step(
    send: Send, sql: str, empty: str
) -> None:
    ran = send("query", sql) if sql else send("query")
    assert ran.code == 0
    assert empty in ran.err
    assert "send fetch sen2_statistics" in ran.err


def test_a_mart_that_has_rows_says_nothing_of_what_is_published(send: Send) -> None:
    assert "sen2_statistics" not in send("query", "from prevalence where false").err


def test_a_typo_in_sql_becomes_a_sentence_with_an_example(send: Send) -> None:
    ran = send("query", "from prevalnce")
    assert ran.code == 2
    assert "prevalnce" in ran.err
    assert "For example: send query" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "sql",
    [
        "create table t as select 1",
        "delete from prevalence",
        "copy prevalence to 'stolen.csv'",
        "from read_text('/etc/hostname')",
        "attach 'other.duckdb'",
        "set enable_external_access = true",
    ],
)
def test_query_can_neither_write_nor_read_another_file(send: Send, sql: str) -> None:
    assert send("query", sql).code == 2


def test_query_writes_the_form_that_the_name_says(send: Send, tmp_path: Path) -> None:
    target = tmp_path / "a.parquet"
    assert send("query", "select 1 as one", "-o", str(target)).code == 0
    assert pq.read_table(target).to_pylist() == [{"one": 1}]
    again = send("query", "select 2 as one", "-o", str(target))
    assert again.code == 2
    assert "--force" in again.err
    assert pq.read_table(target).to_pylist() == [{"one": 1}]


def test_a_form_we_cannot_write_is_refused(send: Send, tmp_path: Path) -> None:
    ran = send("query", "select 1", "-o", str(tmp_path / "a.xlsx"))
    assert ran.code == 2
    assert "a.csv" in ran.err


def test_csv_goes_to_stdout_and_nothing_else_does(send: Send) -> None:
    assert send("query", "select 1 as a, null as b", "--csv").out == "a,b\n1,\n"


def test_no_text_of_an_answer_is_a_formula_in_csv(send: Send) -> None:
    assert send("query", "select '=1+1' as a, '-5' as b, -5 as c", "--csv").out == "a,b,c\n'=1+1,-5,-5\n"


def test_export_copies_what_was_released(send: Send, built: Path, tmp_path: Path) -> None:
    assert send("export", "prevalence", "-o", str(tmp_path)).code == 0
    [copy] = tmp_path.iterdir()
    released = built / "data" / "marts" / "current" / "csv" / "prevalence.csv"
    assert copy.read_bytes() == released.read_bytes()


def test_export_overwrites_only_when_told_to(send: Send, tmp_path: Path) -> None:
    (tmp_path / "prevalence.csv").write_text("mine")
    refused = send("export", "prevalence", "-o", str(tmp_path))
    assert refused.code == 2
    assert (tmp_path / "prevalence.csv").read_text() == "mine"
    assert send("export", "prevalence", "-o", str(tmp_path), "--force").code == 0
    assert (tmp_path / "prevalence.csv").read_text() != "mine"


def test_export_of_an_unknown_mart_names_the_nearest(send: Send, tmp_path: Path) -> None:
    ran = send("export", "prevalance", "-o", str(tmp_path))
    assert ran.code == 2
    assert "Did you mean 'prevalence'?" in ran.err


def test_no_release_is_out_of_date(send: Send, root: Path) -> None:
    for args in (["query"], ["export", "-o", str(root / "x")]):
        ran = send(*args)
        assert ran.code == 6
        assert "send build" in ran.err
