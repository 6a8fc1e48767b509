"""A release that is held: marked, approved, put off, withdrawn; whole or not at all at every step."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipelines import release_folder, release_held, release_marks
from pipelines.errors import OutOfDateError, UsageError
from pipelines.release import write_release
from pipelines.release_folder import current_release, manifest_of, mend, releases_in
from pipelines.release_state import DRAFT, EMBARGOED, PUBLISHED, WITHDRAWN, Decision, Hold, Reason
from pipelines.shown import shown
from tests.pipelines.test_release import DECLARED, PREVALENCE, everything, full, write

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
ODD = Hold((Reason("shares_moved", "Shares moved by no more than 5 points.", "prevalence", "percent"),))
YES = Decision("Head of analysis", "One school moved.", NOON)
NO = Decision("Head of analysis", "Counted twice.", NOON)


def hold(folder: Path, stamp: str, *, why: Hold = ODD, base: int = 50) -> Path:
    table = full().assign(base=[base, base + 50, 50, 0])
    marts = {"prevalence": shown(table, PREVALENCE)}
    return write_release(marts, DECLARED, {"made_from": stamp}, folder, stamp=stamp, hold=why)


def again(*_: object) -> dict[str, str]:
    return {"plausibility.html": "believable\n"}


def public(folder: Path, stamp: str) -> Path:
    return release_held.publish(folder, stamp, again, NOON, keep=12)


def comments(database: Path) -> str:
    with duckdb.connect(str(database), read_only=True) as con:
        [[said]] = con.execute(
            "select comment from duckdb_tables() where table_name = 'prevalence'"
        ).fetchall()
        return str(said)


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name.removeprefix("DRAFT_"): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*prevalence.*")
    }


def test_a_held_release_is_not_current_and_says_draft_wherever_it_is_opened(tmp_path: Path) -> None:
    first = write(tmp_path, "s1")
    held = hold(tmp_path, "s2")
    assert current_release(tmp_path) == first
    assert held == tmp_path / "held" / "s2"
    assert manifest_of(held)["state"] == DRAFT
    assert manifest_of(held)["held_for"][0]["expectation"] == "shares_moved"
    files = [path for path in held.rglob("*") if path.is_file() and path.name != "manifest.json"]
    assert all(path.name.startswith("DRAFT_") for path in files)
    assert comments(held / "DRAFT_send_marts.duckdb") == "DRAFT: Children's needs. Typed by hand."
    titles = pq.read_table(held / "parquet" / "DRAFT_about.parquet")["title"].to_pylist()
    assert set(titles) == {"DRAFT: Children's needs"}


def test_approval_changes_no_figure_and_takes_the_mark_away(tmp_path: Path) -> None:
    held = hold(tmp_path, "s2")
    before = hashes(held)
    release_held.approve(tmp_path, "s2", YES)
    made = public(tmp_path, "s2")
    assert current_release(tmp_path) == made == tmp_path / "releases" / "s2"
    assert hashes(made) == before
    assert set(before) == {"prevalence.csv", "prevalence.parquet"}
    assert not held.exists()
    assert not [path for path in made.rglob("*") if "DRAFT" in path.name]
    for path in made.rglob("*"):
        assert path.is_dir() or b"DRAFT" not in path.read_bytes()
    said = manifest_of(made)
    assert said["state"] == PUBLISHED
    assert said["approved"] == {
        "by": "Head of analysis",
        "at": "2026-04-01T12:00:00+00:00",
        "reason": "One school moved.",
    }
    assert said["held_for"][0]["expectation"] == "shares_moved"
    assert comments(made / "send_marts.duckdb") == "Children's needs. Typed by hand."
    assert (made / "plausibility.html").read_text("utf-8") == "believable\n"


def test_what_was_held_is_what_would_have_been_public_at_once(tmp_path: Path) -> None:
    one = write(tmp_path / "a", "s1")
    hold(tmp_path / "b", "s1")
    two = public(tmp_path / "b", "s1")
    for name in ("csv/about.csv", "parquet/about.parquet", "csv/prevalence.csv", "parquet/lineage.parquet"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    with duckdb.connect(str(one / "send_marts.duckdb"), read_only=True) as con:
        con.execute(f"attach '{two / 'send_marts.duckdb'}' as two (read_only)")
        [[differing]] = con.execute(
            "select count(*) from (from prevalence except from two.prevalence)"
        ).fetchall()
        tables = con.execute(
            "select database_name, list(table_name order by table_oid) from duckdb_tables() group by all"
        ).fetchall()
    assert differing == 0
    assert dict(tables)["two"] == dict(tables)["send_marts"]
    assert manifest_of(one)["content"] == manifest_of(two)["content"]


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_a_draft_changed_since_it_was_looked_at_is_not_approved(tmp_path: Path, change: str) -> None:
    csv = hold(tmp_path, "s2") / "csv" / "DRAFT_prevalence.csv"
    if change == "edit":
        csv.write_text(csv.read_text("utf-8").replace("30", "31"), "utf-8")
    elif change == "add":
        csv.with_name("more.csv").touch()
    else:
        csv.unlink()
    with pytest.raises(OutOfDateError, match="not as it was written"):
        release_held.approve(tmp_path, "s2", YES)
    assert current_release(tmp_path) is None
    assert manifest_of(tmp_path / "held" / "s2")["state"] == DRAFT


def test_an_older_draft_than_the_release_in_force_is_not_approved(tmp_path: Path) -> None:
    write(tmp_path, "s3")
    hold(tmp_path, "s2")
    with pytest.raises(OutOfDateError, match="older than one that was public"):
        release_held.approve(tmp_path, "s2", YES)


@pytest.mark.parametrize("step", ["write_database", "settle", "point"])
def test_an_approval_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    write(tmp_path, "s1")
    hold(tmp_path, "s2")
    before = everything(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(release_marks if hasattr(release_marks, step) else release_held, step, fail)
    with pytest.raises(OSError, match="disk full"):
        public(tmp_path, "s2")
    assert everything(tmp_path) == before


def test_a_run_killed_after_the_release_is_public_is_ended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "s1")
    hold(tmp_path, "s2")
    monkeypatch.setattr(release_held, "drop", lambda _: None)
    public(tmp_path, "s2")
    release_folder.point(tmp_path, "s1")
    assert (tmp_path / "held" / "s2").is_dir()
    monkeypatch.undo()
    mend(tmp_path)
    assert current_release(tmp_path) == tmp_path / "releases" / "s2"
    assert not (tmp_path / "held" / "s2").exists()


def test_a_newer_draft_takes_the_place_of_one_nobody_approved(tmp_path: Path) -> None:
    hold(tmp_path, "s1")
    hold(tmp_path, "s2")
    assert [one.name for one in releases_in(tmp_path, "held")] == ["s2"]


def test_a_newer_draft_leaves_one_that_waits_for_its_time_only(tmp_path: Path) -> None:
    later = Hold(until=NOON + timedelta(days=1))
    hold(tmp_path, "s1", why=later)
    hold(tmp_path, "s2", why=replace(ODD, until=NOON + timedelta(days=2)))
    assert [one.name for one in releases_in(tmp_path, "held")] == ["s1", "s2"]
    hold(tmp_path, "s3", why=later)
    assert [one.name for one in releases_in(tmp_path, "held")] == ["s3"]


def test_an_embargo_is_due_on_the_minute_and_not_before(tmp_path: Path) -> None:
    held = hold(tmp_path, "s1", why=Hold(until=NOON))
    assert manifest_of(held)["state"] == EMBARGOED
    assert release_held.due_in(tmp_path, NOON - timedelta(seconds=1)) == []
    assert release_held.due_in(tmp_path, NOON) == [held]


def test_a_draft_is_never_due(tmp_path: Path) -> None:
    hold(tmp_path, "s1", why=replace(ODD, until=NOON))
    assert release_held.due_in(tmp_path, NOON + timedelta(days=9)) == []


def test_a_withdrawn_release_keeps_its_manifest_and_why_and_no_figure(tmp_path: Path) -> None:
    first, second = write(tmp_path, "s1"), write(tmp_path, "s2")
    assert release_held.withdraw(tmp_path, second, NO) == first
    assert sorted(path.name for path in second.iterdir()) == ["WITHDRAWN.txt", "manifest.json"]
    text = (second / "WITHDRAWN.txt").read_text("utf-8")
    assert "withdrawn on 2026-04-01 by Head of analysis" in text
    assert "Why: Counted twice." in text
    assert manifest_of(second)["state"] == WITHDRAWN
    assert current_release(tmp_path) == first
    assert (tmp_path / "current").readlink() == Path("releases/s1")


def test_when_the_only_release_is_withdrawn_none_is_in_force(tmp_path: Path) -> None:
    only = write(tmp_path, "s1")
    hold(tmp_path, "s2")
    assert release_held.withdraw(tmp_path, only, NO) is None
    assert current_release(tmp_path) is None
    assert not (tmp_path / "current").is_symlink()


def test_an_older_release_withdrawn_leaves_current_where_it_is(tmp_path: Path) -> None:
    first, second = write(tmp_path, "s1"), write(tmp_path, "s2")
    assert release_held.withdraw(tmp_path, first, NO) == second


def test_a_withdrawal_that_was_killed_counts_and_is_ended_by_the_next_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = write(tmp_path, "s1"), write(tmp_path, "s2")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(release_held, "turn_back", killed)
    with pytest.raises(KeyboardInterrupt):
        release_held.withdraw(tmp_path, second, NO)
    monkeypatch.undo()
    assert current_release(tmp_path) is None
    mend(tmp_path)
    assert current_release(tmp_path) == first
    assert not (second / "csv").exists()


def test_what_was_withdrawn_is_remembered_however_few_are_kept(tmp_path: Path) -> None:
    release_held.withdraw(tmp_path, write(tmp_path, "s1"), NO)
    for stamp in ("s2", "s3", "s4"):
        write(tmp_path, stamp, keep=2)
    assert [one.name for one in releases_in(tmp_path)] == ["s1", "s3", "s4"]


def test_another_time_is_given_to_what_is_held(tmp_path: Path) -> None:
    held = hold(tmp_path, "s1", why=Hold(until=NOON))
    release_held.put_off(tmp_path, "s1", NOON + timedelta(days=1))
    assert release_held.due_in(tmp_path, NOON) == []
    release_held.put_off(tmp_path, "s1", None)
    assert release_held.due_in(tmp_path, NOON) == [held]


def test_a_release_from_before_there_were_states_is_public(tmp_path: Path) -> None:
    one = write(tmp_path, "s1")
    said = {name: value for name, value in manifest_of(one).items() if name not in {"state", "audience"}}
    (one / "manifest.json").write_text(json.dumps(said), "utf-8")
    assert current_release(tmp_path) == one


@pytest.mark.parametrize("text", ["", "  ", "two\nlines", "x" * 501, "\x1b[2J"])
def test_a_decision_says_in_one_line_who_and_why(text: str) -> None:
    with pytest.raises(UsageError, match="--reason"):
        Decision("ann", text, NOON)


def test_an_older_draft_than_a_withdrawn_release_is_not_approved(tmp_path: Path) -> None:
    newer = write(tmp_path, "s3")
    release_held.withdraw(tmp_path, newer, NO)
    hold(tmp_path, "s2")
    assert current_release(tmp_path) is None
    with pytest.raises(OutOfDateError, match="older than one that was public"):
        release_held.approve(tmp_path, "s2", YES)
    assert releases_in(tmp_path, "held") == []
