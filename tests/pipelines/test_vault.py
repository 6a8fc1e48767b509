"""The vault's files: opened at any place with the right key, refused when anything was done to them."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache, partial
from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import benches, keys, vault, vault_files
from pipelines.errors import OutOfDateError, UsageError
from pipelines.keys import KeyRing
from pipelines.lake import Lake
from pipelines.run import build
from pipelines.vault import Opened, Sealing
from pipelines.vault_files import HEADER_BYTES
from tests.builders import pupil, upn, write_census
from tests.builders_ehcp import case, write_ehcp
from tests.builders_vault import every_table

RING, OTHER = KeyRing((b"\1" * 32,)), KeyRing((b"\2" * 32,))
TABLE, CHUNK = "vault.pupils", 10
SEALED_CHUNK = CHUNK + vault.TAG_BYTES
TEXT = b"Zqavryx and Vylqua live here"
ROWS = pa.table({"row": [1, 2], "name": ["Zqavryx", "Vylqua"]})


def sealed(path, data=TEXT, *, table=TABLE, ring=RING, chunk=CHUNK):
    """A sealed file, in chunks so small that a test shows them."""
    with vault.private(path) as file:
        sealing = Sealing(file, table, ring, chunk)
        sealing.write(data)
        sealing.end(path.stem)
    return path


def opened(path, ring=RING, table=TABLE):
    with Opened(path, table, ring) as file:
        return file.read()


def edited(path, change):
    path.write_bytes(change(path.read_bytes()))
    return path


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake", RING)


def test_a_file_opens_with_its_key_and_tells_nothing_without(tmp_path):
    path = sealed(tmp_path / "a")
    assert opened(path) == TEXT
    data = path.read_bytes()
    assert not [word for word in TEXT.split() if len(word) > 3 and word in data]
    assert RING.current not in data
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_same_data_is_sealed_otherwise_each_time(tmp_path):
    first, second = sealed(tmp_path / "a").read_bytes(), sealed(tmp_path / "b").read_bytes()
    assert first[HEADER_BYTES:] != second[HEADER_BYTES:]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_any_length_comes_back(tmp_path, size):
    path = sealed(tmp_path / "a", b"x" * size)
    assert opened(path) == b"x" * size
    assert path.stat().st_size == HEADER_BYTES + size + vault.TAG_BYTES * max(-(-size // CHUNK), 1)


def test_another_key_is_named_with_those_at_hand(tmp_path):
    with pytest.raises(UsageError, match="another vault key") as error:
        opened(sealed(tmp_path / "a"), OTHER)
    assert f"under key {RING.ids[0]}" in error.value.why
    assert OTHER.ids[0] in error.value.why
    assert "rekey" in error.value.hint


def test_a_former_key_still_opens(tmp_path):
    assert opened(sealed(tmp_path / "a"), KeyRing((*OTHER.keys, *RING.keys))) == TEXT


def test_a_ring_shows_no_key():
    assert repr(RING) == "KeyRing()"
    assert RING.current.hex() not in repr(Lake(None, RING))


def test_settings_show_no_key(settings):
    shown = repr(settings)
    assert settings.key().hex() not in shown
    assert settings.vault_keys().current.hex() not in shown


EVERY_BYTE = HEADER_BYTES + 3 * SEALED_CHUNK - (3 * CHUNK - len(TEXT))


@pytest.mark.parametrize("place", range(EVERY_BYTE))
def test_no_byte_can_be_edited(tmp_path, place):
    path = sealed(tmp_path / "a")
    assert path.stat().st_size == EVERY_BYTE
    with pytest.raises((OutOfDateError, UsageError)):
        opened(edited(path, lambda d: d[:place] + bytes([d[place] ^ 1]) + d[place + 1 :]))


def _swapped(data):
    first, second, third = HEADER_BYTES, HEADER_BYTES + SEALED_CHUNK, HEADER_BYTES + 2 * SEALED_CHUNK
    return data[:first] + data[second:third] + data[first:second] + data[third:]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d[: HEADER_BYTES + 2 * SEALED_CHUNK],
        lambda d: d[: HEADER_BYTES + SEALED_CHUNK],
        lambda d: d[:HEADER_BYTES],
        lambda d: d[: HEADER_BYTES - 1],
        lambda d: d[:-1],
        lambda _: b"",
        lambda d: d + b"x",
        lambda d: d + d[HEADER_BYTES:],
        lambda d: d[:HEADER_BYTES] + d[HEADER_BYTES + SEALED_CHUNK :],
        _swapped,
    ],
    ids=[
        "last-chunk-dropped", "two-dropped", "header-alone", "half-a-header", "a-byte-less", "empty",
        "a-byte-more", "twice", "first-chunk-dropped", "chunks-swapped",
    ],
)  # fmt: skip
def test_what_was_cut_or_moved_is_refused(tmp_path, change):
    with pytest.raises(OutOfDateError, match="damaged, or was edited") as error:
        opened(edited(sealed(tmp_path / "a"), change))
    assert "backup" in error.value.hint


def test_what_was_cut_is_refused_whatever_is_read_of_it(tmp_path):
    path = edited(sealed(tmp_path / "a"), lambda d: d[: HEADER_BYTES + SEALED_CHUNK])
    with pytest.raises(OutOfDateError), Opened(path, TABLE, RING) as file:
        file.read(1)


def test_a_file_in_the_place_of_another_tables_is_refused(tmp_path):
    with pytest.raises(OutOfDateError, match="damaged"):
        opened(sealed(tmp_path / "a"), table="rejects.pupils")


def test_a_file_in_the_place_of_another_partitions_is_refused(tmp_path):
    path = sealed(tmp_path / "2024.parquet")
    with (
        pytest.raises(OutOfDateError, match="damaged") as error,
        Opened(path.rename(tmp_path / "2025.parquet"), TABLE, RING),
    ):
        pass
    assert "table and partition" in error.value.why


def test_a_partition_is_bound_to_the_name_it_is_committed_under(lake):
    writing = lake.begin(TABLE, "2024", ROWS.schema)
    writing.add(ROWS)
    writing.commit("f", {}, "2024.refused")
    assert lake.read(TABLE, "2024.refused").equals(ROWS)
    lake.path(TABLE, "2024.refused").rename(lake.path(TABLE, "2024"))
    for ask in (lake.stamp, lake.read):
        with pytest.raises(OutOfDateError, match="damaged"):
            ask(TABLE, "2024")


def test_a_partition_that_two_lakes_share_opens_in_both(lake, tmp_path):
    other = Lake(tmp_path / "other", RING)
    lake.write(TABLE, ROWS, "2024", fingerprint="f")
    other.adopt(lake, TABLE, "2024")
    assert other.read(TABLE, "2024").equals(ROWS)


def test_a_chunk_of_another_file_is_refused(tmp_path):
    other = sealed(tmp_path / "b").read_bytes()
    path = edited(sealed(tmp_path / "a"), lambda d: d[:-SEALED_CHUNK] + other[-SEALED_CHUNK:])
    with pytest.raises(OutOfDateError, match="damaged"):
        opened(path)


def test_a_later_form_is_told_apart(tmp_path):
    place = len(vault_files.MAGIC)
    path = edited(sealed(tmp_path / "a"), lambda d: d[:place] + b"\2" + d[place + 1 :])
    with pytest.raises(OutOfDateError, match="form that is not known"):
        opened(path)


ONE_MOVE = st.tuples(st.integers(-40, 220), st.sampled_from([0, 1, 2]), st.integers(-1, 90))


@given(
    st.binary(max_size=200),
    st.integers(1, 64),
    st.lists(st.integers(0, 50), max_size=4),
    st.lists(ONE_MOVE, max_size=12),
)
def test_read_at_any_place_it_is_as_read_whole(tmp_path_factory, data, chunk, cuts, moves):
    path, plain = tmp_path_factory.mktemp("v") / "a", io.BytesIO(data)
    with vault.private(path) as file:
        sealing = Sealing(file, TABLE, RING, chunk)
        places = [0, *sorted(cuts), len(data)]
        for start, end in pairwise(places):
            sealing.write(memoryview(data)[start:end])
        sealing.end(path.stem)
    with Opened(path, TABLE, RING) as file:
        for offset, whence, size in moves:
            start = {0: 0, 1: plain.tell(), 2: len(data)}[whence]
            plain.seek(max(start + offset, 0))
            assert file.seek(offset, whence) == plain.tell() == file.tell()
            assert file.read(size) == plain.read(size)
        file.seek(0)
        assert file.read() == data


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
    edited(path, lambda d: d[:100] + bytes([d[100] ^ 1]) + d[101:])
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
