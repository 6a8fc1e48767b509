"""SEN provision over time: censuses see it on their days, plans tell theirs exactly."""

import itertools

from tests.builders_core import day, made

JAN_22, JAN_23, JAN_24, JAN_25 = "2022-01-20", "2023-01-19", "2024-01-18", "2025-01-16"
PLAN = {"request_id": "r", "la_code": "391", "is_maintained": True}
CASE = {"la_code": "391"}


def seen(**provisions):
    """Censuses of one person: the short name of a January to what it saw."""
    days = {"jan22": JAN_22, "jan23": JAN_23, "jan24": JAN_24, "jan25": JAN_25}
    return [
        {"person_id": "p", "la_code": "391", "census_day": day(days[name]), "sen_provision": provision}
        for name, provision in provisions.items()
    ]


def plan(census, start="", cease="", **told):
    days = {"start_date": day(start) if start else None, "cease_date": day(cease) if cease else None}
    return {"person_id": "p", "plan_id": f"{census}/{start}", "census_day": day(census)} | PLAN | days | told


def case(snapshot, issued="", cease=""):
    days = {
        "plan_issued_date": day(issued) if issued else None,
        "cease_date": day(cease) if cease else None,
    }
    return {"person_id": "p", "case_id": "c", "snapshot_day": day(snapshot)} | CASE | days


def history(statuses=(), plans=(), cases=()):
    """The spells: provision, surely before, from, until, surely after; days as they are written."""
    given = {"core.sen_status": [*statuses], "core.plan": [*plans], "core.ehcp_case": [*cases]}
    columns = ("sen_provision", "changed_after", "from_day", "until_day", "changed_before")
    found = made("core.sen_history", given)
    assert [row["spell"] for row in found] == [*range(1, len(found) + 1)]
    return [tuple(None if row[c] is None else str(row[c]) for c in columns) for row in found]


def test_censuses_in_a_row_with_the_same_provision_are_one_spell():
    assert history(seen(jan22="N", jan23="K", jan24="K")) == [
        ("N", None, JAN_22, JAN_22, JAN_23),
        ("K", JAN_22, JAN_23, JAN_24, None),
    ]


def test_a_census_that_lacks_the_pupil_for_more_than_a_year_ends_the_spell_and_nothing_is_said_of_between():
    assert history(seen(jan22="K", jan24="K", jan25="N")) == [
        ("K", None, JAN_22, JAN_22, None),
        ("K", None, JAN_24, JAN_24, JAN_25),
        ("N", JAN_24, JAN_25, JAN_25, None),
    ]


def test_the_longest_year_between_two_januaries_is_no_gap_and_a_day_more_is():
    def statuses(last):
        return [{"person_id": "p", "census_day": day(d), "sen_provision": "K"} for d in ("2020-01-16", last)]

    assert len(history(statuses("2021-01-22"))) == 1  # 372 days
    assert len(history(statuses("2021-01-23"))) == 2


def test_a_plan_tells_its_days_though_the_census_saw_them_late():
    told = [plan(JAN_24, "2023-06-01"), plan(JAN_25, "2023-06-01", "2024-09-01", is_maintained=False)]
    found = history(seen(jan23="K", jan24="E", jan25="K"), told)
    assert found == [
        ("K", None, JAN_23, JAN_23, "2023-06-01"),
        ("E", "2023-05-31", "2023-06-01", "2024-08-31", "2024-09-01"),
        ("K", "2024-08-31", JAN_25, JAN_25, None),
    ]


def test_the_source_says_who_told_the_day():
    given = {
        "core.sen_status": seen(jan23="K", jan25="E"),
        "core.plan": [plan(JAN_24, "2023-06-01")],
    }
    sources = [(row["from_source"], row["until_source"]) for row in made("core.sen_history", given)]
    assert sources == [("school_census", "school_census"), ("sen2", "school_census")]


def test_on_the_days_of_a_plan_it_goes_before_the_census():
    assert history(seen(jan24="N"), [plan(JAN_24, "2023-06-01")]) == [
        ("E", "2023-05-31", "2023-06-01", JAN_24, None),
    ]


def test_a_plan_holder_in_no_school_has_a_history():
    assert history(plans=[plan(JAN_24)]) == [("E", None, JAN_24, JAN_24, None)]


def test_a_plan_that_begins_after_census_day_or_is_not_listed_says_nothing_yet():
    assert history(plans=[plan(JAN_24, "2024-02-01"), plan(JAN_24, "2020-01-01", is_maintained=False)]) == []


def test_days_of_both_systems_are_one_plan_and_touching_plans_are_one():
    told = [plan(JAN_24, "2023-06-01", "2023-12-01", is_maintained=False)]
    assert history(plans=told, cases=[case("2024-03-31", "2023-12-01")]) == [
        ("E", "2023-05-31", "2023-06-01", "2024-03-31", None)
    ]


def test_a_plan_that_ended_and_a_later_one_are_two_spells():
    told = [plan(JAN_24, "2022-01-01", "2023-03-01", is_maintained=False), plan(JAN_24, "2023-09-01")]
    assert history(plans=told) == [
        ("E", "2021-12-31", "2022-01-01", "2023-02-28", "2023-03-01"),
        ("E", "2023-08-31", "2023-09-01", JAN_24, None),
    ]


def test_a_start_corrected_in_a_later_return_is_the_same_plan():
    told = [plan(JAN_24, "2022-05-01"), plan(JAN_25, "2022-06-01", "2023-02-01", is_maintained=False)]
    assert history(seen(jan24="K"), told) == [
        ("E", "2022-05-31", "2022-06-01", "2023-01-31", "2023-02-01"),
        ("K", "2023-01-31", JAN_24, JAN_24, None),
    ]


def test_a_plan_that_a_later_return_need_not_tell_any_more_stands_and_a_day_later_it_does_not():
    new = plan(JAN_25, "2024-09-01")
    stands = [plan(JAN_24, "2022-01-01", "2023-12-31", is_maintained=False), new]
    assert history(plans=stands) == [
        ("E", "2021-12-31", "2022-01-01", "2023-12-30", "2023-12-31"),
        ("E", "2024-08-31", "2024-09-01", JAN_25, None),
    ]
    withdrawn = [plan(JAN_24, "2022-01-01", "2024-01-01", is_maintained=False), new]
    assert history(plans=withdrawn) == [("E", "2024-08-31", "2024-09-01", JAN_25, None)]


def test_an_end_corrected_long_after_is_no_second_plan():
    told = [
        plan(JAN_22, "2020-01-01", "2021-06-01", is_maintained=False),
        plan(JAN_25, "2020-01-02", "2021-03-01", is_maintained=False),
    ]
    assert history(plans=told) == [("E", "2020-01-01", "2020-01-02", "2021-02-28", "2021-03-01")]


def test_years_without_a_return_lose_no_plan():
    told = [plan(JAN_22, "2020-01-01"), plan(JAN_25, "2024-02-01")]
    assert history(plans=told) == [
        ("E", "2019-12-31", "2020-01-01", JAN_22, None),
        ("E", "2024-01-31", "2024-02-01", JAN_25, None),
    ]


def test_a_return_that_lacks_the_start_loses_none_that_was_told():
    assert history(plans=[plan(JAN_24, "2022-05-01"), plan(JAN_25)]) == [
        ("E", "2022-04-30", "2022-05-01", JAN_25, None)
    ]
    assert history(plans=[plan(JAN_24), plan(JAN_25, "2022-05-01")]) == [
        ("E", "2022-04-30", "2022-05-01", JAN_25, None)
    ]


def test_what_another_authority_tells_replaces_nothing():
    left = plan(JAN_24, "2022-01-01", "2023-09-01", is_maintained=False)
    joined = plan(JAN_25, "2022-02-01", la_code="393")
    assert history(plans=[left, joined]) == [("E", "2021-12-31", "2022-01-01", JAN_25, None)]


def test_of_a_case_the_last_snapshot_goes():
    told = [case("2023-01-31", "2022-05-01"), case("2024-01-31", "2022-06-01", "2023-02-01")]
    assert history(cases=told) == [("E", "2022-05-31", "2022-06-01", "2023-01-31", "2023-02-01")]
    assert history(cases=[case("2023-01-31", "2022-05-01"), case("2024-01-31")]) == []


def test_a_plan_that_ended_on_the_census_day_is_over_on_it():
    told = [plan(JAN_24, "2022-01-01", JAN_24, is_maintained=False)]
    assert history(seen(jan24="K"), told) == [
        ("E", "2021-12-31", "2022-01-01", "2024-01-17", JAN_24),
        ("K", "2024-01-17", JAN_24, JAN_24, None),
    ]


def test_of_two_authorities_on_one_day_the_higher_provision_goes():
    two = [
        one | {"la_code": la}
        for one, la in zip(seen(jan24="N") + seen(jan24="K"), ("391", "393"), strict=True)
    ]
    assert history(two) == [("K", None, JAN_24, JAN_24, None)]


def test_spells_of_a_person_follow_each_other():
    statuses = seen(jan22="N", jan23="E", jan24="K", jan25="E")
    told = [plan(JAN_24, "2022-05-01", "2023-11-11", is_maintained=False), plan(JAN_25, "2024-12-24")]
    found = made("core.sen_history", {"core.sen_status": statuses, "core.plan": told})
    for before, after in itertools.pairwise(found):
        assert before["until_day"] < after["from_day"]
