"""Verdicts, funnels, quantiles, ranks, bands and neighbours: published and hand-made cases, and laws."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipelines.statistics import (
    compare,
    funnel,
    funnel_ratio,
    neighbour_mean,
    quantile_of,
    rank_and_band,
    wilson,
)

few = settings(max_examples=40, deadline=None)
values_or_none = st.lists(st.none() | st.integers(-50, 50), max_size=40)


# Verdicts


@pytest.mark.parametrize(
    ("polarity", "above", "below"),
    [("high_good", "better", "worse"), ("low_good", "worse", "better"), ("none", "higher", "lower")],
)
def test_the_interval_is_closed(polarity, above, below):
    found = compare(0.5, 0.4, 0.6, [0.39, 0.4, 0.5, 0.6, 0.61], polarity)
    assert found["verdict"].tolist() == [above, "similar", "similar", "similar", below]


def test_newcastle_beside_england():
    """../shared/reference/statistics.md, section 7: SEN support higher than 11.9%, plans lower than 3.1%."""
    own = wilson([5934, 1246], 44893)
    found = compare(own["value"], own["lower"], own["upper"], [0.119, 0.031], "none")
    assert found["verdict"].tolist() == ["higher", "lower"]


def test_nothing_missing_is_compared():
    found = compare([None, 1, 1, 1], [0, None, 0, 0], [2, 2, None, 2], [3, 3, 3, None], "high_good")
    assert found["verdict"].tolist() == ["not compared"] * 4


def test_each_row_may_have_its_polarity():
    found = compare(pd.Series([5, 5], index=["a", "b"]), 4, 6, 3, ["high_good", "low_good"])
    assert found["verdict"].to_dict() == {"a": "better", "b": "worse"}


# Funnels


@pytest.mark.parametrize(
    ("base", "lower", "upper", "lower_outer", "upper_outer"),
    [
        # PHEindicatormethods, testdata_funnel_prop_outputs.csv: percentages around 80.642448.
        (1, 3.204264, 100, 0, 100),
        (10, 56.154344, 100, 42.03259, 100),
        (102, 72.974925, 88.309971, 68.553233, 92.731663),
        (1008, 78.203374, 83.081521, 76.796814, 84.488082),
        (110000, 80.408963, 80.875933, 80.274317, 81.010578),
    ],
)
def test_funnels_as_published(base, lower, upper, lower_outer, upper_outer):
    found = funnel(0.80642448 * base, base)
    limits = found[["lower", "upper", "lower_outer", "upper_outer"]].iloc[0]
    assert (100 * limits).tolist() == pytest.approx([lower, upper, lower_outer, upper_outer], abs=1e-6)


def test_the_five_classes():
    """Four areas of the manual of phe_funnel_significance, around 0.751 within 0.012, and ten by hand.

    Of 100 in each hand-made area, 500 of 1,000 in all: limits 0.5 -/+ 0.0980 and 0.5 -/+ 0.1545.
    """
    far = funnel([10232, 12321, 15123, 13213], [15232, 16123, 17932, 18475])
    assert far["significance"].tolist() == ["Low (0.001)", "High (0.001)", "High (0.001)", "Low (0.001)"]
    counts = [34, 35, 40, 41, 50, 59, 60, 65, 66, 50]
    near = funnel(counts, 100)
    low, high, none = "Low (0.025)", "High (0.025)", "Not significant"
    assert near["significance"].tolist() == [
        "Low (0.001)", low, low, none, none, none, high, high, "High (0.001)", none,
    ]  # fmt: skip
    assert near["reference"].tolist() == [0.5] * 10


def test_an_area_without_figures_does_not_move_the_funnel():
    found = funnel([10, None, 0, 30], [40, 7, 0, 40])
    assert found["reference"].dropna().unique().tolist() == [0.5]
    assert found["significance"].isna().tolist() == [False, True, True, False]


def test_a_funnel_of_ratios_by_hand():
    """The limits of 4 events are 1.0899 and 10.2416 at 95%.

    At 99.8% 0.4286 and 14.7942, half of 0.8571 and 29.588 in any
    table of chi-squared; Byar's of 100 are 81.36 and 121.63.
    """
    found = funnel_ratio(
        [4, 4, 4, 4, 4, 4, 100, 100, 100], [1.09, 1.08, 0.42, 10.24, 10.25, 14.8, 81.3, 81.4, 121.7]
    )
    low, high, none = "Low (0.025)", "High (0.025)", "Not significant"
    assert found["significance"].tolist() == [
        none, high, "High (0.001)", none, low, "Low (0.001)", high, none, low,
    ]  # fmt: skip
    assert found["method"].tolist() == ["Exact"] * 6 + ["Byars"] * 3
    assert found["value"][6] == pytest.approx(100 / 81.3)
    assert found["lower"][6] == pytest.approx(81.36 / 81.3, abs=1e-4)


def test_a_ratio_without_expected_events_is_in_no_class():
    found = funnel_ratio([0, 3, None, 0], [0, 0, 5, 5])
    assert found["value"].isna().tolist() == [True, True, True, False]
    assert found["significance"].isna().tolist() == found["method"].isna().tolist()
    # None of 5: the limits of 0 end at 3.69 (95%) and 6.91 (99.8%).
    assert found["significance"][3] == "Low (0.025)"


# Quantiles, ranks, bands


def test_quantiles_by_hand():
    """Seven values in three: 7/3 areas each. Ranks 1 to 7: 4 - ceil((8 - rank) x 3/7) = 1 1 1 2 2 3 3."""
    assert quantile_of([10, 20, 30, 40, 50, 60, 70], 3)["quantile"].tolist() == [1, 1, 1, 2, 2, 3, 3]
    assert quantile_of([10, 20, 30, 40, 50, 60, 70], 3, invert=True)["quantile"].tolist() == [
        3, 3, 2, 2, 1, 1, 1,
    ]  # fmt: skip


def test_ties_stay_together_and_missing_values_do_not_count():
    found = quantile_of([None, 2, 1, 2, 9], 2)["quantile"]
    assert found.tolist() == pytest.approx([math.nan, 1, 1, 1, 2], nan_ok=True)


def test_fewer_areas_than_quantiles():
    with pytest.warns(UserWarning, match="fewer values"):
        assert quantile_of([1, 2, 3, None], 4)["quantile"].isna().all()
    assert quantile_of([1, 2, 3, 4], 4)["quantile"].tolist() == [1, 2, 3, 4]
    assert quantile_of([], 4).empty


@given(st.lists(st.integers(0, 50), min_size=10, max_size=60), st.integers(1, 10))
@few
def test_quantiles_follow_the_values(values, n):
    found = quantile_of(values, n)["quantile"].to_numpy()
    assert found.min() == 1
    assert found.max() <= n
    order = np.argsort(values, kind="stable")
    assert np.all(np.diff(found[order]) >= 0)
    shuffled = quantile_of(np.array(values)[order], n)["quantile"].to_numpy()
    assert shuffled.tolist() == found[order].tolist()


def test_ranks_and_bands_by_hand():
    """LAIT's rules. 1 to 9: the quartiles are 3, 5 and 7, and what lies on one is in the band below it."""
    low = rank_and_band(range(1, 10), "low_good")
    assert low["rank"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert "".join(low["band"]) == "AAABBCCDD"
    high = rank_and_band(range(1, 10), "high_good")
    assert high["rank"].tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert "".join(high["band"]) == "DDDCCBBAA"


def test_ties_take_the_smallest_rank_and_missing_has_none():
    found = rank_and_band(pd.Series([7, 3, None, 7, 1], index=list("abcde")), "high_good")
    assert found["rank"].to_dict() == pytest.approx(
        {"a": 1, "b": 3, "c": math.nan, "d": 1, "e": 4}, nan_ok=True
    )
    assert found["band"].isna().to_dict() == dict.fromkeys("abde", False) | {"c": True}


def test_no_polarity_no_rank():
    assert rank_and_band([1, 2], "none").isna().all(axis=None)
    assert rank_and_band([], "high_good").empty
    assert rank_and_band([None], "high_good").isna().all(axis=None)


@given(values_or_none)
@few
def test_ranks_agree_with_scipy(values):
    there = [v for v in values if v is not None]
    for polarity, sign in (("low_good", 1), ("high_good", -1)):
        found = rank_and_band(values, polarity)
        wanted = stats.rankdata(sign * np.array(there, dtype=float), method="min")
        assert found["rank"].dropna().tolist() == wanted.tolist()
        assert found["band"].notna().sum() == len(there)


# Neighbours


def test_the_mean_of_neighbours_that_have_a_value():
    values = pd.Series({"390": 4.0, "391": None, "392": 1.0, "393": 3.0})
    found = neighbour_mean(values, {"390": ["391", "392", "393"], "393": ["391"], "394": ["390", "999"]})
    assert found.index.tolist() == ["390", "393", "394"]
    assert found["value"].tolist() == pytest.approx([2, math.nan, 4], nan_ok=True)
    assert found["count"].tolist() == [2, 0, 1]


def test_lists_of_positions():
    found = neighbour_mean([4, None, 1], [[1, 2], [0, 2], []])
    assert found["value"].tolist() == pytest.approx([1, 2.5, math.nan], nan_ok=True)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: compare(1, 2, 1, 1, "none"),
        lambda: compare(1, 0, 2, 1, "good"),
        lambda: compare([1, 2], 0, 3, 1, ["none"]),
        lambda: compare(1, 0, 2, 1, None),
        lambda: funnel(3, 2),
        lambda: funnel_ratio(-1, 2),
        lambda: quantile_of([1, 2], 0),
        lambda: quantile_of([1, 2], 1.5),
        lambda: rank_and_band([1, 2], "best"),
        lambda: rank_and_band([1, 2], ["none", "none"]),
        lambda: neighbour_mean([1, 2], [[1]]),
        lambda: neighbour_mean([1, 2], [1, 0]),
        lambda: neighbour_mean({"a": 1}, {"a": "bc"}),
        lambda: neighbour_mean([1, 2], {0: [1, 1]}),
        lambda: neighbour_mean(pd.Series([1, 2], index=["a", "a"]), {"a": []}),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
