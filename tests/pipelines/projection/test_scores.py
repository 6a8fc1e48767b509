"""Simple methods and errors, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from pipelines.projection.scores import ALL_SIZES, OURS, beside, scored, summary
from pipelines.projection.simple import SIMPLE
from tests import builders_projection as built

FIVE = {2015: 100.0, 2016: 110.0, 2017: 130.0, 2018: 140.0, 2019: 160.0, 2020: 170.0, 2021: 200.0}


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    """One area of these counts, its children 3,600 a year; and 3,960 from 2020 on."""
    files = built.tables(lambda _, years: FIVE[2015 + years], areas=1, years=list(FIVE), england=False)
    people = files["population_syoa"]
    people.loc[people.year >= 2020, "pop"] = 330.0
    return built.panel(tmp_path_factory.mktemp("five"), files)


@pytest.mark.parametrize(
    ("method", "one", "two"),
    [
        ("last value", 160, 160),
        # (160 - 100) / 4 and (160 - 110) / 3 a year.
        ("drift, all years", 175, 190),
        ("drift, 3 years", 160 + 50 / 3, 160 + 100 / 3),
        # Mean 128; slope (-2 x 100 - 110 + 140 + 2 x 160) / 10 = 15; at 3 and 4 from the middle.
        ("linear trend, 5 points", 173, 188),
        # 160 / 140 more each year.
        ("own growth, 1 year", 160 * 160 / 140, 160 * (160 / 140) ** 2),
        ("own growth, 3 years", 160 * (160 / 110) ** (1 / 3), 160 * (160 / 110) ** (2 / 3)),
        # A tenth more children.
        ("constant prevalence", 176, 176),
        ("prevalence trend, 3 years", (160 + 50 / 3) * 1.1, (160 + 100 / 3) * 1.1),
    ],
)
def test_simple_methods(panel, method, one, two):
    said = beside(panel, [2019], [1, 2], ["total"])
    medians = said[said.method == method].set_index("horizon")["median"]
    assert medians.tolist() == pytest.approx([one, two])


def test_simple_methods_say_nothing_where_they_have_too_few_years(panel):
    said = beside(panel, [2016], [1], ["total"])
    assert set(said.method) == {"last value", "drift, all years", "own growth, 1 year", "constant prevalence"}
    assert set(said.method) <= set(SIMPLE)


def given(median, limits, horizon=1):
    row = {"la": 1, "series": "total", "origin": 2019, "horizon": horizon, "year": 2019 + horizon}
    names = ("lo80", "hi80", "lo95", "hi95")
    return row | {"median": median} | dict(zip(names, map(float, limits), strict=True))


def test_errors_of_two_rows_by_hand(panel):
    """170 came where 180 was said, in both intervals; 200 where 190 was, 5 above the narrow one's end."""
    said = pd.DataFrame([given(180.0, (165, 195, 150, 210)), given(190.0, (180, 195, 170, 210), horizon=2)])
    told = summary(scored(panel, said))
    told = told[told["size"] == ALL_SIZES].set_index("horizon")
    assert told["wape_percent"].tolist() == pytest.approx([100 * 10 / 170, 100 * 10 / 200], abs=1e-3)
    # Its steps up to 2019 were 10, 20, 10 and 20: 15 a year.
    assert told["mase"].tolist() == pytest.approx([10 / 15, 10 / 15], abs=1e-3)
    assert told["held_80_percent"].tolist() == [100, 0]
    assert told["held_95_percent"].tolist() == [100, 100]
    # 30 wide; 15 wide and ten times 5.
    assert told["interval_score_80_percent"].tolist() == pytest.approx(
        [100 * 30 / 170, 100 * 65 / 200], abs=1e-3
    )
    assert set(told["method"]) == {OURS}


def test_sizes_are_those_at_the_origin(panel):
    told = summary(scored(panel, pd.DataFrame([given(180.0, (165, 195, 150, 210))])))
    assert set(told["size"]) == {ALL_SIZES, "50 to 199"}


def test_what_has_no_outcome_yet_is_not_scored(panel):
    assert scored(panel, pd.DataFrame([given(1.0, (0, 2, 0, 3), horizon=9)])).empty


def test_others_are_asked_what_we_were(panel):
    said = pd.DataFrame([given(180.0, (165, 195, 150, 210))])
    found = scored(panel, said, beside(panel, [2018, 2019], [1, 2], ["total"]))
    assert set(found["origin"]) == {2019}
    assert set(found["horizon"]) == {1}
    assert len(found) == 1 + len(SIMPLE)
    assert np.isnan(found.loc[found.method == "last value", "held80"]).all()
