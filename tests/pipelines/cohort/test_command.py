"""``send scenario``: over a lake that holds flows and a projected total, and nothing else."""

import pyarrow as pa
import pytest

from pipelines.cli.scenario import scenario
from pipelines.cohort import tables
from pipelines.cohort.scenario_toml import EXAMPLE, in_force
from pipelines.errors import OutOfDateError, UsageError
from pipelines.lake import Lake
from pipelines.projection import tables as projection
from tests.builders import settings_at
from tests.builders_cohort import World


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A lake in which one authority of some 500 plans is followed."""
    made = settings_at(tmp_path_factory.mktemp("scenario"))
    lake, world = Lake(made.lake), World(3, plans=450).pass_year()
    rows = pa.Table.from_pandas(world.flows(), tables.SCHEMAS[tables.FLOW], preserve_index=False)
    lake.write(tables.FLOW, rows.replace_schema_metadata(None), fingerprint="a")
    plans = len(world.persons)
    totals = [
        {
            "la_code": "391", "series": "total", "origin": world.year, "horizon": h,
            "january_year": world.year + h, "median": plans * 1.03**h, "lo80": plans * 0.96,
            "hi80": plans * 1.8, "lo95": plans * 0.9, "hi95": plans * 2.0,
        }
        for h in range(1, 11)
    ]  # fmt: skip
    rows = pa.Table.from_pylist(totals, projection.SCHEMAS[projection.PLAN])
    lake.write(projection.PLAN, rows, fingerprint="a")
    return made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "school.toml"
    path.write_text(EXAMPLE, "utf-8")
    return path


def test_a_scenario_is_told_beside_its_baseline_and_kept_where_builds_look(settings, file, capsys):
    assert scenario(settings, file, "", draws=100, keep=True, force=False) == 0
    told = capsys.readouterr().out
    assert "EHC plans of 391, followed from January 2024" in told
    assert "Fewer new plans, and a new school" in told
    assert "all causes" in told
    assert [one.name for one in in_force(settings.beside)["391"]] == ["Fewer new plans, and a new school"]


def test_another_file_of_the_same_name_is_not_laid_over_it(settings, file, tmp_path):
    with pytest.raises(UsageError, match="already"):
        scenario(settings, file, "391", draws=100, keep=True, force=False)
    other = tmp_path / "other.toml"
    other.write_text(EXAMPLE, "utf-8")
    with pytest.raises(UsageError, match="same name"):
        scenario(settings, other, "391", draws=100, keep=True, force=False)


def test_an_authority_that_is_not_followed_is_refused(settings, file):
    with pytest.raises(UsageError, match="393"):
        scenario(settings, file, "393", draws=100, keep=False, force=False)


def test_without_a_build_there_is_nothing_to_start_from(file, tmp_path):
    with pytest.raises(OutOfDateError, match="followed"):
        scenario(settings_at(tmp_path / "empty"), file, "391", draws=100, keep=False, force=False)
