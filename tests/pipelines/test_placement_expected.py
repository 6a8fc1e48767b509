"""Special-school attendance beside what England's rates, or the areas together, would give: by hand."""

import pandas as pd
import pytest

from pipelines.statistics import funnel_ratio, risk_ratio
from tests.builders_core import day
from tests.builders_shown import counted
from tests.pipelines.test_statistics_sql import COUNTS, LIMITS, made_in_sql, shares

MLD, PD, VI = "Moderate learning difficulty", "Physical disability", "Vision impairment"
ALL = "All needs"


def shown(
    need, pupils, young, special, *, la="391", all_special=500, rank="Primary need", provision="All SEN"
):
    return {
        "la_code": la,
        "census": "2019-spring",
        "census_day": day("2019-01-17"),
        "need_rank": rank,
        "need": need,
        "sen_provision": provision,
        "need_base": pupils,
        "primary_age_count": young,
        "special_school_count": special,
        "special_school_base": all_special,
        "deliveries": f"school_census.{la}_2019-spring",
    }


def printed(need, age, pupils, *, phase="", edition=2020, year=2018, **given):
    """One figure of England's pupils with SEN, by primary need and age."""
    parts = [f"Phase: {phase}" if phase else "", f"Primary need: {need}"]
    usual = {
        "delivery": f"000_{edition}",
        "edition": edition,
        "extract": "sen_statistics",
        "dataset": "pupils_by_age",
        "geographic_level": "National",
        "period_kind": "academic year",
        "start_year": year,
        "breakdown": "; ".join(part for part in parts if part),
        "measure": age,
        "value": pupils,
    }
    return usual | given


def of_england(need, young, young_special, older, older_special, **given):
    """England's pupils with a need up to 10 years old and older, all of them and in special schools."""
    special = {"phase": "State-funded special school"} | given
    half = {"age_5": 0.5, "age_10": 0.5}
    return [
        *(printed(need, age, young * part, **given) for age, part in half.items()),
        *(printed(need, age, young_special * part, **special) for age, part in half.items()),
        printed(need, "age_11", older, **given),
        printed(need, "age_11", older_special, **special),
        # all ages are no age
        printed(need, "pupils", young + older, **given),
        printed(need, "pupils", young_special + older_special, **special),
    ]


ENGLAND = [*of_england("Moderate Learning Difficulty", 1000, 50, 500, 100), *of_england(PD, 100, 20, 100, 30)]


def found(rows, england=(), reference="England", la="391"):
    given = {"shown.need_profile": list(rows), "core.published_figure": list(england)}
    rows = counted("placement_expected", given)
    return {row["need"]: row for row in rows if (row["reference"], row["la_code"]) == (reference, la)}


def test_expected_by_need_and_age_at_englands_rates():
    """MLD: 120 young at 5%, 80 older at 20%; physical disability: 20 young at 20%, 30 older at 30%."""
    told = found([shown(MLD, 200, 120, 40), shown(PD, 50, 20, 20), shown(ALL, 250, 140, 60)], ENGLAND)
    assert {need: row["expected"] for need, row in told.items()} == pytest.approx(
        {MLD: 6 + 16, PD: 4 + 9, ALL: 35}
    )
    mld = told[MLD]
    assert (mld["observed"], mld["pupil_base"], mld["crude_percent"]) == (40, 200, 20)
    assert mld["ratio"] == pytest.approx(40 / 22)
    # Byar: 40 (1 - 1/360 - 1.959964 / (3 sqrt 40))^3 = 28.5733, and of 41 likewise 54.4701
    assert (mld["ratio_lower"], mld["ratio_upper"]) == pytest.approx((28.5733 / 22, 54.4701 / 22), abs=1e-4)
    assert (mld["method"], mld["verdict"], mld["funnel"]) == ("Byars", "higher", "High (0.001)")
    assert (told[PD]["verdict"], told[PD]["funnel"]) == ("similar", "Not significant")
    assert mld["deliveries"] == "school_census.391_2019-spring; sen_statistics.000_2020"
    assert {row["standardised_by"] for row in told.values()} == {"need and age"}


def test_all_needs_hold_what_is_suppressed_at_the_rate_of_all_needs():
    """22 of MLD and 13 of physical disability; the other 50 at 200 of 1,700."""
    rows = [
        shown(MLD, 200, 120, 40),
        shown(PD, 50, 20, None),
        shown(VI, None, None, None),
        shown("Not reported", 20, 10, None),
        shown(ALL, 300, 150, 70),
    ]
    told = found(rows, ENGLAND)
    every = told[ALL]
    assert (every["observed"], every["pupil_base"], every["needs_counted"]) == (70, 300, 2)
    assert every["expected"] == pytest.approx(35 + 50 * 200 / 1700)
    assert every["quality_flags"] == "some needs together"
    assert [told[need]["status"] for need in (MLD, PD, VI)] == ["shown", "suppressed", "suppressed"]
    assert [told[PD][name] for name in ("expected", "crude_percent", "ratio", "funnel")] == [None] * 4


def test_a_hidden_total_has_no_ratio():
    told = found([shown(MLD, 200, 120, 40), shown(ALL, 300, 150, None)], ENGLAND)
    assert (told[ALL]["status"], told[ALL]["expected"]) == ("suppressed", None)


def test_hidden_ages_leave_the_need_alone():
    """Of England's 1,500 with MLD 150 are in special schools."""
    told = found([shown(MLD, 200, None, 40)], ENGLAND)[MLD]
    assert (told["status"], told["expected"], told["standardised_by"]) == ("shown", pytest.approx(20), "need")


def test_a_need_whose_number_is_hidden_stands_at_its_own_rate_among_all_needs():
    """22 of MLD; the 50 others can only be of physical disability: 50 of 200."""
    told = found([shown(MLD, 200, 120, 40), shown(PD, None, None, None), shown(ALL, 250, None, 60)], ENGLAND)
    assert told[ALL]["expected"] == pytest.approx(22 + 50 * 50 / 200)


def test_other_words_of_the_same_need_are_the_same():
    words = {
        "Visual Impairment": VI,
        "Speech, Language and Communications needs": "Speech, language and communication needs",
        "Profound & Multiple Learning Difficulty": "Profound and multiple learning difficulty",
        "Multi- Sensory Impairment": "Multi-sensory impairment",
        "Other Difficulty/Disability": "Other difficulty or disability",
    }
    for theirs, ours in words.items():
        assert found([shown(ours, 30, 10, 6)], of_england(theirs, 10, 1, 10, 1))[ours]["expected"] == 3


def test_the_newest_edition_that_speaks_of_the_year_holds_and_other_years_do_not():
    older = of_england(MLD, 1000, 500, 500, 400, edition=2019)
    later = of_england(MLD, 1000, 900, 500, 400, year=2019)
    assert found([shown(MLD, 200, 120, 40)], [*ENGLAND, *older, *later])[MLD]["expected"] == pytest.approx(22)
    assert found([shown(MLD, 200, 120, 40)], later)[MLD]["status"] == "not available"


def test_a_symbol_is_no_rate():
    broken = [row | ({"value": None} if row["measure"] == "age_11" else {}) for row in ENGLAND]
    assert found([shown(MLD, 200, 120, 40)], broken)[MLD]["status"] == "not available"


def test_without_ages_england_stands_by_need_alone():
    """Editions since 2026: of 1,500 with MLD 150 are in special schools, so 20 of 200 are expected."""
    in_special = "Phase: State-funded special school; "
    cells = {("", "SEN support"): 1000, ("", "EHC plan"): 500}
    cells |= {(in_special, "SEN support"): 10, (in_special, "EHC plan"): 140}
    rows = [
        printed(MLD, "pupils", n, dataset="need_meals", edition=2026)
        | {"breakdown": f"{phase}SEN provision: {provision}; Primary need: {MLD}"}
        for (phase, provision), n in cells.items()
    ]
    told = found([shown(MLD, 200, None, 40)], rows)[MLD]
    assert (told["expected"], told["standardised_by"], told["status"]) == (20, "need", "shown")


def test_the_areas_together_are_a_reference_and_one_alone_is_none():
    """Of 300 with MLD in both 50 are in special schools: a sixth. The group of both is not counted twice."""
    rows = [
        shown(MLD, 200, 120, 40),
        shown(MLD, 100, 50, 10, la="393"),
        shown(MLD, 300, 170, 50, la="391+393"),
        shown(ALL, 220, 130, 42),
        shown(ALL, 180, 50, 18, la="393"),
    ]
    told = found(rows, reference="All areas counted")
    assert (told[MLD]["expected"], told[MLD]["ratio"]) == pytest.approx((200 / 6, 1.2))
    # 20 others at the rate of all other needs, 10 of 100
    assert told[ALL]["expected"] == pytest.approx(200 / 6 + 2)
    assert found(rows, reference="All areas counted", la="391+393")[MLD]["ratio"] == pytest.approx(1)
    assert found(rows[:1], reference="All areas counted")[MLD]["status"] == "not available"
    hidden = [rows[0], shown(MLD, 100, 50, None, la="393")]
    assert found(hidden, reference="All areas counted")[MLD]["status"] == "not available"


def test_nobody_in_special_schools_has_a_ratio_of_nought_and_no_special_school_none():
    told = found([shown(MLD, 200, 120, 0)], ENGLAND)[MLD]
    # exact upper limit of nought: 3.688879
    assert (told["ratio"], told["ratio_lower"], told["method"]) == (0, 0, "Exact")
    assert told["ratio_upper"] == pytest.approx(3.688879 / 22, abs=1e-6)
    assert told["funnel"] == "Low (0.001)"
    none = found([shown(need, 200, 120, 0, all_special=0) for need in (MLD, ALL)], ENGLAND)
    assert {row["status"] for row in none.values()} == {"not applicable"}
    assert {row["ratio"] for row in none.values()} == {None}


def test_secondary_needs_single_provisions_and_pupils_without_a_need_are_no_part_of_it():
    rows = [
        shown(MLD, 200, 120, 40),
        shown("Not reported", 50, 20, 20),
        shown(ALL, 250, 140, 60),
        shown(PD, 50, 20, 20, rank="Secondary need"),
        shown(PD, 50, 20, 20, provision="EHC plan"),
    ]
    assert set(found(rows, ENGLAND)) == {MLD, ALL}


def test_the_macro_and_python_agree_on_the_funnel():
    expected = [0, 0.001, 0.5, 3.7, 9.3, 10.0, 12.5, 60, 1100.5]
    rows = pd.DataFrame([(x, e) for x in [*range(13), 64, 1045] for e in expected], columns=["x", "e"])
    rows = pd.concat([rows, pd.DataFrame({"x": [None, 3], "e": [2.0, None]})]).astype({"x": "Int64"})
    got, wanted = made_in_sql("funnel_ratio(x, e)", rows), funnel_ratio(rows["x"], rows["e"])
    pd.testing.assert_frame_equal(
        got[LIMITS].astype(float), wanted[LIMITS].reset_index(drop=True), rtol=1e-12
    )
    assert got["significance"].fillna("").tolist() == wanted["significance"].fillna("").tolist()
    assert len(set(got["significance"].dropna())) == 5
    assert got["method"].fillna("").tolist() == wanted["method"].fillna("").tolist()


def test_the_macro_and_python_agree_on_risk_ratios():
    some = shares().sample(40, random_state=3)
    rows = some.add_suffix("1").merge(some.add_suffix("2"), how="cross")
    assert len(COUNTS) < len(rows)
    got = made_in_sql("risk_ratio(x1, n1, x2, n2)", rows)
    wanted = risk_ratio(rows["x1"], rows["n1"], rows["x2"], rows["n2"])
    pd.testing.assert_frame_equal(got[LIMITS].astype(float), wanted[LIMITS], rtol=1e-9)
