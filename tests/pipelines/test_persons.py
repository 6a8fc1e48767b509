"""Persons as the latest return says, with the source of each attribute; the years of a day."""

import pytest

from tests.builders_core import bench, day, made

CENSUS, LATER = "2024-01-18", "2025-01-16"


def delivery(extract, returned, counted_on):
    key = f"391_{returned}"
    return {"extract": extract, "delivery": key, "returned": returned, "census_day": day(counted_on)}


def link(returned, part, row=1, person="p", rule="upn"):
    return {"delivery": f"391_{returned}", "part": part, "row": row, "person_id": person, "rule": rule}


DELIVERIES = [
    delivery("school_census", "2024-spring", CENSUS),
    delivery("sen2", "2024", CENSUS),
    delivery("ap_census", "2025", LATER),
]
PUPIL = {"delivery": "391_2024-spring", "row": 1, "sex": "F", "ethnicity": "WBRI", "age_31_august": 9}
SEN2 = {"delivery": "391_2024", "row": 1, "sex": "M", "ethnicity": "AIND", "age_31_august": 8}
PLACE = {"delivery": "391_2025", "row": 1, "sex": None, "ethnicity": None, "age_31_august": 10}
LINKS = [link("2024-spring", "pupilonroll"), link("2024", "person"), link("2025", "places")]


def person(**given):
    tables = {
        "landing.delivery": DELIVERIES,
        "core.person_link": LINKS,
        "staging.school_census_pupilonroll": [PUPIL],
        "staging.sen2_person": [SEN2],
        "staging.ap_census_places": [PLACE],
    } | {name.replace("__", "."): rows for name, rows in given.items()}
    [row] = made("core.person", tables)
    return row


def test_on_one_day_the_census_goes_before_sen2_and_what_a_later_return_does_not_know_stays():
    found = person()
    assert (found["sex"], found["sex_source"]) == ("Female", "school_census.391_2024-spring")
    assert (found["ethnicity_main"], found["ethnicity_source"]) == ("WBRI", "school_census.391_2024-spring")
    assert (found["age_31_august"], found["age_source"]) == (10, "ap_census.391_2025")
    assert (found["first_return"], found["last_return"], found["records"]) == ("2024", "2025", 3)


def test_the_home_is_the_last_one_told():
    spells = [
        {"person_id": "p", "spell": 1, "lsoa": "E01000001", "in_area": True, "imd_decile_2019": 1},
        {"person_id": "p", "spell": 2, "lsoa": None, "in_area": None, "source": "ap_census.391_2025"},
    ]
    found = person(core__address_history=spells)
    assert (found["lsoa"], found["in_area"], found["imd_decile_2019"]) == (None, None, None)
    assert found["address_source"] == "ap_census.391_2025"


def test_a_complaint_that_names_no_child_makes_no_person():
    complaint = {"delivery": "391_2025", "row": 7}
    nobody = link("2025", "complaints", row=7, person="q", rule="record")
    deliveries = [*DELIVERIES, delivery("complaints", "2025", "2025-03-31")]
    found = person(
        landing__delivery=deliveries,
        staging__complaints_complaints=[complaint],
        core__person_link=[*LINKS, nobody],
    )
    assert found["person_id"] == "p"


@pytest.mark.parametrize(
    ("on", "academic", "financial"),
    [
        ("2025-03-31", "202425", "202425"),
        ("2025-04-01", "202425", "202526"),
        ("2025-08-31", "202425", "202526"),
        ("2025-09-01", "202526", "202526"),
        ("1999-12-31", "199900", "199900"),
    ],
)
def test_each_year_of_a_day_begins_on_its_own_day(on, academic, financial):
    with bench({}, ()) as con:
        told = con.sql(f"select academic_year_of(date '{on}'), financial_year_of(date '{on}')").fetchall()
    assert told == [(academic, financial)]
