"""Control charts by hand: ten steady points fix the mean, 10, and the limits, 10 -/+ 2.66 x 2."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spc import xmr

few = settings(max_examples=40, deadline=None)
STEADY = [9.0, 11.0] * 5
COMMON = "common_cause"
pytestmark = pytest.mark.filterwarnings("ignore:fewer than 13 points")


def after(points, improvement="high", **options):
    """The rows of points that come after ten steady ones which fix the limits."""
    return xmr(STEADY + points, improvement, fix_after=10, **options).iloc[10:]


def rules(points):
    return after(points)["rule"].fillna("").tolist()


def test_mean_and_limits_by_hand():
    """1 to 5 and 9: mean 4, moving ranges 1 1 1 1 4, on average 1.6; 4 is below 3.267 x 1.6."""
    found = xmr([1, 2, 3, 4, 5, 9])
    assert found["mean"].tolist() == [4] * 6
    assert found["lower"].tolist() == pytest.approx([4 - 4.256] * 6)
    assert found["upper"].tolist() == pytest.approx([4 + 4.256] * 6)


def test_great_moving_ranges_are_screened_once():
    """Steady steps of 2 and one of 29: their mean is 4.7 (9 of 2, 29), times 3.267 15.4; without it 2."""
    series = [*STEADY, 40.0]
    assert xmr(series)["upper"][0] - xmr(series)["mean"][0] == pytest.approx(2.66 * 2)
    unscreened = xmr(series, screen=False)
    assert unscreened["upper"][0] - unscreened["mean"][0] == pytest.approx(2.66 * 4.7)


def test_points_outside_the_limits():
    found = after([15.32, 15.33, 4.68, 4.67])
    assert found["upper"].iloc[0] == pytest.approx(15.32)
    assert found["special_cause"].tolist() == [False, True, False, True]
    assert found["rule"].dropna().tolist() == ["outside limits"] * 2
    assert found["point_type"].tolist() == [
        COMMON, "special_cause_improvement", COMMON, "special_cause_concern",
    ]  # fmt: skip


def test_seven_rising_points():
    rise = [8.0, 8.5, 9.0, 9.5, 10.5, 11.0, 11.5]
    assert rules(rise) == ["trend of seven"] * 7
    assert rules([*rise[:6], 10.9]) == [""] * 7
    assert rules([*rise[:3], 9.0, *rise[3:6], 10.9]) == [""] * 8
    assert set(after(rise)["point_type"]) == {"special_cause_improvement"}
    assert set(after(rise, "low")["point_type"]) == {"special_cause_concern"}
    assert set(after(rise, "neutral")["point_type"]) == {"special_cause_neutral_high"}
    assert set(after(rise[::-1], "neutral")["point_type"]) == {"special_cause_neutral_low"}


def test_a_trend_is_part_of_the_steady_points_too():
    """The last steady point, 11, begins the fall."""
    found = xmr([*STEADY, 10.5, 10.3, 10.2, 9.8, 9.5, 9.0], "low", fix_after=10)
    assert found["rule"].notna().tolist() == [False] * 9 + [True] * 7


def test_the_turn_of_two_trends_belongs_to_the_later():
    peak = [8.0, 8.5, 9.0, 9.5, 10.5, 11.0, 11.5, 11.2, 10.4, 9.6, 9.1, 8.7, 8.2]
    found = after(peak)["point_type"].tolist()
    assert found == ["special_cause_improvement"] * 6 + ["special_cause_concern"] * 7


def test_two_of_three_near_a_limit():
    """Near is beyond 10 -/+ 3.5467 and not outside; all three on one side; only the near are marked."""
    near, side = 13.6, 11.0
    named = "two of three"
    assert rules([9, near, near, side, 9]) == ["", named, named, "", ""]
    assert rules([9, near, side, near, 9]) == ["", named, "", named, ""]
    assert rules([9, side, near, near, 9]) == ["", "", named, named, ""]
    assert rules([9, near, side, side, near, 9]) == [""] * 6
    assert rules([9, 13.5, 13.5, side, 9]) == [""] * 5
    assert rules([11, near, 9, near, 9]) == [""] * 5
    assert rules([11, 6.4, 6.4, 9, 11]) == ["", named, named, "", ""]


def test_seven_points_on_one_side():
    run = [11.0, 12.0, 11.0, 12.0, 11.0, 12.0]
    named = "seven on one side"
    assert rules([9, *run, 11, 9]) == ["", *[named] * 7, ""]
    assert rules([9, *run, 9]) == [""] * 8
    assert rules([9, *run[:3], 10, *run[3:], 9]) == [""] * 9
    assert rules([9, *run, 11, 12, 9]) == ["", *[named] * 8, ""]


def test_the_rule_that_comes_first_names_the_point():
    found = rules([9, 10.5, 11.0, 11.5, 12.0, 13.6, 14.0, 15.5])
    assert found == [*["trend of seven"] * 7, "outside limits"]
    assert rules([9, 11, 12, 11, 12, 13.6, 13.7, 11])[1:] == [
        *["seven on one side"] * 4, "two of three", "two of three", "seven on one side",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("target", "high", "low"),
    [
        (15.33, "consistently fails", "consistently passes"),
        (15.0, "hit and miss", "hit and miss"),
        (5.0, "hit and miss", "hit and miss"),
        (4.67, "consistently passes", "consistently fails"),
        (None, "none", "none"),
    ],
)
def test_assurance(target, high, low):
    assert set(xmr(STEADY, "high", target)["assurance"]) == {high}
    assert set(xmr(STEADY, "low", target)["assurance"]) == {low}
    assert set(xmr(STEADY, "neutral", target)["assurance"]) == {"none"}


def test_a_new_part_has_its_own_limits_and_the_last_decides_on_the_target():
    later = [x + 100 for x in STEADY]
    found = xmr(STEADY + later, "high", 50, rebase=[10])
    assert found["mean"].tolist() == [10] * 10 + [110] * 10
    assert found["upper"].tolist() == pytest.approx([15.32] * 10 + [115.32] * 10)
    assert not found["special_cause"].any()
    assert set(found["assurance"]) == {"consistently passes"}


@pytest.mark.parametrize("value", [0.1, 0.3, 1 / 3, 1e9, -7.7, 0.0])
@pytest.mark.parametrize("points", [2, 3, 13, 30])
def test_a_constant_series_has_limits_equal_to_its_mean(value, points):
    found = xmr([value] * points, "high")
    assert (found[["mean", "lower", "upper"]] == value).all(axis=None)
    assert set(found["point_type"]) == {COMMON}


def test_one_point_has_no_limits():
    found = xmr([5], "high", 4)
    assert found["mean"].tolist() == [5]
    assert found[["lower", "upper"]].isna().all(axis=None)
    assert found["point_type"].tolist() == [COMMON]
    assert found["assurance"].tolist() == ["none"]


def test_a_missing_point_breaks_what_runs_over_it():
    found = after([11.0, 12.0, 11.0, None, 12.0, 11.0, 12.0, 11.0])
    assert not found["special_cause"].any()
    assert found["point_type"].isna().tolist() == [False] * 3 + [True] + [False] * 4
    assert found["mean"].tolist() == [10] * 8
    gap = xmr([1, 2, None, 10, 11])
    assert gap["upper"][0] - gap["mean"][0] == pytest.approx(2.66)
    assert xmr([None, None])[["mean", "lower", "upper"]].isna().all(axis=None)


@pytest.mark.filterwarnings("default")
def test_few_points_are_on_trial():
    with pytest.warns(UserWarning, match="fewer than 13 points"):
        assert xmr([1, 2] * 6)["trial"].all()
    assert not xmr([1, 2] * 6 + [1])["trial"].any()


def test_columns_index_and_nothing():
    months = pd.Series([1.0, 2.0], index=["2025-01", "2025-02"])
    assert xmr(months).index.tolist() == ["2025-01", "2025-02"]
    for series in ([], [1], np.arange(20), (1, 2)):
        found = xmr(series)
        assert len(found) == len(series)
        assert found.columns.tolist() == [
            "value", "mean", "lower", "upper", "special_cause", "rule", "point_type", "assurance", "trial",
        ]  # fmt: skip
        assert found["special_cause"].dtype == bool


series = st.lists(st.integers(-100, 100), min_size=2, max_size=40)


@given(series)
@few
def test_the_mirror_image_has_mirrored_limits_and_the_same_causes(values):
    found, turned = xmr(values, "high"), xmr([-v for v in values], "low")
    assert turned["lower"].tolist() == pytest.approx((-found["upper"]).tolist())
    assert turned["rule"].fillna("").tolist() == found["rule"].fillna("").tolist()
    assert turned["point_type"].tolist() == found["point_type"].tolist()
    assert (found["lower"] <= found["mean"]).all()
    assert (found["mean"] <= found["upper"]).all()


@given(series)
@few
def test_every_cause_is_what_its_rule_says(values):
    """Each rule once more, point by point and window by window."""
    found = xmr(values, "neutral")
    mean, upper = found["mean"][0], found["upper"][0]
    near = [(upper - mean) * 2 / 3 < abs(v - mean) <= upper - mean for v in values]

    def within(i, size, holds):
        return any(
            holds(range(k, k + size)) for k in range(max(0, i - size + 1), i + 1) if k + size <= len(values)
        )

    def one_side(ks):
        return all(values[k] > mean for k in ks) or all(values[k] < mean for k in ks)

    def trend(ks):
        steps = [values[k + 1] - values[k] for k in ks[:-1]]
        return all(s > 0 for s in steps) or all(s < 0 for s in steps)

    for i, (v, rule) in enumerate(zip(values, found["rule"].fillna(""), strict=True)):
        cases = {
            "outside limits": v > upper or v < found["lower"][0],
            "trend of seven": within(i, 7, trend),
            "two of three": near[i]
            and within(i, 3, lambda ks: one_side(ks) and sum(near[k] for k in ks) >= 2),
            "seven on one side": within(i, 7, one_side),
        }
        assert rule == next((name for name, holds in cases.items() if holds), "")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: xmr([1, 2], "up"),
        lambda: xmr([1, 2], fix_after=0),
        lambda: xmr([1, 2], rebase=[2]),
        lambda: xmr([1, 2], rebase=[0]),
        lambda: xmr([1, 2], "high", math.nan),
        lambda: xmr([1, math.inf]),
        lambda: xmr(["a"]),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
