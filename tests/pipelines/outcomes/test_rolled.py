"""Several periods together are sums of what is shown, and of nothing else."""

import numpy as np
import pandas as pd
import pytest

from pipelines.outcomes.declared import base_of, declared
from pipelines.outcomes.judged import judge
from pipelines.outcomes.rolled import rolled
from pipelines.outcomes.tables import TOTAL, WHOLE_YEAR
from pipelines.outcomes.told import KEY, typed

INDICATORS = declared()
AUDITED = INDICATORS["plans_audited_good"]
EXCLUDED = INDICATORS["permanent_exclusion_rate"]


def quarters(*told, **columns):
    """Numerator and denominator of quarters in a row from 2024-Q1; what is None has no row."""
    rows = [
        ("391", str(2024 + n // 4), f"{2024 + n // 4}-Q{n % 4 + 1}", TOTAL, TOTAL, *one)
        for n, one in enumerate(told)
        if one is not None
    ]
    made = pd.DataFrame(rows, columns=[*KEY, "numerator", "denominator"])
    return made.assign(is_provisional=False, deliveries="ehcp.391_2025-12").assign(**columns)


def sums(rows, one=AUDITED):
    made = rolled(one, base_of(one), rows)
    return {row["period"]: (row["numerator"], row["denominator"]) for row in made.to_dict("records")}


def test_four_quarters_are_told_from_the_fourth_on():
    assert sums(quarters((1, 10), (2, 10), (3, 10), (4, 10), (5, 20))) == {
        "4 quarters to 2024-Q4": (10, 40),
        "4 quarters to 2025-Q1": (14, 50),
    }


def test_where_a_quarter_is_hidden_no_sum_with_it_is_told():
    found = sums(quarters((1, 10), (np.nan, np.nan), (3, 10), (4, 10), (5, 20), (6, 20)))
    assert found.pop("4 quarters to 2025-Q2") == (18, 60)
    assert len(found) == 2
    assert np.isnan(list(found.values())).all()


def test_a_quarter_without_a_row_is_one_in_which_there_was_nobody():
    assert sums(quarters((1, 10), None, (3, 10), (4, 10)))["4 quarters to 2024-Q4"] == (8, 30)


def test_they_are_provisional_with_any_of_theirs_and_name_every_delivery_once():
    rows = quarters((1, 10), (2, 10), (3, 10), (4, 10), (5, 10))
    rows["is_provisional"] = [False] * 4 + [True]
    rows["deliveries"] = ["a; b", "b", "b", "c", "c"]
    made = rolled(AUDITED, base_of(AUDITED), rows)
    assert made["is_provisional"].tolist() == [False, True]
    assert made["deliveries"].tolist() == ["a; b; c", "b; c"]


def test_years_together_of_a_rate_need_every_year_and_groups_are_told_too():
    key = [
        ("391", f"20{y}{y + 1}", WHOLE_YEAR, "Sex", sex) for sex in ("Female", "Male") for y in (21, 22, 23)
    ]
    rows = pd.DataFrame(key, columns=KEY).assign(
        numerator=[6, 7, 8, 10, 11, 12], denominator=1000, is_provisional=False, deliveries=None
    )
    assert {
        (row["breakdown"], row["year"], row["period"]): (row["numerator"], row["denominator"])
        for row in rolled(EXCLUDED, base_of(EXCLUDED), rows).to_dict("records")
    } == {
        ("Female", "202324", "3 years to 202324"): (21, 3000),
        ("Male", "202324", "3 years to 202324"): (33, 3000),
    }
    assert np.isnan(list(sums(rows.drop(index=1).head(2), EXCLUDED).values())).all()


def test_they_are_held_against_as_many_periods_before_that_share_none_with_them():
    rows = quarters(*[(10, 100)] * 4, *[(40, 100)] * 4)
    made = rolled(AUDITED, base_of(AUDITED), rows)
    figures = judge(typed(made).assign(indicator=AUDITED.id), INDICATORS).set_index("period")
    last = figures.loc["4 quarters to 2025-Q4"]
    assert (last["previous"], last["change"]) == pytest.approx((10, 30))
    assert last["against_previous"] == "better"
    assert np.isnan(figures.loc["4 quarters to 2025-Q3", "previous"])


def test_durations_are_not_told_together():
    waited = INDICATORS["weeks_to_appeal_end"]
    rows = quarters((None, 10)).assign(year="2024", period=WHOLE_YEAR, value=12.0)
    rows = pd.concat([rows.assign(year=str(year)) for year in (2022, 2023, 2024)])
    assert rolled(waited, base_of(waited), rows).empty
