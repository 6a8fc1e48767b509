"""The vault within a lake: its tables, its keys, and what is swept out of it."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache, partial

import duckdb
import pyarrow as pa
import pytest

from pipelines import benches, keys, vault_files
from pipelines.errors import OutOfDateError, UsageError
from pipelines.keys import KeyRing
from pipelines.lake import Lake
from pipelines.run import build
from pipelines.vault import Opened, Sealing
from tests.builders import pupil, upn, write_census
from tests.builders_ehcp import case, write_ehcp
from tests.builders_vault import every_table

RING = KeyRing((b"\1" * 32,))
TABLE = "vault.pupils"
ROWS = pa.table({"row": [1, 2], "name": ["Zqavryx", "Vylqua"]})


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake", RING)


def test_a_table_is_sealed_and_read_as_it_was(lake):
    stamp = lake.write(TABLE, ROWS, fingerprint="f", facts={"n": 1})
    assert vault_files.header_in(vault_files.beginning(lake.path(TABLE))).key_id == RING.ids[0]
    assert lake.read(TABLE).equals(ROWS)
    assert lake.read(TABLE, columns=["name"]).column_names == ["name"]
    assert lake.stamp(TABLE) == stamp
    assert lake.stamp(TABLE, "none") is None
    with pytest.raises(FileNotFoundError):
        lake.read(TABLE, "none")
    writing = lake.begin(TABLE, "bits", ROWS.schema)
    for _ in range(3):
        writing.add(ROWS)
    writing.commit("f", {})
    assert [group.num_rows for group in lake.groups(TABLE, "bits")] == [2, 2, 2]


def test_what_it_holds_is_told_alike_sealed_or_plain(lake):
    contents = {lake.write(table, ROWS, fingerprint="f").content for table in (TABLE, "staging.pupils")}
    assert len(contents) == 1
    assert lake.path("staging.pupils").read_bytes().startswith(vault_files.PARQUET)


def test_only_the_end_and_what_is_asked_for_is_opened(lake, monkeypatch):
    monkeypatch.setattr(Sealing.__init__, "__defaults__", (1000,))
    noise = pa.table({f"c{n}": [os.urandom(50).hex() for _ in range(4000)] for n in range(5)})
    lake.write(TABLE, noise, fingerprint="f")
    asked, real = set(), Opened._chunk
    monkeypatch.setattr(Opened, "_chunk", lambda self, number: asked.add(number) or real(self, number))
    chunks = -(-lake.path(TABLE).stat().st_size // 1000)
    assert lake.stamp(TABLE)
    # pyarrow asks for the last 64 KiB at once.
    assert len(asked) < 70 < chunks / 10
    asked.clear()
    lake.read(TABLE, columns=["c2"])
    assert len(asked) < chunks / 2


@pytest.mark.parametrize("layer", vault_files.RESTRICTED)
def test_without_keys_the_vault_is_neither_written_nor_read(lake, layer):
    table = f"{layer}.pupils"
    lake.write(table, ROWS, fingerprint="f")
    shut = Lake(lake.root)
    for ask in (
        lambda: shut.write(table, ROWS, "other", fingerprint="f"),
        lambda: shut.read(table),
        lambda: shut.stamp(table),
        lambda: list(shut.groups(table, "all")),
    ):
        with pytest.raises(ValueError, match="in the vault, and this lake was made without its keys"):
            ask()
    assert shut.partitions(table) == ["all"]
    assert not list(lake.root.rglob("*.part"))


def test_a_table_whose_chunk_was_edited_is_refused_through_the_reader(lake):
    lake.write(TABLE, ROWS, fingerprint="f")
    path = lake.path(TABLE)
    sealed = path.read_bytes()
    path.write_bytes(sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:])
    for ask in (lake.stamp, lake.read):
        with pytest.raises(OutOfDateError, match="damaged"):
            ask(TABLE)


def test_a_file_in_plain_is_refused_and_names_the_way_on(lake):
    lake.write("staging.pupils", ROWS, fingerprint="f")
    lake.path(TABLE).parent.mkdir(parents=True)
    lake.path("staging.pupils").rename(lake.path(TABLE))
    with pytest.raises(OutOfDateError, match="is not encrypted") as error:
        lake.read(TABLE)
    assert "send vault rekey" in error.value.hint


def test_a_key_is_made_on_first_use_for_its_owner_only(settings):
    settings = replace(settings, key_file=settings.root / "keys" / "p.key", vault_keys_in_environment="")
    assert settings.vault_keys(make=False) != settings.vault_keys(make=False)
    assert not settings.vault_key_file.exists()
    ring = settings.vault_keys()
    assert settings.vault_key_file == settings.root / "keys" / "vault.key"
    assert settings.vault_key_file.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in settings.vault_key_file.parent.iterdir()] == ["vault.key"]
    assert settings.vault_keys() == ring
    keys.make(settings.vault_key_file, keys.VAULT)
    assert settings.vault_keys() == ring


@pytest.mark.parametrize("place", ["data/p.key", "data/lake/p.key", "data/keys/p.key", "elsewhere/p.key"])
def test_a_key_that_lies_with_the_data_is_neither_made_nor_read(settings, place):
    root = settings.root
    path = root / place
    settings = replace(settings, lake=root / "elsewhere", key_file=path, key_in_environment="")
    settings = replace(settings, named_vault_key_file=path, vault_keys_in_environment="")
    for one in (settings, settings.on(date(2026, 3, 12))):
        for ask in (one.key, one.vault_keys, partial(one.vault_keys, make=False)):
            with pytest.raises(UsageError, match="lies with the data it protects"):
                ask()
    assert not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("17" * 32)
    (root / "link").symlink_to(path)
    for one in (settings, replace(settings, key_file=root / "link")):
        with pytest.raises(UsageError, match="lies with the data it protects"):
            one.key()


def test_several_keys_are_read_the_first_is_current(settings):
    one, two = "aa" * 32, "bb" * 32
    for text in (f"{one},{two}", f" {one} {two}\n", f"{one}\n{two}\n{one}\n"):
        assert replace(settings, vault_keys_in_environment=text).vault_keys().keys == (
            b"\xaa" * 32,
            b"\xbb" * 32,
        )
    for text in ("aa", f"{one},zz", f"{one}{two}"):
        with pytest.raises(UsageError, match="vault key in SEND_VAULT_KEY cannot be used"):
            replace(settings, vault_keys_in_environment=text).vault_keys()


def test_a_lost_key_is_never_replaced_in_silence(settings):
    settings = replace(settings, key_file=settings.root / "keys" / "p.key", vault_keys_in_environment="")
    ring = settings.vault_keys()
    Lake(settings.lake, ring).write(TABLE, ROWS, fingerprint="f")
    settings.vault_key_file.unlink()
    for make in (True, False):
        with pytest.raises(UsageError, match="key is missing, and the vault holds files") as error:
            settings.vault_keys(make=make)
    assert ring.ids[0] in error.value.why
    assert all(word in error.value.hint for word in ("backup", "nobody can read", "move", "Superseded"))
    assert not settings.vault_key_file.exists()


def test_a_sweep_removes_restored_files_that_nobody_uses(lake):
    past = lake.root / "as-returned" / "2026-03-12" / "vault"
    left = [past / "raw" / "391", past / "report-a", lake.root / "vault" / "report-b"]
    reports = lake.root / "vault" / "reports"
    for folder in (*left, reports):
        folder.mkdir(parents=True)
        (folder / "pupils.csv").write_text("Zqavryx")
    with lake.restoring() as used:
        (used / "pupils.csv").write_text("Zqavryx")
        lake.sweep()
        assert (used / "pupils.csv").exists()
    assert not used.exists()
    assert [p.parent for p in lake.root.rglob("pupils.csv")] == [reports]


def test_a_sweep_removes_what_the_dead_have_spilt_and_nothing_of_the_living(lake):
    lake.root.mkdir()
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    names = [f".spill-{process}-aa" for process in (ended.pid, os.getpid(), os.getppid())]
    for name in names:
        (lake.root / name).mkdir()
        (lake.root / name / "duckdb_temp").touch()
    lake.sweep()
    # A number of our own with another token: one before us had it.
    assert [path.name for path in lake.root.iterdir()] == names[2:]


def test_what_is_too_large_for_memory_spills_after_a_sweep_too_but_never_off_disk(lake, monkeypatch):
    monkeypatch.setattr(benches, "_started", cache(benches._started.__wrapped__))
    lake.write("staging.pupils", ROWS, fingerprint="f")
    large = "create table large as select hash(n)::varchar || repeat('x', 30) from range(1000000) as r(n)"
    for _ in range(2):
        with lake.connect({}) as con:
            con.execute("set memory_limit = '30MB'; set threads = 1")
            con.execute(large)
            assert list(lake.root.glob(".spill-*/*"))
        lake.sweep()
    with lake.connect({}, off_disk=True) as con:
        con.execute("set memory_limit = '30MB'; set threads = 1")
        with pytest.raises(duckdb.OutOfMemoryException):
            con.execute(large)


def test_a_build_of_a_past_day_keeps_what_it_has_restored(settings):
    own = Lake(settings.lake / "as-returned" / "2026-03-12", RING)
    (own.root / "vault" / "raw").mkdir(parents=True)
    (own.root / "vault" / "raw" / "pupils.csv").touch()
    own.sweep()
    assert list(own.root.rglob("pupils.csv"))


PLANTED = ("Zqavryx", "Vylqua", "Brenwick", "2008-Mar-07", "2008-03-07", "NE1 4XX", "NE14XX", upn(7), upn(8))


def test_no_file_of_a_lake_tells_who_a_child_is(settings, raw):
    pupils = [pupil(f"p{n}", upn=upn(n), dob="2008-Mar-07 00:00:00") for n in range(1, 61)]
    # One row is rejected, and lies as it came among the rejects.
    pupils[7] |= {"sex": "9", "surname": "Brenwick"}
    write_census(raw, pupils)
    write_ehcp(raw, [case("1")])
    report = build(settings, only=["school_census", "ehcp"])
    assert not report.refused
    every = [path for path in settings.lake.rglob("*") if path.is_file()]
    assert {path for _, path in vault_files.files(settings.lake)} == {
        path for path in (settings.lake / "vault").rglob("*") if path.is_file()
    }
    for path in every:
        data = path.read_bytes()
        assert [word for word in PLANTED if word.encode() in data] == [], path
    inside, outside = "", ""
    for path, table in every_table(settings.lake, settings.vault_keys()):
        said = str(table.to_pylist()) + str(table.schema.metadata)
        is_inside = path.is_relative_to(settings.lake / "vault")
        inside, outside = (inside + said, outside) if is_inside else (inside, outside + said)
    assert [word for word in (*PLANTED, "date(2008, 3, 7)") if word in outside] == []
    # They are there to be found.
    found = {word for word in (*PLANTED, "date(2008, 3, 7)") if word in inside}
    assert found >= {"Zqavryx", "Vylqua", "Brenwick", "date(2008, 3, 7)", "NE1 4XX", upn(7)}
