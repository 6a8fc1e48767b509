"""Intervals of single counts, rates and means, and of what two counts differ by. Contract: ``statistics``."""

import numpy as np
import pandas as pd
from scipy.special import gammainccinv, gammaincinv, stdtrit

from pipelines.statistics_inputs import Floats, Given, frame, normal_quantile, one_row, read, refuse

EXACT_BELOW = 10
"""Counts from here on have Byar's limits: the switch is on the count, not on the rate (PHE)."""


def wilson(count: Given, base: Given, confidence: float = 0.95) -> pd.DataFrame:
    """A proportion and its Wilson score interval, as fractions of 1.

    A confidence of 1 has the limits 0 and 1. 0 of n has the lower limit 0 and n of n the upper limit 1.
    Raises ValueError for a count below 0 or above its base and for a confidence outside (0, 1].
    Source: Wilson 1927; PHEindicatormethods, phe_proportion.
    """
    index, (x, n) = read(count=count, base=base)
    lower, upper = wilson_limits(x, n, confidence)
    return frame(index, value=quotient(x, n), lower=lower, upper=upper)


def wilson_limits(x: Floats, n: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's two limits; the counts may be fractions, such as effective ones. Errors: as ``wilson``."""
    _refuse_parts(x, n)
    gone = np.isnan(quotient(x, n))
    if confidence == 1:
        return np.where(gone, np.nan, 0.0), np.where(gone, np.nan, 1.0)
    z = normal_quantile(confidence)
    middle = 2 * x + z**2
    spread = z * np.sqrt(z**2 + 4 * x * (1 - quotient(x, n)))
    lower, upper = ((middle + side) / (2 * (n + z**2)) for side in (-spread, spread))
    # At the edges the formula gives 0 and 1, but for rounding.
    lower, upper = np.where(x == 0, 0.0, lower.clip(0)), np.where(x == n, 1.0, upper.clip(max=1))
    return np.where(gone, np.nan, lower), np.where(gone, np.nan, upper)


def rate(count: Given, base: Given, multiplier: float, confidence: float = 0.95) -> pd.DataFrame:
    """Events per ``multiplier`` of the base: exact Poisson limits below 10 events, Byar's from 10 on.

    ``method`` is Exact or Byars. A count may exceed its base.
    Raises ValueError for anything below 0, events in a base of 0, a multiplier not above 0 and a confidence
    outside (0, 1). Source: Breslow and Day 1987; PHEindicatormethods, phe_rate.
    """
    index, (x, n) = read(count=count, base=base)
    refuse((x < 0) | (n < 0), "counts and bases cannot be below 0")
    refuse((x > 0) & (n == 0), "there cannot be events in a base of 0")
    refuse(not multiplier > 0, "multiplier must be above 0")
    lower, upper = poisson_limits(x, confidence)
    value, per = quotient(x, n), quotient(np.full(n.shape, multiplier), n)
    method = poisson_method(np.where(np.isnan(value), np.nan, x))
    return frame(index, value=value * multiplier, lower=lower * per, upper=upper * per, method=method)


def poisson_limits(x: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Limits of the expected number of events of which x were seen: exact below 10, else Byar's."""
    tail = (1 - confidence) / 2
    few, many = np.where(x < EXACT_BELOW, x, np.nan), np.where(x >= EXACT_BELOW, x, np.nan)
    byars_lower, byars_upper = _byars(many, normal_quantile(confidence))
    # Half the chi-squared quantile of 2x degrees of freedom is the gamma quantile of shape x.
    exact_lower = np.where(x == 0, 0.0, gammaincinv(np.where(x == 0, 1.0, few), tail))
    exact_upper = gammainccinv(few + 1, tail)
    chosen = x < EXACT_BELOW
    return np.where(chosen, exact_lower, byars_lower), np.where(chosen, exact_upper, byars_upper)


def poisson_method(x: Floats) -> list[str | None]:
    """How the limits of each number of events are made; None where it is missing."""
    return [None if np.isnan(n) else "Exact" if n < EXACT_BELOW else "Byars" for n in x]


def mean_interval(values: Given, confidence: float = 0.95) -> pd.DataFrame:
    """The mean of the values and its interval by Student's t, in the unit of the values, as one row.

    One value has a mean and no limits; none at all, or any that is missing, has neither. Raises ValueError
    for a confidence outside (0, 1). Source: PHEindicatormethods, phe_mean.
    """
    _, (y,) = read(values=values)
    normal_quantile(confidence)
    if y.size == 0:
        return one_row(value=np.nan, lower=np.nan, upper=np.nan)
    mean = y[0] + (y - y[0]).mean()
    if y.size == 1:
        return one_row(value=mean, lower=np.nan, upper=np.nan)
    reach = stdtrit(y.size - 1, 1 - (1 - confidence) / 2) * y.std(ddof=1) / np.sqrt(y.size)
    return one_row(value=mean, lower=mean - reach, upper=mean + reach)


def difference(
    count1: Given, base1: Given, count2: Given, base2: Given, confidence: float = 0.95
) -> pd.DataFrame:
    """The second proportion less the first (the change since a baseline), with Newcombe's interval.

    As a fraction of 1, so that 0.05 is five percentage points; significant when the interval leaves out 0.
    The two must be independent groups: not the same persons asked twice. Errors: as ``wilson``.
    Source: Newcombe 1998, Statistics in Medicine 17, 873-890, method 10 (score, uncorrected).
    """
    index, (x1, n1, x2, n2) = read(count1=count1, base1=base1, count2=count2, base2=base2)
    (l1, u1), (l2, u2) = wilson_limits(x1, n1, confidence), wilson_limits(x2, n2, confidence)
    p1, p2 = quotient(x1, n1), quotient(x2, n2)
    change = p2 - p1
    lower = change - np.hypot(p2 - l2, u1 - p1)
    upper = change + np.hypot(u2 - p2, p1 - l1)
    return frame(index, value=change, lower=lower.clip(-1, 1), upper=upper.clip(-1, 1))


def risk_ratio(
    count1: Given, base1: Given, count2: Given, base2: Given, confidence: float = 0.95
) -> pd.DataFrame:
    """The first proportion over the second (a group's over that of the group it is held against).

    Limits on the log scale. A first count of 0 has a value of 0 and no limits (its logarithm has none); a
    second count of 0 has no ratio. Errors: as ``wilson``, without a confidence of 1.
    Source: Katz and others 1978, Biometrics 34, 469-474.
    """
    index, (x1, n1, x2, n2) = read(count1=count1, base1=base1, count2=count2, base2=base2)
    _refuse_parts(x1, n1)
    _refuse_parts(x2, n2)
    ratio = quotient(quotient(x1, n1), quotient(x2, n2))
    # Taken apart, not as 1/x - 1/n, so that n of n has exactly no error.
    variance = quotient(n1 - x1, x1 * n1) + quotient(n2 - x2, x2 * n2)
    reach = np.exp(normal_quantile(confidence) * np.sqrt(variance))
    return frame(index, value=ratio, lower=ratio / reach, upper=ratio * reach)


def quotient(part: Floats, whole: Floats) -> Floats:
    """One over the other, missing where the other is 0."""
    missing: Floats = np.full(np.shape(part), np.nan)
    return np.divide(part, whole, out=missing, where=whole != 0)


def _byars(x: Floats, z: float) -> tuple[Floats, Floats]:
    """Limits from 10 events on: the lower is above 0 for z below 9.38, and no float's confidence has more."""
    lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return lower, upper


def _refuse_parts(x: Floats, n: Floats) -> None:
    refuse((x < 0) | (n < 0), "counts and bases cannot be below 0")
    refuse(x > n, "a count cannot be above its base")
