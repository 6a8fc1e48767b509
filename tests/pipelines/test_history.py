"""As returned and as now known: what takes a version's place erases nothing; a past day can be released."""

import hashlib
import os
import shutil
import signal
from datetime import UTC, date, datetime

import pytest

from pipelines import as_returned, history, landing, release, run, steps
from pipelines.errors import OutOfDateError, RefusedError, SourceMissingError, UsageError
from pipelines.lake import RESTRICTED, Lake
from pipelines.ledger import CELL, PUBLIC
from pipelines.run import build, workshop
from pipelines.workbench import workbench
from tests.builders import pupil, upn, write_census, write_independent
from tests.builders_history import pupils, some_deliveries
from tests.builders_roots import copy_into, deployment_at

pytestmark = pytest.mark.usefixtures("few_marts")

CENSUS = "school_census.391_2019-spring"
MARCH = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
JUNE = datetime(2026, 6, 20, 9, 30, tzinfo=UTC)
JULY = datetime(2026, 7, 2, 9, 30, tzinfo=UTC)
# Later than the tests are run.
AFTERWARDS = datetime(2096, 7, 2, 9, 30, tzinfo=UTC)


def census(settings, now=None):
    """The census alone, and no mart."""
    return build(settings, only=["school_census"], now=now)


def figures(folder):
    """The released marts as CSV, by their bytes; not the tables that speak of the release."""
    return {
        p.name: p.read_bytes()
        for p in sorted((folder / "csv").iterdir())
        if p.stem not in {"about", "lineage"}
    }


def every_file(folder):
    """Every file below, by what it holds and when it was written; but the ledger, which is of all days."""
    of_all_days = {"as-returned", "ledger", "told"}
    return {
        p.relative_to(folder): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns)
        for p in folder.rglob("*")
        if p.is_file() and not of_all_days & set(p.parts)
    }


def ledger(settings, partition=CENSUS):
    return [(v.landed, v.until) for v in history.versions(Lake(settings.lake), partition)]


@pytest.fixture(scope="module")
def built_in_march(tmp_path_factory):
    """Accepted in March, and released."""
    once = deployment_at(tmp_path_factory.mktemp("march"))
    some_deliveries(once.raw)
    build(once, now=MARCH)
    return once


@pytest.fixture(scope="module")
def built_twice(tmp_path_factory, built_in_march):
    """Resubmitted in June; the files of March."""
    once = deployment_at(tmp_path_factory.mktemp("twice"))
    copy_into(once, built_in_march)
    folder = once.raw / "391" / "school_census" / "2019-spring"
    files = {p.name: p.read_bytes() for p in folder.iterdir()}
    write_census(once.raw, pupils(25))
    assert build(once, now=JUNE).staged == [CENSUS]
    return once, files


@pytest.fixture(scope="module")
def built_for_may(tmp_path_factory, built_twice):
    """In July a day in May is released beside it; what that build said."""
    once = deployment_at(tmp_path_factory.mktemp("may"))
    copy_into(once, built_twice[0])
    return once, as_returned.build(once, date(2026, 5, 1), now=JULY)


@pytest.fixture(scope="module")
def census_in_march(tmp_path_factory):
    """The census alone, accepted in March."""
    once = deployment_at(tmp_path_factory.mktemp("census"))
    write_census(once.raw, pupils(15))
    census(once, MARCH)
    return once


# Copies of them that a test may change.


@pytest.fixture
def march(settings, built_in_march):
    """The release made in March."""
    copy_into(settings, built_in_march)
    return released_in_march(settings)


@pytest.fixture
def twice(settings, built_twice):
    """The release made in March, and the files of then."""
    once, files = built_twice
    copy_into(settings, once)
    return released_in_march(settings), files


@pytest.fixture
def accepted(settings, census_in_march):
    copy_into(settings, census_in_march)


def released_in_march(settings):
    return settings.marts / "releases" / f"{MARCH:%Y%m%dT%H%M%SZ}"


def test_a_resubmission_takes_the_place_of_the_first_and_keeps_it(settings, raw, twice):
    _, files = twice
    assert ledger(settings) == [(MARCH, JUNE), (JUNE, None)]
    lake = Lake(settings.lake, settings.vault_keys())
    assert len(lake.partitions("received.school_census")) == 3
    old, _ = history.versions(lake, CENSUS)
    kept = lake.read("received.school_census", f"391_2019-spring.{old.fingerprint[:12]}")
    assert {row["file"]: row["data"] for row in kept.to_pylist()} == files


def test_a_release_as_returned_before_the_resubmission_equals_the_one_made_then(built_for_may):
    once, then = built_for_may
    assert then.release.relative_to(once.root).parts[:4] == ("data", "marts", "as-returned", "2026-05-01")
    assert release.current_release(once.marts / "as-returned" / "2026-05-01") == then.release
    assert figures(then.release) == figures(released_in_march(once))
    assert figures(then.release) != figures(release.current_release(once.marts))
    # Only what differs was read again.
    assert then.staged == [CENSUS]
    assert len(then.unchanged) == 3


def test_it_says_of_itself_by_which_day_and_of_which_versions_it_is(built_for_may):
    once, report = built_for_may
    as_now, then = release.manifest_of(release.current_release(once.marts)), report.release
    said = release.manifest_of(then)
    assert said["as_returned_by"] == "2026-05-01"
    assert "as_returned_by" not in as_now
    assert "as returned by 2026-05-01" in (then / "csv" / "about.csv").read_text("utf-8")
    versions = [
        {f"{d['extract']}.{d['delivery']}": (d["version"], d["landed"]) for d in one["deliveries"]}
        for one in (said, as_now)
    ]
    assert versions[0][CENSUS] == (1, "2026-03-10T09:30:00+00:00")
    assert versions[1][CENSUS] == (2, "2026-06-20T09:30:00+00:00")
    assert versions[0]["sen2.391_2024"] == versions[1]["sen2.391_2024"] == (1, "2026-03-10T09:30:00+00:00")


def test_the_present_lake_and_release_are_left_alone_and_no_file_lies_about(settings, raw, twice):
    before = every_file(settings.root / "data")
    day = date(2026, 5, 1)
    as_returned.build(settings, day, now=JULY)
    assert every_file(settings.root / "data") == before
    assert not settings.on(day).raw.exists()
    assert not list((settings.lake / "as-returned").rglob("*.csv"))
    assert settings.on(day).lake.stat().st_mode & 0o777 == 0o700
    files = [p for p in settings.lake.rglob("*") if p.suffix == ".parquet"]
    assert {p.stat().st_mode & 0o777 for p in files} == {0o600}
    assert build(settings).did_nothing
    assert not list(settings.lake.rglob("*.part"))


def test_the_same_day_again_has_nothing_to_do(settings, built_for_may):
    once, first = built_for_may
    copy_into(settings, once)
    again = as_returned.build(settings, date(2026, 5, 1), now=JULY)
    assert again.did_nothing
    assert again.release.relative_to(settings.root) == first.release.relative_to(once.root)


def test_a_day_on_which_all_was_as_now_takes_everything_over(settings, twice):
    day = date(2026, 6, 20)
    report = as_returned.build(settings, day, now=JULY)
    assert report.staged == report.rebuilt == []
    assert figures(report.release) == figures(release.current_release(settings.marts))
    # What is made of that day later is protected together with it.
    # In the ledger of all days, under its name and its own.
    name = f"{report.release.name}_{day}"
    assert name in Lake(settings.lake).partitions(PUBLIC)
    assert name in Lake(settings.lake).partitions(CELL)


def test_files_that_hold_the_same_records_are_linked_all_the_same(settings, raw, march):
    """Content alone does not tell that a delivery's links stand in the other lake."""
    file = next((raw / "391" / "school_census" / "2019-spring").glob("*pupilonroll.csv"))
    file.write_bytes(file.read_bytes() + b"\n")
    build(settings, now=JUNE)
    assert figures(as_returned.build(settings, date(2026, 5, 1), now=JULY).release) == figures(march)


@pytest.mark.parametrize(
    ("landed", "is_in"),
    [
        ("2026-03-12T23:59:59+00:00", True),
        ("2026-03-13T00:00:00+00:00", False),
        # In summer time the day ends an hour earlier by UTC.
        ("2026-06-12T22:59:59+00:00", True),
        ("2026-06-12T23:00:00+00:00", False),
    ],
)
def test_a_day_ends_at_midnight_in_england(settings, raw, landed, is_in):
    write_independent(raw, [("108900", 100, 12, 8)])
    at = datetime.fromisoformat(landed)
    build(settings, only=["independent_schools"], now=at)
    day = date(2026, at.month, 12)
    assert bool(history.on(Lake(settings.lake), day)) is is_in


def test_a_delivery_resubmitted_on_the_stroke_of_midnight_was_in_force_on_the_day_before(settings, raw):
    write_independent(raw, [("108900", 100, 12, 8)])
    build(settings, only=["independent_schools"], now=MARCH)
    write_independent(raw, [("108900", 100, 12, 9)])
    build(settings, only=["independent_schools"], now=datetime(2026, 3, 13, tzinfo=UTC))
    lake = Lake(settings.lake)
    assert history.on(lake, date(2026, 3, 12)) == {"independent_schools.391_2019": 1}
    assert history.on(lake, date(2026, 3, 13)) == {"independent_schools.391_2019": 2}


def test_code_that_changed_makes_no_version_and_keeps_when_it_landed(settings, accepted, monkeypatch):
    was = every_file(settings.lake / "vault" / "received")
    monkeypatch.setattr(steps, "code_version", lambda extract: f"another {extract.name}")
    assert len(census(settings, JUNE).staged) == 1
    assert ledger(settings) == [(MARCH, None)]
    assert every_file(settings.lake / "vault" / "received") == was
    stamp = Lake(settings.lake).stamp(steps.DELIVERY, CENSUS)
    assert stamp.facts["landed"] == "2026-03-10T09:30:00+00:00"


def test_a_lake_from_before_versions_were_noted_says_when_its_deliveries_landed(settings, march):
    shutil.rmtree(settings.lake / "landing" / "version")
    shutil.rmtree(settings.lake / "vault" / "received")
    build(settings, now=JUNE)
    assert ledger(settings) == [(MARCH, None)]
    assert as_returned.build(settings, date(2026, 4, 1), now=JULY).release


def test_a_withdrawal_closes_a_version_and_a_return_opens_another(settings, raw, tmp_path, march):
    folder, shelf = raw / "391" / "school_census" / "2019-spring", tmp_path / "shelf"
    folder.rename(shelf)
    assert build(settings, now=JUNE).withdrawn == [CENSUS]
    assert ledger(settings) == [(MARCH, JUNE)]
    shelf.rename(folder)
    build(settings, now=JULY)
    assert ledger(settings) == [(MARCH, JUNE), (JULY, None)]
    lake = Lake(settings.lake)
    assert history.on(lake, date(2026, 5, 1))[CENSUS] == 1
    assert CENSUS not in history.on(lake, date(2026, 6, 25))
    assert len([p for p in lake.partitions("received.school_census") if "2019" in p]) == 1
    gone = as_returned.build(settings, date(2026, 6, 25), now=JULY)
    assert CENSUS not in {*gone.staged, *gone.unchanged}
    # The files are those in force now, so nothing is read; but they had landed in March then.
    then = as_returned.build(settings, date(2026, 5, 1), now=JULY)
    assert then.staged == []
    [said] = [
        d for d in release.manifest_of(then.release)["deliveries"] if d["delivery"] == "391_2019-spring"
    ]
    assert (said["version"], said["landed"]) == (1, "2026-03-10T09:30:00+00:00")


def test_a_refused_resubmission_is_no_version(settings, raw, accepted):
    write_census(raw, [pupil(str(k), upn=upn(k), senprovision="") for k in range(1, 51)])
    assert census(settings, JUNE).exit_code == 4
    assert ledger(settings) == [(MARCH, None)]
    assert len(Lake(settings.lake).partitions("received.school_census")) == 1


def test_files_are_kept_piece_by_piece_and_come_back_byte_for_byte(settings, raw, tmp_path, monkeypatch):
    monkeypatch.setattr(history, "PIECE_BYTES", 1000)
    folder = write_census(raw, pupils(15))
    (folder / "beside.csv").write_bytes(b"")
    delivery = landing.delivery_at(folder, raw)
    lake = Lake(settings.lake, settings.vault_keys())
    history.keep(lake, delivery)
    history.accept(lake, delivery, MARCH)
    groups = [
        g.num_rows
        for g in lake.groups("received.school_census", lake.partitions("received.school_census")[0])
    ]
    assert set(groups) == {1}
    assert len(groups) > 6
    again = history.delivery_of(lake, CENSUS, tmp_path / "restored", settings.beside)
    assert again.fingerprint == delivery.fingerprint
    history.restore(lake, again)
    history.restore(lake, again)
    there = {p.name: p.read_bytes() for p in again.files[0].path.parent.iterdir()}
    assert there == {p.name: p.read_bytes() for p in folder.iterdir()}
    assert {p.path.stat().st_mode & 0o777 for p in again.files} == {0o600}


def test_a_file_that_changes_while_it_is_kept_refuses_the_delivery(settings, raw, accepted, monkeypatch):
    lake = Lake(settings.lake)
    before = lake.stamp("staging.school_census_pupilonroll", "391_2019-spring")
    folder = write_census(raw, pupils(25))
    delivery = landing.delivery_at(folder, raw)

    def checked(_delivery):
        file = next(folder.glob("*senneeds.csv"))
        file.write_bytes(file.read_bytes().replace(b"ASD", b"MLD"))

    monkeypatch.setattr(steps, "check_unchanged", checked)
    with pytest.raises(RefusedError, match="changed while it was being read"):
        steps.stage(workshop(settings), delivery, now=JUNE)
    assert ledger(settings) == [(MARCH, None)]
    assert lake.stamp("staging.school_census_pupilonroll", "391_2019-spring") == before
    assert lake.stamp(steps.DELIVERY, CENSUS)


KILLED = """
import os, signal, sys
from pipelines import history, run, settings
real = getattr(history, sys.argv[1])
def dies(*args, **kwargs):
    if sys.argv[2] == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(history, sys.argv[1], dies)
run.build(settings.Settings.from_environment(), only=["school_census"])
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize(("step", "when"), [("keep", "after"), ("accept", "before"), ("accept", "after")])
@pytest.mark.usefixtures("accepted")
def test_a_build_killed_around_the_ledger_is_repaired_by_the_next(settings, raw, forked, step, when):
    write_census(raw, pupils(20))
    assert forked(KILLED, step, when) == -signal.SIGKILL
    # It need not be the same files that come next.
    write_census(raw, pupils(25))
    assert CENSUS in census(settings, AFTERWARDS).staged
    versions = history.versions(Lake(settings.lake), CENSUS)
    assert versions[0].landed == MARCH
    assert [v.until is None for v in versions] == [False] * (len(versions) - 1) + [True]
    kept = Lake(settings.lake).partitions("received.school_census")
    assert {p.split(".")[1] for p in kept if "2019" in p} == {v.fingerprint[:12] for v in versions}
    assert len(versions) == (3 if (step, when) == ("accept", "after") else 2)
    assert census(settings).did_nothing
    assert not list(settings.lake.rglob("*.part"))


def test_a_delivery_that_was_taken_away_after_a_kill_is_withdrawn(settings, raw, march):
    # What a build leaves that is killed between the ledger and saying that the delivery is in force.
    Lake(settings.lake).drop(steps.DELIVERY, CENSUS)
    shutil.rmtree(raw / "391" / "school_census" / "2019-spring")
    assert build(settings, now=JUNE).withdrawn == [CENSUS]
    assert ledger(settings) == [(MARCH, JUNE)]
    assert "391_2019-spring" not in Lake(settings.lake).partitions("staging.school_census_pupilonroll")


def test_before_anything_had_landed_there_is_nothing_to_release(settings, raw, twice):
    with pytest.raises(SourceMissingError) as error:
        as_returned.build(settings, date(2026, 3, 9), now=JULY)
    assert "10 March 2026" in error.value.why
    assert "send build --as-returned 2026-03-10" in error.value.hint
    assert not (settings.lake / "as-returned").exists()


def test_without_any_lake_none_is_made(settings):
    with pytest.raises(SourceMissingError, match="No delivery was ever accepted"):
        as_returned.build(settings, date(2026, 3, 9), now=JULY)
    assert not settings.lake.exists()


def test_a_day_to_come_is_no_past(settings, twice):
    with pytest.raises(UsageError, match="still to come"):
        as_returned.build(settings, date(2026, 7, 3), now=JULY)
    assert as_returned.build(settings, date(2026, 7, 2), now=JULY).release


def test_files_that_are_lost_are_told_before_anything_is_built(settings, twice):
    lake = Lake(settings.lake)
    lake.drop(
        "received.school_census", f"391_2019-spring.{history.versions(lake, CENSUS)[0].fingerprint[:12]}"
    )
    with pytest.raises(OutOfDateError, match="cannot be had"):
        as_returned.build(settings, date(2026, 5, 1), now=JULY)


def test_a_version_that_todays_rules_refuse_is_told_and_the_rest_released(settings, raw, twice, monkeypatch):
    monkeypatch.setattr("pipelines.storing.Storing.check_limit", refuse)
    report = as_returned.build(settings, date(2026, 5, 1), now=JULY)
    assert report.exit_code == 4
    assert list(report.refused) == [CENSUS]
    said = release.manifest_of(report.release)
    assert said["refused"] == [{"extract": "school_census", "delivery": "391_2019-spring"}]
    assert not settings.on(date(2026, 5, 1)).raw.exists()


def refuse(_storing):
    raise RefusedError("Refused.", why="A rule is new.", hint="Ask.")


def test_the_past_waits_for_nobody_and_nobody_works_beside_it(settings, twice):
    with run.alone(settings), pytest.raises(OutOfDateError, match="Another build"):
        as_returned.build(settings, date(2026, 5, 1), now=JULY)


def test_no_query_can_name_what_was_received(settings, twice):
    assert "received" in RESTRICTED
    lake = Lake(settings.lake)
    with pytest.raises(ValueError, match="vault"), lake.connect({"received.school_census": None}):
        pass
    with workbench(lake) as con:
        schemas = {
            name
            for (name,) in con.execute(
                "select distinct table_schema from information_schema.tables"
            ).fetchall()
        }
    assert not schemas & set(RESTRICTED)
