"""Whatever is wrong in a file of any shape: each record is lawful or a reject, or the whole is refused."""

import re
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import landing
from pipelines.errors import RefusedError
from pipelines.identity import Pseudonyms
from pipelines.staging import Family, stage_delivery
from pipelines.storing import Tallies
from tests import builders_census, builders_shapes

pytestmark = pytest.mark.usefixtures("few_marts")

KEY = Pseudonyms(b"k" * 32)
WORDS = [
    "",
    " ",
    "0",
    "Q",
    "99",
    "1.0",
    "2024-13-45",
    "31/31/2024",
    "Ünlawful",
    "391",
    "true",
    "=1+1",
    "x" * 300,
]
SHAPES = {
    **{f"sen2 {name}": ("sen2", "2025", write) for name, write in builders_shapes.WRITERS.items()},
    **{
        f"census {name}": ("school_census", "2025-spring", write)
        for name, write in builders_census.WRITERS.items()
    },
}
TEXT_SHAPES = [name for name in SHAPES if "template" not in name and "submission" not in name]


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    """Every shape, written once."""
    root = tmp_path_factory.mktemp("originals")
    for name, (extract, returned, write) in SHAPES.items():
        folder = root / name / "391" / extract / returned
        folder.mkdir(parents=True)
        write(folder)
    return root


def tallied(folder, raw):
    """The counts of a delivery's tables."""
    delivery = landing.delivery_at(folder, raw)
    family, tallies = Family(), Tallies()
    for tables in landing.batches_of(delivery):
        for name, table in tables.items():
            assert table.received == table.rows.num_rows + len(table.ragged), name
        tallies.add(stage_delivery(tables, delivery.extract, delivery.of, delivery.key, KEY, family=family))
    return tallies.told


def corrupt(text, draw):
    """One fault of the kinds that real files have."""
    values = list(re.finditer(r"(?<=[,>\n])[^,<>\n]+(?=[,<\n])", text))
    kind = draw(st.sampled_from(["value", "value", "double", "drop", "add"]))
    if kind == "value" and values:
        found = values[draw(st.integers(0, len(values) - 1))]
        return text[: found.start()] + draw(st.sampled_from(WORDS)) + text[found.end() :]
    lines = text.splitlines(keepends=True)
    place = draw(st.integers(0, len(lines) - 1))
    if kind == "double":
        lines.insert(place, lines[place])
    elif kind == "drop" and len(lines) > 1:
        del lines[place]
    else:
        lines[place] = lines[place].replace(",", ",,", 1)
    return "".join(lines)


@pytest.mark.parametrize("shape", TEXT_SHAPES)
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_each_received_record_is_lawful_or_rejected(originals, tmp_path, shape, data):
    extract, returned, _ = SHAPES[shape]
    shutil.rmtree(tmp_path / "raw", ignore_errors=True)
    shutil.copytree(originals / shape, tmp_path / "raw")
    folder = tmp_path / "raw" / "391" / extract / returned
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(folder.iterdir())))
        path.write_text(corrupt(path.read_text("utf-8"), data.draw), "utf-8")
    try:
        told = tallied(folder, tmp_path / "raw")
    except RefusedError as error:
        is_told = bool(error.what and error.why and error.hint)
        assert is_told, repr(error)  # noqa: PT017 - most faults are no refusal
        return
    for name, counts in told.items():
        assert counts["received"] == counts["lawful"] + counts["rejects"], name
        assert (counts["rejects"] > 0) == bool(counts["reasons"]), name


@pytest.mark.parametrize("shape", list(SHAPES))
def test_untouched_every_shape_is_lawful(originals, shape):
    extract, returned, _ = SHAPES[shape]
    told = tallied(originals / shape / "391" / extract / returned, originals / shape)
    assert {name: counts["rejects"] for name, counts in told.items()} == dict.fromkeys(told, 0)
