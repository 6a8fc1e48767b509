"""The whole way: what is up to date is left alone, order does not matter, failure changes nothing."""

import hashlib
import os
import shutil
import signal

import pytest

from pipelines import history, release, steps
from pipelines.errors import OutOfDateError, RefusedError, SourceMissingError, UsageError
from pipelines.run import alone, build, workshop
from tests.builders import pupil, sen2_person, sen2_plan, upn, write_census, write_independent, write_sen2
from tests.builders_roots import copy_into, deployment_at

pytestmark = pytest.mark.usefixtures("few_marts")


def pupils(n=40, **items):
    return [pupil(str(k), upn=upn(k), **items) for k in range(1, n + 1)]


def some_deliveries(raw):
    write_census(raw, [*pupils(30), *pupils(50, senprovision="K", need="ASD")[30:]])
    write_census(raw, pupils(50), year=2020)
    write_independent(raw, [("108900", 100, 12, 8)])
    write_sen2(raw, [sen2_person(upn(n), sen2_plan()) for n in range(1, 21)])


def contents(lake):
    """Every table of the lake by what it holds, the memory of refusals and of versions left out."""
    return {
        (layer, table, partition): lake.stamp(table, partition).content
        for layer in ("staging", "core", "marts", "landing")
        for table in lake.tables(layer)
        if table not in {steps.REFUSAL, history.VERSION}
        for partition in lake.partitions(table)
    }


def released(settings):
    folder = release.current_release(settings.marts)
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted((folder / "csv").iterdir())}


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """Some deliveries, built from scratch: the deployment, and what the build said."""
    once = deployment_at(tmp_path_factory.mktemp("once"))
    some_deliveries(once.raw)
    return once, build(once)


@pytest.fixture
def first(settings, built_once):
    """The deployment is a copy of it; what the build said."""
    once, report = built_once
    copy_into(settings, once)
    return report


def test_a_second_build_does_nothing(settings, first):
    assert first.is_new_release
    assert len(first.staged) == 4
    second = build(settings)
    assert second.did_nothing
    assert second.release.name == first.release.name


def test_one_new_delivery_rebuilds_only_what_depends_on_it(settings, raw, first):
    write_census(raw, pupils(50), year=2021)
    report = build(settings)
    assert report.staged == ["school_census.391_2021-spring"]
    rebuilt = {name.split("[")[0] for name in report.rebuilt}
    assert "core.enrolment" in rebuilt
    assert not {"core.independent_school", "core.plan", "core.request"} & rebuilt
    partitions = [name for name in report.rebuilt if name.startswith(("core.enrolment", "core.sen_status"))]
    assert partitions == [
        "core.enrolment[school_census.391_2021-spring]",
        "core.sen_status[school_census.391_2021-spring]",
    ]


@pytest.mark.full
def test_the_result_of_steps_equals_a_build_from_scratch(settings, raw):
    write_census(raw, pupils(50), year=2020)
    build(settings)
    some_deliveries(raw)
    build(settings)
    grown, shown = contents(workshop(settings).lake), released(settings)
    shutil.rmtree(settings.lake)
    shutil.rmtree(settings.marts)
    build(settings)
    assert contents(workshop(settings).lake) == grown
    assert released(settings) == shown


def test_the_order_of_deliveries_does_not_matter(settings, raw, tmp_path, built_once):
    some_deliveries(raw)
    shelf = tmp_path / "shelf"
    raw.rename(shelf)
    for extract in ("sen2", "independent_schools", "school_census"):
        (raw / "391").mkdir(parents=True, exist_ok=True)
        shutil.copytree(shelf / "391" / extract, raw / "391" / extract)
        build(settings)
    once, _ = built_once
    assert contents(workshop(settings).lake) == contents(workshop(once).lake)


def test_a_bad_resubmission_leaves_the_one_in_force(settings, raw, first):
    before, shown = contents(workshop(settings).lake), released(settings)
    write_census(raw, pupils(50, senprovision=""))
    report = build(settings)
    assert report.exit_code == 4
    [error] = report.refused.values()
    assert "50 of 50 rows of its pupilonroll table are rejected" in error.why
    assert contents(workshop(settings).lake) == before
    assert released(settings) == shown
    assert workshop(settings).lake.partitions("rejects.school_census_pupilonroll") == [
        "391_2019-spring",
        "391_2019-spring.refused",
        "391_2020-spring",
    ]
    again = build(settings)  # remembered, not read again
    assert again.exit_code == 4
    assert again.refused["school_census.391_2019-spring"].why == error.why


def test_a_stray_folder_in_a_delivery_leaves_it_in_force_and_makes_no_release(settings, raw, first):
    (raw / "391" / "school_census" / "2020-spring" / "old").mkdir()
    report = build(settings)
    assert report.exit_code == 4
    assert report.withdrawn == []
    assert report.release.name == first.release.name
    assert "school_census.391_2020-spring" in workshop(settings).lake.partitions(steps.DELIVERY)


def test_a_corrected_resubmission_is_accepted(settings, raw, first):
    write_census(raw, pupils(50, senprovision=""))
    build(settings)
    write_census(raw, pupils(50, senprovision="E", need="ASD"))
    assert build(settings).exit_code == 0
    assert not workshop(settings).lake.partitions(steps.REFUSAL)


def test_a_delivery_taken_away_is_withdrawn(settings, raw, first):
    shutil.rmtree(raw / "391" / "school_census" / "2020-spring")
    report = build(settings)
    assert report.withdrawn == ["school_census.391_2020-spring"]
    lake = workshop(settings).lake
    assert lake.partitions("core.enrolment") == ["school_census.391_2019-spring"]
    assert "391_2020-spring" not in lake.partitions("vault.school_census_pupilonroll")


def test_another_key_makes_other_pseudonyms(settings, first, monkeypatch):
    lake = workshop(settings).lake
    before = set(lake.read("core.person")["person_id"].to_pylist())
    monkeypatch.setenv("SEND_KEY", "22" * 32)
    build(type(settings).from_environment())
    assert not before & set(lake.read("core.person")["person_id"].to_pylist())


def test_nothing_to_build_from(settings):
    with pytest.raises(SourceMissingError, match="no delivery"):
        build(settings)


def test_nothing_acceptable(settings, raw):
    write_census(raw, pupils(5, senprovision=""))
    with pytest.raises(RefusedError, match="No delivery could be accepted"):
        build(settings)
    assert release.current_release(settings.marts) is None


def test_only_what_is_named_and_no_release(settings, raw):
    some_deliveries(raw)
    report = build(settings, only=["school_census", "need_profile"])
    assert {name.split(".")[0] for name in report.staged} == {"school_census"}
    assert "marts.need_profile" in report.rebuilt
    assert "marts.prevalence" not in report.rebuilt
    assert report.release is None
    with pytest.raises(UsageError, match="no shoes to build"):
        build(settings, only=["shoes"])


def test_two_builds_at_once_are_refused(settings, raw):
    some_deliveries(raw)
    with alone(settings), pytest.raises(OutOfDateError, match="Another build"):
        build(settings)


def test_the_lake_is_for_its_owner_only(built_once):
    once, _ = built_once
    assert once.lake.stat().st_mode & 0o777 == 0o700
    files = list(once.lake.rglob("*.parquet"))
    assert files
    assert {p.stat().st_mode & 0o777 for p in files} == {0o600}


KILLED = """
import os, signal, sys
from pipelines import lake, run, settings

real, count = lake.Lake.write, 0
def write(self, *args, **kwargs):
    global count
    count += 1
    if count == int(sys.argv[1]):
        (self.root / "staging").mkdir(exist_ok=True)
        (self.root / "staging" / "half.part").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, *args, **kwargs)
lake.Lake.write = write
run.build(settings.Settings.from_environment())
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_build_killed_at_any_moment_leaves_the_release_and_repairs_itself(settings, raw, first, forked):
    shown, was = released(settings), contents(workshop(settings).lake)
    write_census(raw, [*pupils(30), *pupils(50, senprovision="E", need="MLD")[30:]])
    for moment in (1, 6, 7, 4):  # counted in writes from where the one before was killed
        assert forked(KILLED, str(moment)) == -signal.SIGKILL
        assert released(settings) == shown
    build(settings)
    assert released(settings) != shown
    assert not list(settings.lake.rglob("*.part"))
    some_deliveries(raw)
    build(settings)
    assert released(settings) == shown
    assert contents(workshop(settings).lake) == was
