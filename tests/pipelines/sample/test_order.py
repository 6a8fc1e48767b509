import pytest

from pipelines.cli.sample import ordered
from pipelines.errors import UsageError
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


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"sen2_shape": "pdf"},
            "a SEN2 shape is one of xml, blade, template, pre_submission, five_modules, not pdf",
        ),
        ({"census_shape": "pdf"}, "a census shape is one of blade, xml, flat, not pdf"),
        ({"census_shape": "flat", "attendance": True}, "the flat census holds no attendance"),
        (
            {"extras": ("annex_a", "annex_b")},
            "one of ap_census, early_years_census, annex_a, .*sendiass, not annex_b",
        ),
        ({"sen2_first_year": 2021}, "the first SEN2 is of 2022 or of 2023"),
    ],
)
def test_a_shape_or_extract_that_there_is_not_is_refused_in_words(wrong, said):
    with pytest.raises(ValueError, match=said):
        Order(**wrong)


def test_everything_beside_the_usual_files_is_off_until_it_is_asked_for():
    order = Order(first_year=2015)
    assert (order.sen2_shape, order.census_shape, order.attendance) == ("xml", "blade", False)
    assert order.annex_a == []
    assert order.sen2_returns[0].year == 2023
    assert Order(first_year=2015, sen2_first_year=2022).sen2_returns[0].year == 2022
    assert [str(m) for m in Order(extras=("annex_a",), last_year=2025).annex_a] == ["2025-01"]
    assert Order(extras=("annex_a",), first_year=2015, last_year=2015).annex_a == []


@pytest.mark.parametrize("rate", [-0.01, 1.01])
def test_a_rate_lies_between_nought_and_one(rate):
    with pytest.raises(ValueError, match="no_upn"):
        Dirt(no_upn=rate)


def test_the_stated_rates():
    assert (Dirt().no_upn, Dirt().temporary_upn, Dirt().former_upn) == (0.03, 0.02, 0.04)
    assert (Dirt().surname_changed, Dirt().dob_transposed, Dirt().same_sex_twins) == (0.05, 0.01, 0.005)
    assert (Dirt().adopted, Dirt().dual_registration, Dirt().claimed_twice) == (0.002, 0.01, 0.003)
    assert (Dirt().blanks, Dirt().withdrawn_codes) == (0.01, 0.005)


def test_the_command_line_writes_names_with_hyphens():
    order = ordered(
        areas="391",
        size=300,
        seed=7,
        years="2015-2016",
        terms="autumn,summer",
        sen2_shape="pre-submission",
        census_shape="xml",
        sen2_trial=True,
        attendance=True,
        extras=["ap-census,annex-a", "early-years-census"],
        partners=False,
    )
    assert order.sen2_shape == "pre_submission"
    assert (order.census_shape, order.attendance, order.sen2_first_year) == ("xml", True, 2022)
    assert order.extras == ("ap_census", "annex_a", "early_years_census")
    assert [str(c) for c in order.censuses] == ["2015-summer", "2015-autumn", "2016-summer", "2016-autumn"]


def test_what_the_command_line_cannot_order_is_told_with_an_example():
    with pytest.raises(UsageError, match="cannot be made") as told:
        ordered(areas="391", size=300, seed=7, sen2_shape="pdf")
    assert "a SEN2 shape is one of" in str(told.value.why)
    assert "--sen2-shape" in str(told.value.hint)
