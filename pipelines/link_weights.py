"""How often two people agree by chance, counted from the records: of levels, and of single names and days.

Counted on pairs that are drawn by the records' order, not by a clock, so that the same records always give
the same weights. What was seen in few pairs leans on the figures of ``schemas.link_levels``.
"""

import duckdb
import numpy as np
import pandas as pd

from pipelines.link_compare import levels
from schemas.link_levels import CLOSE, COMPARISONS, EXACT, ONE_EDIT, SAME, SWAPPED, TRANSPOSED

MOST_PAIRS = 300_000
# The figures typed for ``u`` count as if they had been seen in so many pairs, or people.
LEANING = 1_000
_SEED = 2019
_ALIKE = (EXACT, SAME, CLOSE, SWAPPED, TRANSPOSED, ONE_EDIT)
# Pairs with two of these alike may be one person's: they tell nothing of two people.
_TELLING = ("forename", "surname", "birth_date")


def chance(
    con: duckdb.DuckDBPyConnection, clusters: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> "pd.Series[float]":
    """``u`` of every level: indexed by comparison and level."""
    pairs = _drawn(len(clusters))
    pairs = pairs[clusters[pairs["l"]] != clusters[pairs["r"]]]
    told = levels(con, pairs)
    told = told[told[list(_TELLING)].isin(_ALIKE).sum(axis=1) < 2]  # noqa: PLR2004
    found = {}
    for one in COMPARISONS:
        seen = told[one.name].value_counts()
        total = sum(int(seen.get(level.name, 0)) for level in one.levels)
        for level in one.levels:
            count = int(seen.get(level.name, 0))
            found[one.name, level.name] = (count + LEANING * level.u) / (total + LEANING)
    return pd.Series(found)


def frequencies(
    people: pd.DataFrame, clusters: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> dict[str, pd.DataFrame]:
    """Of names and days how many people have each, as a share: columns as Splink wants them."""
    found = {}
    for one in COMPARISONS:
        if not one.frequency:
            continue
        held = pd.DataFrame({"value": people[one.frequency].astype(object), "cluster": clusters})
        held = held.dropna().drop_duplicates()
        counts = held["value"].value_counts().sort_index()
        usual = next(level.u for level in one.levels if level.name == EXACT)
        # Two that have it are the pair in question: how many others do?
        others, lean = (counts - 2).clip(lower=0), max(LEANING * usual, 1.0)
        share = (others + lean) / (len(held) + lean / usual)
        found[one.frequency] = pd.DataFrame(
            {one.frequency: share.index.astype(str), f"tf_{one.frequency}": share.to_numpy(float)}
        )
    return found


def _drawn(count: int) -> pd.DataFrame:
    """Pairs of different records: all of few, of many each with some of the others."""
    if count * (count - 1) // 2 <= MOST_PAIRS:
        left, right = np.triu_indices(count, 1)
        return pd.DataFrame({"l": left, "r": right})
    shuffled = np.random.default_rng(_SEED).permutation(count)
    steps = range(1, MOST_PAIRS // count + 2)
    left = np.tile(shuffled, len(steps))[:MOST_PAIRS]
    right = np.concatenate([np.roll(shuffled, step) for step in steps])[:MOST_PAIRS]
    return pd.DataFrame({"l": np.minimum(left, right), "r": np.maximum(left, right)})
