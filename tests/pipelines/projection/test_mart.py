"""The marts of projections over tables typed by hand: what stands beside each number, and for whom."""

import pytest

from pipelines import shown
from pipelines.lineage import VALUE, leaves, tables_read_for
from pipelines.lineage_sql import given
from pipelines.sql import read_marts
from tests.builders_shown import counted, protected

OURS, DRIFT, LAST = "projection", "drift, 3 years", "last value"
PRINTED = [{"area": "000", "flow": "stock", "source_delivery": "000_2022"}]
STATISTICS = [{"extract": "sen_statistics", "dataset": "phase_type", "delivery": "000_2025"}]
RETURNED = [
    {
        "la_code": "391",
        "return_year": "2024",
        "breakdown_topic": "Total",
        "deliveries": "sen2.391_2024",
    }
]


def plan(la="391", horizon=1, series="total", **items):
    """A projection of 1,000 plans a year ahead, from January 2023."""
    return {
        "la_code": la,
        "series": series,
        "origin": 2023,
        "horizon": horizon,
        "january_year": 2023 + horizon,
        "median": 1000.0,
        "lo80": 950.0,
        "hi80": 1050.0,
        "lo95": 900.0,
        "hi95": 1100.0,
        "tier": 1,
        "method": "all",
        "is_range": False,
        "origin_count": 900,
        "size": "200 to 999",
        "counts_of": "SEN2 statistics",
        "population_used": None,
    } | items


def error(method, wape, *, size="200 to 999", outcomes=40, horizon=1, **items):
    """An error of the total."""
    key = {"series": "total", "size": size, "horizon": horizon, "method": method}
    held = {"held_80_percent": 80.0, "held_95_percent": 95.0} if method == OURS else {}
    return key | {"outcomes": outcomes, "wape_percent": wape} | held | items


def rows(plans, errors=(), delivered=("391",)):
    return counted(
        "projections",
        {
            "projection.plan": plans,
            "projection.error": list(errors),
            "landing.delivery": [{"la_code": la, "delivery": f"{la}_2024"} for la in delivered],
            "shown.plan_panel": PRINTED,
            "core.published_figure": STATISTICS,
            "shown.plans_maintained": RETURNED,
        },
    )


def test_beside_a_number_stands_how_wrong_it_has_been_and_the_best_simple_method():
    errors = [error(OURS, 2.5), error(DRIFT, 3.5), error(LAST, 9.0)]
    [found] = rows([plan()], errors)
    assert (found["error_percent"], found["held_80_percent"], found["error_outcomes"]) == (2.5, 80, 40)
    assert (found["simple_error_percent"], found["best_simple_method"]) == (3.5, DRIFT)
    assert (found["median"], found["change"]) == (1000, 100)
    assert (found["area_name"], found["deliveries"]) == ("Newcastle upon Tyne", "sen2_statistics.000_2022")
    assert found["quality_flags"] == ""


def test_a_simple_method_that_was_asked_less_is_not_the_best():
    errors = [error(OURS, 2.5), error(DRIFT, 1.0, outcomes=39), error(LAST, 9.0)]
    [found] = rows([plan()], errors)
    assert found["best_simple_method"] == LAST


@pytest.mark.parametrize(("outcomes", "told"), [(19, None), (20, 2.5)])
def test_errors_of_fewer_than_twenty_outcomes_of_its_size_are_not_told(outcomes, told):
    [found] = rows([plan()], [error(OURS, 2.5, outcomes=outcomes), error(OURS, 4.0, size="all")])
    assert found["error_percent"] == told
    assert (found["quality_flags"] == "too few errors known of this size") == (told is None)


def test_a_series_of_unknown_size_has_the_errors_of_all_sizes():
    [found] = rows([plan(size=None, origin_count=None)], [error(OURS, 2.5), error(OURS, 4.0, size="all")])
    assert (found["error_percent"], found["error_of_size"]) == (4.0, "all")
    assert found["change"] is None


def test_beyond_five_years_and_of_england_no_error_is_known():
    first, later, england = sorted(
        rows([plan(), plan(horizon=6), plan("000")], [error(OURS, 2.5)]),
        key=lambda row: (row["la_code"] == "000", row["january_year"]),
    )
    assert first["error_percent"] == 2.5
    assert (later["error_percent"], later["quality_flags"]) == (None, "beyond the back-test")
    assert (england["area_name"], england["error_percent"]) == ("England", None)
    assert england["quality_flags"] == "errors are known of authorities only"


def test_below_fifty_plans_the_range_is_told_and_no_point():
    [found] = rows([plan(median=49.9, lo80=41.0, hi80=59.0, is_range=True)])
    assert (found["median"], found["change"]) == (None, None)
    assert (found["lower_80"], found["upper_80"]) == (41, 59)
    assert found["quality_flags"].startswith("a range, not a point")


def test_only_areas_that_delivered_and_england_are_told_once():
    found = rows([plan(), plan("392"), plan("000")], delivered=("391", "391", "000"))
    assert [row["la_code"] for row in found] == ["000", "391"]


def test_an_own_return_is_named_where_it_is_what_is_projected_from():
    own, other = rows(
        [plan(origin=2024, counts_of="SEN2 return"), plan(origin=2024, january_year=2025)], [error(OURS, 2.5)]
    )
    assert own["deliveries"] == "sen2.391_2024; sen2_statistics.000_2022"
    assert own["quality_flags"] == "newer than England's count"
    assert other["deliveries"] == "sen2_statistics.000_2022"


@pytest.mark.parametrize(
    ("series", "topic", "group", "part_of"),
    [
        ("total", "Total", "Total", None),
        ("age:5-10", "Age band at 31 August", "5 to 10", "total"),
        ("placement:special", "Placement", "Special school", "total"),
        (
            "placement:special_indep_nmss",
            "Placement",
            "Independent or non-maintained special school",
            "placement:special",
        ),
    ],
)
def test_each_series_says_what_it_is_in_words(series, topic, group, part_of):
    [found] = rows([plan(series=series)])
    assert (found["breakdown_topic"], found["breakdown"], found["part_of"]) == (topic, group, part_of)


@pytest.mark.parametrize(
    ("series", "topic", "group", "part_of"),
    [
        ("sen_support", "Total", "Total", None),
        ("sen_support:primary", "Phase", "State-funded primary", "sen_support"),
        ("sen_support:secondary", "Phase", "State-funded secondary", "sen_support"),
    ],
)
def test_support_is_of_pupils_and_of_the_sen_statistics(series, topic, group, part_of):
    [found] = rows([plan(series=series, counts_of="SEN statistics")], [error(OURS, 2.5, series=series)])
    assert (found["breakdown_topic"], found["breakdown"], found["part_of"]) == (topic, group, part_of)
    assert found["measure"] == "sen_support_projected"
    assert found["population"] == "Pupils on SEN support in schools of the area"
    assert (found["deliveries"], found["error_percent"]) == ("sen_statistics.000_2025", 2.5)


def test_the_back_test_of_support_names_its_own_deliveries():
    typed = {
        "projection.error": [error(OURS, 2.5), error(OURS, 1.5, series="sen_support")],
        "shown.plan_panel": PRINTED,
        "core.published_figure": STATISTICS,
    }
    support, plans = counted("projection_errors", typed)
    assert (support["series"], support["deliveries"]) == ("sen_support", "sen_statistics.000_2025")
    assert (plans["series"], plans["deliveries"]) == ("total", "sen2_statistics.000_2022")


def test_the_back_test_is_told_as_it_was_made():
    typed = {"projection.error": [error(OURS, 2.5), error(DRIFT, 3.5)], "shown.plan_panel": PRINTED}
    drift, ours = counted("projection_errors", typed)
    assert (drift["method"], drift["wape_percent"], drift["held_80_percent"]) == (DRIFT, 3.5, None)
    assert (ours["method"], ours["outcomes"], ours["held_95_percent"]) == (OURS, 40, 95)


def test_nothing_is_hidden_since_nothing_but_what_is_shown_is_read():
    found = rows([plan()], [error(OURS, 2.5)])
    [told] = protected("projections", found)
    assert told["median"] == 1000
    assert all(
        shown.reads_of(mart) for mart in (read_marts()["projections"], read_marts()["projection_errors"])
    )


def test_a_median_comes_from_the_published_panel_the_own_return_and_the_residents():
    ends = {node.table.split(".")[0] for node in leaves("marts.projections", "median")[VALUE]}
    assert {"sen2_statistics", "sen2", "population_estimates", "population_projections"} <= ends


def test_of_returned_plans_only_those_of_the_area_are_asked_for():
    read = tables_read_for("projections", ("median",), given({"la_code": "391"}))
    assert ("core.plan", given({"la_code": "391"})) in read
    assert not any(("la_code", "392") in where for _, where in read)
