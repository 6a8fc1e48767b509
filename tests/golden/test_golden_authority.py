"""A hand-made authority of twenty-two pupils, and its marts counted by hand on paper.

School A (primary), S (special), M (non-maintained special); one independent school. Who counts:

    1  N  A  girl  10
    2  K  A  girl  10  SEMH             eligible for free school meals since 2017
    3  K  A  boy   10  ASD (MLD second)
    4  E  S  boy   12  SLD
    5  E  S  boy   12  no need returned
    6  N  A  girl   4                   eligibility ended the day before census day
    7  K  A  boy   10  MLD              main registration at A, subsidiary at S (not counted there)
    8  E  A  girl  10  ASD              claimed by A and S; entered A later
    9  K  A  girl  10  NSA              no number
    10 N  A  girl  10                   guest: not counted anywhere
    11 E  M  girl  12  ASD
    12 N  A  boy   10                   provision written "No SEN"
    13 rejected: provision missing
    14 N  A  girl  10                   on SEN support a year ago, under her former number
    21 to 28, N, A, girls of 10

So school A counts 1 2 3 6 7 8 9 12 14 and the eight: 17; S counts 4 5; M counts 11.
"""

import pytest

from pipelines.run import build, workshop
from tests.builders import (
    pupil,
    sen2_person,
    sen2_plan,
    settings_at,
    upn,
    write_census,
    write_independent,
    write_sen2,
)

pytestmark = pytest.mark.usefixtures("few_marts")

SCHOOLS = {"A": ("108001", "PS", "CO"), "S": ("108002", "SP", "CO"), "M": ("108003", "SP", "NM")}
BOY = {"sex": "M"}
SPECIAL = {"school": "S", "ncyearactual": "7", "dob": "2006-Mar-03 00:00:00"}
ENDED = "2018-Sep-01 00:00:00/2019-Jan-16 00:00:00"
PUPILS = [
    pupil("1", upn=upn(1)),
    pupil("2", upn=upn(2), senprovision="K", need="SEMH", fsm="2017-Sep-01 00:00:00/"),
    pupil("3", upn=upn(3), senprovision="K", need="ASD MLD", **BOY),
    pupil("4", upn=upn(4), senprovision="E", need="SLD", **BOY, **SPECIAL),
    pupil("5", upn=upn(5), senprovision="E", **BOY, **SPECIAL),
    pupil("6", upn=upn(6), dob="2014-Mar-03 00:00:00", ncyearactual="R", fsm=ENDED),
    pupil("7", upn=upn(7), senprovision="K", need="MLD", enrolstatus="M", **BOY),
    pupil("7s", upn=upn(7), senprovision="K", need="MLD", enrolstatus="S", **BOY, **SPECIAL),
    pupil("8", upn=upn(8), senprovision="E", need="ASD", entrydate="2018-Sep-04 00:00:00"),
    pupil("8x", upn=upn(8), senprovision="K", need="MLD", **SPECIAL),
    pupil("9", senprovision="K", need="NSA"),
    pupil("10", upn=upn(10), enrolstatus="G"),
    pupil("11", upn=upn(11), senprovision="E", need="ASD", **(SPECIAL | {"school": "M"})),
    pupil("12", upn=upn(12), senprovision="No SEN", **BOY),
    pupil("13", upn=upn(13), senprovision=""),
    pupil("14", upn=upn(14), formerupn=upn(15)),
    *(pupil(str(n), upn=upn(n)) for n in range(21, 29)),
]
OPEN_REQUEST = (
    "<Requests><ReceivedDate>2023-09-01</ReceivedDate><RequestOutcome>A</RequestOutcome></Requests>"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The golden authority, built once: no test changes it."""
    settings = settings_at(tmp_path_factory.mktemp("golden"))
    raw = settings.raw
    write_census(raw, PUPILS, schools=SCHOOLS)
    write_census(raw, [pupil("a", upn=upn(15), senprovision="K"), pupil("b", upn=upn(1))], year=2018)
    write_independent(raw, [("108900", 40, 5, 1)])
    write_sen2(
        raw,
        [
            sen2_person(upn(4), sen2_plan(placement="<URN>108002</URN>", need="SLD")),
            sen2_person(upn(8), sen2_plan(placement="<SENSetting>EHE</SENSetting>")),
            sen2_person("", sen2_plan(placement="<UKPRN>10001234</UKPRN>", need="MLD")),
            sen2_person(upn(5), sen2_plan(cease="2023-11-30")),
            sen2_person(upn(3), OPEN_REQUEST),
        ],
    )
    assert build(settings).refused == {}
    return workshop(settings)


def rows(shop, mart, columns, where):
    with shop.lake.connect({}) as con:
        path = shop.lake.path(f"marts.{mart}")
        return con.execute(f"select {columns} from '{path}' where {where} order by all").fetchall()


def of_2019(shop, topic, coverage):
    where = f"census = '2019-spring' and breakdown_topic = '{topic}' and coverage = '{coverage}'"
    where += " and second_topic = 'Total'"
    found = rows(shop, "prevalence", "breakdown, sen_provision, pupil_count, pupil_base", where)
    return by_provision(found)


def two_way(shop, topic, second):
    where = f"census = '2019-spring' and breakdown_topic = '{topic}' and second_topic = '{second}'"
    where += " and coverage = 'State-funded schools'"
    columns = "breakdown || ', ' || second_breakdown, sen_provision, pupil_count, pupil_base"
    return by_provision(rows(shop, "prevalence", columns, where))


def by_provision(found):
    """Group to pupils, SEN support, plans, all SEN."""
    counts = {}
    for breakdown, provision, count, base in found:
        counts.setdefault(breakdown, {"all": base})[provision] = count
    return {name: (c["all"], c["SEN support"], c["EHC plan"], c["All SEN"]) for name, c in counts.items()}


@pytest.mark.parametrize(
    ("coverage", "pupils_support_plans_sen"),
    [
        ("State-funded schools", (19, 4, 3, 7)),
        ("Non-maintained special schools", (1, 0, 1, 1)),
        ("Independent schools", (40, 5, 1, 6)),
        ("All schools", (60, 9, 5, 14)),
    ],
)
def test_prevalence_by_coverage(shop, coverage, pupils_support_plans_sen):
    assert of_2019(shop, "Total", coverage) == {"Total": pupils_support_plans_sen}


def test_prevalence_by_group(shop):
    state = "State-funded schools"
    assert of_2019(shop, "School type", state) == {
        "State-funded primary": (17, 4, 1, 5),
        "State-funded special school": (2, 0, 2, 2),
    }
    assert of_2019(shop, "Sex", state) == {"Female": (14, 2, 1, 3), "Male": (5, 2, 2, 4)}
    assert of_2019(shop, "NC year", state) == {
        "Reception": (1, 0, 0, 0),
        "Year 5": (16, 4, 1, 5),
        "Year 7": (2, 0, 2, 2),
    }
    assert of_2019(shop, "Age at 31 August", state) == {
        "4": (1, 0, 0, 0),
        "10": (16, 4, 1, 5),
        "12": (2, 0, 2, 2),
    }
    assert of_2019(shop, "Free school meals", state) == {
        "Eligible for free school meals": (1, 1, 0, 1),
        "Not eligible for free school meals": (18, 3, 3, 6),
    }
    assert of_2019(shop, "Ethnicity", state) == {"White British": (19, 4, 3, 7)}
    assert of_2019(shop, "Phase of education", state) == {"Primary": (17, 4, 1, 5), "Special": (2, 0, 2, 2)}
    assert of_2019(shop, "School", state) == {"108001": (17, 4, 1, 5), "108002": (2, 0, 2, 2)}
    assert of_2019(shop, "School", "Non-maintained special schools") == {"108003": (1, 0, 1, 1)}
    # nobody's return has a language or an address
    assert of_2019(shop, "First language", state) == {"Not known or not recorded": (19, 4, 3, 7)}
    for topic in ("IMD decile 2019", "Ward", "Locality"):
        assert of_2019(shop, topic, state) == {"Not known": (19, 4, 3, 7)}


def test_prevalence_by_two_groups(shop):
    assert two_way(shop, "NC year", "Sex") == {
        "Reception, Female": (1, 0, 0, 0),
        "Year 5, Female": (13, 2, 1, 3),
        "Year 5, Male": (3, 2, 0, 2),
        "Year 7, Male": (2, 0, 2, 2),
    }
    assert two_way(shop, "Ethnicity", "Sex") == {
        "White British, Female": (14, 2, 1, 3),
        "White British, Male": (5, 2, 2, 4),
    }
    assert two_way(shop, "Age at 31 August", "Free school meals") == {
        "10, Eligible for free school meals": (1, 1, 0, 1),
        "10, Not eligible for free school meals": (15, 3, 1, 4),
        "12, Not eligible for free school meals": (2, 0, 2, 2),
        "4, Not eligible for free school meals": (1, 0, 0, 0),
    }
    assert two_way(shop, "Ethnicity", "Free school meals") == {
        "White British, Eligible for free school meals": (1, 1, 0, 1),
        "White British, Not eligible for free school meals": (18, 3, 3, 6),
    }


def test_each_row_explains_itself(shop):
    where = "census = '2019-spring' and coverage = 'All schools' and breakdown_topic = 'Total'"
    columns = "measure, population, period, method, deliveries, area_count, area_base, verdict, quality_flags"
    assert rows(shop, "prevalence", columns, f"{where} and sen_provision = 'SEN support'") == [
        (
            "sen_prevalence",
            "Pupils on roll of all schools in the area, wherever they live",
            "One census",
            "Wilson",
            "independent_schools.391_2019; school_census.391_2019-spring",
            9,
            60,
            "not compared",
            "",
        )
    ]
    where = "census = '2019-spring' and breakdown = 'State-funded special school'"
    columns = "verdict, area_count, area_base, quality_flags"
    # 2 of 2 have a plan: by Wilson 34.2 to 100; of all 3 of 19, 15.8
    assert rows(
        shop, "prevalence", columns, f"{where} and coverage like 'State%' and sen_provision like 'EHC%'"
    ) == [("higher", 3, 19, "small base")]


def test_the_interval_is_wilsons(shop):
    # 7 of 19, in long arithmetic: (14 + z2 -/+ z sqrt(z2 + 28 (1 - 7/19))) / (2 (19 + z2)), z2 = 3.841459
    where = "census = '2019-spring' and coverage = 'State-funded schools' and breakdown_topic = 'Total'"
    columns = "sen_provision, pupil_percent, pupil_percent_lower, pupil_percent_upper"
    _, percent, lower, upper = rows(shop, "prevalence", columns, where)[0]
    assert percent == pytest.approx(36.8421, abs=1e-4)
    assert lower == pytest.approx(19.1495, abs=1e-4)
    assert upper == pytest.approx(58.9605, abs=1e-4)


def test_primary_need(shop):
    where = "census = '2019-spring' and sen_provision = 'All SEN' and need_rank = 'Primary need'"
    assert rows(shop, "need_profile", "need, pupil_count, provision_base, pupil_base", where) == [
        ("All needs", 8, 8, 20),
        ("Autistic spectrum disorder", 3, 8, 20),
        ("Moderate learning difficulty", 1, 8, 20),
        ("Not reported", 1, 8, 20),
        ("SEN support but no specialist assessment of type of need", 1, 8, 20),
        ("Severe learning difficulty", 1, 8, 20),
        ("Social, emotional and mental health", 1, 8, 20),
    ]


def test_plans_maintained(shop):
    columns = "breakdown_topic, breakdown, plan_count, plan_base"
    found = rows(shop, "plans_maintained", columns, "plan_count > 0")
    assert found == [
        ("Age at 31 August", "11", 3, 3),
        ("Age band at 31 August", "11 to 15", 3, 3),
        ("Ethnicity", "White British", 3, 3),
        ("Placement", "Elective home education", 1, 3),
        ("Placement", "Further education or specialist post-16", 1, 3),
        ("Placement", "State-funded special school", 1, 3),
        ("Primary need", "Autistic spectrum disorder", 1, 3),
        ("Primary need", "Moderate learning difficulty", 1, 3),
        ("Primary need", "Severe learning difficulty", 1, 3),
        ("Sex", "Female", 3, 3),
        ("Total", "Total", 3, 3),
        ("Under 16 or 16 to 25", "Under 16", 3, 3),
    ]


def test_a_former_number_keeps_a_person_one(shop):
    links = shop.lake.read("core.person_link", "school_census.391_2019-spring").to_pylist()
    before = shop.lake.read("core.person_link", "school_census.391_2018-spring").to_pylist()
    now = {link["row"]: link["person_id"] for link in links}
    then = {link["row"]: link["person_id"] for link in before}
    assert now[2] == then[3]  # pupil 1, by her number
    assert now[17] == then[2]  # pupil 14, by her former number
    assert len(set(now.values())) == 21  # 24 rows, one of them rejected, 7 and 8 twice


def test_census_and_sen2_meet_in_one_person(shop):
    plans = shop.lake.read("core.plan", "sen2.391_2024").to_pylist()
    enrolled = shop.lake.read("core.enrolment", "school_census.391_2019-spring").to_pylist()
    in_both = {p["person_id"] for p in plans} & {e["person_id"] for e in enrolled}
    assert len(in_both) == 3  # pupils 4, 5 and 8; the fourth plan has no number
