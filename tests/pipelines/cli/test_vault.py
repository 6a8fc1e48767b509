import json
import shutil
from pathlib import Path

import pytest

from pipelines import vault_files
from pipelines.keys import id_of
from tests.pipelines.cli.conftest import VAULT_KEY, Send, at_root

CURRENT = id_of(bytes.fromhex(VAULT_KEY))


@pytest.fixture
def copied(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the built root whose keys lie in files."""
    root = tmp_path / "copied"
    shutil.copytree(built, root, symlinks=True)
    at_root(root, monkeypatch)
    monkeypatch.delenv("SEND_VAULT_KEY")
    monkeypatch.setenv("SEND_VAULT_KEY_FILE", str(tmp_path / "vault.key"))
    (tmp_path / "vault.key").write_text(VAULT_KEY)
    return root


def in_force(copied: Path) -> dict[str, int]:
    return dict(vault_files.holdings(copied / "data" / "lake").sealed)


@pytest.mark.parametrize("command", ["status", "rekey"])
def test_each_command_has_help_with_an_example(send: Send, command: str) -> None:
    assert f"Example: send vault {command}" in send("vault", command, "--help").out
    assert f" {command} " in send("vault", "--help").out
    assert " vault " in send("--help").out


def test_status_counts_by_key(send: Send, copied: Path) -> None:
    reports = copied / "data" / "lake" / "vault" / "reports"
    reports.mkdir()
    (reports / "one.xlsx").touch()
    ran = send("vault", "status")
    assert ran.code == 0
    [count] = in_force(copied).values()
    assert f"The vault holds {count} files." in ran.out
    assert f"  {count} under key {CURRENT} (the current)" in ran.out
    assert "1 report with values in plain, made to be opened" in ran.out
    assert "rekey" not in ran.err
    said = json.loads(send("vault", "status", "--json").out)
    assert said == {
        "sealed": {CURRENT: count},
        "plain": 0,
        "damaged": 0,
        "reports": 1,
        "restored": 0,
        "current": CURRENT,
    }


def test_status_tells_what_is_not_as_it_should_be(send: Send, copied: Path, tmp_path: Path) -> None:
    (_, one), (_, two), *_ = vault_files.files(copied / "data" / "lake")
    one.write_bytes(b"PAR1")
    two.write_bytes(b"")
    (tmp_path / "vault.key").write_text("28" * 32 + "\n")
    (copied / "data" / "lake" / "vault" / "report-x").mkdir()
    (copied / "data" / "lake" / "vault" / "report-x" / "pupils.csv").touch()
    ran = send("vault", "status")
    assert f"under key {CURRENT} (not at hand)" in ran.out
    assert "  1 in plain" in ran.out
    assert "  1 damaged" in ran.out
    assert "1 restored file in plain" in ran.out
    assert "send vault rekey" in ran.err


def test_a_new_key_for_a_built_lake_and_the_next_build_has_nothing_to_do(
    send: Send, copied: Path, tmp_path: Path
) -> None:
    ran = send("vault", "rekey")
    assert ran.code == 0, ran.err
    [(new, count)] = in_force(copied).items()
    assert new != CURRENT
    assert f"{count} files encrypted under key {new}, a new one." in ran.out
    assert f"is under {CURRENT} any more: moved to {tmp_path / 'vault.key.former'}" in ran.out
    assert "Keep a copy" in ran.err
    assert VAULT_KEY not in ran.out + ran.err
    again = send("build")
    assert "Nothing to do: everything is up to date." in again.out
    assert json.loads(send("vault", "rekey", "--json").out)["from_keys"] == [new]


def test_a_lost_key_is_told_in_three_parts(send: Send, copied: Path, tmp_path: Path) -> None:
    (tmp_path / "vault.key").unlink()
    for command in (["build"], ["sources"], ["vault", "status"], ["vault", "rekey"]):
        ran = send(*command)
        assert ran.code == 2
        assert "Error: The vault's key is missing, and the vault holds files." in ran.err
        assert CURRENT in ran.err
        assert "nobody can read what the vault holds" in ran.err
    assert not (tmp_path / "vault.key").exists()
