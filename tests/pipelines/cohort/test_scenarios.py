"""Scenarios: what they change and nothing else, what TOML is refused, and causes that add up."""

import tomllib

import numpy as np
import pytest

from pipelines.cohort.decompose import AGEING, CEASING, MIX, NEW, POPULATION, by_cause, causes
from pipelines.cohort.rates import learn
from pipelines.cohort.scenario_toml import EXAMPLE, load, parse
from pipelines.cohort.scenarios import Change, Scenario, effects
from pipelines.cohort.simulate import mean_path, simulate
from pipelines.cohort.states import place_at
from pipelines.errors import RefusedError, SourceMissingError
from tests.builders_cohort import World, residents

SPECIAL, MAIN = place_at("special"), place_at("mainstream")
YEARS = 3


@pytest.fixture(scope="module")
def world():
    return World(6, plans=600).pass_year().pass_year().pass_year()


@pytest.fixture(scope="module")
def learnt(world):
    return learn(world.history(), [], [], residents)


@pytest.fixture(scope="module")
def baseline(world, learnt):
    return simulate(world.start(YEARS), learnt, draws=60, seed=1)


def under(world, learnt, baseline, *changes):
    """The draws of a scenario, beside the baseline's."""
    made = effects(Scenario("a", changes=changes), 2026, YEARS)
    return simulate(world.start(YEARS), learnt, effects=made, held=baseline.raked, draws=60, seed=1)


def plans(made, year):
    return made.stock[:, year].sum(axis=(1, 2, 3))


def test_a_scenario_that_holds_in_no_january_ahead_is_the_baseline(world, learnt, baseline):
    over = Change(2015, 2026, "new plans", x=0.0)
    assert (under(world, learnt, baseline, over).stock == baseline.stock).all()


def test_no_new_plans_from_the_second_january_on(world, learnt, baseline):
    made = under(world, learnt, baseline, Change(2028, 2029, "new plans", x=0.0))
    assert (made.new[:, 0] == baseline.new[:, 0]).all()
    assert not made.new[:, 1:].any()


def test_ceasing_at_nineteen_falls_on_nineteen_and_on_nobody_else(world, learnt, baseline):
    made = under(world, learnt, baseline, Change(2027, 2027, "ceasing", x=1e9, ages=(19, 19)))
    assert (made.ceased[:, 0, 19] == world.history().stocks[2026][19].sum()).all()
    # Others are drawn with the same odds: within five standard errors of 60 draws of some thirty.
    others = [n for n in range(26) if n != 19]
    gap = (
        made.ceased[:, 0][:, others].sum(axis=1).mean() - baseline.ceased[:, 0][:, others].sum(axis=1).mean()
    )
    assert abs(gap) < 5 * np.sqrt(2 * 35 / 60)


def test_a_new_school_fills_by_its_curve_out_of_mainstream(world, learnt, baseline):
    school = Change(
        2027, 2029, "places", add=40, placements=("special",), fill=(0.5, 1.0), drawn_from=("mainstream",)
    )
    made = under(world, learnt, baseline, school)
    moved = [
        (made.stock[:, n, :, :, SPECIAL].sum(axis=(1, 2)).mean())
        - baseline.stock[:, n, :, :, SPECIAL].sum(axis=(1, 2)).mean()
        for n in (1, 2)
    ]
    # 20 in the first January; 40 in the second, of whom a few ceased or moved on.
    assert moved[0] == pytest.approx(20, abs=3)
    assert moved[1] == pytest.approx(39, abs=5)
    assert plans(made, 1).tolist() == plans(baseline, 1).tolist()


def test_new_homes_bring_plans_as_residents_have_them(world, learnt, baseline):
    homes = Change(2027, 2027, "dwellings", add=1000, child_yield=0.02, ages=(8, 12))
    made = under(world, learnt, baseline, homes)
    held = world.history().stocks[2026].sum(axis=(1, 2))[8:13].sum()
    # 20 more at each age, of 2,000 residents: a hundredth of the plans at these ages, and of new plans.
    more = plans(made, 1).mean() - plans(baseline, 1).mean()
    assert more == pytest.approx(held / 100, abs=4 * np.sqrt(plans(baseline, 1).var() / 60) + 1.5)


def test_causes_of_a_change_add_up_to_it(world, learnt, baseline):
    changes = (
        Change(2027, 2029, "population", x=1.2),
        Change(2027, 2029, "new plans", x=0.7),
        Change(2027, 2029, "ceasing", x=1.5),
        Change(2027, 2027, "places", add=30, placements=("special",), drawn_from=("mainstream",)),
    )
    made, start = effects(Scenario("a", changes=changes), 2026, YEARS), world.start(YEARS)
    paths = by_cause(start, learnt, made, baseline.raked)
    found = causes(paths)
    path = mean_path(start, learnt, effects=made, held=baseline.raked).sum(axis=(1, 2, 3))
    assert sum(found.values()) == pytest.approx(path[1:] - path[0])
    assert (found[POPULATION] > 0).all()
    assert (found[CEASING] < 0).all()
    assert found[MIX] == pytest.approx(np.zeros(YEARS), abs=2)
    assert found[AGEING].any()
    alone = causes(by_cause(start, learnt, effects(Scenario("b"), 2026, YEARS), baseline.raked))
    assert (found[NEW] < alone[NEW]).all()
    mix = causes(paths, [SPECIAL])[MIX]
    assert mix[0] == pytest.approx(30, abs=1e-6)


def test_the_example_that_errors_show_is_lawful(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(EXAMPLE, "utf-8")
    fewer, school = load(path).changes
    assert (fewer.what, fewer.x, fewer.ages) == ("new plans", 0.9, (0, 25))
    assert (school.add, school.fill, school.placements) == (120.0, (0.4, 0.7, 1.0), ("special",))


GOOD = 'name = "A"\n[[change]]\nfrom = 2028\nto = 2030\nwhat = "new plans"\nx = 0.9\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "A"', "changes nothing"),
        (GOOD.replace('"A"', '"baseline"'), "no name"),
        (GOOD.replace("new plans", "weather"), "change 1: 'what'"),
        (GOOD.replace("x = 0.9", ""), "'new plans' lacks x"),
        (GOOD + "fill = [1.0]\n", "has fill"),
        (GOOD.replace("to = 2030", "to = 2027"), "ends before it begins"),
        (GOOD.replace("from = 2028", "from = 28"), "'from' is no January"),
        (GOOD.replace("0.9", "-0.9"), "'x' is no number"),
        (GOOD.replace("0.9", "inf"), "'x' is no number"),
        (GOOD.replace("x = 0.9", "x = true"), "'x' is no number"),
        (GOOD + "ages = [5, 30]\n", "'ages'"),
        (GOOD + "ages = [9, 5]\n", "'ages'"),
        (GOOD + 'needs = ["autism"]\n', "'needs' names"),
        (GOOD + "[other]\n", "has the key other"),
        (EXAMPLE.replace("[0.4, 0.7, 1.0]", "[0.7, 0.4]"), "change 2: 'fill'"),
        (EXAMPLE.replace('"independent", "mainstream"', '"special"'), "change 2: places open"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_name(text, said):
    with pytest.raises(RefusedError, match=said) as refused:
        parse(tomllib.loads(text), "a.toml")
    assert "[[change]]" in refused.value.hint


def test_a_population_is_told_by_a_factor_or_by_a_variant():
    text = 'name = "A"\n[[change]]\nfrom = 2028\nto = 2028\nwhat = "population"\nages = [5, 10]\n'
    with pytest.raises(RefusedError, match="by an x or by a variant"):
        parse(tomllib.loads(text), "a.toml")
    scenario = parse(tomllib.loads(text + 'variant = "High migration variant"\n'), "a.toml")
    assert scenario.changes[0].variant == "high migration"
    by_age = np.full((YEARS, 26), 1.2)
    made = effects(scenario, 2026, YEARS, {"high migration": by_age}.__getitem__)
    assert made.population[:, 5:11].tolist() == [[1.0] * 6, [1.2] * 6, [1.0] * 6]
    assert (np.delete(made.population, range(5, 11), axis=1) == 1).all()


def test_a_file_that_is_no_toml_or_not_there_is_refused(tmp_path):
    with pytest.raises(SourceMissingError):
        load(tmp_path / "none.toml")
    (tmp_path / "a.toml").write_text("name: A", "utf-8")
    with pytest.raises(RefusedError, match="not TOML"):
        load(tmp_path / "a.toml")
