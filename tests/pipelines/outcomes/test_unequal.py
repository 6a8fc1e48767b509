"""The gradient over fifths by deprivation, turned so that it is positive where the deprived fare worse."""

import pandas as pd
import pytest

from pipelines.outcomes.tables import WHOLE_YEAR
from pipelines.outcomes.unequal import FIFTHS, gradients
from schemas.indicator import DEPRIVATION


def fifths(values, polarity="high_good", **columns):
    """Five fifths of 100 persons each, with limits two points away."""
    rows = pd.DataFrame({"breakdown": FIFTHS, "value": values, "denominator": 100}).assign(
        indicator="phonics",
        la_code="391",
        year="202425",
        period=WHOLE_YEAR,
        breakdown_topic=DEPRIVATION,
        kind="proportion",
        polarity=polarity,
        words="Phonics",
        domain="Attainment",
        unit="%",
        deliveries="attainment.391_2025",
    )
    return rows.assign(lower=rows["value"] - 2, upper=rows["value"] + 2).assign(**columns)


def test_a_straight_line_of_ten_points_a_fifth_has_a_slope_of_fifty_over_the_whole_ranking():
    [row] = gradients(fifths([20.0, 30.0, 40.0, 50.0, 60.0])).to_dict("records")
    # the middles of the fifths are a fifth apart: 10 / 0.2; the line begins at 15 and ends at 65
    assert row["slope_index"] == pytest.approx(50)
    assert row["relative_index"] == pytest.approx(65 / 15)
    assert (row["denominator"], row["verdict"]) == (500, "worse for the most deprived")


def test_the_same_line_is_better_for_the_deprived_where_low_is_good():
    [row] = gradients(fifths([20.0, 30.0, 40.0, 50.0, 60.0], "low_good")).to_dict("records")
    assert row["slope_index"] == pytest.approx(-50)
    assert row["relative_index"] == pytest.approx(15 / 65)
    assert row["verdict"] == "better for the most deprived"


def test_a_level_line_shows_no_gradient_and_a_change_is_told_since_the_year_before():
    rows = pd.concat([fifths([40.0] * 5, year="202324"), fifths([38.0, 39.0, 40.0, 41.0, 42.0])])
    found = gradients(rows).set_index("year")
    assert found.loc["202324", "verdict"] == "no gradient shown"
    assert found["change"].iloc[1] == pytest.approx(5)


def test_where_a_fifth_is_hidden_there_is_no_gradient():
    assert gradients(fifths([20.0, None, 40.0, 50.0, 60.0])).empty


def test_a_gradient_is_steeper_where_the_intervals_of_two_years_do_not_meet():
    years = {
        "2022": [40.0] * 5,
        "2023": [39.0, 39.5, 40.0, 40.5, 41.0],
        "2024": [20.0, 30.0, 40.0, 50.0, 60.0],
    }
    rows = pd.concat([fifths(values, year=year, period=f"{year}-12") for year, values in years.items()])
    # slopes 0, 2.5 and 50; a slope of fifths each two points uncertain is so by about seven
    assert gradients(rows)["trend"].tolist() == ["not compared", "similar", "steeper"]
    turned = rows.assign(year=rows["year"].map({"2022": "2024", "2023": "2023", "2024": "2022"}))
    assert gradients(turned)["trend"].tolist() == ["not compared", "flatter", "similar"]


def test_years_together_have_no_gradient_of_their_own():
    assert gradients(fifths([20.0, 30.0, 40.0, 50.0, 60.0], period="3 years to 202425")).empty
