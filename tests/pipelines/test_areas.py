"""Areas: the typed list and its changes hang together; look-up files give the one table others join."""

import pytest

from pipelines.errors import RefusedError
from schemas import area_changes
from schemas.area_changes import CHANGES, RECODINGS, REDRAWN, current, predecessors, successors
from schemas.areas_of_england import AREAS, REGIONS, code_of, in_force, of_number
from schemas.codesets.area import AREA_CODE_REPLACED, AUTHORITY, HALF_OF_LONDON
from schemas.neighbours_2025 import NEIGHBOURS_2025
from tests.builders_places import built, lines, reasons, staged, write_file

LAS = (
    "new_la_code,la_name,date_of_operation,date_of_termination,parent_geography_code,entity_code,"
    "entity_description,status,old_la_code"
)
TOWN = "E08000021,Newcastle upon Tyne,01/01/2009,,E12000001,E08,Metropolitan Districts,live,391"
WAS = "E08000020,Gateshead,01/01/2009,31/03/2013,E12000001,E08,Metropolitan Districts,terminated,390"
IS = "E08000037,Gateshead,01/04/2013,,E12000001,E08,Metropolitan Districts,live,390"
COUNTY = "E10000010,Durham,01/01/2009,31/03/2009,E12000001,E10,Counties,terminated,x"
PAIR = "E09000021 / E09000027,Kingston / Richmond,01/01/2009,,E12000007,E09,London Boroughs,live,314 / 318"
FORCES = "z,British Forces Post Office overseas establishments,,,,,,live,702"
HIERARCHY = "region_code,region_name,old_la_code,la_name,new_la_code"


@pytest.mark.parametrize(
    ("year", "authorities"), [(2010, 152), (2019, 152), (2020, 151), (2022, 152), (2024, 153), (2025, 153)]
)
def test_each_year_has_as_many_authorities_as_there_were(year, authorities):
    """One less with the two Dorset councils for three, one more with each county that was divided."""
    numbers = [area.la_code for area in in_force(year)]
    assert len(numbers) == len(set(numbers)) == authorities


def test_every_change_is_of_authorities_in_the_list_and_of_its_day():
    for change in CHANGES:
        assert {one for old, new in change.follows for one in (old, *new)} == {*change.old, *change.new}
        assert {of_number(old)[-1].last_file for old in change.old} == {change.first_file - 1}
        assert {of_number(new)[0].first_file for new in change.new} == {change.first_file}
    ended = {area.la_code for area in AREAS if not any(one.date_to == "" for one in of_number(area.la_code))}
    assert ended == {old for change in CHANGES for old in change.old}


def test_a_code_ends_on_the_eve_of_the_next_and_every_ended_one_is_replaced():
    assert {one.la_code for one in RECODINGS} == {"370", "373", "390", "815", "825", "929", "933"}
    assert set(AREA_CODE_REPLACED.labels) == {area.area_code for area in AREAS if area.date_to}
    assert all(AREA_CODE_REPLACED.labels.values())
    assert len({area.area_code for area in AREAS}) == len(AREAS)
    assert {area.region_code for area in AREAS} == set(REGIONS)


def test_a_place_is_found_under_the_numbers_of_any_year():
    assert current("909", 2023) == ("909",)
    assert current("909", 2024) == ("942", "943")
    assert current("942", 2020) == ("909",)
    assert current("835", 2020) == ("838",)
    assert current("839", 2019) == ("836", "837")
    assert current("391", 2005) == ("391",)
    assert current("999", 2025) == ("999",)
    assert successors("928") == ("940", "941")
    assert successors("391") == predecessors("391") == ()
    assert code_of("E08000020") == code_of("E08000037") == "390"
    assert code_of("E99999999") == ""


def test_dorset_was_redrawn_and_is_no_sum():
    [dorset] = [change for change in CHANGES if "835" in change.old]
    assert dorset.how == REDRAWN
    assert not dorset.is_exact
    assert all(change.is_exact for change in CHANGES if change is not dorset)
    assert area_changes.replaced_by(of_number("835")[0]) == of_number("838")


def test_names_settle_to_numbers_and_an_old_name_to_the_one_in_force():
    spelt = ("Durham", "St Helens", "Dorset", "Dorset (Pre LG)", "Kingston Upon Hull, City of", "391.0")
    assert [AUTHORITY.code_of(text, 2025) for text in spelt] == ["840", "342", "838", "835", "810", "391"]
    assert len(HALF_OF_LONDON.labels) == 33


def test_the_typed_neighbours_are_ten_others_for_every_authority():
    now = {area.la_code for area in in_force(2025)}
    assert set(NEIGHBOURS_2025) == now
    for la_code, ten in NEIGHBOURS_2025.items():
        assert len(set(ten)) == 10
        assert set(ten) <= now - {la_code}


def test_each_look_up_is_known_by_its_columns_and_keeps_x_and_z(tmp_path):
    write_file(tmp_path, "000/areas/2025", "a.csv", lines(LAS, TOWN, COUNTY, PAIR, FORCES))
    write_file(
        tmp_path,
        "000/areas/2025",
        "b.csv",
        lines(HIERARCHY, "z,Unknown,z,Unknown,z", "z,Outside,z,Outside,z"),
    )
    write_file(tmp_path, "000/areas/2025", "c.csv", lines("region_code,region_name", "E12000001,North East"))
    write_file(tmp_path, "000/areas/2025", "d.csv", lines("LA Number,LA Name,Region,Type", "970,England,,"))
    districts = "\ufeffLTLA23CD,LTLA23NM,LTLA23NMW,UTLA23CD,UTLA23NM,UTLA23NMW,ObjectId"
    write_file(
        tmp_path,
        "000/areas/2025",
        "e.csv",
        lines(districts, "E07000008,Cambridge,,E10000003,Cambridgeshire,,1"),
    )
    found = staged(tmp_path)
    assert {name: table.received for name, table in found.items()} == {
        "edition": 1, "authorities": 4, "hierarchy": 2, "regions": 1, "lait_areas": 1, "districts": 1,
    }  # fmt: skip
    assert not any(table.rejects.num_rows for table in found.values())
    assert found["authorities"].lawful["la_code"].to_pylist() == ["391", "x", "314 / 318", "702"]
    assert found["districts"].notes == {"columns that the contract does not know, left aside": 3}


def test_a_code_that_is_none_is_a_reject_with_its_reason(tmp_path):
    wrong = TOWN.replace("E08000021", "E0800002").replace("01/01/2009", "soon").replace(",391", ",Tyne")
    write_file(tmp_path, "000/areas/2025", "a.csv", lines(LAS, TOWN, wrong, TOWN))
    table = staged(tmp_path)["authorities"]
    told = reasons(table)
    assert "date_from: not a date" in told[3]
    assert "la_code: not of the form" in told[3]
    assert told[4] == "repeats the key of an earlier row"


@pytest.mark.parametrize(
    ("files", "what", "hint"),
    [
        ({"a.csv": lines("when,what", "1,2")}, "none of the tables", "Move it out"),
        ({"a.csv": lines(LAS.replace("la_name", "la_title"), TOWN)}, "no column 'la_name'", "also="),
        ({"a.csv": lines(LAS)}, "no rows", "Download it again"),
        ({"a.csv": lines(LAS, TOWN), "b.csv": lines(LAS, TOWN)}, "second authorities", "Keep the newer"),
    ],
)
def test_a_file_that_is_no_look_up_is_refused_with_the_next_step(tmp_path, files, what, hint):
    for name, text in files.items():
        write_file(tmp_path, "000/areas/2025", name, text)
    with pytest.raises(RefusedError) as refused:
        staged(tmp_path)
    assert what in refused.value.what
    assert hint in refused.value.hint


def test_the_core_has_a_row_a_code_and_says_what_came_after(tmp_path):
    raw = tmp_path / "data" / "raw"
    write_file(raw, "000/areas/2025", "a.csv", lines(LAS, TOWN, WAS, IS, COUNTY, PAIR, FORCES))
    write_file(raw, "000/areas/2025", "b.csv", lines(HIERARCHY, "E12000007,London,301,Barking,E09000002"))
    write_file(
        raw,
        "000/areas/2025",
        "c.csv",
        lines("region_code,region_name", "E12000001,North East", "E13000001,Inner London"),
    )
    write_file(
        raw,
        "000/areas/2025",
        "d.csv",
        lines("LA Number,LA Name,Region,Type", "970,England,,", "987,London (Inner),,", "980,North East,,"),
    )
    area = built(tmp_path, "core.area").set_index("area_code")
    assert area.level.to_dict() == {
        **dict.fromkeys(("E08000020", "E08000021", "E08000037", "E09000002", "E10000010"), "Local authority"),
        "E09000021 / E09000027": "Authorities together",
        "E12000001": "Region",
        "E12000007": "Region",
        "E13000001": "Part of London",
        "E92000001": "England",
        "z": "Elsewhere",
    }
    assert not area.loc["E08000020", "is_current"]
    assert area.loc["E08000020", "replaced_by"] == "E08000037"
    assert area.loc["E08000021", "region_name"] == "North East"
    assert area.loc["E09000002", "half_of_london"] == "Outer London"
    assert area.la_code.isna().to_dict()["E10000010"]
    assert area.loc[["E92000001", "E13000001", "E12000001"], "lait_number"].to_list() == ["970", "987", "980"]
