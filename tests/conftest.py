"""What every test shares: a deployment of its own in a temporary folder, with a key of its own."""

import os
import shutil
from contextlib import suppress
from pathlib import PurePath

import duckdb
import hypothesis
import pytest
from xdist.scheduler import LoadFileScheduling

from pipelines import lineage
from pipelines.settings import Settings
from pipelines.shown import with_read
from pipelines.sql import MARTS_FOLDER, read_marts
from tests.builders_killed import forking
from tests.builders_small import small_sample

hypothesis.settings.register_profile("steady", deadline=None, max_examples=15, derandomize=True)
hypothesis.settings.load_profile("steady")

# Those that take longest, so that no worker is left with one of them at the end.
LONGEST = (
    "test_full_size",
    "test_ui",
    "test_no_leak",
    "test_every_extract",
    "test_attack",
    "test_leaks",
    "test_shell",
    "test_history",
    "test_run",
    "test_diff",
)


# These read the same authority, so they run on one worker.
OF_ONE_SAMPLE = ("test_no_leak", "test_every_extract", "test_attack")


def pytest_collection_modifyitems(items):
    """The longest files first; the order within a file is as it stands."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(LONGEST)))


class _ByFile(LoadFileScheduling):
    """A file on one worker, and files of one sample on the same."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return "of one sample" if PurePath(file).stem in OF_ONE_SAMPLE else file


def pytest_xdist_make_scheduler(config, log):
    return _ByFile(config, log)


FEW = ("need_profile", "plans_maintained", "prevalence", "quality_findings", "quality_timeliness")

_connect = duckdb.connect


def _on_one_thread(*args, **options):
    """The tests run side by side, one a core: a database with threads for all cores would only wait."""
    con = _connect(*args, **options)
    with suppress(duckdb.Error):  # one whose settings are locked keeps what it has
        con.execute("set threads = 1")
    return con


duckdb.connect = _on_one_thread


# What a test stores need not outlive a loss of power; a process that is killed loses nothing by this.
os.fsync = lambda _: None


@pytest.fixture(scope="session", autouse=True)
def ungated():
    """What fixtures release for many tests is not judged either, see ``settings``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.run.GATE", None)
        yield


@pytest.fixture(scope="module")
def few_marts(request, tmp_path_factory):
    """``MARTS`` of a file of tests, or five, instead of all; that all are counted together is tested where
    the sample is."""
    lineage.edges()  # is read once, and of all
    few = tmp_path_factory.mktemp("few")
    for name in with_read(getattr(request.module, "MARTS", FEW), read_marts()):
        shutil.copy(MARTS_FOLDER / f"{name}.sql", few)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_marts, "__defaults__", (few,))
        yield


@pytest.fixture(scope="session")
def small(tmp_path_factory, ungated):
    """The sample at its smallest, built; tests read it, or change a copy."""
    return small_sample(tmp_path_factory.mktemp("small"))


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
