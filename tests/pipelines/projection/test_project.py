"""Projections of panels by a stated law: what must hold of every table, whatever the counts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import UsageError
from pipelines.projection.project import COLUMNS, backtest, project
from tests import builders_projection as built

few = settings(max_examples=3, deadline=None)
TOTALS, BANDS, FLOWS = "ehcp_total_placement", "ehcp_age_band", "ehcp_flows"
LIMITS = ["lo95", "lo80", "median", "hi80", "hi95"]


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    return built.panel(tmp_path_factory.mktemp("panel"))


@pytest.fixture(scope="module")
def table(panel):
    return backtest(panel, [2017, 2019], [1, 3])


def total(table, la, horizon=1):
    rows = table[(table.series == "total") & (table.la == la) & (table.horizon == horizon)]
    return rows["median"].item()


def test_a_row_an_area_series_origin_and_horizon(panel, table):
    assert list(table.columns) == [*COLUMNS, "tier"]
    # Twelve areas and England; a total, five bands, five placements; two origins, two horizons.
    assert len(table) == 13 * 11 * 2 * 2
    assert not table.duplicated(["la", "series", "origin", "horizon"]).any()
    assert (table.year == table.origin + table.horizon).all()


def test_what_all_do_every_year_goes_on_for_a_year(tmp_path):
    steady = built.panel(tmp_path, law=built.steady)
    said = project(steady, [], 2021)
    # 1.1 to the 12th, which is 3.138428; the 12 areas hold 78 hundreds.
    assert total(said, 3) == pytest.approx(300 * 3.138428, rel=1e-4)
    assert total(said, 0) == pytest.approx(7800 * 3.138428, rel=1e-4)
    # And grows a little less in the second year: less than 1.21 times, more than 1.2.
    assert 1.2 < total(said, 3, 2) / (300 * 1.1**11) < 1.21


def test_limits_surround_the_median_and_nothing_is_negative(table):
    assert (table[LIMITS].diff(axis=1).iloc[:, 1:] >= -0.001).all(axis=None)
    assert (table[LIMITS] >= 0).all(axis=None)
    assert np.isfinite(table[LIMITS]).all(axis=None)


def sums(table, scheme):
    added = table[~table.series.str.endswith("special_indep_nmss")]
    of = added[added.series.str.startswith(f"{scheme}:")].groupby(["la", "origin", "horizon"])["median"].sum()
    whole = table[table.series == "total"].set_index(["la", "origin", "horizon"])["median"]
    return of.sort_index(), whole.sort_index()


@pytest.mark.parametrize("scheme", ["age", "placement"])
def test_parts_add_up_to_the_total(table, scheme):
    of, whole = sums(table, scheme)
    pd.testing.assert_series_equal(of, whole, check_names=False, rtol=0, atol=1e-6)


def test_a_part_of_a_part_is_no_more_than_it(table):
    wide = table.pivot_table(index=["la", "origin", "horizon"], columns="series", values="median")
    assert (wide["placement:special_indep_nmss"] <= wide["placement:special"]).all()
    # It is a quarter of it in every area and year.
    share = wide["placement:special_indep_nmss"] / wide["placement:special"]
    np.testing.assert_allclose(share, 0.25, rtol=1e-3)


@few
@given(st.integers(0, 2**32 - 1))
def test_parts_add_up_and_stay_in_bounds_whatever_the_counts(tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    files = built.tables(areas=4, years=range(2016, 2022), england=bool(seed % 2))
    for name, columns in ((TOTALS, ["total", *built.PLACED]), (BANDS, ["ehcp"]), (FLOWS, ["n"])):
        for column in columns:
            wild = rng.integers(0, 400, len(files[name])).astype(float)
            wild[rng.random(len(wild)) < 0.2] = np.nan
            files[name][column] = wild
    files[TOTALS].loc[0, "total"] = 5.0
    said = backtest(built.panel(tmp_path_factory.mktemp("wild"), files), [2019, 2021], [1, 4])
    assert (said[LIMITS] >= 0).all(axis=None)
    assert np.isfinite(said[LIMITS]).all(axis=None)
    assert (said[LIMITS].diff(axis=1).iloc[:, 1:] >= -0.001).all(axis=None)
    for scheme in ("age", "placement"):
        of, whole = sums(said, scheme)
        if len(of):
            pd.testing.assert_series_equal(of, whole, check_names=False, rtol=0, atol=1e-6)


@few
@given(st.integers(0, 2**32 - 1))
def test_no_count_later_than_the_origin_reaches_a_forecast(tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    files = built.tables(areas=6, years=range(2013, 2024))
    before = backtest(built.panel(tmp_path_factory.mktemp("before"), files), [2020], [1, 2, 3])
    for name, columns in ((TOTALS, ["total", *built.PLACED]), (BANDS, ["ehcp"]), (FLOWS, ["n"])):
        # A flow of the origin's own year comes after its January.
        later = files[name]["year"] >= (2020 if name == FLOWS else 2021)
        for column in columns:
            files[name].loc[later, column] = rng.integers(0, 9999, int(later.sum())).astype(float)
    after = backtest(built.panel(tmp_path_factory.mktemp("after"), files), [2020], [1, 2, 3])
    pd.testing.assert_frame_equal(before, after)


def test_a_panel_cut_at_the_origin_says_the_same(tmp_path):
    """Also where an area begins later, and a band, and a placement."""
    files = built.tables(areas=6, years=range(2013, 2024))
    begins = {TOTALS: files[TOTALS].la == 6, BANDS: (files[BANDS].la == 6) | (files[BANDS].band == "20-25")}
    begins[FLOWS] = files[FLOWS].la == 6
    cut = dict(files)
    for name, late in begins.items():
        files[name] = files[name][~late | (files[name].year > 2020)].copy()
    files[TOTALS].loc[files[TOTALS].year <= 2020, "fe"] = np.nan
    for name in begins:
        cut[name] = files[name][files[name].year <= (2019 if name == FLOWS else 2020)]
    said = backtest(built.panel(tmp_path / "whole", files), [2020], [1, 2])
    again = backtest(built.panel(tmp_path / "cut", cut), [2020], [1, 2])
    pd.testing.assert_frame_equal(said, again)
    assert "placement:fe" not in set(said.series)


def test_an_origin_at_which_nobody_was_counted_has_no_rows(tmp_path):
    files = built.tables(areas=2)
    totals = files[TOTALS]
    files = files | {TOTALS: totals[totals.year != 2016]}
    del files["la"]
    assert backtest(built.panel(tmp_path, files), [2016], [1]).empty


def test_areas_asked_for_are_only_chosen_not_projected_otherwise(panel, table):
    chosen = backtest(panel, [2019], [3], [4, 7])
    pd.testing.assert_frame_equal(
        chosen.reset_index(drop=True),
        table[table.la.isin([4, 7]) & (table.origin == 2019) & (table.horizon == 3)].reset_index(drop=True),
    )


def test_the_order_of_rows_does_not_matter_and_twice_is_the_same(tmp_path, panel, table):
    shuffled = {name: rows.sample(frac=1, random_state=5) for name, rows in built.tables().items()}
    again = backtest(built.panel(tmp_path, shuffled), [2019, 2017], [3, 1])
    pd.testing.assert_frame_equal(table, again)


def test_population_to_come_is_given_and_moves_the_median(tmp_path):
    files = built.tables()
    people = files["population_syoa"]
    people.loc[(people.la == 3) & (people.year > 2019), "pop"] *= 1.5
    more = project(built.panel(tmp_path / "more", files), [3], 2020)
    same = project(built.panel(tmp_path / "same"), [3], 2020)
    assert total(more, 3) > total(same, 3)


def test_few_plans_are_shown_as_a_range(tmp_path):
    small = built.panel(tmp_path, law=lambda area, years: (30.0 if area == 1 else 900.0) * 1.02**years)
    said = project(small, [1, 2], 2020)
    whole = said[said.series == "total"].set_index("la")
    assert whole.is_range.tolist() == [True, False]
    # 1.02 to the 12th is 1.268242.
    assert whole.loc[1, "lo80"] < 30 * 1.268242 < whole.loc[1, "hi80"]
    # The part of it in further education, too.
    assert said[said.series == "placement:fe"].set_index("la").loc[1, "is_range"]


def test_a_part_is_never_more_than_the_whole_may_be(table):
    whole = table[table.series == "total"].set_index(["la", "origin", "horizon"])
    each = table.join(whole[["hi80", "hi95"]], on=["la", "origin", "horizon"], suffixes=("", "_whole"))
    assert (each.hi95 <= each.hi95_whole + 0.001).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda p: backtest(p, [1999], [1]), "stood in at: 1999"),
        (lambda p: backtest(p, [], [1]), "stood in at: none"),
        (lambda p: backtest(p, [2018], [0]), "horizons"),
        (lambda p: backtest(p, [2018], [1], [77]), "no area 77"),
        (lambda p: project(p, [77], 2030), "no area 77"),
        (lambda p: project(p, [], 2019), "2019 cannot"),
        (lambda p: project(p, [], 2999), "2999 cannot"),
    ],
)
def test_what_the_panel_has_not_is_refused_with_the_next_step(panel, call, words):
    with pytest.raises(UsageError, match=words) as told:
        call(panel)
    assert told.value.hint
