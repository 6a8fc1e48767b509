"""The sample's returns, dirt and all, are staged alike from every shape they can be ordered in."""

from collections import Counter

import pytest

from pipelines import landing
from pipelines.identity import Pseudonyms
from pipelines.sample.order import CENSUS_SHAPES, SEN2_SHAPES, Order
from pipelines.sample.write import write_sample
from pipelines.staging import Family, stage_delivery

KEY = Pseudonyms(b"k" * 32)
SMALL = {"size": 300, "first_year": 2024, "last_year": 2025, "ehcp_months": 0}
# Keys and rows are places in a file, and who wrote a file differs with its shape.
NEVER = {
    "row",
    "fsm_eligible",  # a flag in flat extracts, periods elsewhere
    "delivery",
    "native_id",
    "created",
    "software_code",
    "release",
    "serial_number",
    "source_level",
}


def staged(root, extract, **order):
    """Return and table to its lawful rows and to how many were rejected."""
    write_sample(root / "raw", root / "truth", Order(**SMALL, **order))
    found = {}
    for delivery in landing.find(root / "raw")[0]:
        if delivery.extract.name != extract:
            continue
        family = Family()
        for tables in landing.batches_of(delivery):
            batch = stage_delivery(tables, delivery.extract, delivery.of, delivery.key, KEY, family=family)
            for name, one in batch.items():
                rows, rejects = found.get((str(delivery.of), name), ([], 0))
                found[str(delivery.of), name] = (
                    rows + one.lawful.to_pylist(),
                    rejects + one.rejects.num_rows,
                )
    return found


def filled(rows):
    """The columns that a shape fills at all, keys aside."""
    columns = {c for row in rows for c, value in row.items() if value is not None}
    return {c for c in columns if (c not in NEVER and not c.endswith(("_key", "_id"))) or c == "upn_key"}


def counted(rows, columns):
    return Counter(tuple(str(row[c]) for c in sorted(columns)) for row in rows)


def assert_alike(found, wanted, parts):
    assert {of for of, _ in found} == {of for of, _ in wanted}
    for of, name in found:
        if name not in parts:
            continue
        (rows, rejects), (others, wanted_rejects) = found[of, name], wanted.get((of, name), ([], 0))
        columns = filled(rows)
        assert columns or not others
        assert (counted(rows, columns), rejects) == (counted(others, columns), wanted_rejects), (of, name)


@pytest.fixture(scope="module")
def message(tmp_path_factory):
    return staged(tmp_path_factory.mktemp("xml"), "sen2", terms=("spring",))


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return staged(tmp_path_factory.mktemp("blade"), "school_census", terms=("autumn", "spring"))


@pytest.mark.parametrize("shape", [s for s in SEN2_SHAPES if s != "xml"])
def test_sen2_is_staged_alike(message, shape, tmp_path):
    found = staged(tmp_path, "sen2", sen2_shape=shape, terms=("spring",))
    parts = {name for _, name in message} - {"sen2"}
    assert_alike(found, message, parts)


@pytest.mark.full
@pytest.mark.parametrize("shape", [s for s in CENSUS_SHAPES if s != "blade"])
def test_the_census_is_staged_alike(tables, shape, tmp_path):
    found = staged(tmp_path, "school_census", census_shape=shape, terms=("autumn", "spring"))
    assert_alike(found, tables, {"schoolcensus", "school", "pupilonroll", "senneeds", "fsmperiod"})
