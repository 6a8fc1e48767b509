"""Intervals: published examples retyped by hand, scipy's implementations, and laws for any input."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from pipelines import statistics
from pipelines.statistics import (
    difference,
    mean_interval,
    rate,
    risk_ratio,
    wilson,
)

few = settings(max_examples=40, deadline=None)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.998])
LIMITS = ["value", "lower", "upper"]


@st.composite
def parts(draw, least=1):
    base = draw(st.integers(least, 100_000))
    return draw(st.integers(0, base)), base


def row(frame):
    """The only row, as floats."""
    [found] = frame[LIMITS].to_numpy(dtype=float).tolist()
    return tuple(found)


# Wilson


@pytest.mark.parametrize(
    ("count", "base", "lower", "upper"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_newcombe_printed_it(count, base, lower, upper):
    assert row(wilson(count, base)) == pytest.approx((count / base, lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "base", "percent"),
    [(1246, 44893, 2.776), (5934, 44893, 13.218), (7180, 44893, 15.994), (1412, 43163, 3.271)],
)
def test_the_seeds_percentages(count, base, percent):
    """../shared/reference/statistics.md, section 7: Newcastle 2019 and South Tyneside 2020."""
    assert 100 * row(wilson(count, base))[0] == pytest.approx(percent, abs=6e-4)


@given(parts(), levels)
@few
def test_wilson_agrees_with_scipy(part, confidence):
    count, base = part
    judge = stats.binomtest(count, base).proportion_ci(confidence, method="wilson")
    found = row(wilson(count, base, confidence))
    assert found == pytest.approx((count / base, judge.low, judge.high), abs=1e-12)


def test_wilsons_limits_are_where_the_score_test_turns():
    """Ten thousand cases against the definition: |p - limit| = z sqrt(limit (1 - limit) / n)."""
    rng = np.random.default_rng(9)
    base = rng.integers(1, 60_000, 10_000)
    found = wilson(rng.binomial(base, rng.random(10_000)), base)
    for limit in (found["lower"], found["upper"]):
        reach = stats.norm.ppf(0.975) * np.sqrt(limit * (1 - limit) / base)
        np.testing.assert_allclose((found["value"] - limit).abs(), reach, atol=1e-9)


@given(parts(), levels)
@few
def test_wilson_holds_its_value_and_mirrors(part, confidence):
    count, base = part
    value, lower, upper = row(wilson(count, base, confidence))
    assert 0 <= lower <= value <= upper <= 1
    _, other_lower, other_upper = row(wilson(base - count, base, confidence))
    assert (1 - other_upper, 1 - other_lower) == pytest.approx((lower, upper), abs=1e-12)


@given(parts())
@few
def test_wilson_widens_with_confidence(part):
    found = [row(wilson(*part, confidence)) for confidence in (0.8, 0.95, 0.998, 1)]
    assert sorted(found, key=lambda r: r[2]) == found
    assert sorted(found, key=lambda r: -r[1]) == found
    assert found[-1][1:] == (0, 1)


def test_the_edges_are_exact():
    found = wilson([0, 7, 1_000_003], [1_000_003, 7, 1_000_003])
    assert found["lower"][0] == 0
    assert found["upper"].tolist()[1:] == [1, 1]
    assert 0 < found["upper"][0] < 1e-5


def test_nothing_of_nothing_is_missing():
    for found in (wilson(0, 0), rate(0, 0, 100), difference(0, 0, 1, 2), risk_ratio(1, 2, 0, 0)):
        assert found[LIMITS].isna().all(axis=None)
    assert rate(0, 0, 100)["method"].isna().all()


# Rates


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        # Exact limits of a Poisson count: Ulm 1990, American Journal of Epidemiology 131, 373-375.
        (0, 0.0, 3.6889),
        (1, 0.0253, 5.5716),
        (2, 0.2422, 7.2247),
        (5, 1.6235, 11.6683),
        (9, 4.1154, 17.0848),
    ],
)
def test_few_events_have_the_exact_limits(count, lower, upper):
    found = rate(count, 1, 1)
    assert row(found) == pytest.approx((count, lower, upper), abs=5e-5)
    assert found["method"].tolist() == ["Exact"]


def test_ten_events_by_hand():
    """10 (1 - 1/90 - 1.95996/9.48683)^3 = 4.78745 and 11 (1 - 1/99 + 1.95996/9.94987)^3 = 18.39146."""
    found = rate(10, 2000, 1000)
    assert row(found) == pytest.approx((5, 0.5 * 4.78745, 0.5 * 18.39146), abs=5e-5)
    assert found["method"].tolist() == ["Byars"]


def test_the_switch_is_on_the_count_not_on_the_rate():
    assert rate([9, 10, 9.5], [1, 100_000, 3], 100)["method"].tolist() == ["Exact", "Byars", "Exact"]


@given(st.integers(0, 9), st.integers(1, 10**6), levels)
@few
def test_exact_limits_agree_with_scipys_chi_squared(count, base, confidence):
    tail = (1 - confidence) / 2
    lower = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0
    upper = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
    expected = np.array([count, lower, upper]) * 1000 / base
    assert row(rate(count, base, 1000, confidence)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_byars_limits_approximate_the_exact_ones():
    """Two thousandths are the most that they are apart, and that at 10 events."""
    count = np.arange(10, 3000)
    found = rate(count, 1, 1)
    np.testing.assert_allclose(found["lower"], stats.chi2.ppf(0.025, 2 * count) / 2, rtol=2e-3)
    np.testing.assert_allclose(found["upper"], stats.chi2.ppf(0.975, 2 * count + 2) / 2, rtol=2e-3)


@given(st.integers(0, 10_000), st.integers(1, 10**6), st.floats(0.1, 1e5))
@few
def test_a_rate_lies_in_its_limits_and_scales(count, base, multiplier):
    value, lower, upper = row(rate(count, base, multiplier))
    assert 0 <= lower <= value <= upper
    assert row(rate(count, base, 1)) == pytest.approx(
        (value / multiplier, lower / multiplier, upper / multiplier), rel=1e-9
    )
    assert row(rate(count, base, 1, 0.998))[2] > row(rate(count, base, 1))[2]


def test_no_confidence_brings_byars_limit_below_nothing():
    assert row(rate(10, 100, 1, confidence=math.nextafter(1, 0)))[1] > 0


def test_more_events_than_children_are_lawful():
    assert row(rate(250, 100, 100))[0] == 250


# Means


@given(st.lists(st.integers(-10_000, 10_000), min_size=2, max_size=30), levels)
@few
def test_a_mean_agrees_with_scipys_t_interval(values, confidence):
    assume(len(set(values)) > 1)
    low, high = stats.t.interval(
        confidence, len(values) - 1, np.mean(values), np.std(values, ddof=1) / math.sqrt(len(values))
    )
    found = row(mean_interval(values, confidence))
    assert found == pytest.approx((np.mean(values), low, high), rel=1e-9, abs=1e-9)
    assert found == pytest.approx(row(mean_interval(values[::-1], confidence)), abs=1e-9)


def test_a_mean_by_hand():
    """30, 40, 50, 60: mean 45, sd 12.9099, t of 3 degrees 3.18245: 45 -/+ 3.18245 x 12.9099 / 2."""
    assert row(mean_interval([30, 40, 50, 60])) == pytest.approx((45, 24.4574, 65.5426), abs=5e-5)


def test_one_value_has_no_limits_and_a_missing_one_no_mean():
    value, lower, upper = row(mean_interval([3]))
    assert value == 3
    assert math.isnan(lower)
    assert math.isnan(upper)
    assert np.isnan(row(mean_interval([1, None, 3]))).all()
    assert np.isnan(row(mean_interval([]))).all()


# Differences and ratios


@pytest.mark.parametrize(
    ("second", "first", "lower", "upper"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10: second less first.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_differences_as_newcombe_printed_them(second, first, lower, upper):
    value = second[0] / second[1] - first[0] / first[1]
    assert row(difference(*first, *second)) == pytest.approx((value, lower, upper), abs=5e-5)


@given(parts(), parts(), levels)
@few
def test_a_difference_turned_round_changes_its_sign(first, second, confidence):
    value, lower, upper = row(difference(*first, *second, confidence))
    assert -1 <= lower <= value <= upper <= 1
    turned = row(difference(*second, *first, confidence))
    assert turned == pytest.approx((-value, -upper, -lower), abs=1e-12)


@given(parts(), parts())
@few
def test_a_risk_ratio_agrees_with_scipy(first, second):
    assume(first[0] and second[0])
    judge = stats.contingency.relative_risk(*first, *second)
    low, high = judge.confidence_interval(0.95)
    assert row(risk_ratio(*first, *second)) == pytest.approx((judge.relative_risk, low, high), rel=1e-9)


def test_a_risk_ratio_by_hand():
    """10 of 20 over 5 of 20: 2, se of the logarithm sqrt(1/10 - 1/20 + 1/5 - 1/20) = 0.447214."""
    reach = math.exp(1.959963984540054 * math.sqrt(0.2))
    assert row(risk_ratio(10, 20, 5, 20)) == pytest.approx((2, 2 / reach, 2 * reach), rel=1e-12)


def test_risk_ratios_without_a_logarithm():
    found = risk_ratio([0, 5], [10, 10], [5, 0], [10, 10])
    assert found["value"].tolist()[0] == 0
    assert found.drop(columns="value").isna().all(axis=None)
    assert math.isnan(found["value"][1])


# The contract that all share


@pytest.mark.parametrize(
    "columns",
    [
        ([1, None, 3], [10, 10, None]),
        ((1, float("nan"), 3), (10, 10, float("nan"))),
        (np.array([1, np.nan, 3]), np.array([10, 10, np.nan])),
        (pd.Series([1, None, 3], dtype="Int64"), pd.Series([10, 10, None], dtype="Int64")),
        (pd.Series([1, pd.NA, 3], dtype=object), [10, 10, pd.NA]),
    ],
)
@pytest.mark.parametrize("function", [wilson, lambda x, n: rate(x, n, 1)])
def test_every_kind_of_column_is_read(function, columns):
    found = function(*columns)
    assert found["value"].tolist() == pytest.approx([0.1, math.nan, math.nan], nan_ok=True)
    assert found[LIMITS].isna().all(axis=1).tolist() == [False, True, True]


def test_a_number_stands_for_every_row_and_alone_for_one():
    assert wilson([1, 2], 4)["value"].tolist() == [0.25, 0.5]
    assert len(wilson(1, 4)) == 1
    assert np.isnan(row(wilson(None, 4))).all()


def test_nothing_in_nothing_out():
    for found in (wilson([], []), rate([], [], 1), difference([], [], [], []), risk_ratio([], [], [], [])):
        assert found.shape[0] == 0
        assert found.columns.tolist()[:3] == LIMITS


def test_the_index_of_a_series_is_kept():
    areas = pd.Series([1, 2], index=["391", "393"])
    assert wilson(areas, [4, 4]).index.tolist() == ["391", "393"]
    assert wilson([1, 2], [4, 4]).index.tolist() == [0, 1]
    with pytest.raises(ValueError, match="indexes differ"):
        wilson(areas, pd.Series([4, 4], index=["393", "391"]))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: wilson(-1, 4),
        lambda: wilson(5, 4),
        lambda: wilson(1, 0),
        lambda: wilson(0, -1),
        lambda: wilson([1, 2], [4, 4, 4]),
        lambda: wilson([1], [4, 4]),
        lambda: wilson(1, math.inf),
        lambda: wilson("1", 4),
        lambda: wilson(["a"], [4]),
        lambda: wilson([[1]], [[4]]),
        lambda: wilson(pd.Series(pd.to_datetime(["2020-01-01"])), 4),
        lambda: wilson(1, 4, 0),
        lambda: wilson(1, 4, 95),
        lambda: rate(-1, 4, 1),
        lambda: rate(1, 0, 1),
        lambda: rate(1, 4, 0),
        lambda: rate(1, 4, 1, 1),
        lambda: mean_interval([1, math.inf]),
        lambda: mean_interval([], 2),
        lambda: difference(5, 4, 1, 2),
        lambda: risk_ratio(1, 2, 3, 2),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


def test_all_is_behind_one_door():
    assert sorted(statistics.__all__) == statistics.__all__
    assert all(callable(getattr(statistics, name)) for name in statistics.__all__)
