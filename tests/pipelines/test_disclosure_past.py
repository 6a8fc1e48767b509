"""Two releases of one table: each is safe by itself, and a reader has both."""

from functools import reduce

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import disclosure, ledger
from pipelines.disclosure import DisclosureRiskError, Telling, assert_safe
from pipelines.disclosure_cells import cells_of
from pipelines.disclosure_past import Past
from pipelines.lake import Lake
from tests.pipelines.test_disclosure import EDUCATION, ONE_WAY, one_way
from tests.pipelines.test_disclosure_attack import suppressed

FIRST = one_way(All=60, A=3, B=10, C=20, D=27)


def told(table: pd.DataFrame) -> Telling:
    return Telling(table, ONE_WAY, EDUCATION)


def released(*tables: tuple[pd.DataFrame, pd.DataFrame]) -> Past:
    """What releases leave behind: each its table in full, and as it was shown."""
    made = [Past(cells_of([told(f)]), ~np.isnan(cells_of([told(s)]).people)) for f, s in tables]
    return reduce(ledger.both, made)


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
    lake = Lake(tmp_path / "lake")
    assert ledger.past(lake) is None
    ledger.note(lake, [told(FIRST)], [told(suppressed(FIRST, 1, 2))])
    ledger.enter(lake, "one")
    assert ledger.past(lake) is None
    # a run that was killed before it noted what it had made public
    assert sorted(ledger.past(lake, ["one"]).cells.people) == [3, 10, 20, 27, 60]
    ledger.publish(lake, "one")
    ledger.note(lake, [told(FIRST)], [told(suppressed(FIRST, 1, 3))])
    assert int(ledger.past(lake).shown.sum()) == 3
    ledger.enter(lake, "two")
    ledger.publish(lake, "two")
    both = ledger.past(lake)
    # five cells, told twice: shown are All, D, C of the first and B of the second; never A
    assert sorted(both.cells.people[both.shown]) == [10, 20, 27, 60]
    assert len(both.cells.people) == 5


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
