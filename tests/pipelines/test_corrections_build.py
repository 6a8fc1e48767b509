"""Corrections at work: a build applies them, notes who and when, and a past day stands as it stood then."""

import json
from datetime import UTC, date, datetime

import pytest

from pipelines import as_returned, corrections, findings
from pipelines.cli.main import run
from pipelines.lake import Lake
from pipelines.release import current_release, manifest_of
from pipelines.run import build, workshop
from tests.builders import write_independent
from tests.pipelines.test_corrections import (
    CENSUS,
    census,
    delivery,  # noqa: F401
    filled,
    offered,  # noqa: F401
    with_a_fault,  # noqa: F401
)

pytestmark = pytest.mark.usefixtures("few_marts")

KEY = "391_2019-spring"
MARCH, JUNE, AUTUMN = (datetime(2026, m, 10, tzinfo=UTC) for m in (3, 6, 10))


def rejected(lake):
    return lake.stamp("rejects.school_census_pupilonroll", KEY).rows


def ethnicities(lake):
    return lake.read("staging.school_census_pupilonroll", KEY)["ethnicity"].to_pylist().count("WBRI")


def census_alone(settings, now):
    """The census and no mart."""
    return build(settings, only=["school_census"], now=now)


def ledger(lake):
    table = "vault.corrections_school_census"
    return [lake.read(table, entry).to_pylist() for entry in lake.partitions(table)]


def test_the_next_build_applies_it_and_only_its_finding_is_gone(settings, tmp_path, delivery):  # noqa: F811
    lake = Lake(settings.lake, settings.vault_keys())
    before = set(map(str, findings.found_in(lake, CENSUS).to_pylist()))
    filled(settings, tmp_path, delivery)
    report = build(settings, now=JUNE)
    assert report.staged == [CENSUS]
    assert rejected(lake) == 0
    after = set(map(str, findings.found_in(lake, CENSUS).to_pylist()))
    [gone] = before - after
    assert "'row': 10" in gone
    assert "ethnicity" in gone
    [[entry]] = ledger(lake)
    assert (entry["who"], entry["applied"], entry["was"], entry["now"]) == ("J Analyst", JUNE, "QQQQ", "WBRI")
    [said] = manifest_of(current_release(settings.marts))["deliveries"]
    assert said["is_corrected"] is True
    assert build(settings, now=JUNE).did_nothing


def test_taken_away_it_holds_no_more_and_is_noted(settings, tmp_path, delivery):  # noqa: F811
    lake = Lake(settings.lake, settings.vault_keys())
    filled(settings, tmp_path, delivery)
    census_alone(settings, JUNE)
    corrections.place(delivery).unlink()
    census_alone(settings, AUTUMN)
    assert rejected(lake) == 1
    assert [len(entry) for entry in ledger(lake)] == [1, 0]


def test_a_past_day_stands_as_it_was_corrected_then(settings, tmp_path, delivery):  # noqa: F811
    filled(settings, tmp_path, delivery)
    census_alone(settings, JUNE)
    corrections.place(delivery).unlink()
    census_alone(settings, AUTUMN)
    found = []
    for day in (date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 10)):
        as_returned.build(settings, day, now=AUTUMN)
        found.append(rejected(Lake(settings.on(day).lake, settings.vault_keys())))
    assert found == [1, 0, 1]


def test_a_void_file_is_told_at_every_build_and_applied_to_nothing(settings, tmp_path, delivery, capsys):  # noqa: F811
    filled(settings, tmp_path, delivery)
    census(settings.raw, {11: {"ethnicity": "QQQQ"}})
    for _ in range(2):
        assert run(["build", "--only", "school_census", "--json"]) == 0
        [void] = json.loads(capsys.readouterr().out)["void_corrections"]
        assert "void" in void
        assert "391_2019-spring" in void
    assert rejected(Lake(settings.lake, settings.vault_keys())) == 1


def test_a_file_that_is_not_ours_refuses_its_delivery_and_no_other(settings, tmp_path, delivery):  # noqa: F811
    write_independent(settings.raw, [("108900", 10, 1, 1)])
    filled(settings, tmp_path, delivery, Seal="x")
    report = build(settings, now=JUNE)
    assert list(report.refused) == [CENSUS]
    assert "send corrections" in report.refused[CENSUS].hint
    assert rejected(workshop(settings).lake) == 1
    assert corrections.place(delivery).exists()


@pytest.mark.parametrize("value", ["QQQQ", "not a code"])
def test_a_corrected_value_is_judged_like_any_other(settings, tmp_path, delivery, value):  # noqa: F811
    filled(settings, tmp_path, delivery, **{"Corrected value": value})
    census_alone(settings, JUNE)
    assert rejected(Lake(settings.lake, settings.vault_keys())) == 1
