"""Marts of the cohort model over tables typed by hand: baseline beside, deliveries named, lineage whole."""

import pytest

from pipelines import shown
from pipelines.cohort import tables
from pipelines.lineage import VALUE, leaves, tables_read_for
from pipelines.lineage_sql import given
from pipelines.sql import read_marts
from tests.builders_shown import counted, protected

RETURNED = [
    {
        "la_code": "391",
        "return_year": str(year),
        "breakdown_topic": "Total",
        "deliveries": f"population_estimates.000_{year - 1}; sen2.391_{year}",
    }
    for year in (2023, 2024, 2025)
]
LANDED = [
    {"la_code": la, "extract": extract, "delivery": delivery, "year": year}
    for la, extract, delivery, year in (
        ("000", "sen2_statistics", "000_2024", 2024),
        ("391", "places", "391_2023", 2023),
        ("391", "places", "391_2024", 2024),
        ("393", "places", "393_2024", 2024),
        ("391", "school_census", "391_2024-spring", 2024),
    )
]
FROM = {"origin": 2024, "horizon": 1, "tier": 1, "population_used": "none published"}
KEY = {"la_code": "391", "january_year": 2025, "scenario": "baseline"}


def series(scenario="baseline", median=400.0, **items):
    return KEY | FROM | {
        "scenario": scenario, "series": "total", "breakdown_topic": "Total", "breakdown": "Total",
        "part_of": None, "origin_count": 380, "median": median, "lo80": 380.0, "hi80": 420.0, "lo95": 370.0,
        "hi95": 430.0,
    } | items  # fmt: skip


def place(**items):
    return KEY | FROM | {
        "provision": "special", "phase": "All phases", "need": "All needs", "locality": "All localities",
        "provision_words": "Special", "need_words": "All needs", "demand": 100.0, "demand_lo80": 95.0,
        "demand_hi80": 110.0, "demand_lo95": 90.0, "demand_hi95": 115.0, "margin_percent": 5.0,
        "required": 105.0, "capacity": 90, "capacity_basis": "all places told of", "shortfall": 15.0,
        "shortfall_lo80": 10.0, "shortfall_hi80": 25.0, "cost": 2_000_000.0, "cost_lo80": 1_900_000.0,
        "cost_hi80": 2_200_000.0,
    } | items  # fmt: skip


def cause(scenario="baseline", change=20.0, **items):
    return KEY | FROM | {"scenario": scenario, "series": "total", "cause": "ageing", "change": change} | items


def rows(mart, table, told):
    followed = [{"la_code": "391", "deliveries": "births.000_2023; sen2.391_2024"}]
    beside = {"landing.delivery": LANDED, "shown.plans_maintained": RETURNED}
    if mart != "cohort_projections":
        beside["shown.cohort_projections"] = followed
    return counted(mart, {table: told} | beside)


def test_a_scenario_stands_beside_its_baseline():
    usual, fewer = sorted(
        rows("cohort_projections", tables.SERIES, [series(), series("fewer", 360.0)]),
        key=lambda row: row["scenario"],
    )
    assert (usual["difference"], usual["baseline_median"]) == (0, 400)
    assert (fewer["difference"], fewer["baseline_median"]) == (-40, 400)
    assert (fewer["area_name"], fewer["origin_count"]) == ("Newcastle upon Tyne", 380)


def test_what_it_was_made_of_is_named_up_to_the_january_of_origin():
    [found] = rows("cohort_projections", tables.SERIES, [series()])
    assert found["deliveries"] == (
        "population_estimates.000_2022; population_estimates.000_2023; sen2.391_2023; sen2.391_2024; "
        "sen2_statistics.000_2024"
    )


def test_places_name_the_deliveries_of_plans_and_of_places():
    [found] = rows("required_places", tables.PLACE, [place()])
    assert found["deliveries"] == "births.000_2023; places.391_2024; sen2.391_2024"
    assert (found["shortfall"], found["capacity"]) == (15, 90)


def test_complex_needs_are_in_a_mart_of_their_own_and_nowhere_else():
    told = [place(), place(need="ASD", provision="specialist", need_words="Autism")]
    [whole] = rows("required_places", tables.PLACE, told)
    [autism] = rows("complex_need_places", tables.PLACE, told)
    assert (whole["provision"], autism["provision"]) == ("special", "specialist")
    assert (autism["need_name"], autism["demand_lower_95"]) == ("Autism", 90)


def test_costs_are_told_by_band():
    band = KEY | FROM | {
        "provision": "special", "provision_words": "Special", "cost_band": "B", "places": 40,
        "share_percent": 44.4, "price": 24_000.0, "cost": 1_000_000.0, "cost_lo80": 900_000.0,
        "cost_hi80": 1_100_000.0,
    }  # fmt: skip
    [found] = rows("place_costs", tables.COST, [band])
    assert (found["cost_band"], found["cost_pounds"], found["price_pounds"]) == ("B", 1_000_000, 24_000)


def test_few_returns_and_far_januaries_are_flagged():
    [found] = rows("cohort_projections", tables.SERIES, [series(tier=2, horizon=6)])
    assert found["quality_flags"] == "few returns of its own; beyond the back-test"


def test_a_change_stands_beside_that_of_the_baseline():
    _, fewer = sorted(
        rows("scenario_change", tables.CAUSE, [cause(), cause("fewer", -10.0)]), key=lambda r: r["scenario"]
    )
    assert (fewer["change"], fewer["baseline_change"]) == (-10, 20)


@pytest.mark.parametrize(
    "mart", ["cohort_projections", "complex_need_places", "place_costs", "required_places", "scenario_change"]
)
def test_nothing_that_counts_persons_is_read_by_a_mart(mart):
    read = read_marts()[mart].reads
    assert read_marts()[mart].rule == "shown"
    assert not {name for name in read if name.startswith(("cohort.", "core.", "marts.", "staging."))}


def test_what_is_made_is_shown_as_it_is():
    made = rows("cohort_projections", tables.SERIES, [series()])
    [told] = protected("cohort_projections", made)
    assert (told["median"], told["status"]) == (400, "shown")


def test_a_mart_that_read_the_full_flows_would_be_refused():
    mart = read_marts()["cohort_projections"]
    leaking = type(mart)(**{**vars(mart), "sql": mart.sql.replace("outlook.series", "cohort.flow")})
    with pytest.raises(shown.DisclosureRiskError):
        shown._refuse_unpublished(leaking)


def test_a_projection_is_traced_down_to_the_items_of_returns():
    ends = leaves("marts.cohort_projections", "median")
    assert {"sen2.person", "sen2.namedplan"} & {node.table for node in ends[VALUE]}
    read = tables_read_for("cohort_projections", ("median",), given({"la_code": "391"}))
    assert {"core.plan", "core.placement", "core.need"} <= {table for table, _ in read}
