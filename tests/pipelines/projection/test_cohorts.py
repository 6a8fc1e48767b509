"""Bands after school, worked by hand: who stays, who comes of age, an area held to the pool, the sum."""

import numpy as np
import pandas as pd
import pytest

from pipelines.projection import cohorts
from pipelines.projection.project import backtest
from tests import builders_projection as built

SCHOOL, AFTER = "11-15", "16-19"
# Of a band of four ages three quarters are not too old a year later, and .85 of those stay.
KEEPS = 0.85 * 3 / 4
# 1,000 plans below, 400 above, the same each year: 400 - .6375 x 400 = 145 came of 1,000.
LEVEL = np.array([[[1000.0] * 5] * 2, [[400.0] * 5] * 2])


@pytest.mark.parametrize(
    ("name", "found"), [("16-19", (16, 19)), ("0-4", (0, 4)), ("all", None), ("4-", None)]
)
def test_a_band_has_its_ages_in_its_name(name, found):
    assert cohorts.ages(name) == found


def test_those_who_came_are_a_rate_of_the_band_below():
    assert cohorts.coming(LEVEL[1], LEVEL[0], KEEPS) == pytest.approx([0.145, 0.145])


def test_the_pools_rate_is_half_its_last_and_half_its_last_three():
    band = LEVEL[1].copy()
    band[:, -1] += 60.0  # 205 came of 1,000 in the last year; 165 a year in the last three
    assert cohorts.coming(band, LEVEL[0], KEEPS)[0] == pytest.approx((0.205 + 0.165) / 2)


def test_an_areas_rate_is_held_to_the_pools_as_so_many_plans_would():
    # Nobody stays, so that all came: 200 of 1,000 in the pool, twice as many in the area, three years long.
    below, band = np.full((2, 4), 1000.0), np.array([[200.0] * 4, [400.0] * 4])
    rate = cohorts.coming(band, below, 0.0)
    # (3 x 400 + 3,000 x .2) / (3 x 200 + 3,000 x .2) = 1,800 / 1,200
    assert rate == pytest.approx([0.2, 0.2 * 1.5])


def test_years_between_two_that_are_told_lie_on_a_line():
    now, medians = np.array([100.0]), np.array([[110.0, 150.0]])
    path = cohorts.yearly(now, medians, (1, 5))
    assert path[0] == pytest.approx([100, 110, 120, 130, 140, 150])


def ahead(below, horizons, names=(SCHOOL, AFTER)):
    """Medians by shares are level above and ``below`` at each horizon, in both areas."""
    medians = np.array([[below] * 2, [[400.0] * len(below)] * 2])
    return cohorts.of_age(names, LEVEL, LEVEL.sum(axis=0), medians, horizons)


def test_what_stands_still_stands_still():
    assert ahead([1000.0, 1000.0], (1, 2))[1] == pytest.approx(400)


def test_a_band_grows_a_year_after_the_one_below():
    found = ahead([1300.0, 1300.0], (1, 2))
    # At first those below are still 1,000; then 255 + .145 x 1,300 = 443.5 by cohort, 3 parts of 4.
    mixed = 400**0.25 * 443.5**0.75
    assert found[1, 0] == pytest.approx([400, mixed * 1700 / (1300 + mixed)])
    assert found.sum(axis=0) == pytest.approx(1700)


@pytest.mark.parametrize("names", [("5-10", "11-15"), ("11-14", "16-19"), ("young", "old")])
def test_a_band_of_school_age_and_one_that_does_not_follow_on_stay_as_they_are(names):
    assert ahead([1300.0, 1300.0], (1, 2), names)[1] == pytest.approx(400)


def test_an_area_whose_bands_are_not_known_keeps_what_it_has():
    counts = LEVEL.copy()
    counts[:, 1] = np.nan
    medians = np.array([[[1300.0]] * 2, [[500.0]] * 2])
    found = cohorts.of_age((SCHOOL, AFTER), counts, np.full((2, 5), 1400.0), medians, (1,))
    assert found[:, 1, 0] == pytest.approx([1300, 500])


def test_one_january_tells_of_nobody_who_came():
    medians = np.array([[[1300.0]] * 2, [[500.0]] * 2])
    found = cohorts.of_age((SCHOOL, AFTER), LEVEL[:, :, :1], LEVEL.sum(axis=0)[:, :1], medians, (1,))
    assert np.array_equal(found, medians)


def filling(area, year):
    """Three bands that grow 10% a year, and one begun in 2014: .7 of it stays, .2 of those below come."""
    grown = 10.0 * area * 1.1 ** (year - 2010)
    oldest = sum(0.2 * grown / 1.1**n * 0.7 ** (n - 1) for n in range(1, year - 2013 + 1))
    return {"5-10": 40 * grown, "11-15": 40 * grown, "16-19": 10 * grown, "20-25": 10 * oldest}


def test_a_band_that_fills_up_is_followed_where_its_share_would_lag_behind(tmp_path):
    cells = [
        {"la": la, "year": year, "band": band, "ehcp": plans}
        for la, share in ((0, 21), *((n, n) for n in range(1, 7)))
        for year in range(2010, 2022)
        for band, plans in filling(share, year).items()
    ]
    bands = pd.DataFrame(cells)
    totals = bands.groupby(["la", "year"], as_index=False)["ehcp"].sum().rename(columns={"ehcp": "total"})
    files = {"ehcp_total_placement": totals, "ehcp_age_band": bands}
    said = backtest(built.panel(tmp_path, files), [2016], [3])
    told = said[(said.series == "age:20-25") & (said.la == 3)]["median"].item()
    before, counted = filling(3, 2016), filling(3, 2019)
    as_share = before["20-25"] / sum(before.values()) * sum(counted.values())
    assert as_share < 0.9 * counted["20-25"]
    assert told == pytest.approx(counted["20-25"], rel=0.05)
