"""When and in whom SEN is identified: a handful of children, counted by hand."""

import pandas as pd
import pytest

from pipelines.identity import Days, Pseudonyms, leave_behind, left_behind
from pipelines.scope import Scope, Together
from schemas.contract import items
from schemas.extracts.school_census import SCHOOL_CENSUS
from tests.builders_core import day
from tests.builders_shown import both, counted, protected, roll

SUPPORT, PLAN, ALL = "SEN support", "EHC plan", "All SEN"


def test_the_census_leaves_the_month_of_birth_and_no_day_or_year():
    [item] = [one for one in items(SCHOOL_CENSUS.part("pupilonroll").contract) if one.name == "birth_date"]
    born = pd.Series(pd.to_datetime(["2008-08-31", "2008-09-01", None]))
    days = Days(census_day=day("2019-01-17"), academic_year_start=day("2018-08-31"))
    left = leave_behind(item, born, Pseudonyms(b"k" * 32), days)
    assert list(left) == list(left_behind(item)) == ["age_31_august", "age_census_day", "birth_month"]
    assert left["birth_month"].tolist() == [8, 9, pd.NA]
    leaver = [
        one for one in items(SCHOOL_CENSUS.part("pupilnolongeronroll").contract) if one.name == "birth_date"
    ]
    assert list(left_behind(leaver[0])) == ["age_31_august", "age_census_day"]


def identified(given, topic, provision=ALL, scope=None, la="391"):
    """Group to pupils with the provision and all pupils."""
    return {
        row["breakdown"]: (row["pupil_count"], row["pupil_base"])
        for row in counted("identification", given, scope)
        if (row["breakdown_topic"], row["sen_provision"], row["la_code"]) == (topic, provision, la)
    }


BORN = roll(
    {"birth_month": 9, "sen": "K"},
    {"birth_month": 9},
    {"birth_month": 12},
    {"birth_month": 1, "nc_year": "R"},
    {"birth_month": 8, "sen": "E", "nc_year": "6"},
    {"birth_month": 8, "nc_year": "7", "sen": "K"},
    {"birth_month": 8, "nc_year": "N1", "sen": "K"},
    {"birth_month": 8, "school_type": "Non-maintained special school", "governance": "NM", "sen": "E"},
    {"birth_month": None},
)


def test_months_and_seasons_of_birth_in_the_primary_years():
    assert identified(BORN, "Month of birth") == {
        "September": (1, 2),
        "December": (0, 1),
        "January": (0, 1),
        "August": (1, 1),
        "Not recorded": (0, 1),
    }
    assert identified(BORN, "Season of birth") == {
        "All primary years": (2, 6),
        "Autumn born": (1, 3),
        "Spring born": (0, 1),
        "Summer born": (1, 1),
        "Not recorded": (0, 1),
    }
    assert identified(BORN, "Season of birth", PLAN)["All primary years"] == (1, 6)


@pytest.mark.parametrize(
    ("month", "season"),
    [(9, "Autumn"), (12, "Autumn"), (1, "Spring"), (4, "Spring"), (5, "Summer"), (8, "Summer")],
)
def test_the_edges_of_seasons(month, season):
    assert identified(roll({"birth_month": month}), "Season of birth")[f"{season} born"] == (0, 1)


def episode(person, start, end=None, *, year=2019, kind="Looked after", la="391"):
    usual = {"kind": kind, "person_id": person, "la_code": la, "year_end": day(f"{year}-03-31")}
    return usual | {"start_date": day(start), "end_date": day(end) if end else None}


def in_care(*episodes):
    pupils = roll({"person": "a", "sen": "E"}, {"person": "b"}, {"person": "c", "sen": "K"}, {"sen": "K"})
    return identified({**pupils, "core.social_care_episode": list(episodes)}, "Looked after")


@pytest.mark.parametrize(
    ("episodes", "found"),
    [
        ([episode("a", "2018-05-01"), episode("b", "2019-01-17")], (1, 2)),
        # two episodes, or two returns of one, are one child
        (
            [episode("a", "2018-05-01"), episode("a", "2018-06-01"), episode("a", "2018-05-01", la="393")],
            (1, 1),
        ),
        # an episode that ended on census day is over, one that ended a day later is not
        ([episode("a", "2018-05-01", "2019-01-17"), episode("c", "2018-05-01", "2019-01-18")], (1, 1)),
        # begun after, another kind, or told by the return of another year
        (
            [
                episode("a", "2019-01-18"),
                episode("b", "2018-05-01", kind="Child in need"),
                episode("c", "2016-05-01", year=2018),
            ],
            None,
        ),
    ],
)
def test_looked_after_on_census_day(episodes, found):
    assert in_care(*episodes).get("Looked after on census day") == found


def test_without_a_return_of_social_care_that_covers_the_day_there_is_no_row():
    assert in_care() == {}
    assert in_care(episode("a", "2018-05-01", la="393")) == {}
    assert in_care(episode("a", "2018-05-01", year=2018)) == {}
    # a return of children in need alone does not tell who is looked after, whatever another area's tells
    in_need = episode("z", "2018-05-01", kind="Child in need")
    assert in_care(in_need, episode("a", "2018-05-01", la="393")) == {}


def test_two_areas_are_the_sum():
    given = both(BORN, roll({"birth_month": 5, "sen": "K"}, la="393"))
    scope = Scope(together=(Together("Tyneside", ("391", "393")),))
    assert identified(given, "Season of birth", scope=scope, la="391+393")["Summer born"] == (2, 2)
    assert identified(given, "Month of birth", scope=scope, la="391+393")["May"] == (1, 1)


def test_a_hidden_month_is_not_told_by_its_season():
    given = roll(
        *[{"birth_month": 9, "sen": "K"}] * 3,
        *[{"birth_month": month, "sen": "K"} for month in (10, 11, 1, 5) for _ in range(20)],
        *[{"birth_month": month} for month in (9, 10, 11, 1, 5) for _ in range(50)],
    )
    rows = protected("identification", counted("identification", given))
    shown = {
        r["breakdown"]: r["pupil_count"]
        for r in rows
        if (r["breakdown_topic"], r["sen_provision"]) == ("Month of birth", SUPPORT)
    }
    assert shown["September"] is None
    assert None in (shown["October"], shown["November"])


def history(*spells):
    """Spells of persons: provision, first and last day seen, the day before which it surely was not."""
    told, known, turns = [], [], {}
    for person, provision, first, after, source in spells:
        turns[person] = turns.get(person, 0) + 1
        spell = {
            "person_id": person,
            "spell": turns[person],
            "sen_provision": provision,
            "from_day": day(first),
        }
        told.append(spell | {"changed_after": day(after) if after else None, "from_source": source})
        if source == "school_census":
            seen = {
                "person_id": person,
                "la_code": "391",
                "census_day": day(first),
                "sen_provision": provision,
            }
            known.append(seen)
    return {"core.sen_history": told, "core.sen_status": known}


CENSUS = "school_census"
PERSONS = [
    # seen without, then with support, then with a plan
    ("a", "N", "2017-01-19", None, CENSUS),
    ("a", "K", "2018-01-18", "2017-01-19", CENSUS),
    ("a", "E", "2018-10-01", "2018-09-30", "sen2"),
    # first seen with support: not known since when
    ("b", "K", "2018-01-18", None, CENSUS),
    # away, then back with support: not known either
    ("c", "N", "2017-01-19", None, CENSUS),
    ("c", "K", "2019-01-17", None, CENSUS),
    # support after a plan is not the first help; the plan is of before the returns
    ("d", "E", "2016-05-01", "2016-04-30", "sen2"),
    ("d", "K", "2019-01-17", "2018-01-18", CENSUS),
    # support again counts once
    ("e", "K", "2018-01-18", "2017-01-19", CENSUS),
    ("e", "N", "2019-01-17", "2018-01-18", CENSUS),
    ("e", "K", "2020-01-16", "2019-01-17", CENSUS),
]


def ages(spells=PERSONS, scope=None, la="391"):
    """(year, event) to age and persons."""
    persons = {one[0] for one in spells}
    told_by = {"extract": CENSUS, "delivery": "391_2018-spring"}
    source = ".".join(told_by.values())
    given = history(*spells) | {
        # eight years old at 31 August 2017
        "core.person": [{"person_id": p, "age_31_august": 8, "age_source": source} for p in persons],
        "landing.delivery": [told_by | {"academic_year": "201718"}],
        "core.plan": [
            {"person_id": p, "la_code": "391", "start_date": day(start), "census_day": day("2019-01-17")}
            for p, provision, start, _, source in spells
            if source == "sen2"
        ],
    }  # fmt: skip
    found = {}
    for row in counted("identification_age", given, scope):
        if row["la_code"] == la:
            found.setdefault((row["academic_year"], row["event"]), {})[row["age"]] = row["person_count"]
    return found


def test_ages_at_first_support_and_first_plan():
    assert ages() == {
        ("201718", "First SEN support"): {"8": 2, "All ages": 2},
        ("201718", "SEN support, beginning not seen"): {"All ages": 1},
        ("201819", "First EHC plan"): {"9": 1, "All ages": 1},
        ("201819", "SEN support, beginning not seen"): {"All ages": 1},
        # the plan of before the returns began is told in the year in which view begins
        ("201617", "EHC plan, beginning not seen"): {"All ages": 1},
    }


def test_a_plan_of_the_day_on_which_view_begins_was_not_seen_to_begin():
    seen = ("z", "N", "2019-01-17", None, CENSUS)
    # SEN2 of January 2019 tells all plans since 1 January 2018
    assert ("201718", "EHC plan, beginning not seen") in ages(
        [seen, ("a", "E", "2018-01-01", "2017-12-31", "sen2")]
    )
    assert ("201718", "First EHC plan") in ages([seen, ("a", "E", "2018-01-02", "2018-01-01", "sen2")])


def test_the_youngest_and_oldest_go_together():
    def age_of(first, after):
        year = f"{int(first[:4]) - 1}{first[2:4]}"
        return set(
            ages([("a", "N", "2008-01-17", None, CENSUS), ("a", "K", first, after, CENSUS)])[
                year, "First SEN support"
            ]
        )

    assert age_of("2012-01-19", "2011-01-20") == {"Under 3", "All ages"}
    assert age_of("2013-01-17", "2012-01-19") == {"3", "All ages"}
    assert age_of("2028-01-20", "2027-01-21") == {"18", "All ages"}
    assert age_of("2029-01-18", "2028-01-20") == {"19 to 25", "All ages"}


def shown_ages(event="First SEN support", not_seen=None, **by_age):
    usual = {
        "la_code": "391",
        "academic_year": "201819",
        "measure": "age_at_first_support",
        "quality_flags": "",
    }
    rows = [usual | {"event": event, "age": age, "person_count": n} for age, n in by_age.items()]
    if not_seen is not None:
        rows.append(
            usual | {"event": "SEN support, beginning not seen", "age": "All ages", "person_count": not_seen}
        )
    return rows


def median(rows):
    [row] = counted("identification_median", {"shown.identification_age": rows})
    return row["median_age"], row["status"]


@pytest.mark.parametrize(
    ("by_age", "found"),
    [
        ({"All ages": 40, "5": 10, "6": 10, "7": 20}, (6, "shown")),
        ({"All ages": 41, "5": 10, "6": 10, "7": 21}, (7, "shown")),
        ({"All ages": 6, "Under 3": 6}, (2, "shown")),
        # of 50 two ages hide 10 together: whichever they are, half have begun by 6
        ({"All ages": 50, "4": None, "5": 10, "6": 20, "7": 10, "8": None}, (6, "shown")),
        # and here it would be 5 or 6
        ({"All ages": 50, "4": None, "5": 18, "6": 14, "7": 6, "8": None}, (None, "suppressed")),
        ({"All ages": 50, "Not known": 10, "5": 20, "6": 20}, (5, "shown")),
        ({"All ages": 50, "Not known": None, "5": 20, "6": 24}, (None, "suppressed")),
        ({"All ages": None, "5": None}, (None, "suppressed")),
        # of nobody is the age known
        ({"All ages": 20, "Not known": 20}, (None, "not available")),
        ({"All ages": 0}, (None, "not available")),
    ],
)
def test_the_median_is_told_where_nothing_hidden_could_move_it(by_age, found):
    assert median(shown_ages(**by_age)) == found


def test_those_whose_beginning_was_not_seen_stand_beside_the_median():
    def persons(rows):
        return counted("identification_median", {"shown.identification_age": rows})[0]["persons_not_seen"]

    assert persons(shown_ages(**{"All ages": 40, "5": 40}, not_seen=12)) == 12
    assert persons(shown_ages(**{"All ages": 40, "5": 40})) == 0
