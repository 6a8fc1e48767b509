"""Totals far ahead: growth that dies down, prevalence that stays lawful, and nothing changed near by."""

import numpy as np
import pytest

from pipelines.projection.methods import lawful, settling
from pipelines.projection.project import project
from tests import builders_projection as built


def test_near_by_a_year_keeps_what_the_panel_says_and_further_on_four_fifths():
    assert settling(2, 0.5) == pytest.approx(1.5)
    assert settling(5, 0.5) == pytest.approx(1 + 0.5 + 0.25 + 0.125 + 0.0625)
    assert settling(7, 0.5) == pytest.approx(1.9375 + 0.0625 * (0.8 + 0.64))


def test_undamped_there_are_four_years_of_growth_to_come_after_the_fifth():
    assert settling(200, 1.0) == pytest.approx(5 + 4)


@pytest.fixture
def reached():
    """Of 100 children a fifth have a plan in five years; without a limit it would be two and eight fifths."""
    return np.array([[np.nan] * 4, [10.0, 20.0, 40.0, 160.0]])


def test_beyond_five_years_odds_grow_and_not_prevalence(reached):
    # .4 / (1 - .2 + .4) and 1.6 / (1 - .2 + 1.6) of 100 children
    assert lawful(reached, np.full((2, 4), 100.0), (1, 5, 10, 20))[1] == pytest.approx(
        [10, 20, 100 / 3, 200 / 3]
    )


@pytest.mark.parametrize("people", [np.nan, 15.0])
def test_an_area_of_unknown_people_or_more_plans_than_people_stays(reached, people):
    assert np.array_equal(lawful(reached, np.full((2, 4), people), (1, 5, 10, 20))[1], reached[1])


def test_england_goes_as_its_areas_where_its_people_are_not_given(reached):
    reached[0] = [1000, 2000, 4000, 16000]
    people = np.array([[np.nan] * 4, [100.0] * 4])
    found = lawful(reached, people, (1, 5, 10, 20))
    assert found[0] == pytest.approx(100 * found[1])


@pytest.mark.parametrize("growth", [1.1, 1.3])
def test_in_thirty_years_every_band_and_area_is_below_all_children_and_hardly_grows(tmp_path, growth):
    panel = built.panel(
        tmp_path, law=lambda area, n: 100.0 * area * growth**n, areas=4, years=range(2013, 2020)
    )
    said = project(panel, [], 2049).set_index(["series", "la", "year"])["median"].sort_index()
    for la in range(1, 5):
        # 300 children an age, area by area: 12 ages of school, 6 from 5 to 10, 5 from 11 to 15
        for series, people in (("total", 3600), ("age:5-10", 1800), ("age:11-15", 1500)):
            plans = said[series, la]
            assert plans.max() < people * la
            yearly = np.diff(np.log(plans))
            # Smoothed shares leave a trace
            assert (yearly[5:] > -0.001).all()
            assert yearly[-1] < 0.002
    yearly = np.diff(np.log(said["total", 0]))
    assert (np.diff(yearly) < 0).all()
