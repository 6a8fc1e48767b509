"""What every test shares: a deployment of its own in a temporary folder, with a key of its own."""

from contextlib import suppress

import duckdb
import hypothesis
import pytest

from pipelines.settings import Settings
from tests.builders_killed import forking

hypothesis.settings.register_profile("steady", deadline=None, max_examples=15, derandomize=True)
hypothesis.settings.load_profile("steady")

# Those that take longest, so that no worker is left with one of them at the end.
LONGEST = (
    "test_full_size",
    "test_ui",
    "test_leaks",
    "test_no_leak",
    "test_shell",
    "test_history",
    "test_run",
    "test_diff",
    "test_attack",
)


def pytest_collection_modifyitems(items):
    """The longest files first; the order within a file is as it stands."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(LONGEST)))


_connect = duckdb.connect


def _on_one_thread(*args, **options):
    """The tests run side by side, one a core: a database with threads for all cores would only wait."""
    con = _connect(*args, **options)
    with suppress(duckdb.Error):  # one whose settings are locked keeps what it has
        con.execute("set threads = 1")
    return con


duckdb.connect = _on_one_thread


@pytest.fixture(scope="session", autouse=True)
def ungated():
    """What fixtures release for many tests is not judged either, see ``settings``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.run.GATE", None)
        yield


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """An empty deployment; the environment says the same to commands run in this process."""
    monkeypatch.setenv("SEND_ROOT", str(tmp_path))
    monkeypatch.setenv("SEND_KEY", "11" * 32)
    monkeypatch.setenv("SEND_VAULT_KEY", "21" * 32)
    monkeypatch.delenv("SEND_LAKE", raising=False)
    # The plausibility gate has tests of its own, and takes seconds of every release.
    monkeypatch.setattr("pipelines.run.GATE", None)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return Settings.from_environment()


@pytest.fixture
def raw(settings):
    """Where deliveries are put."""
    return settings.raw


@pytest.fixture(scope="session")
def forked():
    """Runs Python code, which may kill itself, in a process that has the pipeline loaded; its exit status."""
    with forking() as run:
        yield run
