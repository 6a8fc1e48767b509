"""A mart in which everything adds up that can: the fast cells are the plain ones, and no attack succeeds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipelines.disclosure import DisclosureRiskError
from pipelines.sql import read_mart
from schemas.disclosure import POLICIES
from tests.builders_cells import CHILDREN, HEADING, WARDS, everything, key_of, plain_cells
from tests.builders_told import assert_safe, cells_of, protect

EDUCATION = POLICIES["education"]
children = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 30))
marts = st.tuples(st.lists(children, min_size=len(CHILDREN), max_size=len(CHILDREN)), st.integers(0, 999))


@pytest.fixture(scope="module")
def mart(tmp_path_factory):
    path = tmp_path_factory.mktemp("marts") / "everything.sql"
    path.write_text(HEADING)
    return read_mart(path)


def keys_of(cells, table, mart):
    """The key of each cell."""
    return {
        int(cell): key_of(row, count, mart)
        for count in mart.of_role("count")
        for row, cell in zip(table.to_dict("records"), cells.rows[mart.name][count.name], strict=True)
    }


@settings(max_examples=20, deadline=None)
@given(drawn=marts)
def test_the_fast_cells_are_the_plain_ones(mart, drawn):
    table = everything(*drawn)
    cells = cells_of(table, mart)
    keys = keys_of(cells, table, mart)
    people, lines, pairs = plain_cells(table, mart)
    assert {keys[cell]: n for cell, n in enumerate(cells.people)} == people
    found = [
        (keys[whole], frozenset(keys[cell] for cell in cells.parts.indices[start:end]))
        for whole, start, end in zip(
            cells.wholes.tolist(), cells.parts.indptr[:-1], cells.parts.indptr[1:], strict=True
        )
    ]
    assert len(found) == len(set(found))
    assert set(found) == lines
    assert {(keys[b], keys[c]) for b, c in zip(cells.bases, cells.counts, strict=True)} == pairs


@settings(max_examples=3, deadline=None)
@given(drawn=marts)
def test_the_order_of_rows_and_of_the_two_groups_does_not_matter(mart, drawn):
    numbers, seed = drawn
    whole = [n + 1 for n in numbers]  # everybody has a row, whatever the seed
    one, other = everything(whole, seed), everything(whole, seed + 1)
    seen = [protect(table, mart, EDUCATION).table for table in (one, other)]
    assert shown(seen[0]) == shown(seen[1])


def shown(table):
    return {
        key(row): (None if pd.isna(row["n"]) else row["n"], None if pd.isna(row["base"]) else row["base"])
        for row in table.to_dict("records")
    }


def key(row):
    """A row by area, groups and provision, in whatever order its groups stand."""
    pairs = {(row["topic"], row["label"]), (row["topic_2"], row["label_2"])} - {("Total", "Total")}
    return row["area"], frozenset(pairs), row["provision"]


def what_adds_up(keys):
    """Every sum that a reader knows to hold, as the key of the whole and those of the parts."""
    topics = ["Sex", "Meals", "Ward", "Place"]
    for whole in keys:
        area, pairs, provision = whole
        if "+" in area:
            yield whole, [(one, pairs, provision) for one in area.split("+")]
        if provision == "All":
            yield whole, [(area, pairs, one) for one in ("Plan", "Support")]
        for topic in topics:
            inside = [k for k in keys if k[0] == area and k[2] == provision and k[1] > pairs]
            parts = [k for k in inside if [t for t, _ in k[1] - pairs] == [topic]]
            if parts and topic not in {t for t, _ in pairs}:
                yield whole, parts
        for place in (label for topic, label in pairs if topic == "Place"):
            rest = pairs - {("Place", place)}
            yield (
                whole,
                [(area, rest | {("Ward", ward)}, provision) for ward, of in WARDS.items() if of == place],
            )


def puzzle(seen):
    """The reader's puzzle: keys, sums, and bounds; nobody tells a reader of rows that are left out."""
    known = shown(seen)
    bases = {(area, pairs, "Everyone"): base for (area, pairs, _), (_, base) in known.items()}
    values = {**{k: n for k, (n, _) in known.items()}, **bases}
    place = {k: number for number, k in enumerate(values)}
    sums = []
    for whole, parts in what_adds_up(list(values)):
        row = np.zeros(len(values))
        row[place[whole]] = -1
        row[[place[part] for part in parts if part in place]] = 1
        if row.max() > 0:
            sums.append(row)
    within = []
    for area, pairs, provision in values:
        if provision != "Everyone":
            row = np.zeros(len(values))
            row[place[area, pairs, provision]], row[place[area, pairs, "Everyone"]] = 1, -1
            within.append(row)
    bounds = []
    for (area, pairs, provision), value in values.items():
        # zeros are shown, unless even how many there are of the group is hidden
        least = 0 if provision != "Everyone" and values[area, pairs, "Everyone"] is None else 1
        bounds.append((value, value) if value is not None else (least, 5000))
    return place, np.array(sums), np.array(within), bounds


@settings(max_examples=8, deadline=None)
@given(drawn=marts, chosen=st.randoms(use_true_random=False))
def test_no_small_number_of_children_can_be_known_closely(mart, drawn, chosen):
    table = everything(*drawn)
    seen = protect(table, mart, EDUCATION).table
    assert_safe(seen, mart, EDUCATION)
    true, place_of = shown(table), puzzle(seen)
    place, sums, within, bounds = place_of
    small = []
    for (area, pairs, provision), (n, base) in true.items():
        small += [[(area, pairs, provision)]] * (1 <= n <= 5)
        small += [[(area, pairs, "Everyone"), (area, pairs, provision)]] * (1 <= base - n <= 5)
    for secret in chosen.sample(small, min(len(small), 5)):
        goal = np.zeros(len(place))
        goal[place[secret[0]]] = 1
        if len(secret) == 2:
            goal[place[secret[1]]] = -1
        low, high = (
            linprog(
                sign * goal,
                A_eq=sums,
                b_eq=np.zeros(len(sums)),
                A_ub=within,
                b_ub=np.zeros(len(within)),
                bounds=bounds,
            )
            for sign in (1, -1)
        )
        assert low.status == high.status == 0
        assert -high.fun - low.fun >= 5 - 1e-6


@settings(max_examples=3, deadline=None)
@given(drawn=marts, more=st.integers(1, 3), at=st.integers(0, 10**6))
def test_a_number_that_is_not_what_the_heading_says_is_refused(mart, drawn, more, at):
    table = everything(*drawn)
    if len(table):
        table.loc[at % len(table), "n"] += more
        with pytest.raises(DisclosureRiskError, match="do not hold"):
            protect(table, mart, EDUCATION)
