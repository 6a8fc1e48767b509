"""Readers who have what other bodies publish of the same people."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.disclosure import Telling, assert_safe, protect
from pipelines.disclosure_cells import cells_of
from pipelines.disclosure_readers import published_elsewhere
from pipelines.sql import read_mart
from pipelines.sql_sums import MartHeadingError, Public, public_of
from schemas.disclosure import POLICIES
from tests.pipelines.test_disclosure import one_way
from tests.pipelines.test_disclosure_sums import declared

EDUCATION = POLICIES["education"]
SUM = "adds group: All = *"
# The base is the very number that the row of all is, and the heading says only of the one that it is public.
AGES = """-- title: x
-- grain: year, topic, label
-- owner: team:x
-- rule: education
-- dimension year: y
-- dimension topic: t
-- dimension label: l
-- attribute part_of: p
-- count n: n
-- count base over year: b
-- adds label: within topic to Total
-- adds label: nested in topic by part_of
-- same base: n at topic = Total, label = Total
-- rest: base - n
-- public n at topic = Total + Band: a bulletin
select 1
"""


def shown_of(full, mart):
    """Which groups are shown, after both readers have failed."""
    telling = Telling(full, mart, EDUCATION)
    table = protect([telling])[mart.name].table
    assert_safe([Telling(table, mart, EDUCATION)])
    assert_safe([Telling(table, mart, EDUCATION)], full=[telling])
    return set(table.loc[table["n"].notna(), "group"])


def test_what_others_publish_is_not_hidden_where_something_else_will_do(tmp_path):
    full = one_way(All=70, A=3, B=10, C=20, D=37)
    assert shown_of(full, declared(tmp_path, "group", SUM)) == {"All", "C", "D"}
    # ten times dearer than it was: B costs 110, C costs 21
    known = declared(tmp_path, "group", SUM, "public n at group = B: a bulletin")
    assert shown_of(full, known) == {"All", "B", "D"}


def test_where_others_tell_all_but_one_the_rest_is_hidden_as_if_they_did_not(tmp_path):
    known = declared(tmp_path, "group", SUM, "public n at group = All + [B-D]: a bulletin")
    assert shown_of(one_way(All=70, A=3, B=10, C=20, D=37), known) == {"All", "C", "D"}


def test_a_small_number_that_others_publish_is_taken_for_unknown(tmp_path):
    mart = declared(tmp_path, "group", SUM, "public n at group = A*: a bulletin")
    full = one_way(All=70, A=3, B=30, C=37)
    cells = cells_of([Telling(full, mart, EDUCATION)])
    # by the order of the alphabet: A, All, B, C
    assert published_elsewhere([Telling(full, mart, EDUCATION)], cells).tolist() == [True, True, False, False]
    assert "A" not in shown_of(full, mart)


people = st.one_of(st.integers(0, 6), st.integers(0, 40))


@settings(max_examples=15, deadline=None)
@given(
    roll=st.lists(people, min_size=4, max_size=4), told=st.sets(st.sampled_from(["All", *"ABCD"]), min_size=1)
)
def test_neither_reader_learns_a_small_number(roll, told, tmp_path_factory):
    known = declared(
        tmp_path_factory.mktemp("mart"),
        "group",
        SUM,
        f"public n at group = {' + '.join(sorted(told))}: a bulletin",
    )
    full = one_way(All=sum(roll), **dict(zip("ABCD", roll, strict=True)))
    small = {group for group, people in zip(full["group"], full["n"], strict=True) if 1 <= people <= 5}
    assert not shown_of(full, known) & small


def test_who_knows_a_number_knows_it_wherever_it_stands(tmp_path):
    """By a bulletin a band of four ages is 8: each is 1 to 5, whatever is hidden, and so no news."""
    path = tmp_path / "ages.sql"
    path.write_text(AGES)
    ages = pd.DataFrame(
        {
            "year": 2026,
            "topic": ["Total", "Band", "Band", *["Age"] * 6],
            "label": ["Total", "young", "old", "11", "12", "13", "14", "20", "21"],
            "part_of": ["", "", "", *["Band: young"] * 4, *["Band: old"] * 2],
            "n": [68, 8, 60, 1, 1, 4, 2, 30, 30],
            "base": 68,
        }
    )
    telling = Telling(ages, read_mart(path), EDUCATION)
    table = protect([telling])["ages"].table
    assert_safe([Telling(table, telling.mart, EDUCATION)], full=[telling])
    assert table.loc[3:6, "n"].isna().all()


def test_the_heading_says_what_where_and_who():
    said = public_of("tiny.sql", "n at group = A + B, year = *-spring", "a bulletin")
    assert said == Public("n", (("group", ("A", "B")), ("year", ("*-spring",))), "a bulletin")
    known = "n at group = A or B and year = *-spring is known from a bulletin"
    assert said.words == f"{known}: hiding it hides nothing from whoever has that."


@pytest.mark.parametrize(
    ("count", "words"), [("n", "a bulletin"), ("n at group", "a bulletin"), ("n at group = A", "")]
)
def test_a_heading_that_says_less_is_refused(count, words):
    with pytest.raises(MartHeadingError, match="needs 'COUNT at COLUMN"):
        public_of("tiny.sql", count, words)


def test_a_heading_that_speaks_of_no_column_is_refused(tmp_path):
    with pytest.raises(MartHeadingError, match="nowhere"):
        declared(tmp_path, "group", SUM, "public n at nowhere = A: a bulletin")
