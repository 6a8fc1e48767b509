"""What turned worse comes on the watch list in time, and a stable series seldom does."""

from itertools import pairwise

import numpy as np
import pandas as pd

from pipelines.outcomes.periods import periods
from pipelines.outcomes.tables import TOTAL, WHOLE_YEAR
from pipelines.outcomes.watched import (
    BASELINE,
    SOURCE,
    SPECIAL,
    YEAR,
    Annotation,
    Beside,
    charted,
    watch,
)
from pipelines.spc import xmr

NOTHING = Beside()
# two points up, two down: no rule holds anywhere, the mean is 60, moving ranges are 2 and 0
STABLE = [61.0, 61.0, 59.0, 59.0] * 6


def figures(values, polarity="high_good", kind="proportion", first="2023-01", **columns):
    """One indicator's months in total, as judged."""
    months = periods(first, "2030-12")[: len(values)]
    return pd.DataFrame(
        {
            "indicator": "plans_in_time",
            "la_code": "391",
            "year": [month[:4] for month in months],
            "period": months,
            "breakdown_topic": TOTAL,
            "breakdown": TOTAL,
            "words": "Plans in time",
            "domain": "Identification and assessment",
            "kind": kind,
            "unit": "%",
            "polarity": polarity,
            "numerator": 1,
            "denominator": 1,
            "value": values,
            "lower": np.nan,
            "upper": np.nan,
            "target": np.nan,
            "baseline": np.nan,
            "baseline_year": None,
            "previous": np.nan,
            "change": np.nan,
            "change_lower": np.nan,
            "change_upper": np.nan,
            "against_previous": "not compared",
            "against_baseline": "not compared",
            "against_england": "not compared",
            "against_neighbours": "not compared",
            "is_provisional": False,
            "deliveries": "ehcp.391_2025-11; ehcp.391_2025-12",
        }
    ).assign(**columns)


def watched(rows, beside=NOTHING):
    return watch(rows, charted(rows, beside), beside)


def test_a_stable_series_is_not_on_the_list():
    assert watched(figures(STABLE)).empty


def test_one_point_far_out_is_on_the_list_at_once():
    [row] = watched(figures([*STABLE, 40.0])).to_dict("records")
    assert (row["reason"], row["rule"], row["since"], row["period"]) == (
        SPECIAL, "outside limits", "2025-01", "2025-01",
    )  # fmt: skip
    assert row["newest_delivery"] == "ehcp.391_2025-12"


def test_a_small_drop_is_on_the_list_with_the_seventh_point_and_not_with_the_sixth():
    # the mean stays above 58.5, the limits about four points away; 58.5 is within them
    drop = [58.5, 58.6, 58.5, 58.6, 58.5, 58.6, 58.5]
    begun = [61.0, 61.0, 59.0, 61.0] * 6
    assert watched(figures([*begun, *drop[:6]])).empty
    [row] = watched(figures([*begun, *drop])).to_dict("records")
    assert (row["rule"], row["since"], row["period"]) == ("seven on one side", "2025-01", "2025-07")


def test_the_same_points_are_good_news_where_low_is_good_and_no_news_where_nothing_is():
    rows = [*STABLE, 40.0]
    assert watched(figures(rows, polarity="low_good")).empty
    assert watched(figures(rows, polarity="none")).empty


def test_limits_begin_anew_where_an_analyst_says_so():
    rows = figures([*STABLE, *[51.0, 51.0, 49.0, 49.0] * 3])
    assert not watched(rows).empty
    told = {("391", "plans_in_time", "2025-01"): Annotation("A new system counts otherwise", rebase=True)}
    chart = charted(rows, Beside(annotations=told))
    assert watch(rows, chart, NOTHING).empty
    assert chart.groupby(chart["period"] >= "2025-01")["mean"].first().tolist() == [60.0, 50.0]
    assert chart["annotation"].dropna().tolist() == ["A new system counts otherwise"]


def test_a_month_without_a_row_is_nought_of_a_count_and_missing_of_a_share():
    rows = figures(STABLE).drop(index=3)
    assert charted(rows, NOTHING)["value"].isna().tolist().index(True) == 3
    counted = charted(rows.assign(kind="count"), NOTHING)["value"].tolist()
    assert counted[2:5] == [59.0, 0.0, 61.0]


def test_provisional_points_and_short_series_are_not_charted():
    rows = figures([*STABLE, 40.0])
    assert watched(rows.assign(is_provisional=rows["period"] == "2025-01")).empty
    assert charted(figures([1.0] * 7), NOTHING).empty


def test_a_year_significantly_worse_and_a_baseline_missed_are_two_reasons():
    rows = figures([70.0], period=WHOLE_YEAR, against_previous="worse", against_baseline="worse", lower=65.0, upper=74.0)  # fmt: skip # noqa: E501
    rows = rows.assign(previous=80.0, change=-10.0, change_lower=-15.5, change_upper=-4.5, baseline=76.0)
    found = watched(rows.assign(baseline_year="2020")).set_index("reason")
    assert found.loc[YEAR, "sure"] == "95%: change -10.0 (-15.5 to -4.5)"
    assert found.loc[BASELINE, "since"] == "2020"
    assert found["held_against"].to_dict() == {YEAR: 80.0, BASELINE: 76.0}


def test_a_delivery_that_came_late_is_a_warning_beside_the_signal_and_one_of_its_own():
    odd = Beside(warned={"ehcp.391_2025-12": "late by 12 days"})
    found = watched(figures([*STABLE, 40.0]), odd).set_index("reason")
    assert found.loc[SPECIAL, "source_warning"] == "late by 12 days"
    assert found.loc[SOURCE, "sure"] == "late by 12 days"


def reference(values):
    """The last point is a concern where high is good: the same rules, written again in plain loops."""
    mean = sum(values) / len(values)
    moved = [abs(b - a) for a, b in pairwise(values)]
    cut = 3.267 * sum(moved) / len(moved)
    kept = [move for move in moved if move < cut]
    reach = 2.66 * sum(kept) / len(kept)
    last = values[-1]
    if abs(last - mean) > reach:
        return last < mean
    if all(b < a for a, b in zip(values[-7:], values[-6:], strict=False)):
        return True
    if all(b > a for a, b in zip(values[-7:], values[-6:], strict=False)):
        return False
    near = [reach * 2 / 3 < abs(value - mean) <= reach for value in values[-3:]]
    if near[-1] and sum(near) >= 2:
        if all(value < mean for value in values[-3:]):
            return True
        if all(value > mean for value in values[-3:]):
            return False
    return all(value < mean for value in values[-7:])


def test_false_alarms_on_two_thousand_stable_series_are_as_many_as_the_rules_give():
    series, length = 2000, 24
    seen = np.random.default_rng(13).normal(60, 5, (series, length))
    chart = xmr(seen.reshape(-1), "high", rebase=range(length, series * length, length))
    ours = (chart["point_type"].to_numpy().reshape(series, length)[:, -1] == "special_cause_concern").sum()
    assert ours == sum(reference(row.tolist()) for row in seen)
    others = np.random.default_rng(1931).normal(60, 5, (series, length))
    theirs = sum(reference(row.tolist()) for row in others)
    share = (ours + theirs) / (2 * series)
    # three standard errors of the difference of two independent rates
    assert abs(ours - theirs) / series < 3 * np.sqrt(2 * share * (1 - share) / series)
    assert 0 < share < 0.05
