"""Two releases of one table: each is safe by itself, and a reader has both."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import disclosure, ledger
from pipelines.disclosure import DisclosureRiskError, Telling, assert_safe
from pipelines.disclosure_past import Past, both, told_by
from pipelines.lake import Lake
from pipelines.ledger import Ledger
from tests.pipelines.test_disclosure import EDUCATION, ONE_WAY, one_way
from tests.pipelines.test_disclosure_attack import suppressed

FIRST = one_way(All=60, A=3, B=10, C=20, D=27)


def told(table: pd.DataFrame) -> Telling:
    return Telling(table, ONE_WAY, EDUCATION)


def released(*tables: tuple[pd.DataFrame, pd.DataFrame]) -> Past:
    """What releases leave behind: each its table in full, and as it was shown."""
    made = [told_by([told(full)], [told(shown)]) for full, shown in tables]
    return reduce(lambda older, newer: both(newer, older), made)


def hidden_in(table: pd.DataFrame, past: Past | None = None) -> set[str]:
    shown = disclosure.protect([told(table)], past=past)["tiny"].table
    assert_safe([told(shown)], past=past, full=[told(table)])
    return set(shown.loc[shown["n"].isna(), "group"])


def test_what_was_hidden_is_hidden_again():
    assert hidden_in(FIRST) == {"A", "B"}
    # whatever the first release hid beside A, the second hides the same: else both would be known
    past = released((FIRST, suppressed(FIRST, 1, 3)))
    assert hidden_in(FIRST, past) == {"A", "C"}


def test_another_cell_hidden_beside_the_same_secret_is_caught():
    past = released((FIRST, suppressed(FIRST, 1, 2)))
    other = suppressed(FIRST, 1, 3)
    assert_safe([told(other)])
    # the first shows C = 20, the second B = 10: A = 60 - 10 - 20 - 27
    with pytest.raises(DisclosureRiskError, match="hidden cells can be worked out"):
        assert_safe([told(other)], past=past, full=[told(FIRST)])


def test_a_number_of_then_is_not_given_away_by_one_of_today():
    # A grew from 3 to 8 and nobody else came: B shown today as 10 would tell that A was 13 - 10 = 3
    now = one_way(All=65, A=8, B=10, C=20, D=27)
    past = released((FIRST, suppressed(FIRST, 1, 2)))
    assert hidden_in(now) == set()
    with pytest.raises(DisclosureRiskError, match="hidden cells can be worked out"):
        assert_safe([told(now.assign(status="shown"))], past=past, full=[told(now)])
    assert "B" in hidden_in(now, past)


def test_where_all_has_changed_nothing_of_then_matters():
    now = one_way(All=130, A=11, B=30, C=40, D=49)
    assert hidden_in(now, released((FIRST, suppressed(FIRST, 1, 2)))) == set()


def test_what_earlier_releases_give_away_by_themselves_stops_no_later_one():
    # a release of long ago hid A alone, so A is known; today's rule still hides it
    past = released((FIRST, suppressed(FIRST, 1)))
    assert "A" in hidden_in(FIRST, past)


def test_the_ledger_keeps_public_releases_and_no_draft(tmp_path):
    book, marts = Ledger(Lake(tmp_path / "lake")), {"tiny": ONE_WAY}
    assert book.past(book.public(), marts) is None
    book.note([told(FIRST)], [told(suppressed(FIRST, 1, 2))], [])
    book.enter("one")
    assert book.public() == []
    # a run that was killed before it noted what it had made public
    assert sorted(book.past(book.public(["one"]), marts).cells.people) == [3, 10, 20, 27, 60]
    book.publish("one")
    book.note([told(FIRST)], [told(suppressed(FIRST, 1, 3))], book.public())
    assert int(book.past(book.public(), marts).shown.sum()) == 3
    book.enter("two")
    book.publish("two")
    every = book.past(book.public(), marts)
    # five cells, told twice: shown are All, D, C of the first and B of the second; never A
    assert sorted(every.cells.people[every.shown]) == [10, 20, 27, 60]
    assert len(every.cells.people) == 5


people = st.one_of(st.integers(0, 6), st.integers(0, 40))
rolls = st.tuples(people, people, people, people)


@settings(max_examples=8, deadline=None)
@given(first=rolls, second=rolls, third=rolls)
def test_no_pair_of_releases_tells_a_small_number(first, second, third):
    made: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    for roll in (first, second, third, first):
        full = one_way(All=sum(roll), **dict(zip("ABCD", roll, strict=True)))
        past = released(*made) if made else None
        shown = disclosure.protect([told(full)], past=past)["tiny"].table
        assert_safe([told(shown)], past=past, full=[told(full)])
        made.append((full, shown))


def test_the_ledger_knows_what_adds_up_over_its_releases_and_reads_each_once(tmp_path, monkeypatch):
    lake, marts = Lake(tmp_path / "lake"), {"tiny": ONE_WAY}
    book = Ledger(lake)
    parts, whole = FIRST.drop(index=0), FIRST.head(1)
    for release, full, shown in (("1", parts, suppressed(parts, 1, 2)), ("2", whole, suppressed(whole))):
        book.note([told(full)], [told(shown)], book.public())
        book.enter(release)
        book.publish(release)
    once = book.past(book.public(), marts)
    # 60 = 3 + 10 + 20 + 27, which neither tells by itself
    assert once.cells.people[once.cells.wholes].tolist() == [60]
    assert sorted(once.cells.people[once.cells.parts.indices]) == [3, 10, 20, 27]
    assert list(once.marts["tiny"].table["group"]) == ["All", "A", "B", "C", "D"]
    lake.drop(ledger.LINE, "1")
    again = book.past(book.public(), marts)
    assert again.cells.keys.tolist() == once.cells.keys.tolist()
    assert again.shown.tolist() == once.shown.tolist()
    # by another heading what adds up is another matter: all is read again
    with pytest.raises(FileNotFoundError):
        book.past(book.public(), {"tiny": replace(ONE_WAY, sql="select 2")})


def test_what_was_protected_before_another_release_came_out_has_not_counted_it(tmp_path):
    lake = Lake(tmp_path / "lake")
    book, spring = Ledger(lake), Ledger(lake, date(2026, 3, 31))
    assert not book.has_counted([])
    book.note([told(FIRST)], [told(suppressed(FIRST, 1, 2))], [])
    book.hand_over(spring)
    spring.enter("one")
    spring.publish("one")
    assert book.public() == spring.public() == ["one_2026-03-31"]
    # it tells just what the lake does
    assert book.has_counted(book.public())
    book.note([told(FIRST)], [told(suppressed(FIRST, 1, 3))], [])
    assert not book.has_counted(book.public())
    assert spring.has_counted(book.public())
    book.note([told(FIRST)], [told(suppressed(FIRST, 1, 3))], book.public())
    assert book.has_counted(book.public())
    # what was noted of the day stays
    book.hand_over(spring)
    assert spring.tells_now("one")
    assert not book.tells_now("one")


def test_a_sum_that_has_changed_since_is_no_sum():
    parts, whole = FIRST.drop(index=0), one_way(All=61)
    past = released((parts, suppressed(parts, 1)))
    assert hidden_in(whole, past) == set()
    assert hidden_in(FIRST.head(1), past) == {"All"}


# a whole beside some of its parts would say that the others are nobody
rows = st.one_of(st.just({0}), st.just({0, 1, 2, 3, 4}), st.sets(st.sampled_from([1, 2, 3, 4]), min_size=1))


@settings(max_examples=12, deadline=None)
@given(roll=rolls, told_rows=st.lists(rows, max_size=2))
def test_no_releases_of_some_rows_each_tell_a_small_number_together(roll, told_rows):
    every = one_way(All=sum(roll), **dict(zip("ABCD", roll, strict=True)))
    made: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    seen = every["n"] < 0
    for some in (*told_rows, {0}, {1, 2, 3, 4}):
        full = every.loc[sorted(some)].reset_index(drop=True)
        past = released(*made) if made else None
        shown = disclosure.protect([told(full)], past=past)["tiny"].table
        made.append((full, shown))
        seen |= every["group"].isin(shown.loc[shown["n"].notna(), "group"])
    # a reader of them all has this one table
    assert_safe([told(suppressed(every, *every.index[~seen]))])
