"""What is published of others beside an area's own flows: levels by hand, and nearer to the truth."""

import numpy as np
import pandas as pd
import pytest

from pipelines.cohort.from_lake import region_of
from pipelines.cohort.ladders import summed
from pipelines.cohort.published import Printed, printed, usual
from pipelines.cohort.rates import expected, learn
from pipelines.cohort.states import PLACES
from tests.builders_cohort import RESIDENTS, World, residents

NORTH, SOUTH = "E12000001", "E12000009"
BANDS, LOW = ("0-4", "5-10", "11-15", "16-19", "20-25"), (0, 5, 11, 16, 20)
WIDTH = np.array([5, 6, 5, 4, 6])


@pytest.fixture(scope="module")
def own():
    """The sums of a world of one year's flows."""
    return summed([World(4, plans=400).pass_year().history()], residents)


def others(rates, shares, plans=10_000.0, *, has_ages=True):
    """Authorities of two regions by turns: new plans per resident of every band, the share that ceased."""
    people = np.tile(50_000.0 * WIDTH, (len(rates), 1))
    stock = np.full((len(rates), 5), plans / 5)
    names = [f"{901 + n}" for n in range(len(rates))]
    regions = [(NORTH, SOUTH)[n % 2] for n in range(len(rates))]
    new = people * np.array(rates)[:, None]
    by_band = (new, people) if has_ages else (np.zeros_like(new), np.zeros_like(people))
    return Printed(names, regions, *by_band, new.sum(axis=1), people, plans * np.array(shares), stock)


def test_where_all_are_alike_their_rate_is_usual_and_counts_stand_beside_in_it(own):
    found = usual(others([0.004] * 6, [0.1] * 6), NORTH, own, 3)
    assert found.new == pytest.approx(np.full(5, 0.004))
    # A world has new plans from 4 to 13: of others nothing says how they lie, but their band's rate holds.
    events, people = found.new_beside(own.new.sum(axis=(1, 2)), own.exposure)
    assert events[5:11].sum() / people[5:11].sum() == pytest.approx(0.004)
    assert events[16:20].sum() / people[16:20].sum() == pytest.approx(0.004)
    assert events[5:11].sum() == pytest.approx(3 * found.new_worth[1])
    by_age = own.new.sum(axis=(1, 2))
    assert events[7] / events[8] == pytest.approx((by_age[7] + 1 / 6) / (by_age[8] + 1 / 6))
    # Plans of every band alike: the lake's share of each band counts as much.
    ceased, stock = own.ceased.sum(axis=(1, 3)), own.stock.sum(axis=1)
    beside = found.left_beside(own)
    share = beside[..., 0].sum() / beside.sum()
    # But for the few cells of which more would cease than there are.
    assert share == pytest.approx(found.left * ceased.sum() / stock.sum(), rel=0.01)
    assert beside[..., 0].sum() == pytest.approx(3 * found.left_worth)


def test_a_region_is_believed_against_england_as_far_as_it_counted(own):
    rates = [0.008, 0.004] * 4
    assert usual(others(rates, [0.1] * 8), SOUTH, own, 1).new == pytest.approx(np.full(5, 0.004), rel=0.05)
    assert usual(others(rates, [0.1] * 8), "", own, 1).new == pytest.approx(np.full(5, 0.006))
    assert usual(others(rates, [0.1] * 8), "E12000007", own, 1).new == pytest.approx(np.full(5, 0.006))


def test_the_more_authorities_differ_the_less_the_level_is_worth_to_one(own):
    near = usual(others([0.004, 0.004, 0.0044, 0.0044], [0.1, 0.1, 0.11, 0.11]), "", own, 1)
    far = usual(others([0.003, 0.003, 0.0054, 0.0054], [0.075, 0.075, 0.135, 0.135]), "", own, 1)
    # Half lie six parts in 21 below and half above: 1 / (6 / 21)^2 events, and a little of chance.
    assert far.new_worth[0] == pytest.approx((21 / 6) ** 2, rel=0.05)
    assert (far.new_worth < near.new_worth).all()
    assert far.left_worth < near.left_worth


def test_who_is_followed_is_not_counted_again_and_nothing_printed_is_no_level(own):
    three = others([0.004, 0.008, 0.004], [0.1] * 3)
    assert three.without({"902"}).areas == ["901", "903"]
    assert usual(three.without({"902"}), SOUTH, own, 1).new == pytest.approx(np.full(5, 0.004))
    assert usual(three.without({"901", "902", "903"}), NORTH, own, 1) is None


def test_without_ages_in_print_new_plans_lie_as_in_the_lake_and_without_ceasing_nothing_is_said_of_it(own):
    rows = others([0.004] * 4, [0.0] * 4, has_ages=False)
    found = usual(rows, NORTH, own, 1)
    assert found.expected(10_000 * np.ones(26)) == pytest.approx(0.004 * 260_000)
    # New plans of a world are of ages 4 to 13, so nearly none of them are 16 to 19.
    assert found.new[3] < 0.01 * found.new[1]
    by_age = own.new.sum(axis=(1, 2))
    assert found.new[1] / found.new[2] == pytest.approx(
        by_age[5:11].sum() / 6 / (by_age[11:16].sum() / 5), rel=0.01
    )
    assert not found.left_beside(own).any()


def test_an_area_far_from_all_in_print_is_not_held_to_them(own):
    # The world has 200 new plans a year of 52,000 residents, not 1,000; and about a twentieth ceases.
    assert usual(others([0.02] * 4, [0.1] * 4), NORTH, own, 1) is None
    assert usual(others([0.004] * 4, [0.9] * 4), NORTH, own, 1).left_worth == 0


def panel(worlds):
    """The flows of worlds as the panel prints them, of the calendar year 2023."""
    rows = []
    for number, world in enumerate(worlds):
        flows = world.flows()
        band = np.searchsorted(LOW, flows["age"].to_numpy(), side="right") - 1
        told = flows.assign(group=np.array(BANDS)[band])
        told = told[told["flow"].isin(["new", "stock", "ceased"]) & (told["january_year"] == 2023)].copy()
        told.loc[told["flow"] == "ceased", "group"] = "total"
        none = pd.DataFrame([(flow, name, 0.0) for flow in ("new", "stock") for name in BANDS])
        none.columns = ["flow", "group", "plans"]
        whole = (
            pd.concat([told, told[told["flow"] == "new"].assign(group="total"), none])
            .groupby(["flow", "group"])["plans"]
            .sum()
            .reset_index()
        )
        rows.append(whole.assign(area=f"{901 + number}", year=2023))
    return pd.concat(rows)


def test_the_panel_is_read_with_residents_of_the_january_after_and_what_is_not_printed_is_not_nought():
    rows = pd.DataFrame(
        [
            ("901", 2023, "new", "5-10", 30.0),
            ("901", 2024, "new", "5-10", 36.0),
            ("902", 2024, "new", "5-10", 12.0),
            ("901", 2024, "new", "total", 50.0),
            ("901", 2024, "ceased", "total", 40.0),
            ("902", 2024, "ceased", "total", 9.0),
            *(("901", 2024, "stock", band, 100.0) for band in BANDS),
        ],
        columns=["area", "year", "flow", "group", "plans"],
    )
    found = printed(rows, lambda area, year: np.full(26, year - 2000.0) if area == "901" else None, str)
    # 5 to 10 are six ages, of 24 and of 25 residents.
    assert found.new.tolist() == [[0, 66, 0, 0, 0], [0, 0, 0, 0, 0]]
    assert found.people.tolist() == [[0, 6 * (24 + 25), 0, 0, 0], [0, 0, 0, 0, 0]]
    assert found.all_new.tolist() == [50, 0]
    # 2024 alone has a total: residents of January 2025.
    assert found.all_people.sum() == 26 * 25
    # Of 902 no stock is printed.
    assert found.ceased.tolist() == [40, 0]
    assert found.stock.tolist() == [[100] * 5, [0] * 5]
    assert printed(rows[rows["flow"] != "new"], residents, str) is None


def test_with_others_in_print_an_area_of_one_year_is_nearer_to_its_true_rates():
    """Worlds differ in how often plans cease; new plans stray by a year's shock and by chance."""
    beside = printed(panel([World(300 + n, plans=600).pass_year() for n in range(30)]), residents, region_of)
    with_it, without = [], []
    for seed in range(12):
        world = World(400 + seed, plans=300).pass_year()
        history = world.history()
        held = history.stocks[2023].sum(axis=(0, 1))
        share = sum(held[PLACES.index(place)] * rate for place, rate in world.cease.items()) / held.sum()
        for found, errors in (
            (learn(history, [], [], residents, beside), with_it),
            (learn(history, [], [], residents), without),
        ):
            rates = expected(found)
            ceasing = (rates.cease[0] * history.stocks[2023]).sum() / held.sum()
            # A hundredth of the residents of ten ages begin a plan each year.
            new = (rates.new[0] * RESIDENTS).sum() / (0.01 * RESIDENTS * 10)
            errors.append([np.log(ceasing / share), np.log(new)])
    nearer = (np.array(with_it) ** 2).mean(axis=0) / (np.array(without) ** 2).mean(axis=0)
    assert (nearer < 0.8).all()


def test_a_region_is_that_of_the_authority_today():
    assert region_of("391") == region_of("393") == NORTH
    assert region_of("812") != NORTH
    assert region_of("999") == ""
