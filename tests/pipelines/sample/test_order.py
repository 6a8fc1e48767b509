import pytest

from pipelines.sample import Dirt, Order


def test_the_default_is_newcastle_in_spring_from_2019_to_2026():
    order = Order()
    assert order.areas == ("391",)
    assert [str(c) for c in order.censuses] == [f"{y}-spring" for y in range(2019, 2027)]
    assert [r.year for r in order.sen2_returns] == [2023, 2024, 2025, 2026]


@pytest.mark.parametrize(
    "wrong",
    [
        {"areas": ("39",)},
        {"areas": ("E08000021",)},
        {"terms": ("winter",)},
        {"first_year": 2014},
        {"first_year": 2026, "last_year": 2025},
        {"last_year": 2027},
        {"size": 299},
        {"size": 150_001},
    ],
)
def test_an_order_that_cannot_be_met_is_refused(wrong):
    with pytest.raises(ValueError, match=r"area|term|years|pupils"):
        Order(**wrong)


@pytest.mark.parametrize("rate", [-0.01, 1.01])
def test_a_rate_lies_between_nought_and_one(rate):
    with pytest.raises(ValueError, match="no_upn"):
        Dirt(no_upn=rate)


def test_the_stated_rates():
    assert (Dirt().no_upn, Dirt().temporary_upn, Dirt().former_upn) == (0.03, 0.02, 0.04)
    assert (Dirt().surname_changed, Dirt().dob_transposed, Dirt().same_sex_twins) == (0.05, 0.01, 0.005)
    assert (Dirt().adopted, Dirt().dual_registration, Dirt().claimed_twice) == (0.002, 0.01, 0.003)
    assert (Dirt().blanks, Dirt().withdrawn_codes) == (0.01, 0.005)
