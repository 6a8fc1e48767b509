"""Prevalence by each group, and what each row says of itself, out of core tables typed by hand."""

import pytest

from pipelines import run, steps
from tests import builders
from tests.builders_prevalence import (
    DAYS,
    ELSEWHERE,
    HERE,
    class_of,
    counted,
    independent,
    locality,
    of,
    pupil,
    said,
)

GROUPS = {
    "ENG": "English", "ENB": "English", "POL": "Other than English", "PANG": "Other than English",
    "OTH": "Other than English", "OTB": "Other than English", "NOT": "Not known or not recorded",
    "REF": "Not known or not recorded", "ZZZ": "Not known or not recorded", "": "Not known or not recorded",
}  # fmt: skip


def test_a_code_of_language_is_of_one_group(settings, raw):
    pupils = [builders.pupil(str(n), upn=builders.upn(n)) for n in range(len(GROUPS))]
    [file] = builders.write_census(raw, builders.strangers(pupils)).glob("*pupilonroll.csv")
    head, *lines = file.read_text("utf-8").splitlines()
    told = [f"{head},language", *(f"{line},{code}" for line, code in zip(lines, GROUPS, strict=True))]
    file.write_text("\n".join(told) + "\n", "utf-8")
    shop = run.workshop(settings)
    for delivery in run.found(settings)[0]:
        steps.ensure_staged(shop, delivery)
    run.join(shop, run.BuildReport())
    enrolled = shop.lake.read("core.enrolment", "school_census.391_2019-spring")
    assert enrolled["first_language"].to_pylist() == list(GROUPS.values())


def test_the_home_is_the_first_address_of_the_record_that_counts_the_pupil():
    rows = counted([pupil("K", home=HERE), pupil("E", home=ELSEWHERE), pupil()])
    assert of(rows, "Ward") == {
        "E05000001": (1, 1, 0, 1),
        "E05000009": (1, 0, 1, 1),
        "Not known": (1, 0, 0, 0),
    }
    second = {"extract": "school_census", "part": "pupilonroll", "row": 2, "address_order": 2}
    told = [
        second | HERE | {"delivery": "391_2019-spring"},
        second | HERE | {"address_order": 1, "part": "person"},
    ]
    assert of(counted([pupil("K")], core__address=told), "Ward") == {"Not known": (1, 1, 0, 1)}


def test_deprivation_is_of_the_newest_index_that_is_there():
    old = {"imd_decile_2019": 1}
    rows = counted([pupil("K", home=HERE | old), pupil(home=HERE | {"imd_decile_2019": 10}), pupil("E")])
    assert of(rows, "IMD decile 2019") == {
        "1 (most deprived)": (1, 1, 0, 1),
        "10 (least deprived)": (1, 0, 0, 0),
        "Not known": (1, 0, 1, 1),
    }
    rows = counted([pupil("K", home=HERE | old | {"imd_decile_2025": 2}), pupil(home=HERE | old)])
    assert of(rows, "IMD decile 2025") == {"2": (1, 1, 0, 1), "Not known": (1, 0, 0, 0)}
    assert not of(rows, "IMD decile 2019")


def test_a_locality_is_that_of_the_census_day():
    turns = [
        locality("E01000001", "North", valid_to="2018-01-17"),
        locality("E01000001", "South", valid_from="2018-01-18"),
    ]
    pupils = [pupil("K", census=f"{year}-spring", home=HERE) for year in (2018, 2019)]
    rows = counted(pupils, core__locality=turns)
    assert of(rows, "Locality", census="2018-spring") == {"North": (1, 1, 0, 1)}
    assert of(rows, "Locality") == {"South": (1, 1, 0, 1)}


def test_a_locality_is_found_by_lsoa_then_ward_then_district_in_the_newest_list():
    listed = [
        locality("E01000001", "By its LSOA"),
        locality("E05000001", "By its ward", "Ward"),
        locality("NE1", "By its district", "Postcode district"),
        locality("E01000002", "In an older list", edition=2018),
        locality("E01000001", "Another authority's") | {"la_code": "393"},
    ]
    homes = [HERE, HERE | {"lsoa": "E01000002"}, HERE | {"lsoa": None, "ward": None}, ELSEWHERE, None]
    rows = counted([pupil(home=home) for home in homes], core__locality=listed)
    assert set(of(rows, "Locality")) == {"By its LSOA", "By its ward", "By its district", "Not known"}
    assert of(rows, "Locality")["Not known"] == (2, 0, 0, 0)


def test_merged_localities_are_counted_as_one():
    listed = [locality("E01000001", "Newburn"), locality("E01000002", "Lemington")]
    merged = [
        {"la_code": "391", "locality": name, "merged_into": "Outer west"} for name in ("Newburn", "Lemington")
    ]
    pupils = [pupil("K", home=HERE), pupil("E", home=HERE | {"lsoa": "E01000002"})]
    rows = counted(pupils, core__locality=listed, scope__locality_merged=merged)
    assert of(rows, "Locality") == {"Outer west": (2, 1, 1, 2)}


def test_a_school_is_a_part_of_its_phase_and_a_phase_is_told_by_type():
    special = {"urn": "108002", "phase": "Special", "school_type": "State-funded special school"}
    rows = counted([*class_of("NNK"), *class_of("EE", **special)])
    assert of(rows, "School") == {"108001": (3, 1, 0, 1), "108002": (2, 0, 2, 2)}
    assert said(rows, "part_of", breakdown="108002") == {"Phase of education: Special"}
    by_type = of(rows, "Phase of education", "School type")
    assert by_type["Special", "State-funded special school"] == (2, 0, 2, 2)
    assert said(rows, "part_of", breakdown_topic="School type") == {None}


def test_schools_of_a_census_in_which_one_returned_two_phases_are_parts_of_none():
    rows = counted([*class_of("NK"), *class_of("E", phase="Secondary"), pupil(urn="108003")])
    assert of(rows, "School") == {"108001": (3, 1, 1, 2), "108003": (1, 0, 0, 0)}
    assert said(rows, "part_of") == {None}


def test_the_two_way_tables_are_these():
    boy = {"sex": "Male", "ethnicity": "Indian", "fsm_eligible": True, "age_31_august": None}
    rows = counted([*class_of("NK"), *class_of("EN", **boy, nc_year_label=None)])
    assert of(rows, "NC year", "Sex") == {
        ("Year 5", "Female"): (2, 1, 0, 1), ("Not recorded", "Male"): (2, 0, 1, 1),
    }  # fmt: skip
    assert of(rows, "Ethnicity", "Sex") == {
        ("White British", "Female"): (2, 1, 0, 1), ("Indian", "Male"): (2, 0, 1, 1),
    }  # fmt: skip
    eligible, other = "Eligible for free school meals", "Not eligible for free school meals"
    assert of(rows, "Ethnicity", "Free school meals") == {
        ("White British", other): (2, 1, 0, 1), ("Indian", eligible): (2, 0, 1, 1),
    }  # fmt: skip
    assert of(rows, "Age at 31 August", "Free school meals") == {
        ("10", other): (2, 1, 0, 1), ("Not recorded", eligible): (2, 0, 1, 1),
    }  # fmt: skip
    pairs = {(row["breakdown_topic"], row["second_topic"]) for row in rows if row["second_topic"] != "Total"}
    assert pairs == {
        ("NC year", "Sex"),
        ("Ethnicity", "Sex"),
        ("Ethnicity", "Free school meals"),
        ("Age at 31 August", "Free school meals"),
        ("Phase of education", "School type"),
        ("Ward", "Locality"),
        ("Ward", "IMD decile 2019"),
        ("Locality", "IMD decile 2019"),
    }
    assert of(rows, "Sex") == {"Female": (2, 1, 0, 1), "Male": (2, 0, 1, 1)}
    assert of(rows, "Age at 31 August") == {"10": (2, 1, 0, 1), "Not recorded": (2, 0, 1, 1)}


def test_sen_provision_is_told_in_every_term():
    terms = [f"2019-{term}" for term in DAYS]
    rows = counted([one for term in terms for one in class_of("NNKE", census=term)])
    for term in terms:
        assert of(rows, census=term) == {"Total": (4, 1, 1, 2)}
    assert {row["census"] for row in rows} == set(terms)


def test_ethnicity_is_flagged_outside_spring():
    rows = counted([*class_of("NK" * 15), *class_of("NK" * 15, census="2019-autumn")])
    flags = {
        census: said(rows, "quality_flags", census=census, breakdown_topic="Ethnicity")
        for census in ("2019-spring", "2019-autumn")
    }
    assert flags == {"2019-spring": {""}, "2019-autumn": {"collected in spring only"}}
    assert said(rows, "quality_flags", census="2019-autumn", breakdown_topic="Sex") == {""}


def test_a_registration_that_does_not_count_is_in_no_figure():
    rows = counted([*class_of("NK"), pupil("E", is_counted=False)])
    assert of(rows) == {"Total": (2, 1, 0, 1)}


@pytest.mark.parametrize(("pupils", "flags"), [(29, "small base"), (30, "")])
def test_a_base_below_thirty_is_small(pupils, flags):
    assert said(counted(class_of("N" * pupils)), "quality_flags") == {flags}


def test_groups_are_held_against_the_total_of_their_area():
    # Wilson: 2 of 40 is 1.4 to 16.5, 30 of 60 is 37.7 to 62.3, 8 of 25 is 17.2 to 51.6; 40 of 125 is 32
    pupils = [
        *class_of("K" * 2 + "N" * 38),
        *class_of("K" * 30 + "N" * 30, ethnicity="Indian"),
        *class_of("K" * 8 + "N" * 17, ethnicity="Chinese"),
    ]
    rows = [row for row in counted(pupils) if row["sen_provision"] == "SEN support"]
    ethnic = {
        r["breakdown"]: r for r in rows if (r["breakdown_topic"], r["second_topic"]) == ("Ethnicity", "Total")
    }
    verdicts = {group: row["verdict"] for group, row in ethnic.items()}
    assert verdicts == {"White British": "lower", "Indian": "higher", "Chinese": "similar"}
    assert {(row["area_count"], row["area_base"]) for row in rows} == {(40, 125)}
    assert ethnic["Indian"]["pupil_percent_lower"] == pytest.approx(37.74, abs=0.01)
    assert {row["verdict"] for row in rows if row["breakdown_topic"] == "Total"} == {"not compared"}


def test_nobody_of_nobody_has_no_value():
    rows = counted([pupil()], independent=[independent(0, 0, 0)])
    [row] = [r for r in rows if r["coverage"] == "Independent schools" and r["sen_provision"] == "All SEN"
             and r["breakdown_topic"] == "School type"]  # fmt: skip
    assert (row["pupil_count"], row["pupil_base"], row["pupil_percent"]) == (0, 0, None)
    assert row["verdict"] == "not compared"


def test_an_area_has_its_name_by_the_newest_look_up_or_by_our_list():
    names = [
        {"la_code": "391", "edition": year, "level": "Local authority", "name": name, "is_current": True}
        for year, name in ((2019, "Newcastle"), (2025, "Newcastle upon Tyne"))
    ]
    assert said(counted([pupil()], core__area=names), "area_name") == {"Newcastle upon Tyne"}
    assert said(counted([pupil(la_code="812")]), "area_name") == {"North East Lincolnshire"}
