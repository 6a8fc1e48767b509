"""Panels that lack something: areas few, new, ended, blank; years few; no England, no flows. Which tier."""

import numpy as np
import pytest

from pipelines.errors import UsageError
from pipelines.projection.project import backtest, project
from tests import builders_projection as built

TOTALS, FLOWS, PEOPLE = "ehcp_total_placement", "ehcp_flows", "population_syoa"


def whole(table, la):
    rows = table[(table.series == "total") & (table.la == la)].sort_values("horizon")
    return rows.set_index("horizon")


def tier(table, la):
    [only] = set(whole(table, la).tier)
    return only


def test_all_that_can_be_had_is_tier_1(tmp_path):
    assert tier(project(built.panel(tmp_path), [], 2020), 5) == 1


@pytest.mark.parametrize("name", [FLOWS, PEOPLE])
def test_without_flows_or_people_it_is_tier_2(tmp_path, name):
    files = built.tables()
    del files[name]
    assert tier(project(built.panel(tmp_path, files), [], 2020), 5) == 2


@pytest.mark.parametrize(("own", "named"), [(1, 4), (2, 3), (3, 3), (4, 1)])
def test_a_new_area_goes_with_the_pool_at_first(tmp_path, own, named):
    files = built.tables(built.steady, areas=8)
    totals = files[TOTALS]
    files[TOTALS] = totals[(totals.la != 8) | (totals.year > 2019 - own)]
    said = project(built.panel(tmp_path, files), [], 2020)
    assert tier(said, 8) == named
    assert tier(said, 7) == 1
    # Everybody else grows 10%, and so does it: 800 after twelve years, 1.1 to the 12th.
    assert whole(said, 8)["median"].item() == pytest.approx(800 * 3.138428, rel=0.01)


def test_a_lower_tier_is_wider(tmp_path):
    files = built.tables(lambda area, years: 500.0 * 1.05**years, areas=8)
    totals = files[TOTALS]
    files[TOTALS] = totals[(totals.la != 8) | (totals.year > 2018)]
    said = project(built.panel(tmp_path, files), [], 2020)
    new, old = whole(said, 8).loc[1], whole(said, 7).loc[1]
    assert new.hi80 - new.lo80 > 1.2 * (old.hi80 - old.lo80)


def test_without_england_the_pool_is_the_sum_of_the_areas(tmp_path):
    said = project(built.panel(tmp_path, built.tables(built.steady, areas=6, england=False)), [], 2020)
    assert 0 not in set(said.la)
    assert tier(said, 2) == 1
    assert whole(said, 2)["median"].item() == pytest.approx(200 * 3.138428, rel=1e-3)


def test_one_area_alone_has_its_own_growth_damped(tmp_path):
    files = built.tables(built.steady, areas=1, england=False)
    said = project(built.panel(tmp_path, {TOTALS: files[TOTALS][["la", "year", "total"]]}), [], 2021)
    assert tier(said, 1) == 5
    ten = 100 * 1.1**11
    # 10% once more, then nine tenths of it: 1.1 to the 1.9th is 1.19852.
    assert whole(said, 1).loc[1, "median"] == pytest.approx(ten * 1.1, rel=1e-3)
    assert whole(said, 1).loc[2, "median"] == pytest.approx(ten * 1.19852, rel=1e-3)
    assert set(said.series) == {"total"}


def test_one_area_of_one_year_stays_as_it_is(tmp_path):
    files = built.tables(built.steady, areas=1, years=[2019], england=False)
    said = project(built.panel(tmp_path, files), [], 2022)
    assert tier(said, 1) == 5
    assert whole(said, 1)["median"].tolist() == [100, 100, 100]
    assert (whole(said, 1).hi95.diff().dropna() > 0).all()


@pytest.mark.parametrize("areas", [2, 3])
@pytest.mark.parametrize("years", [range(2018, 2020), range(2017, 2020), range(2010, 2020)])
@pytest.mark.parametrize("england", [True, False])
def test_few_areas_and_few_years_are_projected(tmp_path, areas, years, england):
    files = built.tables(built.steady, areas=areas, years=years, england=england)
    said = project(built.panel(tmp_path, files), [], 2022)
    assert set(said.la) - {0} == set(range(1, areas + 1))
    assert np.isfinite(said[["lo95", "median", "hi95"]]).all(axis=None)


def test_an_area_that_ended_is_not_projected_but_counts_before(tmp_path):
    files = built.tables(areas=6)
    totals = files[TOTALS]
    files[TOTALS] = totals[(totals.la != 6) | (totals.year <= 2015)]
    files["la"].loc[files["la"].la == 6, "last"] = 2015
    said = backtest(built.panel(tmp_path, files), [2015, 2016], [1])
    assert set(said[said.la == 6].origin) == {2015}


def test_asked_for_an_area_that_ended_it_says_so(tmp_path):
    files = built.tables(areas=6)
    totals = files[TOTALS]
    files[TOTALS] = totals[(totals.la != 6) | (totals.year <= 2015)]
    files["la"].loc[files["la"].la == 6, "last"] = 2015
    with pytest.raises(UsageError, match="area 6"):
        project(built.panel(tmp_path, files), [5, 6], 2020)


def test_an_area_blank_at_the_origin_is_carried_there_with_the_pool(tmp_path):
    files = built.tables(built.steady, areas=6)
    totals = files[TOTALS]
    totals.loc[(totals.la == 4) & (totals.year == 2019), "total"] = np.nan
    said = project(built.panel(tmp_path, files), [], 2020)
    assert whole(said, 4)["median"].item() == pytest.approx(400 * 3.138428, rel=0.01)


def test_an_area_without_parts_has_the_pools(tmp_path):
    files = built.tables(built.steady, areas=6)
    bands = files["ehcp_age_band"]
    files["ehcp_age_band"] = bands[bands.la != 2]
    said = project(built.panel(tmp_path, files), [2], 2020)
    medians = said.set_index("series")["median"]
    for band, share in built.BANDS.items():
        assert medians[f"age:{band}"] == pytest.approx(share * medians["total"], rel=1e-3)


def test_an_area_of_no_plans_has_none_and_may_have_some(tmp_path):
    said = project(
        built.panel(tmp_path, law=lambda area, years: 0.0 if area == 1 else 500.0 + 10 * years), [], 2020
    )
    none = whole(said, 1).loc[1]
    assert none["median"] == none.lo80 == 0
    assert 0 < none.hi80 < 10
