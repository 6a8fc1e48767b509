"""Three systems' exports of the same plans reach the same staged rows by mapping alone."""

import pytest

from pipelines import landing
from pipelines.identity import Pseudonyms
from pipelines.staging import stage_delivery
from tests.builders_mappings import SHAPES, write_shape

KEY = Pseudonyms(b"k" * 32)
# Three lines to two versions, keyed by the plan and their place in it: typed by hand, not by any system.
LINES = [("SUP", "12.5", "S"), ("SLT", "1", "H"), ("SLT", "0.5", "H")]


def staged(raw):
    [delivery], misplaced = landing.find(raw)
    assert not misplaced
    [tables] = landing.batches_of(delivery)
    return stage_delivery(tables, delivery.extract, delivery.of, delivery.key, KEY)


def rows_of(table, without=("row", "delivery")):
    kept = [name for name in table.column_names if name not in without]
    return sorted(table.select(kept).to_pylist(), key=repr)


@pytest.fixture
def of_shape(tmp_path):
    def made(shape):
        raw = tmp_path / shape / "data" / "raw"
        raw.mkdir(parents=True)
        write_shape(raw, shape)
        return staged(raw)

    return made


@pytest.mark.parametrize("shape", SHAPES)
def test_every_row_is_lawful(of_shape, shape):
    found = of_shape(shape)
    assert {name: (one.received, one.rejects.num_rows, one.reasons) for name, one in found.items()} == {
        "extract": (1, 0, {}),
        "cases": (3, 0, {}),
        "planversions": (2, 0, {}),
        "provisionlines": (3, 0, {}),
    }


def test_the_wide_export_says_what_was_typed(of_shape):
    found = of_shape("wide")
    lines = found["provisionlines"].lawful.to_pylist()
    by_key = sorted(lines, key=lambda row: row["line_id"])
    assert [(r["provision_type"], r["hours_per_week"], r["delivered_by"]) for r in by_key] == LINES
    case = found["cases"].lawful.to_pylist()[1]
    assert (case["request_source"], case["decision"], case["exceptions_apply"]) == ("1", "Y", True)
    assert (str(case["received_date"]), str(case["plan_issued_date"])) == ("2025-03-13", "2025-08-01")


@pytest.mark.parametrize("shape", ["sheets", "long"])
def test_every_shape_gives_the_rows_of_the_wide_one(of_shape, shape):
    wide, other = of_shape("wide"), of_shape(shape)
    assert wide.keys() == other.keys()
    for name in wide:
        assert rows_of(other[name].lawful) == rows_of(wide[name].lawful), name
        assert rows_of(other[name].identifiers) == rows_of(wide[name].identifiers), name


def test_without_its_mapping_the_same_file_is_refused(tmp_path):
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    write_shape(raw, "wide")
    (tmp_path / "data" / "mappings" / "391" / "ehcp" / "widecase.toml").unlink()
    with pytest.raises(landing.RefusedError, match="is not recognised"):
        staged(raw)
