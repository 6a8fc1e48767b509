"""Marts as they are shown: in what order they are made, and what one of the second stage may read."""

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import shown
from pipelines.disclosure_cells import DisclosureRiskError
from pipelines.lake import Lake
from pipelines.sql import Column, Mart
from schemas.audiences import PARTNER
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


PLAIN = {"prevalence": replace(PREVALENCE, sql="select 1")}


def test_what_attacks_by_another_code_found_is_not_used(tmp_path):
    """The answers kept are made to say that every hidden cell is narrowed."""
    lake = Lake(tmp_path)
    lake.write("marts.prevalence", _in_full(), fingerprint="f")
    shown.show_together(lake, PLAIN)
    kept, stamp = lake.read(shown.ANSWER), lake.stamp(shown.ANSWER)
    narrow = pa.array([[0]] * len(kept), kept.schema.field("narrow").type)
    wrong = kept.set_column(kept.schema.get_field_index("narrow"), "narrow", narrow)
    rows = lake.read("shown.prevalence")
    lake.write(shown.ANSWER, wrong, fingerprint="of another code")
    shown.show_together(lake, {"prevalence": replace(PREVALENCE, sql="select 2")})
    assert lake.read("shown.prevalence").equals(rows)
    assert lake.read(shown.ANSWER).equals(kept)
    lake.write(shown.ANSWER, wrong, fingerprint=stamp.fingerprint)
    shown.show_together(lake, {"prevalence": replace(PREVALENCE, sql="select 3")})
    # so it is known what the wrong answers do where they are believed
    assert not lake.read("shown.prevalence").equals(rows)


def _for_both(lake, **columns):
    lake.write("marts.prevalence", _in_full(**columns), fingerprint="f")
    shown.show_together(lake, PLAIN)
    partners = shown.for_partner(lake, PLAIN, PARTNER.policies)["prevalence"]
    return shown.load(lake, PLAIN["prevalence"]), partners


def test_a_partner_sees_three_where_anybody_sees_none(tmp_path):
    anybody, partner = _for_both(Lake(tmp_path))
    assert anybody.table["n"].to_pylist() == [None, 30, None, 0]
    assert partner.table["n"].to_pylist() == [3, 30, 27, 0]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 5, 6, 9, 30]), min_size=3, max_size=3))
def test_nothing_is_hidden_from_a_partner_that_anybody_sees(tmp_path_factory, counts):
    one, two, three = counts
    n, base = [one, sum(counts), two, three], [one + 20, sum(counts) + 60, two + 20, three + 20]
    percent = [100 * count / of for count, of in zip(n, base, strict=True)]
    anybody, partner = _for_both(Lake(tmp_path_factory.mktemp("lake")), n=n, base=base, percent=percent)
    for column in anybody.hidden.column_names:
        both = zip(anybody.hidden[column].to_pylist(), partner.hidden[column].to_pylist(), strict=True)
        assert (False, True) not in both
    for count, is_hidden in zip(n, partner.hidden["n"].to_pylist(), strict=True):
        assert is_hidden or count not in {1, 2}
