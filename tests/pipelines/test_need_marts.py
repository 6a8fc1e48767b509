"""Types of need of a handful of pupils, counted by hand; and how they changed, from what is shown of them."""

import pytest

from pipelines.scope import Scope, Together
from tests.builders_core import day
from tests.builders_shown import both, counted, protected, roll

AUTISM, MLD, PD = "Autistic spectrum disorder", "Moderate learning difficulty", "Physical disability"
SPECIAL = {"school_type": "State-funded special school"}


def profile(given, columns=("pupil_count", "provision_base", "pupil_base"), scope=None, **where):
    """Need to those columns, of the rows that say so."""
    where = {"la_code": "391", "need_rank": "Primary need", "sen_provision": "All SEN"} | where
    return {
        row["need"]: tuple(row[name] for name in columns)
        for row in counted("need_profile", given, scope)
        if all(row[name] == value for name, value in where.items())
    }


A_ROLL = roll(
    {"sen": "K", "need": AUTISM, "second": MLD},
    {"sen": "E", "need": AUTISM, **SPECIAL, "age_31_august": 11},
    {"sen": "E", "need": MLD, "age_31_august": None},
    {"sen": "K"},
    {},
    {"need": PD},
)


def test_each_pupil_with_sen_stands_once_among_primary_and_once_among_secondary_needs():
    assert profile(A_ROLL) == {
        "All needs": (4, 4, 6),
        AUTISM: (2, 4, 6),
        MLD: (1, 4, 6),
        "Not reported": (1, 4, 6),
    }
    assert profile(A_ROLL, need_rank="Secondary need") == {
        "All needs": (4, 4, 6),
        MLD: (1, 4, 6),
        "None reported": (3, 4, 6),
    }


def test_a_need_of_a_pupil_without_sen_is_no_need_of_the_profile():
    assert PD not in profile(A_ROLL)


def test_provisions_have_their_own_base():
    assert profile(A_ROLL, sen_provision="EHC plan")[AUTISM] == (1, 2, 6)
    assert profile(A_ROLL, sen_provision="SEN support")[MLD] == (0, 2, 6)


def test_ages_and_special_schools_are_of_the_need_whatever_the_provision():
    columns = ("need_base", "primary_age_count", "special_school_count", "special_school_base")
    for provision in ("All SEN", "SEN support", "EHC plan"):
        found = profile(A_ROLL, columns, sen_provision=provision)
        # one of eleven is older; of one the age is not known
        assert (found["All needs"], found[AUTISM], found[MLD]) == ((4, 2, 1, 1), (2, 1, 1, 1), (1, 0, 0, 1))


def test_shares_are_wilsons_and_rows_explain_themselves():
    [row] = [
        row
        for row in counted("need_profile", A_ROLL)
        if (row["need"], row["need_rank"], row["sen_provision"]) == (AUTISM, "Primary need", "All SEN")
    ]
    # 2 of 4: (4 + z2 -/+ z sqrt(z2 + 8 (1 - 1/2))) / (2 (4 + z2)), z2 = 3.841459: 2.353050 / 15.682918
    assert row["share_percent"] == 50
    assert row["share_percent_lower"] == pytest.approx(15.0039, abs=1e-4)
    assert row["share_percent_upper"] == pytest.approx(84.9961, abs=1e-4)
    assert row["pupil_percent"] == pytest.approx(100 / 3)
    assert (row["measure"], row["quality_flags"], row["method"]) == ("primary_need", "small base", "Wilson")
    assert row["population"] == "Pupils of the area's state-funded and non-maintained special schools"
    assert row["deliveries"] == "school_census.391_2019-spring"


def test_nobody_with_a_provision_has_no_share():
    rows = counted("need_profile", roll({"sen": "K", "need": MLD}, {}))
    assert {r["share_percent"] for r in rows if r["sen_provision"] == "EHC plan"} == {None}
    assert {r["pupil_percent"] for r in rows if r["sen_provision"] == "EHC plan"} == {0}


def test_residents_and_types_of_school_are_a_matter_of_scope():
    given = roll(
        {"sen": "K", "need": MLD},
        {"sen": "K", "need": MLD, "in_area": False},
        {"sen": "K", "need": MLD, "in_area": None},
        {"sen": "E", "need": PD, **SPECIAL},
    )
    assert profile(given, scope=Scope(counted="residents")) == {
        "All needs": (2, 2, 2),
        MLD: (1, 2, 2),
        PD: (1, 2, 2),
    }
    left = Scope(leave_out_school_types=("State-funded special school",))
    assert profile(given, scope=left) == {"All needs": (3, 3, 3), MLD: (3, 3, 3)}


def test_two_areas_are_the_sum_where_both_have_returned():
    given = both(
        A_ROLL, roll({"sen": "K", "need": PD}, {}, la="393"), roll({"sen": "K", "need": MLD}, year=2020)
    )
    scope = Scope(together=(Together("Tyneside", ("391", "393")),))
    found = profile(given, la_code="391+393", scope=scope)
    assert found == {
        "All needs": (5, 5, 8),
        AUTISM: (2, 5, 8),
        MLD: (1, 5, 8),
        PD: (1, 5, 8),
        "Not reported": (1, 5, 8),
    }
    rows = counted("need_profile", given, scope)
    assert {r["census"] for r in rows if r["la_code"] == "391+393"} == {"2019-spring"}


def test_a_few_in_special_schools_are_hidden_with_those_who_are_not():
    """Of 30 with autism 3 are in a special school, of 30 with MLD 27: either tells the other."""
    given = roll(
        *[{"sen": "K", "need": AUTISM}] * 27,
        *[{"sen": "E", "need": AUTISM, **SPECIAL}] * 3,
        *[{"sen": "K", "need": MLD}] * 3,
        *[{"sen": "E", "need": MLD, **SPECIAL}] * 27,
        *[{}] * 40,
    )
    rows = protected("need_profile", counted("need_profile", given))
    assert {r["special_school_count"] for r in rows if r["need"] in (AUTISM, MLD)} == {None}
    assert {r["pupil_count"] for r in rows if r["need"] == AUTISM and r["sen_provision"] == "All SEN"} == {30}


def shown(year, need, pupils, *, base=100, roll=1000, sen_provision="All SEN", status="shown"):
    return {
        "la_code": "393",
        "census": f"{year}-spring",
        "census_day": day(f"{year}-01-16"),
        "need_rank": "Primary need",
        "need": need,
        "sen_provision": sen_provision,
        "pupil_count": pupils,
        "provision_base": base,
        "pupil_base": roll,
        "deliveries": f"school_census.393_{year}-spring",
        "status": status,
    }


def changes(*rows, years=5, census="2020-spring"):
    found = counted("need_change", {"shown.need_profile": list(rows)})
    return {r["need"]: r for r in found if r["years"] == years and r["census"] == census}


def test_south_tynesides_growth_in_five_years():
    """The seed: autism up 80%, social, emotional and mental health up 42%."""
    semh = "Social, emotional and mental health"
    found = changes(
        shown(2015, AUTISM, 250, base=2500, roll=22000),
        shown(2015, semh, 500, base=2500, roll=22000),
        shown(2015, "All needs", 2500, base=2500, roll=22000),
        shown(2020, AUTISM, 450, base=4000, roll=21000),
        shown(2020, semh, 710, base=4000, roll=21000),
        shown(2020, "All needs", 4000, base=4000, roll=21000),
    )
    assert [
        (found[n]["change"], found[n]["change_percent"], found[n]["multiple"]) for n in (AUTISM, semh)
    ] == [
        (200, 80, 1.8),
        (210, 42, 1.42),
    ]
    autism = found[AUTISM]
    assert (autism["verdict"], autism["need_place"], found[semh]["need_place"]) == ("increase", 2, 1)
    assert autism["census_before"] == "2015-spring"
    assert autism["deliveries"] == "school_census.393_2015-spring; school_census.393_2020-spring"
    # (450 / 21000) / (250 / 22000) = 1.885714...; the roll fell, so prevalence grew by more than the pupils
    assert autism["ratio"] == pytest.approx(1.8857142857)
    assert autism["difference"] == pytest.approx(100 * (450 / 21000 - 250 / 22000))


def test_a_change_within_chance_is_none():
    found = changes(shown(2015, MLD, 20), shown(2020, MLD, 25))[MLD]
    assert (found["change"], found["verdict"], found["status"]) == (5, "no significant change", "shown")
    assert found["ratio_lower"] < 1 < found["ratio_upper"]
    assert found["difference_lower"] < 0 < found["difference_upper"]


@pytest.mark.parametrize(
    ("then", "now", "status"),
    [
        (shown(2015, MLD, None, status="suppressed"), shown(2020, MLD, 30), "suppressed"),
        (shown(2015, MLD, 30), shown(2020, MLD, None, status="suppressed"), "suppressed"),
        (shown(2016, MLD, 30), shown(2020, MLD, 30), "not available"),
        (shown(2015, PD, 30), shown(2020, MLD, 30), "not applicable"),
    ],
)
def test_what_is_hidden_missing_or_was_not_asked_has_no_change(then, now, status):
    found = changes(then, now)[MLD]
    gone = ("change", "change_percent", "multiple", "difference", "ratio_upper")
    assert (found["status"], found["verdict"]) == (status, "not compared")
    assert [found[name] for name in gone] == [None] * len(gone)


@pytest.mark.parametrize(("untold", "told"), [(2020, 2015), (2015, 2020)])
@pytest.mark.parametrize(
    ("rank", "none_named"), [("Primary need", "Not reported"), ("Secondary need", "None reported")]
)
def test_a_return_that_names_no_need_of_a_rank_has_not_told_that_nobody_has_it(
    untold, told, rank, none_named
):
    ours = [
        shown(told, MLD, 30), shown(told, "All needs", 30),
        shown(untold, none_named, 30), shown(untold, "All needs", 30),
    ]  # fmt: skip
    others = [shown(untold, MLD, 9) | {"la_code": "391"}]
    # the other rank is told: that does not help
    other_rank = {"need_rank": "Secondary need" if rank == "Primary need" else "Primary need"}
    beside = [shown(untold, PD, 30) | other_rank]
    rows = [row | {"need_rank": rank} for row in ours + others] + beside
    found = [
        row
        for row in counted("need_change", {"shown.need_profile": rows})
        if (row["la_code"], row["need"], row["need_rank"]) == ("393", MLD, rank)
        and row["years"] == 5
        and row["census"] == "2020-spring"
    ]
    [row] = found
    assert (row["status"], row["change"], row["verdict"]) == ("not available", None, "not compared")
    assert row["pupil_count" if untold == 2020 else "pupil_count_before"] is None


def test_nobody_then_has_a_change_and_no_multiple_and_nobody_now_is_a_fall():
    other = shown(2015, PD, 7) | {"la_code": "391"}
    found = changes(
        shown(2015, MLD, 30), shown(2020, PD, 30), shown(2020, MLD, 9) | {"la_code": "391"}, other
    )
    assert (found[PD]["pupil_count_before"], found[PD]["change"], found[PD]["multiple"]) == (0, 30, None)
    assert (found[MLD]["pupil_count"], found[MLD]["change"], found[MLD]["change_percent"]) == (0, -30, -100)
    assert found[MLD]["verdict"] == "decrease"


def test_one_year_before_stands_beside_five():
    rows = (shown(2015, MLD, 20), shown(2019, MLD, 25), shown(2020, MLD, 30))
    assert changes(*rows, years=1)[MLD]["change"] == 5
    assert changes(*rows, years=5)[MLD]["change"] == 10


NAMED = {"A": 30, "B": 20, "C": 20, "D": 10, "E": 8}


def test_places_are_of_named_needs_and_ties_share_the_smallest():
    rows = [
        shown(2020, need, pupils) for need, pupils in (NAMED | {"Not reported": 9, "All needs": 97}).items()
    ]
    found = changes(*rows)
    assert {need: row["need_place"] for need, row in found.items()} == {
        "A": 1, "B": 2, "C": 2, "D": 4, "E": 5, "Not reported": None, "All needs": None,
    }  # fmt: skip
    assert {row["needs_placed"] for row in found.values()} == {5}


@pytest.mark.parametrize(
    ("base", "percent"),
    [
        (96, 100 * 88 / 96),  # 8 are not shown: none of them can be more than the fifth
        (97, None),  # 9 are not: they may be one need, and the fifth commonest
        (None, None),
    ],
)
def test_the_five_commonest_are_told_only_where_what_is_hidden_cannot_be_one_of_them(base, percent):
    found = changes(*(shown(2020, need, pupils, base=base) for need, pupils in NAMED.items()))
    assert found["A"]["five_commonest_percent"] == (percent and pytest.approx(percent))


def test_four_needs_are_not_the_five_commonest():
    found = changes(*(shown(2020, need, NAMED[need], base=80) for need in "ABCD"))
    assert found["A"]["five_commonest_percent"] is None


def test_a_small_base_is_told():
    found = changes(shown(2015, MLD, 20, base=29), shown(2020, MLD, 30, base=30))
    assert found[MLD]["quality_flags"] == "small base"
    assert changes(shown(2015, MLD, 20, base=30), shown(2020, MLD, 30, base=30))[MLD]["quality_flags"] == ""
