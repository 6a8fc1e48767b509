"""Marts as they are shown: in what order they are made, and what one of the second stage may read."""

from dataclasses import replace

import pyarrow as pa
import pytest

from pipelines import shown
from pipelines.disclosure_cells import DisclosureRiskError
from pipelines.lake import Lake
from pipelines.sql import Column, Mart
from tests.pipelines.test_release import PREVALENCE, full

GROWTH = Mart(
    name="growth",
    title="Growth",
    grain=("group",),
    owner="team:t",
    rule="shown",
    about="",
    columns=(Column("group", "dimension", "Group"), Column("n_now", "attribute", "Children now")),
    sums=(),
    rests=(),
    sql='select "group", n as n_now from shown.prevalence',
)


def test_a_mart_is_shown_protected_and_again_only_when_it_or_its_heading_changed(tmp_path):
    lake = Lake(tmp_path)
    rows = shown.shown(full(), PREVALENCE).table
    lake.write("marts.prevalence", _in_full(), fingerprint="f")
    assert shown.show(lake, PREVALENCE)
    assert lake.read("shown.prevalence").equals(rows)
    assert rows["n"].to_pylist() == [None, 30, None, 0]
    assert lake.read("hidden.prevalence").to_pydict() == {
        "n": [True, False, True, False],
        "base": [False] * 4,
        "percent": [True, False, True, False],
    }
    assert shown.load(lake, PREVALENCE).loss.hidden_primary == 1
    assert not shown.show(lake, PREVALENCE)
    assert shown.show(lake, replace(PREVALENCE, sql="select 1"))
    lake.write("marts.prevalence", _in_full(base=[51, 101, 50, 0]), fingerprint="g")
    assert shown.show(lake, PREVALENCE)


def _in_full(**columns):
    return pa.Table.from_pandas(full().assign(**columns), preserve_index=False)


def test_each_mart_is_made_after_those_that_it_reads():
    marts = {"growth": GROWTH, "prevalence": replace(PREVALENCE, sql="select 1")}
    assert list(shown.in_order(marts)) == ["prevalence", "growth"]
    assert list(shown.in_order({"growth": GROWTH})) == ["growth"]


def test_a_mart_is_asked_for_with_all_that_it_is_made_of():
    third = replace(GROWTH, name="third", sql="select 1 from shown.growth")
    marts = {"prevalence": replace(PREVALENCE, sql="select 1"), "growth": GROWTH, "third": third}
    assert shown.with_read({"third"}, marts) == {"third", "growth", "prevalence"}
    assert shown.with_read({"prevalence"}, marts) == {"prevalence"}
    assert shown.with_read(set(), marts) == frozenset()


def test_marts_that_read_each_other_are_a_mistake_of_ours():
    circle = replace(PREVALENCE, sql="select * from shown.growth")
    with pytest.raises(AssertionError, match="read each other"):
        shown.in_order({"growth": GROWTH, "prevalence": circle})


@pytest.mark.parametrize(
    "table", ["core.plan_figure", "codes.authority", "scope.counting", "landing.delivery", "shown.prevalence"]
)
def test_the_second_stage_reads_what_is_shown_or_published(table):
    mart = replace(GROWTH, sql=f"select 1 from shown.prevalence join {table} as other on true")
    table = shown.shown(full()[["group"]].assign(n_now=1), mart).table
    assert table["status"].to_pylist() == ["shown"] * 4


@pytest.mark.parametrize(
    "table",
    ["core.enrolment", "marts.prevalence", "hidden.prevalence", "staging.sen2_person", "'file.parquet'"],
)
def test_the_second_stage_reads_nothing_else(table):
    mart = replace(GROWTH, sql=f"select 1 from shown.prevalence join {table} as other on true")
    with pytest.raises(DisclosureRiskError, match="reads what is not published"):
        shown.shown(full()[["group"]].assign(n_now=1), mart)


def test_what_is_shown_may_not_be_read_under_a_rule_for_published_figures():
    with pytest.raises(DisclosureRiskError, match="reads what is not published"):
        shown.shown(full()[["group"]].assign(n_now=1), replace(GROWTH, rule="published"))
