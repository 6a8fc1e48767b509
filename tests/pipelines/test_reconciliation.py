"""SEN2 and the census of one January, person by person, counted by hand.

Thirty-two persons are in both unless a test says otherwise; six others stand for each reason.
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


def six(name):
    """As many persons of one reason as are told apart."""
    return [f"{name} {n}" for n in range(6)]


def placements(*persons, **where):
    return [placement(person, **where) for person in persons]


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
        [plan(one, age) for one in six("x")],
        [
            pupil("z", la="392", urn=ELSEWHERE),
            pupil("n", "N", urn=NOT_MAINTAINED, governance="NM"),
        ],
        core__placement=placements(*six("x"), **placed),
        core__independent_school=[{"urn": PRIVATE, "la_code": "391"}],
    )
    assert only(reasons(tables)) == {reason: 6}


def test_the_register_says_whose_a_school_is_before_any_census():
    place = {"edition": 2024, "la_code": "390", "type": "Academy converter"}
    tables = given(
        [plan(one) for one in six("x") + six("y")],
        core__placement=[*placements(*six("x"), urn="1"), *placements(*six("y"), urn="2")],
        core__establishment=[
            place | {"urn": "1"},
            place | {"urn": "2", "type": "Other independent special school"},
            place | {"urn": "2", "edition": 2023, "type": "Academy converter"},
        ],
    )
    assert only(reasons(tables)) == {
        "School of another area": 6,
        "Independent or non-maintained special school": 6,
    }


def test_a_pupil_whose_school_returns_no_plan_is_told_apart():
    support, nothing = six("x"), six("y")
    pupils = [*(pupil(one, "K") for one in support), *(pupil(one, "N") for one in nothing)]
    tables = given(map(plan, support + nothing), pupils)
    assert only(reasons(tables)) == {"In the census without a plan": 12}


def test_of_two_plans_of_one_person_the_second_is_in_sen2_only():
    tables = given([plan(one, plan_id=f"second of {one}") for one in IN_BOTH[:6]])
    assert reasons(tables) == {
        "SEN2 total": 38, "Census total": 32, "In both": 32, "Second plan of the same person": 6,
    }  # fmt: skip


def test_why_a_pupil_is_nobody_in_sen2():
    names = ("away", "near", "lost", "over", "gone")
    everyone = enumerate(one for name in names for one in six(name))
    pupils = [pupil(one, row=row) for row, one in everyone]
    tables = given(
        [plan(one, is_maintained=False) for one in six("over")],
        pupils,
        core__address=[
            *(home(one, in_area=False) for one in pupils[:6]),
            *(home(one, in_area=True) for one in pupils[6:12]),
            *(home(one, in_area=False) for one in pupils[18:24]),
        ],
        core__request=[
            {
                "request_id": one,
                "person_id": one,
                "la_code": "391",
                "return_year": 2024,
                "exported_to": "390",
            }
            for one in six("gone")
        ],
    )
    assert reasons(tables) == {
        "SEN2 total": 32,
        "Census total": 62,
        "In both": 32,
        "Resident of another authority": 6,
        "Resident and not in SEN2": 6,
        "Home not known": 6,
        "Plan ended or transferred": 12,
    }


@pytest.mark.parametrize(("la", "census"), [("391", "2023-spring"), ("391", "2024-autumn"), ("392", CENSUS)])
def test_the_census_is_of_the_same_january_and_authority(la, census):
    tables = given(map(plan, six("x")), [pupil(one, la=la, census=census) for one in six("x")])
    tables["shown.prevalence"] = [shown_pupils(32)]
    assert only(reasons(tables)) == {"Placement not recorded": 6}


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
    people = {"o": {"setting": "OLA"}, "h": {"setting": "NEET"}, "c": {"ukprn": "1"}}
    tables = given(
        [plan(one) for name in people for one in six(name)],
        core__placement=[
            placement(one, placement_group=name.upper(), **where)
            for name, where in people.items()
            for one in six(name)
        ],
    )
    tables["shown.plans_maintained"].append(shown_plans(None, topic="Placement", group="H"))
    # the hidden six, and the first by the alphabet of those that are as few
    assert only(reasons(tables)) == {"Not told apart": 12, "Educated otherwise or at home": 6}


@pytest.mark.parametrize(
    ("topic", "group", "left"),
    [
        ("Age band at 31 August", "0 to 4", "College or specialist post-16"),
        ("Under 16 or 16 to 25", "16 to 25", "College or specialist post-16"),
    ],
)
def test_nor_is_an_age_band_that_is_hidden_elsewhere(topic, group, left):
    at_college = [*six("c"), "c 6"]
    tables = given(
        [
            *(plan(one, 3) for one in six("a")),
            *(plan(one, 17) for one in six("b")),
            *(plan(one, 17) for one in at_college),
        ],
        core__placement=[
            *placements(*six("b"), setting="NEET", placement_group="NEET"),
            *placements(*at_college, ukprn="1"),
        ],
    )
    assert len(only(reasons(tables))) == 3
    tables["shown.plans_maintained"].append(shown_plans(None, topic=topic, group=group))
    assert only(reasons(tables)) == {"Not told apart": 12, left: 7}


def test_who_is_older_than_the_oldest_age_counted_is_in_no_total():
    tables = given([plan(one, 25) for one in six("x")])
    assert reasons(tables)["SEN2 total"] == 38
    tables["shown.plans_maintained"] = [shown_plans(32)]
    assert reasons(tables, oldest_age=24)["SEN2 total"] == 32


AT_HOME, AT_COLLEGE = "Educated otherwise or at home", "College or specialist post-16"


def of_reasons(at_home=0, at_college=0, second=0, only_in_census=0):
    """Plans and pupils of that many persons a reason."""
    names = {"h": at_home, "c": at_college}
    people = {name: [f"{name} {n}" for n in range(many)] for name, many in names.items()}
    return given(
        [plan(one) for ones in people.values() for one in ones]
        + [plan(one, plan_id=f"second of {one}") for one in IN_BOTH[:second]],
        [pupil(f"only {n}") for n in range(only_in_census)],
        core__placement=[
            *placements(*people["h"], setting="EHE", placement_group="H"),
            *placements(*people["c"], ukprn="1", placement_group="C"),
        ],
    )


@pytest.mark.parametrize(
    ("people", "told"),
    [
        # the totals are known, so a side of few persons follows from those in both: nothing is told
        ({"second": 3}, None),
        ({"at_home": 5}, None),
        ({"only_in_census": 1}, None),
        ({"at_home": 6, "only_in_census": 5}, None),
        ({"at_home": 6}, {AT_HOME: 6}),
        # of three and three each is known to be 1 to 5: five values; of three and four, six
        ({"at_home": 3, "second": 3}, None),
        ({"at_home": 3, "second": 4}, {"Not told apart": 7}),
        ({"at_home": 2, "second": 2, "at_college": 3}, None),  # each is 1 to 5
        ({"at_home": 2, "second": 2, "at_college": 4}, {"Not told apart": 8}),
        # few stand with the smallest of the others, and no more than that
        ({"at_home": 1, "second": 6, "at_college": 20}, {"Not told apart": 7, AT_COLLEGE: 20}),
        ({"at_home": 3, "at_college": 20}, {"Not told apart": 23}),
    ],
)
def test_few_persons_are_not_told_apart_from_the_next_smallest_or_nothing_is_told(people, told):
    found = reasons(of_reasons(**people))
    assert (only(found) if found else None) == told


def test_nor_are_few_of_those_only_in_the_census():
    pupils = [pupil(one, row=row) for row, one in enumerate(["near 1", *six("lost")])]
    tables = given(pupils=pupils, core__address=[home(pupils[0], in_area=True)])
    assert reasons(tables) == {
        "SEN2 total": 32, "Census total": 39, "In both": 32, "Not told apart in the census": 7,
    }  # fmt: skip


def test_few_in_both_follow_from_either_total_so_nothing_is_told():
    many = [f"sen2 {n}" for n in range(30)], [f"census {n}" for n in range(30)]
    tables = given(map(plan, many[0]), map(pupil, many[1]))
    for kept, told in ((6, True), (5, False)):
        out = set(IN_BOTH[kept:])
        few = {
            name: [one for one in tables[name] if one["person_id"] not in out]
            for name in ("core.plan", "core.enrolment", "core.sen_status")
        }
        few["shown.plans_maintained"], few["shown.prevalence"] = (
            [shown_plans(30 + kept)],
            [shown_pupils(30 + kept)],
        )
        assert bool(reasons(few)) is told


@pytest.mark.parametrize("people", [{"at_home": 3, "second": 4}, {"at_home": 1, "at_college": 40}])
def test_nothing_is_left_for_the_door_to_hide_least_of_all_a_total(people):
    shown = released("reconciliation", counted("reconciliation", of_reasons(**people)))
    assert set(shown.status) == {"shown"}


@pytest.mark.parametrize(("others", "told"), [(0, True), (1, False), (5, False), (6, True)])
@pytest.mark.parametrize(
    ("group", "placed"),
    [
        (("Age band at 31 August", "0 to 4", 3, "Under school age"), {}),
        (("Placement", "H", 10, "Educated otherwise or at home"), {"setting": "EHE"}),
        (("Placement", "H", 17, "Over 16 and in no school or college"), {"setting": "EHE"}),
        (("Under 16 or 16 to 25", "16 to 25", 17, "Over 16 and in no school or college"), {"setting": "EHE"}),
    ],
)
def test_the_few_others_of_a_group_shown_elsewhere_are_not_told_by_its_reason(group, placed, others, told):
    topic, name, age, reason = group
    college = [f"c {n}" for n in range(9)]
    tables = given(
        [plan(one, age) for one in six("x")] + [plan(one, 15) for one in college],
        core__placement=[
            *placements(*six("x"), placement_group="H", **placed),
            *placements(*college, ukprn="1", placement_group="C"),
        ],
    )
    tables["shown.plans_maintained"].append(shown_plans(6 + others, topic=topic, group=name))
    apart, together = {reason: 6, "College or specialist post-16": 9}, {"Not told apart": 15}
    assert only(reasons(tables)) == (apart if told else together)


def test_nor_by_several_reasons_of_one_group():
    tables = given(
        [*(plan(one, 10) for one in six("x")), *(plan(one, 17) for one in six("y"))],
        core__placement=placements(*six("x"), *six("y"), setting="EHE", placement_group="H"),
    )
    tables["shown.plans_maintained"].append(shown_plans(18, topic="Placement", group="H"))
    assert len(only(reasons(tables))) == 2
    # 3 others are in the group, and would be whether or not the two reasons stand together
    tables["shown.plans_maintained"][1]["plan_count"] = 15
    assert reasons(tables) == {}


@pytest.mark.parametrize(("at_college", "told"), [(9, {}), (11, {}), (12, {"Not told apart": 15})])
def test_reasons_that_nearly_fill_the_groups_shown_elsewhere_are_not_told_even_together(at_college, told):
    tables = of_reasons(at_home=6, at_college=9)
    tables["shown.plans_maintained"] += [
        shown_plans(9, topic="Placement", group="H"),  # 3 more than the reason
        shown_plans(at_college, topic="Placement", group="C"),  # with these, 3, 5 and 6 more than both
    ]
    assert only(reasons(tables)) == told
