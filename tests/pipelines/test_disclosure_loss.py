"""Not more is hidden than needs be: tables so small that every way to hide can be tried."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from tests.builders_told import protect
from tests.pipelines.test_disclosure import EDUCATION, ONE_WAY, TWO_WAY, one_way, two_way

GOAL = 1.5
# a group of one beside one of two; small cells apart; small ones on a diagonal, and a row of few
TABLES = {
    "one way": (one_way(All=33, A=1, B=2, C=10, D=20), ONE_WAY),
    "apart": (two_way((3, 20, 30), (40, 50, 60), (70, 80, 4)), TWO_WAY),
    "diagonal": (two_way((2, 9, 14), (8, 3, 11)), TWO_WAY),
}


def hidden_by_us(name: str) -> set[int]:
    table, mart = TABLES[name]
    seen = protect(table, mart, EDUCATION).table
    return set(np.flatnonzero(seen["n"].isna()).tolist())


def lines_of(table: pd.DataFrame) -> list[tuple[int, list[int]]]:
    """Each total and its parts."""
    if "group" in table:
        return [(0, list(range(1, len(table))))]
    at = {key: n for n, key in enumerate(zip(table["row"], table["column"], strict=True))}
    rows, columns = dict.fromkeys(table["row"]), dict.fromkeys(table["column"])
    across = [(at[row, "All"], [at[row, column] for column in columns if column != "All"]) for row in rows]
    return across + [
        (at["All", column], [at[row, column] for row in rows if row != "All"]) for column in columns
    ]


def is_safe(table: pd.DataFrame, hidden: set[int]) -> bool:
    """Each hidden cell has a range of five at least, or is surely six or more; zeros are shown."""
    lines = lines_of(table)
    sums = np.zeros((len(lines), len(table)))
    for line, (whole, parts) in enumerate(lines):
        sums[line, whole], sums[line, parts] = -1, 1
    bounds = [(1, 1000) if cell in hidden else (n, n) for cell, n in enumerate(table["n"])]
    for cell in hidden:
        goal = np.zeros(len(table))
        goal[cell] = 1
        low, high = (
            sign * linprog(sign * goal, A_eq=sums, b_eq=np.zeros(len(lines)), bounds=bounds).fun
            for sign in (1, -1)
        )
        if low < 6 - 1e-6 and high - low < 5 - 1e-6:
            return False
    return True


def ways_to_hide(table: pd.DataFrame) -> list[set[int]]:
    """All that leave no small cell, and no cell of a line the only one hidden; zeros are shown."""
    small = set(table.index[table["n"].between(1, 5)])
    others = sorted(set(table.index[table["n"] > 5]))
    lines = [{whole, *parts} for whole, parts in lines_of(table)]
    every = (small | set(more) for many in range(len(others) + 1) for more in combinations(others, many))
    return [hidden for hidden in every if all(len(hidden & line) != 1 for line in lines)]


def least(table: pd.DataFrame, price: np.ndarray) -> float:
    """What the cheapest safe way to hide costs."""
    cost = {frozenset(way): float(price[sorted(way)].sum()) for way in ways_to_hide(table)}
    return next(cost[way] for way in sorted(cost, key=lambda way: cost[way]) if is_safe(table, set(way)))


@pytest.mark.parametrize("name", TABLES)
def test_what_we_hide_is_one_of_the_safe_ways(name: str) -> None:
    table, _ = TABLES[name]
    hidden = hidden_by_us(name)
    assert hidden in ways_to_hide(table)
    assert is_safe(table, hidden)


@pytest.mark.parametrize("measure", ["cells", "people"])
def test_no_more_than_half_as_much_again_is_hidden_as_must_be(measure: str) -> None:
    ours, fewest = 0.0, 0.0
    for name, (table, _) in TABLES.items():
        price = np.ones(len(table)) if measure == "cells" else table["n"].to_numpy(dtype=float)
        ours += price[sorted(hidden_by_us(name))].sum()
        fewest += least(table, price)
    assert 0 < fewest <= ours <= GOAL * fewest


def test_the_fewest_people_of_a_line_are_found_by_hand() -> None:
    # 1 + 2 leave each 1 or 2; with the 10 they are 13 in all
    table, _ = TABLES["one way"]
    assert least(table, np.ones(len(table))) == 3
    assert least(table, table["n"].to_numpy(dtype=float)) == 13
