"""Tables of persons in every shape they are published in: one row a cell, symbols kept, bad files refused."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import landing
from pipelines.errors import RefusedError
from pipelines.population_columns import age_of, sex_of, shape_of, variant_named, variant_of, year_of
from pipelines.sample.sheets import write_workbook
from pipelines.staging import RAGGED, REPEATED
from tests import builders
from tests.builders_population import (
    BIRTHS,
    ITS_CODE,
    PROJECTIONS,
    SOUTH_TYNESIDE,
    by_ages,
    by_years,
    long,
    said,
    staged,
    write,
)

STEADY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def key(age, *, area=ITS_CODE, year=2018, sex="persons", component="population", variant="principal"):
    return f"{area}|{component}|{variant}|{year}|{sex}|{age}"


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("0", (0, 0)),
        ("125", (125, 125)),
        ("126", None),
        ("3.0", (3, 3)),
        ("Age 7", (7, 7)),
        ("age_7", (7, 7)),
        ("Under 1", (0, 0)),
        ("90+", (90, None)),
        ("90 and over", (90, None)),
        ("90 years and over", (90, None)),
        ("85 plus", (85, None)),
        ("5-9", (5, 9)),
        ("Aged 0 to 4 years", (0, 4)),
        ("Children aged 0 to 17 years", (0, 17)),
        ("9-5", None),
        ("All ages", (0, None)),
        ("total_population", (0, None)),
        ("05-Sep", None),
        ("2018", None),
        ("", None),
    ],
)
def test_ages_as_they_are_printed(text, ages):
    assert age_of(text) == ages


def test_years_and_sexes_as_they_are_printed():
    labels = ("2030", "population_2011", "Mid-2019", "mid2019", "90", "1799", "2018/19")
    assert [year_of(label) for label in labels] == ["2030", "2011", "2019", "2019", None, None, None]
    assert [sex_of(text) for text in ("1", "F", "Males", "All", "Persons", "4")] == [
        "males", "females", "males", "persons", "persons", "4",
    ]  # fmt: skip


def test_variants_go_by_one_name_told_by_a_column_or_by_the_file():
    said_so = ("High migration variant", "high_migration", "Principal projection")
    assert [variant_of(text) for text in said_so] == ["high migration", "high migration", "principal"]
    files = ("2018 SNPP Population persons.csv", "2018_SNPP_high-international-migration_persons.csv")
    assert [variant_named(file) for file in files] == ["principal", "high international migration"]


def test_a_variant_beside_the_principal_projection_is_not_its_copy(raw):
    years = "AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP,2018\nE08000023,South Tyneside,Population,persons,0,"
    for name, persons in (("2018 SNPP persons.csv", 1500), ("2018 SNPP low migration persons.csv", 1400)):
        write(raw, f"{years}{persons}", extract=PROJECTIONS, name=name)
    assert said(staged(raw)) == {
        key("0-0"): "1500", key("0-0", variant="low migration"): "1400",
    }  # fmt: skip


def test_a_sheet_of_something_else_has_no_shape():
    assert shape_of(["urn", "school", "headcount"]) is None
    assert shape_of(["area_code", "0", "1", "2018", "2019"]) is None, "ages and years at once"


def test_ages_as_columns_are_of_the_year_in_the_files_name(raw):
    write(
        raw,
        """
        utla20_code,utla20_name,total_population,0,1,90+
        E08000023,South Tyneside,150976,1500,"1,510",1401
        W06000022,Newport,154676,2006,1947,x
        """,
        year=2019,
        name="sya_mid2019.csv",
    )
    found = staged(raw)
    assert said(found) == {
        key("0-", year=2019): "150976",
        key("0-0", year=2019): "1500",
        key("1-1", year=2019): "1,510",
        key("90-", year=2019): "1401",
        key("0-", year=2019, area="W06000022"): "154676",
        key("0-0", year=2019, area="W06000022"): "2006",
        key("1-1", year=2019, area="W06000022"): "1947",
        key("90-", year=2019, area="W06000022"): "x",
    }
    first = found.lawful.to_pylist()[0]
    assert (first["row"], first["area_name"], first["age"]) == (2, "South Tyneside", "total_population")
    assert (first["age_from"], first["age_to"]) == (0, None)


def test_years_as_columns_keep_their_component_and_their_decimals(raw):
    write(
        raw,
        """
        AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP,2018,2019
        E06000023,"Bristol, City of",Population,persons,0,6325.000,6511.671
        E06000023,"Bristol, City of",Population,persons,90 and over,3510.000,3511.593
        E06000023,"Bristol, City of",Internal Migration In,females,20,,-12.5
        """,
        extract=PROJECTIONS,
    )
    bristol = {"area": "E06000023"}
    moved = {**bristol, "sex": "females", "component": "internal migration in"}
    assert said(staged(raw)) == {
        key("0-0", **bristol): "6325.000",
        key("0-0", year=2019, **bristol): "6511.671",
        key("90-", **bristol): "3510.000",
        key("90-", year=2019, **bristol): "3511.593",
        key("20-20", **moved): None,
        key("20-20", year=2019, **moved): "-12.5",
    }


def test_sexes_by_number_and_years_with_a_word_before_them(raw):
    write(
        raw,
        """
        ladcode23,laname23,country,sex,age,population_2022,population_2023
        E08000023,South Tyneside,E,1,0,700,710
        E08000023,South Tyneside,E,F,0,720,730
        """,
        year=2023,
    )
    assert said(staged(raw)) == {
        key("0-0", year=2022, sex="males"): "700",
        key("0-0", year=2023, sex="males"): "710",
        key("0-0", year=2022, sex="females"): "720",
        key("0-0", year=2023, sex="females"): "730",
    }


def test_a_long_table_may_name_its_authority_by_number(raw):
    write(raw, "la,year,age,pop\n3.0,2017,3,94.0\n393,2018,3,84.0\n")
    found = staged(raw).lawful.to_pylist()
    assert [(r["area_code"], r["la_number"], r["year"], r["persons"]) for r in found] == [
        ("003", "003", 2017, "94.0"),
        ("393", "393", 2018, "84.0"),
    ]


def test_without_an_area_a_table_is_of_the_authority_it_lies_under(raw):
    lines = "age,2018,2023\n0,1609.0,1509.629\n1,1594.0,1524.304\n"
    write(raw, lines, extract=PROJECTIONS, la=SOUTH_TYNESIDE)
    found = staged(raw)
    assert {row["area_code"] for row in found.lawful.to_pylist()} == {SOUTH_TYNESIDE}
    assert found.received == 4


def test_without_an_area_nothing_is_of_england(raw):
    write(raw, "age,2018,2023\n0,1609.0,1509.629\n", extract=PROJECTIONS)
    with pytest.raises(RefusedError, match="does not say of which area") as refused:
        staged(raw)
    assert "data/raw/393/population_projections/" in refused.value.hint


def test_the_open_data_standard_has_an_area_at_each_level_and_its_symbols(raw):
    header = (
        "time_period,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,"
        "la_name,age_group,population_estimate"
    )
    rows = [
        "2018,National,E92000001,England,,,,,,{},11000000",
        "2018,Regional,E92000001,England,E12000001,North East,,,,{},540000",
        "2018,Local authority,E92000001,England,E12000001,North East,393,E08000023,South Tyneside,{},29431",
        "2017,Local authority,E92000001,England,E12000009,South West,838,E06000059,Dorset,{},x",
        "2018,Ward,E92000001,England,E12000009,South West,838,E06000059,Dorset,{},7",
    ]
    lines = [row.replace("{}", "Children aged 0 to 17 years") for row in rows]
    write(raw, "\n".join([header, *lines]))
    found = staged(raw)
    rows = found.lawful.to_pylist()
    assert [(r["area_code"], r["area_name"], r["la_number"], r["persons"]) for r in rows] == [
        ("E92000001", "England", None, "11000000"),
        ("E12000001", "North East", None, "540000"),
        ("E08000023", "South Tyneside", "393", "29431"),
        ("E06000059", "Dorset", "838", "x"),
    ]
    assert found.reasons == {"area_code: missing": 1}, "a level that we do not read is no area of ours"


def test_births_need_no_age(raw):
    write(raw, "Code,Name,2017,2018\nE08000023,South Tyneside,1600,1570\n", extract=BIRTHS)
    births = {"component": "births"}
    assert said(staged(raw)) == {key("0-", year=2017, **births): "1600", key("0-", **births): "1570"}


def test_every_symbol_is_kept_and_none_is_nought(raw):
    symbols = ["z", "x", "c", "low", "k", "u", ":", "~", "-", "NULL", "0", ""]
    lines = [f"E08000023,{age},{symbol}" for age, symbol in enumerate(symbols)]
    write(raw, "\n".join(["area_code,age,population", *lines]))
    found = staged(raw)
    assert [row["persons"] for row in found.lawful.to_pylist()] == [*symbols[:-1], None]
    assert found.rejects.num_rows == 0


def test_what_is_no_cell_is_rejected_with_its_reason(raw):
    write(
        raw,
        """
        area_code,year,sex,age,population
        E08000023,2018,persons,0,1609
        E08000023,2018,persons,Under 1,1609
        South Tyneside,2018,persons,1,1594
        E08000023,soon,persons,1,1594
        E08000023,2018,both of them,1,1594
        E08000023,2018,persons,infants,1594
        E08000023,2018,persons,2,about 1594
        Source: ONS
        """,
    )
    found = staged(raw)
    assert found.reasons == {
        RAGGED: 1,
        REPEATED: 1,
        "age_from: missing": 1,
        "area_code: neither an ONS code nor a DfE number": 1,
        "persons: neither a number nor a symbol": 1,
        "sex: none of ['persons', 'males', 'females']": 1,
        "year: not a whole number": 1,
    }
    assert found.received == 8 == found.lawful.num_rows + found.rejects.num_rows


def test_a_gzipped_file_and_one_beside_its_description_are_read(raw):
    path = write(raw, "area_code,age,population\nE08000023,0,1609\n")
    path.with_suffix(".csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    write(raw, "col_name,col_type,label\npopulation,Indicator,Persons\n", name="meta.csv")
    assert said(staged(raw)) == {key("0-0"): "1609"}


def test_a_workbook_may_have_other_sheets(raw):
    folder = raw / "000" / "population_estimates" / "2018"
    folder.mkdir(parents=True)
    sheets = [("Notes", [["About"], ["Revised in June"]]), ("P", [["Code", "0"], ["E08000023", "1609"]])]
    write_workbook(folder / "mye.xlsx", sheets)
    assert said(staged(raw)) == {key("0-0"): "1609"}


@pytest.mark.parametrize(
    ("lines", "extract", "year", "says"),
    [
        ("area_code,age,population\n", "population_estimates", 2018, "no rows"),
        ("area_code,population\nE08000023,5\n", "population_estimates", 2018, "no ages"),
        ("area_code,headcount\nE08000023,5\n", "population_estimates", 2018, "not recognised"),
        ("area_name,0,1\nNewport,5,6\n", "population_estimates", 2018, "no codes"),
        ("ladcode23,ward_code,0\nE08000023,E05000001,5\n", "population_estimates", 2018, "two columns"),
        ("area_code,age,2017,2018\nE08000023,1,5,6\n", "population_estimates", 2019, "edition 2019"),
        ("area_code,age,2017,2018\nE08000023,1,5,6\n", "population_estimates", 2017, "edition 2017"),
        ("area_code,age,2018,2030\nE08000023,1,5,6\n", "population_projections", 2022, "edition 2022"),
        ("<!doctype html><title>Not found</title>", "population_estimates", 2018, "p.csv"),
        ("col_name,col_type,label\npop,Indicator,P\n", "population_estimates", 2018, "only lists"),
    ],
)
def test_a_file_that_is_something_else_is_refused_by_name(raw, lines, extract, year, says):
    write(raw, lines, extract=extract, year=year)
    with pytest.raises(RefusedError, match=says):
        staged(raw)


def test_a_file_that_lies_there_twice_is_refused(raw):
    for name in ("p.csv", "p (1).csv"):
        write(raw, "area_code,age,population\nE08000023,0,1609\n", name=name)
    with pytest.raises(RefusedError, match="is a copy of"):
        staged(raw)


def test_the_shape_of_next_year_needs_nothing(raw):
    write(raw, "ladcode31,laname31,0,1,2\nE08000023,South Tyneside,1,2,3\n", year=2031)
    assert len(said(staged(raw))) == 3


PRINTED = st.sampled_from(["0", "17", "1,234", "1609.629", "x", "low", "-", ":"])


@st.composite
def figures(draw):
    """Areas by years by ages, full, some of them symbols."""
    areas = draw(st.lists(st.sampled_from(["393", "E06000023", "W06000022"]), min_size=1, unique=True))
    years = draw(st.lists(st.sampled_from(["2016", "2017", "2018"]), min_size=1, max_size=2, unique=True))
    ages = draw(st.lists(st.sampled_from(["0", "1", "17", "90+"]), min_size=1, unique=True))
    years = [*(y for y in years if y != "2018"), "2018"]
    return {(a, y, age): draw(PRINTED) for a in areas for y in years for age in ages}


def _cells(raw, files):
    for path in raw.rglob("*.csv"):
        path.unlink()
    for name, lines in files.items():
        write(raw, lines, name=name)
    found = staged(raw)
    assert found.rejects.num_rows == 0
    rows = [{k: v for k, v in row.items() if k != "row"} for row in found.lawful.to_pylist()]
    return sorted(rows, key=lambda row: row["cell"])


@STEADY
@given(given_figures=figures())
def test_wide_and_long_say_the_same(raw, given_figures):
    shapes = [_cells(raw, {"p.csv": shape(given_figures)}) for shape in (by_ages, by_years, long)]
    assert shapes[0] == shapes[1] == shapes[2]
    assert len(shapes[0]) == len(given_figures)


@STEADY
@given(given_figures=figures())
def test_the_order_of_files_does_not_matter(raw, given_figures):
    newest = {place: figure for place, figure in given_figures.items() if place[1] == "2018"}
    rest = {place: figure for place, figure in given_figures.items() if place[1] != "2018"}
    files = [by_ages(newest), *([long(rest)] if rest else [])]
    there = _cells(raw, dict(zip(("a.csv", "b.csv"), files, strict=False)))
    assert there == _cells(raw, dict(zip(("b.csv", "a.csv"), files, strict=False)))


@STEADY
@given(
    given_figures=figures(),
    spoilt=st.lists(st.sampled_from(["", "?", "E06000023", "2018,", '"1', "-1", "Source: ONS"]), min_size=1),
)
def test_what_is_received_is_lawful_or_rejected(raw, given_figures, spoilt):
    lines = long(given_figures).splitlines()
    for place, word in enumerate(spoilt):
        cells = lines[1 + place % (len(lines) - 1)].split(",")
        cells[place % len(cells)] = word
        lines[1 + place % (len(lines) - 1)] = ",".join(cells)
    write(raw, "\n".join(lines))
    [delivery], _ = landing.find(raw)
    try:
        received = builders.tables_of(delivery)["persons"].received
    except RefusedError:
        return
    found = staged(raw)
    assert found.received == received == found.lawful.num_rows + found.rejects.num_rows
