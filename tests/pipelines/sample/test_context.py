from collections import Counter

import pandas as pd
import pytest

from pipelines import landing
from pipelines.identity import Pseudonyms
from pipelines.sample import Order
from pipelines.sample.context import write_context
from pipelines.sample.context_areas import areas, levels, shared_beside, shared_rows
from pipelines.sample.context_figures import AGE_GROUPS, PLANS, SEED_PLANS, SEED_POPULATION
from pipelines.staging import Family, stage_delivery
from schemas.areas_of_england import ENGLAND_CODE, REGIONS
from schemas.neighbours_2025 import NEIGHBOURS_2025
from tests.pipelines.sample.samples import Sample, written

KEY = Pseudonyms(b"k" * 32)
AREAS, SIZE = ("391", "393"), 600
FILTERS = (
    "time_period",
    "characteristic_age",
    "establishment_type",
    "establishment_group",
    "breakdown_topic",
    "breakdown",
    "sen_provision",
    "sen_primary_need",
)
SUMS = {
    "sen2_statistics/2022/sen2_age_caseload.csv": ["Total_st", "Total_ehc", "Total_all"],
    "sen2_statistics/2022/sen2_age_new_plans.csv": ["Total_new_st", "Total_new_ehc", "Total_new_all"],
    "sen2_statistics/2022/sen2_estab_caseload.csv.gz": ["Total_st", "Total_ehc", "Total_all"],
    "sen2_statistics/2022/sen2_estab_new_plans.csv.gz": ["Total_new_all"],
    "sen2_statistics/2022/sen2_mi.csv": ["InreqEHC", "AssRefusedEHC", "NoExc20weekEHC"],
    "sen2_statistics/2026/caseload.csv.gz": ["ehcplans", "special_total", "ed_elsewhere"],
    "sen2_statistics/2026/newplans.csv": ["new_ehc_plans", "mainstream_total"],
    "sen2_statistics/2026/requests.csv": ["requests_received_in_year", "requests_withdrawn"],
    "sen2_statistics/2026/timeliness_20_weeks.csv": ["plans_issued_den", "plans_issued_gt_1_year"],
    "sen_statistics/2025/sen_phase_type.csv": ["total_pupils", "sen_support", "ehc_plan"],
    "sen_statistics/2026/sen_phase_type.csv": ["pupil_count"],
    "sen_statistics/2026/sen_fsm.csv.gz": ["pupil_count"],
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Sample:
    order = Order(areas=AREAS, size=SIZE, first_year=2019, last_year=2020, ehcp_months=0, context=True)
    return written(tmp_path_factory.mktemp("context"), order)


def table(sample, place):
    return pd.read_csv(sample.raw / "000" / place, dtype=str, keep_default_na=False)


def of_authority(sample, place, la_code):
    frame = table(sample, place)
    return frame[frame.old_la_code == la_code]


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> Sample:
    """The context of a sample without any of its areas."""
    folder = tmp_path_factory.mktemp("alone")
    write_context(folder / "raw", folder / "truth", 1, [])
    return Sample(folder / "raw", folder / "truth")


def test_the_same_order_gives_the_same_bytes(alone, tmp_path):
    again = write_context(tmp_path / "raw", tmp_path / "truth", 1, [])
    for path in again:
        assert path.read_bytes() == (alone.raw / path.relative_to(tmp_path / "raw")).read_bytes()
    assert sum(path.stat().st_size for path in again) < 15_000_000


def test_without_context_nothing_of_england_is_written(tmp_path):
    sample = written(tmp_path, Order(size=400, first_year=2024, last_year=2024))
    assert not (sample.raw / "000").exists()


def test_context_changes_no_file_of_an_area(sample, tmp_path):
    order = Order(areas=AREAS, size=SIZE, first_year=2019, last_year=2020, ehcp_months=0)
    without = (written(tmp_path, order).truth / "files.csv").read_text().splitlines()
    with_context = (sample.truth / "files.csv").read_text().splitlines()
    assert set(without) <= set(with_context)
    places = {tuple(line.split("/")[:2]) for line in set(with_context) - set(without)}
    assert {place for place in places if place[0] != "000"} == {(code, "localities") for code in AREAS}


@pytest.mark.parametrize("place", SUMS)
def test_authorities_add_up_to_regions_and_regions_to_england(sample, place):
    frame = table(sample, place)
    by = [name for name in FILTERS if name in frame]
    figures = frame[SUMS[place]].replace(["z", "x"], "0").replace("c", None).astype(float)
    group = frame.groupby(by, sort=False).ngroup()
    shown = ~group.isin(group[figures.isna().any(axis=1)])
    level, region = frame.geographic_level, frame.region_code
    sums = [figures[shown & (level == one)].groupby(group).sum() for one in ("National", "Regional")]
    own = shown & (level == "Local authority")
    assert frame.old_la_code[own].nunique() > 150
    parts = figures[own].groupby([group[own], region[own]]).sum()
    pd.testing.assert_frame_equal(sums[1].reindex(sums[0].index), sums[0])
    pd.testing.assert_frame_equal(parts.groupby(level=0).sum().reindex(sums[0].index), sums[0])
    of_regions = shown & (level == "Regional")
    wanted = figures[of_regions].groupby([group[of_regions], region[of_regions]]).sum()
    pd.testing.assert_frame_equal(parts.reindex(wanted.index).fillna(0), wanted)


def test_groups_add_up_within_a_place(sample):
    aged = of_authority(sample, "sen2_statistics/2022/sen2_age_caseload.csv", "805")
    counts = aged.assign(n=aged.Total_all.astype(int), all=aged.characteristic_age == "Total")
    sums = counts.pivot_table(index="time_period", columns="all", values="n", aggfunc="sum")
    assert (sums[True] == sums[False]).all()
    later = table(sample, "sen2_statistics/2026/caseload.csv.gz")
    parts = ["mainstream", "special", "ap_pru", "fe"]
    whole = later[
        [f"{part}_total" for part in parts] + ["ed_elsewhere", "nm_early_years", "placement_unknown"]
    ]
    assert (whole.astype(int).sum(axis=1) == later.ehcplans.astype(int)).all()


def test_england_is_as_published(sample):
    frame = table(sample, "sen2_statistics/2022/sen2_age_caseload.csv")
    england = frame[(frame.geographic_level == "National") & (frame.characteristic_age == "Total")]
    found = dict(zip(england.time_period.astype(int), england.Total_all.astype(int), strict=True))
    assert found == {year: PLANS[year] for year in range(2010, 2023)}
    pupils = table(sample, "sen_statistics/2025/sen_phase_type.csv")
    [row] = pupils[(pupils.geographic_level == "National") & (pupils.time_period == "201920")].itertuples()
    assert (float(row.sen_support_percent), float(row.ehc_plan_percent)) == (12.1, 3.3)


def test_englands_ages_add_up_to_what_the_other_files_say(sample):
    ages = table(sample, "sen_statistics/2025/sen_age.csv")
    assert set(ages.geographic_level) == {"National"}
    groups = ["phase_type_grouping", "sen_status", "sen_primary_need"]
    figures = ages.set_index(["time_period", *groups]).filter(regex="^age_|^number").astype(int)
    assert (figures.filter(like="age_").sum(axis=1) == figures.number_of_pupils).all()
    years = {time: rows.droplevel(0) for time, rows in figures.groupby(level=0)}
    schools = table(sample, "sen_statistics/2025/sen_phase_type.csv").query("geographic_level == 'National'")
    assert len(years) == len(schools)
    for row in schools.itertuples():
        of_year = years[row.time_period]
        support, plans = (
            of_year.loc["Total", words, "Total"]
            for words in ("SEN support", "Education, health and care plans")
        )
        assert of_year.loc["Total", "Total", "Total"].number_of_pupils == int(row.total_pupils)
        assert support.number_of_pupils == int(row.sen_support)
        assert plans.number_of_pupils == int(row.ehc_plan)
        needs = of_year.drop(index=("Total", "Total", "Total")).xs("Total", level="sen_status")
        every, special = (needs.loc[phase] for phase in ("Total", "State-funded special school"))
        assert every.index.equals(special.index)
        assert (every.sum() == support + plans).all()
        assert (special <= every).all(axis=None)
        assert special.number_of_pupils.sum() < plans.number_of_pupils


def test_symbols_stand_where_the_real_files_have_them(sample):
    frame = table(sample, "sen2_statistics/2022/sen2_age_caseload.csv").set_index("time_period")
    assert set(frame.loc["2012"].Total_ehc) == {"z"}
    assert set(frame.loc["2020"].Total_st) == {"z"}
    assert "20 to 25" not in " ".join(frame.loc["2012"].characteristic_age)
    late = table(sample, "sen2_statistics/2026/timeliness_20_weeks.csv").set_index("time_period")
    assert set(late.loc["2021"].plans_issued_gt_1_year) == {"x"}
    assert Counter(table(sample, "sen_statistics/2026/sen_fsm.csv.gz").pupil_count)["c"] == 1


def test_the_samples_own_areas_are_as_the_truth_says(sample):
    for code in AREAS:
        known = sample.known("plans", code).query("by == 'all'").set_index("return").plans
        printed = of_authority(sample, "sen2_statistics/2022/sen2_age_caseload.csv", code)
        printed = (
            printed[printed.characteristic_age == "Total"].set_index("time_period").Total_all.astype(int)
        )
        later = of_authority(sample, "sen2_statistics/2026/caseload.csv.gz", code)
        later = later[later.breakdown == "All EHC plans"].set_index("time_period").ehcplans.astype(int)
        for year in ("2019", "2020"):
            assert printed[year] == known[year]
            assert later[f"{int(year) - 1}{year[2:]}"] == known[year]
        margins = sample.known("margins", code).query("scope == 'all' and `return` == '2020-spring'")
        pupils = of_authority(sample, "sen_statistics/2025/sen_phase_type.csv", code).set_index("time_period")
        assert int(pupils.loc["201920"].sen_support) == margins.sen_support.item()


def test_an_area_whose_people_are_not_in_the_sample_has_the_seeds_figures(alone):
    frame = of_authority(alone, "sen2_statistics/2022/sen2_age_caseload.csv", "393")
    frame = frame[frame.characteristic_age == "Total"].set_index("time_period").Total_all.astype(int)
    assert {y: frame[str(y)] for y in SEED_PLANS["393"] if y <= 2022} == {
        y: n for y, n in SEED_PLANS["393"].items() if y <= 2022
    }
    pupils = table(alone, "sen_statistics/2025/sen_phase_type.csv")
    pupils = pupils[pupils.time_period == "201920"]
    rate = pupils.set_index("old_la_code").sen_support_percent.astype(float)
    neighbours = [code for code in NEIGHBOURS_2025["393"] if code in rate.index]
    assert round(rate[neighbours].mean(), 2) == 14.2
    north_east = pupils[(pupils.geographic_level == "Regional") & (pupils.region_name == "North East")]
    assert round(float(north_east.sen_support_percent.item()), 2) == 12.8


@pytest.mark.parametrize("year", [2018, 2025, 2030])
def test_south_tynesides_age_groups_come_out_of_the_projections(sample, year):
    frame = table(sample, "population_projections/2018/2018 SNPP Population persons.csv.gz")
    own = frame[(frame.AREA_CODE == "E08000023") & (frame.AGE_GROUP != "All ages")]
    ages = own.AGE_GROUP.astype(int)
    groups = tuple(int(own[str(year)].astype(float)[ages.between(a, b)].sum()) for a, b in AGE_GROUPS)
    assert groups == SEED_POPULATION["393"][year]


@pytest.mark.parametrize(
    ("place", "columns"),
    [
        ("population_estimates/2025/ons_mye_persons_sya_utla_mid2018.csv", ["total_population", "0", "90+"]),
        ("population_projections/2022/2022 SNPP Population persons.csv.gz", ["2022", "2047"]),
        ("births/2024/live_births_by_area.csv", ["2012", "2024"]),
    ],
)
def test_persons_add_up(sample, place, columns):
    frame = table(sample, place)
    code = frame[frame.columns[0]]
    by = frame.AGE_GROUP if "AGE_GROUP" in frame else code.str[:0]
    figures = frame[columns].astype(float)
    own = code.isin([one.area_code for one in areas()])
    parts = [
        figures[mask].groupby(by[mask]).sum() for mask in (code == ENGLAND_CODE, code.isin(REGIONS), own)
    ]
    assert parts[0].equals(parts[1])
    assert parts[0].equals(parts[2])


def test_one_region_has_a_variant_of_the_newest_projection_that_begins_as_the_principal_one(sample):
    folder = "population_projections/2022/2022 SNPP"
    principal, higher = (
        table(sample, f"{folder} {name} persons.csv.gz").set_index(["AREA_CODE", "AGE_GROUP"])
        for name in ("Population", "high migration")
    )
    beside = principal.loc[higher.index]
    assert len(higher) == 12 * 27
    assert (higher["2022"].astype(float) == beside["2022"].astype(float)).all()
    # 25 years of four parts in a thousand.
    assert (higher["2047"].astype(float) / beside["2047"].astype(float)).to_numpy() == pytest.approx(
        1.1, rel=1e-6
    )


def test_estimates_and_projections_tell_the_same_of_their_base(sample):
    estimate = table(sample, "population_estimates/2025/ons_mye_persons_sya_utla_mid2018.csv").set_index(
        "utla_code"
    )
    projected = table(sample, "population_projections/2018/2018 SNPP Population persons.csv.gz")
    at_9 = projected[projected.AGE_GROUP == "9"].set_index("AREA_CODE")["2018"].astype(float)
    assert (estimate["9"].astype(float) == at_9).all()


def test_every_file_is_lawful(sample):
    found = {}
    for delivery in landing.find(sample.raw)[0]:
        if delivery.la_code != "000":
            continue
        for tables in landing.batches_of(delivery):
            staged = stage_delivery(tables, delivery.extract, delivery.of, delivery.key, KEY, family=Family())
            for name, one in staged.items():
                assert one.rejects.num_rows == 0, (delivery.key, name)
                assert one.lawful.num_rows, (delivery.key, name)
                found[delivery.extract.name, delivery.of.year, name] = one.lawful.num_rows
    extracts = {extract for extract, *_ in found}
    assert extracts == {
        "sen2_statistics",
        "sen_statistics",
        "population_estimates",
        "population_projections",
        "births",
        "areas",
        "neighbours",
        "postcodes",
    }
    assert found["sen2_statistics", 2022, "age_caseload"] == len(
        table(sample, "sen2_statistics/2022/sen2_age_caseload.csv")
    )


def test_the_truth_has_the_totals(sample):
    known = pd.read_parquet(sample.truth / "000" / "context.parquet")
    [plans] = known.query("measure == 'plans' and area_code == 'E92000001' and year == 2022").figure
    assert plans == PLANS[2022]
    assert known.area_code.nunique() == len(levels().places)


def test_shares_keep_what_is_known():
    rows = shared_rows(*_arrays([10, 7], [[1.0, 1.0, 1.0], [3.0, 1.0, 0.0]]))
    assert rows.tolist() == [[4, 3, 3], [5, 2, 0]]
    totals, weights = _arrays([10], [[1.0, 1.0, 1.0]])
    fixed, known = pd.DataFrame([[6, 0, 0]]).to_numpy(), pd.DataFrame([[True, False, False]]).to_numpy()
    assert shared_beside(totals, weights, fixed, known).tolist() == [[6, 2, 2]]


def _arrays(totals, weights):
    return pd.Series(totals).to_numpy(), pd.DataFrame(weights).to_numpy()
