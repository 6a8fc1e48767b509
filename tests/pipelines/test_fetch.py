"""Delivering what was fetched: each file whole, in its edition's place, never over anybody else's."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import landing
from pipelines.errors import CONTRACT_BROKEN, UsageError
from pipelines.fetch import _slug, cache_of
from pipelines.fetch_api import DataSet
from pipelines.fetch_errors import UnreachableError
from tests.builders_fetch import ABSENCE, SEN, SEN_FILE, breaks_off, csv_of, files, id_of, says, version
from tests.fixtures_fetch import runs, served  # noqa: F401


def test_a_data_set_becomes_a_file_of_its_editions_delivery(ees, run, raw):
    data_set = ees.add(SEN, "By area")
    assert run("sen_statistics") == 0
    assert files(raw) == {SEN_FILE: csv_of(3, "1.0")}
    assert "Delivered 1 file. Next: send build" in run.out
    assert landing.is_delivered(raw / SEN_FILE)
    assert ees.paths("/csv") == [f"/v1/data-sets/{data_set}/csv?dataSetVersion=1.0"]


def test_the_source_of_every_file_is_in_the_ledger(ees, run, settings):
    data_set = ees.add(SEN, "By area")
    run("sen_statistics")
    ledger = json.loads((settings.beside / "cache" / "fetch" / "ledger.json").read_text("utf-8"))
    [entry] = ledger["delivered"]
    assert entry["file"] == SEN_FILE
    assert entry["address"] == f"{ees.address}/data-sets/{data_set}/csv?dataSetVersion=1.0"
    assert (entry["version"], entry["release"], entry["published"]) == (
        "1.0",
        "Academic year 2024/25",
        "2025-06-12",
    )
    assert len(entry["sha256"]) == 64
    assert entry["fetched"]


def test_fetching_twice_gives_the_same_bytes_and_downloads_once(ees, run, raw, settings):
    ees.add(SEN, "By area")
    ees.add(ABSENCE, "By reason")
    assert run() == 0
    before, ledger = files(raw), cache_of(settings.beside).ledger()
    assert len(before) == 2
    assert run() == 0
    assert files(raw) == before
    assert cache_of(settings.beside).ledger() == ledger
    assert len(ees.paths("/csv")) == 2
    assert "Delivered 0 files." in run.out


def test_a_file_that_was_taken_away_comes_back_from_the_cache(ees, run, raw):
    ees.add(SEN, "By area")
    run()
    (raw / SEN_FILE).unlink()
    run()
    assert files(raw) == {SEN_FILE: csv_of(3, "1.0")}
    assert len(ees.paths("/csv")) == 1


def test_a_newer_version_of_an_edition_replaces_the_file_that_we_put_there(ees, run, raw):
    data_set = ees.add(SEN, "By area")
    run()
    ees.versions[data_set].insert(0, version("1.1"))
    ees.csv[data_set, "1.1"] = csv_of(4, "1.1")
    run()
    assert files(raw) == {SEN_FILE: csv_of(4, "1.1")}
    assert "replaced" in run.out


def test_a_newer_version_of_the_same_bytes_is_noted_and_nothing_is_written(ees, run, raw, settings):
    data_set = ees.add(SEN, "By area")
    run()
    ees.versions[data_set].insert(0, version("1.1"))
    ees.csv[data_set, "1.1"] = ees.csv[data_set, "1.0"]
    run()
    assert "Delivered 0 files." in run.out
    assert [one.version for one in cache_of(settings.beside).ledger()] == ["1.0", "1.1"]


def test_a_data_set_under_another_title_leaves_no_second_file(ees, run, raw):
    data_set = ees.add(SEN, "By area")
    run()
    [listed] = ees.data_sets[id_of(SEN)]
    listed["title"] = "By local authority"
    ees.versions[data_set].insert(0, version("1.1"))
    ees.csv[data_set, "1.1"] = csv_of(4, "1.1")
    run()
    assert files(raw) == {"000/sen_statistics/2025/by-local-authority.csv": csv_of(4, "1.1")}


def test_the_next_edition_lies_beside_the_last(ees, run, raw):
    data_set = ees.add(SEN, "By area")
    run()
    ees.versions[data_set].insert(0, version("2.0", "Academic year 2025/26", "2026-06-11T08:30:00Z"))
    ees.csv[data_set, "2.0"] = csv_of(4, "2.0")
    run()
    assert files(raw) == {
        SEN_FILE: csv_of(3, "1.0"),
        "000/sen_statistics/2026/by-area.csv": csv_of(4, "2.0"),
    }


@pytest.mark.parametrize("name", ["by-area.csv", "sen_2025.csv"])
def test_a_delivery_from_elsewhere_is_left_as_it_is(ees, run, raw, name):
    ees.add(SEN, "By area")
    own = raw / "000" / "sen_statistics" / "2025" / name
    own.parent.mkdir(parents=True)
    own.write_bytes(b"own")
    assert run() == 0
    assert files(raw) == {own.relative_to(raw).as_posix(): b"own"}
    assert f"2025 is left as it is: it holds {name}" in run.err
    assert ees.paths("/csv") == []


def test_a_file_of_ours_that_was_changed_is_left_as_it_is(ees, run, raw):
    ees.add(SEN, "By area")
    run()
    (raw / SEN_FILE).write_bytes(b"changed by hand")
    run()
    assert files(raw) == {SEN_FILE: b"changed by hand"}
    assert "or not as it is now" in run.err


def test_what_desktops_leave_in_a_delivery_is_nobodys_file(ees, run, raw):
    ees.add(SEN, "By area")
    (raw / "000" / "sen_statistics" / "2025").mkdir(parents=True)
    (raw / "000" / "sen_statistics" / "2025" / "Thumbs.db").write_bytes(b"x")
    run()
    assert SEN_FILE in files(raw)


def test_a_crash_before_the_file_is_in_place_is_mended_by_the_next_run(ees, run, raw, monkeypatch):
    ees.add(SEN, "By area")
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.fetch.shutil.copyfile", _full)
        with pytest.raises(OSError, match="full"):
            run()
        assert files(raw) == {}
    assert run() == 0
    assert files(raw) == {SEN_FILE: csv_of(3, "1.0")}


def _full(_source, target):
    target.write_bytes(b"half")
    raise OSError(28, "full")


def test_two_data_sets_of_one_title_are_two_files(ees, run, raw):
    first = ees.add("Key stage 2 attainment", "By area")
    second = ees.add("Key stage 4 performance", "By area")
    run("attainment_statistics")
    assert set(files(raw)) == {
        f"000/attainment_statistics/2025/by-area-{one[:8]}.csv" for one in (first, second)
    }


@pytest.mark.parametrize("title", ["../../../etc/passwd", "..", "a/b\\c:d\x00", "CSV\n" * 90, "ÆØÅ"])
def test_a_title_never_leads_out_of_its_place(ees, run, raw, title):
    ees.add(SEN, title)
    assert run() == 0
    [place] = files(raw)
    assert place.startswith("000/sen_statistics/2025/")
    assert place.count("/") == 3
    assert len(place) < 130


@given(st.binary(min_size=1))
def test_every_title_is_a_lawful_file_name(title):
    name = _slug(DataSet(id_of("x"), title.decode("latin-1"), superseded=False))
    assert name
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_only_tables_of_authorities_that_are_in_force_are_fetched(ees, run, raw):
    ees.add(SEN, "By area")
    ees.add(SEN, "Underlying data", version(geographicLevels=["Local authority", "School"]))
    ees.add(SEN, "By district", version(geographicLevels=["National", "Local authority district"]))
    ees.add(SEN, "By area, as it was", supersedingDataSetId=id_of("new"))
    run()
    assert set(files(raw)) == {SEN_FILE}


def test_what_goes_wrong_with_one_ends_no_other(ees, run, raw):
    ees.add(SEN, "By area", body=b"no,table\n1,2\n")
    ees.add(ABSENCE, "By reason")
    assert run() == CONTRACT_BROKEN
    assert set(files(raw)) == {"000/absence_statistics/2025/by-reason.csv"}
    assert "Error: The answer to" in run.err
    assert "failed" in run.out


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (breaks_off(20), UnreachableError),
        (says(503), UnreachableError),
        (says(200, b"<html>", Content_Type="text/html"), UnreachableError),
    ],
)
def test_where_nobody_answers_any_more_nothing_is_half_delivered(ees, run, raw, fault, kind):
    ees.add(SEN, "By area")
    ees.faults["csv"].extend([fault] * 9)
    with pytest.raises(kind):
        run()
    assert files(raw) == {}
    ees.faults["csv"].clear()
    assert run() == 0
    assert set(files(raw)) == {SEN_FILE}


def test_a_ledger_that_is_none_is_told_and_kept(ees, run, settings, raw):
    ees.add(SEN, "By area")
    ledger = settings.beside / "cache" / "fetch" / "ledger.json"
    ledger.parent.mkdir(parents=True)
    ledger.write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="ledger"):
        run()
    assert ledger.read_text("utf-8") == "{"
    assert files(raw) == {}
