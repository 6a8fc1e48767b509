"""Hand-made extracts of seven partners, and what the core makes of them worked out on paper.

The monthly ones were read on 31 December 2025. Days between: 27 August to 31 December are 4 + 30 + 31 + 30 +
31 = 126; from 1 January to 31 December 364; from 31 December 2024 a day more. 3 March to 2 June are 28 + 30 +
31 + 2 = 91, to 1 July 120; 1 October to 3 November 33; 1 to 31 December 30.
"""

import os
import shutil
from dataclasses import replace
from datetime import date

import pytest

from pipelines import steps, steps_marts
from pipelines.run import BuildReport, build, join, workshop
from pipelines.shown import in_order
from pipelines.sql import read_marts
from tests.builders import pupil, settings_at, strangers, upn, write_census
from tests.builders_partners import PARTNERS, write_partner

REFERRALS = [
    {"referralid": "1", "upn": upn(1)},
    {"referralid": "2", "referraldate": "2025-08-26"},
    {"referralid": "3", "service": "OT", "referraldate": "2025-01-01", "firstseendate": "2025-12-31"},
    {"referralid": "4", "service": "NDP", "referraldate": "2024-12-31", "decision": ""},
    {"referralid": "5", "service": "CAMHS", "decision": "R"},
    {
        "referralid": "6",
        "service": "Physiotherapy",
        "referraldate": "2025-12-01",
        "firstseendate": "2026-01-05",
    },
    {
        "referralid": "7",
        "service": "NDP",
        "referraldate": "2025-03-03",
        "firstseendate": "2025-06-02",
        "diagnosisdate": "2025-07-01",
    },
    {"referralid": "8", "dischargedate": "2025-11-01"},
]
YOUNG_PEOPLE = [
    {"clientid": "CC1", "upn": upn(1)},
    {"clientid": "CC2", "dob": "2008-08-31", "activity": "619", "confirmeddate": "2025-09-30"},
    {"clientid": "CC3", "activity": "810"},
    {"clientid": "CC4", "activity": "460"},
    {"clientid": "CC5", "activity": "550"},
    {"clientid": "CC6", "activity": "310", "supportedinternship": "Y"},
    {"clientid": "CC7", "activity": "Re-engagement provision"},
]
IN_NEED = [
    {"upn": upn(1)},
    {"childid": "SC2", "enddate": "2025-03-31", "needcategory": "N1"},
    {"childid": "SC3", "enddate": "2025-04-10", "needcategory": "N8"},
]
RESULTS = [
    {"upn": upn(1)},
    {"upn": upn(2), "result": "N"},
    {"upn": upn(3), "measure": "PHONICS", "result": "A"},
    {"upn": upn(4), "measure": "PHONICS", "result": "D"},
    {"upn": upn(5), "measure": "PHONICS", "result": "L"},
    {"upn": upn(6), "measure": "ATT8", "result": "", "points": "46.54"},
    {"upn": upn(7), "measure": "ATT8", "result": "L"},
]
MEDIATED = {"mediationdate": "2025-04-01", "mediationoutcome": "PART", "certificatedate": "2025-04-03"}
APPEALS = [
    {"appealid": "1", "appealoutcome": "UPHELD", "decideddate": "2026-01-10"},
    {
        "appealid": "2",
        "registereddate": "2024-10-01",
        "appealoutcome": "Conceded by the authority",
        "decideddate": "2025-02-01",
        "aftermediation": "Y",
    },
]
COMPLAINTS = [
    {"complaintid": "1", "upn": upn(1), "outcome": "U", "closeddate": "2025-11-03"},
    {"complaintid": "2", "body": "LGSCO", "stage": "O", "receiveddate": "2025-12-01"},
    {"complaintid": "3", "body": "NHS", "outcome": "X", "closeddate": "2025-12-31"},
    {"complaintid": "4", "body": "PHSO", "stage": "O", "outcome": "N", "closeddate": "2026-01-02"},
]
CASES = [
    {"advicecaseid": "1", "upn": upn(1)},
    {"advicecaseid": "2", "topic": "Tribunal", "level": "Level 4", "closeddate": "2025-12-31"},
]
TABLES_OF = {
    "health_waits": {"core.health_wait"},
    "nccis": {"core.participation"},
    "social_care": {"core.social_care_episode"},
    "attainment": {"core.attainment_result"},
    "disputes": {"core.dispute"},
    "complaints": {"core.complaint"},
    "sendiass": {"core.advice_service_case"},
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A census with one of the children, and all seven extracts."""
    settings = settings_at(tmp_path_factory.mktemp("partners"))
    raw = settings.raw
    write_census(raw, [pupil("1", upn=upn(1))], year=2025)
    write_partner(raw, "health_waits", "2025-12", referrals=strangers(REFERRALS, nhsnumber=""))
    write_partner(raw, "nccis", "2025-12", youngpeople=strangers(YOUNG_PEOPLE, uln=""))
    write_partner(raw, "social_care", "2025", childreninneed=IN_NEED, protectionplans=[{}], lookedafter=[{}])
    write_partner(raw, "attainment", "2025", results=RESULTS)
    write_partner(raw, "disputes", "2026", mediations=[MEDIATED], appeals=APPEALS)
    write_partner(raw, "complaints", "2025-12", complaints=COMPLAINTS)
    write_partner(raw, "sendiass", "2025-12", advicecases=CASES)
    return settings


@pytest.fixture(scope="module")
def shop(settings):
    report = build(settings)
    assert (report.exit_code, report.refused) == (0, {})
    return workshop(settings)


def rows(shop, table, *columns):
    made_of = shop.lake.partitions(table)
    records = [row for partition in made_of for row in shop.lake.read(table, partition).to_pylist()]
    return [tuple(row[c] for c in columns) for row in records]


def test_a_wait_of_126_days_is_not_over_18_weeks_and_one_of_127_is(shop):
    columns = ("referral_id", "is_waiting", "days_waited", "is_over_18_weeks", "is_over_52_weeks")
    assert rows(shop, "core.health_wait", *columns) == [
        ("1", True, 126, False, False),
        ("2", True, 127, True, False),
        ("3", False, 364, True, False),  # seen on the very day
        ("4", True, 365, True, True),
        ("5", False, None, None, None),  # not accepted
        ("6", True, 30, False, False),  # to be seen five days after the extract
        ("7", False, 91, False, False),
        ("8", False, None, None, None),  # closed without a contact
    ]


def test_what_is_dated_after_the_extract_has_not_happened(shop):
    found = {key: rest for key, *rest in rows(shop, "core.health_wait", "referral_id", "first_seen_date")}
    assert found["6"] == [None]
    assert found["7"] == [date(2025, 6, 2)]


def test_the_way_to_a_diagnosis_and_the_service_in_words(shop):
    found = rows(shop, "core.health_wait", "days_to_diagnosis", "service", "service_label")
    assert found[6] == (120, "NDP", "Neurodevelopmental pathway")
    assert found[5] == (None, "PHYSIO", "Physiotherapy")


def test_who_takes_part_and_who_does_not(shop):
    columns = ("activity", "activity_group", "is_neet", "is_not_known", "is_supported_internship")
    assert rows(shop, "core.participation", *columns) == [
        ("230", "Education", False, False, False),
        ("619", "NEET", True, False, False),
        ("810", "Not known", False, True, False),
        ("460", "Training", False, False, True),
        ("550", "Employment", False, False, False),
        ("310", "Employment", False, False, True),
        ("530", "Re-engagement", False, False, False),
    ]


def test_academic_age_is_that_at_31_august_and_confirmation_in_whole_months(shop):
    found = rows(shop, "core.participation", "academic_age", "months_since_confirmed")
    # born on 1 September 2008: 16 on 31 August 2025; a day earlier: 17. 30 September to 31 December: 3.
    assert found[:2] == [(16, None), (17, 3)]


def test_an_episode_that_ends_after_the_year_is_open_at_its_end(shop):
    columns = ("kind", "end_date", "is_open", "is_for_disability", "has_disability")
    assert rows(shop, "core.social_care_episode", *columns) == [
        ("Child in need", None, True, True, True),
        ("Child in need", date(2025, 3, 31), False, False, True),
        ("Child in need", None, True, False, True),
        ("Looked after", None, True, False, True),
        ("Protection plan", None, True, None, True),
    ]


def test_no_category_of_need_but_disability_is_kept(shop):
    kept = rows(shop, "staging.social_care_childreninneed", "need_category")
    assert kept == [("N2",), ("OTH",), ("OTH",)]


def test_absent_and_disapplied_pupils_count_and_leavers_do_not(shop):
    columns = ("measure", "result", "points_in_tenths", "is_in_base", "is_met")
    assert rows(shop, "core.attainment_result", *columns) == [
        ("GLD", "M", None, True, True),
        ("GLD", "N", None, True, False),
        ("PHONICS", "A", None, True, False),
        ("PHONICS", "D", None, True, False),
        ("PHONICS", "L", None, False, None),
        ("ATT8", None, 465, True, None),
        ("ATT8", "L", None, False, None),
    ]
    assert set(rows(shop, "core.attainment_result", "academic_year")) == {("202425",)}


def test_what_ended_after_the_year_told_of_is_open(shop):
    columns = (
        "kind",
        "dispute_id",
        "calendar_year",
        "outcome",
        "is_opened_in_year",
        "is_open",
        "after_mediation",
    )
    assert rows(shop, "core.dispute", *columns) == [
        ("Appeal", "1", 2025, None, True, True, False),
        ("Appeal", "2", 2025, "CONCEDED", False, False, True),
        ("Mediation", "1", 2025, "PART", True, False, None),
    ]


def test_complaints_to_both_ombudsmen_are_one_group(shop):
    columns = ("body_group", "is_open", "is_upheld", "days_open")
    assert rows(shop, "core.complaint", *columns) == [
        ("Council", False, True, 33),
        ("Ombudsman", True, None, 30),
        ("NHS body", False, None, 91),  # 1 October to 31 December: 30 + 30 + 31; not investigated
        ("Ombudsman", True, None, 91),  # answered in January
    ]


def test_cases_of_the_advice_service(shop):
    columns = ("topic", "topic_label", "level", "is_open")
    assert rows(shop, "core.advice_service_case", *columns) == [
        ("PLAN", "Content of a plan", "2", True),
        ("APPEAL", "Mediation or appeal", "4", False),
    ]


def test_the_same_child_is_one_person_in_every_extract(shop):
    [(child,)] = rows(shop, "core.enrolment", "person_id")
    for tables in TABLES_OF.values():
        for table in tables - {"core.dispute"}:  # no dispute names the child
            # in social care three episodes under its one number there, of which one tells the UPN
            episodes = 3 if table == "core.social_care_episode" else 1
            assert rows(shop, table, "person_id").count((child,)) == episodes, table


def test_who_is_told_of_is_a_person_and_a_complaint_without_a_child_is_nobodys(shop):
    persons = {person for (person,) in rows(shop, "core.person", "person_id")}
    told = {p for tables in TABLES_OF.values() for t in tables for (p,) in rows(shop, t, "person_id")}
    assert persons == told - {None}
    assert rows(shop, "core.complaint", "person_id")[1:] == [(None,)] * 3
    [records] = [n for p, n in rows(shop, "core.person", "person_id", "records") if n > 1]
    assert records == 9  # the census, six partners, and two episodes more in social care


def without(names, settings, folder):
    """A lake of its own, from which the deliveries of some extracts are withdrawn."""
    shutil.copytree(settings.lake, folder / "lake", copy_function=os.link)
    alone = workshop(replace(settings, lake=folder / "lake"))
    left = {one for one in alone.lake.partitions(steps.DELIVERY) if one.split(".")[0] not in names}
    steps.withdraw(alone, left)
    join(alone, BuildReport())
    return alone


@pytest.mark.parametrize("extract", PARTNERS)
def test_removing_one_extract_leaves_the_tables_of_the_others(shop, settings, tmp_path, extract):
    alone = without([extract], settings, tmp_path)
    for name, tables in TABLES_OF.items():
        for table in tables:
            assert bool(alone.lake.partitions(table)) == (name != extract), table


@pytest.mark.parametrize(
    "names", [PARTNERS, *(pytest.param([one], marks=pytest.mark.full) for one in PARTNERS)]
)
def test_without_them_every_mart_is_counted_all_the_same(shop, settings, tmp_path, names):
    alone = without(names, settings, tmp_path)
    marts = in_order(read_marts())
    assert list(steps_marts.build_marts(alone, marts))
    for name, mart in marts.items():
        made_from = alone.lake.stamp(f"marts.{name}").fingerprint
        assert made_from == steps_marts.mart_fingerprint(alone.lake, mart), name
