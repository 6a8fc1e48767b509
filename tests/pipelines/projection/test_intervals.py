"""Widths worked out by hand, and the slopes they stand on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.projection.intervals import Spread, law, limits
from pipelines.projection.project import backtest
from pipelines.projection.scores import scored
from pipelines.projection.slopes import learnt as slopes_learnt
from tests import builders_projection as built

TIER_1 = np.array([1, 1])
UNLEARNT = Spread(shared=0.01, factor={"80": {0: 1.0}, "95": {0: 1.0}})


def test_the_law_of_400_plans():
    """A quarter of .0009 x 400 + 3 is .84, its root .9165; England has but chance, the root of 3 over 2."""
    assert law(np.array([400.0, 400.0]), 1, TIER_1, of_part=False) == pytest.approx(
        [0.8660, 0.9165], abs=1e-4
    )


def test_limits_of_400_plans():
    """Shared: 20 / 2 x .01 = .1. Half the width: 1.2816 x root of .85 = 1.1816; so 18.818 to 21.182."""
    low, high = limits(np.array([400.0, 400.0]), 1, TIER_1, UNLEARNT, of_part=False)["80"]
    assert low[1] == pytest.approx(354.13, abs=0.05)
    assert high[1] == pytest.approx(448.66, abs=0.05)


def test_nobody_has_no_lower_limit_below_nobody():
    """Root of 3 over 2 x 1.2816 is 1.1099, squared 1.2319."""
    low, high = limits(np.array([0.0, 0.0]), 1, TIER_1, UNLEARNT, of_part=False)["80"]
    assert low.tolist() == [0, 0]
    assert high == pytest.approx([1.2319, 1.2319], abs=1e-3)


@given(st.floats(0, 1e5), st.integers(1, 12), st.floats(0.3, 3), st.floats(0, 0.1))
def test_wider_with_level_and_years_and_always_around_the_median(plans, years, factor, shared):
    spread = Spread(shared=shared, factor={"80": {0: factor}, "95": {0: factor}})
    median = np.array([plans, plans])
    now = limits(median, years, TIER_1, spread, of_part=True)
    later = limits(median, years + 1, TIER_1, spread, of_part=True)
    assert (now["95"][0] <= now["80"][0]).all()
    assert (now["80"][0] <= median * (1 + 1e-12)).all()
    assert (median <= now["80"][1] * (1 + 1e-12)).all()
    assert (now["80"][1] <= now["95"][1]).all()
    assert (later["80"][1] >= now["80"][1]).all()


def test_eight_in_ten_hold_where_areas_go_by_chance(tmp_path):
    """60 areas that grow 8% a year, and each year by chance 4% more or less, of which nothing persists."""
    rng = np.random.default_rng(11)
    walks = np.cumsum(rng.normal(0.08, 0.04, (61, 12)), axis=1)
    panel = built.panel(tmp_path, law=lambda area, years: 1500 * np.exp(walks[area, years]), areas=60)
    found = scored(panel, backtest(panel, [2017, 2018], [1]))
    held = found[found.series == "total"][["held80", "held95"]].mean()
    assert 0.7 < held["held80"] < 0.9
    assert 0.9 < held["held95"] < 1


def test_slopes_of_a_law_without_chance_are_found():
    signals = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-1.0, 2.0]] * 500)
    outcome = signals @ [0.3, -0.1]
    found = slopes_learnt(signals, outcome, np.ones(len(outcome)), np.zeros(2), strength=1.0)
    assert found == pytest.approx([0.3, -0.1], abs=1e-3)


def test_slopes_of_nothing_are_what_was_assumed():
    assumed = np.array([0.2, -0.05])
    nothing = slopes_learnt(np.zeros((0, 2)), np.zeros(0), np.zeros(0), assumed, strength=500.0)
    assert nothing.tolist() == assumed.tolist()
    unknown = slopes_learnt(np.array([[np.nan, 1.0]]), np.ones(1), np.ones(1), assumed, strength=500.0)
    assert unknown.tolist() == assumed.tolist()


def test_a_slope_lies_between_the_assumed_and_the_found_as_their_rows_do():
    """100 rows say 1, as many assumed rows say 0: the slope is a half."""
    found = slopes_learnt(np.ones((100, 1)), np.ones(100), np.ones(100), np.zeros(1), strength=100.0)
    assert found == pytest.approx([0.5], abs=0.01)


def test_one_wild_area_does_not_move_the_slope():
    signals, outcome = np.tile([[1.0], [-1.0]], (50, 1)), np.tile([0.1, -0.1], 50)
    wild = outcome.copy()
    wild[0] = 50.0
    weight = np.ones(100)
    calm = slopes_learnt(signals, outcome, weight, np.zeros(1), strength=1.0)
    stirred = slopes_learnt(signals, wild, weight, np.zeros(1), strength=1.0)
    assert stirred == pytest.approx(calm, abs=0.01)
