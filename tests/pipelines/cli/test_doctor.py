import json
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from pipelines.cli import doctor, doctor_secrets
from pipelines.cli.doctor import examined
from pipelines.cli.doctor_lines import anybody_may_enter
from pipelines.settings import Settings
from tests.pipelines.cli.conftest import KEY, VAULT_KEY, Send, at_root


def failing(settings: Settings) -> dict[str, str]:
    return {line.check: line.hint for line in examined(settings) if not line.is_well}


@pytest.fixture
def settings(built: Path) -> Settings:
    return Settings(
        built,
        built / "data" / "lake",
        built.parent / "none.key",
        KEY,
        vault_keys_in_environment=VAULT_KEY,
    )


def test_a_built_root_passes_every_check(send: Send, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_root(built, monkeypatch)
    ran = send("doctor")
    assert ran.code == 0, ran.out
    assert "All 13 checks passed." in ran.out


def test_doctor_makes_neither_key_nor_lake(send: Send, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEND_KEY")
    monkeypatch.delenv("SEND_VAULT_KEY")
    monkeypatch.setenv("SEND_KEY_FILE", str(root / "key"))
    ran = send("doctor", "--json")
    assert ran.code == 6
    assert list(root.iterdir()) == []
    failed = {line["check"]: line["hint"] for line in json.loads(ran.out) if not line["is_well"]}
    assert failed.keys() == {"Deliveries", "Release"}
    assert all(failed.values())


def test_a_key_that_others_may_read_fails_alone(settings: Settings, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("17" * 32)
    key.chmod(0o640)
    found = failing(replace(settings, key_file=key, key_in_environment=""))
    assert found == {"Key": f"chmod 600 {key}"}
    key.chmod(0o600)
    assert failing(replace(settings, key_file=key, key_in_environment="")) == {}


def test_a_key_beside_the_data_fails(settings: Settings, tmp_path: Path) -> None:
    inside = tmp_path / "data" / "key"
    inside.parent.mkdir()
    none_yet = replace(settings, root=tmp_path, key_file=inside, key_in_environment="")
    assert "Key" in failing(none_yet)
    assert not inside.exists()
    inside.write_text("17" * 32)
    inside.chmod(0o600)
    found = failing(replace(settings, root=tmp_path, key_file=inside, key_in_environment=""))
    assert "Key" in found


def test_the_vaults_key_has_the_same_faults(settings: Settings, tmp_path: Path) -> None:
    key = tmp_path / "vault.key"
    key.write_text(f"{VAULT_KEY}\n")
    key.chmod(0o640)
    settings = replace(settings, named_vault_key_file=key, vault_keys_in_environment="")
    assert failing(settings) == {"Vault key": f"chmod 600 {key}"}
    key.chmod(0o600)
    assert failing(settings) == {}
    assert "Vault key" in failing(replace(settings, root=tmp_path.parent, lake=tmp_path))
    key.write_text("27")
    assert failing(settings).keys() == {"Vault key"}


def test_a_lost_key_of_the_vault_fails_and_none_is_made(settings: Settings, tmp_path: Path) -> None:
    lost = replace(settings, named_vault_key_file=tmp_path / "lost", vault_keys_in_environment="")
    found = failing(lost)
    assert found.keys() == {"Vault key"}
    assert "backup" in found["Vault key"]
    assert not lost.vault_key_file.exists()


def test_a_vault_under_a_former_key_or_in_plain_names_rekey(settings: Settings, tmp_path: Path) -> None:
    newer = replace(settings, vault_keys_in_environment=f"{'28' * 32},{VAULT_KEY}")
    assert failing(newer) == {"Vault": "Run 'send vault rekey'."}
    path = tmp_path / "lake" / "vault" / "rejects" / "pupils" / "2025.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PAR1")
    (tmp_path / "lake").chmod(0o700)
    settings = replace(settings, lake=tmp_path / "lake")
    assert failing(settings) == {"Vault": "Run 'send vault rekey'."}
    path.write_bytes(b"nothing")
    assert "backup" in failing(settings)["Vault"]


def test_deliveries_that_anybody_may_read_fail(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "data" / "raw"
    (raw / "391" / "sen2" / "2024").mkdir(parents=True)
    settings = replace(settings, root=tmp_path)
    raw.chmod(0o755)
    assert "Raw data" not in failing(settings), "the folder above keeps others out"
    monkeypatch.setattr(doctor_secrets, "anybody_may_enter", lambda folder: folder == raw)
    assert failing(settings)["Raw data"] == f"chmod o-rwx {raw}"


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_that_deliveries_are_not_encrypted_by_us_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, *, is_encrypted: bool
) -> None:
    monkeypatch.setattr(doctor_secrets.volumes, "is_encrypted", lambda _: is_encrypted)
    [line] = [line for line in examined(settings) if line.check == "Raw data"]
    assert line.is_well
    assert "not encrypted by this program" in line.said
    assert ("dm-crypt" in line.said) is is_encrypted
    assert ("cannot be told" in line.said) is not is_encrypted


def test_what_anybody_may_enter_has_an_open_way_to_it(tmp_path: Path) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    above = [p for p in (tmp_path, *tmp_path.parents) if not p.stat().st_mode & 0o001]
    inner.chmod(0o755)
    outer.chmod(0o755)
    assert anybody_may_enter(inner) is (not above)
    assert anybody_may_enter(Path("/usr"))
    outer.chmod(0o700)
    assert not anybody_may_enter(inner)


def test_a_key_that_is_no_key_fails(settings: Settings) -> None:
    assert "Key" in failing(replace(settings, key_in_environment="17"))


def test_a_lake_in_a_synced_folder_fails(settings: Settings, tmp_path: Path) -> None:
    assert "SEND_LAKE" in failing(replace(settings, lake=tmp_path / "OneDrive - Council" / "lake"))["Lake"]


def test_a_lake_that_others_may_enter_fails(settings: Settings, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    lake.mkdir(mode=0o755)
    assert failing(replace(settings, lake=lake)) == {"Lake": f"chmod 700 {lake}"}


def test_a_build_at_work_is_told(settings: Settings) -> None:
    with FileLock(settings.lake / ".lock"):
        assert failing(settings).keys() == {"Builds"}


def test_truth_among_the_deliveries_fails(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "data" / "raw" / "truth").mkdir(parents=True)
    assert "Truth" in failing(replace(settings, root=tmp_path))


def test_another_version_than_the_pinned_one_fails(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "version", lambda name: "0" if name == "duckdb" else doctor_version(name))
    assert failing(settings).keys() == {"Packages"}


doctor_version = doctor.version
