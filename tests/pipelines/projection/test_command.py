"""``send backtest`` and ``send project``: files whole or not at all, mistakes told with the next step."""

import pandas as pd
import pytest

from pipelines.cli.main import run
from pipelines.cli.project import numbers
from pipelines.errors import UsageError
from pipelines.projection.project import COLUMNS
from tests import builders_projection as built


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return built.write(tmp_path_factory.mktemp("panel"), built.tables(areas=6))


@pytest.fixture(autouse=True)
def no_root(monkeypatch):
    for name in ("SEND_ROOT", "SEND_LAKE", "SEND_KEY", "SEND_VAULT_KEY"):
        monkeypatch.delenv(name, raising=False)


def asked(folder, out, *more):
    return ["backtest", str(folder), "--origins", "2016-2017", "--horizons", "1,2", "--out", str(out), *more]


def test_a_back_test_is_written_and_told(folder, tmp_path, capsys):
    out = tmp_path / "back.csv"
    assert run(asked(folder, out, "--areas", "1,3")) == 0
    table = pd.read_csv(out)
    assert list(table.columns) == list(COLUMNS)
    assert set(table.la) == {1, 3}
    assert set(table.origin) == {2016, 2017}
    told = capsys.readouterr()
    assert "1 year ahead: WAPE" in told.out
    assert "of 4 outcomes" in told.out
    assert "Tier 1" in told.err


def test_the_same_bytes_again_and_the_same_table_as_parquet(folder, tmp_path):
    first, second, third = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.parquet"
    for out in (first, second, third):
        assert run(asked(folder, out)) == 0
    assert first.read_bytes() == second.read_bytes()
    pd.testing.assert_frame_equal(pd.read_csv(first), pd.read_parquet(third), check_dtype=False)


def test_errors_and_findings_have_files_of_their_own(folder, tmp_path):
    scores, findings = tmp_path / "scores.csv", tmp_path / "findings.csv"
    more = ["--scores", str(scores), "--findings", str(findings)]
    assert run(asked(folder, tmp_path / "back.csv", *more)) == 0
    assert {"projection", "last value", "drift, 3 years"} <= set(pd.read_csv(scores).method)
    assert list(pd.read_csv(findings).columns) == ["la", "year", "series", "seen", "done"]


def test_a_projection_says_its_tier_and_what_is_a_range(folder, tmp_path):
    out = tmp_path / "ahead.csv"
    assert run(["project", str(folder), "--area", "2", "--to", "2024", "--out", str(out)]) == 0
    table = pd.read_csv(out)
    assert list(table.columns) == [*COLUMNS, "tier", "is_range"]
    assert set(table.year) == set(range(2020, 2025))
    assert set(table.origin) == {2019}


def test_nothing_is_overwritten_unasked(folder, tmp_path, capsys):
    out = tmp_path / "back.csv"
    out.write_text("mine")
    assert run(asked(folder, out)) == 2
    assert out.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert run(asked(folder, out, "--force")) == 0


def test_a_run_that_ends_early_leaves_nothing(folder, tmp_path, monkeypatch):
    def half(self, file, **_):
        file.write(b"la,ser")
        raise RuntimeError

    monkeypatch.setattr(pd.DataFrame, "to_csv", half)
    with pytest.raises(RuntimeError):
        run(asked(folder, tmp_path / "back.csv"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--origins 2030", "2030"),
        ("--origins 2017-2016", "--origins 2018-2022"),
        ("--origins soon", "--origins 2018-2022"),
        ("--horizons 0", "--horizons 1,2,3,5"),
        ("--areas 77", "no area 77"),
        ("--out back.xlsx", "back.xlsx.csv"),
    ],
)
def test_mistakes_are_told_with_the_next_step(folder, tmp_path, capsys, option, words):
    assert run(asked(folder, tmp_path / "back.csv", *option.split())) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Hint:" in told
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_panel_is_told(tmp_path, capsys):
    assert run(asked(tmp_path, tmp_path / "back.csv")) == 3
    assert "send panel" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["backtest", "project"])
def test_help_has_an_example(command, capsys):
    assert run([command, "--help"]) == 0
    assert f"Example: send {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "found"), [("2018", [2018]), ("2018-2020, 2022", [2018, 2019, 2020, 2022]), ("3,1,1", [1, 3])]
)
def test_numbers_and_what_lies_between(text, found):
    assert numbers(text, "--x", "1") == found


@pytest.mark.parametrize("text", ["", ",", "-", "1-", "-1", "1.5", "2020-2018", "99999", "¹"])
def test_odd_numbers_are_refused(text):
    with pytest.raises(UsageError):
        numbers(text, "--x", "1")
