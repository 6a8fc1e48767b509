"""Shares of weighted answers, and how far two raters agree. Contract: ``statistics``."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.statistics_inputs import Floats, Given, index_of, normal_quantile, one_row, read, refuse
from pipelines.statistics_intervals import quotient, wilson_limits

_POWER = {"linear": 1, "quadratic": 2}
_UNWEIGHTED = (None, "none", "unweighted")


def weighted_proportion(answer: Given, weight: Given, confidence: float = 0.95) -> pd.DataFrame:
    """The weighted share of answers that are 1 (or true), with Wilson's interval on Kish's effective base.

    One row, fractions of 1, with ``base`` (answers) and ``effective_base`` (sum of weights squared over sum
    of squared weights). Who did not answer is out of the base with his weight; an answer without a weight
    leaves the result missing. Equal weights give ``wilson``. Raises ValueError for an answer other than 0
    and 1 and for a weight below 0. Source: Kish 1965, Survey Sampling; Wilson 1927.
    """
    _, (y, w) = read(answer=answer, weight=weight)
    refuse(~np.isnan(y) & (y != 0) & (y != 1), "an answer is 0 or 1")
    refuse(w < 0, "weights cannot be below 0")
    y, w = y[~np.isnan(y)], w[~np.isnan(y)]
    # By the greatest weight, so that no scale of weights under- or overflows when squared.
    w = w / np.max(w, initial=0.0, where=w > 0) if np.any(w > 0) else w
    share = quotient(np.array([np.sum(w * y)]), np.array([np.sum(w)]))
    base = quotient(np.array([np.sum(w) ** 2]), np.array([np.sum(w**2)]))
    lower, upper = wilson_limits(np.minimum(share, 1) * base, base, confidence)
    return one_row(value=share[0], lower=lower[0], upper=upper[0], base=y.size, effective_base=base[0])


def kappa(
    a: Given,
    b: Given,
    weights: str | None = None,
    *,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Cohen's kappa of two ratings of the same things, with its large-sample interval, cut at -1 and 1.

    ``weights`` is None or ``none`` (all disagreements weigh alike), ``linear`` or ``quadratic`` in the
    number of steps between two categories. Their order is that of ``categories``, else the sorted ratings
    given: name it where the alphabet is not the scale. What only one rated is left out; one row, with
    ``base``, the number of pairs; missing when there is no pair or when both use a single category.
    Raises ValueError for other weights, ratings of different length, and a rating that is no category.
    Source: Cohen 1960 and 1968; limits of Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72,
    323-327.
    """
    refuse(weights not in (*_UNWEIGHTED, *_POWER), f"weights is none, {' or '.join(_POWER)}")
    z = normal_quantile(confidence)
    shares, base = _crosstab(a, b, categories)
    agreement = _agreement(len(shares), weights)
    by_a, by_b = shares.sum(axis=1), shares.sum(axis=0)
    observed, chance = np.sum(agreement * shares), np.sum(agreement * np.outer(by_a, by_b))
    if base == 0 or np.count_nonzero(by_a + by_b) == 1:
        return one_row(value=np.nan, lower=np.nan, upper=np.nan, base=base)
    value = (observed - chance) / (1 - chance)
    expected = (agreement @ by_b)[:, None] + (agreement @ by_a)[None, :]
    spread = np.sum(shares * (agreement - expected * (1 - value)) ** 2)
    variance = (spread - (value - chance * (1 - value)) ** 2) / (base * (1 - chance) ** 2)
    reach = z * np.sqrt(max(variance, 0.0))
    return one_row(value=value, lower=max(value - reach, -1.0), upper=min(value + reach, 1.0), base=base)


def _crosstab(a: Given, b: Given, categories: Sequence[Any] | None) -> tuple[Floats, int]:
    """Shares of all pairs by the two ratings, and the number of pairs."""
    first, second = pd.Series(a, dtype=object), pd.Series(b, dtype=object)
    refuse(first.size != second.size, "a and b differ in length")
    index_of((a, b), first.size)
    both = (first.notna().to_numpy()) & (second.notna().to_numpy())
    pairs = list(zip(first[both], second[both], strict=True))
    order = (
        list(categories) if categories is not None else _sorted({rating for pair in pairs for rating in pair})
    )
    refuse(len(set(order)) != len(order), "a category stands twice")
    place = {category: n for n, category in enumerate(order)}
    refuse([rating not in place for pair in pairs for rating in pair], "a rating is none of the categories")
    counts = np.zeros((len(order), len(order)))
    for one, other in pairs:
        counts[place[one], place[other]] += 1
    return counts / max(len(pairs), 1), len(pairs)


def _sorted(ratings: set[Any]) -> list[Any]:
    try:
        return sorted(ratings)
    except TypeError as error:
        raise ValueError("these ratings have no order: name the categories") from error


def _agreement(size: int, weights: str | None) -> Floats:
    """1 where two ratings are the same, less the further they are apart, 0 at the ends of the scale."""
    if weights is None or weights in _UNWEIGHTED:
        return np.eye(size)
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(size - 1, 1)
    return np.asarray(1 - steps ** _POWER[weights], dtype=float)
