"""What is found in a panel before it is fitted, each trap typed by hand: what is said, what is done."""

import numpy as np
import pytest

from pipelines.projection.checks import checked
from tests import builders_projection as built

TOTALS, BANDS, FLOWS = "ehcp_total_placement", "ehcp_age_band", "ehcp_flows"
YEARS = range(2016, 2022)


@pytest.fixture
def files():
    """Four areas of 1,000 to 4,000 plans that grow 10% a year; the odd ones in the North."""
    return built.tables(lambda area, years: 1000.0 * area * 1.1**years, areas=4, years=YEARS)


def put(files, name, column, value, **where):
    rows = np.logical_and.reduce([files[name][key] == wanted for key, wanted in where.items()])
    assert rows.sum() == 1
    files[name].loc[rows, column] = value


def found(tmp_path, files):
    panel, findings = checked(built.panel(tmp_path, files))
    return panel, [(each.la, each.year, each.series, each.done) for each in findings], findings


def test_a_panel_in_order_has_nothing_found(tmp_path, files):
    _, told, _ = found(tmp_path, files)
    assert told == []


def test_more_new_plans_than_there_can_be_are_left_out(tmp_path, files):
    # 700 of the 1,100 plans of the January after are above .6; 650 are not.
    put(files, FLOWS, "n", 700.0, la=1, year=2016, flow="new")
    put(files, FLOWS, "n", 650.0, la=1, year=2017, flow="new")
    panel, told, _ = found(tmp_path, files)
    assert told == [(1, 2016, "new", "left out of the flows")]
    assert np.isnan(panel.new[1, 0])
    assert panel.new[1, 1] == 650


def test_a_regions_number_in_two_of_its_areas_is_left_out_of_both(tmp_path, files):
    # 1,500 is .45 of area 3's 3,300 plans, and more than all of area 1's.
    put(files, FLOWS, "n", 1500.0, la=1, year=2016, flow="new")
    put(files, FLOWS, "n", 1500.0, la=3, year=2016, flow="new")
    panel, told, findings = found(tmp_path, files)
    assert told == [(1, 2016, "new", "left out of the flows"), (3, 2016, "new", "left out of the flows")]
    assert "another area of the region" in findings[1].seen
    assert np.isnan(panel.new[[1, 3], 0]).all()


def test_a_total_far_off_both_neighbours_is_drawn_between_them(tmp_path, files):
    put(files, TOTALS, "total", 4000.0, la=1, year=2018)
    panel, told, _ = found(tmp_path, files)
    assert (1, 2018, "total", "left out") in told
    assert panel.total[1, 2] == pytest.approx(1210)
    assert (1, 2018, "total", "1,210 drawn between its neighbours") in told


def test_a_gap_is_drawn_along_the_straight_line_of_logarithms(tmp_path, files):
    for year in (2018, 2019):
        put(files, TOTALS, "total", np.nan, la=2, year=year)
    panel, told, _ = found(tmp_path, files)
    assert panel.total[2, 2:4] == pytest.approx([2420, 2662])
    assert [each[:3] for each in told] == [(2, 2018, "total"), (2, 2019, "total")]


def test_a_gap_too_long_and_the_newest_blank_stay_blank(tmp_path):
    files = built.tables(areas=3, years=range(2012, 2022))
    for year in range(2014, 2018):
        put(files, TOTALS, "total", np.nan, la=1, year=year)
    put(files, TOTALS, "total", np.nan, la=2, year=2021)
    panel, _, _ = found(tmp_path, files)
    assert np.isnan(panel.total[1, 2:6]).all()
    assert np.isnan(panel.total[2, -1])


def test_a_jump_that_stays_is_told_and_clipped_only(tmp_path, files):
    for year, plans in ((2019, 2500.0), (2020, 2750.0), (2021, 3025.0)):
        put(files, TOTALS, "total", plans, la=1, year=year)
    panel, told, _ = found(tmp_path, files)
    assert (1, 2019, "total", "clipped") in told
    assert panel.total[1, 3] == 2500


def test_flows_that_do_not_make_the_next_january_are_told(tmp_path, files):
    # 1,000 + 150 - 10 are 1,140: 3.6% above the 1,100 there were.
    files[FLOWS].loc[len(files[FLOWS])] = [1, 2016, "ceased", "all", 10.0]
    _, told, findings = found(tmp_path, files)
    assert told == [(1, 2016, "total", "told only")]
    assert "+3.6%" in findings[0].seen


def test_bands_that_do_not_add_up_are_told(tmp_path, files):
    put(files, BANDS, "ehcp", 400.0, la=1, year=2016, band="5-10")
    _, told, findings = found(tmp_path, files)
    assert told == [(1, 2016, "age", "taken as shares of it")]
    # 350 of 1,000 became 400.
    assert "+5.0%" in findings[0].seen


def test_an_area_that_ends_and_one_that_begins_are_told(tmp_path, files):
    totals = files[TOTALS]
    files[TOTALS] = totals[
        ~((totals.la == 1) & (totals.year > 2018)) & ~((totals.la == 2) & (totals.year < 2019))
    ]
    files["la"].loc[files["la"].la == 1, "last"] = 2018
    _, told, _ = found(tmp_path, files)
    assert (1, 2018, "total", "not projected") in told
    assert (2, 2019, "total", "grows with the pool at first") in told


def test_the_first_january_counted_by_person_is_told(tmp_path):
    _, told, _ = found(tmp_path, built.tables(built.steady, areas=2, years=range(2020, 2025)))
    assert told == [(0, 2023, "total", "taken as one series")]
