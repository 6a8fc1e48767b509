"""A hand-made authority's exclusions, attendance and leavers, counted by hand on paper.

School A is a primary, S a special school. Who is on roll, with the SEN provision of census day:

             2019-spring   2021-autumn              2022-spring
    1        A  N          A  N                     A  K
    2        -             A  K (eligible by flag)  left A, had K
    3        A  E          A  E                     left A, had E
    4        -             A  N  main, S subsidiary A  N  main, S subsidiary
    5        -             A  N                     A  N
    6        -             A  N  (FE college)       -
    7        -             A  N  (other provider)   -
    8        -             left A, never on roll    A  N
    9        -             -                        left A, never on roll
"""

import csv

import pytest

from pipelines.run import build, workshop
from tests.builders import pupil, settings_at, upn, write_census

pytestmark = pytest.mark.usefixtures("few_marts")

SCHOOLS = {"A": ("108001", "PS", "CO"), "S": ("108002", "SP", "CO")}
OLD, FIRST, SECOND = "2019-spring", "2021-autumn", "2022-spring"
MAIN_AND_SUBSIDIARY = (
    pupil("4", upn=upn(4), enrolstatus="M"),
    pupil("4s", upn=upn(4), enrolstatus="S", school="S"),
)
LEAVERS = "pupilnolongeronroll"
LEAVER_COLUMNS = (
    "pupilnolongeronrolltableid,schoolcensustableid,upn,dob,gender,entrydate,leavingdate,"
    "termlysessionspossible"
)
EXCLUSION_COLUMNS = (
    "termlyexclusions{0}tableid,{1}tableid,startdate,category,reason1,reason2,reason3,sessions,senprovision"
)
SESSION_COLUMNS = "{0}sessiondetails{1}tableid,{2}tableid,attendancereason,sessions"


def write(folder, table, header, *rows):
    lines = [header, *(",".join(row) for row in rows)]
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def leaver(key, number, left, possible=""):
    born, entered = "2010-Mar-03 00:00:00", "2015-Sep-03 00:00:00"
    return [key, "A", upn(number), born, "F", entered, f"{left} 00:00:00", possible]


def exclusions(folder, place, record, rows):
    numbered = ([str(n), *row] for n, row in enumerate(rows))
    write(folder, f"termlyexclusions{place}", EXCLUSION_COLUMNS.format(place, record), *numbered)


def sessions(folder, when, place, record, rows):
    numbered = ([f"{when}{n}", *row] for n, row in enumerate(rows))
    write(
        folder,
        f"{when}sessiondetails{place}",
        SESSION_COLUMNS.format(when, place, record),
        *numbered,
    )


def add(folder, table, column, values):
    """One more column to a table that the builder wrote; ``values`` by the record's key, else blank."""
    [path] = folder.glob(f"*_{table}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = next(iter(rows[0]))
    write(
        folder,
        path.stem,
        ",".join([*rows[0], column]),
        *([*row.values(), values.get(row[key], "")] for row in rows),
    )


def write_old(raw):
    """Before 2020/21: sums of absences, absence codes only, one reason; and a school without a URN."""
    pupils = [pupil("1", upn=upn(1)), pupil("3", upn=upn(3), senprovision="E")]
    folder = write_census(raw, pupils, year=2019, schools={"A": ("", "PS", "CO")})
    add(folder, "pupilonroll", "termlysessionspossible", {"1": "120", "3": "118.0"})
    add(folder, "pupilonroll", "termlysessionsauthorised", {"1": "7", "3": "9"})
    add(folder, "pupilonroll", "termlysessionsunauthorised", {"1": "1"})
    header = "termlysessiondetailsonrolltableid,pupilonrolltableid,attendancereason,absencesessions"
    write(folder, "termlysessiondetailsonroll", header, ["1", "3", "H", "4"])
    header = (
        "termlyexclusionsonrolltableid,pupilonrolltableid,startdate,category,reason,sessions,senprovision"
    )
    write(
        folder,
        "termlyexclusionsonroll",
        header,
        ["1", "3", "2018-Jul-02 00:00:00", "FIXD", "OT", "2", "S"],
    )


def write_first(raw):
    pupils = [
        pupil("1", upn=upn(1)),
        pupil("2", upn=upn(2), senprovision="K"),
        pupil("3", upn=upn(3), senprovision="E"),
        *MAIN_AND_SUBSIDIARY,
        pupil("5", upn=upn(5)),
        pupil("6", upn=upn(6), enrolstatus="F"),
        pupil("7", upn=upn(7), enrolstatus="O"),
    ]
    folder = write_census(raw, pupils, year=2021, term="autumn", schools=SCHOOLS)
    add(folder, "pupilonroll", "fsmeligible", {"2": "1", "3": "0"})
    add(folder, "pupilonroll", "termlysessionspossible", {"1": "60"})
    add(folder, "pupilonroll", "summerhalfterm2sessionspossible", {"1": "50"})
    write(folder, LEAVERS, LEAVER_COLUMNS, leaver("l8", 8, "2021-Jul-20"))
    sessions(folder, "termly", "onroll", "pupilonroll", [["1", "I", "2"]])
    sessions(folder, "summerhalfterm2", "onroll", "pupilonroll", [["1", "I", "3"], ["1", "G", "1"]])


def write_second(raw):
    pupils = [
        pupil("1", upn=upn(1), senprovision="K", fsm="2020-Sep-01 00:00:00/"),
        *MAIN_AND_SUBSIDIARY,
        pupil("5", upn=upn(5)),
        pupil("8", upn=upn(8)),
    ]
    folder = write_census(raw, pupils, year=2022, schools=SCHOOLS)
    add(folder, "pupilonroll", "fsmeligible", {"5": "1"})
    add(folder, "pupilonroll", "termlysessionspossible", {"1": "140", "4": "70", "4s": "70", "8": "0"})
    write(
        folder,
        LEAVERS,
        LEAVER_COLUMNS,
        leaver("l2", 2, "2021-Dec-17", "40"),
        leaver("l3", 3, "2021-Nov-05"),
        leaver("l9", 9, "2021-Oct-22", "0"),
    )
    exclusions(
        folder,
        "onroll",
        "pupilonroll",
        [
            ["1", "2021-Apr-04 00:00:00", "SUSP", "PP", "", "", "3", "N"],
            ["1", "2021-Apr-05 00:00:00", "FIXD", "DB", "VA", "BU", "4", ""],
            ["4s", "2021-Jul-31 00:00:00", "LNCH", "", "", "", "1", "E"],
            ["4", "2021-Aug-01 00:00:00", "SUSP", "DS", "", "", "10", ""],
            ["4", "2022-Jan-01 00:00:00", "SUSP", "DS", "", "", "10", ""],
        ],
    )
    exclusions(
        folder,
        "offroll",
        LEAVERS,
        [
            ["l2", "2021-Jun-01 00:00:00", "PERM", "PA", "", "", "", ""],
            ["l9", "2021-Jun-02 00:00:00", "SUSP", "PA", "", "", "2", ""],
            ["l3", "2021-Jun-03 00:00:00", "SUSP", "PA", "", "", "2", "K"],
        ],
    )
    marks = {"/": 60, "\\": 60, "I": 10, "M": 2, "N": 5, "U": 3, "X": 4}
    sessions(
        folder,
        "termly",
        "onroll",
        "pupilonroll",
        [
            *(["1", code, str(times)] for code, times in marks.items()),
            ["4", "I", "6"],
            ["4", "D", "70"],
            ["4s", "G", "4"],
        ],
    )
    sessions(folder, "termly", "offroll", LEAVERS, [["l2", "E", "10"]])


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The authority, built once: no test changes it."""
    settings = settings_at(tmp_path_factory.mktemp("attendance"))
    write_old(settings.raw)
    write_first(settings.raw)
    write_second(settings.raw)
    assert build(settings).refused == {}
    return workshop(settings)


def table(shop, name, of, *columns):
    rows = shop.lake.read(f"core.{name}", f"school_census.391_{of}").to_pylist()
    return [tuple(row[column] for column in columns) for row in rows]


def test_a_leaver_has_the_provision_of_the_last_earlier_census(shop):
    columns = ("row", "urn", "sen_provision", "sen_provision_census", "sen_provision_missing_because")
    none = "no earlier census counts the pupil"
    assert table(shop, "leaver", SECOND, *columns) == [
        (2, "108001", "K", FIRST, None),
        (3, "108001", "E", FIRST, None),
        (4, "108001", None, None, none),
    ]


def test_a_later_census_says_nothing_of_a_leaver(shop):
    assert table(shop, "leaver", FIRST, "sen_provision", "sen_provision_census") == [(None, None)]


def test_an_exclusion_has_its_own_provision_before_the_pupils(shop):
    columns = ("is_on_roll", "row", "category", "sessions", "sen_provision", "sen_provision_from")
    assert table(shop, "exclusion", SECOND, *columns) == [
        (True, 2, "Suspension", 3, "N", "the exclusion"),
        (True, 3, "Suspension", 4, "K", "census day"),
        (True, 4, "Lunchtime exclusion", 1, "E", "the exclusion"),
        (True, 5, "Suspension", 10, "N", "census day"),
        (True, 6, "Suspension", 10, "N", "census day"),
        (False, 2, "Permanent exclusion", None, "K", "an earlier census"),
        (False, 3, "Suspension", 2, None, None),
        (False, 4, "Suspension", 2, "K", "the exclusion"),
    ]


def test_an_exclusion_belongs_to_the_term_of_its_first_day(shop):
    # Easter Sunday was 4 April 2021
    assert table(shop, "exclusion", SECOND, "academic_year", "term")[:5] == [
        ("202021", "spring"),
        ("202021", "summer"),
        ("202021", "summer"),
        ("202122", "autumn"),
        ("202122", "spring"),
    ]


def test_reasons_stand_in_the_order_returned(shop):
    found = [reasons for (reasons,) in table(shop, "exclusion", SECOND, "reasons")]
    assert found[1:3] == [
        "Persistent or general disruptive behaviour; "
        "Verbal abuse or threatening behaviour against an adult; Bullying",
        None,
    ]


def test_an_exclusion_of_the_subsidiary_school_is_that_schools(shop):
    assert [urn for (urn,) in table(shop, "exclusion", SECOND, "urn")][2] == "108002"


def test_a_fixed_period_exclusion_is_a_suspension(shop):
    columns = ("academic_year", "term", "category", "reasons", "sen_provision")
    assert table(shop, "exclusion", OLD, *columns) == [("201718", "summer", "Suspension", "Other", "E")]


def test_sessions_count_as_their_codes_say(shop):
    columns = (
        "is_on_roll", "row", "enrolment_status", "sessions_possible", "sessions_authorised",
        "sessions_unauthorised", "sessions_attended", "sessions_not_possible", "sen_provision",
    )  # fmt: skip
    assert table(shop, "absence", SECOND, *columns) == [
        (True, 2, "C", 140, 12, 8, 120, 4, "K"),
        (True, 3, "M", 70, 6, 0, None, 70, "N"),
        (True, 4, "S", 70, 0, 4, None, None, "N"),
        (False, 2, None, 40, 10, 0, None, None, "K"),
    ]
    assert set(table(shop, "absence", SECOND, "academic_year", "term")) == {("202122", "autumn")}


def test_both_halves_of_the_summer_term_are_one_term(shop):
    columns = ("academic_year", "term", "sessions_possible", "sessions_authorised", "sessions_unauthorised")
    assert table(shop, "absence", FIRST, *columns) == [("202021", "summer", 110, 5, 1)]


def test_sums_count_where_no_code_was_returned(shop):
    columns = (
        "row",
        "sessions_possible",
        "sessions_authorised",
        "sessions_unauthorised",
        "sessions_attended",
    )
    assert table(shop, "absence", OLD, *columns) == [(2, 120, 7, 1, None), (3, 118, 4, 0, None)]


def test_every_kind_of_main_registration_counts_and_no_other(shop):
    found = table(shop, "enrolment", FIRST, "enrolment_status", "is_counted")
    assert found == [(status, status != "S") for status in "CCCMSCFO"]


def test_free_meals_come_from_periods_and_from_the_flag_only_without_them(shop):
    flagged = [row for row, eligible in table(shop, "enrolment", FIRST, "row", "fsm_eligible") if eligible]
    by_period = [row for row, eligible in table(shop, "enrolment", SECOND, "row", "fsm_eligible") if eligible]
    assert (flagged, by_period) == ([3], [2])


def test_a_school_without_a_urn_has_authority_and_establishment(shop):
    assert set(table(shop, "enrolment", OLD, "urn")) == {("3912000",)}


def test_a_table_of_annual_attendance_is_left_aside(tmp_path):
    settings = settings_at(tmp_path)
    folder = write_census(settings.raw, [pupil("1", upn=upn(1))], year=2015, term="autumn")
    for name, times in {"termlysessiondetailsonroll": "2", "annualsessiondetailsonroll": "9"}.items():
        keys = f"{name}tableid,NativeId,{name}orderseqcolumn,sourceid,pupilonrolltableid"
        row = ["1", "3912000", "1", "x", "1", times, "I"]
        write(folder, name, f"{keys},absencesessions,attendancereason", row)
    assert build(settings).refused == {}
    assert table(workshop(settings), "absence", "2015-autumn", "sessions_authorised") == [(2,)]
