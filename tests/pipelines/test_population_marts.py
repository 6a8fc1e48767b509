"""Bands of ages out of single years, and their change, counted by hand; and South Tyneside's figures.

The seed's JSNA prints the bands; the single years that make them up are invented here.
"""

import pytest

from pipelines.core import whole_queries
from pipelines.run import workshop
from pipelines.sql import read_marts
from schemas.catalogue import holds_published_only
from schemas.disclosure import PUBLISHED
from tests.builders_population import ESTIMATES, ITS_CODE, PROJECTIONS, SOUTH_TYNESIDE, counted, write
from tests.builders_told import assert_safe, protect

BANDS = {"0-4": (0, 4), "5-9": (5, 9), "10-14": (10, 14), "15-19": (15, 19), "20-25": (20, 25)}
# South Tyneside's JSNA, from the 2018-based projection. Of 2030 it prints 43,536 persons, and bands that sum
# to 43,535: so there the bands have decimals, which sum to 43,535.7.
SEED = {
    2018: ([8359, 8703, 8272, 7654, 10265], 43253),
    2025: ([7764, 8644, 9035, 8650, 8819], 42912),
    2030: ([7687, 8171, 8865, 9050, 9762], 43536),
}
UNROUNDED = {
    **{year: bands for year, (bands, _) in SEED.items()},
    2030: [7687.2, 8171.3, 8864.6, 9050.4, 9762.2],
}


def single_years(bands):
    """Ages 0 to 25 that make up the bands: all alike but the first of each, which takes what is left."""
    ages = {}
    for (youngest, oldest), persons in zip(BANDS.values(), bands, strict=True):
        each = int(persons / (oldest - youngest + 1)) - 3
        ages |= dict.fromkeys(range(youngest + 1, oldest + 1), each)
        ages[youngest] = round(persons - each * (oldest - youngest), 3)
    return ages


def south_tyneside(raw, *, la=SOUTH_TYNESIDE, year=2018):
    columns = {year: single_years(bands) for year, bands in UNROUNDED.items()}
    rows = [",".join([str(age), *(str(columns[y][age]) for y in columns)]) for age in range(26)]
    write(raw, "\n".join(["age,2018,2025,2030", *rows]), extract=PROJECTIONS, la=la, year=year)


def bands_of(rows, scheme="Five-year", **given):
    """Band to persons, of the rows that say so."""
    return {
        row["age_band"]: row["persons"]
        for row in rows
        if row["age_scheme"] == scheme and all(row[name] == value for name, value in given.items())
    }


def test_the_table_of_the_seed_comes_out_of_single_years(settings, raw):
    south_tyneside(raw)
    rows = counted(settings, "population")
    for year, (bands, total) in SEED.items():
        assert bands_of(rows, year=year) == dict(zip(BANDS, bands, strict=True)) | {"0-25": total}
    assert sum(SEED[2030][0]) == SEED[2030][1] - 1, "each is rounded apart"
    assert {(row["area"], row["la_code"], row["source"]) for row in rows} == {("393", "393", "projection")}


def test_the_change_of_the_seed_is_of_unrounded_figures(settings, raw):
    south_tyneside(raw)
    rows = counted(settings, "population_change")
    found = {
        row["age_band"]: (row["change"], round(row["change_percent"], 1))
        for row in rows
        if row["age_scheme"] == "Five-year" and row["horizon_year"] == 2030
    }
    # Of all ages the seed prints 282, the sum of its rounded bands; 43,535.7 less 43,253 rounds to 283.
    assert found == {
        "0-4": (-672, -8.0),
        "5-9": (-532, -6.1),
        "10-14": (593, 7.2),
        "15-19": (1396, 18.2),
        "20-25": (-503, -4.9),
        "0-25": (283, 0.7),
    }
    assert {(row["base_year"], row["horizon_year"]) for row in rows} == {(2018, 2025), (2018, 2030)}


def test_bands_of_the_sen2_return_are_told_as_well(settings, raw):
    ages = ",".join(map(str, range(26)))
    write(raw, f"area_code,{ages}\n393,{','.join(['1'] * 26)}\n")
    assert bands_of(counted(settings, "population"), "SEN2") == {
        "0-4": 5, "5-10": 6, "11-15": 5, "16-19": 4, "20-25": 6, "0-25": 26,
    }  # fmt: skip


@pytest.mark.parametrize(("last", "shown"), [("0.499999", 4), ("0.5", 5), ("0.500001", 5)])
def test_a_half_is_rounded_away_from_nought(settings, raw, last, shown):
    write(raw, f"area_code,0,1,2,3,4\n393,1,1,1,1,{last}\n")
    assert bands_of(counted(settings, "population"))["0-4"] == shown


def test_a_symbol_takes_the_number_from_its_bands_and_a_missing_age_the_band(settings, raw):
    write(raw, "area_code,0,1,2,3,4,5,6,7,8\n393,1,1,x,1,1,1,1,1,1\n")
    [band] = [row for row in counted(settings, "population") if row["age_scheme"] == "Five-year"]
    assert (band["age_band"], band["persons"], band["symbol"]) == ("0-4", None, "x")


def test_fewer_than_nobody_are_no_number(settings, raw):
    write(raw, "area_code,0,1,2,3,4\n393,1,1,-7,1,1\n")
    [band] = [row for row in counted(settings, "population") if row["age_scheme"] == "Five-year"]
    assert (band["persons"], band["symbol"]) == (None, "negative")


def test_groups_stand_as_published_and_for_bands_without_single_years(settings, raw):
    write(raw, "area_code,All ages,0-4,5-9,Aged 0 to 17,90+\n393,900,40,50,170,9\n")
    rows = counted(settings, "population")
    assert bands_of(rows) == {"0-4": 40, "5-9": 50}
    assert bands_of(rows, "As published") == {"All ages": 900, "0-4": 40, "5-9": 50, "0-17": 170, "90+": 9}


def test_both_sexes_together_are_persons_where_the_file_has_none(settings, raw):
    lines = [f"393,{sex},{age},{10 * sex}" for sex in (1, 2) for age in range(5)]
    write(raw, "\n".join(["area_code,sex,age,population", *lines, "393,2,5,20"]))
    rows = [row for row in counted(settings, "population") if row["age_scheme"] == "Five-year"]
    assert {row["sex"]: row["persons"] for row in rows} == {"males": 50, "females": 100, "persons": 150}


def test_components_other_than_population_are_kept_and_not_counted(settings, raw):
    write(
        raw,
        """
        AREA_CODE,COMPONENT,SEX,AGE_GROUP,2018,2019
        E08000023,Population,persons,0-4,100,90
        E08000023,Births,persons,All ages,20,21
        """,
        extract=PROJECTIONS,
    )
    assert {row["age_band"] for row in counted(settings, "population")} == {"0-4"}


def estimate(raw, persons, *, year, edition, la="000", code=ITS_CODE):
    years = [str(year), *([str(edition)] if edition != year else [])]
    lines = [f"ladcode,age,{','.join(years)}", f"{code},0-4,{','.join([str(persons)] * len(years))}"]
    write(raw, "\n".join(lines), year=edition, la=la)


def test_the_newest_edition_that_speaks_of_a_year_holds(settings, raw):
    estimate(raw, 10, year=2017, edition=2018)
    estimate(raw, 20, year=2018, edition=2019)
    rows = [row for row in counted(settings, "population") if row["age_scheme"] == "Five-year"]
    assert {row["year"]: (row["edition_year"], row["persons"]) for row in rows} == {
        2017: (2018, 10),
        2018: (2019, 20),
        2019: (2019, 20),
    }


def test_every_edition_of_a_projection_is_kept_and_the_newest_is_marked(settings, raw):
    for base in (2018, 2022):
        lines = f"area_code,age,{base},2030\n393,0-4,10,20"
        write(raw, lines, extract=PROJECTIONS, year=base)
    rows = [row for row in counted(settings, "population") if row["age_scheme"] == "Five-year"]
    assert {(row["edition_year"], row["year"]): row["is_newest"] for row in rows} == {
        (2018, 2018): False, (2018, 2030): False, (2022, 2022): True, (2022, 2030): True,
    }  # fmt: skip
    changes = counted(settings, "population_change")
    assert {(row["edition_year"], row["change"], row["change_percent"]) for row in changes} == {
        (2018, 10, 100.0),
        (2022, 10, 100.0),
    }


def test_of_an_area_england_and_its_own_authority_are_never_mixed(settings, raw):
    write(raw, "area_code,age,2018,2030\n393,0-4,1000,2000\n393,5-9,5,6\n", extract=PROJECTIONS)
    write(raw, "age,2018,2030\n0-4,10,20\n", extract=PROJECTIONS, la=SOUTH_TYNESIDE)
    assert bands_of(counted(settings, "population"), year=2018) == {"0-4": 10}
    assert {(row["age_band"], row["change"]) for row in counted(settings, "population_change")} == {
        ("0-4", 10)
    }


def test_a_code_and_a_number_of_one_authority_are_one_area(settings, raw):
    header = "time_period,geographic_level,old_la_code,new_la_code,la_name,age_group,population_estimate"
    row = "2019,Local authority,393,E08000023,South Tyneside,Aged 0 to 17,29592"
    write(raw, f"{header}\n{row}\n", year=2019)
    estimate(raw, 10, year=2018, edition=2018)
    rows = counted(settings, "population")
    assert {(row["area"], row["year"]) for row in rows} == {("393", 2018), ("393", 2019)}


@pytest.mark.parametrize("name", ["population", "population_change"])
def test_what_its_publisher_has_released_is_shown_as_it_is(settings, raw, name):
    lines = "area_code,age,2018,2030\n393,0-4,1,20\n393,5-9,x,3\n"
    write(raw, lines, extract=PROJECTIONS)
    counted(settings, name)
    table, mart = workshop(settings).lake.read(f"marts.{name}").to_pandas(), read_marts()[name]
    shown = protect(table, mart, PUBLISHED)
    assert not shown.hidden.any(axis=None)
    assert_safe(shown.table, mart, PUBLISHED)


def test_births_alone_leave_the_marts_empty(settings, raw):
    write(raw, "area_code,2018\n393,1570\n", extract="births")
    assert counted(settings, "population") == counted(settings, "population_change") == []


def test_estimates_lie_under_one_authority_as_well(settings, raw):
    write(raw, "age,2018\n0-4,10\n", extract=ESTIMATES, la=SOUTH_TYNESIDE)
    assert bands_of(counted(settings, "population"), area="393", source="estimate") == {"0-4": 10}


def test_codes_that_an_authority_had_and_has_are_one_area(settings, raw):
    lines = [
        "ladcode,year,age,pop",
        "E08000020,2017,0-4,10",
        "E08000020,2018,0-4,99",
        "E08000037,2018,0-4,20",
    ]
    write(raw, "\n".join(lines))
    rows = [row for row in counted(settings, "population") if row["age_scheme"] == "Five-year"]
    assert {
        (row["area"], row["area_code"], row["area_name"], row["year"], row["persons"]) for row in rows
    } == {
        ("390", "E08000037", "Gateshead", 2017, 10),
        ("390", "E08000037", "Gateshead", 2018, 20),
    }


def test_the_bands_on_either_side_of_sixteen_are_told_to_25_and_to_24(settings, raw):
    write(raw, f"area_code,{','.join(map(str, range(26)))}\n393,{','.join(['1'] * 26)}\n")
    assert bands_of(counted(settings, "population"), "Wide") == {
        "0-15": 16, "16-25": 10, "0-24": 25, "16-24": 9, "20-24": 5,
    }  # fmt: skip


def test_single_years_of_estimated_persons_stand_in_the_core_and_in_no_mart(settings, raw):
    write(raw, "area_code,sex,0,1,90+\n393,persons,5,x,9\n393,males,2,3,4\n")
    write(raw, "age,2018\n0,7\n", extract=PROJECTIONS, la=SOUTH_TYNESIDE)
    assert not bands_of(counted(settings, "population"), "Single year")
    told = workshop(settings).lake.read("core.resident_population").to_pylist()
    single = [row for row in told if row["age_scheme"] == "Single year"]
    assert [(row["sex"], row["age_from"], row["persons"], row["symbol"]) for row in single] == [
        ("persons", 0, 5, None),
        ("persons", 1, None, "x"),
    ]


def test_tables_over_all_deliveries_that_hold_nobody_read_published_tables_only():
    open_ones = {query.table.name: query.reads for query in whole_queries() if query.table.of_published}
    assert set(open_ones) == {"core.resident_population"}
    assert all(holds_published_only(table) for reads in open_ones.values() for table in reads)
