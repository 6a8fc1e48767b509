"""The panel of published plans: every edition's layout into one, each known fault of print found and told."""

import pytest

from pipelines import landing
from pipelines.cli.main import run as send
from pipelines.errors import RefusedError
from pipelines.run import build
from tests.builders import settings_at
from tests.builders_panel import (
    ENGLAND,
    GATESHEAD,
    LAYOUT_2023,
    NEWCASTLE,
    NORTH_EAST,
    age_2022,
    age_2023,
    authority,
    caseload_2025,
    placement_2022,
    where,
    write,
)
from tests.builders_population import counted

MARTS = ("plan_panel", "plans_maintained")
pytestmark = pytest.mark.usefixtures("few_marts")


def panel(root):
    """The mart's rows by area, year, flow, breakdown and group."""
    rows = counted(settings_at(root), "plan_panel")
    return {(r["area"], r["year"], r["flow"], r["breakdown"], r["group"]): r for r in rows}


def stock(rows, area, year, group="total", breakdown=""):
    return rows[area, year, "stock", breakdown or ("total" if group == "total" else "age"), group]


def raw_of(root):
    return settings_at(root).raw


def test_the_layouts_of_three_editions_make_one_series(tmp_path):
    raw = raw_of(tmp_path)
    age_2022(raw, {(2022, NEWCASTLE): (150, 10, 40, 50, 40, 10)})
    age_2023(raw, {(2023, NEWCASTLE): (160, 11, 42, 53, 42, 12)})
    by_age = {f"age {age}": {"ehcplans": str(10 + age)} for age in range(3, 26)}
    by_age["under 3"] = {"ehcplans": "4"}
    rows = {
        ("202425", NEWCASTLE, "Child or young persons age", age): figures for age, figures in by_age.items()
    }
    rows["202425", NEWCASTLE, "All EHC plans", "All EHC plans"] = {"ehcplans": "556"}
    caseload_2025(raw, rows)
    found = panel(tmp_path)
    assert [stock(found, "391", year)["plans"] for year in (2022, 2023, 2025)] == [150, 160, 556]
    assert [stock(found, "391", year)["basis"] for year in (2022, 2023)] == [
        "totals of authorities",
        "persons",
    ]
    # under 3, age 3 and age 4: 4 + 13 + 14; age 20 to 25: 30 to 35
    assert stock(found, "391", 2025, "0-4")["plans"] == 31
    assert stock(found, "391", 2025, "20-25")["plans"] == 195
    assert stock(found, "391", 2025)["fault"] == "a stock of January under its academic year"
    assert stock(found, "391", 2025)["repair"] == "put to its January"
    assert stock(found, "391", 2023)["fault"] == "first year counted from persons"


def test_the_newest_edition_holds_and_the_order_of_files_does_not_matter(tmp_path):
    raw = raw_of(tmp_path)
    age_2022(raw, {(2020, NEWCASTLE): (100, 20, 20, 20, 20, 20)}, edition=2021)
    age_2022(raw, {(2020, NEWCASTLE): (105, 21, 21, 21, 21, 21), (2022, NEWCASTLE): (5, 1, 1, 1, 1, 1)})
    one = stock(panel(tmp_path), "391", 2020)
    assert (one["plans"], one["edition"], one["source_delivery"]) == (105, 2022, "000_2022")


def test_placements_are_put_into_groups_and_units_taken_out_of_mainstream(tmp_path):
    raw = raw_of(tmp_path)
    age_2022(raw, {(2022, NEWCASTLE): (100, 10, 20, 30, 30, 10)})
    rows = (
        ("Total", "Total", 100),
        ("Total", "Mainstream school", 50),
        ("Mainstream - LA maintained", "Mainstream school", 38),
        ("Mainstream - LA maintained - SEN unit", "Mainstream school", 5),
        ("Mainstream - Academy - Resourced Provision", "Mainstream school", 7),
        ("Total", "Special school", 30),
        ("Special - Independent", "Special school", 4),
        ("Special - Non-maintained", "Special school", "z"),
        ("Total", "NEET", 12),
        ("Total", "Educated elsewhere", 8),
    )
    placement_2022(raw, {(2022, NEWCASTLE): rows})
    found = panel(tmp_path)
    plans = {g: r["plans"] for (a, y, f, b, g), r in found.items() if b == "placement"}
    assert plans == {
        "mainstream": 38,
        "resourced_senunit": 12,
        "special": 30,
        "special_indep_nmss": 4,
        "elsewhere": 20,
    }
    assert stock(found, "391", 2022)["fault"] is None


def test_placements_in_columns_are_the_same_groups(tmp_path):
    raw = raw_of(tmp_path)
    whole = {
        "ehcplans": "100",
        "mainstream_academy_senunit": "5",
        "mainstream_total": "50",
        "special_independent": "3",
        "special_total": "30",
        "fe_total": "12",
        "ed_elsewhere": "5",
        "placement_unknown": "2",
    }
    for edition, period in ((2025, "202425"), (2026, "202526")):
        caseload_2025(raw, {(period, NEWCASTLE, "All EHC plans", "All EHC plans"): whole}, edition=edition)
    found = panel(tmp_path)
    for year in (2025, 2026):
        plans = {g: r["plans"] for (a, y, f, b, g), r in found.items() if b == "placement" and y == year}
        assert plans["mainstream"] == 45
        assert plans["resourced_senunit"] == 5
        assert plans["special_indep_nmss"] == 3
        assert plans["elsewhere"] == 7
    assert "placements add up to 99" in stock(found, "391", 2025)["fault"]


def test_one_area_under_two_codes_is_counted_once(tmp_path):
    old = authority("390", "E08000020", "Gateshead")
    age_2022(
        raw_of(tmp_path),
        {(2022, old): (50, 10, 10, 10, 10, 10), (2022, GATESHEAD): (50, 10, 10, 10, 10, 10)},
    )
    one = stock(panel(tmp_path), "390", 2022)
    assert (one["plans"], one["area_code"]) == (50, "E08000037")
    assert (one["fault"], one["repair"]) == (
        "one area under two ONS codes",
        "counted once, under the newest code",
    )


def test_a_number_abolished_by_then_is_told(tmp_path):
    cumbria = authority("909", "E10000006", "Cumbria", ("E12000002", "North West"))
    age_2022(raw_of(tmp_path), {(y, cumbria): (50, 10, 10, 10, 10, 10) for y in (2023, 2024)}, edition=2024)
    found = panel(tmp_path)
    assert "a number abolished by then" in stock(found, "909", 2024)["fault"]
    assert "abolished" not in stock(found, "909", 2023)["fault"]


@pytest.mark.parametrize(
    ("ages", "plans", "repair"),
    [
        ((10, 10, 10, 10, 10), 50, "added up from its age groups"),
        ((20, 30, 30, 30, 20), None, "left out"),
    ],
)
def test_a_regions_total_in_an_areas_row_is_not_the_areas(tmp_path, ages, plans, repair):
    age_2022(
        raw_of(tmp_path),
        {
            (2022, NORTH_EAST): (130, 20, 30, 30, 30, 20),
            (2022, NEWCASTLE): (130, *ages),
            (2022, GATESHEAD): (80, 10, 20, 20, 20, 10),
        },
    )
    one = stock(panel(tmp_path), "391", 2022)
    assert (one["plans"], one["plans_printed"], one["repair"]) == (plans, 130, repair)
    assert one["fault"] == "the total of its region"


def test_regions_and_areas_add_up_or_the_rest_is_of_missing_areas(tmp_path):
    age_2022(
        raw_of(tmp_path),
        {
            (2022, ENGLAND): (200, 30, 50, 50, 50, 20),
            (2022, NORTH_EAST): (130, 20, 30, 30, 30, 20),
            (2022, NEWCASTLE): (50, 10, 10, 10, 10, 10),
            (2022, GATESHEAD): (80, 10, 20, 20, 20, 10),
        },
    )
    found = panel(tmp_path)
    region, england = stock(found, "E12000001", 2022), stock(found, "000", 2022)
    assert (region["areas"], region["missing_areas"]) == (2, 0)
    assert (england["areas"], england["missing_areas"]) == (2, 70)


def test_groups_that_do_not_add_up_are_told_with_their_sum(tmp_path):
    age_2022(raw_of(tmp_path), {(2022, NEWCASTLE): (51, 10, 10, 10, 10, 10)})
    one = stock(panel(tmp_path), "391", 2022)
    assert (one["plans"], one["fault"]) == (51, "age groups add up to 50")


def test_flows_are_held_against_the_stock(tmp_path):
    raw = raw_of(tmp_path)
    age_2022(raw, {(2021, NEWCASTLE): (100, 20, 20, 20, 20, 20)})
    age_2022(raw, {(2021, NEWCASTLE): (61, 20, 20, 20, 1, 0)}, name="sen2_age_new_plans.csv", new="_new")
    new = panel(tmp_path)["391", 2021, "new", "total", "total"]
    assert new["fault"] == "more new plans than six tenths of the stock"


def test_an_authority_whose_code_we_do_not_know_stays(tmp_path):
    new = authority("950", "E06000099", "Newshire")
    nowhere = ("Local authority", "", "", "951", "", "Elsewhere")
    age_2022(raw_of(tmp_path), {(2022, p): (50, 10, 10, 10, 10, 10) for p in (new, nowhere, ENGLAND)})
    found = panel(tmp_path)
    assert [stock(found, area, 2022)["plans"] for area in ("950", "951")] == [50, 50]
    assert (stock(found, "000", 2022)["areas"], stock(found, "000", 2022)["plans_of_areas"]) == (2, 100)


def test_the_code_in_force_holds_and_two_figures_are_told(tmp_path):
    old, new = (authority("825", code, "Buckinghamshire") for code in ("E10000002", "E06000060"))
    figures = {(2022, old): (10, 2, 2, 2, 2, 2), (2022, new): (50, 10, 10, 10, 10, 10)}
    age_2022(raw_of(tmp_path), figures)
    one = stock(panel(tmp_path), "825", 2022)
    assert (one["plans"], one["area_code"]) == (50, "E06000060")
    assert one["fault"] == "one area under two ONS codes; printed twice, with different figures"


def test_a_row_under_another_authoritys_code_is_left_out_and_told(tmp_path):
    wrong = authority("391", "E08000037", "Newcastle upon Tyne")
    age_2022(raw_of(tmp_path), {(2022, p): (50, 10, 10, 10, 10, 10) for p in (wrong, GATESHEAD)})
    one = stock(panel(tmp_path), "391", 2022)
    assert (one["plans"], one["plans_printed"], one["repair"]) == (None, 50, "left out")
    assert one["fault"] == "the ONS code of another DfE number"


def test_what_is_not_told_makes_no_sum(tmp_path):
    raw = raw_of(tmp_path)
    age_2022(raw, {(2022, NORTH_EAST): (130, 20, 30, 30, 30, 20), (2022, NEWCASTLE): (130, 60, "c", 9, 9, 9)})
    placement_2022(raw, {(2022, NEWCASTLE): (("Total", "NEET", 4), ("Total", "Educated elsewhere", ""))})
    found = panel(tmp_path)
    assert (stock(found, "391", 2022)["plans"], stock(found, "391", 2022)["repair"]) == (None, "left out")
    assert "add up" not in stock(found, "391", 2022)["fault"]
    assert stock(found, "391", 2022, "elsewhere", "placement")["plans"] is None


def test_units_that_are_not_applicable_are_nobody(tmp_path):
    rows = (
        ("Total", "Mainstream school", 40),
        ("Mainstream - LA maintained - SEN unit", "Mainstream school", "z"),
    )
    placement_2022(raw_of(tmp_path), {(2022, NEWCASTLE): rows})
    assert stock(panel(tmp_path), "391", 2022, "mainstream", "placement")["plans"] == 40


def test_a_stock_under_two_years_is_of_the_later_january(tmp_path):
    age_2022(raw_of(tmp_path), {("2021/22", NEWCASTLE): (50, 10, 10, 10, 10, 10)})
    assert stock(panel(tmp_path), "391", 2022)["repair"] == "put to its January"


def test_the_other_files_of_a_release_are_left_aside(tmp_path):
    raw = raw_of(tmp_path)
    age_2023(raw, {(2023, NEWCASTLE): (50, 10, 10, 10, 10, 10)})
    where_and_when = [*LAYOUT_2023]
    write(raw, 2023, "sen2_characteristics_caseload.csv",
          [*where_and_when, "breakdown_topic", "breakdown", "num_caseload", "pc_caseload"],
          [where(2023, NEWCASTLE)])  # fmt: skip
    write(raw, 2023, "sen2_residential_statements.csv",
          [*where_and_when, "ehcp_or_statement", "weeks", "age", "num_children_yp"],
          [where(2023, NEWCASTLE)])  # fmt: skip
    [delivery], _ = landing.find(raw)
    [tables] = landing.batches_of(delivery)
    assert sorted(tables) == ["caseload_by_age", "edition"]


def test_a_column_that_cuts_further_is_refused_by_name(tmp_path):
    raw = raw_of(tmp_path)
    columns = [*LAYOUT_2023, "age", "ehcp_or_statement", "num_caseload", "pc_caseload", "sex"]
    rows = [
        where(2023, NEWCASTLE) | {"age": "Total", "ehcp_or_statement": "Total", "num_caseload": n, "sex": sex}
        for n, sex in ((3, "Female"), (7, "Male"), (10, "Total"))
    ]
    write(raw, 2023, "sen2_age_caseload.csv", columns, rows)
    [delivery], _ = landing.find(raw)
    with pytest.raises(RefusedError, match="several rows of the same group") as refused:
        list(landing.batches_of(delivery))
    assert "sex" in refused.value.why


@pytest.mark.parametrize("symbol", ["x", "c", "low", ":", "no data"])
def test_a_symbol_is_no_number_and_hides_the_sum_it_is_part_of(tmp_path, symbol):
    age_2022(raw_of(tmp_path), {(2022, NEWCASTLE): (50, symbol, 10, 10, 10, 10)})
    found = panel(tmp_path)
    one = stock(found, "391", 2022, "0-4")
    assert (one["plans"], one["symbol"]) == (None, symbol)


def test_a_column_renamed_without_a_word_is_refused_by_name(tmp_path):
    raw = raw_of(tmp_path)
    path = age_2022(raw, {(2022, NEWCASTLE): (50, 10, 10, 10, 10, 10)})
    path.write_text(path.read_text("utf-8").replace("Total_all,", "Total_plans,"), "utf-8")
    [delivery], _ = landing.find(raw)
    with pytest.raises(RefusedError) as refused:
        list(landing.batches_of(delivery))
    assert "no column 'Total_all'" in refused.value.what
    assert "until=2021" in refused.value.hint


def test_an_edition_in_the_wrong_year_is_refused(tmp_path):
    raw = raw_of(tmp_path)
    age_2022(raw, {(2023, NEWCASTLE): (50, 10, 10, 10, 10, 10)}, edition=2022)
    [delivery], _ = landing.find(raw)
    with pytest.raises(RefusedError, match="not of the edition 2022"):
        list(landing.batches_of(delivery))


def test_the_panel_is_written_as_files(tmp_path, monkeypatch, capsys):
    raw = raw_of(tmp_path)
    age_2022(raw, {(2022, p): (50, 10, 10, 10, 10, 10) for p in (NEWCASTLE, ENGLAND, NORTH_EAST)})
    assert not build(settings_at(tmp_path)).projects_no_plans
    monkeypatch.setenv("SEND_ROOT", str(tmp_path))
    assert send(["panel", str(tmp_path / "out")]) == 0
    lines = (tmp_path / "out" / "ehcp_age_band.csv").read_text("utf-8").splitlines()
    assert lines[:2] == ["la,year,band,ehcp", "0,2022,0-4,10"]
    assert (tmp_path / "out" / "la.csv").read_text("utf-8").splitlines() == [
        "la,code,name,region,first,last",
        "391,E08000021,Newcastle upon Tyne,North East,2022,2022",
    ]
    assert send(["panel", str(tmp_path / "out")]) == 2
    assert "--force" in capsys.readouterr().err
