"""Properties of every linkage: no order matters, a rerun gives the same, unique sources, decisions obeyed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import link_engine, link_files, link_records, link_toml
from pipelines.errors import RefusedError
from tests.builders_link import ULN_1, ULN_2, UPN_1, UPN_2, amy, files, linked, mapping_of, pairs

FEW = settings(max_examples=3)
RECORD = st.fixed_dictionaries(
    {
        "upn": st.sampled_from(["", UPN_1, UPN_2]),
        "former_upn": st.sampled_from(["", "", UPN_1]),
        "uln": st.sampled_from(["", "", ULN_1, ULN_2]),
        "forename": st.sampled_from(["Amy", "Ruth", "Amie", "Hartley", ""]),
        "surname": st.sampled_from(["Hartley", "Hartley-Okafor", "Okafor", "Amy"]),
        "birth_date": st.sampled_from(["2012-03-04", "2012-04-03", "2012-03-05", "2009-11-30"]),
        "sex": st.sampled_from(["F", ""]),
        "postcode": st.sampled_from(["NE1 4AB", "NE1 4AC", ""]),
    }
)
TABLE = st.lists(RECORD, min_size=1, max_size=5)


def numbered(rows):
    return [{"id": str(n), **row} for n, row in enumerate(rows)]


def outcome(folder, tables, order, *, unique=True):
    """The bytes of the links; ``order`` is 1, or -1 for files and rows the other way round."""
    shuffled = {name: rows[::order] for name, rows in tables.items()}
    mapping = link_toml.parse(mapping_of(*sorted(tables), unique=unique), "test")
    paths = files(folder, shuffled)
    read = link_records.read(paths[::order], mapping)
    found = link_engine.link(read, mapping)
    link_files.write_links(found, folder / "links.csv")
    link_files.write_review(found.doubts, read.records, folder / "review.csv")
    return (folder / "links.csv").read_bytes() + (folder / "review.csv").read_bytes()


@FEW
@given(a=TABLE, b=TABLE, unique=st.booleans())
def test_neither_the_order_of_rows_nor_of_files_matters(tmp_path_factory, a, b, unique):
    tables = {"a": numbered(a), "b": numbered(b)}
    folder = tmp_path_factory.mktemp("orders")
    assert outcome(folder, tables, 1, unique=unique) == outcome(folder, tables, -1, unique=unique)


def test_a_rerun_gives_the_same_bytes(tmp_path):
    tables = {"a": [amy(id="1"), amy(id="2", forename="Ruth")], "b": [amy(birth_date="2012-04-03")]}
    assert outcome(tmp_path, tables, 1) == outcome(tmp_path, tables, 1) != b""


@FEW
@given(a=TABLE, b=TABLE, c=TABLE)
def test_no_cluster_holds_two_records_of_a_unique_source(tmp_path_factory, a, b, c):
    found = linked(tmp_path_factory.mktemp("unique"), {"a": numbered(a), "b": numbered(b), "c": numbered(c)})
    sides = [
        found.links[["cluster", f"{s}_source", f"{s}_id"]].set_axis(["c", "s", "i"], axis=1)
        for s in ("left", "right")
    ]
    members = pd.concat(sides).drop_duplicates()
    assert not members.duplicated(["c", "s"]).any()


@FEW
@given(a=TABLE, b=TABLE, said=st.sampled_from(["same", "different"]))
def test_decisions_are_obeyed(tmp_path_factory, a, b, said):
    tables = {"a": numbered(a), "b": numbered(b)}
    found = linked(tmp_path_factory.mktemp("decided"), tables, decisions=[("b", "0", "a", "0", said)])
    same = found.cluster[0] == found.cluster[len(a)]
    assert same == (said == "same")


def test_a_decision_outlives_a_rerun_and_its_pair_is_not_asked_again(tmp_path):
    tables = {"a": [amy()], "b": [amy(birth_date="2009-11-30")]}
    first = linked(tmp_path, tables)
    assert first.doubts["rule"].tolist() == ["likeness"]
    again = linked(tmp_path, tables, decisions=[("a", "1", "b", "1", "same")])
    assert again.links["rule"].tolist() == ["decision"]
    assert len(again.doubts) == 0


def test_different_holds_through_a_third_record(tmp_path):
    tables = {"a": [amy(upn=UPN_1)], "b": [amy(upn=UPN_1)], "c": [amy(upn=UPN_1)]}
    found = linked(tmp_path, tables, decisions=[("a", "1", "c", "1", "different")])
    assert found.cluster[0] != found.cluster[2]


def test_decisions_that_contradict_each_other_are_refused(tmp_path):
    tables = {"a": [amy()], "b": [amy()], "c": [amy()]}
    decisions = [
        ("a", "1", "b", "1", "same"),
        ("b", "1", "c", "1", "same"),
        ("c", "1", "a", "1", "different"),
    ]
    with pytest.raises(RefusedError, match="contradict"):
        linked(tmp_path, tables, decisions=decisions)


def test_decisions_about_records_that_are_gone_are_counted(tmp_path):
    found = linked(tmp_path, {"a": [amy()], "b": [amy()]}, decisions=[("a", "77", "b", "1", "same")])
    assert found.counts["decisions about nobody here"] == 1


def test_a_source_is_cleared_of_its_own_duplicates(tmp_path):
    rows = [amy(id="1"), amy(id="2", postcode=""), amy(id="3", forename="Ruth")]
    assert pairs(linked(tmp_path, {"a": rows}, unique=False)) == {("a/1", "a/2")}
    assert pairs(linked(tmp_path, {"a": rows}, unique=True)) == set()


def test_thresholds_are_settings(tmp_path):
    tables = {"a": [amy()], "b": [amy(surname="Okafor", postcode="", school="")]}
    assert len(linked(tmp_path, tables, thresholds={"link": -20.0, "review": -30.0}).links) == 1
    strict = linked(tmp_path, tables, thresholds={"link": 60.0, "review": -30.0})
    assert (len(strict.links), len(strict.doubts)) == (0, 1)
