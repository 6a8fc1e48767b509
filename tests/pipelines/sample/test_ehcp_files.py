"""The case system's extract of the sample: lawful, about the cases of SEN2, with a clock that is right."""

from collections import Counter
from datetime import date
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from pipelines import landing
from pipelines.identity import Pseudonyms
from pipelines.sample import Order
from pipelines.staging import stage_delivery
from schemas.returns import Return
from tests import builders
from tests.pipelines.sample.samples import Sample, written

DECEMBER, NOVEMBER = "391/ehcp/2025-12", "391/ehcp/2025-11"
WEEKS_20 = pd.Timedelta(days=140)


def days(column: pd.Series) -> pd.Series:
    """Days as the files write them: ISO, or the day first."""
    iso = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
    return iso.fillna(pd.to_datetime(column, format="%d/%m/%Y", errors="coerce"))


def staged(sample: Sample, extract: str):
    deliveries, misplaced = landing.find(sample.raw)
    assert not misplaced
    for d in deliveries:
        if d.extract.name == extract:
            tables = builders.tables_of(d)
            yield d.key, stage_delivery(tables, d.extract, d.of, d.key, Pseudonyms(b"k" * 32))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return written(tmp_path_factory.mktemp("small"), Order(size=600, ehcp_months=3))


@pytest.mark.parametrize("extract", ["ehcp", "survey"])
@pytest.mark.parametrize("kind", ["small", "dirty"])
def test_everything_received_is_lawful_for_all_its_dirt(kind, extract, request):
    deliveries = list(staged(request.getfixturevalue(kind), extract))
    assert deliveries
    for _, tables in deliveries:
        for one in tables.values():
            assert one.reasons == {}
            assert one.lawful.num_rows + one.rejects.num_rows == one.received > 0
    if kind == "dirty" and extract == "ehcp":
        assert any(one.respelt for _, tables in deliveries for one in tables.values())


def test_the_months_are_the_last_before_the_returns_of_the_last_year(small):
    assert [key for key, _ in staged(small, "ehcp")] == ["391_2025-10", "391_2025-11", "391_2025-12"]


@pytest.mark.parametrize(
    ("order", "months"),
    [
        ({}, ["2025-11", "2025-12"]),
        ({"ehcp_months": 0}, []),
        ({"ehcp_months": 13, "last_year": 2025}, [f"2023-{12}", *(f"2024-{m:02d}" for m in range(1, 13))]),
        ({"ehcp_months": 13, "first_year": 2025, "last_year": 2026}, [f"2025-{m:02d}" for m in range(1, 13)]),
        ({"last_year": 2019}, []),
    ],
)
def test_which_snapshots_an_order_has(order, months):
    assert [str(month) for month in Order(**order).ehcp_snapshots] == months


def test_no_number_of_months_below_nought():
    with pytest.raises(ValueError, match="months"):
        Order(ehcp_months=-1)


def test_a_later_snapshot_takes_nothing_back(clean):
    before = clean.table(NOVEMBER, "cases").set_index("caseid")
    after = clean.table(DECEMBER, "cases").set_index("caseid").loc[before.index]
    for column in ("receiveddate", "planissueddate", "ceasedate"):
        settled = before[column] != ""
        assert (before.loc[settled, column] == after.loc[settled, column]).all()
    assert len(clean.table(DECEMBER, "cases")) > len(before)


def test_nothing_is_dated_after_the_snapshot_but_what_is_due(clean):
    for table in ("cases", "planversions", "reviews"):
        rows = clean.table(DECEMBER, table)
        for column in rows.columns[rows.columns.str.endswith("date") & (rows.columns != "duedate")]:
            assert days(rows[column]).max() <= pd.Timestamp(2025, 12, 31)


def test_a_case_has_what_it_has_come_to(clean):
    cases = clean.table(DECEMBER, "cases")
    issued = cases.planissueddate != ""
    assert cases.loc[issued, "decision"].isin(["Y", "H"]).all()
    assert (cases.loc[issued & (cases.decision == "Y"), "assessmentoutcome"] == "Y").all()
    assert (cases.loc[cases.assessmentoutcome == "Y", "planissueddate"] != "").all()
    waiting = cases[cases.decision == "A"]
    assert len(waiting)
    assert (waiting[["decisiondate", "assessmentoutcome", "planissueddate"]] == "").all().all()
    assert ((cases.decision == "H") == (cases.receiveddate == "")).all()
    open_cases = cases[(cases.decision.isin(["A", "Y"])) & cases.assessmentoutcome.isin(["", "A"])]
    running = pd.Timestamp(2025, 12, 31) - days(open_cases.receiveddate)
    assert len(open_cases) > len(waiting)
    assert running.between(pd.Timedelta(0), pd.Timedelta(days=365)).all()


def test_a_plan_has_one_first_final_version_on_the_day_it_was_issued(clean):
    cases = clean.table(DECEMBER, "cases").set_index("caseid")
    versions = clean.table(DECEMBER, "planversions")
    finals = versions[versions.status == "F"].set_index("caseid")
    assert finals.index.is_unique
    assert set(finals.index) == set(cases.index[cases.planissueddate != ""])
    assert (finals.issueddate == cases.loc[finals.index, "planissueddate"]).all()
    named = (versions[["sectioniurn", "sectioniukprn", "sectionitype"]] != "").sum(axis=1)
    assert (named == (versions.status != "D")).all()  # a draft names no setting
    assert (
        versions.groupby("caseid")
        .version.apply(lambda v: sorted(map(int, v)) == list(range(1, len(v) + 1)))
        .all()
    )


def test_every_plan_in_force_provides_something_in_section_f(clean):
    cases = clean.table(DECEMBER, "cases")
    lines = clean.table(DECEMBER, "provisionlines")
    in_force = cases[(cases.planissueddate != "") & (cases.ceasedate == "")]
    of_case = lines.versionid.str.split("-").str[0]
    assert set(of_case[lines.section == "F"]) == set(in_force.caseid)


def sen2(sample: Sample, year: int) -> ET.Element:
    return ET.parse(sample.message(year)).getroot()  # noqa: S314 - written by the code under test


def test_december_and_the_sen2_of_january_tell_of_the_same_plans(clean):
    cases = clean.table(DECEMBER, "cases")
    in_force = (cases.planissueddate != "") & (cases.ceasedate == "")
    message = sen2(clean, 2026)
    with_plan = [p for p in message.iter("Person") if any(True for _ in p.iter("ActivePlans"))]
    assert in_force.sum() == len(with_plan)
    known = Counter((p.findtext("UPN", ""), p.findtext("PersonBirthDate")) for p in with_plan)
    assert Counter(zip(cases.upn[in_force], cases.dob[in_force], strict=True)) == known
    requests = [r for r in message.iter("Requests") if r.findtext("ReceivedDate", "") >= "2025-01-01"]
    received = cases[cases.receiveddate >= "2025-01-01"]
    assert Counter(received.receiveddate) == Counter(r.findtext("ReceivedDate") for r in requests)


def test_the_last_review_is_the_one_that_sen2_returns(clean):
    cases, reviews = (clean.table(DECEMBER, table) for table in ("cases", "reviews"))
    in_force = cases.loc[(cases.planissueddate != "") & (cases.ceasedate == ""), "caseid"]
    held = reviews[(reviews.meetingdate != "") & reviews.caseid.isin(in_force)]
    last = held.sort_values("meetingdate").groupby("caseid").tail(1)
    returned = [
        (a.findtext("ReviewMeeting"), a.findtext("ReviewOutcome"), a.findtext("LastReview"))
        for a in sen2(clean, 2026).iter("ActivePlans")
        if a.findtext("ReviewMeeting")
    ]
    ours = zip(last.meetingdate, last.decision, last.decisiondate, strict=True)
    assert Counter(ours) == Counter(returned)


def test_three_plans_in_five_are_in_time(dirty):
    cases = dirty.table(DECEMBER, "cases")
    received, issued = days(cases.receiveddate), days(cases.planissueddate)
    took = (issued - received).dropna()
    assert len(took) > 100
    assert 0.5 < (took <= WEEKS_20).mean() < 0.7
    exceptions = cases.exceptions.isin(["1"]) & (issued - received).notna()
    assert 0 < exceptions.sum() < 0.2 * len(took)
    assert ((issued - received)[exceptions] > WEEKS_20).all()


def test_dirty_files_hold_each_kind_of_error(dirty):
    cases, versions = (dirty.table(DECEMBER, table) for table in ("cases", "planversions"))
    assert cases.receiveddate.str.contains("/").any()
    assert (cases.postcode == "").any()
    assert (cases.upn == "").any()
    assert (cases.uln.str.len() == 9).any()
    assert {"Draft", "Final"} & set(versions.status)


def test_clean_files_hold_none(clean):
    cases = clean.table(DECEMBER, "cases")
    assert not cases.receiveddate.str.contains("/").any()
    assert set(cases.decision) <= {"Y", "N", "A", "W", "H"}
    assert (cases.postcode != "").all()


def test_every_case_is_known_in_the_truth(dirty):
    records = dirty.known("record").query("extract == 'ehcp' and `return` == '2025-12'")
    cases = dirty.table(DECEMBER, "cases")
    assert records.record.tolist() == cases.caseid.tolist()
    assert records.counted.tolist() == ((cases.planissueddate != "") & (cases.ceasedate == "")).tolist()


def test_files_say_what_they_are(dirty):
    [header] = dirty.table(DECEMBER, "extract").to_dict("records")
    assert (header["lea"], header["month"], header["system"]) == ("391", "12", "SYNTHETIC SAMPLE")
    assert Return.parse("2025-12").census_day == date.fromisoformat(header["written"])
