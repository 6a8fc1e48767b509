"""Who is identified more or less often than others, and than expected: from what is shown, by hand."""

import pytest

from tests.builders_core import day
from tests.builders_shown import counted

SUPPORT, PLAN, ALL = "SEN support", "EHC plan", "All SEN"


def prevalence(topic, group, pupils, base, *, la="391", provision=ALL, **given):
    usual = {
        "la_code": la,
        "census": "2019-spring",
        "census_day": day("2019-01-17"),
        "coverage": "State-funded schools",
        "breakdown_topic": topic,
        "breakdown": group,
        "second_topic": "Total",
        "second_breakdown": "Total",
        "sen_provision": provision,
        "pupil_count": pupils,
        "pupil_base": base,
        "deliveries": f"school_census.{la}_2019-spring",
    }
    return usual | given


def gaps(rows, identification=()):
    given = {"shown.prevalence": rows, "shown.identification": list(identification)}
    return {(r["breakdown_topic"], r["breakdown"]): r for r in counted("identification_gap", given)}


def test_a_group_against_all_others():
    """30 of 100 eligible pupils, 70 of 700 others: three times as likely."""
    meals = ("Free school meals", "Eligible for free school meals")
    found = gaps([prevalence("Total", "Total", 100, 800), prevalence(*meals, 30, 100)])[meals]
    assert (found["reference_count"], found["reference_base"], found["reference_group"]) == (
        70,
        700,
        "All others",
    )
    assert (found["ratio"], found["pupil_percent"], found["reference_percent"]) == (pytest.approx(3), 30, 10)
    # se of the logarithm: sqrt(1/30 - 1/100 + 1/70 - 1/700) = 0.190238; 3 / and * exp(1.959964 * 0.190238)
    assert (found["ratio_lower"], found["ratio_upper"]) == pytest.approx((2.06627, 4.35568), abs=1e-4)
    assert (found["difference"], found["verdict"]) == (pytest.approx(20), "higher")


def test_looked_after_children_against_all_others_and_the_summer_born_against_the_autumn_born():
    born = [
        prevalence("Season of birth", "Autumn born", 20, 200),
        prevalence("Season of birth", "Spring born", 22, 200),
        prevalence("Season of birth", "Summer born", 30, 150),
        prevalence("Season of birth", "All primary years", 72, 550),
        prevalence("Month of birth", "August", 10, 50),
        prevalence("Looked after", "Looked after on census day", 12, 20),
    ]
    found = gaps([prevalence("Total", "Total", 112, 1020)], born)
    assert set(found) == {
        ("Season of birth", "Spring born"),
        ("Season of birth", "Summer born"),
        ("Looked after", "Looked after on census day"),
    }
    assert found["Season of birth", "Summer born"]["ratio"] == pytest.approx(2)
    assert found["Season of birth", "Spring born"]["verdict"] == "similar"
    care = found["Looked after", "Looked after on census day"]
    assert (care["reference_count"], care["reference_base"], care["ratio"]) == (100, 1000, pytest.approx(6))
    assert care["quality_flags"] == "small base"


@pytest.mark.parametrize(("pupils", "total"), [(None, 100), (30, None)])
def test_what_is_hidden_has_no_ratio(pupils, total):
    meals = ("Free school meals", "Eligible for free school meals")
    found = gaps([prevalence("Total", "Total", total, 800), prevalence(*meals, pupils, 100)])[meals]
    assert (found["status"], found["ratio"], found["difference"], found["verdict"]) == (
        "suppressed", None, None, "not compared",
    )  # fmt: skip


def test_nobody_in_a_group_has_a_ratio_of_nought_without_limits():
    found = gaps([prevalence("Total", "Total", 100, 800), prevalence("Sex", "Male", 0, 100)])["Sex", "Male"]
    assert (found["ratio"], found["ratio_lower"], found["verdict"]) == (0, None, "not compared")
    nobody_else = gaps([prevalence("Total", "Total", 9, 800), prevalence("Sex", "Male", 9, 100)])[
        "Sex", "Male"
    ]
    assert nobody_else["ratio"] is None


def test_only_one_way_rows_of_state_funded_schools_in_january_are_compared():
    total = prevalence("Total", "Total", 100, 800)
    others = [
        prevalence("Sex", "Male", 30, 100, second_topic="NC year", second_breakdown="Year 1"),
        prevalence("Sex", "Male", 30, 100, coverage="All schools"),
        prevalence("Sex", "Male", 30, 100, census="2019-summer"),
        prevalence("Sex", "Male", 30, 100, census="2018-spring+2019-spring"),
        prevalence("School", "108001", 30, 100),
    ]
    assert gaps([total, *others]) == {}


def printed(measure, pupils, provision="", *, dataset="pupils_by_age", edition=2020):
    return {
        "delivery": f"000_{edition}",
        "edition": edition,
        "extract": "sen_statistics",
        "dataset": dataset,
        "geographic_level": "National",
        "period_kind": "academic year",
        "start_year": 2018,
        "breakdown": f"SEN provision: {provision}" if provision else "Total",
        "measure": measure,
        "value": pupils,
    }


def england(group, everyone, support, plans, **given):
    return [
        printed(group, everyone, **given),
        printed(group, support, "SEN support", **given),
        printed(group, plans, "EHC plans/Statements of SEN", **given),
    ]


def expected(rows, figures=(), reference="England", topic="Age at 31 August", provision=ALL):
    given = {"shown.prevalence": rows, "core.published_figure": list(figures)}
    return {
        row["breakdown"]: row
        for row in counted("identification_expected", given)
        if (row["reference"], row["breakdown_topic"], row["sen_provision"], row["la_code"])
        == (reference, topic, provision, "391")
    }


ENGLAND = [*england("age_5", 1000, 80, 20), *england("age_10", 1000, 150, 50)]


def age(years, pupils, base, **given):
    return prevalence("Age at 31 August", str(years), pupils, base, **given)


def test_identified_and_expected_by_age():
    """At England's rates 10% of 300 and 20% of 200."""
    rows = [age(5, 40, 300), age(10, 50, 200), prevalence("Total", "Total", 90, 500)]
    found = expected(rows, ENGLAND)
    assert {group: row["expected"] for group, row in found.items()} == pytest.approx(
        {"5": 30, "10": 40, "All groups": 70}
    )
    whole = found["All groups"]
    assert (whole["observed"], whole["pupil_base"], whole["groups_counted"]) == (90, 500, 2)
    assert (whole["ratio"], whole["crude_percent"]) == (pytest.approx(9 / 7), 18)
    assert (whole["verdict"], whole["funnel"], whole["method"]) == ("higher", "High (0.025)", "Byars")
    assert whole["deliveries"] == "school_census.391_2019-spring; sen_statistics.000_2020"


def test_provisions_have_their_own_rates():
    found = expected([age(5, 3, 300, provision=PLAN)], ENGLAND, provision=PLAN)
    assert found["5"]["expected"] == pytest.approx(6)
    found = expected([age(5, 3, 300, provision=SUPPORT)], ENGLAND, provision=SUPPORT)
    assert found["5"]["expected"] == pytest.approx(24)


def test_suppressed_groups_and_groups_without_a_rate_are_expected_at_the_rate_of_all_groups():
    """30 of those of 5, 40 of those of 10; the other 60 at 300 of 2,000."""
    rows = [age(5, 40, 300), age(10, None, 200), age(19, 7, 40), prevalence("Total", "Total", 90, 560)]
    found = expected(rows, ENGLAND)
    assert [found[group]["status"] for group in ("5", "10", "19")] == ["shown", "suppressed", "not available"]
    whole = found["All groups"]
    assert (whole["observed"], whole["pupil_base"], whole["groups_counted"]) == (90, 560, 2)
    assert whole["expected"] == pytest.approx(30 + 40 + 9)
    assert whole["quality_flags"] == "some groups together"


def test_a_hidden_total_has_no_ratio():
    found = expected([age(5, 40, 300), prevalence("Total", "Total", None, 560)], ENGLAND)
    assert (found["All groups"]["status"], found["All groups"]["ratio"]) == ("suppressed", None)


def test_a_total_of_pupils_with_sen_alone_is_no_base():
    assert expected([age(5, 40, 300)], england("age_5", 100, 80, 20))["5"]["status"] == "not available"


def test_school_years_and_the_newest_edition():
    rows = [prevalence("NC year", "Reception", 9, 100), prevalence("NC year", "Year 1", 9, 100)]
    figures = [
        *england("reception", 100, 5, 1, dataset="pupils_by_year"),
        *england("year_1", 100, 8, 2, dataset="pupils_by_year"),
        *england("year_1", 100, 50, 2, dataset="pupils_by_year", edition=2019),
    ]
    found = expected(rows, figures, topic="NC year")
    assert (found["Reception"]["expected"], found["Year 1"]["expected"]) == pytest.approx((6, 10))


def test_by_deprivation_the_areas_together_are_the_reference():
    """In the poorest tenth 40 of 200 in both; in the richest 10 of 200."""

    def tenth(decile, pupils, base, la="391"):
        return prevalence("IMD decile 2019", decile, pupils, base, la=la)

    rows = [tenth("1", 30, 100), tenth("10", 5, 50), tenth("1", 10, 100, "393"), tenth("10", 5, 150, "393")]
    rows += [prevalence("Total", "Total", 35, 150), prevalence("Total", "Total", 15, 250, la="393")]
    found = expected(rows, reference="All areas counted", topic="IMD decile 2019")
    assert {group: row["expected"] for group, row in found.items()} == pytest.approx(
        {"1": 20, "10": 2.5, "All groups": 22.5}
    )
    assert found["All groups"]["ratio"] == pytest.approx(35 / 22.5)
    assert expected(rows, ENGLAND, topic="IMD decile 2019") == {}
    alone = expected(rows[:2], reference="All areas counted", topic="IMD decile 2019")
    assert {row["status"] for row in alone.values()} == {"not available"}


def test_what_the_areas_hide_is_expected_at_what_is_left_of_them():
    """Of 5 years 12 of 200 in both; age 10 is hidden in one: 31 of 300 are left."""
    rows = [age(5, 9, 100), age(5, 3, 100, la="393"), age(10, 28, 200), age(10, None, 100, la="393")]
    rows += [prevalence("Total", "Total", 37, 300), prevalence("Total", "Total", 6, 200, la="393")]
    whole = expected(rows, reference="All areas counted")["All groups"]
    assert whole["expected"] == pytest.approx(100 * 12 / 200 + 200 * 31 / 300)


def test_a_group_whose_number_is_hidden_stands_at_its_own_rate_among_all_groups():
    """30 of those of 5; the 60 others can only be of 10: 20 in 100."""
    rows = [age(5, 40, 300), age(10, None, None), prevalence("Total", "Total", 50, 360)]
    assert expected(rows, ENGLAND)["All groups"]["expected"] == pytest.approx(30 + 12)
