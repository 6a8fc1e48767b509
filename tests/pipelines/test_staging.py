"""Staging: every received row is lawful or rejected with its reasons; identifiers leave with the vault."""

import json
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.formats import TextTable
from pipelines.identity import Pseudonyms
from pipelines.staging import stage_delivery, staged_schema
from schemas.extracts.school_census import SCHOOL_CENSUS
from schemas.returns import Return
from schemas.rule import ORPHAN, RAGGED, REPEATED
from tests.builders import upn

KEY = Pseudonyms(b"k" * 32)
SPRING = Return.parse("2019-spring")


def table(
    name: str, rows: list[dict[str, str | None]], ragged: tuple[tuple[int, str], ...] = ()
) -> TextTable:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    columns = {h: pa.array([row.get(h) for row in rows], pa.string()) for h in headers}
    return TextTable(name, pa.table(columns).append_column("row", pa.array(range(2, len(rows) + 2))), ragged)


def census(*pupils: dict[str, str | None], needs: tuple[dict[str, str], ...] = ()) -> dict[str, TextTable]:
    return {
        "schoolcensus": table(
            "schoolcensus",
            [
                {
                    "schoolcensustableid": "A",
                    "term": "SPR",
                    "collection": "SC",
                    "year": "2019",
                    "referencedate": "2019-Jan-17 00:00:00",
                    "lea": "391",
                    "estab": "2000",
                    "urn": "108001",
                }
            ],
        ),
        "pupilonroll": table("pupilonroll", [one_pupil() | p for p in pupils]),
    } | ({"senneeds": table("senneeds", list(needs))} if needs else {})


def one_pupil() -> dict[str, str | None]:
    return {
        "pupilonrolltableid": "1",
        "schoolcensustableid": "A",
        "upn": upn(1),
        "surname": "Zqavryx",
        "forename": "Vylqua",
        "dob": "2008-Mar-03 00:00:00",
        "gender": "F",
        "enrolstatus": "C",
        "senprovision": "N",
        "ncyearactual": "5",
    }


def stage(tables):
    return stage_delivery(tables, SCHOOL_CENSUS, SPRING, "391_2019-spring", KEY)


def reasons(*pupils, part="pupilonroll", needs=()):
    return stage(census(*pupils, needs=needs))[part].reasons


def test_a_lawful_row_keeps_its_items_and_leaves_its_identifiers():
    staged = stage(census({}))["pupilonroll"]
    [row] = staged.lawful.to_pylist()
    assert (row["sex"], row["sen_provision"], row["nc_year"], row["row"]) == ("F", "N", "5", 2)
    assert (row["age_31_august"], row["age_census_day"]) == (10, 10)
    assert row["upn_key"] == KEY.one(upn(1), "upn")
    assert not {"upn", "surname", "forename", "birth_date"} & row.keys()
    [kept] = staged.identifiers.to_pylist()
    assert (kept["upn"], kept["surname"], kept["birth_date"]) == (upn(1), "Zqavryx", date(2008, 3, 3))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"senprovision": None}, "sen_provision: missing"),
        ({"senprovision": "Q"}, "sen_provision: not a sen_provision code then"),
        ({"dob": "2008-02-30"}, "birth_date: not a date"),
        ({"dob": "03/13/2008"}, "birth_date: not a date"),
        ({"upn": "A123456789001"}, "upn: upn check letter"),
        ({"parttime": "perhaps"}, "part_time: not yes or no"),
        ({"termlysessionspossible": "many"}, "sessions_possible: not a whole number"),
        ({"schoolcensustableid": "B"}, ORPHAN),
    ],
)
def test_each_fault_is_named_once(wrong, reason):
    assert reasons(wrong) == {reason: 1}


@pytest.mark.parametrize(
    "written", ["2008-03-03", "03/03/2008", "2008-Mar-03 00:00:00", "2008-03-03 00:00:00", " 2008-03-03 "]
)
def test_dates_as_returns_write_them(written):
    staged = stage(census({"dob": written}))["pupilonroll"]
    assert staged.identifiers.to_pylist()[0]["birth_date"] == date(2008, 3, 3)


def test_known_spellings_are_settled_and_counted():
    staged = stage(census({"senprovision": "SEN support", "gender": "Female", "ncyearactual": "5.0"}))
    assert staged["pupilonroll"].respelt == {"sen_provision": 1, "sex": 1, "nc_year": 1}
    assert staged["pupilonroll"].lawful.to_pylist()[0]["sen_provision"] == "K"


def test_a_cut_leading_zero_is_put_back_only_where_the_number_is_then_valid():
    staged = stage(
        census({"uniquelearnernumber": "42"}, {"pupilonrolltableid": "2", "uniquelearnernumber": "43"})
    )
    assert staged["pupilonroll"].identifiers.to_pylist()[0]["uln"] == "0000000042"
    assert staged["pupilonroll"].reasons == {"uln: uln check digit": 1}


def test_a_child_of_a_rejected_record_is_rejected_with_it():
    needs = ({"senneedstableid": "n1", "pupilonrolltableid": "1", "sentyperank": "1", "sentype": "ASD"},)
    assert reasons({"senprovision": None}, part="senneeds", needs=needs) == {ORPHAN: 1}


def test_a_second_record_under_one_key_is_rejected():
    assert reasons({}, {"upn": upn(2)}) == {REPEATED: 1}


def test_rejects_hold_what_was_received():
    [reject] = stage(census({"senprovision": None}))["pupilonroll"].rejects.to_pylist()
    assert reject["row"] == 2
    assert json.loads(reject["received"])["surname"] == "Zqavryx"


def test_lines_that_cannot_be_cut_are_rejects_too():
    tables = census({})
    tables["pupilonroll"] = table("pupilonroll", [one_pupil()], ragged=((3, "too,few"),))
    staged = stage(tables)["pupilonroll"]
    assert (staged.received, staged.lawful.num_rows, staged.reasons) == (2, 1, {RAGGED: 1})


def test_every_year_stages_into_the_same_columns():
    part = SCHOOL_CENSUS.part("pupilonroll")
    staged = stage(census({}))["pupilonroll"].lawful
    assert staged.schema == staged_schema(part)
    assert staged["young_carer"].null_count == 1  # not collected before 2023


TEXT = st.one_of(
    st.none(), st.sampled_from(["", "N", "K", "S", "F", "Male", "C", "2008-03-03", "x", "1.0", "é"])
)
ITEM = st.sampled_from(
    [
        "upn",
        "dob",
        "gender",
        "senprovision",
        "enrolstatus",
        "ncyearactual",
        "ethnicity",
        "schoolcensustableid",
    ]
)


@given(st.lists(st.dictionaries(ITEM, TEXT, max_size=4), min_size=1, max_size=12))
def test_received_is_lawful_and_rejects(changes):
    pupils = [{"pupilonrolltableid": str(n // 2)} | change for n, change in enumerate(changes)]
    staged = stage(census(*pupils))["pupilonroll"]
    assert staged.received == len(pupils) == staged.lawful.num_rows + staged.rejects.num_rows
    rows = staged.lawful["row"].to_pylist() + staged.rejects["row"].to_pylist()
    assert sorted(rows) == list(range(2, len(pupils) + 2))
    assert all(staged.rejects["reasons"].to_pylist())
