"""The benchmark over tables typed by hand: comparators, ranks, bands, neighbours, trends, by LAIT's rules."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines import settings
from pipelines.scope import Scope, Together
from pipelines.statistics import rank_and_band, recent_trend
from tests import builders_benchmark
from tests.builders_core import Rows

US, NEAR, NEXT, FAR = "393", "391", "394", "812"  # the first three lie in the North East
NORTH_EAST, HUMBER = "E12000001", "E12000003"
REGIONS = {US: NORTH_EAST, NEAR: NORTH_EAST, NEXT: NORTH_EAST, FAR: HUMBER}


def areas() -> Rows:
    here = [
        {
            "delivery": "000_2026",
            "edition": 2026,
            "level": "Local authority",
            "la_code": la,
            "is_current": True,
        }
        | {"area_code": f"E0{la}", "region_code": region, "name": la}
        for la, region in REGIONS.items()
    ]
    region = {"delivery": "000_2026", "edition": 2026, "level": "Region", "is_current": True}
    return [*here, region | {"area_code": NORTH_EAST, "name": "North East"}]


def lait(figures: Mapping[str, float | None], *, years="2020", measure="TotAbs", edition=2026) -> Rows:
    """Printed figures by DfE number; 970 is England, 980 the North East; None is a dash."""
    return [
        {
            "delivery": f"000_{edition}",
            "edition": edition,
            "extract": "lait",
            "dataset": "values",
            "row": row,
            "geographic_level": {"970": "National", "980": "Regional"}.get(number, "Local authority"),
            "la_code": None if number in {"970", "980"} else number,
            "area_name": "North East" if number == "980" else number,
            "time_period": years,
            "period_kind": "academic year",
            "start_year": int(years[:4]) - 1,
            "breakdown": "Total",
            "measure": measure,
            "value": value,
            "symbol": "-" if value is None else None,
        }
        for row, (number, value) in enumerate(figures.items(), 1)
    ]


def told(measure="TotAbs", polarity="low_good", *, has_bands=True, topic="Absence") -> Rows:
    row = {"delivery": "000_2026", "edition": 2026, "extract": "lait", "measure": measure, "topic": topic}
    return [row | {"words": "Words", "unit": "%", "polarity": polarity, "has_bands": has_bands}]


def neighbours(*numbers: str, edition=2021) -> Rows:
    return [
        {
            "delivery": f"000_{edition}",
            "edition": edition,
            "la_code": US,
            "rank": k,
            "neighbour_la_code": number,
        }
        for k, number in enumerate(numbers, 1)
    ]


def pupils(year: int, everyone: Mapping[str, int], support: Mapping[str, int]) -> Rows:
    """The SEN statistics of a January by area: DfE number, region's code, or 000."""
    levels = {"000": "National", NORTH_EAST: "Regional"}
    return [
        {
            "delivery": "000_2025",
            "edition": 2025,
            "extract": "sen_statistics",
            "dataset": "phase_type",
            "row": row,
            "geographic_level": levels.get(area, "Local authority"),
            "la_code": None if area in levels else area,
            "area_code": area if area in levels else None,
            "start_year": year - 1,
            "breakdown": "Total",
            "measure": measure,
            "value": float(number),
        }
        for measure, numbers in (("pupils", everyone), ("sen_support", support))
        for row, (area, number) in enumerate(numbers.items(), 1)
    ]


def benchmark(given: Mapping[str, Rows], choices: Scope | None = None, **where: object) -> pd.DataFrame:
    """The rows of South Tyneside that say so, one a comparator."""
    known = {"core.area": areas(), "shown.quality_timeliness": [{"la_code": US}, {"la_code": "000"}]}
    rows = builders_benchmark.benchmark(known | dict(given), choices or Scope())
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows.set_index("comparator")


def given(figures: Mapping[str, float | None], *near: str, **words: object) -> dict[str, Rows]:
    return {
        "core.published_figure": lait(figures),
        "core.published_measure": told(**words),
        "core.neighbour": neighbours(*near),
    }


def test_each_figure_stands_beside_the_four_comparators():
    rows = benchmark(given({US: 5, NEAR: 4, NEXT: 9, FAR: 1, "970": 6, "980": 5.5}, NEAR, FAR, "999"))
    assert rows.comparator_value.to_dict() == {
        "Region": 5.5,
        "England": 6,
        "Statistical neighbours": 2.5,  # of 4 and 1; the third has no value
        "All areas": 4.5,  # half way between 4 and 5
    }
    assert rows.comparator_areas.dropna().to_dict() == {"Statistical neighbours": 2, "All areas": 4}
    assert rows.difference.to_dict() == {
        "Region": -0.5, "England": -1, "Statistical neighbours": 2.5, "All areas": 0.5,
    }  # fmt: skip
    assert set(rows.verdict) == {"not compared"}, "a figure without counts has no interval"
    assert set(rows.la_code) == {US}, "only who has delivered is a subject"


def standing(rows):
    names = ["rank_in_region", "rank_in_england", "areas_in_region", "areas_in_england", "band"]
    return tuple(rows.loc["England", names])


def test_low_is_good_ranks_from_the_bottom_and_ties_share_the_smallest():
    # quartiles 3.75, 4.5 and 5: on an edge is in the band of lower values
    assert standing(benchmark(given({US: 5, NEAR: 5, NEXT: 4, FAR: 3}))) == (2, 3, 3, 4, "C")


def test_high_is_good_ranks_from_the_top():
    found = benchmark(given({US: 5, NEAR: 5, NEXT: 9, FAR: 3}, polarity="high_good"))
    assert standing(found) == (2, 2, 3, 4, "C")  # quartiles 4.5, 5 and 6


@pytest.mark.parametrize("polarity", ["low_good", "high_good"])
def test_ranks_and_bands_are_those_of_the_statistics(polarity):
    rng = np.random.default_rng(3)
    for values in rng.integers(0, 6, (8, 4)).astype(float):
        found = benchmark(given(dict(zip(REGIONS, values, strict=True)), polarity=polarity))
        wanted = rank_and_band(values, polarity).iloc[0]
        assert tuple(found.loc["England", ["rank_in_england", "band"]]) == (wanted["rank"], wanted["band"])


def test_what_is_neither_good_nor_bad_has_a_place_by_size_and_no_rank():
    found = benchmark(given({US: 5, NEAR: 5, NEXT: 9, FAR: 3}, polarity="none", topic="Children with SEN"))
    places = found.loc["England", ["place_by_size_in_region", "place_by_size_in_england"]]
    assert tuple(places) == (2, 2)
    assert found[["rank_in_region", "rank_in_england", "band"]].isna().all(axis=None)


def test_a_measure_flagged_without_bands_has_a_rank_and_no_band():
    found = benchmark(given({US: 5, NEAR: 4}, has_bands=False))
    assert found.rank_in_england.tolist() == [2] * 4
    assert found.band.isna().all()


def test_a_missing_figure_is_neither_ranked_nor_compared():
    found = benchmark(given({US: None, NEAR: 4, "970": 6}))
    assert (
        found[["value", "difference", "rank_in_england", "place_by_size_in_england", "band"]]
        .isna()
        .all(axis=None)
    )
    assert set(found.status) == {"not available"}
    assert found.areas_in_england.tolist() == [1] * 4
    assert found.loc["England", "comparator_value"] == 6


def test_the_set_of_neighbours_is_the_newest_of_the_time_or_the_first_or_the_one_chosen():
    figures = lait({US: 5, NEAR: 4, FAR: 1}) + lait({US: 5, NEAR: 4, FAR: 1}, years="2025")
    known = {
        "core.published_figure": figures,
        "core.published_measure": told(),
        "core.neighbour": neighbours(NEAR) + neighbours(FAR, edition=2025),
    }
    found = benchmark(known).loc["Statistical neighbours"].set_index("period")
    assert found.neighbour_edition.to_dict() == {"2020": 2021, "2025": 2025}
    assert found.comparator_value.to_dict() == {"2020": 4, "2025": 1}
    chosen = benchmark(known, Scope(neighbour_edition=2025)).loc["Statistical neighbours"]
    assert set(chosen.comparator_value) == {1}


def test_change_is_from_the_year_before_only():
    figures = [*lait({US: 5}, years="2018"), *lait({US: 8}, years="2020"), *lait({US: 6}, years="2021")]
    found = benchmark({"core.published_figure": figures, "core.published_measure": told()}).loc["England"]
    assert found.set_index("period").change.fillna(0).to_dict() == {"2018": 0, "2020": 0, "2021": -2}


def test_the_newest_edition_holds():
    figures = lait({US: 5}, edition=2025) + lait({US: 6}, edition=2026)
    found = benchmark({"core.published_figure": figures, "core.published_measure": told()})
    assert set(found.value) == {6}


SUPPORT = {"measure": "sen_support_percent", "source": "published"}


def test_counts_give_an_interval_and_a_verdict_that_is_never_better():
    everyone = {US: 1000, NEAR: 1000, NEXT: 1000, FAR: 1000, "000": 10_000, NORTH_EAST: 3000}
    support = {US: 166, NEAR: 160, NEXT: 100, FAR: 250, "000": 1210, NORTH_EAST: 384}
    rows = {"core.published_figure": pupils(2020, everyone, support), "core.neighbour": neighbours(NEAR, FAR)}
    found = benchmark(rows, **SUPPORT)
    # Wilson of 166 of 1,000: 14.4 to 19.0
    assert found.value_lower.round(1).tolist() == [14.4] * 4
    assert found.value_upper.round(1).tolist() == [19.0] * 4
    assert found.comparator_value.round(1).to_dict() == {
        "Region": 12.8, "England": 12.1, "Statistical neighbours": 20.5, "All areas": 16.3,
    }  # fmt: skip
    assert found.verdict.to_dict() == {
        "Region": "higher", "England": "higher", "Statistical neighbours": "lower", "All areas": "similar",
    }  # fmt: skip
    assert tuple(found.loc["England", ["place_by_size_in_region", "areas_in_region"]]) == (1, 3)


def test_a_region_that_is_not_printed_is_the_sum_of_its_authorities_if_all_are_there():
    whole = pupils(2020, {US: 100, NEAR: 300, NEXT: 100}, {US: 10, NEAR: 60, NEXT: 30})
    found = benchmark({"core.published_figure": whole}, **SUPPORT)
    assert found.loc["Region", "comparator_value"] == 20
    assert pd.isna(found.loc["England", "comparator_value"]), "one authority of England is missing"
    part = pupils(2020, {US: 100, NEAR: 300}, {US: 10, NEAR: 60})
    found = benchmark({"core.published_figure": part}, **SUPPORT)
    assert pd.isna(found.loc["Region", "comparator_value"])


def test_support_is_laits_for_years_without_the_sen_statistics():
    rows = lait({US: 16.6, "970": 12.1}, measure="SEN_TotSENSuP")
    found = benchmark({"core.published_figure": rows}, **SUPPORT)
    assert (found.loc["England", "value"], found.loc["England", "comparator_value"]) == (16.6, 12.1)
    both = rows + pupils(2020, {US: 100}, {US: 17})
    assert set(benchmark({"core.published_figure": both}, **SUPPORT).value) == {17}


def plans(year: int, numbers: Mapping[str, int], **items: object) -> Rows:
    row = {
        "year": year,
        "flow": "stock",
        "breakdown": "total",
        "basis": "persons",
        "source_delivery": "000_2025",
    }
    return [row | {"area": area, "plans": number} | items for area, number in numbers.items()]


def residents(year: int, each: Mapping[str, float]) -> Rows:
    """So many of each age from 0 to 25."""
    row = {
        "delivery": "000_2019",
        "kind": "estimate",
        "sex": "persons",
        "age_scheme": "Single year",
        "year": year,
    }
    return [
        row | {"area": area, "age_from": age, "age_to": age, "persons": persons}
        for area, persons in each.items()
        for age in range(26)
    ]


def test_plans_are_held_against_residents_of_the_middle_of_the_year_before():
    rows = {
        "shown.plan_panel": plans(2020, {US: 78, NEAR: 78}),
        "core.resident_population": residents(2019, {US: 100, NEAR: 50}) + residents(2020, {US: 1}),
    }
    found = benchmark(rows, measure="plans_per_100_residents").loc["England"]
    assert (found.numerator, found.denominator, found.value) == (78, 2600, 3)
    assert (found.place_by_size_in_region, found.areas_in_region) == (2, 2)
    assert found.deliveries == "sen2_statistics.000_2025; population_estimates.000_2019"


def own_plans(year: int, maintained: int, everyone: int) -> Rows:
    row = {"la_code": US, "return_year": year, "breakdown_topic": "Total"}
    value = 100 * maintained / everyone
    return [row | {"plan_count": maintained, "population_base": everyone, "resident_percent": value}]


def test_published_plans_of_0_to_25_are_not_held_against_residents_up_to_24():
    rows = {
        "shown.plan_panel": plans(2020, {US: 50, "000": 500}),
        "core.resident_population": residents(2019, {US: 100, "000": 1000}),
        "shown.plans_maintained": own_plans(2020, 45, 2500),
    }
    found = benchmark(rows, Scope(oldest_age=24), measure="plans_per_100_residents").loc[["England"]]
    assert found.source.tolist() == ["own SEN2"]
    assert found.comparator_value.isna().all()


def test_more_plans_than_residents_have_no_interval():
    rows = {"shown.plans_maintained": own_plans(2020, 12, 10)}
    found = benchmark(rows, measure="plans_per_100_residents").loc["England"]
    assert (found.value, found.verdict) == (120, "not compared")
    assert found[["value_lower", "value_upper"]].isna().all()


def test_of_two_deliveries_of_one_edition_the_lowest_is_read():
    first = pupils(2020, {US: 100, "000": 1000}, {US: 17, "000": 120})
    second = [row | {"delivery": "391_2025", "value": row["value"] + 1} for row in first]
    found = benchmark({"core.published_figure": second + first}, **SUPPORT)
    assert len(found) == 4  # a row a comparator
    assert tuple(found.loc["England", ["value", "comparator_value"]]) == (17, 12)


def own(year: int, support: int | None, everyone: int, **items: object) -> Rows:
    row = {
        "la_code": US,
        "census": f"{year}-spring",
        "coverage": "All schools",
        "sen_provision": "SEN support",
    }
    row |= {"breakdown_topic": "Total", "second_topic": "Total", "period": "One census"}
    value = None if support is None else 100 * support / everyone
    return [row | {"pupil_count": support, "pupil_base": everyone, "pupil_percent": value} | items]


OWN = {"measure": "sen_support_percent", "source": "own census"}


def test_the_areas_own_census_is_told_beside_what_is_published():
    printed = pupils(2019, {NEAR: 100, FAR: 100, "000": 1000}, {NEAR: 20, FAR: 10, "000": 119})
    rows = {"core.published_figure": printed, "shown.prevalence": own(2019, 594, 4489)}
    found = benchmark(rows, **OWN).loc["England"]
    assert (round(found.value, 1), round(found.comparator_value, 1), found.verdict) == (13.2, 11.9, "higher")
    assert (found.place_by_size_in_england, found.areas_in_england) == (2, 3)


def test_all_schools_go_before_state_funded_ones_and_parts_of_a_year_are_left_out():
    rows = own(2019, 10, 100) + own(2019, 9, 90, coverage="State-funded schools")
    rows += own(2018, 7, 70, coverage="State-funded schools") + own(2019, 3, 30, breakdown_topic="Sex")
    rows += own(2019, 8, 80, census="2019-autumn") + own(2019, 2, 20, second_topic="Sex")
    found = benchmark({"shown.prevalence": rows}, **OWN).loc["England"]
    assert found.set_index("period").numerator.to_dict() == {"2018": 7, "2019": 10}


def test_what_is_suppressed_stays_so():
    found = benchmark({"shown.prevalence": own(2019, None, 40, status="suppressed")}, **OWN)
    assert set(found.status) == {"suppressed"}
    assert (
        found[["numerator", "value", "difference", "change", "place_by_size_in_england"]]
        .isna()
        .all(axis=None)
    )
    assert set(found.verdict) == {"not compared"}


def test_authorities_together_have_a_region_and_england_and_no_place():
    printed = pupils(
        2019, {US: 100, NEAR: 100, "000": 1000, NORTH_EAST: 300}, {US: 1, NEAR: 2, "000": 50, NORTH_EAST: 60}
    )
    rows = {"core.published_figure": printed, "shown.prevalence": own(2019, 30, 200, la_code="391+393")}
    both = Scope(together=(Together("Tyneside", ("391", "393")),))
    found = benchmark(rows, both, **OWN)
    assert found.comparator_value.dropna().to_dict() == {"Region": 20, "England": 5}
    assert found.place_by_size_in_england.isna().all()
    assert set(found.area_name) == {"Tyneside"}


def test_authorities_together_across_regions_have_a_name_and_no_region():
    printed = pupils(2019, {US: 100, NORTH_EAST: 300, "000": 1000}, {US: 1, NORTH_EAST: 60, "000": 50})
    rows = {"core.published_figure": printed, "shown.prevalence": own(2019, 30, 200, la_code="393+812")}
    found = benchmark(rows, Scope(together=(Together("Both coasts", (US, FAR)),)), **OWN)
    assert found.comparator_value.dropna().to_dict() == {"England": 5}
    assert set(found.area_name) == {"Both coasts"}


def test_a_trend_needs_five_years_in_a_row_and_tells_of_its_last():
    support = {2016: 100, 2017: 130, 2018: 160, 2019: 200, 2020: 240}
    rows = [row for year, count in support.items() for row in own(year, count, 1000)]
    found = benchmark({"shown.prevalence": rows}, **OWN).loc["England"].set_index("period")
    assert found.recent_trend.to_dict() == {
        **dict.fromkeys(map(str, range(2016, 2020)), "cannot be calculated"), "2020": "increasing",
    }  # fmt: skip
    assert set(found.trend_judgement) == {"none"}
    without = [row for row in rows if row["census"] != "2018-spring"] + own(2015, 90, 1000)
    found = benchmark({"shown.prevalence": without}, **OWN).loc["England"]
    assert set(found.recent_trend) == {"cannot be calculated"}


def test_a_trend_does_not_cross_the_break_of_2023():
    before = [
        row for year in range(2019, 2023) for row in plans(year, {US: year}, basis="totals of authorities")
    ]
    rows = {
        "shown.plan_panel": before + plans(2023, {US: 9000}),
        "core.resident_population": [row for y in range(2018, 2023) for row in residents(y, {US: 1000})],
    }
    found = benchmark(rows, measure="plans_per_100_residents").loc["England"].set_index("period")
    assert found.loc["2023", "recent_trend"] == "cannot be calculated"
    assert found.loc["2023", "quality_flags"] == "first year counted from persons"
    assert pd.isna(found.loc["2023", "change"])


def series(rng: np.random.Generator, kind: int) -> tuple[list[int], list[int]]:
    """Five counts and their bases: small, large, flat or swinging."""
    n = rng.integers(1, [20, 300, 40_000][kind % 3], 5)
    p = np.clip(rng.uniform(0.02, 0.98) + np.arange(5) * rng.normal(0, 0.05) + rng.normal(0, 0.02, 5), 0, 1)
    if kind % 7 == 0:
        return [int(n[0] * p[0])] * 5, [int(n[0])] * 5
    x = rng.binomial(n, p)
    return (x[[0, 1, 0, 1, 0]] % n if kind % 11 == 0 else x).tolist(), n.tolist()


def test_the_trend_in_sql_is_that_of_the_statistics():
    rng = np.random.default_rng(9)
    some = [series(rng, kind) for kind in range(800)]
    macros = Path(settings.__file__).parent / "macros.sql"
    with duckdb.connect() as con:
        con.execute(macros.read_text("utf-8"))
        con.register("given", pd.DataFrame({"x": [x for x, _ in some], "n": [n for _, n in some]}))
        found = con.execute(
            "select recent_trend(x, n) as trend, trend_judgement(trend, 'low_good') as judgement from given"
        ).df()
    wanted = pd.concat([recent_trend(range(5), x, n, "low_good") for x, n in some], ignore_index=True)
    assert found["trend"].tolist() == wanted["trend"].tolist()
    assert found["judgement"].tolist() == wanted["judgement"].tolist()
    assert len(set(found["trend"])) == 4


def timeliness(edition, dataset, *figures):
    """Figures of 2024 as an edition of the SEN2 statistics names them: area (970 is England), name, value."""
    return [
        {
            "delivery": f"000_{edition}",
            "edition": edition,
            "extract": "sen2_statistics",
            "dataset": dataset,
            "row": row,
            "geographic_level": "National" if number == "970" else "Local authority",
            "la_code": None if number == "970" else number,
            "time_period": "2024",
            "start_year": 2024,
            "breakdown": "Total",
            "measure": name,
            "value": float(value),
        }
        for row, (number, name, value) in enumerate(figures, 1)
    ]


def test_plans_in_20_weeks_are_of_the_newest_edition_that_tells_of_the_year_whatever_it_calls_them():
    old, new = "without_exceptions", "issued_without"
    printed = [
        *timeliness(2025, "process", *((n, f"{old}_20_weeks_percent", 10) for n in (US, "970"))),
        *timeliness(
            2026, "timeliness", *((n, f"{new}_20_weeks_percent", v) for n, v in ((US, 60), ("970", 46)))
        ),
        *timeliness(2026, "timeliness", (US, f"{new}_20_weeks", 120), (US, new, 200)),
    ]
    rows = benchmark({"core.published_figure": printed}, measure="plans_within_20_weeks")
    england = rows.loc["England"]
    assert (england.period, england.numerator, england.denominator) == ("2024", 120, 200)
    assert (england.value, england.comparator_value, england.verdict) == (60, 46, "better")
    assert set(rows.deliveries) == {"sen2_statistics.000_2026"}
