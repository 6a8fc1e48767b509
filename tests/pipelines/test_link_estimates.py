"""Expected precision and recall beside the true ones, where no number helps: a FEBRL set by likeness."""

import pandas as pd
import pytest

from pipelines import link_engine, link_records, link_toml
from pipelines.linkage_counts import BELOW, HELD, LINKED, by_weight
from tests.pipelines.test_link_truth import FEBRL, febrl_source


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Five hundred people, each of them twice; what was linked, with whose records they truly are."""
    path = tmp_path_factory.mktemp("febrl") / "dataset1.csv"
    table = pd.read_csv(FEBRL / "dataset1.csv", skipinitialspace=True, dtype=str)
    table.to_csv(path, index=False)
    source = {key: said for key, said in febrl_source("dataset1", unique=False).items() if key != "local_ids"}
    mapping = link_toml.parse({"source": [source], "children": False}, "febrl")
    linked = link_engine.link(link_records.read([path], mapping), mapping)
    weights = by_weight(linked.links, linked.doubts, mapping.thresholds).to_pandas()
    return linked, weights.groupby("state")[["pairs", "expected_true"]].sum()


def true_pairs(pairs):
    """How many of the pairs are one person's."""
    left, right = (pairs[side].str.split("-").str[1] for side in ("left_id", "right_id"))
    return int((left == right).sum())


def test_as_many_pairs_are_true_as_the_weights_expect(found):
    linked, weights = found
    assert weights.loc[LINKED, "expected_true"] == pytest.approx(true_pairs(linked.links), rel=0.01)
    assert weights.loc[BELOW, "expected_true"] == pytest.approx(true_pairs(linked.doubts), abs=1)
    assert HELD not in weights.index


def test_recall_is_an_upper_estimate(found):
    linked, weights = found
    expected = weights.loc[LINKED, "expected_true"] / weights["expected_true"].sum()
    assert true_pairs(linked.links) / 500 < expected < 1
