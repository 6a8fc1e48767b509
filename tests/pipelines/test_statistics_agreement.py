"""Weighted shares and kappa: by hand, as printed elsewhere, and laws."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.statistics import kappa, weighted_proportion, wilson

few = settings(max_examples=40, deadline=None)


def row(frame):
    """The only row's value and limits."""
    [found] = frame[["value", "lower", "upper"]].to_numpy(dtype=float).tolist()
    return tuple(found)


def test_a_weighted_share_by_hand():
    """12 of weight 0.5 say yes, 8 of weight 2 no: 6/22; effective base 22^2 / (12/4 + 8 x 4) = 484/35."""
    found = weighted_proportion([1] * 12 + [0] * 8 + [None], [0.5] * 12 + [2] * 8 + [9])
    assert found[["base", "effective_base"]].iloc[0].tolist() == pytest.approx([20, 484 / 35])
    assert row(found) == pytest.approx(row(wilson(6 / 22 * 484 / 35, 484 / 35)), abs=1e-12)


@given(st.integers(0, 100), st.integers(1, 100), st.floats(1e-3, 1e3))
@few
def test_equal_weights_are_no_weights(count, more, weight):
    base = count + more
    answers = [True] * count + [False] * (base - count)
    found = weighted_proportion(answers, weight)
    assert row(found) == pytest.approx(row(wilson(count, base)), abs=1e-9)
    assert found["effective_base"][0] == pytest.approx(base)


def test_a_weight_that_is_missing_leaves_no_share_and_no_answer_none_either():
    assert np.isnan(row(weighted_proportion([1, 0], [1, None]))).all()
    assert np.isnan(row(weighted_proportion([None, None], [1, 1]))).all()
    assert np.isnan(row(weighted_proportion([1, 0], [0, 0]))).all()


def ratings(table):
    cells = [(i, j) for i, line in enumerate(table) for j, n in enumerate(line) for _ in range(n)]
    return [i for i, _ in cells], [j for _, j in cells]


# SAS/STAT, PROC FREQ, agreement study: two dermatologists, terrible, poor, marginal, clear.
SKIN = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]


@pytest.mark.parametrize(
    ("weights", "value", "lower", "upper"),
    [(None, 0.3449, 0.2030, 0.4868), ("none", 0.3449, 0.2030, 0.4868), ("linear", 0.5082, 0.3798, 0.6366)],
)
def test_kappa_as_sas_prints_it(weights, value, lower, upper):
    assert row(kappa(*ratings(SKIN), weights)) == pytest.approx((value, lower, upper), abs=5e-5)


def test_kappa_as_fleiss_printed_it():
    """Fleiss 1981, Statistical Methods for Rates and Proportions, p. 213: 0.68."""
    assert row(kappa(*ratings([[75, 1, 4], [5, 4, 1], [0, 0, 10]])))[0] == pytest.approx(0.6765, abs=5e-5)


def test_the_order_of_words_is_said_not_guessed():
    scale = ["outstanding", "good", "requires improvement", "inadequate"]
    a, b = ([scale[n] for n in side] for side in ratings(SKIN))
    expected = row(kappa(*ratings(SKIN), "quadratic"))
    assert row(kappa(a, b, "quadratic", categories=scale)) == pytest.approx(expected)
    assert row(kappa(a, b, "quadratic")) != pytest.approx(expected)
    assert row(kappa([*a, None], [*b, "good"], "quadratic", categories=scale)) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
@few
def test_kappa_of_two_is_the_same_both_ways_and_one_when_they_agree(pairs):
    a, b = zip(*pairs, strict=True)
    for weights in (None, "linear", "quadratic"):
        value, lower, upper = row(kappa(a, b, weights))
        assert row(kappa(b, a, weights)) == pytest.approx((value, lower, upper), nan_ok=True)
        assert math.isnan(value) or lower <= value <= upper
        assert row(kappa(a, a, weights)) == pytest.approx((1, 1, 1)) or len(set(a)) == 1


def test_raters_who_use_one_word_have_no_kappa():
    assert np.isnan(row(kappa([1, 1], [1, 1]))).all()
    assert np.isnan(row(kappa([], []))).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: weighted_proportion([2], [1]),
        lambda: weighted_proportion([1], [-1]),
        lambda: kappa([1], [1, 2]),
        lambda: kappa([1], [1], "cubic"),
        lambda: kappa([1, 2], [1, 3], categories=[1, 2]),
        lambda: kappa([1, "a"], [1, 2]),
        lambda: kappa([1], [1], categories=[1, 1]),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
