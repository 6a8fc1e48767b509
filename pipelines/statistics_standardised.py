"""Figures standardised for age or need, and their slope over deprivation. Contract: ``statistics``.

A list is the bands of one area and gives one row; a table (rows of lists, a two-dimensional array, a
DataFrame) has a row an area and gives as many. One list beside a table, such as the standard, stands for
every area.
"""

import numpy as np
import pandas as pd

from pipelines.statistics_inputs import Floats, Given, bands, frame, normal_quantile, one_row, read, refuse
from pipelines.statistics_intervals import EXACT_BELOW, poisson_limits, poisson_method, quotient

_SCALES = ("identity", "log", "logit")
_Z95 = normal_quantile(0.95)


def directly_standardised(
    count: Given, base: Given, standard: Given, multiplier: float = 1.0, confidence: float = 0.95
) -> pd.DataFrame:
    """The rate an area would have with the ages of the standard population, with Dobson's limits.

    Per ``multiplier``. Withheld, that is missing, where an area has fewer than 10 events in all. A band's
    missing count is 0. Raises ValueError for a base of 0 or missing, anything below 0, and a standard that
    is missing or sums to 0. Source: Dobson and others 1991, Statistics in Medicine 10, 457-462;
    PHEindicatormethods, calculate_dsr.
    """
    x, n, w = bands(count=count, base=base, standard=standard)
    refuse((x < 0) | (w < 0), "counts and standards cannot be below 0")
    refuse(~(n > 0), "every band needs a base above 0")
    refuse(~(w.sum(axis=1) > 0), "the standard population is missing or empty")
    x = np.nan_to_num(x)
    events, share = x.sum(axis=1), w / w.sum(axis=1, keepdims=True)
    events = np.where(events < EXACT_BELOW, np.nan, events)
    value = np.sum(share * x / n, axis=1) + 0 * events
    per_event = np.sqrt(np.sum(share**2 * x / n**2, axis=1) / events)
    lower, upper = (value + per_event * (limit - events) for limit in poisson_limits(events, confidence))
    return frame(
        pd.RangeIndex(len(events)),
        value=value * multiplier,
        lower=lower * multiplier,
        upper=upper * multiplier,
    )


def indirectly_standardised(
    count: Given, base: Given, reference_count: Given, reference_base: Given, confidence: float = 0.95
) -> pd.DataFrame:
    """Observed over expected events, 1 where an area is as the reference; limits exact below 10, else Byar's.

    Beside ``value``, ``lower``, ``upper`` and ``method``: ``observed``, ``expected`` and ``rate``, the ratio
    times the reference's crude rate (per 1). No expected event, no ratio; a missing band, a missing area.
    Raises ValueError for anything below 0 and a reference base of 0 or missing.
    Source: Breslow and Day 1987; PHEindicatormethods, calculate_ISRatio and calculate_ISRate.
    """
    x, n, ref_x, ref_n = bands(
        count=count, base=base, reference_count=reference_count, reference_base=reference_base
    )
    refuse((x < 0) | (n < 0) | (ref_x < 0), "counts and bases cannot be below 0")
    refuse(~(ref_n > 0), "every band of the reference needs a base above 0")
    observed, expected = x.sum(axis=1), (ref_x / ref_n * n).sum(axis=1)
    value = quotient(observed, expected)
    lower, upper = (quotient(limit, expected) for limit in poisson_limits(observed, confidence))
    return frame(
        pd.RangeIndex(len(value)),
        value=value,
        lower=lower,
        upper=upper,
        method=poisson_method(np.where(np.isnan(value), np.nan, observed)),
        observed=observed,
        expected=expected,
        rate=value * ref_x.sum(axis=1) / ref_n.sum(axis=1),
    )


def slope_index(
    quantile: Given,
    population: Given,
    value: Given,
    lower: Given,
    upper: Given,
    *,
    multiplier: float = 1.0,
    scale: str = "identity",
    confidence: float = 0.95,
    repetitions: int = 100_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Slope index of inequality: the fitted difference between the two ends of the ranking, as one row.

    ``quantile`` orders the groups from the most deprived; ``value`` with its 95% limits is per group. The
    relative index (the fitted end over the fitted start) is in ``rii``, ``rii_lower`` and ``rii_upper``. A
    negative ``multiplier`` turns the sign and inverts the relative index: use it where low is good, so that a
    bad gradient is positive. ``scale`` is where the limits are symmetric: ``identity``, ``log`` (rates) or
    ``logit`` (proportions). Limits come from ``repetitions`` draws of the values, the same for the same seed.
    Anything missing, or fewer than two groups, leaves the result missing. Raises ValueError for a population
    that is not above 0, a quantile named twice, limits in the wrong order, values the scale has no place for.
    Source: Low and Low 2004, Journal of Public Health 26, 388-395; PHEindicatormethods, phe_sii.
    """
    _, columns = read(quantile=quantile, population=population, value=value, lower=lower, upper=upper)
    refuse(scale not in _SCALES, f"scale is one of {', '.join(_SCALES)}")
    refuse(multiplier == 0 or repetitions < 1, "multiplier and repetitions cannot be 0")
    normal_quantile(confidence)
    rank, n, y, low, high = (column[np.argsort(columns[0], kind="stable")] for column in columns)
    refuse((n <= 0) | (low > high), "populations must be above 0 and limits in order")
    refuse(np.diff(rank) == 0, "a quantile stands twice")
    names = ("value", "lower", "upper", "rii", "rii_lower", "rii_upper")
    if rank.size <= 1 or np.isnan([rank, n, y, low, high]).any():
        return one_row(**dict.fromkeys(names, np.nan))
    on_scale, error = _scaled(y, scale), (_scaled(high, scale) - _scaled(low, scale)) / (2 * _Z95)
    draws = np.random.default_rng(seed).normal(on_scale, error, (repetitions, y.size))
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    found: list[float] = []
    for point, drawn in zip(
        _slopes(y[None], n, multiplier), _slopes(_back(draws, scale), n, multiplier), strict=True
    ):
        found += [float(point[0]), *np.quantile(drawn, tails).tolist()]
    return one_row(**dict(zip(names, found, strict=True)))


def _slopes(y: Floats, population: Floats, multiplier: float) -> tuple[Floats, Floats]:
    """Slope and relative index of each row of values, by least squares weighted with the population."""
    share = population / population.sum()
    middle = np.cumsum(share) - share / 2
    design = np.stack([np.sqrt(share), middle * np.sqrt(share)], axis=1)
    start, slope = np.linalg.pinv(design) @ (y * np.sqrt(share)).T
    with np.errstate(divide="ignore", invalid="ignore"):
        # a line that begins at nought has no relative index
        relative = (start + slope) / start
        return slope * multiplier, relative if multiplier > 0 else 1 / relative


def _scaled(y: Floats, scale: str) -> Floats:
    if scale == "identity":
        return y
    refuse(y <= 0, "the logarithm needs values and limits above 0")
    if scale == "log":
        return np.log(y)
    refuse(y >= 1, "the logit needs values and limits below 1")
    return np.log(y / (1 - y))


def _back(y: Floats, scale: str) -> Floats:
    if scale == "identity":
        return y
    return np.exp(y) if scale == "log" else 1 / (1 + np.exp(-y))
