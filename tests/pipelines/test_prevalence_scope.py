"""Prevalence of other areas, pupils and years than one authority's pupils of one census; part returns."""

from datetime import date

import pandas as pd

from schemas.disclosure import POLICIES
from tests.builders_prevalence import (
    ALL,
    ELSEWHERE,
    HERE,
    MART,
    STATE,
    TYNESIDE,
    class_of,
    counted,
    independent,
    of,
    pupil,
    said,
    scope,
    springs,
)
from tests.builders_told import assert_safe, protect


def test_residents_are_pupils_whose_home_is_known_to_lie_in_the_area():
    homes = [HERE, ELSEWHERE, HERE | {"in_area": None}, None]
    pupils = [pupil("K", home=home) for home in homes]
    rows = counted(pupils, independent=[independent(40, 5, 1)], scope__counting=scope(counted="residents"))
    assert of(rows) == {"Total": (1, 1, 0, 1)}
    assert {row["coverage"] for row in rows} == {STATE}  # nobody knows where headcounts live
    assert said(rows, "population") == {
        "Pupils on roll of state-funded schools in the area, whose home is in it"
    }
    everybody = counted(pupils)
    assert of(everybody) == {"Total": (4, 4, 0, 4)}
    assert said(everybody, "population") == {
        "Pupils on roll of state-funded schools in the area, wherever they live"
    }


def test_types_of_school_left_out_are_in_no_figure():
    nursery = {"urn": "108004", "school_type": "State-funded nursery"}
    pupils = [*class_of("NK"), *class_of("E", **nursery)]
    left_out = [{"school_type": "State-funded nursery"}]
    rows = counted(pupils, independent=[independent(40, 5, 1)], scope__school_type_left_out=left_out)
    assert of(rows) == {"Total": (2, 1, 0, 1)}
    assert of(rows, coverage=ALL) == {"Total": (42, 6, 1, 7)}
    assert said(rows, "population", coverage=ALL) == {
        "Pupils on roll of all schools in the area, wherever they live, without: State-funded nursery"
    }
    left_out = [{"school_type": "Independent school"}]
    rows = counted(pupils, independent=[independent(40, 5, 1)], scope__school_type_left_out=left_out)
    assert {row["coverage"] for row in rows} == {STATE}


def test_authorities_told_together_are_the_sum_of_both():
    special = {"urn": "108003", "school_type": "Non-maintained special school", "governance": "NM"}
    other = {"la": "393", "urn": "108005"}
    pupils = [
        *class_of("NNK"), *class_of("E", **special), *class_of("NE", **other),
        pupil("K", census="2018-spring"),
    ]  # fmt: skip
    heads = [independent(40, 5, 1)]
    rows = counted(pupils, independent=heads, scope__area_member=TYNESIDE)
    both = {"la_code": "391+393"}
    assert of(rows, **both) == {"Total": (5, 1, 1, 2)}
    assert of(rows, **both, coverage="Non-maintained special schools") == {"Total": (1, 0, 1, 1)}
    assert of(rows, "NC year", "Sex", **both) == {("Year 5", "Female"): (5, 1, 1, 2)}
    # 393 has no headcounts, and no census of 2018
    assert said(rows, "coverage", **both) == {STATE, "Non-maintained special schools"}
    assert said(rows, "census", **both) == {"2019-spring"}
    assert not of(rows, "School", **both)
    assert not of(rows, "Locality", **both)
    assert said(rows, "area_name", **both) == {"Tyneside"}
    assert said(rows, "area_level", **both) == {"Authorities together"}
    assert said(rows, "deliveries", **both, coverage=STATE) == {
        "school_census.391_2019-spring; school_census.393_2019-spring"
    }
    rows = counted(pupils, independent=[*heads, independent(60, 6, 2, la="393")], scope__area_member=TYNESIDE)
    # 4 and 2 pupils of the censuses, 40 and 60 of independent schools
    assert of(rows, **both, coverage=ALL) == {"Total": (106, 12, 5, 17)}


def test_three_springs_are_one_sum_for_schools_wards_and_localities():
    years = springs(2017, 2018, 2019, 2020, home=HERE)
    rows = counted([*years, pupil("E", census="2018-autumn")], scope__counting=scope(rolling_years=3))
    sums = {row["census"]: row for row in rows if row["period"] == "Sum of years"}
    assert set(sums) == {"2017-spring+2018-spring+2019-spring", "2018-spring+2019-spring+2020-spring"}
    joined = {"census": "2018-spring+2019-spring+2020-spring"}
    assert of(rows, **joined) == {"Total": (6, 3, 0, 3)}
    assert of(rows, "School", **joined) == {"108001": (6, 3, 0, 3)}
    assert of(rows, "Ward", **joined) == {"E05000001": (6, 3, 0, 3)}
    assert said(rows, "breakdown_topic", **joined) == {"Total", "School", "Ward", "Locality"}
    assert said(rows, "census_day", **joined) == {date(2020, 1, 17)}
    assert said(rows, "population", **joined) == {
        "Pupils on roll of state-funded schools in the area, wherever they live; counted once in each census"
    }
    assert {row["part_of"] for row in rows if row["census"] == joined["census"]} == {None}


def test_there_is_no_sum_where_a_spring_is_missing_or_none_is_asked_for():
    rows = counted(springs(2016, 2017, 2019, 2020), scope__counting=scope(rolling_years=3))
    assert {row["period"] for row in rows} == {"One census"}
    rows = counted(springs(2017, 2018, 2019))
    assert {row["period"] for row in rows} == {"One census"}


def test_sums_of_years_are_of_authorities_together_as_well():
    pupils = [*springs(2017, 2018, 2019), *springs(2017, 2018, 2019, la="393", urn="108005")]
    rows = counted(pupils, scope__counting=scope(rolling_years=3), scope__area_member=TYNESIDE)
    joined = {"la_code": "391+393", "census": "2017-spring+2018-spring+2019-spring"}
    assert of(rows, **joined) == {"Total": (12, 6, 0, 6)}


def test_a_census_without_a_school_of_the_springs_before_and_after_is_a_part_return():
    closing = {"urn": "108006"}
    pupils = [
        *springs(2017, 2018, 2019, 2020),
        *springs(2017, 2019, **closing),
        *class_of("NK", census="2018-autumn"),
    ]
    rows = counted(pupils, independent=[independent(40, 5, 1, year=2018)])
    flagged = {row["census"] for row in rows if "part return" in row["quality_flags"]}
    # gone in spring 2018, gone in autumn 2018 between two springs that lack it or have it, closed by 2020
    assert flagged == {"2018-spring"}
    assert said(rows, "quality_flags", census="2018-spring", coverage=STATE) == {"part return; small base"}
    assert said(rows, "quality_flags", census="2018-spring", coverage=ALL, breakdown="Total") == {
        "part return"
    }
    assert said(rows, "quality_flags", census="2018-spring", coverage="Independent schools") == {""}


def test_all_schools_are_a_part_return_without_a_school_of_any_kind():
    special = {"urn": "108003", "school_type": "Non-maintained special school", "governance": "NM"}
    pupils = [*springs(2017, 2018, 2019), *springs(2017, 2019, **special)]
    rows = counted(pupils, independent=[independent(40, 5, 1, year=2018)])
    of_2018 = {"census": "2018-spring", "breakdown": "Total"}
    assert said(rows, "quality_flags", **of_2018, coverage=ALL) == {"part return"}
    assert said(rows, "quality_flags", **of_2018, coverage=STATE) == {"small base"}


def test_a_term_between_two_springs_is_a_part_return_too():
    pupils = [*springs(2018, 2019), *springs(2018, 2019, urn="108006"), *class_of("NK", census="2018-autumn")]
    rows = counted(pupils)
    assert said(rows, "quality_flags", census="2018-autumn", breakdown="Total") == {"part return; small base"}
    assert said(rows, "quality_flags", census="2018-spring") == {"small base"}


def test_what_the_heading_says_adds_up_does_and_stands_the_attack():
    secondary = {"school_type": "State-funded secondary", "phase": "Secondary", "nc_year_label": "Year 9"}
    pupils = []
    for year in (2017, 2018, 2019):
        for la in ("391", "393"):
            at = {"census": f"{year}-spring", "la": la}
            pupils += class_of("N" * 30 + "K" * 8, **at, home=HERE)
            pupils += class_of("N" * 20 + "K" * 3, **at, urn="108007", home=ELSEWHERE, sex="Male")
            pupils += class_of("N" * 25 + "E" * 7, **at, urn="108008", **secondary, fsm_eligible=True)
            pupils += class_of("E" * 9, **at, urn="108009", governance="NM", school_type="Special")
    heads = [independent(90, 12, 9, year=year, la=la) for year in (2018, 2019) for la in ("391", "393")]
    rows = counted(
        pupils, independent=heads, scope__area_member=TYNESIDE, scope__counting=scope(rolling_years=3)
    )
    policy = POLICIES[MART.rule]
    protected = protect(pd.DataFrame(rows), MART, policy).table
    assert_safe(protected, MART, policy)
    hidden = protected[protected["pupil_count"].isna()]
    assert not hidden.empty
    assert hidden["verdict"].isna().all()
