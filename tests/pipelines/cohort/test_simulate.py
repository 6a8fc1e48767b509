"""Identities in every draw, raking, seeds; and worlds with known rates: are intervals and medians right?"""

import numpy as np
import pytest

from pipelines.cohort.anchor import Anchor, shocks, targets
from pipelines.cohort.rates import expected, learn
from pipelines.cohort.simulate import mean_path, simulate
from pipelines.cohort.states import PLACES
from tests.builders_cohort import World, count, drawn_count, residents


@pytest.fixture(scope="module")
def world():
    made = World(5, plans=800)
    for _ in range(3):
        made.pass_year()
    return made


@pytest.fixture(scope="module")
def learnt(world):
    return learn(world.history(), [], [], residents)


def anchor(start, growth, years):
    """Medians that grow so much a year, 80% limits 4% off and 95% limits 6%."""
    spread = np.array([0.94, 0.96, 1.0, 1.04, 1.06])
    return Anchor(np.stack([start.stock.sum() * growth**h * spread for h in range(1, years + 1)]))


def gaps(made):
    """By how many persons the identity fails, by draw, year and age."""
    before, after = made.stock[:, :-1].sum(axis=(3, 4)), made.stock[:, 1:].sum(axis=(3, 4))
    left = before - made.ceased - made.out
    older = np.zeros_like(left)
    older[:, :, 1:] = left[:, :, :-1]
    return after - older - made.new - made.into, left[:, :, -1]


@pytest.mark.parametrize("growth", [1.08, 0.8])
def test_the_identity_holds_in_every_draw_at_every_age_and_nobody_grows_older_than_25(world, learnt, growth):
    start = world.start(3)
    made = simulate(start, learnt, anchor(start, growth, 3), draws=60, seed=1)
    gap, past_25 = gaps(made)
    assert not gap.any()
    assert not past_25.any()
    assert (made.stock >= 0).all()
    assert all((each >= 0).all() for each in (made.new, made.into, made.ceased, made.out))
    assert (made.reasons.sum(axis=2) == made.ceased.sum(axis=2)).all()


@pytest.mark.parametrize("growth", [1.08, 0.8])
def test_totals_are_those_of_the_anchor_in_every_draw(world, learnt, growth):
    start = world.start(3)
    made = simulate(start, learnt, anchor(start, growth, 3), draws=60, seed=1)
    wanted = np.rint(targets(anchor(start, growth, 3), shocks(1, "391", 60, 3)))
    assert (made.stock[:, 1:].sum(axis=(2, 3, 4)) == wanted).all()


def test_targets_have_the_quantiles_they_were_given():
    quantiles = np.array([[81.0, 100.0, 121.0, 144.0, 169.0]])
    found = targets(Anchor(quantiles), shocks(1, "391", 4001, 1))[:, 0]
    assert np.quantile(found, [0.025, 0.1, 0.5, 0.9, 0.975]) == pytest.approx(quantiles[0], rel=0.002)


def test_areas_share_england_s_shock_and_have_their_own():
    one, other = shocks(1, "391", 4000, 1)[:, 0], shocks(1, "393", 4000, 1)[:, 0]
    # 0.06^2 of 0.06^2 + 0.08^2 is shared: a correlation of 0.36, known to 4 / sqrt(4000).
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0.36, abs=0.06)


def test_the_same_seed_gives_the_same_draws_and_what_raking_did_gives_the_baseline_again(world, learnt):
    start = world.start(2)
    made = simulate(start, learnt, anchor(start, 1.05, 2), draws=40, seed=2)
    again = simulate(start, learnt, anchor(start, 1.05, 2), draws=40, seed=2)
    held = simulate(start, learnt, held=made.raked, draws=40, seed=2)
    other = simulate(start, learnt, anchor(start, 1.05, 2), draws=40, seed=3)
    assert (made.stock == again.stock).all()
    assert (made.stock == held.stock).all()
    assert (made.stock != other.stock).any()


def test_the_expected_path_is_the_mean_of_the_draws(world, learnt):
    start = world.start(2)
    made = simulate(start, learnt, draws=400, seed=4)
    totals = made.stock[:, 2].sum(axis=(1, 2, 3))
    error = totals.std() / np.sqrt(len(totals))
    # The mean of a lognormal shock of 0.1 lies half a per cent of new plans above its median.
    assert mean_path(start, learnt)[2].sum() == pytest.approx(totals.mean(), abs=4 * error + 5)


def test_shares_of_every_rate_add_up_and_nobody_moves_to_where_he_is(learnt):
    rates = expected(learnt)
    assert rates.to_place.sum(axis=-1) == pytest.approx(np.ones((1, 9, len(PLACES))))
    assert np.einsum("dspp->dsp", rates.to_place).max() < 1e-5
    assert rates.mix.sum(axis=(2, 3)) == pytest.approx(np.ones((1, 26)))


def test_rates_of_a_world_are_found_again():
    """Known by the law of large numbers: 30,000 plans and three years; five standard errors of a share."""
    made = World(8, plans=30_000, shocks=False)
    for _ in range(3):
        made.pass_year()
    rates = expected(learn(made.history(), [], [], residents))
    stock = made.history().steps[0].stock[10].sum(axis=0)
    for place, share in made.cease.items():
        at = PLACES.index(place)
        error = np.sqrt(share * (1 - share) / (3 * stock[at]))
        # Held towards the placement's share at all ages, which is the same by construction.
        assert rates.cease[0, 10, :, at].mean() == pytest.approx(share, abs=5 * error)


def test_intervals_hold_as_often_as_they_say_and_medians_are_not_off():
    """Worlds drawn from the stated law, five series, three years ahead.

    Of 14 worlds x 5 series about 80% must lie within 80% limits. Series of one world go together, so the
    evidence is that of 14 to 70 outcomes: two standard errors of a share of 0.8 among 64 are 0.1. A median
    is not off when the mean error over worlds is within three of its own standard errors of nought.
    """
    asked = [
        {},
        {"need": "ASD"},
        {"place": "special"},
        {"place": "unit"},
        {"need": "SEMH", "place": "mainstream"},
    ]
    held, off = [], []
    for seed in range(14):
        made = World(100 + seed, plans=700)
        for _ in range(3):
            made.pass_year()
        said = simulate(made.start(3), learn(made.history(), [], [], residents), draws=60, seed=seed)
        for _ in range(3):
            made.pass_year()
        for n, series in enumerate(asked):
            low, median, high = np.quantile(drawn_count(said, 3, **series), [0.1, 0.5, 0.9])
            truth = count(made.persons, **series)
            held.append(low <= truth <= high)
            off.append((n, np.log(median / truth)))
    assert 0.7 <= np.mean(held) <= 0.9
    for n in range(len(asked)):
        errors = np.array([error for series, error in off if series == n])
        assert abs(errors.mean()) < 3 * errors.std(ddof=1) / np.sqrt(len(errors))
