"""The command line of fetching: which editions and versions, what is listed, and what is not there."""

import json

import pytest
import typer
from filelock import FileLock
from typer.main import get_command

from pipelines.cli import commands_fetch
from pipelines.errors import SOURCE_MISSING, SourceMissingError, UsageError
from pipelines.fetch_errors import UnreachableError
from schemas.publications import FETCHED, PUBLICATIONS
from tests.builders_fetch import ABSENCE, SEN, SEN_FILE, csv_of, files, id_of, says, version
from tests.fixtures_fetch import runs, served  # noqa: F401


def test_an_edition_may_be_chosen(ees, run, raw):
    ees.add(
        SEN,
        "By area",
        version("2.0", "Academic year 2025/26", "2026-06-11T08:30:00Z"),
        version("1.1"),
        version("1.0"),
    )
    run(year=2025)
    assert files(raw) == {SEN_FILE: csv_of(3, "1.1")}


def test_an_edition_that_is_not_there_is_told(ees, run):
    ees.add(SEN, "By area")
    with pytest.raises(SourceMissingError, match="of the edition 2019"):
        run("sen_statistics", year=2019)


def test_a_version_may_be_pinned(ees, run, raw):
    data_set = ees.add(SEN, "By area", version("1.1"), version("1.0"))
    run(pins=[f"{data_set}=1.0"])
    assert files(raw) == {SEN_FILE: csv_of(3, "1.0")}


@pytest.mark.parametrize("pin", ["1.0", "x=1.0", f"{id_of('a')}=", f"{id_of('none')}=1.0"])
def test_a_pin_that_fits_nothing_is_refused(ees, run, raw, pin):
    ees.add(SEN, "By area")
    with pytest.raises(UsageError):
        run(pins=[pin])
    assert files(raw) == {}


def test_what_the_api_does_not_have_is_told_with_the_page_to_take_it_from(ees, run):
    ees.add(SEN, "By area")
    assert run() == 0
    assert "find-statistics/education-health-and-care-plans" in run.err
    assert "data/raw/000/sen2_statistics/<year>/" in run.err
    assert run("sen_statistics", "sen2_statistics") == SOURCE_MISSING


def test_an_extract_that_is_not_fetched_is_refused_with_the_nearest(run):
    with pytest.raises(UsageError) as caught:
        run("sen_statistic")
    assert "Did you mean 'sen_statistics'?" in caught.value.hint


def test_without_a_network_what_was_fetched_stays(ees, run, raw):
    ees.add(SEN, "By area")
    run()
    ees.faults["publications"].extend([says(503)] * 9)
    with pytest.raises(UnreachableError):
        run(to_list=True)
    assert "Fetched before, and still here: 1 file." in run.err
    assert set(files(raw)) == {SEN_FILE}


def test_the_list_tells_what_there_is_and_what_is_here(ees, run, raw):
    ees.add(SEN, "By area")
    ees.add(ABSENCE, "By reason")
    run("sen_statistics")
    assert run(to_list=True) == 0
    [sen] = [line for line in run.out.splitlines() if "By area" in line]
    [absence] = [line for line in run.out.splitlines() if "By reason" in line]
    assert f"data/raw/{SEN_FILE}" in sen
    assert "2025-06-12" in sen
    assert " no " in absence
    assert set(files(raw)) == {SEN_FILE}


@pytest.mark.parametrize("to_list", [True, False])
def test_a_program_gets_it_as_json(ees, run, to_list):
    data_set = ees.add(SEN, "By area")
    run("sen_statistics", to_list=to_list, as_json=True)
    said = json.loads(run.out)
    [one] = said["offers" if to_list else "files"]
    assert (one["data_set"], one["version"], one["edition"]) == (data_set, "1.0", 2025)


def test_two_fetches_do_not_run_at_once(run, settings):
    folder = settings.beside / "cache" / "fetch"
    folder.mkdir(parents=True)
    with FileLock(folder / ".lock"), pytest.raises(UsageError, match="Another"):
        run()


def test_an_edition_is_the_year_in_which_it_was_published(ees, run, raw):
    ees.add(SEN, "By area", version("1.0", "Academic year 2022/23", "2024-03-21T09:30:00Z"))
    run()
    assert set(files(raw)) == {"000/sen_statistics/2024/by-area.csv"}


def test_a_patch_is_of_the_edition_that_it_mends(ees, run, raw):
    ees.add(
        SEN,
        "By area",
        version("1.1.1", published="2026-01-08T09:30:00Z"),
        version("1.1", published="2025-12-18T09:30:00Z"),
        version("1.0", published="2025-06-12T08:30:00Z"),
    )
    run()
    assert files(raw) == {SEN_FILE: csv_of(3, "1.1.1")}


def test_every_publication_is_found_by_its_title():
    titles = {
        "Education, health and care plans": "sen2_statistics",
        SEN: "sen_statistics",
        ABSENCE: "absence_statistics",
        "Suspensions and permanent exclusions in England": "exclusion_statistics",
        "Key stage 2 attainment": "attainment_statistics",
        "Key stage 4 performance": "attainment_statistics",
        "Level 2 and 3 attainment age 16 to 25": "attainment_statistics",
        "Participation in education, training and NEET age 16 to 17 by local authority": (
            "participation_statistics"
        ),
        "Participation in education, training and employment age 16 to 18": "participation_statistics",
        "Pupil attendance in schools": None,
    }
    found = {
        title: next((one.extract for one in PUBLICATIONS if one.is_called(id_of("another"), title)), None)
        for title in titles
    }
    assert found == titles
    assert set(FETCHED) == {extract for extract in titles.values() if extract}


def test_the_command_line_is_as_its_help_says(ees, raw, settings, capsys, monkeypatch):
    ees.add(SEN, "By area")
    app = typer.Typer()
    app.callback()(lambda: None)
    app.add_typer(commands_fetch.commands)
    command = get_command(app)
    monkeypatch.setenv("SEND_EES_API", ees.address)
    assert command.main(["fetch", "sen_statistics", "--year", "2025"], "send", standalone_mode=False) == 0
    assert set(files(raw)) == {SEN_FILE}
    command.main(["fetch", "--help"], "send", standalone_mode=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "Example: send fetch --list" in said
    assert "SEND_EES_API" in said
