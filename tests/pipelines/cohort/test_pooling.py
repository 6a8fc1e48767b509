"""Partial pooling: how much a wider group is worth, by hand and on groups whose spread is known."""

import numpy as np
import pytest

from pipelines.cohort.pooling import FALLBACK, LEAST, MOST, rate_strength, shares, strength


def test_a_share_lies_between_its_own_and_its_parents():
    # 3 of 10, and a parent of 0.5 that is worth 10 persons: (3 + 5) / 20.
    held = shares(np.array([[3.0, 7.0]]), np.array([[0.5, 0.5]]), 10.0)
    assert held.mean[0, 0] == pytest.approx(0.4)


def test_two_groups_say_nothing_and_the_fallback_holds():
    assert strength(np.array([[3.0, 7.0], [5.0, 5.0]]), np.full((2, 2), 0.5)) == FALLBACK
    assert rate_strength(np.array([3.0, 4.0]), np.array([3.0, 4.0]), 7.0) == 7.0


@pytest.mark.parametrize("true", [10.0, 50.0, 200.0])
def test_the_worth_of_groups_that_differ_as_known_is_found_again(true):
    rng = np.random.default_rng(3)
    mean = np.array([0.2, 0.3, 0.5])
    p = rng.dirichlet(true * mean, 3000)
    counts = rng.multinomial(80, p).astype(float)
    # The over-dispersion 1 + 79 / (k + 1) is a mean over 3,000 groups: its error is a few per cent of it.
    over = 1 + 79 / (true + 1)
    found = 1 + 79 / (strength(counts, np.tile(mean, (3000, 1))) + 1)
    assert found == pytest.approx(over, rel=4 * np.sqrt(2 / 3000) * 1.5)


def test_groups_that_do_not_differ_are_held_as_one_and_worths_have_limits():
    same = np.tile([20.0, 80.0], (50, 1))
    assert strength(same, np.tile([0.2, 0.8], (50, 1))) == MOST
    apart = np.array([[100.0, 0.0], [0.0, 100.0]] * 20)
    assert strength(apart, np.full((40, 2), 0.5)) == LEAST


def test_the_worth_of_rates_is_found_again():
    rng = np.random.default_rng(4)
    expected = np.full(4000, 20.0)
    events = rng.poisson(expected * rng.gamma(8.0, 1 / 8.0, 4000))
    # Variance is e + e^2 / 8 = 70; a variance of 4,000 Gamma-Poisson numbers is known to some 4%.
    assert 20.0 + 400.0 / rate_strength(events, expected, 1.0) == pytest.approx(70.0, rel=0.12)
