"""The rules of the school census: what they see beside a row, a lawful return, and all of them in order."""

# ruff: noqa: S608 - SQL made of our own declarations, never of data

from schemas.codesets.attendance import ATTENDANCE_GROUP, AUTHORISED, PRESENT, UNAUTHORISED
from schemas.rule import Beside, Row, Rulebook
from schemas.rules import (
    any_table,
    school_census_attendance,
    school_census_exclusions,
    school_census_home,
    school_census_identity,
    school_census_leavers,
    school_census_pupil,
    school_census_sen,
)

RECORDS = (("pupilonroll", "pupil_id"), ("pupilnolongeronroll", "leaver_id"))


def _tail(table: str) -> str:
    return "onroll" if table == "pupilonroll" else "offroll"


def _excluded(table: str, key: str) -> Beside:
    of = f"termlyexclusions{_tail(table)}"
    return Beside(
        table,
        "excluded",
        of,
        (key,),
        f"select {key}, count(*) as n, count(distinct (start_date, category)) as starts, "
        "count(*) filter (category = 'PERM') as permanently, "
        f"sum(sessions) filter (category in ('SUSP', 'FIXD')) as sessions from {of} group by {key}",
    )


def _sessions(table: str, key: str) -> Beside:
    of = f"termlysessiondetails{_tail(table)}"
    sums = (f"sum(sessions) filter (reason in {codes}) as {name}" for name, codes in CODES.items())
    return Beside(table, "sessions", of, (key,), f"select {key}, {', '.join(sums)} from {of} group by {key}")


def _same_code(table: str, key: str) -> Beside:
    of = f"termlysessiondetails{_tail(table)}"
    return Beside(
        of, "same_code", of, (key, "reason"), f"select {key}, reason, count(*) as n from {of} group by all"
    )


def _reasons(*groups: str) -> str:
    return "(" + ", ".join(f"'{c.code}'" for c in ATTENDANCE_GROUP.codes if c.label in groups) + ")"


CODES = {
    "missed": _reasons(AUTHORISED, UNAUTHORISED),
    "counted": _reasons(PRESENT, AUTHORISED, UNAUTHORISED),
    "elsewhere": "('D')",
}

BESIDES = (
    Beside("schoolcensus", "school", "school", ("school_census_id",), "from school"),
    Beside(
        "school",
        "approved",
        "provisions",
        ("school_id",),
        "select school_id, count(*) as n from provisions group by school_id",
    ),
    Beside(
        "schoolcensus",
        "roll",
        "pupilonroll",
        ("school_census_id",),
        "select school_census_id, count(*) as n, count(*) filter (sen_provision <> 'N') as sen, "
        "count(*) filter (enrolment_status in ('G', 'F', 'O')) as elsewhere "
        "from pupilonroll group by school_census_id",
    ),
    Beside(
        "schoolcensus",
        "same_school",
        "schoolcensus",
        ("urn",),
        "select urn, count(*) as n from schoolcensus group by urn",
    ),
    Beside(
        "pupilonroll",
        "needs",
        "senneeds",
        ("pupil_id",),
        "select pupil_id, count(*) as n, count(distinct need_rank) as ranks, count(distinct need) as types, "
        "bool_or(need_rank = '1') as has_first, bool_or(need = 'NSA') as has_nsa, "
        "arg_min(need, need_rank) as primary_need from senneeds group by pupil_id",
    ),
    Beside(
        "pupilonroll",
        "same_upn",
        "pupilonroll",
        ("school_census_id", "upn"),
        "select school_census_id, upn, count(*) as n from pupilonroll group by all",
    ),
    Beside(
        "pupilonroll",
        "same_uln",
        "pupilonroll",
        ("school_census_id", "uln"),
        "select school_census_id, uln, count(*) as n from pupilonroll group by all",
    ),
    Beside(
        "pupilonroll",
        "everywhere",
        "pupilonroll",
        ("upn",),
        "select upn, count(distinct school_census_id) filter (enrolment_status = 'C') as single, "
        "count(distinct school_census_id) filter (enrolment_status = 'M') as main, "
        "count(distinct birth_date) as births, count(distinct sex) as sexes from pupilonroll group by upn",
    ),
    Beside(
        "pupilonroll",
        "same_child",
        "pupilonroll",
        ("surname", "forename", "birth_date"),
        "select surname, forename, birth_date, count(distinct upn) as numbers from pupilonroll group by all",
    ),
    Beside(
        "pupilonroll",
        "meals",
        "fsmperiod",
        ("pupil_id",),
        "select pupil_id, count(*) filter (end_date is null) as open from fsmperiod group by pupil_id",
    ),
    Beside(
        "pupilonroll",
        "bases",
        "fundingbasisitems",
        ("pupil_id",),
        "select pupil_id, count(*) as n from fundingbasisitems group by pupil_id",
    ),
    Beside(
        "pupilonroll",
        "home",
        "addresses",
        ("pupil_id",),
        "select pupil_id, count(postcode) as postcodes from addresses group by pupil_id",
    ),
    *(_excluded(table, key) for table, key in RECORDS),
    *(_sessions(table, key) for table, key in RECORDS),
    *(_same_code(table, key) for table, key in RECORDS),
    Beside(
        "pupilnolongeronroll",
        "still_here",
        "pupilonroll",
        ("school_census_id", "upn"),
        "select school_census_id, upn, max(entry_date) as entered from pupilonroll group by all",
    ),
    Beside(
        "pupilnolongeronroll",
        "same_leaver",
        "pupilnolongeronroll",
        ("school_census_id", "upn", "leaving_date"),
        "select school_census_id, upn, leaving_date, count(*) as n from pupilnolongeronroll group by all",
    ),
)

EXCLUSION: Row = {
    "start_date": "2025-06-03",
    "category": "SUSP",
    "reason": "DB",
    "sessions": 4,
    "sen_provision": "N",
}
SESSIONS: Row = {"reason": "I", "sessions": 6}
PLACEMENT: Row = {"urn": "108001", "entry_date": "2025-11-03", "reason": "BHS"}

LAWFUL: dict[str, Row] = {
    "schoolcensus": {
        "term": "SPR",
        "collection": "SC",
        "year": 2026,
        "reference_date": "2026-01-15",
        "la_code": "391",
        "establishment": "2000",
        "urn": "108001",
    },
    "school": {
        "school_name": "Zqav School",
        "phase": "PS",
        "governance": "CO",
        "lowest_nc_year": "R",
        "highest_nc_year": "6",
    },
    "provisions": {"need": "ASD"},
    "pupilonroll": {
        "upn": "K391200020001",
        "surname": "Zqavryx",
        "forename": "Vylqua",
        "birth_date": "2015-10-03",
        "sex": "F",
        "ethnicity": "WBRI",
        "language": "ENG",
        "entry_date": "2020-09-03",
        "enrolment_status": "C",
        "nc_year": "5",
        "class_type": "O",
        "part_time": False,
        "boarder": "N",
        "sen_provision": "N",
        "sen_unit": False,
        "resourced_provision": False,
        "top_up_funding": False,
        "young_carer": "N",
        "service_child": "N",
        "post_looked_after": "N",
        "school_lunch_taken": False,
        "sessions_possible": 140,
    },
    "senneeds": {"need_rank": "1", "need": "ASD"},
    "fsmperiod": {"start_date": "2024-09-03", "country": "ENG"},
    "fundingbasisitems": {"basis": "ECO"},
    "addresses": {"postcode": "NE1 1AA"},
    "pupilnolongeronroll": {
        "upn": "X391200012001",
        "surname": "Zqavryx",
        "forename": "Vylqua",
        "birth_date": "2012-03-03",
        "sex": "F",
        "ethnicity": "WBRI",
        "language": "ENG",
        "entry_date": "2020-09-03",
        "leaving_date": "2025-12-19",
        "sessions_possible": 140,
    },
    **dict.fromkeys(("termlyexclusionsonroll", "termlyexclusionsoffroll"), EXCLUSION),
    **dict.fromkeys(("termlysessiondetailsonroll", "termlysessiondetailsoffroll"), SESSIONS),
    **dict.fromkeys(("schoolarrangedapdetailonroll", "schoolarrangedapdetailoffroll"), PLACEMENT),
    "approvisiondetailonroll": {"reason": "EHC", "sen_provision_entry": "E"},
}

SCHOOL_CENSUS_RULES = Rulebook(
    extract="school_census",
    returned="2026-spring",
    lawful=LAWFUL,
    besides=BESIDES,
    school=("coalesce(schoolcensus.urn, schoolcensus.la_code || schoolcensus.establishment)",),
    rules=(
        *any_table.any_table(
            "SC",
            orphan={"pupilonroll": [{"school_census_id": "9"}]},
            repeated={"pupilonroll": [{"pupil_id": "1"}, {"pupil_id": "1"}]},
        ),
        *school_census_identity.NUMBERS,
        *school_census_identity.NAMES,
        *school_census_pupil.STATUS,
        *school_census_pupil.CIRCUMSTANCES,
        *school_census_home.EARLY_YEARS,
        *school_census_home.HOME,
        *school_census_sen.PROVISION,
        *school_census_sen.NEEDS,
        *school_census_leavers.LEAVERS,
        *school_census_exclusions.EXCLUSIONS,
        *school_census_attendance.ATTENDANCE,
        *school_census_attendance.PLACEMENTS,
        *school_census_leavers.SCHOOLS,
    ),
)
