"""Judged by attack: a plain programme over the whole table, that knows nothing of how cells were chosen."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from highspy import HighsModelStatus
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipelines import disclosure_solver
from pipelines.disclosure import DisclosureRiskError
from pipelines.disclosure_solver import Solver
from schemas.disclosure import POLICIES
from tests.builders_told import assert_safe, protect
from tests.pipelines.test_disclosure import EDUCATION, GROUP_RATE, ONE_WAY, TWO_WAY, one_way, rates, two_way


def suppressed(table: pd.DataFrame, *rows: int, columns: tuple[str, ...] = ("n",)) -> pd.DataFrame:
    """Hide by hand."""
    weak = table.assign(status="shown")
    for column in columns:
        weak[column] = weak[column].astype("Float64")
        weak.loc[list(rows), column] = pd.NA
    weak.loc[list(rows), "status"] = "suppressed"
    return weak


def test_a_small_count_left_shown_is_caught() -> None:
    with pytest.raises(DisclosureRiskError, match="1 small counts shown"):
        assert_safe(one_way(All=60, A=3, B=57).assign(status="shown"), ONE_WAY, EDUCATION)


def test_a_single_hidden_cell_is_caught() -> None:
    with pytest.raises(DisclosureRiskError, match="1 hidden cells can be worked out"):
        assert_safe(suppressed(one_way(All=60, A=3, B=10, C=47), 1), ONE_WAY, EDUCATION)


def test_a_percentage_left_beside_a_hidden_count_is_caught() -> None:
    weak = suppressed(rates(("A", "EHC plan", 3, 60)), 0)
    with pytest.raises(DisclosureRiskError, match="1 derived values left"):
        assert_safe(weak, GROUP_RATE, EDUCATION)


def test_a_complement_left_shown_is_caught() -> None:
    weak = rates(("A", "EHC plan", 57, 60)).assign(status="shown")
    with pytest.raises(DisclosureRiskError, match="1 small counts shown"):
        assert_safe(weak, GROUP_RATE, EDUCATION)


# Two rectangles of small cells, 1-2 by a-b and 3-4 by c-d, and 2c between them. Each line has two or three
# hidden cells with room; yet rows 1 and 2 less columns a and b leave 2c alone: 9 + 12 - 9 - 9 = 3.
BRIDGE = two_way((4, 5, 50, 60), (5, 4, 3, 70), (80, 90, 5, 5), (95, 85, 5, 4))


def test_the_cell_between_two_rectangles_is_caught_though_every_line_alone_is_safe() -> None:
    small = BRIDGE.index[BRIDGE["n"] <= 5]
    assert len(small) == 9
    with pytest.raises(DisclosureRiskError, match=r"0 small counts shown.* 1 hidden cells"):
        assert_safe(suppressed(BRIDGE, *small), TWO_WAY, EDUCATION)


def test_the_cell_between_two_rectangles_takes_more_with_it() -> None:
    protected = protect(BRIDGE, TWO_WAY, EDUCATION)
    assert protected.loss.hidden_primary == 9
    assert protected.loss.hidden_secondary > 0
    assert_safe(protected.table, TWO_WAY, EDUCATION)


def test_what_is_not_proved_within_its_steps_is_not_waved_through(monkeypatch: pytest.MonkeyPatch) -> None:
    proved = protect(BRIDGE, TWO_WAY, EDUCATION).table
    assert_safe(proved, TWO_WAY, EDUCATION)
    monkeypatch.setattr(disclosure_solver, "STEPS", 0)
    with pytest.raises(DisclosureRiskError, match="hidden cells can be worked out"):
        assert_safe(proved, TWO_WAY, EDUCATION)
    with pytest.raises(DisclosureRiskError, match="hiding more does not make it safe"):
        protect(BRIDGE, TWO_WAY, EDUCATION)


def lost(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver cannot say what it found, so many times."""
    asked, left = Solver._asked, iter(range(times))

    def loses_its_way(solver: Solver, strategy: int) -> HighsModelStatus:
        status = asked(solver, strategy)
        return status if next(left, None) is None else HighsModelStatus.kUnknown

    monkeypatch.setattr(Solver, "_asked", loses_its_way)


def test_a_solver_that_loses_its_way_starts_again_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    proved = protect(BRIDGE, TWO_WAY, EDUCATION).table
    lost(1, monkeypatch)
    assert_safe(proved, TWO_WAY, EDUCATION)
    lost(1, monkeypatch)
    pd.testing.assert_frame_equal(protect(BRIDGE, TWO_WAY, EDUCATION).table, proved)


def test_what_no_solver_can_say_is_not_waved_through(monkeypatch: pytest.MonkeyPatch) -> None:
    proved = protect(BRIDGE, TWO_WAY, EDUCATION).table
    lost(1_000_000, monkeypatch)
    with pytest.raises(DisclosureRiskError, match="hidden cells can be worked out"):
        assert_safe(proved, TWO_WAY, EDUCATION)


def test_a_rectangle_with_too_little_room_is_caught() -> None:
    # 1a + 1b = 6 and 1a + 2a = 6: each of the three is 1 to 5, a range of 4
    table = two_way((1, 5, 50), (5, 20, 30), (50, 40, 60))
    hidden = table.index[table["row"].isin(["1", "2"]) & table["column"].isin(["a", "b"])]
    with pytest.raises(DisclosureRiskError, match="3 hidden cells"):
        assert_safe(suppressed(table, *hidden), TWO_WAY, EDUCATION)


def test_no_message_holds_a_value_or_a_key() -> None:
    with pytest.raises(DisclosureRiskError) as caught:
        assert_safe(suppressed(one_way(All=60, Ahmed=3, B=10), 1), ONE_WAY, EDUCATION)
    assert "tiny" in str(caught.value)
    assert "Ahmed" not in str(caught.value)


def test_what_withstands_under_one_rule_is_attacked_again_under_another() -> None:
    # 3 + 4 = 7: each is 1 to 6, wide enough for a threshold of 5 but not of 7
    protected = protect(one_way(All=60, A=3, B=4, C=20, D=33), ONE_WAY, EDUCATION).table
    assert_safe(protected, ONE_WAY, EDUCATION)
    with pytest.raises(DisclosureRiskError, match="2 hidden cells can be worked out"):
        assert_safe(protected, ONE_WAY, POLICIES["health_unrounded"])


def _range(table: pd.DataFrame, seen: pd.DataFrame, cell: int) -> tuple[float, float]:
    """Lowest and highest the cell can be, by one programme over every cell of a two-way table."""
    at = {key: i for i, key in enumerate(zip(table["row"], table["column"], strict=True))}
    sums = []
    for line in (*product("123", [None]), ("All", None), *product([None], "abc"), (None, "All")):
        weights = np.zeros(len(table))
        for (row, column), i in at.items():
            if row == line[0]:
                weights[i] = -1 if column == "All" else 1
            elif column == line[1]:
                weights[i] = -1 if row == "All" else 1
        sums.append(weights)
    # zeros are shown, so a reader reckons with one at least
    bounds = [(1, 1000) if pd.isna(n) else (n, n) for n in seen["n"]]
    goal = np.zeros(len(table))
    goal[cell] = 1
    low, high = (
        linprog(sign * goal, A_eq=np.array(sums), b_eq=np.zeros(len(sums)), bounds=bounds) for sign in (1, -1)
    )
    return low.fun, -high.fun


people = st.one_of(st.integers(0, 8), st.integers(0, 60))
rows_of_three = st.tuples(people, people, people)


@settings(max_examples=40, deadline=None)
@given(st.tuples(rows_of_three, rows_of_three, rows_of_three))
def test_no_small_cell_of_a_two_way_table_can_be_known_closely(
    cells: tuple[tuple[int, int, int], ...],
) -> None:
    table = two_way(*cells)
    seen = protect(table, TWO_WAY, EDUCATION).table
    is_shown = seen["n"].notna()
    assert (seen.loc[is_shown, "n"] == table.loc[is_shown, "n"]).all()
    assert not is_shown[table["n"].between(1, 5)].any()
    assert is_shown[table["n"] == 0].all()
    for cell in table.index[table["n"].between(1, 5)]:
        low, high = _range(table, seen, cell)
        assert high - low >= 5 - 1e-6


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(people, people, people), min_size=1, max_size=4))
def test_what_is_protected_passes_the_door(groups: list[tuple[int, int, int]]) -> None:
    table = rates(
        *(
            (str(i), provision, n, sum(group))
            for i, group in enumerate(groups)
            for provision, n in zip(("None", "Support", "Plan"), group, strict=True)
        )
    )
    assert_safe(protect(table, GROUP_RATE, EDUCATION).table, GROUP_RATE, EDUCATION)
