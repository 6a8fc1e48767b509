"""Public-health statistics as its methods are published: the one door to them. No data, no marts, no words.

Every function takes array-likes (list, Series, array; a single number stands for each row) and gives a pandas
DataFrame, one row an input with the index of the first Series given, else counted from 0; what sums its input
up (a mean, a standardised rate, a trend, an agreement) gives one row. The result is in ``value``, its limits
in ``lower`` and ``upper``, where it varies how they were made in ``method``. Proportions are fractions of 1.

What is missing (None, NaN, NA) is NaN, and missing in gives missing out; 0 of 0 is missing. Input that cannot
be (a count below 0 or above its base, an infinite number, columns of different length) raises ValueError.

The methods are those of PHEindicatormethods 2.1.0 (OHID Fingertips) unless a function says otherwise; there
is no continuity correction anywhere. Control charts are in ``pipelines.spc``.
"""

from pipelines.statistics_agreement import kappa, weighted_proportion
from pipelines.statistics_compare import (
    compare,
    funnel,
    funnel_ratio,
    neighbour_mean,
    quantile_of,
    rank_and_band,
)
from pipelines.statistics_intervals import difference, mean_interval, rate, risk_ratio, wilson
from pipelines.statistics_standardised import directly_standardised, indirectly_standardised, slope_index
from pipelines.statistics_trend import recent_trend, recent_trend_values

__all__ = [
    "compare",
    "difference",
    "directly_standardised",
    "funnel",
    "funnel_ratio",
    "indirectly_standardised",
    "kappa",
    "mean_interval",
    "neighbour_mean",
    "quantile_of",
    "rank_and_band",
    "rate",
    "recent_trend",
    "recent_trend_values",
    "risk_ratio",
    "slope_index",
    "weighted_proportion",
    "wilson",
]
