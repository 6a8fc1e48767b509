"""The case system's extract at the edges of its contract."""

import pytest

from pipelines import landing
from pipelines.errors import RefusedError
from pipelines.identity import Pseudonyms
from pipelines.staging import Staged, stage_delivery
from schemas.rule import ORPHAN, REPEATED
from tests import builders
from tests.builders import upn
from tests.builders_ehcp import case, line, review, version, write_ehcp

KEY = Pseudonyms(b"k" * 32)


def staged(raw) -> dict[str, Staged]:
    [delivery], misplaced = landing.find(raw)
    assert not misplaced
    return stage_delivery(builders.tables_of(delivery), delivery.extract, delivery.of, delivery.key, KEY)


def reasons_of_case(raw, **items) -> dict[str, int]:
    write_ehcp(raw, [case("1", **items)])
    return staged(raw)["cases"].reasons


def test_a_lawful_snapshot_keeps_its_rows_and_leaves_its_identifiers(raw):
    write_ehcp(
        raw,
        [case("1", upn=upn(1))],
        versions=(version("1-1", "1"),),
        lines=(line("1-1-1", "1-1"),),
        reviews=(review("1-R1", "1"),),
    )
    found = staged(raw)
    assert {
        name: (s.received, s.lawful.num_rows, s.rejects.num_rows) for name, s in found.items()
    } == dict.fromkeys(("extract", "cases", "planversions", "provisionlines", "reviews"), (1, 1, 0))
    [row] = found["cases"].lawful.to_pylist()
    assert (row["age_31_august"], row["age_census_day"], row["postcode_district"]) == (13, 13, "NE1")
    assert row["upn_key"] == KEY.one(upn(1), "upn")
    assert row["system_person_key"] == KEY.one("P1", "ehcp_person")
    assert not {"upn", "uln", "surname", "forename", "birth_date", "postcode", "system_person"} & row.keys()
    [provision] = found["provisionlines"].lawful.to_pylist()
    assert not {"provider", "description"} & provision.keys()
    assert found["provisionlines"].identifiers["provider"].to_pylist() == ["Zqavryx House"]


@pytest.mark.parametrize(
    "lawful",
    [
        {"receiveddate": "06/01/2025"},
        {"receiveddate": ""},
        {"decision": "Assess"},
        {"decision": "A", "assessmentoutcome": "", "planissueddate": ""},
        {"exceptions": "yes"},
        {"exceptions": ""},
        {"upn": upn(1), "uln": ""},
        {"requestsource": "2"},
    ],
)
def test_what_real_systems_write_is_lawful(raw, lawful):
    assert reasons_of_case(raw, **lawful) == {}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"receiveddate": "2025-02-30"}, "received_date: not a date"),
        ({"receiveddate": "01/13/2025"}, "received_date: not a date"),
        ({"decision": ""}, "decision: missing"),
        ({"decision": "Q"}, "decision: not a request_outcome code then"),
        ({"assessmentoutcome": "maybe"}, "assessment_outcome: not a assessment_outcome code then"),
        ({"upn": "A123456789001"}, "upn: upn check letter"),
        ({"personid": "Zqavryx Vylqua"}, "system_person: not a number of the case system"),
        ({"dob": ""}, "birth_date: missing"),
        ({"exceptions": "perhaps"}, "exceptions_apply: not yes or no"),
    ],
)
def test_what_cannot_be_right_is_rejected_by_name(raw, wrong, reason):
    assert reasons_of_case(raw, **wrong) == {reason: 1}


@pytest.mark.parametrize(
    ("hours", "is_lawful"), [("12.5", True), ("0", True), ("", True), ("12,5h", False), ("ten", False)]
)
def test_hours_are_figures(raw, hours, is_lawful):
    quoted = f'"{hours}"' if "," in hours else hours
    write_ehcp(
        raw, [case("1")], versions=(version("1-1", "1"),), lines=(line("a", "1-1", hoursperweek=quoted),)
    )
    assert staged(raw)["provisionlines"].lawful.num_rows == is_lawful


def test_what_hangs_on_a_rejected_or_missing_record_is_rejected_with_it(raw):
    write_ehcp(
        raw,
        [case("1"), case("2", decision="Q")],
        versions=(version("1-1", "1"), version("2-1", "2"), version("1-1", "1", version="2")),
        lines=(line("a", "1-1"), line("b", "2-1"), line("c", "9-9")),
        reviews=(review("r", "2"),),
    )
    found = staged(raw)
    assert found["planversions"].reasons == {ORPHAN: 1, REPEATED: 1}
    assert found["provisionlines"].reasons == {ORPHAN: 2}
    assert found["reviews"].reasons == {ORPHAN: 1}
    for one in found.values():
        assert one.lawful.num_rows + one.rejects.num_rows == one.received


def test_the_source_of_requests_is_read_from_2025_on(raw):
    write_ehcp(raw, [case("1", requestsource="school")], month="2024-12")
    found = staged(raw)["cases"]
    assert found.reasons == {}
    assert found.lawful["request_source"].to_pylist() == [None]


@pytest.mark.parametrize("says", [{"month": "11"}, {"year": "2024"}, {"lea": "392"}])
def test_a_snapshot_in_the_wrong_place_is_refused(raw, says):
    write_ehcp(raw, [case("1")], says=says)
    with pytest.raises(RefusedError, match="not what its place says"):
        staged(raw)
