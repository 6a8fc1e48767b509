"""Core tables typed by hand for the mart ``prevalence``, and its rows as a test reads them.

A pupil is, unless a test says otherwise, a girl of ten in Year 5 of the primary school 108001 in Newcastle,
White British, English speaking, without free school meals or SEN, in the spring census of 2019.
"""

from datetime import date

from pipelines.sql import read_marts
from tests.builders_core import bench, day

MART = read_marts()["prevalence"]
STATE, ALL = "State-funded schools", "All schools"
DAYS = {"spring": (1, 17), "summer": (5, 16), "autumn": (10, 3)}
PUPILS = {"oldest_age": 25, "counted": "pupils", "rolling_years": 0, "base_year": 2015}
HERE = {"lsoa": "E01000001", "ward": "E05000001", "postcode_district": "NE1", "in_area": True}
ELSEWHERE = HERE | {"lsoa": "E01000009", "ward": "E05000009", "postcode_district": "SR1", "in_area": False}


def pupil(provision="N", census="2019-spring", la="391", **items):
    return {
        "la_code": la,
        "census": census,
        "census_day": date(int(census[:4]), *DAYS[census[5:]]),
        "academic_year": "201819",
        "delivery": f"{la}_{census}",
        "urn": "108001",
        "phase": "Primary",
        "school_type": "State-funded primary",
        "nc_year_label": "Year 5",
        "age_31_august": 10,
        "sex": "Female",
        "ethnicity": "White British",
        "first_language": "English",
        "fsm_eligible": False,
        "is_counted": True,
        "sen_provision": provision,
        "home": None,
    } | items


def class_of(provisions, **items):
    """One pupil for each letter: N, K or E."""
    return [pupil(provision, **items) for provision in provisions]


def counted(pupils, *, independent=(), **others):
    """The rows of the mart; ``others``: further tables, a dot written as two underlines."""
    given = {
        "core.enrolment": [], "core.sen_status": [], "core.address": [],
        "core.independent_school": list(independent), "scope.counting": [PUPILS],
    }  # fmt: skip
    for row, one in enumerate(pupils, 2):
        known = {k: v for k, v in one.items() if k not in {"home", "sen_provision"}}
        known |= {"person_id": f"p{row}", "row": row}
        given["core.enrolment"].append(known)
        if one["is_counted"]:
            given["core.sen_status"].append(
                {k: known[k] for k in ("person_id", "delivery", "la_code", "census")}
                | {"sen_provision": one["sen_provision"]}
            )
        if one["home"]:
            home = {"extract": "school_census", "part": "pupilonroll", "row": row, "address_order": 1}
            given["core.address"].append(home | {"delivery": one["delivery"]} | one["home"])
    given |= {name.replace("__", "."): rows for name, rows in others.items()}
    with bench(given, MART.reads) as con:
        table = con.sql(MART.sql).to_arrow_table()
    MART.check(table)
    return table.to_pylist()


def scope(**said):
    return [PUPILS | said]


def independent(pupils, support, plans, year=2019, la="391"):
    return {
        "delivery": f"{la}_{year}", "la_code": la, "urn": "108900", "academic_year": "201819",
        "census": f"{year}-spring", "census_day": date(year, 1, 17),
        "pupils": pupils, "sen_support": support, "ehc_plans": plans,
    }  # fmt: skip


def of(rows, topic="Total", second="Total", coverage=STATE, **given):
    """Group to (pupils, SEN support, plans, all SEN); of two-way rows by both groups."""
    given = {"la_code": "391", "census": "2019-spring"} | given
    found = {}
    for row in rows:
        where = {"breakdown_topic": topic, "second_topic": second, "coverage": coverage} | given
        if all(row[name] == value for name, value in where.items()):
            key = (row["breakdown"], row["second_breakdown"]) if second != "Total" else row["breakdown"]
            found.setdefault(key, {"": row["pupil_base"]})[row["sen_provision"]] = row["pupil_count"]
    return {k: (v[""], v["SEN support"], v["EHC plan"], v["All SEN"]) for k, v in found.items()}


def said(rows, column, **given):
    """What the rows of all SEN say in a column, each once."""
    given = {"sen_provision": "All SEN"} | given
    return {row[column] for row in rows if all(row[name] == value for name, value in given.items())}


def test_first_language_is_told_in_the_groups_of_dfe():
    rows = counted([
        *class_of("NK"), *class_of("E", first_language="Other than English"),
        *class_of("N", first_language="Not known or not recorded"),
    ])  # fmt: skip
    assert of(rows, "First language") == {
        "English": (2, 1, 0, 1),
        "Other than English": (1, 0, 1, 1),
        "Not known or not recorded": (1, 0, 0, 0),
    }


def springs(*years, la="391", **items):
    return [one for year in years for one in class_of("NK", census=f"{year}-spring", la=la, **items)]


def locality(area, name, kind="LSOA", edition=2019, **days):
    return {"la_code": "391", "edition": edition, "area_type": kind, "area_code": area, "locality": name} | {
        name: day(text) for name, text in days.items()
    }


TYNESIDE = [
    {"area": "391+393", "area_name": "Tyneside", "la_code": la} for la in ("391", "393")
]  # fmt: skip
