"""Inequality: how an indicator falls or rises from the most to the least deprived fifth, by year.

The slope and relative index of inequality of ``statistics``, of the five fifths as they are shown: where one
is hidden there is none. High good or low good, a gradient against the deprived is positive. It is steeper or
flatter than before, seen from the deprived, where the intervals of the two years do not meet.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pipelines import statistics
from pipelines.outcomes.periods import is_together
from pipelines.outcomes.tables import INEQUALITY_SCHEMA
from schemas.indicator import DEPRIVATION, LOW_GOOD, NEITHER, PROPORTION

FIFTHS = ("1, most deprived", "2", "3", "4", "5, least deprived")
REPETITIONS = 2_000
_SERIES = ["indicator", "la_code"]


def gradients(figures: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator, area and year with all fifths told; the change since the year told before.

    A stock is told of the last month of a year.
    """
    of_fifths = figures["breakdown"].isin(FIFTHS) & (figures["breakdown_topic"] == DEPRIVATION)
    is_one = ~figures["period"].map(is_together).astype(bool)
    wanted = of_fifths & is_one & (figures["kind"] == PROPORTION)
    rows = list(_each(figures[wanted & figures["value"].notna()]))
    if not rows:
        return INEQUALITY_SCHEMA.empty_table().to_pandas()
    made = pd.DataFrame(rows).sort_values([*_SERIES, "year"], ignore_index=True)
    before = made.groupby(_SERIES, sort=False)[["slope_index", "slope_lower", "slope_upper"]].shift(1)
    made["change"] = made["slope_index"] - before["slope_index"]
    cases = [
        before["slope_index"].isna(),
        made["slope_lower"] > before["slope_upper"],
        made["slope_upper"] < before["slope_lower"],
    ]
    made["trend"] = np.select(cases, ["not compared", "steeper", "flatter"], "similar")
    return made[INEQUALITY_SCHEMA.names]


def _each(figures: pd.DataFrame) -> Iterator[dict[str, object]]:
    for (indicator, la, year), told in figures.groupby([*_SERIES, "year"]):
        if len(told) < len(FIFTHS):
            continue
        fifths = told.sort_values("breakdown")
        one = fifths.iloc[0]
        # the index rises towards the least deprived: that is against the deprived where high is good
        [found] = statistics.slope_index(
            range(1, len(FIFTHS) + 1),
            fifths["denominator"],
            fifths["value"],
            fifths["lower"],
            fifths["upper"],
            multiplier=-1.0 if one["polarity"] == LOW_GOOD else 1.0,
            repetitions=REPETITIONS,
        ).to_dict("records")
        same = {name: one[name] for name in ("words", "domain", "unit", "polarity", "deliveries")}
        yield {
            **same,
            "indicator": indicator,
            "la_code": la,
            "year": year,
            "denominator": int(fifths["denominator"].sum()),
            "most_deprived": fifths["value"].iloc[0],
            "least_deprived": fifths["value"].iloc[-1],
            "slope_index": found["value"],
            "slope_lower": found["lower"],
            "slope_upper": found["upper"],
            "relative_index": found["rii"],
            "relative_lower": found["rii_lower"],
            "relative_upper": found["rii_upper"],
            "verdict": _verdict(found["lower"], found["upper"], one["polarity"]),
        }


def _verdict(lower: float, upper: float, polarity: str) -> str:
    if lower <= 0 <= upper:
        return "no gradient shown"
    if polarity == NEITHER:
        return "higher in the least deprived" if lower > 0 else "higher in the most deprived"
    return "worse for the most deprived" if lower > 0 else "better for the most deprived"
