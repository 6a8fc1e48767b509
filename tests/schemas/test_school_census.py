"""What each year and term of the school census may hold: headers, codes, rows."""

import pandas as pd
import pytest

from pipelines.parsing import parse
from schemas.catalogue import CODESETS
from schemas.contract import items_at, schema
from schemas.extracts.school_census import SCHOOL_CENSUS
from schemas.returns import Return


def contract(part):
    return SCHOOL_CENSUS.part(part).contract


def header(part, item, of):
    live = {one.name: one.header for one in items_at(contract(part), Return.parse(of).place)}
    return live.get(item)


def broken(part, of, **given):
    """The items of a row that are unlawful in that return; what is not given is blank."""
    place = Return.parse(of).place
    live = items_at(contract(part), place)
    assert set(given) <= {one.name for one in live}
    texts = {one.name: pd.Series([given.get(one.name)], dtype="string") for one in live}
    frame = pd.DataFrame({one.name: parse(one, texts[one.name], place).column for one in live})
    lawful = schema(contract(part), place).columns
    return {
        name
        for name, column in lawful.items()
        for check in column.checks
        if not check(frame[name]).check_passed
    } | {name for name, column in lawful.items() if not column.nullable and frame[name].isna().any()}


@pytest.mark.parametrize(
    ("part", "item", "before", "then", "headers"),
    [
        ("pupilonroll", "sex", "2023-summer", "2023-autumn", ("gender", "sex")),
        ("pupilnolongeronroll", "sex", "2023-summer", "2023-autumn", ("gender", "sex")),
        ("pupilonroll", "early_years_premium", "2018-spring", "2019-spring", ("eyppe", "eyppr")),
        ("pupilonroll", "hours_code", "2024-spring", "2024-autumn", ("thirtyhourcode", "eligibilitycode")),
        ("pupilonroll", "hours_code", "2017-autumn", "2018-spring", (None, "thirtyhourcode")),
        ("pupilonroll", "post_looked_after", "2017-spring", "2017-autumn", ("adoptedfromcare", "plaa")),
        ("pupilonroll", "country_of_birth", "2016-summer", "2016-autumn", (None, "countryofbirth")),
        (
            "pupilonroll",
            "proficiency_in_english",
            "2018-summer",
            "2018-autumn",
            ("proficiencyinenglish", None),
        ),
        ("pupilonroll", "young_carer", "2022-autumn", "2023-spring", (None, "youngcarer")),
        (
            "pupilonroll",
            "sessions_authorised",
            "2024-autumn",
            "2025-spring",
            ("termlysessionsauthorised", None),
        ),
        (
            "termlysessiondetailsonroll",
            "sessions",
            "2020-spring",
            "2020-autumn",
            ("absencesessions", "sessions"),
        ),
        ("termlyexclusionsonroll", "reason", "2020-autumn", "2021-spring", ("reason", "reason1")),
        ("termlyexclusionsoffroll", "third_reason", "2020-autumn", "2021-spring", (None, "reason3")),
        ("termlyexclusionsonroll", "in_care", "2016-summer", "2016-autumn", ("incare", None)),
        ("addresses", "uprn", "2016-summer", "2016-autumn", (None, "uniquepropertyreferencenumber")),
        (
            "schoolarrangedapdetailonroll",
            "company_number",
            "2022-autumn",
            "2023-spring",
            (None, "companynumber"),
        ),
    ],
)
def test_an_item_is_renamed_added_or_dropped_between_two_returns(part, item, before, then, headers):
    assert (header(part, item, before), header(part, item, then)) == headers


@pytest.mark.parametrize(
    ("codes", "written", "before", "then"),
    [
        ("exclusion_category", "FIXD", "FIXD", "SUSP"),
        ("exclusion_category", "SUSP", None, "SUSP"),
        ("exclusion_reason", "OW", None, "OW"),
        ("exclusion_reason", "PP", "PP", "PP"),
        ("attendance_reason", "/", None, "/"),
        ("attendance_reason", "\\", None, "\\"),
        ("attendance_reason", "H", "H", "H"),
        ("attendance_reason", "Y1", None, None),
    ],
)
def test_codes_around_autumn_2020(codes, written, before, then):
    assert [settled(codes, written, of) for of in ("2020-spring", "2020-autumn")] == [before, then]


@pytest.mark.parametrize(
    ("codes", "written", "lawful_in"),
    [
        ("attendance_reason", "H", ["2024-summer", "2024-autumn"]),
        ("attendance_reason", "J", ["2024-summer", "2024-autumn"]),
        ("attendance_reason", "Y7", ["2024-autumn", "2025-spring"]),
        ("attendance_reason", "K", ["2024-autumn", "2025-spring"]),
        ("attendance_reason", "I", ["2024-summer", "2024-autumn", "2025-spring"]),
        ("exclusion_reason", "OT", []),
        ("post_looked_after", "O", ["2024-summer", "2024-autumn", "2025-spring"]),
        ("proficiency_in_english", "A", []),
    ],
)
def test_codes_around_autumn_2024(codes, written, lawful_in):
    returns = ["2024-summer", "2024-autumn", "2025-spring"]
    assert [of for of in returns if settled(codes, written, of)] == lawful_in


def settled(codes, written, of):
    place = Return.parse(of).place
    code = CODESETS[codes].code_of(written, place)
    return code if code in CODESETS[codes].lawful(place) else None


def test_every_attendance_code_counts_as_something():
    counts_as = CODESETS["attendance_group"].labels
    assert set(counts_as) == set(CODESETS["attendance_reason"].labels)
    # interviews: attended until 2024, leave of absence since
    assert (counts_as["J"], counts_as["J1"]) == ("Present", "Authorised absence")
    assert (counts_as["L"], counts_as["U"]) == ("Present", "Unauthorised absence")


ENTRY = {"provision_id": "1", "pupil_id": "p", "reason": "EHC"}
FUNDED = {"funding_basis_id": "1", "pupil_id": "p", "basis": "HSD"}
APPROVED = {"provision_id": "1", "school_id": "s"}
EXCLUSION = {"exclusion_id": "1", "pupil_id": "p", "start_date": "2021-Apr-04 00:00:00", "category": "PERM"}
SESSIONS = {"sessions_id": "1", "pupil_id": "p", "reason": "I"}
PLACEMENT = {"placement_id": "1", "leaver_id": "p", "setting_type": "OOT", "reason": "EXR"}


@pytest.mark.parametrize(
    ("part", "of", "row", "unlawful"),
    [
        ("termlyexclusionsonroll", "2022-spring", EXCLUSION, set()),
        ("termlyexclusionsonroll", "2022-spring", EXCLUSION | {"category": "FIXD"}, set()),
        ("termlyexclusionsonroll", "2019-spring", EXCLUSION | {"category": "SUSP"}, {"category"}),
        ("termlyexclusionsonroll", "2022-spring", EXCLUSION | {"sen_provision": "S"}, set()),
        ("termlyexclusionsonroll", "2022-spring", EXCLUSION | {"second_reason": "OT"}, {"second_reason"}),
        ("termlyexclusionsonroll", "2022-spring", EXCLUSION | {"sessions": "-1"}, {"sessions"}),
        ("termlyexclusionsonroll", "2022-spring", EXCLUSION | {"start_date": None}, {"start_date"}),
        ("termlysessiondetailsonroll", "2022-spring", SESSIONS | {"sessions": "12.0"}, set()),
        ("termlysessiondetailsonroll", "2022-spring", SESSIONS, set()),
        ("termlysessiondetailsonroll", "2022-spring", SESSIONS | {"reason": None}, {"reason"}),
        ("termlysessiondetailsonroll", "2019-spring", SESSIONS | {"reason": "/"}, {"reason"}),
        ("schoolarrangedapdetailoffroll", "2022-spring", PLACEMENT, set()),
        ("schoolarrangedapdetailoffroll", "2022-spring", PLACEMENT | {"ukprn": "999"}, {"ukprn"}),
        ("approvisiondetailonroll", "2022-spring", ENTRY, set()),
        ("provisions", "2015-spring", APPROVED | {"need": "SEMH"}, set()),
        ("provisions", "2024-spring", APPROVED | {"need": "DS"}, {"need"}),
        ("fundingbasisitems", "2018-spring", FUNDED, set()),
        ("fsmperiod", "2018-autumn", {"pupil_id": "p", "start_date": "2017-Sep-01 00:00:00"}, set()),
    ],
)
def test_a_row_is_lawful_or_says_why_not(part, of, row, unlawful):
    assert broken(part, of, **row) == unlawful


def test_a_return_before_2018_has_no_urn():
    row = {
        "school_census_id": "1",
        "term": "AUT",
        "collection": "SC",
        "year": "2015",
        "reference_date": "2015-Oct-01 00:00:00",
        "la_code": "391",
        "establishment": "2001",
    }
    assert broken("schoolcensus", "2015-autumn", **row) == set()
    assert broken("schoolcensus", "2015-autumn", **row, urn="1234567") == {"urn"}


def test_what_a_table_hangs_on_stands_before_it():
    names = [part.name for part in SCHOOL_CENSUS.parts]
    assert [
        p.name for p in SCHOOL_CENSUS.parts if p.parent and p.parent not in names[: names.index(p.name)]
    ] == []


def test_only_what_every_export_has_must_be_there():
    assert [p.name for p in SCHOOL_CENSUS.parts if p.needed] == [
        "schoolcensus",
        "school",
        "pupilonroll",
        "senneeds",
        "fsmperiod",
    ]
