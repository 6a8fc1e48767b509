"""Standardised figures and the slope over deprivation: by hand, against other computations, at the edges."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.statistics import directly_standardised, indirectly_standardised, rate, slope_index

few = settings(max_examples=40, deadline=None)
LIMITS = ["value", "lower", "upper"]


@st.composite
def areas(draw):
    """Counts, bases and weights of a few bands, with 10 events or more in all."""
    bands = draw(st.integers(1, 6))
    some = st.lists(st.integers(1, 500), min_size=bands, max_size=bands)
    return [x + 10 for x in draw(some)], [n + 1000 for n in draw(some)], draw(some)


# Direct


def test_a_directly_standardised_rate_by_hand():
    """20 of 1,000 and 30 of 500, standard 3 to 1: 0.75 x 0.02 + 0.25 x 0.06 = 0.03.

    Variance 0.5625 x 20/1000^2 + 0.0625 x 30/500^2 = 0.00001875; Byar's of 50: 37.10810 and 65.92016.
    """
    found = directly_standardised([20, 30], [1000, 500], [3, 1])
    per_event = math.sqrt(0.00001875 / 50)
    wanted = [0.03, 0.03 + per_event * (37.10810 - 50), 0.03 + per_event * (65.92016 - 50)]
    assert found[LIMITS].iloc[0].tolist() == pytest.approx(wanted, abs=1e-7)


def test_fewer_than_ten_events_are_withheld():
    found = directly_standardised([[4, 5], [4, 6], [9, None], [None, 10]], [100, 100], [1, 1], 1000)
    assert found["value"].isna().tolist() == [True, False, True, False]
    assert found["lower"].isna().tolist() == found["upper"].isna().tolist() == [True, False, True, False]
    assert found["value"][3] == pytest.approx(50)


@given(areas())
@few
def test_a_standard_like_the_area_gives_its_crude_rate(area):
    counts, bases, _ = area
    found = directly_standardised(counts, bases, bases)[LIMITS].iloc[0]
    crude = rate(sum(counts), sum(bases), 1)[LIMITS].iloc[0]
    assert found.tolist() == pytest.approx(crude.tolist(), rel=1e-9)


@given(areas(), st.floats(0.1, 100))
@few
def test_neither_order_of_bands_nor_size_of_the_standard_matters(area, scale):
    counts, bases, standard = area
    found = directly_standardised(counts, bases, standard)[LIMITS].iloc[0].tolist()
    larger = [w * scale for w in standard[::-1]]
    turned = directly_standardised(counts[::-1], bases[::-1], larger)[LIMITS].iloc[0].tolist()
    assert turned == pytest.approx(found, rel=1e-9)
    assert found[1] < found[0] < found[2]


# Indirect


def test_an_indirectly_standardised_ratio_by_hand():
    """Expected 1,000/100 + 500/50 = 20, seen 12; Byar's of 12: 6.1936 and 20.9629; reference 0.0125."""
    found = indirectly_standardised([5, 7], [1000, 500], [30, 20], [3000, 1000]).iloc[0]
    assert found["value"] == 0.6
    assert (found["observed"], found["expected"], found["method"]) == (12, 20, "Byars")
    assert found[["lower", "upper"]].tolist() == pytest.approx([6.1936 / 20, 20.9629 / 20], abs=1e-5)
    assert found["rate"] == pytest.approx(0.6 * 0.0125)


@given(areas())
@few
def test_the_reference_beside_itself_is_one(area):
    counts, bases, _ = area
    found = indirectly_standardised(counts, bases, counts, bases).iloc[0]
    assert found["value"] == pytest.approx(1)
    assert found["rate"] == pytest.approx(sum(counts) / sum(bases))
    assert found["lower"] < 1 < found["upper"]


def test_the_ratios_limits_are_those_of_the_observed():
    found = indirectly_standardised([[4, 5], [5, 5]], [100, 100], [1, 1], [10, 10])
    assert found["method"].tolist() == ["Exact", "Byars"]
    wanted = rate([9, 10], 20, 1)[LIMITS].to_numpy()
    np.testing.assert_allclose(found[LIMITS].astype(float), wanted, rtol=1e-12)


def test_nothing_expected_or_something_missing_has_no_ratio():
    found = indirectly_standardised(
        [[0, 0], [None, 1], [1, 1]], [[0, 0], [5, 5], [5, None]], [1, 1], [10, 10]
    )
    assert found[LIMITS].isna().all(axis=None)
    assert found["method"].isna().all()


# The slope index


def test_a_straight_line_is_found():
    """Middles 0.1 to 0.9 of equal fifths; 10 + 20 x middle: from 10 at one end to 30 at the other."""
    y = np.array([12, 16, 20, 24, 28])
    found = slope_index([1, 2, 3, 4, 5], 100, y, y, y).iloc[0]
    assert found.tolist() == pytest.approx([20, 20, 20, 3, 3, 3])
    turned = slope_index([1, 2, 3, 4, 5], 100, y, y, y, multiplier=-100).iloc[0]
    assert turned.tolist() == pytest.approx([-2000, -2000, -2000, 1 / 3, 1 / 3, 1 / 3])


# PHEindicatormethods, the first area of the example of phe_sii.
DECILES = pd.DataFrame(
    {
        "population": [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534],
        "value": [75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3],
        "lower": [72.7, 75.3, 80.9, 80.2, 77.1, 78.0, 79.0, 81.4, 75.8, 83.2],
        "upper": [79.1, 81.4, 86.8, 87.1, 83.8, 84.2, 84.4, 86.9, 85.4, 89.4],
    },
    index=range(1, 11),
)


def test_the_slope_is_that_of_weighted_least_squares_with_its_normal_limits():
    """The slope is linear in the values: its limits are known, and the draws must meet them."""
    share = (DECILES["population"] / DECILES["population"].sum()).to_numpy()
    middle = np.cumsum(share) - share / 2
    slope, start = np.polyfit(middle, DECILES["value"], 1, w=np.sqrt(share))
    away = share * (middle - share @ middle)
    errors = (DECILES["upper"] - DECILES["lower"]) / (2 * 1.959963984540054)
    reach = 1.959963984540054 * math.sqrt(np.sum((away / (away @ middle) * errors) ** 2))
    found = slope_index(DECILES.index, **DECILES).iloc[0]
    assert found["value"] == pytest.approx(slope)
    assert found["rii"] == pytest.approx((start + slope) / start)
    assert found[["lower", "upper"]].tolist() == pytest.approx([slope - reach, slope + reach], abs=0.05)
    assert found["rii_lower"] < found["rii"] < found["rii_upper"]


def test_the_order_of_rows_does_not_matter_and_the_seed_decides():
    found = slope_index(DECILES.index, **DECILES, repetitions=2000)
    turned = DECILES[::-1]
    pd.testing.assert_frame_equal(slope_index(turned.index, **turned, repetitions=2000), found)
    other = slope_index(DECILES.index, **DECILES, repetitions=2000, seed=1)
    assert other["value"][0] == found["value"][0]
    assert other["lower"][0] != found["lower"][0]


@pytest.mark.parametrize("scale", ["log", "logit"])
def test_a_scale_changes_the_limits_and_not_the_slope(scale):
    shares = DECILES.assign(**{name: DECILES[name] / 100 for name in LIMITS})
    plain = slope_index(DECILES.index, **shares, repetitions=5000).iloc[0]
    scaled = slope_index(DECILES.index, **shares, repetitions=5000, scale=scale).iloc[0]
    assert scaled["value"] == plain["value"]
    assert scaled[["lower", "upper"]].tolist() == pytest.approx(plain[["lower", "upper"]].tolist(), abs=0.01)


def test_a_negative_multiplier_keeps_limits_in_order():
    found = slope_index(DECILES.index, **DECILES, multiplier=-1, repetitions=2000).iloc[0]
    assert found["lower"] < found["value"] < found["upper"] < 0
    assert found["rii_lower"] < found["rii"] < found["rii_upper"] < 1


def test_what_is_missing_has_no_slope():
    assert slope_index([1, 2], [5, 5], [1, None], 0, 3).isna().all(axis=None)
    assert slope_index([1], [5], [1], 0, 3).isna().all(axis=None)
    assert slope_index([], [], [], [], []).isna().all(axis=None)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: directly_standardised([20, 1], [100, 0], [1, 1]),
        lambda: directly_standardised([20, 1], [100, None], [1, 1]),
        lambda: directly_standardised([20, -1], [100, 100], [1, 1]),
        lambda: directly_standardised([20, 1], [100, 100], [0, 0]),
        lambda: directly_standardised([20, 1], [100, 100], [1, None]),
        lambda: directly_standardised([20, 1], [100, 100], [1, 1, 1]),
        lambda: directly_standardised([[20], [20]], [[1], [1], [1]], [1]),
        lambda: indirectly_standardised([1], [2], [1], [0]),
        lambda: indirectly_standardised([-1], [2], [1], [2]),
        lambda: slope_index([1, 1], [5, 5], [1, 2], 0, 3),
        lambda: slope_index([1, 2], [5, 0], [1, 2], 0, 3),
        lambda: slope_index([1, 2], [5, 5], [1, 2], 3, 0),
        lambda: slope_index([1, 2], [5, 5], [1, 2], 0, 3, multiplier=0),
        lambda: slope_index([1, 2], [5, 5], [1, 2], 0, 3, scale="square"),
        lambda: slope_index([1, 2], [5, 5], [1, 2], 0, 3, scale="log"),
        lambda: slope_index([1, 2], [5, 5], [0.1, 0.2], 0.1, 3, scale="logit"),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
