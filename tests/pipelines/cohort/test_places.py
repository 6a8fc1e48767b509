"""Required places by hand, the layouts, residents ahead, and what may be told."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.cohort import places
from pipelines.cohort.population import Projection, Residents, ahead, in_january, times
from pipelines.cohort.series import counts, every, parts, words
from pipelines.cohort.states import A, N, P, need_at, place_at
from pipelines.cohort.told import adding_up, kept, rounded, signed_adding_up

ASD, SPECIAL = need_at("ASD"), place_at("special")


def stock(**cells):
    """One draw: ``stock(ASD_special_7=10)``."""
    found = np.zeros((1, A, N, P), np.int32)
    for name, number in cells.items():
        need, place, age = name.split("_")
        found[0, int(age), need_at(need), place_at(place)] = number
    return found


def supply(places_=100, **items):
    told = {"phase": places.ALL_PHASES, "need": places.ALL_NEEDS, "first": 2026, "last": 2030}
    return places.Supply(provision="special", places=places_, **(told | items))


def need_of(drawn, january, told, *asked, **more):
    """The demand of the one draw, and what it requires."""
    of = places.Asked(*asked, **more)
    found = places.demand(drawn, of)
    return found[0], places.required(found, january, told, of)


def test_required_places_are_demand_and_margin_rounded_up_against_those_there_are():
    demand, made = need_of(
        stock(ASD_special_7=95, MLD_special_12=6),
        2027,
        [supply(60, margin=5.0, cost=20_000), supply(30, margin=5.0, cost=29_000), supply(50, last=2026)],
        "special",
    )
    # 101 x 1.05 = 106.05; (60 x 20,000 + 30 x 29,000) / 90 = 23,000.
    assert (demand, made.required[0], made.capacity) == (101, 107, 90)
    assert made.shortfall[0] == 17
    assert made.cost == pytest.approx(23_000)
    assert made.basis == "all places told of"


def test_a_phase_counts_its_own_places_and_its_own_ages():
    of = stock(ASD_special_10=8, ASD_special_11=9, ASD_special_3=1)
    told = [supply(7, phase="Primary"), supply(20, phase="Secondary")]
    demand, primary = need_of(of, 2026, told, "special", "Primary")
    assert (demand, primary.capacity, primary.basis) == (8, 7, "places kept for these")
    demand, everyone = need_of(of, 2026, told, "special")
    assert (demand, everyone.capacity) == (18, 27)


def test_specialist_places_are_those_of_four_provisions_together():
    of = stock(ASD_special_7=5, ASD_unit_8=3, ASD_further_17=9, SEMH_special_7=2)
    told = [supply(6, need="ASD"), replace(supply(4, need="ASD"), provision="unit"), supply(50)]
    demand, made = need_of(of, 2026, told, "specialist", need="ASD")
    assert (demand, made.capacity) == (8, 10)
    assert made.basis == "places kept for these; others serve these and others too, and are not parted"


def test_where_nobody_told_of_places_there_is_no_shortfall():
    demand, made = need_of(stock(ASD_special_7=9), 2026, [], "special", need="ASD")
    assert (demand, made.required[0], made.capacity, made.shortfall) == (9, 9, None, None)
    assert made.basis == "nobody told of places"


@pytest.mark.parametrize(
    ("told", "basis"),
    [
        (supply(90, margin=10.0), "places serve these and others too, and are not parted"),
        (supply(90, margin=10.0, phase="Secondary"), "places are for others"),
        (supply(90, margin=10.0, phase="Primary", locality="West"), "places are for others"),
        (supply(90, margin=10.0, phase="Primary"), "places serve these and others too, and are not parted"),
    ],
)
def test_places_of_all_are_not_parted_and_that_is_not_no_places(told, basis):
    demand, made = need_of(stock(ASD_special_7=20), 2026, [told], "special", "Primary", locality="East")
    assert (demand, made.capacity, made.shortfall, made.basis) == (20, None, None, basis)
    # The provision's vacancy margin holds for them all the same.
    assert made.required[0] == 22


def test_the_layouts_have_the_department_s_rows():
    class Made:
        stock = np.repeat(stock(ASD_special_4=3, SEMH_alternative_15=2)[:, None], 8, axis=1)
        januaries = tuple(range(2026, 2034))

    scap = list(places.scap(Made))
    # Reception to year 6 are 7 year groups x 4 provisions x 5 years; years 7 to 11 are 5 x 4 x 7.
    assert len(scap) == 7 * 4 * 5 + 5 * 4 * 7
    assert ("SCAP", 2027, "R", "special", 3.0, 3.0, 3.0) in scap
    assert ("SCAP", 2033, "11", "alternative", 2.0, 2.0, 2.0) in scap
    dsg = list(places.dsg_plan(Made))
    assert len(dsg) == 5 * 7 * (5 + 13)
    assert sum(row[4] for row in dsg if row[0] == "DSG plan, age" and row[1] == 2027) == 5
    assert sum(row[4] for row in dsg if row[0] == "DSG plan, need" and row[1] == 2027) == 5


def test_residents_grow_older_and_are_held_to_the_projection_re_based():
    base = np.arange(100.0, 126.0)
    of = Residents(
        {2026: base},
        Projection({(2026, (5, 10)): 500.0, (2027, (5, 10)): 550.0}),
    )
    found = ahead(of, 2026, 2)
    # Estimates of 5 to 10 are 105 to 110, 645 in all; the projection says 10% more.
    assert found[0, 5:11].sum() == pytest.approx(645 * 1.1)
    assert found[0, 11:16].tolist() == [110.0, 111.0, 112.0, 113.0, 114.0]
    assert found[0, 0] == 100.0
    assert found[1, 13] == 111.0
    assert in_january(Residents(), 2030).tolist() == [1.0] * 26


def test_who_was_born_since_the_estimate_is_as_many_as_births_say_and_grows_older():
    bands = {(2025, (0, 4)): 500.0, (2026, (0, 4)): 1000.0}
    newborn = {2025: 90.0, 2026: 99.0, 2027: 81.0}
    of = Residents({2025: np.full(26, 100.0)}, Projection(bands, newborn), {2023: 1000.0, 2024: 800.0})
    found = ahead(of, 2025, 2)
    # Of January 2025 births of 2023 and 2024 are behind, 900; of 2026 those of 2024 alone, 800.
    assert found[0, 0] == pytest.approx(100 * 800 / 900)
    assert found[1, 1] == pytest.approx(100 * 800 / 900)
    # The others of the band are held to the projection, which knows 10% more newborns and 2 for 1 of all.
    assert found[0, 1] == pytest.approx(100 * 2 * 500 / 510)
    # Of 2027 no births are in print: as the projection has them.
    assert found[1, 0] == pytest.approx(90)


def test_a_variant_s_residents_are_so_many_times_those_of_the_principal_projection():
    usual, high = ({(2026, (5, 10)): 500.0, (2027, (5, 10)): persons} for persons in (550.0, 660.0))
    of = Residents(
        {2026: np.full(26, 100.0)}, Projection(usual), variants={"high migration": Projection(high)}
    )
    found = times(of, "high migration", 2026, 1)
    assert found[0, 5:11] == pytest.approx(np.full(6, 1.2))
    assert found[0, 11:] == pytest.approx(np.ones(15))


def test_fifty_plans_are_told_and_forty_nine_are_not():
    wholes = [("all", ["a", "b", "c"])]
    assert kept({"all": 199, "a": 100, "b": 50, "c": 49}, wholes) == {"all", "a"}
    assert kept({"all": 200, "a": 100, "b": 50, "c": 50}, wholes) == {"all", "a", "b", "c"}
    # What is left after a and b is 3 + 49: enough.
    assert kept({"all": 202, "a": 100, "b": 50, "c": 49}, wholes) == {"all", "a", "b"}


def test_what_is_hidden_where_it_starts_is_not_told_and_nobody_can_subtract_it():
    wholes = [("all", ["a", "b"]), ("a", ["a1"])]
    assert kept({"all": 120, "a": 60, "b": 60, "a1": 55}, wholes) == {"all", "a", "b"}
    assert kept({"all": 120, "a": 60, "b": 60, "a1": 0}, wholes, hidden={"b"}) == {"all", "a"}
    # Nor is a part of what is hidden told.
    assert kept({"all": 160, "a": 100, "b": 60, "a1": 50}, wholes, hidden={"a"}) == {"all", "b"}


def test_after_every_choice_each_rest_of_what_is_told_is_nothing_or_fifty():
    rng = np.random.default_rng(9)
    for size in (200, 800, 3000):
        cells = rng.multinomial(size, rng.dirichlet(np.full(A * N * P, 0.05))).reshape(A, N, P)
        told = counts(cells)
        keep = kept(told, parts())
        for whole, some in parts():
            there = [part for part in some if part in keep]
            rest = told[whole] - sum(told[part] for part in there)
            assert not there or (whole in keep and (rest == 0 or rest >= 50))


def test_wholes_are_the_sums_of_their_parts_and_every_series_has_words():
    cells = np.random.default_rng(2).integers(0, 9, (A, N, P))
    told = counts(cells)
    for whole, some in parts():
        assert sum(told[part] for part in some) <= told[whole]
    for topic in ("age:", "need:", "placement:"):
        assert sum(count for name, count in told.items() if name.startswith(topic)) == told["total"]
    assert sum(count for name, count in told.items() if name.startswith("specialist:")) == told["specialist"]
    assert words("specialist:ASD") == ("Primary need, in specialist placements", "Autistic spectrum disorder")
    assert all(all(words(name)) for name in every() if not name.startswith("place:"))


def test_numbers_are_told_in_fives_limits_outwards_and_parts_make_the_whole():
    drawn = np.array([[101.0], [102.0], [103.0], [104.0], [105.0]])
    told = rounded(drawn)
    assert told.median.tolist() == [105.0]
    assert told.limits[:, 0].tolist() == [100.0, 105.0, 100.0, 105.0]
    added = adding_up(np.array([100.0]), [np.array([33.0]), np.array([33.0]), np.array([34.0])])
    # 33, 33 and 34 are 6.6, 6.6 and 6.8 fives: two of the three go up.
    assert sorted(float(each[0]) for each in added) == [30.0, 35.0, 35.0]
    signed = signed_adding_up(np.array([-10.0]), [np.array([22.0]), np.array([-33.0])])
    # 22 and -33 are told as 20 and -35, five less than -10: the larger takes them.
    assert [float(each[0]) for each in signed] == [20.0, -30.0]
