"""Rows of ``projection.*`` out of projections and their scores, of plans and of SEN support alike."""

from collections.abc import Sequence

import pandas as pd

from pipelines.projection.growth import RECENT
from pipelines.projection.rolling import SAME_LAW_SINCE, TIERS
from pipelines.projection.scores import sized, summary
from pipelines.projection.tables import ORIGINS


def stood_in(years: Sequence[int]) -> list[int]:
    """The Januaries of a panel that its back-test stands in."""
    first = max(years[0] + RECENT, SAME_LAW_SINCE + 1, years[-1] - ORIGINS)
    return [year for year in years if first <= year < years[-1]]


def plan_rows(rows: pd.DataFrame, start: "pd.Series[float]", counts_of: str) -> pd.DataFrame:
    """With the count that each row starts from; none where it was not told, and is carried on."""
    known = start.round().astype("Int64")
    return rows.assign(
        origin_count=known,
        size=sized(known.astype("float64")),
        method=rows["tier"].map(TIERS),
        counts_of=counts_of,
    )


def error_rows(told: pd.DataFrame) -> pd.DataFrame:
    """The summary of a scored back-test, with the first and last origin whose outcome is known."""
    if told.empty:
        return told
    between = told.groupby("horizon")["origin"].agg(first_origin="min", last_origin="max").reset_index()
    return summary(told).merge(between, on="horizon", validate="many_to_one")
