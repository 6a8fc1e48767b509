"""What a build notes in the audit log, and what releases say of the log."""

import json
import shutil
from dataclasses import replace
from datetime import date

import pytest

from pipelines import as_returned, audit, audit_chain, release, steps
from pipelines.audit_chain import BrokenLogError
from pipelines.audit_verify import verify
from pipelines.errors import OutOfDateError, RefusedError
from pipelines.run import build, workshop
from tests.builders import pupil, upn, write_census, write_independent
from tests.builders_audit import JUNE, MARCH, SCHOOLS, STAMP, settings_at, write_log, write_release
from tests.builders_history import pupils

pytestmark = pytest.mark.usefixtures("few_marts")

CENSUS = "school_census.391_2019-spring"

# What a build notes.


def noted(settings, *, but=("linked",)):
    log = audit.log_of(settings.lake)
    return [(e.what, e.about, dict(e.counts)) for e in audit_chain.entries(log) if e.what not in but]


def named_after_a_child(raw):
    folder = write_independent(raw, [("108900", 100, 12, 8)])
    [file] = folder.iterdir()
    file.rename(folder / "Zqavryx Vylqua plan.csv")
    write_census(raw, pupils(15))


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    settings = settings_at(tmp_path_factory.mktemp("audited"))
    named_after_a_child(settings.raw)
    assert build(settings, now=MARCH).exit_code == 0
    return settings


@pytest.fixture
def built(settings, built_once):
    """A copy of what was built once, which a test may change."""
    shutil.rmtree(settings.root / "data")
    shutil.copytree(built_once.root / "data", settings.root / "data", symlinks=True)
    return replace(settings, by="ann")


def test_a_build_notes_each_delivery_and_the_release_in_their_order(built_once):
    one, two, three = noted(built_once)
    assert one == (
        "accepted", SCHOOLS, {"version": 1, "files": 1, "received": 1, "lawful": 1, "rejects": 0}
    )  # fmt: skip
    assert two[:2] == ("accepted", CENSUS)
    assert two[2]["received"] == two[2]["lawful"] > 50
    said = release.manifest_of(release.current_release(built_once.marts))
    assert three == (
        "released",
        STAMP,
        {
            "marts": len(said["rows"]),
            "rows": sum(said["rows"].values()),
            "hidden": sum(loss["hidden"] for loss in said["loss"].values()),
        },
    )
    entries = list(audit_chain.entries(audit.log_of(built_once.lake)))
    assert {(e.who, e.at) for e in entries if e.what != "linked"} == {("ann", "2026-03-10T09:30:00+00:00")}


def test_a_release_says_how_far_the_log_went_before_it_and_nothing_else_of_it(built_once):
    *_, before, last = audit_chain.entries(audit.log_of(built_once.lake))
    current = release.current_release(built_once.marts)
    assert release.manifest_of(current)["audit"] == {"entries": before.n, "head": before.hash}
    assert (last.what, last.previous) == ("released", before.hash)
    assert not [path for path in current.rglob("*") if path.suffix == ".jsonl"]
    assert "ann" not in (current / "manifest.json").read_text("utf-8").replace('"', " ").split()


def test_the_log_holds_no_name_of_a_file_no_number_and_no_pseudonym(built_once):
    text = audit.log_of(built_once.lake).read_text("utf-8")
    persons = set(workshop(built_once).lake.read("core.person")["person_id"].to_pylist())
    assert len(persons) == 50
    assert not [one for one in persons | {upn(k) for k in range(1, 51)} if one in text]
    assert "Zqavryx" not in text
    assert ".csv" not in text


def test_a_log_of_a_build_verifies_and_a_build_that_does_nothing_adds_nothing(built):
    before = audit.log_of(built.lake).read_bytes()
    assert build(built, now=JUNE).did_nothing
    assert audit.log_of(built.lake).read_bytes() == before
    [found] = verify(built)
    assert (found.releases, found.unnoted) == (1, ())


def test_what_a_release_is_made_from_does_not_depend_on_the_log(built):
    audit.note(built.lake, audit.DECIDED, counts={"decisions": 1}, who="ann")
    assert build(built, now=JUNE).did_nothing


def test_a_refusal_is_noted_once_and_a_withdrawal_when_it_happens(built):
    raw = built.raw
    write_census(raw, [pupil(str(k), upn=upn(k), senprovision="") for k in range(1, 51)])
    before = len(noted(built))
    for _ in range(2):
        build(built, only=["school_census"], now=JUNE)
    assert noted(built)[before:] == [("refused", CENSUS, {"files": len(list(
        (raw / "391" / "school_census" / "2019-spring").iterdir()))})]  # fmt: skip
    steps.withdraw(workshop(built), {CENSUS}, now=JUNE)
    assert noted(built)[before + 1 :] == [("withdrawn", SCHOOLS, {})]
    assert len(verify(built)) == 1


def test_the_same_deliveries_at_the_same_time_by_the_same_person_give_the_same_bytes(tmp_path):
    logs = []
    for name in ("one", "two"):
        settings = settings_at(tmp_path / name)
        write_independent(settings.raw, [("108900", 100, 12, 8)])
        build(settings, only=["independent_schools"], now=MARCH)
        entries = [e for e in audit_chain.entries(audit.log_of(settings.lake)) if e.what != "linked"]
        logs.append([replace(e, n=0, previous="", hash="") for e in entries])
    assert logs[0] == logs[1]
    assert len(logs[0]) == 1


def test_a_past_day_has_a_log_of_its_own_that_is_verified_too(built):
    present = audit.log_of(built.lake).read_bytes()
    day = date(2026, 5, 1)
    made = as_returned.build(built, day, now=JUNE)
    assert audit.log_of(built.lake).read_bytes() == present
    past = built.on(day)
    assert noted(past)[-2:] == [
        ("released", made.release.name, noted(past)[-2][2]),
        ("past-built", "2026-05-01", {"deliveries": 2, "refused": 0}),
    ]
    as_returned.build(built, day, now=JUNE)
    assert len(noted(past)) == 2
    assert [found.day for found in verify(built)] == [None, day]


# What the releases say of the log.


def test_a_release_that_leaves_out_what_it_said_of_the_log_is_seen(built):
    file = release.current_release(built.marts) / "manifest.json"
    said = json.loads(file.read_text("utf-8"))
    del said["audit"]
    file.write_text(json.dumps(said), "utf-8")
    with pytest.raises(BrokenLogError, match="does not tell of the log"):
        verify(built)


def test_a_log_that_is_gone_is_seen(built):
    audit.log_of(built.lake).unlink()
    with pytest.raises(BrokenLogError, match="of which the log holds 0"):
        verify(built)


def test_releases_from_before_logs_were_kept_are_left_alone(tmp_path):
    settings = settings_at(tmp_path)
    write_log(settings.lake, 2)
    write_release(settings, {"release": "20250101T000000Z"}, "20250101T000000Z")
    assert verify(settings)[0].releases == 1


@pytest.mark.parametrize("said", [{"audit": 3}, {"audit": {"entries": "x", "head": 1}}, {"audit": {}}, []])
def test_a_manifest_that_says_something_else_of_the_log_is_seen(tmp_path, said):
    settings = settings_at(tmp_path)
    write_log(settings.lake, 2)
    write_release(settings, said)
    with pytest.raises(BrokenLogError, match=STAMP):
        verify(settings)


def test_before_the_first_entry_there_is_nothing_to_verify(tmp_path):
    with pytest.raises(OutOfDateError, match="no audit log yet"):
        verify(settings_at(tmp_path))


def test_a_broken_log_is_no_refusal_of_a_delivery():
    assert not issubclass(BrokenLogError, RefusedError)
