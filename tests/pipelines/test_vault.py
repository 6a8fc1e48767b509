"""The vault's files: opened at any place with the right key, refused when anything was done to them."""

import io
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import vault, vault_files
from pipelines.errors import OutOfDateError, UsageError
from pipelines.keys import KeyRing
from pipelines.lake import Lake
from pipelines.vault import Opened, Sealing
from pipelines.vault_files import HEADER_BYTES

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
