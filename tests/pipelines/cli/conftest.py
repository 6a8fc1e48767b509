"""A tiny authority on disk, and the command line run in this process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.cli.main import run
from tests.builders import pupil, sen2_person, sen2_plan, upn, write_census, write_independent, write_sen2

KEY = "17" * 32
VAULT_KEY = "27" * 32


@dataclass(frozen=True)
class Ran:
    """What one command line said, and how it ended."""

    code: int
    out: str
    err: str


Send = Callable[..., Ran]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    at_root(tmp_path, monkeypatch)
    return tmp_path


def at_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_ROOT", str(root))
    monkeypatch.setenv("SEND_KEY", KEY)
    monkeypatch.setenv("SEND_VAULT_KEY", VAULT_KEY)
    monkeypatch.delenv("SEND_LAKE", raising=False)
    monkeypatch.delenv("SEND_KEY_FILE", raising=False)
    monkeypatch.delenv("SEND_VAULT_KEY_FILE", raising=False)
    monkeypatch.setattr("pipelines.run.GATE", None)


@pytest.fixture
def send(capsys: pytest.CaptureFixture[str]) -> Send:
    def ran(*args: str) -> Ran:
        capsys.readouterr()
        code = run(list(args))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


def write_tiny(raw: Path) -> None:
    """One authority, spring 2024: thirty pupils, ten with SEN support and ten with a plan."""
    provisions = ["N"] * 10 + ["K"] * 10 + ["E"] * 10
    pupils = [
        pupil(
            f"p{n}",
            upn=upn(n),
            senprovision=kind,
            dob="2013-Mar-03 00:00:00",
            entrydate="2018-Sep-03 00:00:00",
        )
        for n, kind in enumerate(provisions)
    ]
    write_census(raw, pupils, year=2024)
    write_independent(raw, [("120001", 20, 0, 10)], year=2024)
    write_sen2(raw, [sen2_person(upn(1), sen2_plan())], year=2024)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root that has been built and released once; tests only read it."""
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        at_root(folder, patch)
        write_tiny(folder / "data" / "raw")
        assert run(["build"]) == 0
    return folder
