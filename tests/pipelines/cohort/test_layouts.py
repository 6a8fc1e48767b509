"""``send layouts``: the tables as they are asked for, for the lake's owner only."""

import pyarrow as pa
import pytest

from pipelines.cli.layouts import layouts
from pipelines.cohort import tables
from pipelines.errors import OutOfDateError, UsageError
from pipelines.lake import Lake
from tests.builders import settings_at

CELLS = [
    ("SCAP", 2027, "R", "special", 3.0, 1.0, 6.0),
    ("SCAP", 2027, "R", "unit", 12.0, 9.0, 15.5),
    ("SCAP", 2028, "R", "special", 4.0, 2.0, 7.0),
    ("SCAP", 2028, "R", "unit", 13.0, 10.0, 16.0),
    ("DSG plan, age", 2027, "5-10", "Mainstream", 200.0, 190.0, 215.0),
    ("DSG plan, need", 2027, "ASD", "Mainstream", 90.0, 80.0, 99.0),
]


@pytest.fixture
def followed(tmp_path):
    made = settings_at(tmp_path)
    names = tables.SCHEMAS[tables.LAYOUT].names
    rows = [dict(zip(names, ("391", *cell), strict=True)) for cell in CELLS]
    table = pa.Table.from_pylist(rows, tables.SCHEMAS[tables.LAYOUT])
    Lake(made.lake).write(tables.LAYOUT, table, fingerprint="a")
    return made


def test_provisions_stand_side_by_side_in_a_file_for_its_owner(followed):
    assert layouts(followed, "391") == 0
    path = followed.lake / "vault" / "reports" / "scap_391.csv"
    assert path.read_text("utf-8").splitlines() == [
        "January,group,special,special lower 80,special upper 80,unit,unit lower 80,unit upper 80",
        "2027,R,3.0,1.0,6.0,12.0,9.0,15.5",
        "2028,R,4.0,2.0,7.0,13.0,10.0,16.0",
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    by_age = path.with_name("dsg_plan_by_age_391.csv").read_text("utf-8")
    assert by_age.splitlines()[1] == "2027,5-10,200.0,190.0,215.0"


def test_an_authority_that_is_not_followed_is_told_who_is(followed):
    with pytest.raises(UsageError, match="393") as refused:
        layouts(followed, "393")
    assert "391" in refused.value.hint


def test_where_nothing_is_followed_the_next_step_is_said(tmp_path):
    with pytest.raises(OutOfDateError) as refused:
        layouts(settings_at(tmp_path / "empty"), "")
    assert "send build" in refused.value.hint
