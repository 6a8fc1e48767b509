"""Flows as arrays, and the identity S' = S + new + in - ceased - out."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from pipelines.cohort.flows import histories, until
from pipelines.cohort.states import need_at, place_at
from tests.builders_cohort import World

ASD, MLD, SPECIAL, MAIN = need_at("ASD"), need_at("MLD"), place_at("special"), place_at("mainstream")


def row(year, flow, age, plans, *, reason=None, need="ASD", place="special", to=(None, None)):
    return {
        "la_code": "391", "january_year": year, "flow": flow, "reason": reason, "age": age, "need": need,
        "place": place, "to_need": to[0], "to_place": to[1], "plans": plans,
    }  # fmt: skip


@pytest.fixture
def hand_made():
    """Ten at 10: seven stay (two move to mainstream), two cease, one moves out; three begin, one comes in."""
    return pd.DataFrame(
        [
            row(2024, "stock", 10, 10),
            row(2024, "moved", 10, 5, to=("ASD", "special")),
            row(2024, "moved", 10, 2, to=("MLD", "mainstream")),
            row(2024, "ceased", 10, 2, reason="2"),
            row(2024, "out", 10, 1, reason="transferred"),
            row(2024, "new", 6, 3),
            row(2024, "in", 11, 1, reason="transferred"),
            row(2025, "stock", 11, 6),
            row(2025, "stock", 11, 2, need="MLD", place="mainstream"),
            row(2025, "stock", 6, 3),
        ]
    )


def test_flows_counted_by_hand(hand_made):
    history = histories(hand_made)["391"]
    [step] = history.steps
    assert step.gap == 0
    assert step.grown[11, ASD, SPECIAL] == 5
    assert step.grown[11, MLD, MAIN] == 2
    assert step.ceased[10, ASD, SPECIAL].tolist() == [0, 2, 0, 0, 0, 0, 0, 0]
    assert step.after.sum() == step.stock.sum() + step.new.sum() + step.into.sum() - 2 - 1
    assert history.last == 2025


def test_one_person_forgotten_breaks_the_identity(hand_made):
    [step] = histories(hand_made[hand_made["flow"] != "in"])["391"].steps
    assert step.gap == 1
    lost = step.out.copy()
    lost[10, ASD, SPECIAL] = 0
    assert dataclasses.replace(step, out=lost).gap == 2


def test_a_january_that_is_missing_makes_no_step(hand_made):
    apart = hand_made.assign(january_year=hand_made["january_year"].replace(2025, 2026))
    assert histories(apart)["391"].steps == []


def test_what_was_not_known_yet_is_left_out(hand_made):
    known = until(histories(hand_made)["391"], 2024)
    assert (known.last, known.steps) == (2024, [])


def test_a_world_made_person_by_person_obeys_the_identity():
    world = World(1, plans=300).pass_year().pass_year()
    history = world.history()
    assert [step.gap for step in history.steps] == [0, 0]
    assert np.sum(history.stocks[2025]) == len(world.persons)
