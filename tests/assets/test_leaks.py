"""Nothing that names a child gets into what Dagster keeps: every table of its databases is searched."""

import re
import sqlite3

import dagster as dg

from assets.staging import nameless
from pipelines.errors import RefusedError
from pipelines.lake import Lake
from pipelines.sample import Order, write_sample
from pipelines.staging import RECORD
from tests.assets.conftest import Daemon
from tests.builders_secrets import found_among
from tests.builders_vault import received_in

PUPILS = "staging/school_census_pupilonroll"


def kept(home):
    """All that is in Dagster's folder, as text."""
    for path in home.rglob("*"):
        if path.suffix == ".db":
            with sqlite3.connect(path) as database:
                yield from database.iterdump()
        elif path.is_file():
            yield path.read_text("utf-8", errors="replace")


def identifiers(settings):
    """Every value in the vault: numbers, names, days of birth, postcodes, free text.

    Not the supplier's keys of records: in a national return they are the ordinals that stand in every table.
    """
    lake = Lake(settings.lake, settings.vault_keys())
    for table in received_in(lake):
        for column in table.column_names:
            if column not in {"row", RECORD}:
                yield from (str(value) for value in table[column].unique().to_pylist() if value is not None)


def test_no_identifier_of_the_sample_is_in_any_event_or_run(settings, tmp_path):
    write_sample(
        settings.raw, settings.truth, Order(size=300, first_year=2025, last_year=2025, ehcp_months=1)
    )
    home = tmp_path / "dagster"
    home.mkdir()
    with dg.DagsterInstance.local_temp(str(home)) as instance:
        daemon = Daemon(settings, instance)
        daemon.settle()
        _spoil(settings.raw / "391" / "school_census" / "2025-spring")
        daemon.settle()
        assert {result.success for result in daemon.runs} == {True, False}
        said = "\n".join(kept(home))
    assert PUPILS in said.replace('", "', "/")
    words = set(re.findall(r"[\w'-]+", said))
    secrets = set(identifiers(settings))
    assert not secrets & words
    assert not found_among({value for value in secrets if " " in value}, said)


def _spoil(folder):
    """Half of the words of every pupil are not what they should be: the delivery is refused."""
    [file] = [path for path in folder.iterdir() if "pupilonroll" in path.name.casefold()]
    head, *rows = file.read_text("utf-8-sig").splitlines()
    file.write_text("\n".join([head, *(row.replace("20", "xx") for row in rows)]), "utf-8")


def test_a_refusal_names_no_file(tmp_path):
    (tmp_path / "Zqavryx Vylqua plan.csv").write_text("x")
    error = RefusedError("Zqavryx Vylqua plan.csv is empty.", why="Zqavryx Vylqua plan has none.", hint="Do.")
    told = nameless(error, tmp_path)
    assert (told.what, told.why) == ("file 1 is empty.", "file 1 has none.")
