"""Recent trend: verdicts that Fingertips publishes, second computations of chi-squared, and the edges."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from pipelines.statistics import recent_trend, recent_trend_values, wilson
from pipelines.statistics_trend import CRITICAL

few = settings(max_examples=40, deadline=None)
YEARS = [2020, 2021, 2022, 2023, 2024]
CANNOT = "cannot be calculated"


def said(frame):
    return frame["trend"][0], frame["judgement"][0]


# Fingertips' website, England or a region, as FingertipsNext repeats it (trend-analysis, IndicatorTestData).


def test_diabetes_prevalence_rises():
    """Indicator 241, England, 2020 to 2024, no judgement: increasing."""
    counts = [3455176, 3491868, 3625401, 3774801, 3938080]
    bases = [48783947, 49122259, 49956777, 50649129, 51441896]
    assert said(recent_trend(YEARS, counts, bases, "none")) == ("increasing", "none")


MMR = {
    "value": [92.6254, 92.3221, 90.8708, 90.0170, 90.1013],
    "lower": [92.4168, 92.1072, 90.6358, 89.7694, 89.8578],
    "upper": [92.8288, 92.5315, 91.1004, 90.2594, 90.3396],
}


def test_vaccination_falls():
    """Indicator 30309, Yorkshire and the Humber, high is good: decreasing and getting worse, either way."""
    wanted = ("decreasing", "getting worse")
    assert said(recent_trend_values(YEARS, **MMR, polarity="high_good")) == wanted
    counts, bases = [57274, 55865, 53681, 51767, 53185], [61834, 60511, 59074, 57508, 59028]
    assert said(recent_trend(YEARS, counts, bases, "high_good")) == wanted


def test_sight_loss_rises():
    """Indicator 41203, England, a crude rate, low is good: increasing and getting worse."""
    found = recent_trend_values(
        YEARS,
        [2.9350, 1.93028, 2.7567, 2.8701, 3.0121],
        [2.7841, 1.8085, 2.6113, 2.7225, 2.8616],
        [3.0919, 2.0580, 2.9082, 3.0237, 3.1683],
        "low_good",
    )
    assert said(found) == ("increasing", "getting worse")


# Second computations


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), min_size=5, max_size=5))
@few
def test_cochran_armitage_is_the_correlation_of_year_and_answer(pairs):
    """N times the squared correlation of the time with the answer, child by child."""
    counts, bases = [x for x, _ in pairs], [x + rest for x, rest in pairs]
    time = np.repeat([1, 2, 3, 4, 5], bases)
    answer = np.concatenate([[1] * x + [0] * rest for x, rest in pairs])
    chi2 = recent_trend(YEARS, counts, bases, "none")["chi2"][0]
    assert chi2 == pytest.approx(len(time) * np.corrcoef(time, answer)[0, 1] ** 2, rel=1e-9, abs=1e-9)


@given(
    st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 50)), min_size=5, max_size=5),
)
@few
def test_weighted_least_squares_is_numpys(points):
    y, width = (np.array(side) for side in zip(*points, strict=True))
    found = recent_trend_values(YEARS, y, y - width, y + width, "none")["chi2"][0]
    (slope, _), covariance = np.polyfit(range(1, 6), y, 1, w=3.92 / (2 * width), cov="unscaled")
    assert found == pytest.approx(slope**2 / covariance[0, 0], rel=1e-6, abs=1e-6)


def test_the_critical_value_is_chi_squared_at_998_per_mille():
    assert pytest.approx(stats.chi2.ppf(0.998, 1), rel=1e-12) == CRITICAL


# Rules


def test_by_hand():
    """10 20 30 40 50 of 100: N 500, O 150, X 550, S1 1500, S2 5500; 500 x 50000^2 / (150 x 350 x 500000)."""
    found = recent_trend(YEARS, [10, 20, 30, 40, 50], 100, "low_good")
    assert said(found) == ("increasing", "getting worse")
    assert found["chi2"][0] == pytest.approx(500 * 50000**2 / (150 * 350 * 500_000))


def test_one_point_that_carries_the_trend_is_no_trend():
    """Without 2024 the points fall: the slope does not keep its sign, however great chi-squared is."""
    found = recent_trend(YEARS, [110, 108, 106, 104, 300], 1000, "none")
    assert found["chi2"][0] > CRITICAL
    assert said(found) == ("no significant change", "none")


def test_no_change_is_not_judged():
    found = recent_trend(YEARS, [10, 11, 10, 9, 10], 100, "high_good")
    assert said(found) == ("no significant change", "none")
    assert recent_trend(YEARS, 10, 100, "high_good")["chi2"][0] == pytest.approx(0)


def test_the_latest_five_count_in_any_order():
    years, counts = [2018, 2024, 2022, 2020, 2021, 2023], [99, 50, 30, 10, 20, 40]
    found = recent_trend(years, counts, 100, "high_good")
    assert said(found) == ("increasing", "getting better")
    assert found["chi2"][0] == recent_trend(YEARS, [10, 20, 30, 40, 50], 100, "none")["chi2"][0]


@pytest.mark.parametrize(
    ("years", "counts", "bases"),
    [
        (YEARS[1:], [1, 2, 3, 4], [9] * 4),
        ([], [], []),
        ([2019, 2021, 2022, 2023, 2024], [1, 2, 3, 4, 5], [9] * 5),
        (YEARS, [1, 2, None, 4, 5], [9] * 5),
        (YEARS, [1, 2, 3, 4, None], [9] * 5),
        ([2019, *YEARS], [1, 1, 2, 3, 4, None], [9] * 6),
        (YEARS, [1, 2, 3, 4, 9], [9] * 5),
        (YEARS, [0, 2, 3, 4, 5], [9] * 5),
        (YEARS, [0, 2, 3, 4, 5], [0, 9, 9, 9, 9]),
    ],
)
def test_when_it_cannot_be_calculated(years, counts, bases):
    found = recent_trend(years, counts, bases, "high_good")
    assert said(found) == (CANNOT, "none")
    assert math.isnan(found["chi2"][0])


def test_values_without_limits_or_width_cannot_either():
    for lower, upper in (
        ([1, 1, 1, 1, None], 9),
        (1, [9, 9, None, 9, 9]),
        ([1, 2, 3, 4, 4], [5, 5, 5, 5, 4]),
    ):
        assert said(recent_trend_values(YEARS, [2, 3, 4, 5, 4], lower, upper, "none")) == (CANNOT, "none")
    assert said(recent_trend_values(YEARS, [2, None, 4, 5, 4], 1, 9, "none")) == (CANNOT, "none")


@given(st.lists(st.integers(1, 999), min_size=5, max_size=5))
@few
def test_the_complement_moves_the_other_way(counts):
    base = 1000
    trend = recent_trend(YEARS, counts, base, "high_good")
    turned = recent_trend(YEARS, [base - x for x in counts], base, "low_good")
    assert turned["chi2"][0] == pytest.approx(trend["chi2"][0], abs=1e-9)
    # A slope of exactly 0 with a point left out counts as rising: on such a tie the two may differ.
    logit = np.log(np.array(counts) / (base - np.array(counts)))
    kept = [[i for i in range(5) if i != out] for out in range(5)]
    assume(all(abs(np.polyfit(k, logit[k], 1)[0]) > 1e-12 for k in kept))
    opposite = {"increasing": "decreasing", "decreasing": "increasing"}
    assert turned["trend"][0] == opposite.get(trend["trend"][0], trend["trend"][0])
    assert turned["judgement"][0] == trend["judgement"][0]


def test_both_methods_agree_on_a_clear_trend():
    limits = wilson([100, 200, 300, 400, 500], 1000)
    found = recent_trend_values(YEARS, limits["value"], limits["lower"], limits["upper"], "high_good")
    assert said(found) == ("increasing", "getting better")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: recent_trend([2020, 2020], [1, 1], [2, 2], "none"),
        lambda: recent_trend([2020.5], [1], [2], "none"),
        lambda: recent_trend([None], [1], [2], "none"),
        lambda: recent_trend(["2020"], [1], [2], "none"),
        lambda: recent_trend([2010, *YEARS], [3, 1, 1, 1, 1, 1], 2, "none"),
        lambda: recent_trend(YEARS, -1, 2, "none"),
        lambda: recent_trend(YEARS, 1, 2, "up"),
        lambda: recent_trend(YEARS, 1, 2, ["none"] * 5),
        lambda: recent_trend_values(YEARS, 1, 3, 2, "none"),
        lambda: recent_trend_values(YEARS, [1, 2], 0, 3, "none"),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
