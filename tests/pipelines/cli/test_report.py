"""``send report`` and ``send corrections``: what is written, where, and what is said."""

import json
import stat

import pytest

from pipelines.cli.main import run
from pipelines.cli.sources import sources
from tests.builders import pupil, upn, write_census
from tests.builders_reports import built

pytestmark = pytest.mark.usefixtures("few_marts")


@pytest.fixture
def judged(settings, raw):
    """Row 10 has an ethnicity that is none."""
    faults = {10: {"ethnicity": "QQQQ"}}
    write_census(raw, [pupil(f"p{n}", upn=upn(n), **faults.get(n, {})) for n in range(2, 90)])
    built(settings)
    return settings


def test_a_delivery_is_told_in_one_line_and_in_two_files(judged, capsys):
    assert run(["report", "391_2019-spring"]) == 0
    first, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("school_census 391_2019-spring: Accepted with findings: ")
    folder = judged.root / "data" / "reports"
    assert {path.name for path in folder.iterdir()} == {
        "school_census.391_2019-spring.xlsx",
        "school_census.391_2019-spring.html",
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_school_has_a_report_of_its_own(judged, capsys):
    assert run(["report", "391_2019-spring", "--school", "all", "--json"]) == 0
    [one] = json.loads(capsys.readouterr().out)
    assert (one["school"], one["files"][0].endswith("school_108001.xlsx")) == ("108001", True)


def test_values_stay_in_the_vault_unless_it_is_said_twice(judged, tmp_path, capsys):
    assert run(["report", "391_2019-spring", "--with-values", "--out", str(tmp_path / "out")]) == 2
    assert "--take-values-out" in capsys.readouterr().err
    assert run(["report", "391_2019-spring", "--with-values"]) == 0
    names = {path.name for path in (judged.lake / "vault" / "reports").iterdir()}
    assert names == {
        "RESTRICTED_school_census.391_2019-spring.xlsx",
        "RESTRICTED_school_census.391_2019-spring.html",
    }
    assert "QQQQ" not in capsys.readouterr().out


def test_an_unknown_delivery_is_told(judged, capsys):
    assert run(["report", "391_2099-spring"]) == 2
    assert "There is no delivery 391_2099-spring" in capsys.readouterr().err


def test_sources_count_the_findings(judged, capsys):
    sources(judged, as_json=True)
    [census] = [d for d in json.loads(capsys.readouterr().out)["deliveries"] if d["status"] == "have"]
    assert census["findings"]["errors"] >= 1
    sources(judged, as_json=False)
    assert "Errors   Queries" in capsys.readouterr().out


def test_a_file_of_corrections_is_written_once(judged, tmp_path, capsys):
    path = str(tmp_path / "c.xlsx")
    assert run(["corrections", "391_2019-spring", "--out", path]) == 0
    assert "to correct where you can" in capsys.readouterr().out
    assert run(["corrections", "391_2019-spring", "--out", path]) == 2
