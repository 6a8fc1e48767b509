"""One area beside others: verdict, funnel, quantile, rank, band, neighbours. Contract: ``statistics``."""

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipelines.statistics_inputs import (
    Bools,
    Floats,
    Given,
    frame,
    normal_quantile,
    polarities,
    read,
    refuse,
)
from pipelines.statistics_intervals import poisson_limits, poisson_method, quotient, wilson

_BANDS = {"high_good": "DCBA", "low_good": "ABCD"}


def compare(value: Given, lower: Given, upper: Given, reference: Given, polarity: Given) -> pd.DataFrame:
    """The ``verdict`` on a value whose interval is held against a reference value (of England, say).

    ``similar`` where the reference lies in the interval, its limits included; else ``better`` or ``worse``
    by the polarity (high_good, low_good), or ``higher`` or ``lower`` where it is none; ``not compared``
    where anything is missing. The polarity may be one word or one a row. Raises ValueError for another
    polarity and for a lower limit above the upper. Source: Fingertips, "confidence intervals overlapping
    reference value".
    """
    index, (y, low, high, held) = read(value=value, lower=lower, upper=upper, reference=reference)
    refuse(low > high, "a lower limit cannot be above the upper")
    wanted = polarities(polarity, y.size)
    missing = np.isnan(y + low + high + held)
    above, neutral = held < low, wanted == "none"
    cases = {
        "not compared": missing,
        "similar": (low <= held) & (held <= high),
        "higher": neutral & above,
        "lower": neutral,
        "better": above == (wanted == "high_good"),
    }
    return frame(index, verdict=np.select(list(cases.values()), list(cases), "worse").astype(object))


def funnel(count: Given, base: Given) -> pd.DataFrame:
    """Where each area's proportion lies in the funnel around the proportion of all of them together.

    ``value``; the control limits of its base, ``lower`` and ``upper`` (2.5% on each side) and
    ``lower_outer`` and ``upper_outer`` (0.1%), cut at 0 and 1; ``reference``, the proportion of all areas
    that have both figures; and ``significance``: Low (0.001), Low (0.025), Not significant, High (0.025) or
    High (0.001). On a limit is within. Errors: as ``wilson``. Source: Spiegelhalter 2005;
    PHEindicatormethods, phe_funnel_significance.
    """
    proportions = wilson(count, base)
    index, (x, n) = read(count=count, base=base)
    known = ~np.isnan(x + n)
    total = np.array([x[known].sum()]), np.array([n[known].sum()])
    centre = np.where(known, quotient(*total)[0], np.nan)
    lower, upper = _control_limits(centre, n, 0.95)
    lower_outer, upper_outer = _control_limits(centre, n, 0.998)
    value = proportions["value"].to_numpy()
    gone = np.isnan(value)
    significance = _classes(gone, value < lower_outer, value < lower, value > upper_outer, value > upper)
    limits = {"lower": lower, "upper": upper, "lower_outer": lower_outer, "upper_outer": upper_outer}
    return frame(index, value=value, **limits, reference=centre, significance=significance)


def funnel_ratio(observed: Given, expected: Given) -> pd.DataFrame:
    """Where each area's ratio of observed to expected events lies in the funnel around 1.

    ``value``, its Poisson limits ``lower`` and ``upper`` (exact below 10, else Byar's: ``method``) and
    the ``significance`` of ``funnel``: high where the limits of the observed lie above the expected. Nothing
    expected, no ratio. Raises ValueError for anything below 0.
    Source: Spiegelhalter 2005; PHEindicatormethods, phe_funnel_significance of a ratio.
    """
    index, (x, e) = read(observed=observed, expected=expected)
    refuse((x < 0) | (e < 0), "observed and expected events cannot be below 0")
    value = quotient(x, e)
    gone = np.isnan(value)
    (lower, upper), (lower_outer, upper_outer) = poisson_limits(x, 0.95), poisson_limits(x, 0.998)
    return frame(
        index,
        value=value,
        lower=quotient(lower, e),
        upper=quotient(upper, e),
        method=poisson_method(np.where(gone, np.nan, x)),
        significance=_classes(gone, upper_outer < e, upper < e, lower_outer > e, lower > e),
    )


def quantile_of(values: Given, n: int, invert: bool = False) -> pd.DataFrame:  # noqa: FBT001, FBT002 the contract's
    """Which of ``n`` quantiles each value is in, 1 the lowest values, or the highest when inverted.

    The number is in ``quantile``, and in ``value`` as every result is. Ties go together; missing values are
    in none and do not count. With fewer values than quantiles nothing is assigned, and a UserWarning says
    so. Raises ValueError when n is no whole number above 0. Source: PHEindicatormethods, phe_quantile (not
    the rule of older Fingertips code, nor SQL's ntile, which parts ties).
    """
    index, (y,) = read(values=values)
    refuse(n < 1 or n != int(n), "n must be a whole number above 0")
    there = int(np.count_nonzero(~np.isnan(y)))
    if there < n:
        if there:
            warnings.warn("fewer values than quantiles: none is assigned", stacklevel=2)
        nothing = np.full(y.shape, np.nan)
        return frame(index, value=nothing, quantile=nothing)
    rank = _ranks(-y if invert else y)
    # There / n is divided once, as published: other orders of the arithmetic round differently.
    found = np.floor((n + 1) - np.ceil((there + 1 - rank) / (there / n)))
    found = np.where(found == 0, 1.0, found)
    return frame(index, value=found, quantile=found)


def rank_and_band(values: Given, polarity: str) -> pd.DataFrame:
    """Each area's ``rank``, 1 the best, and its quartile ``band``, A the best to D.

    Ties take the smallest rank. Bands are cut at the quartiles (linear between values, R's type 7); what
    lies on a cut is in the band of lower values. Missing values have neither, and none has either where the
    polarity is none. Raises ValueError for another polarity. Source: DfE local authority interactive tool
    (LAIT).
    """
    index, (y,) = read(values=values)
    refuse(np.ndim(polarity) > 0, "polarity is one word")
    polarities(polarity, y.size)
    if polarity == "none" or np.isnan(y).all():
        return frame(index, rank=np.full(y.shape, np.nan), band=np.full(y.shape, None, dtype=object))
    cuts = np.nanquantile(y, [0.25, 0.5, 0.75])
    letters = _BANDS[polarity]
    places = np.searchsorted(cuts, y, side="left")
    band = [None if gone else letters[place] for gone, place in zip(np.isnan(y), places, strict=True)]
    return frame(index, rank=_ranks(-y if polarity == "high_good" else y), band=band)


def neighbour_mean(values: Given, neighbours: Mapping[Any, Iterable[Any]] | Iterable[Any]) -> pd.DataFrame:
    """The plain mean of each area's neighbours that have a value, and their ``count``; missing if none has.

    ``values`` is a Series or mapping by area, or a list, whose areas are its positions from 0.
    ``neighbours`` is a mapping of areas to their neighbours, which gives a row a key, or a list of such
    lists, one for each value in order. The relation need not be symmetric; an area without a row in
    ``values`` is one without a value. Raises ValueError for lists that are not one a value, and for an area
    that stands twice. Source: LAIT (not weighted by size).
    """
    series = pd.Series(values)
    _, (y,) = read(values=series)
    refuse(series.index.duplicated(), "an area stands twice in values")
    found = dict(zip(series.index, y, strict=True))
    if not isinstance(neighbours, Mapping):
        lists = list(neighbours)
        refuse(len(lists) != y.size, "neighbours must be one list for each value")
        neighbours = dict(zip(series.index, lists, strict=True))
    refuse(
        [not np.iterable(near) or isinstance(near, str) for near in neighbours.values()],
        "neighbours must be lists",
    )
    sets = [[area for area in near if not np.isnan(found.get(area, np.nan))] for near in neighbours.values()]
    refuse([len(set(near)) != len(near) for near in sets], "an area stands twice among neighbours")
    means = [float(np.mean([found[area] for area in near])) if near else np.nan for near in sets]
    return frame(pd.Index(neighbours.keys()), value=means, count=[len(near) for near in sets])


def _control_limits(centre: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = normal_quantile(confidence) * np.sqrt(centre * (1 - centre) / n)
    reach = np.where(n == 0, np.nan, reach)
    return (centre - reach).clip(0, 1), (centre + reach).clip(0, 1)


def _classes(gone: Bools, low_outer: Bools, low: Bools, high_outer: Bools, high: Bools) -> list[str | None]:
    """The five classes of a funnel, the outer before the inner; None where there is no value."""
    words = ["", "Low (0.001)", "Low (0.025)", "High (0.001)", "High (0.025)"]
    found = np.select([gone, low_outer, low, high_outer, high], words, "Not significant")
    return [word or None for word in found.tolist()]


def _ranks(y: Floats) -> Floats:
    """1 for the smallest; ties share the smallest rank, missing values have none."""
    return np.asarray(pd.Series(y).rank(method="min", na_option="keep"), dtype=float)
