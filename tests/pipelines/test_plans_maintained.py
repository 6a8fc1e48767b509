"""Plans maintained on census day, by hand: who is counted, in which group, and of how many residents."""

import pandas as pd
import pytest

from tests.builders_plans import counted, placement, plan, released, residents

ALL_AGES = dict.fromkeys(range(26), 100)
AGES, BANDS, WIDE = "Age at 31 August", "Age band at 31 August", "Under 16 or 16 to 25"


def plans(rows, topic, *, la="391", year=2024):
    """Group to plans, of one topic."""
    of = rows[(rows.breakdown_topic == topic) & (rows.la_code == la) & (rows.return_year == year)]
    return dict(zip(of.breakdown, of.plan_count, strict=True))


def row(rows, topic="Total", group="Total", *, la="391", year=2024):
    is_it = (rows.breakdown_topic == topic) & (rows.breakdown == group)
    [found] = rows[is_it & (rows.la_code == la) & (rows.return_year == year)].to_dict("records")
    return found


def test_the_last_age_of_each_band_is_in_it():
    ages = [0, 4, 5, 10, 11, 15, 16, 19, 20, 25, None]
    rows = counted("plans_maintained", {"core.plan": [plan(f"p{age}", age) for age in ages]})
    assert plans(rows, BANDS) == {
        "0 to 4": 2, "5 to 10": 2, "11 to 15": 2, "16 to 19": 2, "20 to 25": 2, "Not known": 1,
    }  # fmt: skip
    assert plans(rows, WIDE) == {"Under 16": 6, "16 to 25": 4, "Not known": 1}
    assert {age: n for age, n in plans(rows, AGES).items() if n} == {
        "Not known" if age is None else str(age): 1 for age in ages
    }
    assert len(plans(rows, AGES)) == 27, "each age from 0 to 25, nobody or not"
    assert plans(rows, "Total") == {"Total": 11}


def test_who_is_older_than_the_oldest_age_counted_is_in_no_row_nor_among_residents():
    given = {
        "core.plan": [plan("a", 24), plan("b", 25), plan("c", 26)],
        "core.resident_population": residents(ALL_AGES),
    }
    of_25 = counted("plans_maintained", given)
    assert (plans(of_25, "Total"), row(of_25)["population_base"]) == ({"Total": 2}, 2600)
    of_24 = counted("plans_maintained", given, oldest_age=24)
    assert (plans(of_24, "Total"), row(of_24)["population_base"]) == ({"Total": 1}, 2500)
    assert (plans(of_24, BANDS)["20 to 24"], plans(of_24, WIDE)["16 to 24"]) == (1, 1)
    assert "25" not in plans(of_24, AGES)
    assert row(of_24)["population"] == "EHC plans maintained for people aged 0 to 24"


def test_a_plan_is_in_one_group_of_each_topic():
    given = {
        "core.plan": [plan("a", sex="Female"), plan("b")],
        "core.placement": [
            placement("a", placement_id="1", placement_rank="2", placement_group="Elective home education"),
            placement("a", placement_id="2", placement_group="Mainstream school"),
            placement("b", is_open=False),
        ],
        "core.need": [
            {"person_id": "a", "source": source, "la_code": "391", "returned": returned, "need_rank": rank}
            | {"need": need}
            for source, returned, rank, need in (
                ("sen2", "2024", "1", "Hearing impairment"),
                ("sen2", "2024", "2", "Vision impairment"),
                ("sen2", "2025", "1", "Other difficulty or disability"),
                ("school_census", "2024", "1", "Moderate learning difficulty"),
            )
        ],
        "core.person": [{"person_id": "a", "ethnicity_main": "AIND"}, {"person_id": "b"}],
    }
    rows = counted("plans_maintained", given)
    assert plans(rows, "Placement") == {"Mainstream school": 1, "Not recorded": 1}
    assert plans(rows, "Primary need") == {"Hearing impairment": 1, "Not reported": 1}
    assert plans(rows, "Sex") == {"Female": 1, "Not recorded": 1}
    assert plans(rows, "Ethnicity") == {"Indian": 1, "Not recorded": 1}
    for topic in rows.breakdown_topic.unique():
        assert sum(plans(rows, topic).values()) == 2


def test_of_a_hundred_residents_of_the_middle_of_the_year_before():
    # 10 plans at the age of 10, 3 at 20. 13 of 2,600 are 0.5%; 10 of the 600 aged 5 to 10 are 1.6667%
    given = {
        "core.plan": [plan(f"p{n}", 10 if n < 10 else 20) for n in range(13)],
        "core.resident_population": [
            *residents(ALL_AGES),
            *residents(dict.fromkeys(range(26), 999), year=2024),
            *residents(dict.fromkeys(range(26), 999), kind="projection"),
        ],
    }
    rows = counted("plans_maintained", given)
    total, band, age = row(rows), row(rows, BANDS, "5 to 10"), row(rows, AGES, "10")
    assert (total["population_base"], total["resident_percent"]) == (2600, pytest.approx(0.5))
    assert (band["population_base"], band["resident_percent"]) == (600, pytest.approx(100 / 60))
    assert (age["population_base"], age["resident_percent"]) == (100, pytest.approx(10))
    # Wilson, 10 of 100 in long arithmetic: (20 + z2 -/+ z sqrt(z2 + 36)) / (2 (100 + z2)), z2 = 3.841459
    assert age["resident_percent_lower"] == pytest.approx(5.5229, abs=1e-4)
    assert age["resident_percent_upper"] == pytest.approx(17.4366, abs=1e-4)
    assert (age["verdict"], row(rows, AGES, "11")["verdict"]) == ("higher", "similar")
    assert age["resident_population"] == "Residents aged 10 in mid-2023"
    assert band["resident_population"] == "Residents aged 5 to 10 in mid-2023"
    assert age["deliveries"] == "sen2.391_2024; population_estimates.000_2023"
    assert (age["plan_percent"], total["verdict"]) == (pytest.approx(1000 / 13), "not compared")
    assert row(rows, AGES, "11")["resident_percent"] == 0


def test_where_a_single_age_is_not_published_its_groups_have_no_denominator():
    given = {
        "core.plan": [plan("a", 3)],
        "core.resident_population": residents({age: 100 for age in range(26) if age != 12}),
    }
    rows = counted("plans_maintained", given)
    assert row(rows, BANDS, "0 to 4")["population_base"] == 500
    for topic, group in (("Total", "Total"), (BANDS, "11 to 15"), (AGES, "12")):
        found = row(rows, topic, group)
        assert (found["deliveries"], found["verdict"]) == ("sen2.391_2024", "not compared")
        for name in ("population_base", "resident_population", "resident_percent", "resident_percent_lower"):
            assert pd.isna(found[name])


def test_a_plan_more_than_residents_has_no_share_of_them():
    given = {"core.plan": [plan("a", 3), plan("b", 3)], "core.resident_population": residents({3: 1})}
    found = row(counted("plans_maintained", given), AGES, "3")
    assert (found["plan_count"], found["population_base"]) == (2, 1)
    assert pd.isna(found["resident_percent"])


def test_the_trial_of_2022_is_not_released_and_2023_says_that_it_is_the_first():
    plans_of = [plan(f"p{year}", year=year) for year in (2022, 2023, 2024)]
    rows = counted("plans_maintained", {"core.plan": plans_of})
    assert set(rows.return_year) == {2023, 2024}
    assert row(rows, year=2023)["quality_flags"] == "first year counted from persons; small base"
    assert row(rows)["quality_flags"] == "small base"


@pytest.mark.parametrize(("people", "flag"), [(29, "small base"), (30, "")])
def test_a_base_under_thirty_is_small(people, flag):
    rows = counted("plans_maintained", {"core.plan": [plan(f"p{n}") for n in range(people)]})
    assert row(rows)["quality_flags"] == flag


def test_a_return_that_tells_nobodys_placement_is_a_part_of_one():
    rows = counted("plans_maintained", {"core.plan": [plan(f"p{n}", sex="Male") for n in range(40)]})
    assert row(rows, "Placement", "Not recorded")["quality_flags"] == "part return"
    assert row(rows, "Sex", "Male")["quality_flags"] == ""


def test_authorities_together_are_their_sum_where_each_has_returned():
    given = {
        "core.plan": [
            *(plan(f"a{n}", 10) for n in range(20)),
            *(plan(f"b{n}", 17, la="393") for n in range(30)),
            plan("c", 10, year=2025),
        ],
        "core.resident_population": residents(ALL_AGES) + residents(ALL_AGES, la="393"),
        "scope.area_member": [
            {"area": "391+393", "area_name": "Tyneside", "la_code": la} for la in ("391", "393")
        ],
    }
    rows = counted("plans_maintained", given)
    together = row(rows, la="391+393")
    assert (together["plan_count"], together["population_base"], together["area_name"]) == (
        50,
        5200,
        "Tyneside",
    )
    assert together["deliveries"] == "sen2.391_2024; sen2.393_2024; population_estimates.000_2023"
    assert plans(rows, WIDE, la="391+393") == {"Under 16": 20, "16 to 25": 30}
    assert not plans(rows, "Total", la="391+393", year=2025), "393 has not returned"
    assert row(rows)["area_name"] == "Newcastle upon Tyne"
    shown = released("plans_maintained", rows)
    assert plans(shown, "Total", la="391+393") == {"Total": 50}


def test_an_age_hidden_is_not_told_by_its_band():
    # 3 plans at 16 are few; so 17 is hidden too, or the band would tell
    people = [*(plan(f"a{n}", 16) for n in range(3)), *(plan(f"b{n}", 17) for n in range(40))]
    people += [plan(f"c{n}", 10) for n in range(60)]
    shown = released("plans_maintained", counted("plans_maintained", {"core.plan": people}))
    hidden = shown[shown.plan_count.isna()]
    assert set(zip(hidden.breakdown_topic, hidden.breakdown, strict=True)) >= {(AGES, "16"), (AGES, "17")}
    assert plans(shown, BANDS)["16 to 19"] == 43
    assert shown.loc[hidden.index, ["plan_percent", "resident_percent"]].isna().all(axis=None)


def test_a_base_that_is_hidden_is_not_called_small():
    shown = released("plans_maintained", counted("plans_maintained", {"core.plan": [plan("a"), plan("b")]}))
    assert shown.plan_base.isna().all()
    assert shown.quality_flags.isna().all()
