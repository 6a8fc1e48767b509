"""``send audit``: what it says of a log, and how it ends where one is not as it was written."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines import audit, audit_chain
from tests.pipelines.cli.conftest import Send, at_root


@pytest.fixture
def copied(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the built root that a test may change."""
    root = tmp_path / "copied"
    shutil.copytree(built, root, symlinks=True)
    at_root(root, monkeypatch)
    monkeypatch.setenv("SEND_BY", "ann")
    return root


def log_at(root: Path) -> Path:
    return audit.log_of(root / "data" / "lake")


def words(root: Path) -> list[str]:
    return [entry.what for entry in audit_chain.entries(log_at(root))]


def test_a_log_as_it_was_written_is_told_in_one_line(send: Send, copied: Path) -> None:
    ran = send("audit", "verify")
    assert ran.code == 0
    *_, last = audit_chain.entries(log_at(copied))
    assert ran.out == f"{last.n} entries, head {last.hash}; 1 release fits.\n"
    [said] = json.loads(send("audit", "verify", "--json").out)
    assert (said["entries"], said["head"], said["unnoted"]) == (last.n, last.hash, [])


def test_the_first_broken_entry_is_named_and_what_to_do(send: Send, copied: Path) -> None:
    log = log_at(copied)
    log.write_bytes(log.read_bytes().replace(b'"version":1', b'"version":2', 1))
    ran = send("audit", "verify")
    assert ran.code == 4
    assert "Error: The audit log is broken at entry " in ran.err
    assert "Its line was edited" in ran.err
    assert "  Hint: Keep the file as evidence" in ran.err


def test_a_release_that_no_longer_fits_is_named(send: Send, copied: Path) -> None:
    log = log_at(copied)
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:1]))
    ran = send("audit", "verify")
    assert ran.code == 4
    [release] = (copied / "data" / "marts" / "releases").iterdir()
    assert f"Release {release.name} no longer fits the audit log." in ran.err


def test_a_torn_end_is_mended_by_what_comes_next(send: Send, copied: Path) -> None:
    with log_at(copied).open("ab") as file:
        file.write(b'{"about":')
    ran = send("audit", "verify")
    assert ran.code == 4
    assert "torn end" in ran.err
    assert send("report", "391_2024-spring", "--with-values").code == 0
    ran = send("audit", "verify")
    assert ran.code == 0
    assert "1 line of a killed process, noted as torn." in ran.err


def test_before_the_first_build_there_is_no_log(send: Send, root: Path) -> None:
    for command in ("verify", "show"):
        ran = send("audit", command)
        assert ran.code == 6
        assert "There is no audit log yet." in ran.err
        assert "Hint: Run 'send build'" in ran.err


def test_the_last_entries_are_shown(send: Send, copied: Path) -> None:
    ran = send("audit", "show")
    assert ran.code == 0
    assert "school_census.391_2024-spring" in ran.out
    assert "rejects 0, version 1" in ran.out
    [last] = json.loads(send("audit", "show", "--last", "1", "--json").out)
    assert last["what"] == "released"
    assert last["n"] == len(words(copied))
    told = json.loads(send("audit", "show", "--what", "accepted", "--json").out)
    assert {one["what"] for one in told} == {"accepted"}
    assert len(told) == 3


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--what", "releasd"], "Did you mean 'released'?"),
        (["--what", "xyz"], "For example: send audit show --what released"),
        (["--as-returned", "12.03.2026"], "For example: --as-returned 2026-03-12"),
        (["--last", "0"], "send audit show --help"),
    ],
)
def test_what_cannot_be_shown_is_a_usage_error(send: Send, copied: Path, args: list[str], told: str) -> None:
    ran = send("audit", "show", *args)
    assert ran.code == 2
    assert told in ran.err


def test_reports_with_values_and_files_of_corrections_are_noted(send: Send, copied: Path) -> None:
    before = words(copied)
    assert send("report", "391_2024-spring").code == 0
    assert words(copied) == before
    out = str(copied / "out")
    for more in ([], ["--out", out, "--take-values-out"], ["--school", "all"]):
        assert send("report", "391_2024-spring", "--with-values", *more).code == 0
    assert send("corrections", "391_2024-spring", "--out", f"{out}/c.xlsx").code == 0
    assert send("query", "from prevalence limit 1").code == 0
    *_, one, two, three, four = audit_chain.entries(log_at(copied))
    assert {(e.who, e.what, e.about) for e in (one, two, three, four)} == {
        ("ann", "vault-opened", "school_census.391_2024-spring")
    }
    assert [dict(e.counts) for e in (one, two, three, four)] == [
        {"reports": 1, "taken_out": 0},
        {"reports": 1, "taken_out": 1},
        {"reports": three.counts["reports"], "taken_out": 0},
        {"workbooks": 1, "taken_out": 1},
    ]
    assert len(words(copied)) == len(before) + 4


def test_a_refused_command_notes_nothing(send: Send, copied: Path) -> None:
    before = words(copied)
    assert send("report", "391_2024-spring", "--with-values", "--out", str(copied / "out")).code == 2
    assert send("corrections", "391_2099-spring", "--out", str(copied / "c.xlsx")).code == 2
    assert words(copied) == before


@pytest.mark.parametrize("command", ["verify", "show"])
def test_both_have_help_with_an_example(send: Send, command: str) -> None:
    ran = send("audit", command, "--help")
    assert ran.code == 0
    assert f"Example: send audit {command}" in ran.out


def test_audit_alone_says_where_its_help_is(send: Send) -> None:
    ran = send("audit")
    assert ran.code == 2
    assert "send audit --help" in ran.err
    assert "Example: send audit verify" in send("audit", "--help").out
