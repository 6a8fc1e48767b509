"""Partners' extracts through their contracts: typical faults, and what stays out of the lake."""

import pyarrow as pa
import pytest

from pipelines import landing
from pipelines.errors import RefusedError
from pipelines.identity import Pseudonyms
from pipelines.staging import stage_delivery
from schemas.catalogue import EXTRACTS
from tests import builders
from tests.builders import upn
from tests.builders_partners import PARTNERS, RECORDS, write_partner

KEY = Pseudonyms(b"k" * 32)
TABLE = {
    "health_waits": "referrals",
    "nccis": "youngpeople",
    "social_care": "lookedafter",
    "attainment": "results",
    "disputes": "appeals",
    "complaints": "complaints",
    "sendiass": "advicecases",
}
RETURNED = {name: "2025-12" if EXTRACTS[name].frequency == "monthly" else "2026" for name in PARTNERS}


def staged(raw, extract, *rows, returned=""):
    """The main table of an extract, staged from records that say only what they are about."""
    tables = {TABLE[extract]: list(rows)} | ({"childreninneed": []} if extract == "social_care" else {})
    write_partner(raw, extract, returned or RETURNED[extract], **tables)
    folder = raw / "391" / extract / (returned or RETURNED[extract])
    delivery = landing.delivery_at(folder, raw)
    found = stage_delivery(builders.tables_of(delivery), delivery.extract, delivery.of, delivery.key, KEY)
    return found[TABLE[extract]]


@pytest.mark.parametrize("extract", PARTNERS)
def test_the_record_that_says_nothing_amiss_is_lawful(raw, extract):
    found = staged(raw, extract, {})
    assert (found.lawful.num_rows, found.reasons) == (1, {})


@pytest.mark.parametrize("extract", PARTNERS)
def test_a_mistyped_pupil_number_is_rejected(raw, extract):
    found = staged(raw, extract, {"upn": "A391200012001"})
    assert found.reasons == {"upn: upn check letter": 1}


@pytest.mark.parametrize(
    ("extract", "fault", "reason"),
    [
        ("health_waits", {"nhsnumber": "9434765918"}, "nhs_number: nhs number check digit"),
        ("health_waits", {"nhsnumber": "94347659"}, "nhs_number: nhs number check digit"),
        ("health_waits", {"service": "Chiropody"}, "service: not a health_service code then"),
        ("health_waits", {"referraldate": ""}, "referred_date: missing"),
        ("health_waits", {"referraldate": "31/02/2025"}, "referred_date: not a date"),
        ("nccis", {"activity": "999"}, "activity: not a activity code then"),
        ("nccis", {"clientid": "Zqavryx"}, "client: not a number of the caseload"),
        ("nccis", {"uln": "1000000001"}, "uln: uln check digit"),
        ("nccis", {"supportedinternship": "maybe"}, "supported_internship: not yes or no"),
        ("social_care", {"carecategory": "N12"}, "care_category: not a social_care_category code then"),
        ("social_care", {"startdate": ""}, "start_date: missing"),
        ("attainment", {"measure": "KS1"}, "measure: not a attainment_measure code then"),
        ("attainment", {"result": "46.5"}, "result: not a attainment_result code then"),
        ("disputes", {"ground": "Cost"}, "ground: not a dispute_ground code then"),
        ("disputes", {"registereddate": "soon"}, "registered_date: not a date"),
        ("complaints", {"body": "Ofsted"}, "body: not a complaint_body code then"),
        ("complaints", {"subject": ""}, "subject: missing"),
        ("sendiass", {"level": "5"}, "level: not a advice_level code then"),
        ("sendiass", {"contacts": "several"}, "contacts: not a whole number"),
    ],
)
def test_a_typical_fault_is_told_by_its_reason(raw, extract, fault, reason):
    found = staged(raw, extract, fault)
    assert (found.lawful.num_rows, found.reasons) == (0, {reason: 1})


def test_known_spellings_are_settled(raw):
    found = staged(
        raw,
        "health_waits",
        {"referralid": "1", "service": "SaLT"},
        {"referralid": "2", "service": "Neurodevelopmental", "decision": "Pending"},
        {"referralid": "3", "nhsnumber": "9434765919.0", "service": "cypmhs", "referraldate": "27/08/2025"},
    ).lawful.to_pylist()
    assert [row["service"] for row in found] == ["SALT", "NDP", "CAMHS"]
    assert [row["decision"] for row in found] == ["A", "P", "A"]
    assert {row["nhs_number_key"] for row in found} == {KEY.one("9434765919", "nhs_number")}
    assert {str(row["referred_date"]) for row in found} == {"2025-08-27"}


@pytest.mark.parametrize("category", ["N1", "n5", "Abuse or neglect", "N0", "N9"])
def test_a_category_of_need_other_than_disability_becomes_one_as_it_is_read(raw, category):
    assert staged(raw, "social_care", {"carecategory": category}).lawful["care_category"].to_pylist() == [
        "OTH"
    ]


def test_social_care_carries_no_more_than_it_must(raw):
    columns = set(staged(raw, "social_care", {}).lawful.column_names)
    assert columns == {
        *("delivery", "row", "child_key", "upn_key", "age_31_august", "age_census_day"),
        *("start_date", "end_date", "has_disability", "care_category"),
    }


@pytest.mark.parametrize("extract", PARTNERS)
def test_identifiers_and_words_go_to_the_vault(raw, extract):
    found = staged(raw, extract, {"upn": upn(1)})
    kept = {
        str(value)
        for column in found.lawful.columns
        for value in column.to_pylist()
        if value is not None and not pa.types.is_boolean(column.type)
    }
    said = RECORDS[TABLE[extract]]
    secret = {upn(1), "9434765919", "1000000000", "Zqavryx", "Vylqua", "Zqavryx words", "NE1 4XX"}
    secret |= {said[name] for name in ("dob", "childid", "clientid") if name in said}
    assert not kept & secret
    assert upn(1) in found.identifiers["upn"].to_pylist()


def test_a_month_without_any_complaint_is_a_delivery(raw):
    assert staged(raw, "complaints").received == 0


def test_a_caseload_without_young_people_is_none(raw):
    with pytest.raises(RefusedError, match="lacks youngpeople"):
        staged_head_only(raw)


def staged_head_only(raw):
    folder = write_partner(raw, "nccis", "2025-12")
    return builders.tables_of(landing.delivery_at(folder, raw))


def test_an_extract_in_the_place_of_another_month_is_refused(raw):
    folder = write_partner(raw, "nccis", "2025-12", says={"month": "11"}, youngpeople=[{}])
    with pytest.raises(RefusedError, match="not what its place says"):
        builders.tables_of(landing.delivery_at(folder, raw))


def test_the_three_tables_of_social_care_are_told_apart_by_their_content(raw):
    folder = write_partner(
        raw, "social_care", "2025", childreninneed=[{}], protectionplans=[{}, {}], lookedafter=[{}, {}, {}]
    )
    for n, file in enumerate(sorted(folder.iterdir())):
        file.rename(folder / f"export {n}.csv")
    found = builders.tables_of(landing.delivery_at(folder, raw))
    assert {name: table.received for name, table in found.items()} == {
        "socialcare": 1,
        "childreninneed": 1,
        "protectionplans": 2,
        "lookedafter": 3,
    }
