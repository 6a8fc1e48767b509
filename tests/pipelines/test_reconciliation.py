"""SEN2 and the census of one January, person by person, counted by hand.

Thirty-two persons are in both unless a test says otherwise; each other person stands for a reason.
"""

import pytest

from tests.builders_core import day
from tests.builders_plans import counted, placement, plan, released

IN_BOTH = [f"both {n}" for n in range(32)]
CENSUS = "2024-spring"
SCHOOL, ELSEWHERE, PRIVATE, NOT_MAINTAINED = "108001", "109001", "100500", "108003"


def pupil(person, provision="E", *, la="391", census=CENSUS, urn=SCHOOL, row=None, **items):
    """A counted registration and its SEN status."""
    of = {"person_id": person, "delivery": f"{la}_{census}", "la_code": la, "census": census}
    of |= {"census_day": day("2024-01-18")}
    row = len(person) * 1000 + sum(map(ord, person)) if row is None else row
    enrolled = of | {"urn": urn, "row": row, "is_counted": True} | items
    return enrolled, of | {"sen_provision": provision}


def home(registration, *, in_area):
    enrolled, _ = registration
    return {
        "delivery": enrolled["delivery"],
        "row": enrolled["row"],
        "extract": "school_census",
        "part": "pupilonroll",
        "address_order": 1,
        "person_id": enrolled["person_id"],
        "in_area": in_area,
    }


def shown_plans(total, *, year=2024, topic="Total", group="Total"):
    of = {"la_code": "391", "return_year": year, "plan_count": total}
    return of | {"breakdown_topic": topic, "breakdown": group}


def shown_pupils(total, *, coverage="State-funded schools", census=CENSUS):
    return {
        "la_code": "391",
        "census": census,
        "coverage": coverage,
        "breakdown_topic": "Total",
        "second_topic": "Total",
        "sen_provision": "EHC plan",
        "pupil_count": total,
    }


def given(plans=(), pupils=(), **tables):
    """Those in both, and these; the totals are shown elsewhere as they are."""
    plans = [*map(plan, IN_BOTH), *plans]
    registered = [*map(pupil, IN_BOTH), *pupils]
    ours = {
        one["person_id"] for e, one in registered if one["sen_provision"] == "E" and e["la_code"] == "391"
    }
    maintained = sum(one["is_maintained"] for one in plans)
    return {
        "core.plan": plans,
        "core.enrolment": [enrolled for enrolled, _ in registered],
        "core.sen_status": [status for _, status in registered],
        "shown.plans_maintained": [shown_plans(maintained)],
        "shown.prevalence": [shown_pupils(len(ours))],
    } | {name.replace("__", "."): rows for name, rows in tables.items()}


def reasons(tables, **scope):
    rows = counted("reconciliation", tables, **scope)
    return dict(zip(rows.reason, rows.person_count, strict=True))


def only(found):
    """The reasons beside the totals and those in both."""
    return {
        reason: n for reason, n in found.items() if reason not in {"SEN2 total", "Census total", "In both"}
    }


def test_who_is_in_both_is_in_both_totals():
    assert reasons(given()) == {"SEN2 total": 32, "Census total": 32, "In both": 32}


@pytest.mark.parametrize(
    ("age", "placed", "reason"),
    [
        (4, {"urn": SCHOOL}, "Under school age"),
        (5, {"urn": SCHOOL}, "Placed in a school of the area and not found"),
        (10, {"urn": ELSEWHERE}, "School of another area"),
        (10, {"urn": PRIVATE}, "Independent or non-maintained special school"),
        (10, {"urn": NOT_MAINTAINED}, "Independent or non-maintained special school"),
        (10, {"urn": "999999"}, "School that is not known"),
        (17, {"ukprn": "10001234"}, "College or specialist post-16"),
        (16, {"setting": "NEET"}, "Over 16 and in no school or college"),
        (15, {"setting": "NEET"}, "Not in education or another setting"),
        (15, {"setting": "EHE"}, "Educated otherwise or at home"),
        (15, {"setting": "OLA"}, "Educated otherwise or at home"),
        (15, {"setting": "OLA", "is_open": False}, "Placement not recorded"),
        (None, {"setting": "OPA"}, "Educated otherwise or at home"),
    ],
)
def test_why_a_plan_is_of_nobody_in_the_census(age, placed, reason):
    tables = given(
        [plan("x", age)],
        [
            pupil("z", la="392", urn=ELSEWHERE),
            pupil("n", "N", urn=NOT_MAINTAINED, governance="NM"),
        ],
        core__placement=[placement("x", **placed)],
        core__independent_school=[{"urn": PRIVATE, "la_code": "391"}],
    )
    assert only(reasons(tables)) == {reason: 1}


def test_the_register_says_whose_a_school_is_before_any_census():
    place = {"edition": 2024, "la_code": "390", "type": "Academy converter"}
    tables = given(
        [plan("x"), plan("y")],
        core__placement=[placement("x", urn="1"), placement("y", urn="2")],
        core__establishment=[
            place | {"urn": "1"},
            place | {"urn": "2", "type": "Other independent special school"},
            place | {"urn": "2", "edition": 2023, "type": "Academy converter"},
        ],
    )
    assert only(reasons(tables)) == {
        "School of another area": 1,
        "Independent or non-maintained special school": 1,
    }


def test_a_pupil_whose_school_returns_no_plan_is_told_apart():
    tables = given([plan("x"), plan("y")], [pupil("x", "K"), pupil("y", "N")])
    assert only(reasons(tables)) == {"In the census without a plan": 2}


def test_of_two_plans_of_one_person_the_second_is_in_sen2_only():
    tables = given([plan(IN_BOTH[0], plan_id="second")])
    assert reasons(tables) == {
        "SEN2 total": 33, "Census total": 32, "In both": 32, "Second plan of the same person": 1,
    }  # fmt: skip


def test_why_a_pupil_is_nobody_in_sen2():
    pupils = [pupil(name) for name in ("away", "near", "lost", "over", "gone")]
    tables = given(
        [plan("over", is_maintained=False)],
        pupils,
        core__address=[
            home(pupils[0], in_area=False),
            home(pupils[1], in_area=True),
            home(pupils[3], in_area=False),
        ],
        core__request=[
            {
                "request_id": "r",
                "person_id": "gone",
                "la_code": "391",
                "return_year": 2024,
                "exported_to": "390",
            }
        ],
    )
    assert reasons(tables) == {
        "SEN2 total": 32,
        "Census total": 37,
        "In both": 32,
        "Resident of another authority": 1,
        "Resident and not in SEN2": 1,
        "Home not known": 1,
        "Plan ended or transferred": 2,
    }


@pytest.mark.parametrize(("la", "census"), [("391", "2023-spring"), ("391", "2024-autumn"), ("392", CENSUS)])
def test_the_census_is_of_the_same_january_and_authority(la, census):
    tables = given([plan("x")], [pupil("x", la=la, census=census)])
    tables["shown.prevalence"] = [shown_pupils(32)]
    assert only(reasons(tables)) == {"Placement not recorded": 1}


def test_headcounts_stand_beside_both_totals():
    tables = given()
    tables["shown.prevalence"].append(shown_pupils(9, coverage="Independent schools"))
    assert only(reasons(tables)) == {"Independent schools of the area by headcount": 9}
    tables["shown.prevalence"][1]["pupil_count"] = None
    assert only(reasons(tables)) == {}


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("shown.plans_maintained", "plan_count", None),
        ("shown.plans_maintained", "plan_count", 31),
        ("shown.prevalence", "pupil_count", None),
        ("shown.prevalence", "pupil_count", 31),
    ],
)
def test_a_total_that_is_not_shown_so_elsewhere_tells_nothing_here(table, column, value):
    tables = given()
    # a row of another year keeps the type of the column
    tables[table] = [tables[table][0] | {column: value}]
    tables[table].append({**tables[table][0], column: 1, "la_code": "999"})
    assert reasons(tables) == {}


@pytest.mark.parametrize(("beside", "told"), [(9, {}), (10, {"SEN2 total": 32, "In both": 32})])
def test_where_the_total_of_the_census_is_hidden_sen2_is_told_if_many_pupils_are_not_in_it(beside, told):
    # all with a plan are known elsewhere: were nearly all of them in both, headcounts of few would follow
    tables = given(pupils=[pupil(f"other {n}") for n in range(beside)])
    tables["shown.prevalence"].append(shown_pupils(None, coverage="Non-maintained special schools"))
    tables["shown.prevalence"].append(shown_pupils(8, coverage="Independent schools"))
    assert reasons(tables) == told


@pytest.mark.parametrize(("people", "is_told"), [(29, False), (30, True)])
def test_totals_under_thirty_are_not_told(people, is_told):
    kept = IN_BOTH[:people]
    tables = given()
    for name in ("core.plan", "core.enrolment", "core.sen_status"):
        tables[name] = [one for one in tables[name] if one["person_id"] in kept]
    tables["shown.plans_maintained"], tables["shown.prevalence"] = (
        [shown_plans(people)],
        [shown_pupils(people)],
    )
    assert bool(reasons(tables)) is is_told


def test_both_kinds_of_schools_that_return_pupils_make_the_total_of_the_census():
    tables = given()
    tables["shown.prevalence"] = [
        shown_pupils(25),
        shown_pupils(7, coverage="Non-maintained special schools"),
        shown_pupils(900, coverage="All schools"),
    ]
    assert reasons(tables)["Census total"] == 32


def test_a_placement_that_is_hidden_elsewhere_is_not_told_apart_here():
    people = {"o": {"setting": "OLA"}, "h": {"setting": "EHE"}, "c": {"ukprn": "1"}}
    tables = given(
        [plan(name) for name in people],
        core__placement=[
            placement(name, placement_group=name.upper(), **where) for name, where in people.items()
        ],
    )
    tables["shown.plans_maintained"].append(shown_plans(None, topic="Placement", group="H"))
    assert only(reasons(tables)) == {"Not told apart": 2, "College or specialist post-16": 1}


def test_nor_is_an_age_band_that_is_hidden_elsewhere():
    tables = given(
        [plan("a", 3), plan("b", 17)],
        core__placement=[placement("b", setting="NEET", placement_group="NEET")],
    )
    tables["shown.plans_maintained"].append(shown_plans(None, topic="Age band at 31 August", group="0 to 4"))
    assert only(reasons(tables)) == {"Not told apart": 1, "Over 16 and in no school or college": 1}
    tables["shown.plans_maintained"].append(shown_plans(None, topic="Under 16 or 16 to 25", group="16 to 25"))
    assert only(reasons(tables)) == {"Not told apart": 2}


def test_who_is_older_than_the_oldest_age_counted_is_in_no_total():
    tables = given([plan("x", 25)])
    assert reasons(tables)["SEN2 total"] == 33
    tables["shown.plans_maintained"] = [shown_plans(32)]
    assert reasons(tables, oldest_age=24)["SEN2 total"] == 32


def test_a_reason_of_few_persons_is_hidden_with_another():
    # 3 at home would follow from the total of 32 + 3 + 20, were nothing else hidden
    children = [f"at home {n}" for n in range(3)] + [f"college {n}" for n in range(20)]
    tables = given(
        [plan(name, 17 if "college" in name else 10) for name in children],
        core__placement=[
            placement(name, **({"ukprn": "1"} if "college" in name else {"setting": "EHE"}))
            for name in children
        ],
    )
    shown = released("reconciliation", counted("reconciliation", tables)).set_index("reason").person_count
    assert shown.isna().to_dict() == {
        "SEN2 total": False,
        "Census total": False,
        "In both": False,
        "Educated otherwise or at home": True,
        "College or specialist post-16": True,
    }
