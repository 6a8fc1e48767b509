"""The Dagster shell, run for real: it builds what is due, it reports counts, and it does no work twice."""

import shutil

import dagster as dg
import pytest

from assets.core import joint
from assets.release import RELEASE
from assets.staging import staging
from pipelines import people, release, run, steps
from pipelines.lake import Lake
from tests.builders import pupil, sen2_person, sen2_plan, upn, write_census, write_independent, write_sen2

CORE = joint.keys
PUPILS = dg.AssetKey(["staging", "school_census_pupilonroll"])


def pupils(n=40, **items):
    return [pupil(str(k), upn=upn(k), **items) for k in range(1, n + 1)]


@pytest.fixture
def three(raw):
    write_census(raw, pupils())
    write_independent(raw, [("108900", 100, 12, 8)])
    write_sen2(raw, [sen2_person(upn(n), sen2_plan()) for n in range(1, 21)])


def state(settings):
    """Everything in the lake by what it was made from and when it was written."""
    files = (p for p in settings.lake.rglob("*.parquet") if "landing" not in p.parts)
    return {str(p.relative_to(settings.lake)): p.stat().st_mtime_ns for p in files}


def metadata(daemon, key):
    return daemon.instance.get_latest_materialization_event(key).asset_materialization.metadata


def failed_checks(result):
    return [e for e in result.get_asset_check_evaluations() if not e.passed]


def test_a_new_delivery_is_built_and_released_once_and_of_a_resubmission_its_dependants(
    daemon, settings, raw, three
):
    made = daemon.settle()
    assert "staging/school_census_pupilonroll[391_2019-spring]" in made
    assert made[-1] == "release"
    assert all(one.success for one in daemon.runs)
    assert release.current_release(settings.marts)
    assert metadata(daemon, dg.AssetKey(["core", "enrolment"]))["dagster/row_count"].value == 40

    assert run.build(settings).did_nothing

    write_census(raw, [*pupils(39), pupil("40", upn=upn(40), senprovision="K", need="ASD")])
    made = daemon.settle()
    assert all("school_census" in one and "2019-spring" in one for one in made if one.startswith("staging/"))
    assert {one for one in made if one.startswith("core/")} == {
        "core/sen_status",
        "core/need",
        "core/sen_history",
    }
    assert {"marts/prevalence", "marts/need_profile", "release"} <= set(made)
    assert "marts/ehcp_timeliness" not in made


@pytest.mark.full
def test_everything_is_asked_for_once(daemon, three):
    made = daemon.settle()
    assert len(made) == len(set(made))
    assert daemon.settle() == []


def test_a_file_is_not_taken_while_it_is_being_copied(daemon, raw):
    folder = write_census(raw, pupils())
    assert daemon.look() == []
    file = next(p for p in folder.iterdir())
    file.write_bytes(file.read_bytes() + b"\n")
    assert daemon.look() == []
    assert daemon.look()


@pytest.mark.full
def test_who_is_counted_is_asked_for_where_it_is_read(daemon, settings, three):
    daemon.settle()
    (settings.beside / "scope.toml").write_text("oldest_age = 24\n", "utf-8")
    made = daemon.settle()
    assert "marts/plans_maintained" in made
    assert made[-1] == "release"
    assert not [one for one in made if one.startswith(("staging/", "core/"))]


def test_a_framework_or_a_scenario_that_was_written_is_told_once(daemon, settings, three):
    daemon.look()
    daemon.look()
    for folder, name in (("frameworks", "391.toml"), ("scenarios/391", "fewer.toml")):
        path = settings.beside / folder / name
        path.parent.mkdir(parents=True)
        path.write_text("name = 'whatever it says'\n", "utf-8")
    assert daemon.look() == []  # it may still be being written
    assert sorted(event.asset_key.path for event in daemon.look()) == [["frameworks"], ["scenarios"]]
    assert daemon.look() == []


@pytest.mark.full
def test_files_touched_but_not_changed_ask_for_nothing(daemon, raw, three):
    daemon.settle()
    for file in raw.rglob("*.csv"):
        file.touch()
    assert daemon.settle() == []


def test_what_send_build_has_built_dagster_does_not_rebuild(daemon, settings, three):
    run.build(settings)
    before, released = state(settings), release.current_release(settings.marts)
    made = daemon.settle()
    assert not [one for one in made if one.startswith("staging/")]
    assert state(settings) == before
    assert release.current_release(settings.marts) == released
    assert metadata(daemon, RELEASE)["made"].value == "up to date"


@pytest.mark.full
def test_a_refused_delivery_fails_its_checks_with_counts_and_changes_nothing(daemon, settings, raw, three):
    daemon.settle()
    before, released = state(settings), release.current_release(settings.marts)
    write_census(raw, pupils(40, senprovision="?"))
    made = daemon.settle()
    result = daemon.runs[-1]
    assert not result.success
    assert made == []
    told = {one.asset_key.path[1]: one.metadata for one in failed_checks(result)}
    assert told["school_census_pupilonroll"]["rejects"].value == 40
    after = {name: when for name, when in state(settings).items() if ".refused" not in name}
    assert after == {name: before[name] for name in after}
    assert len(after) == len(before)
    assert release.current_release(settings.marts) == released


@pytest.mark.full
def test_a_refused_delivery_put_right_goes_through(daemon, raw, three):
    daemon.settle()
    write_census(raw, pupils(40, senprovision="?"))
    daemon.settle()
    write_census(raw, pupils(40, senprovision="E"))
    made = daemon.settle()
    assert "release" in made
    assert daemon.runs[-1].success


@pytest.mark.full
def test_a_refused_delivery_holds_back_no_other(daemon, raw, three):
    write_census(raw, pupils(40, senprovision="?"), year=2020)
    daemon.settle()
    write_census(raw, pupils(40), year=2021)
    made = daemon.settle()
    assert "staging/school_census_pupilonroll[391_2021-spring]" in made
    assert "release" in made


def test_in_a_run_of_several_deliveries_each_stands_for_itself(daemon, raw):
    write_census(raw, pupils(30), year=2019)
    write_census(raw, pupils(40, senprovision="?"), year=2020)
    write_census(raw, pupils(40), year=2021)
    daemon.look()
    daemon.look()
    [tables] = [asset.keys for asset in staging if PUPILS in asset.keys]
    result = daemon.run(tables, "391_2019-spring", through="391_2021-spring")
    assert not result.success
    assert daemon.instance.get_materialized_partitions(PUPILS) == {"391_2019-spring", "391_2021-spring"}
    assert failed_checks(result)[0].metadata["refused"].value == 1


@pytest.mark.full
def test_a_delivery_that_is_gone_is_withdrawn(daemon, settings, raw, three):
    write_census(raw, pupils(30), year=2020)
    daemon.settle()
    shutil.rmtree(raw / "391" / "school_census" / "2020-spring")
    made = daemon.settle()
    assert "core/enrolment" in made
    assert "school_census.391_2020-spring" not in Lake(settings.lake).partitions(steps.DELIVERY)
    assert metadata(daemon, dg.AssetKey(["core", "enrolment"]))["dagster/row_count"].value == 40
    assert run.build(settings).did_nothing


@pytest.mark.full
def test_a_drive_that_cannot_be_reached_withdraws_nothing(daemon, settings, raw, three):
    daemon.settle()
    before = state(settings)
    raw.rename(raw.with_name("unplugged"))
    raw.mkdir()
    assert daemon.settle() == []
    result = daemon.run([dg.AssetKey(["staging", "independent_schools_school"])], "391_2019")
    assert not result.success
    assert state(settings) == before


@pytest.mark.full
def test_what_was_built_behind_its_back_is_told_on(daemon, settings, raw, three):
    daemon.settle()
    write_census(raw, pupils(50))
    run.build(settings)
    assert {"core/enrolment", "marts/prevalence", "release"} <= set(daemon.settle())
    assert run.build(settings).did_nothing


@pytest.mark.full
def test_a_schedule_tells_which_returns_are_late(daemon, three):
    daemon.settle()
    job = daemon.defs.resolve_job_def("termly_returns")
    result = job.execute_in_process(instance=daemon.instance)
    told = {one.check_name: one for one in result.get_asset_check_evaluations()}
    assert not told["no_return_late"].passed
    assert "school_census.391_2020-spring" in told["no_return_late"].metadata["returns"].value


def test_an_unforeseen_error_leaves_without_its_words(daemon, monkeypatch, three):
    def broken(*_args, **_more):
        raise ValueError("Could not convert 'Zqavryx'")

    monkeypatch.setattr(people, "link", broken)
    result = daemon.run(CORE)
    said = str([event for event in result.all_events if event.is_failure])
    assert "ValueError at test_shell.py" in said
    assert "Zqavryx" not in said


def test_a_run_waits_for_the_build_at_work(daemon, settings, monkeypatch, three):
    monkeypatch.setattr("assets.deployment._WAIT_SECONDS", 0.1)
    with run.alone(settings):
        result = daemon.run(CORE)
    assert not result.success
    assert "Another build is at work" in str([e for e in result.all_events if e.is_failure])
