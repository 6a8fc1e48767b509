"""South Tyneside and North East Lincolnshire: how near the sample comes to what their strategies print."""

import hashlib

import numpy as np
import pytest

from pipelines.sample import Order
from pipelines.sample.calibration import DRIFT, NEEDS, NEW_PLANS, NEW_SUPPORT, calibration_of
from pipelines.sample.context_own import AGES, PLAN_YEARS, own_of
from pipelines.sample.days import day_of
from pipelines.sample.support import school_on
from pipelines.sample.world import NONE, PLAN, world_of
from schemas.returns import Return
from tests.pipelines.sample.samples import written

# Of the commit before the two areas came.
LIVES = "b03259f05b358f8d65782d038474c49994f15cd8b3d39c5c7aaab0b526474ef1"


def percent(part, whole):
    return 100 * part / whole


@pytest.fixture(scope="module")
def world():
    return world_of("393", Order().seed, None)


@pytest.fixture(scope="module")
def south_tyneside(world):
    return own_of(world)


def at(year):
    return PLAN_YEARS.index(year)


def test_south_tynesides_pupils_of_january_2020(south_tyneside):
    pupils, support, plans = south_tyneside.pupils[at(2020)].tolist()
    assert round(percent(support, pupils), 1) == 16.6
    assert round(percent(plans, pupils), 1) == 4.1
    assert round(percent(support + plans, pupils), 1) == 20.7


@pytest.mark.parametrize(
    ("year", "printed"), [(2015, 707), (2019, 1278), (2020, 1412), (2021, 1479), (2022, 1486), (2023, 1572)]
)
def test_south_tynesides_plans(south_tyneside, year, printed):
    assert south_tyneside.plans[at(year)].sum() == pytest.approx(printed, rel=0.06)


def test_south_tynesides_plans_of_january_2020_are_those_printed(south_tyneside):
    assert south_tyneside.plans[at(2020)].sum() == 1412


def test_south_tynesides_plans_grew_most_at_16_to_25(south_tyneside):
    older = south_tyneside.plans[:, AGES.index(16) :].sum(axis=(1, 2))
    everyone = south_tyneside.plans.sum(axis=(1, 2))
    assert round(percent(older[at(2020)], everyone[at(2020)]), 1) == 32.2
    assert percent(older[at(2015)], everyone[at(2015)]) < 10
    assert older[at(2020)] / older[at(2015)] > 8


def with_need(world, year, need):
    """Pupils of the census schools with that primary need, on support or with a plan."""
    day, n = day_of(Return(year, "spring").census_day), len(world.people)
    at_school, _ = school_on(day, world.stays, world.places, n)
    held = world.provision(day)
    needs = np.where(held == PLAN, world.plans.need[world.plan_of], world.support_need)
    return int((at_school & (held != NONE) & (needs == NEEDS.index(need))).sum())


@pytest.mark.parametrize(("need", "printed"), [("ASD", 80), ("SEMH", 42)])
def test_south_tynesides_growth_of_needs_from_2015_to_2020(world, need, printed):
    before, after = with_need(world, 2015, need), with_need(world, 2020, need)
    assert round(percent(after - before, before)) == printed


def test_north_east_lincolnshire_has_englands_rates_of_january_2020():
    own = own_of(world_of("812", Order().seed, None))
    pupils, support, plans = own.pupils[at(2020)].tolist()
    assert percent(support, pupils) == pytest.approx(12.1, abs=0.15)
    assert percent(plans, pupils) == pytest.approx(3.3, abs=0.15)


def test_newcastle_grows_as_before():
    newcastle = calibration_of("391")
    assert (newcastle.new_plans, newcastle.new_support) == (NEW_PLANS, NEW_SUPPORT)
    assert (newcastle.beyond, newcastle.college) == (0.1, ((2014, 0.72),))
    assert newcastle.drift == DRIFT


def test_other_areas_change_no_file_of_newcastle(tmp_path):
    order = {"size": 400, "first_year": 2024, "last_year": 2025}
    alone = (written(tmp_path / "1", Order(**order)).truth / "files.csv").read_text().splitlines()
    three = written(tmp_path / "2", Order(areas=("391", "393", "812"), **order)).truth / "files.csv"
    assert [line for line in three.read_text().splitlines() if line.startswith("391/")] == alone[1:]


def test_newcastles_lives_are_those_of_before_there_were_other_areas():
    world = world_of("391", Order().seed, 1000)
    told = b"".join(
        column.tobytes()
        for column in (world.people.dob, world.plans.person, world.plans.begin, world.plans.end)
    )
    assert hashlib.sha256(told).hexdigest() == LIVES


@pytest.mark.parametrize("code", ["393", "812"])
@pytest.mark.parametrize("size", [300, 1000])
def test_they_are_fitted_at_any_size(tmp_path, code, size):
    sample = written(tmp_path, Order(areas=(code,), size=size, last_year=2019))
    [row] = sample.known("margins", code).query("scope == 'all' and `return` == '2019-spring'").itertuples()
    assert row.pupils == size
