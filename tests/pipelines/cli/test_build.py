import json
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.cli import build as cli_build
from pipelines.run import BuildReport
from pipelines.settings import Settings
from tests.builders import pupil, write_census, write_independent, write_sen2
from tests.pipelines.cli.conftest import Send, at_root, write_tiny


@pytest.fixture
def copied(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the built root that a test may change."""
    root = tmp_path / "copied"
    shutil.copytree(built, root, symlinks=True)
    at_root(root, monkeypatch)
    return root


def every_file(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_second_build_has_nothing_to_do(send: Send, copied: Path) -> None:
    before = every_file(copied)
    ran = send("build")
    assert ran.code == 0
    assert "Nothing to do: everything is up to date." in ran.out
    assert every_file(copied).keys() == before.keys()


def test_nothing_delivered_is_source_missing_and_says_what_to_do(send: Send, root: Path) -> None:
    for command in ("build", "sources"):
        ran = send(command)
        assert ran.code == 3
        assert "Hint: Run 'send demo'" in ran.err


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (BuildReport(rebuilt=["marts.projections"], projects_no_plans=True), 1),
        (BuildReport(rebuilt=["marts.projections"]), 0),
        (BuildReport(projects_no_plans=True), 0),
    ],
)
def test_that_no_plans_are_projected_is_told_with_the_next_step(
    capsys: pytest.CaptureFixture[str], copied: Path, report: BuildReport, told: int
) -> None:
    assert cli_build.told(report, Settings.from_environment(), as_json=False) == 0
    assert capsys.readouterr().out.count("send fetch sen2_statistics") == told


def test_a_refused_delivery_is_told_in_three_parts_and_the_rest_is_built(send: Send, copied: Path) -> None:
    write_sen2(copied / "data" / "raw", [], year=2025, says="2023")
    ran = send("build")
    assert ran.code == 4
    assert "Error: The delivery 391_2025 of sen2 is not what its place says." in ran.err
    assert "  Why:  " in ran.err
    assert "  Hint: " in ran.err
    assert "Refused: sen2.391_2025" in ran.out


def test_only_something_unknown_is_a_usage_error(send: Send, copied: Path) -> None:
    assert send("build", "--only", "sen3").code == 2
    dry = send("build", "--only", "sen3", "--dry-run")
    assert dry.code == 2
    assert "Did you mean 'sen2'?" in dry.err


def test_a_dry_run_writes_nothing_at_all(send: Send, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tiny(root / "data" / "raw")
    monkeypatch.delenv("SEND_KEY")
    monkeypatch.delenv("SEND_VAULT_KEY")
    monkeypatch.setenv("SEND_KEY_FILE", str(root / "config" / "key"))
    before = every_file(root)
    ran = send("build", "--dry-run", "--json")
    assert ran.code == 0
    said = json.loads(ran.out)
    assert {one["state"] for one in said["deliveries"]} == {"new"}
    assert "prevalence" in said["marts"]
    assert every_file(root) == before
    assert sorted(p.name for p in (root / "data").iterdir()) == ["raw"]
    assert not (root / "config").exists()


def test_a_dry_run_tells_same_changed_new_and_gone(send: Send, copied: Path) -> None:
    raw = copied / "data" / "raw"
    shutil.rmtree(raw / "391" / "independent_schools")
    write_census(raw, [pupil("p1")], year=2025)
    [xml] = (raw / "391" / "sen2" / "2024").glob("*.xml")
    xml.write_bytes(xml.read_bytes() + b"\n")
    before = every_file(copied)
    said = json.loads(send("build", "--dry-run", "--json").out)
    assert {one["delivery"]: one["state"] for one in said["deliveries"]} == {
        "school_census.391_2024-spring": "same",
        "school_census.391_2025-spring": "new",
        "sen2.391_2024": "changed",
        "independent_schools.391_2024": "gone",
    }
    # also those that are made of marts
    assert {"prevalence", "identification_gap", "benchmark", "plans_change"} <= set(said["marts"])
    assert every_file(copied) == before


def test_a_dry_run_with_nothing_new_counts_no_mart_again(send: Send, copied: Path) -> None:
    said = json.loads(send("build", "--dry-run", "--json").out)
    assert said["marts"] == []
    assert {one["state"] for one in said["deliveries"]} == {"same"}


def test_sources_tells_have_late_and_refused(send: Send, copied: Path) -> None:
    raw = copied / "data" / "raw"
    write_sen2(raw, [], year=2025, says="2023")
    (raw / "somewhere").mkdir()
    assert send("build").code == 4
    ran = send("sources", "--json")
    assert ran.code == 0
    said = json.loads(ran.out)
    status = {(one["extract"], one["return"]): one["status"] for one in said["deliveries"]}
    assert status["school_census", "2024-spring"] == "have"
    assert status["school_census", "2025-spring"] == "late"
    assert status["sen2", "2025"] == "refused"
    assert ("school_census", "2024-summer") not in status
    assert [one["path"] for one in said["unknown"]] == ["data/raw/somewhere"]
    census = next(one for one in said["deliveries"] if one["extract"] == "school_census")
    assert census["tables"]["pupilonroll"] == {"received": 30, "lawful": 30, "rejects": 0}


def test_sources_tells_what_is_not_built_yet(send: Send, root: Path) -> None:
    write_tiny(root / "data" / "raw")
    ran = send("sources")
    assert ran.code == 0
    assert "Not built yet" in ran.out
    assert not (root / "data" / "lake").exists()


def test_a_release_as_returned_lies_beside_the_present_one(send: Send, copied: Path) -> None:
    today = datetime.now(ZoneInfo("Europe/London")).date()
    before = (copied / "data" / "marts" / "current").resolve()
    write_independent(copied / "data" / "raw", [("120001", 20, 1, 10)], year=2024)
    assert send("build", "--only", "independent_schools").code == 0
    ran = send("build", "--as-returned", str(today))
    assert ran.code == 0
    assert f"As returned by {today}: 3 deliveries." in ran.out
    assert f"New release: data/marts/as-returned/{today}/releases/" in ran.out
    assert (copied / "data" / "marts" / "current").resolve() == before
    again = send("build", "--as-returned", str(today), "--json")
    assert json.loads(again.out)["is_new_release"] is False
    assert "2nd version." in send("sources").out
    told = json.loads(send("sources", "--json").out)["deliveries"]
    here = {one["extract"]: one["versions"] for one in told if one["status"] == "have"}
    assert here == {"school_census": 1, "independent_schools": 2, "sen2": 1}


def test_before_the_first_delivery_had_landed_the_first_day_is_named(send: Send, copied: Path) -> None:
    ran = send("build", "--as-returned", "2020-01-31")
    assert ran.code == 3
    assert "No delivery was in force at the end of 31 January 2020." in ran.err
    assert "Hint: Name that day or a later one, for example: send build --as-returned 20" in ran.err


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["12.03.2026"], "'12.03.2026' is no day."),
        (["2026-02-30"], "'2026-02-30' is no day."),
        (["2999-01-01"], "still to come"),
        (["2026-03-12", "--only", "sen2"], "neither --only nor --dry-run"),
        (["2026-03-12", "--dry-run"], "neither --only nor --dry-run"),
    ],
)
def test_a_day_that_cannot_be_followed_is_a_usage_error(
    send: Send, copied: Path, args: list[str], told: str
) -> None:
    ran = send("build", "--as-returned", *args)
    assert ran.code == 2
    assert told in ran.err


def test_what_was_received_cannot_be_queried(send: Send, copied: Path) -> None:
    [kept, *_] = (copied / "data" / "lake" / "vault" / "received").rglob("*.parquet")
    for sql in (
        f"from read_parquet('{kept}')",
        "from received.school_census",
        "select data from school_census",
    ):
        ran = send("query", sql)
        assert ran.code != 0
        assert "Zqavryx" not in ran.out + ran.err
