"""What is counted of a linkage, for the marts: pairs by match weight, no record and nobody's number.

A pair is one step of the linkage: two profiles (what records tell of their persons) that join two groups of
records which no surer link had joined, or would join them if a clerk said so. A pupil of whom fifteen
censuses tell the same is one profile and no pair. Of two groups in doubt the likeliest pair is counted.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from schemas.link_map import Thresholds

LINK_WEIGHT = "quality.link_weight"
LINKED, BELOW, HELD = "linked", "below", "held"
SCHEMAS = {
    LINK_WEIGHT: pa.schema(
        [
            *((name, pa.string()) for name in ("left_extract", "right_extract", "rule", "state")),
            ("weight", pa.int64()),
            ("pairs", pa.int64()),
            ("expected_true", pa.float64()),
            ("link_threshold", pa.float64()),
            ("review_threshold", pa.float64()),
        ]
    )
}
TITLES = {
    LINK_WEIGHT: "One row per two extracts, rule, state and match weight: pairs linked, pairs below the "
    "threshold, pairs held for a clerk whatever their weight; and how many are expected to be true."
}
_KEY = ["left_extract", "right_extract", "rule", "state", "weight"]


def by_weight(links: pd.DataFrame, doubts: pd.DataFrame, thresholds: Thresholds) -> pa.Table:
    """Pairs by weight, rounded down. A link without a weight, as by a number, is taken to be true."""
    pairs = pd.concat([_pairs(links), _pairs(doubts)], ignore_index=True)
    is_linked = np.arange(len(pairs)) < len(links)
    is_below = pairs["weight"] < thresholds.link
    odds = np.exp2(pairs["weight"].clip(upper=64))
    true = (odds / (1 + odds)).mask(pairs["weight"].isna() & is_linked, 1.0)
    pairs["state"] = np.select([is_linked, is_below], [LINKED, BELOW], HELD)
    pairs = pairs.assign(true=true, weight=np.floor(pairs["weight"]).astype("Int64"))
    counted = pairs.groupby(_KEY, dropna=False, as_index=False).agg(
        pairs=("rule", "size"), expected_true=("true", lambda known: known.sum(min_count=1))
    )
    counted = counted.assign(link_threshold=thresholds.link, review_threshold=thresholds.review)
    return pa.Table.from_pandas(counted.sort_values(_KEY), SCHEMAS[LINK_WEIGHT], preserve_index=False)


def _pairs(told: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "left_extract": told["left_source"].astype("string"),
            "right_extract": told["right_source"].astype("string"),
            "rule": told["rule"].astype("string"),
            "weight": told["weight"].astype("float64"),
        }
    )
