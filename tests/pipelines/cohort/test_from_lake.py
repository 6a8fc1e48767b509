"""The model over tables: the query of flows, and what is told of a world, its scenarios and places."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.cohort import from_lake, localities, tables
from pipelines.cohort.flows import histories
from pipelines.cohort.population import Projection, Residents
from pipelines.cohort.published import Printed
from pipelines.cohort.scenario_toml import fingerprint, in_force
from pipelines.cohort.scenarios import Change, Scenario
from pipelines.cohort.states import PLACES
from pipelines.errors import RefusedError
from tests.builders_cohort import World
from tests.builders_cohort_core import core, placed, plan


def flows(plans, placements=(), needs=(), schools=(), register=()):
    """The rows of the query over such tables."""
    return from_lake.flows(core(plans, placements, needs, schools, register)).to_pandas()


def told(rows):
    """Flow, reason and age of each row."""
    moved = rows[rows["flow"] != "stock"].astype(object).where(rows.notna(), None)
    return {(row.flow, row.reason, row.age): row.plans for row in moved.itertuples()}


def test_everybody_is_counted_in_one_flow():
    ended = {"is_maintained": False, "cease_date": date(2024, 6, 1)}
    rows = flows(
        [
            *(plan("stays", year, 2 + year - 2020) for year in (2024, 2025)),
            plan("ceases", 2024, 17), plan("ceases", 2025, 18, cease_reason="4", **ended),
            plan("leaves", 2024, 9), plan("leaves", 2025, 10, cease_reason="5", **ended),
            plan("vanishes", 2024, 8),
            plan("grows too old", 2024, 25), plan("grows too old", 2025, 26),
            plan("begins", 2025, 5, start_date=date(2024, 9, 1)),
            plan("was told late", 2025, 6, start_date=date(2023, 9, 1)),
            plan("comes", 2025, 7, transferred_from="393"),
            plan("has another birthday", 2024, 12), plan("has another birthday", 2025, 14),
            plan("of the trial", 2022, 12),
        ]
    )  # fmt: skip
    assert told(rows) == {
        ("moved", None, 6): 1,
        ("ceased", "4", 17): 1,
        ("out", "transferred", 9): 1,
        ("out", "not told", 8): 1,
        ("ceased", "1", 25): 1,
        ("new", None, 5): 1,
        ("in", "told late", 6): 1,
        ("in", "transferred", 7): 1,
        ("out", "another age", 12): 1,
        ("in", "another age", 14): 1,
    }
    [step] = histories(rows)["391"].steps
    assert step.gap == 0
    assert step.stock.sum() == 6


def test_two_returns_that_are_not_a_year_apart_make_no_flow():
    assert set(flows([plan("a", 2024, 6), plan("a", 2026, 8)])["flow"]) == {"stock"}


@pytest.mark.parametrize(
    ("placement", "place"),
    [
        ({"urn": "1", "placement_group": "Mainstream school"}, "mainstream"),
        ({"urn": "1", "placement_group": "SEN unit in a mainstream school"}, "unit"),
        ({"urn": "2", "placement_group": "State-funded special school"}, "special"),
        ({"urn": "3"}, "independent"),
        ({"urn": "4"}, "independent"),
        ({"urn": "5"}, "alternative"),
        ({"urn": "6"}, "further"),
        ({"urn": "9", "placement_group": "School outside the area's census"}, "independent"),
        ({"placement_group": "Further education or specialist post-16"}, "further"),
        ({"setting": "EHE"}, "home"),
        ({"setting": "NEET"}, "neet"),
        ({"setting": "EYP"}, "early_years"),
        ({"setting": "OTH"}, "other"),
        ({"is_open": False, "urn": "1"}, "other"),
    ],
)
def test_a_placement_is_told_by_its_setting_the_census_or_the_register(placement, place):
    day = date(2024, 1, 18)
    rows = flows(
        [plan("a", 2024, 7)],
        [placed("a", 2024, **placement)],
        schools=[
            {"urn": "1", "school_type": "State-funded primary", "census_day": day},
            {"urn": "2", "school_type": "State-funded special school", "census_day": day},
        ],
        register=[
            {"urn": "3", "type": "Other independent special school", "edition": 2026},
            {"urn": "4", "type": "Non-maintained special school", "edition": 2026},
            {"urn": "5", "type": "Pupil referral unit", "edition": 2026},
            {"urn": "6", "type": "Special post 16 institution", "edition": 2026},
        ],
    )
    assert [*rows["place"]] == [place]


@pytest.fixture(scope="module")
def known():
    """A world of some 700 plans, the distribution of its total, and what was shown of it."""
    world = World(11, plans=600).pass_year().pass_year().pass_year()
    stock = len(world.persons)
    totals = pd.DataFrame(
        [
            {
                "la_code": "391", "january_year": 2026 + h, "origin": 2026, "origin_count": stock,
                "lo95": stock * 1.02**h * 0.92, "lo80": stock * 1.02**h * 0.95, "median": stock * 1.02**h,
                "hi80": stock * 1.02**h * 1.05, "hi95": stock * 1.02**h * 1.08,
            }
            for h in range(1, 11)
        ]
    )  # fmt: skip
    shown = pd.DataFrame(
        [
            ("391", 2026, "Total", "Total", stock),
            ("391", 2026, "Primary need", "Moderate learning difficulty", None),
        ],
        columns=["la_code", "january_year", "breakdown_topic", "breakdown", "plan_count"],
    )
    base = {2026: np.full(26, 2000.0)}
    supplies = pd.DataFrame(
        {
            "la_code": ["391", "391"], "provision": ["SPEC", "SPEC"], "phase": ["All phases", "All phases"],
            "need": [None, None], "locality": [None, None], "places": [100, 20],
            "vacancy_margin": [10, None], "cost_band": ["A", None], "cost_per_place": [20000, 32000],
            "first_january": [None, 2030], "last_january": [None, None],
        }
    )  # fmt: skip
    return from_lake.Known(
        histories(world.flows()), totals, {"391": Residents(base)}, shown, from_lake.supplied(supplies)
    )


@pytest.fixture(scope="module")
def rows(known):
    fewer = Scenario("fewer", changes=(Change(2027, 2036, "new plans", x=0.5),))
    return {
        name: each.to_pandas() for name, each in from_lake.made(known, {"391": [fewer]}, draws=50).items()
    }


def test_ten_januaries_of_every_scenario_are_told_and_the_groups_of_a_topic_add_up(rows):
    series = rows[tables.SERIES]
    assert set(series["scenario"]) == {"baseline", "fewer"}
    assert sorted(set(series["january_year"])) == [*range(2027, 2037)]
    parts = series[series["part_of"] == "total"]
    parts = parts[~parts["series"].isin(["specialist"])]
    summed = parts.groupby(["scenario", "january_year", "breakdown_topic"])["median"].sum().reset_index()
    whole = series[series["series"] == "total"].set_index(["scenario", "january_year"])["median"]
    assert len(summed) == 2 * 10 * 3
    assert all(row.median == whole[row.scenario, row.january_year] for row in summed.itertuples())
    assert (series[["median", "lo80", "hi80", "lo95", "hi95"]] % 5 == 0).all(axis=None)


def test_what_is_hidden_or_small_at_the_start_is_told_in_the_rest_only(rows):
    series = set(rows[tables.SERIES]["series"])
    assert "need:MLD" not in series
    assert "need:rest" in series
    assert not {"need:PMLD", "specialist:MLD", "placement:neet"} & series


def test_the_start_is_told_only_as_it_is_shown(known, rows):
    series = rows[tables.SERIES]
    told_at_start = series[series["origin_count"].notna()]
    assert set(told_at_start["series"]) == {"total"}
    assert set(told_at_start["origin_count"]) == {known.histories["391"].stocks[2026].sum()}


def test_a_scenario_is_beside_its_baseline_and_causes_add_up(rows):
    causes = rows[tables.CAUSE].pivot_table(
        index=["scenario", "series", "january_year"], columns="cause", values="change"
    )
    parts = causes.drop(columns="all causes").sum(axis=1)
    assert (parts == causes["all causes"]).all()
    total = causes.xs("total", level="series")["new-plan rate"]
    assert (total["fewer"] < total["baseline"]).all()


def test_places_are_held_against_those_of_the_january(rows):
    place = rows[tables.PLACE]
    special = place[(place["provision"] == "special") & (place["phase"] == "All phases")]
    special = special[(special["need"] == "All needs") & (special["scenario"] == "baseline")]
    special = special[special["locality"] == "All localities"]
    # 20 more places from 2030 on; the margin is of the 100 that are told with one.
    assert special.set_index("january_year")["capacity"].to_dict() == {
        year: 100 if year < 2030 else 120 for year in range(2027, 2037)
    }
    assert set(special["margin_percent"]) == {10.0}
    # (100 x 20,000 + 20 x 32,000) / 120 = 22,000.
    price = np.where(special["january_year"] < 2030, 20_000, 22_000)
    assert (special["cost"] == special["demand"] * price).all()
    assert (special["cost_hi80"] == special["demand_hi80"] * price).all()
    assert (special["shortfall_lo80"] <= special["shortfall"]).all()


def test_costs_are_told_by_band_and_make_the_whole(rows):
    place, cost = (rows[name][rows[name]["scenario"] == "baseline"] for name in (tables.PLACE, tables.COST))
    cost = cost[cost["january_year"] == 2031].set_index("cost_band")
    # Of 120 places 100 are of band A, at 20,000, and 20 of none, at 32,000.
    assert cost["share_percent"].to_dict() == {"A": 83.3, "No band told": 16.7}
    assert cost["price"].to_dict() == {"A": 20_000, "No band told": 32_000}
    of = place[(place["provision"] == "special") & (place["january_year"] == 2031)]
    [whole] = of[(of["phase"] == "All phases") & (of["need"] == "All needs")]["cost"][:1]
    assert cost["cost"].sum() == pytest.approx(whole, abs=1_000)


def test_localities_with_their_rest_make_their_whole_and_small_ones_are_in_the_rest(known):
    stock = known.histories["391"].stocks[2026].sum(axis=1)
    at = np.argwhere(stock[..., PLACES.index("special")] > 0)[:, 0]
    plans = stock[at, PLACES.index("special")]
    # A third of each age's plans live in the west, a twentieth in the north, the others in the east.
    rows = [
        {"la_code": "391", "locality": name, "age": int(age), "place": "special", "plans": number}
        for age, whole in zip(at, plans, strict=True)
        for name, number in (("West", whole // 3), ("North", whole // 20),
                             ("East", whole - whole // 3 - whole // 20))
    ]  # fmt: skip
    homes = localities.homes(pd.DataFrame(rows))
    made = from_lake.made(replace(known, homes=homes), {}, draws=50)[tables.PLACE].to_pandas()
    special = made[(made["provision"] == "special") & (made["need"] == "All needs")]
    assert {"East", "All others together"} <= set(special["locality"])
    assert "North" not in set(made["locality"])
    for _, of in special.groupby(["phase", "january_year"]):
        by_name = of.set_index("locality")["demand"]
        if len(by_name) > 1:
            assert by_name.drop("All localities").sum() == by_name["All localities"]
    basis = special.groupby("locality")["capacity_basis"].agg(set)
    assert basis["East"] == {"places serve these and others too, and are not parted"}
    assert basis["All others together"] == {"places of the others are not added up"}


def test_a_scenario_of_a_variant_that_is_not_there_says_which_are(known):
    told = Residents({2026: np.full(26, 2000.0)}, variants={"low migration": Projection()})
    found = replace(known, residents={"391": told})
    change = Change(2027, 2036, "population", variant="high migration")
    with pytest.raises(RefusedError, match="'high migration'") as refused:
        from_lake.made(found, {"391": [Scenario("more", changes=(change,))]}, draws=10)
    assert "low migration" in refused.value.why
    assert "population_projections" in refused.value.hint


def new_plans(history):
    return sum(step.new.sum() for step in history.steps)


def test_an_area_is_held_to_its_region_and_that_to_england(known):
    near, far = (World(seed, plans=300).pass_year().history(la) for seed, la in ((12, "393"), (13, "812")))
    own = known.histories["391"]
    found = replace(known, histories={"391": own, "393": near, "812": far})
    [usual] = from_lake.followed(found, "391", [], 10)
    *_, england, region, alone = usual.learnt.new
    assert alone.events.sum() == new_plans(own)
    assert region.events.sum() == new_plans(own) + new_plans(near)
    assert england.events.sum() == new_plans(own) + new_plans(near) + new_plans(far)


def test_what_is_published_of_others_stands_beside_an_area_s_own_flows(known):
    print_of = np.full((4, 5), 60.0)
    others = Printed(["393", "394", "812", "391"], ["N", "N", "Y", "N"], print_of, 250 * print_of,
                     np.full(4, 300.0), 250 * print_of, np.full(4, 40.0), 100 * print_of)  # fmt: skip
    own = new_plans(known.histories["391"])
    [usual] = from_lake.followed(replace(known, published=others), "391", [], 10)
    assert usual.learnt.new[-1].events.sum() > own
    # A rate in print is per resident: where nobody knows how many there are, it says nothing.
    [alone] = from_lake.followed(replace(known, published=others, residents={}), "391", [], 10)
    assert alone.learnt.new[-1].events.sum() == own


def test_layouts_are_kept_with_all_their_cells(rows):
    layout = rows[tables.LAYOUT]
    assert set(layout["layout"]) == {"SCAP", "DSG plan, age", "DSG plan, need"}
    assert not {tables.LAYOUT, tables.FLOW} & set(tables.TOLD)


def test_without_a_projected_total_or_two_returns_nobody_is_followed(known):
    assert from_lake.can_follow(known, "391")
    nothing = from_lake.Known(known.histories, known.totals.iloc[:0], {}, known.shown, {})
    assert not from_lake.can_follow(nothing, "391")
    assert all(each.num_rows == 0 for each in from_lake.made(nothing, {}, draws=10).values())


def test_scenarios_lie_beside_the_deliveries_and_two_may_not_have_one_name(tmp_path):
    folder = tmp_path / "scenarios" / "391"
    folder.mkdir(parents=True)
    before = fingerprint(tmp_path)
    text = 'name = "A"\n[[change]]\nfrom = 2028\nto = 2030\nwhat = "population"\nx = 1.1\n'
    (folder / "a.toml").write_text(text, "utf-8")
    assert [one.name for one in in_force(tmp_path)["391"]] == ["A"]
    assert fingerprint(tmp_path) != before
    (folder / "b.toml").write_text(text, "utf-8")
    with pytest.raises(RefusedError, match=r"b\.toml"):
        in_force(tmp_path)
