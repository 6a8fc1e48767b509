"""Where persons live: areas of the postcode that a record tells, never the postcode; homes over time."""

import itertools
from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import addresses, benches, landing, people, run, steps
from schemas.catalogue import ADDRESS
from tests.builders import pupil, settings_at, upn, write_census
from tests.builders_core import bench, day, made
from tests.builders_places import lines, write_file
from tests.pipelines.test_postcodes import COUNTY, OLD, old

SUNDERLAND, WALES = "E08000024", "W92000004"
HERE, THERE, ABROAD, MOVED = "ZZ1 1AA", "ZZ2 2BB", "ZZ3 3CC", "ZZ1 9ZZ"
DIRECTORY = (
    old(HERE, lsoa="E01000001", rank=3285),
    old(MOVED, ended="200001", lsoa="E01000001", rank=3285),
    old(THERE, area=SUNDERLAND, lsoa="E01000002", rank=32844),
    old(ABROAD, area="W06000015", country=WALES, lsoa="W01000001", rank=1),
    old("ZZ4 4DD", county=COUNTY, area="E07000008", lsoa="E01000004", rank=0),
)
AREAS = ("lsoa", "home_la_code", "in_area", "imd_decile_2019")


def write_addresses(folder, *told):
    """Pupil and postcode, a line each."""
    rows = (f"{key},{postcode},Zqav Street" for key, postcode in told)
    (folder / "2019_spring_addresses.csv").write_text(
        lines("pupilonrolltableid,postcode,street", *rows), "utf-8"
    )


def write_some(raw):
    keys = ("both", "twice", "far", "unknown", "none", "county", "abroad")
    folder = write_census(raw, [pupil(key, upn=upn(n)) for n, key in enumerate(keys, 1)])
    write_addresses(
        folder,
        ("twice", THERE),
        ("both", "zz11aa"),
        ("twice", HERE),
        ("far", THERE),
        ("unknown", "ZZ1 9QQ"),
        ("none", ""),
        ("county", "ZZ4 4DD"),
        ("abroad", ABROAD),
    )
    header = "lea,year,upn,dob,sex,homepostcode,aptype,entrydate,senprovision"
    row = f"391,2019,{upn(20)},2008-03-03,F,ZZ19ZZ,IND,2018-09-03,K"
    write_file(raw, "391/ap_census/2019", "ap_census_2019.csv", lines(header, row))
    return folder


def bring(settings):
    """Land, link and locate what lies there; the address partitions made anew."""
    shop = run.workshop(settings)
    deliveries, _ = landing.find(settings.raw)
    for one in deliveries:
        steps.ensure_staged(shop, one)
    steps.withdraw(shop, {one.partition for one in deliveries})
    people.link(shop)
    return shop.lake, steps.locate(shop)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """A census and an AP census, looked up in two editions of a directory, of which the later counts."""
    settings = settings_at(tmp_path_factory.mktemp("addresses"))
    write_some(settings.raw)
    write_file(settings.raw, "000/postcodes/2020", "ONSPD.csv", lines(OLD, old(HERE, lsoa="E01000009")))
    write_file(settings.raw, "000/postcodes/2023", "ONSPD.csv", lines(OLD, *DIRECTORY))
    lake, _ = bring(settings)
    return lake


@pytest.fixture(scope="module")
def census(lake):
    rows = lake.read("core.address", "school_census.391_2019-spring").to_pylist()
    names = dict(enumerate(("both", "twice", "far", "unknown", "none", "county", "abroad"), 2))
    return {(names[row["row"]], row["address_order"]): row for row in rows}


def test_a_record_says_in_which_areas_its_person_lives(census):
    assert [census["both", 1][name] for name in AREAS] == ["E01000001", "391", True, 2]
    assert [census["far", 1][name] for name in AREAS] == ["E01000002", "394", False, 10]
    assert census["both", 1]["ward"] == "E05000001"
    assert str(census["both", 1]["counted_on"]) == "2019-01-17"


def test_both_homes_of_a_child_are_told_in_the_order_of_the_return(census):
    homes = [census["twice", order]["home_la_code"] for order in (1, 2)]
    assert homes == ["394", "391"]
    assert ("twice", 3) not in census


def test_a_postcode_that_the_directory_lacks_has_its_district_and_no_more(census):
    assert [census["unknown", 1][name] for name in AREAS] == [None] * 4
    assert census["unknown", 1]["postcode_district"] == "ZZ1"


def test_who_tells_no_postcode_has_no_row(census):
    assert {key for key, _ in census} == {"both", "twice", "far", "unknown", "county", "abroad"}


def test_a_county_goes_before_its_district_and_a_rank_of_nought_is_none(census):
    assert [census["county", 1][name] for name in AREAS] == ["E01000004", "873", False, None]


def test_a_home_outside_england_is_out_of_area_and_has_no_english_decile(census):
    assert [census["abroad", 1][name] for name in AREAS] == ["W01000001", None, False, None]


def test_an_ended_postcode_is_looked_up_too(lake):
    [row] = lake.read("core.address", "ap_census.391_2019").to_pylist()
    assert [row[name] for name in AREAS] == ["E01000001", "391", True, 2]
    assert row["part"] == "places"


def test_no_postcode_leaves_the_vault(lake):
    whole = {postcode.replace(" ", "") for postcode in (HERE, THERE, ABROAD, MOVED, "ZZ1 9QQ")}
    for partition in lake.partitions("core.address"):
        rows = lake.read("core.address", partition)
        texts = {
            str(v).replace(" ", "") for c in rows.columns for v in c.to_pylist() if pa.types.is_string(c.type)
        }
        assert not texts & whole


def test_postcodes_are_looked_up_where_nothing_is_spilt(lake, monkeypatch):
    def shared(_process):
        raise AssertionError

    monkeypatch.setattr(benches, "_started", shared)
    found = addresses._areas(lake, ["ZZ11AA"])
    assert found[["postcode", "lsoa"]].to_numpy().tolist() == [["ZZ11AA", "E01000001"]]


def test_without_a_directory_there_are_rows_with_the_district(settings, raw):
    write_some(raw)
    lake, _ = bring(settings)
    rows = lake.read("core.address", "school_census.391_2019-spring").to_pylist()
    assert {row["postcode_district"] for row in rows} == {"ZZ1", "ZZ2", "ZZ3", "ZZ4"}
    assert {row[name] for row in rows for name in AREAS} == {None}


def test_only_what_changed_is_looked_up_again(settings, raw):
    folder = write_some(raw)
    of_both = ["ap_census.391_2019", "school_census.391_2019-spring"]
    assert bring(settings)[1] == of_both
    assert bring(settings)[1] == []
    write_addresses(folder, ("both", THERE))
    assert bring(settings)[1] == ["school_census.391_2019-spring"]
    write_file(raw, "000/postcodes/2019", "ONSPD.csv", lines(OLD, *DIRECTORY))
    lake, again = bring(settings)
    assert again == of_both
    [row] = lake.read("core.address", "ap_census.391_2019").to_pylist()
    assert [row[name] for name in AREAS] == ["E01000001", "391", True, None]  # its ranks are of 2015
    (folder / "2019_spring_addresses.csv").unlink()
    lake, _ = bring(settings)
    assert lake.partitions("core.address") == ["ap_census.391_2019"]


def test_every_extract_with_home_postcodes_feeds_the_table_and_has_its_place_among_sources():
    assert {one.extract.name for one in addresses.told()} == set(ADDRESS.fed_by)
    with bench({}, ()) as con:
        for extract in ADDRESS.fed_by:
            [[place]] = con.sql(f"select precedence_of('{extract}')").fetchall()
            assert place < 99


def home(counted_on, lsoa="E01000001", extract="school_census", **told):
    key = f"391_{counted_on}"
    return {
        "delivery": key,
        "extract": extract,
        "part": {"school_census": "pupilonroll", "sen2": "person"}.get(extract, "cases"),
        "row": 2,
        "address_order": 1,
        "person_id": "p",
        "la_code": "391",
        "counted_on": day(counted_on),
        "postcode_district": "NE1",
        "lsoa": lsoa,
        "in_area": lsoa != "E01000002",
    } | told


def history(*homes, enrolled=()):
    found = made("core.address_history", {"core.address": [*homes], "core.enrolment": [*enrolled]})
    return [(r["lsoa"], str(r["from_day"]), str(r["until_day"]), r["returns"], r["in_area"]) for r in found]


def test_who_moved_out_of_the_area_and_back_has_three_spells():
    homes = [home("2020-01-16"), home("2021-01-21"), home("2022-01-20", "E01000002"), home("2023-01-19")]
    assert history(*homes) == [
        ("E01000001", "2020-01-16", "2021-01-21", 2, True),
        ("E01000002", "2022-01-20", "2022-01-20", 1, False),
        ("E01000001", "2023-01-19", "2023-01-19", 1, True),
    ]


def test_on_one_day_the_census_goes_before_sen2_and_sen2_before_the_case_system():
    day_one, day_two = "2022-01-20", "2022-03-31"
    homes = [
        home(day_one, "E01000002", "sen2"),
        home(day_one, "E01000001"),
        home(day_two, "E01000003", "ehcp"),
        home(day_two, "E01000004", "sen2"),
    ]
    assert [spell[0] for spell in history(*homes)] == ["E01000001", "E01000004"]


def test_the_first_address_counts_and_of_two_registrations_the_one_that_counts_the_pupil():
    delivery = "391_2022-01-20"
    homes = [
        home("2022-01-20", "E01000002", address_order=2, row=3),
        home("2022-01-20", "E01000001", row=3),
        home("2022-01-20", "E01000009", row=2),  # as the school where the pupil is a guest has it
    ]
    enrolled = [
        {"delivery": delivery, "row": 2, "is_counted": False},
        {"delivery": delivery, "row": 3, "is_counted": True},
    ]
    assert [spell[0] for spell in history(*homes, enrolled=enrolled)] == ["E01000001"]


def test_without_an_lsoa_the_district_is_the_place():
    homes = [
        home("2020-01-16", None, in_area=None),
        home("2021-01-21", None, in_area=None),
        home("2022-01-20", None, in_area=None, postcode_district="NE2"),
    ]
    assert [(spell[1], spell[4]) for spell in history(*homes)] == [("2020-01-16", None), ("2022-01-20", None)]


PLACES = st.sampled_from(["E01000001", "E01000002", None])
SOURCES = st.sampled_from(["school_census", "sen2", "ehcp"])
TOLD = st.tuples(st.sampled_from("pq"), st.integers(0, 12), PLACES, SOURCES, st.integers(1, 2))


@given(st.lists(TOLD, max_size=30, unique_by=lambda one: (one[0], one[1], one[3], one[4])))
def test_spells_never_overlap_and_cover_every_day_told(told):
    start = day("2020-01-31")
    homes = [
        home(str(start + timedelta(days=31 * month)), lsoa, source, person_id=person, address_order=order)
        for person, month, lsoa, source, order in told
    ]
    found = made("core.address_history", {"core.address": homes})
    for person in "pq":
        spells = [row for row in found if row["person_id"] == person]
        days = {row["counted_on"] for row in homes if row["person_id"] == person}
        for before, after in itertools.pairwise(spells):
            assert before["until_day"] < after["from_day"]
            assert (before["lsoa"] or before["postcode_district"]) != (
                after["lsoa"] or after["postcode_district"]
            )
        covering = [sum(row["from_day"] <= one <= row["until_day"] for row in spells) for one in sorted(days)]
        assert covering == [1] * len(days)
        assert sum(row["returns"] for row in spells) == len(days)
