"""Postcodes of every vintage give districts with their areas; localities are an authority's own areas."""

import pytest

from pipelines.errors import RefusedError
from tests.builders_places import built, lines, reasons, staged, write_file

COUNTY, DISTRICT, NONE = "E10000003", "E07000008", "E99999999"
TOWN, ENGLAND, WALES = "E08000021", "E92000001", "W92000004"
OLD = "pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,osward,usertype,ctry,lsoa11,lat,imd,lsoa21"
LOOK_UP = "pcd,pcd2,pcds,dointr,doterm,usertype,cty,laua,ward,ctry,lsoa21,imd"
NEW = "PCD7,PCD8,PCDS,DOINTR,DOTERM,USRTYPIND,CTY25CD,LAD25CD,WD25CD,CTRY25CD,LSOA21CD,IMD20IND"
NEWEST = "pcd7,pcd8,pcds,dointr,doterm,usrtypind,cty25cd,lad26cd,wd26cd,ctry26cd,lsoa21cd,imd25ind"


def write(raw, header, *rows, year=2023):
    return write_file(raw, f"000/postcodes/{year}", "ONSPD.csv", lines(header, *rows))


def old(postcode, *, ended="", county=NONE, area=TOWN, large=0, country=ENGLAND, lsoa="E01000001", rank=1):
    return (
        f"x,x,{postcode},198001,{ended},{county},{area},E05000001,{large},{country},{lsoa},54.9,{rank},{lsoa}"
    )


@pytest.mark.parametrize(
    ("header", "row", "year"),
    [
        (OLD, old("NE1 1AA", ended="202104"), 2023),
        (LOOK_UP, f"x,x,NE1 1AA,198001,202104,0,{NONE},{TOWN},E05000001,{ENGLAND},E01000001,1", 2024),
        (NEW, f"x,x,NE1 1AA,198001,202104,0,{NONE},{TOWN},E05000001,{ENGLAND},E01000001,1", 2025),
        (NEWEST, f"x,x,NE1 1AA,198001,202104,0,{NONE},{TOWN},E05000001,{ENGLAND},E01000001,1", 2026),
    ],
)
def test_every_vintage_is_read_under_its_own_columns(tmp_path, header, row, year):
    write(tmp_path, header, row, year=year)
    [found] = staged(tmp_path)["postcodes"].lawful.to_pylist()
    assert (found["postcode"], found["district_code"], found["ward_code"]) == ("NE1 1AA", TOWN, "E05000001")
    assert (found["county_code"], found["user_type"], found["lsoa_2021"]) == (NONE, "0", "E01000001")
    assert found["date_to"].isoformat() == "2021-04-01"
    assert {found["imd_rank"], found["imd_rank_2025"]} == {1, None}


def test_what_is_no_postcode_or_stands_twice_is_a_reject(tmp_path):
    rows = (old("NE1 1AA"), old("NE1"), old("NE1 1AA"), old("NE1 1AB", rank="many"))
    write(tmp_path, OLD, *rows, old("GIR 0AA"), old("NPT 1AA"), old("EC1A 1AA"))
    told = reasons(staged(tmp_path)["postcodes"])
    assert told[3].startswith("postcode: not of the form")
    assert told[4] == "repeats the key of an earlier row"
    assert told[5] == "imd_rank: not a whole number"
    assert set(told) == {3, 4, 5}


def test_a_directory_without_districts_is_refused_by_name(tmp_path):
    write(tmp_path, OLD.replace("oslaua", "council"), old("NE1 1AA"))
    with pytest.raises(RefusedError, match="oslaua"):
        staged(tmp_path)


def test_a_district_is_told_by_its_live_postcodes_and_of_england_only(tmp_path):
    write(
        tmp_path / "data" / "raw",
        OLD,
        old("NE1 1AA"),
        old("NE1 1AB", lsoa="E01000002", rank=32844),
        old("NE1 1AC", lsoa="E01000002", rank=32844),
        old("NE1 1AD", ended="200001"),
        old("NE1 1AE", large=1),
        old("CB1 1AA", county=COUNTY, area=DISTRICT, rank=3285),
        old("CF1 1AA", area="W06000015", country=WALES),
        old("SR9 9ZZ", ended="200001", rank=0, lsoa=""),
    )
    found = built(tmp_path, "core.postcode_district").set_index(["district", "lsoa"])
    assert sorted(found.index) == [
        ("CB1", "E01000001"), ("NE1", "E01000001"), ("NE1", "E01000002"), ("SR9", "?"),
    ]  # fmt: skip
    counted = found[["postcodes", "live_postcodes", "counted_postcodes", "district_postcodes"]]
    assert counted.loc[("NE1", "E01000001")].to_list() == [3, 1, 1, 3]
    assert counted.loc[("NE1", "E01000002")].to_list() == [2, 2, 2, 3]
    assert counted.loc[("SR9", "?")].to_list() == [1, 0, 1, 1]
    assert found.loc[("CB1", "E01000001"), "la_code"] == "873"
    assert found.loc[("CB1", "E01000001"), "imd_decile"] == 2
    assert found.loc[[("NE1", "E01000001"), ("NE1", "E01000002")], "imd_decile"].to_list() == [1, 10]
    assert found.imd_rank.isna()[("SR9", "?")]


def locality(raw, *rows, header="area_code,area_type,locality,valid_from,valid_to"):
    return write_file(raw, "391/localities/2025", "localities.csv", lines(header, *rows))


def test_an_area_may_move_but_is_in_one_locality_at_a_time(tmp_path):
    locality(
        tmp_path,
        "E01000001,LSOA,Outer West,,2024-03-31",
        "E01000001,LSOA,Inner West,01/04/2024,",
        "E01000001,LSOA,North,2024-01-01,2024-06-30",
        "ne1,,Centre,,",
        "NE1,Postcode district,East,,",
    )
    table = staged(tmp_path)["areas"]
    assert table.lawful["locality"].to_pylist() == ["Outer West", "Inner West", "Centre"]
    assert table.lawful["area_type"].to_pylist() == ["lsoa", "lsoa", "district"]
    assert reasons(table) == dict.fromkeys((4, 6), "repeats the key of an earlier row")


def test_an_area_of_another_kind_than_its_code_is_a_reject(tmp_path):
    locality(tmp_path, "E05000001,LSOA,West,,", "Byker,Ward,East,,", "E05000002,Electoral ward,,,")
    told = reasons(staged(tmp_path)["areas"])
    assert told[2] == "area_type: not a locality_area code then"
    assert "area_code: not of the form" in told[3]
    assert told[4] == "locality: missing"


def test_the_days_may_be_left_out_and_the_core_says_whose_it_is(tmp_path):
    raw = tmp_path / "data" / "raw"
    locality(raw, "E05000001,West", "NE1,Centre", header="area_code,locality")
    found = built(tmp_path, "core.locality")
    assert found[["la_code", "edition", "area_type", "area_code", "locality"]].to_numpy().tolist() == [
        ["391", 2025, "Postcode district", "NE1", "Centre"],
        ["391", 2025, "Ward", "E05000001", "West"],
    ]
