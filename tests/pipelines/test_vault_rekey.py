"""A new key for all that the vault holds: nothing is lost, whenever it is cut short."""

import json
from dataclasses import replace

import pyarrow as pa
import pytest

from pipelines import audit, keys, vault_files
from pipelines.errors import OutOfDateError, UsageError
from pipelines.keys import KeyRing
from pipelines.lake import Lake
from pipelines.run import alone
from pipelines.vault_rekey import former_keys, rekey

TABLES = ("vault.pupils", "rejects.pupils", "received.sen2", "findings.pupils")
PAST = "as-returned/2026-03-12"


def rows(table, partition):
    return pa.table({"told": [table, partition] * 50})


def fill(lake, ring):
    """Two partitions of each restricted table, and the same in the lake of a past day."""
    for root in (lake, lake / PAST):
        for table in TABLES:
            for partition in ("2024", "2025"):
                Lake(root, ring).write(table, rows(table, partition), partition, fingerprint=f"f {table}")


def holds_all(settings):
    for root in (settings.lake, settings.lake / PAST):
        lake = Lake(root, settings.vault_keys())
        for table in TABLES:
            for partition in ("2024", "2025"):
                assert lake.read(table, partition).equals(rows(table, partition))
                assert lake.stamp(table, partition).fingerprint == f"f {table}"
    return True


def in_plain(lake):
    """The same as earlier versions wrote it."""
    for root in (lake, lake / PAST):
        plain = Lake(root)
        for table in TABLES:
            for partition in ("2024", "2025"):
                plain.write("staging.x", rows(table, partition), fingerprint=f"f {table}")
                path = plain.path(table, partition)
                path.parent.mkdir(parents=True, exist_ok=True)
                plain.path("staging.x").rename(path)


@pytest.fixture
def settings(settings):
    """Its keys lie in files."""
    return replace(settings, key_file=settings.root / "keys" / "p.key", vault_keys_in_environment="")


def noted(settings):
    lines = audit.log_of(settings.lake).read_text().splitlines()
    said = [json.loads(line) for line in lines]
    return [(one["about"], one["counts"]) for one in said if one["what"] == audit.REKEYED.word]


def contents(settings):
    return {
        path: Lake(settings.lake, settings.vault_keys()).stamp(table, path.stem).content
        for table, path in vault_files.files(settings.lake)
        if PAST not in str(path)
    }


def test_all_is_under_the_new_key_and_the_old_one_leaves_the_key_file(settings):
    old = settings.vault_keys()
    fill(settings.lake, old)
    before = contents(settings)
    said = []
    done = rekey(settings, said.append)
    ring = settings.vault_keys()
    assert (done.files, done.plain, done.from_keys, done.to_key) == (16, 0, old.ids, ring.ids[0])
    assert (done.is_new_key, done.dropped, done.former) == (True, old.ids, former_keys(settings))
    assert len(ring.keys) == 1
    assert ring != old
    assert holds_all(settings)
    assert contents(settings) == before
    assert vault_files.holdings(settings.lake).sealed == {ring.ids[0]: 16}
    with pytest.raises(UsageError, match="another vault key"):
        Lake(settings.lake, old).read("vault.pupils", "2024")
    assert said[-1] == "Encrypting file 16 of 16"
    for path in (settings.vault_key_file, former_keys(settings)):
        assert path.stat().st_mode & 0o777 == 0o600
    assert keys.several(former_keys(settings).read_text(), "", keys.VAULT) == old.keys
    assert sorted(p.name for p in settings.vault_key_file.parent.iterdir()) == [
        "vault.key",
        "vault.key.former",
    ]
    rekey(settings)
    assert keys.several(former_keys(settings).read_text(), "", keys.VAULT) == (*old.keys, *ring.keys)


@pytest.mark.parametrize("after", [1, 7, 16])
@pytest.mark.parametrize("begun", ["sealed", "plain"])
def test_cut_short_all_can_be_read_and_it_is_finished_by_the_next(settings, after, begun):
    if begun == "sealed":
        fill(settings.lake, settings.vault_keys())
    else:
        in_plain(settings.lake)

    def killed(text):
        if text.startswith(f"Encrypting file {after} "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rekey(settings, killed)
    halfway = settings.vault_keys()
    held = vault_files.holdings(settings.lake)
    assert held.sealed[halfway.ids[0]] == after - 1
    assert noted(settings) == [(halfway.ids[0], {"files": 16, "plain": 16 if begun == "plain" else 0})]
    if begun == "sealed":
        assert holds_all(settings)
    done = rekey(settings)
    assert vault_files.holdings(settings.lake).sealed == {done.to_key: 16}
    assert len(settings.vault_keys().keys) == 1
    assert holds_all(settings)
    assert noted(settings)[1] == (done.to_key, {"files": done.files, "plain": done.plain})
    if begun == "sealed":
        assert (done.files, done.is_new_key, done.to_key) == (17 - after, False, halfway.ids[0])


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("step", ["replace", "sync_folder"])
def test_cut_short_at_the_key_file_nothing_is_lost(settings, step, count, monkeypatch):
    fill(settings.lake, settings.vault_keys())
    real, calls = getattr(keys, step), []

    def cut(*args):
        calls.append(args)
        if len(calls) == count:
            raise KeyboardInterrupt
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(keys, step, cut)
        with pytest.raises(KeyboardInterrupt):
            rekey(settings)
    assert holds_all(settings)
    done = rekey(settings)
    assert vault_files.holdings(settings.lake).sealed == {done.to_key: 16}
    assert holds_all(settings)


def test_what_lies_in_plain_is_encrypted(settings):
    in_plain(settings.lake)
    done = rekey(settings)
    assert (done.files, done.plain, done.from_keys, done.is_new_key) == (16, 16, (), True)
    assert (done.dropped, done.former) == ((), None)
    assert vault_files.holdings(settings.lake).plain == 0
    assert holds_all(settings)


def test_files_that_two_lakes_share_stay_one(settings):
    ring = settings.vault_keys()
    fill(settings.lake, ring)
    own, past = Lake(settings.lake, ring), Lake(settings.lake / PAST, ring)
    past.adopt(own, "vault.pupils", "2024")
    rekey(settings)
    paths = [lake.path("vault.pupils", "2024") for lake in (own, past)]
    assert paths[0].samefile(paths[1])
    assert holds_all(settings)
    assert not list(settings.lake.rglob("*.part"))


def test_a_file_that_was_put_in_the_place_of_another_is_told_before_anything_is_changed(settings):
    fill(settings.lake, settings.vault_keys())
    lake = Lake(settings.lake, settings.vault_keys())
    lake.path("vault.pupils", "2024").replace(lake.path("vault.pupils", "2025"))
    before = settings.vault_keys(), vault_files.holdings(settings.lake)
    with pytest.raises(OutOfDateError, match="damaged"):
        rekey(settings)
    assert (settings.vault_keys(), vault_files.holdings(settings.lake)) == before


def test_keys_of_the_environment_are_not_changed_and_it_says_which_may_go(settings):
    one, two = "aa" * 32, "bb" * 32
    settings = replace(settings, vault_keys_in_environment=two)
    fill(settings.lake, settings.vault_keys())
    settings = replace(settings, vault_keys_in_environment=f"{one},{two}")
    done = rekey(settings)
    ring = settings.vault_keys()
    assert (done.files, done.to_key, done.is_new_key) == (16, ring.ids[0], False)
    assert (done.dropped, done.former) == (ring.ids[1:], None)
    assert not settings.vault_key_file.exists()
    assert holds_all(replace(settings, vault_keys_in_environment=one))
    assert rekey(settings).files == 0


def test_a_file_under_a_key_that_is_not_there_is_told_before_anything_is_changed(settings):
    fill(settings.lake, settings.vault_keys())
    stranger = KeyRing((b"\3" * 32,))
    Lake(settings.lake, stranger).write("vault.pupils", rows("x", "y"), "2023", fingerprint="f")
    before = settings.vault_keys(), vault_files.holdings(settings.lake)
    with pytest.raises(UsageError, match="another vault key") as error:
        rekey(settings)
    assert stranger.ids[0] in error.value.why
    assert (settings.vault_keys(), vault_files.holdings(settings.lake)) == before


def test_no_new_key_while_a_build_is_at_work_or_the_key_is_lost(settings):
    fill(settings.lake, settings.vault_keys())
    with alone(settings), pytest.raises(OutOfDateError, match="Another build"):
        rekey(settings)
    settings.vault_key_file.unlink()
    with pytest.raises(UsageError, match="key is missing"):
        rekey(settings)
    assert not settings.vault_key_file.exists()
