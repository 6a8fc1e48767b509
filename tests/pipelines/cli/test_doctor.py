import json
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from pipelines.cli import doctor
from pipelines.cli.doctor import examined
from pipelines.settings import Settings
from tests.pipelines.cli.conftest import Send, at_root


def failing(settings: Settings) -> dict[str, str]:
    return {line.check: line.hint for line in examined(settings) if not line.is_well}


@pytest.fixture
def settings(built: Path) -> Settings:
    return Settings(built, built / "data" / "lake", built.parent / "none.key", "17" * 32)


def test_a_built_root_passes_every_check(send: Send, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_root(built, monkeypatch)
    ran = send("doctor")
    assert ran.code == 0, ran.out
    assert "All 10 checks passed." in ran.out


def test_doctor_makes_neither_key_nor_lake(send: Send, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEND_KEY")
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
    inside.write_text("17" * 32)
    inside.chmod(0o600)
    found = failing(replace(settings, root=tmp_path, key_file=inside, key_in_environment=""))
    assert "Key" in found


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
