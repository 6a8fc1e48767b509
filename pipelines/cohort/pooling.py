"""How far a small group is believed: partial pooling of shares and rates towards a larger group's.

A share is Beta or Dirichlet, a rate Gamma. The strength of the larger group is how many persons it is worth,
by the method of moments over the groups themselves; where these say nothing a stated fallback holds. Arrays
of counts in, parameters of distributions out; what the groups are is not known here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FALLBACK = 60.0
"""Persons that a larger group is worth where the groups cannot tell: that of cohort ratios by age over
English authorities."""
LEAST, MOST = 5.0, 2000.0
ENOUGH_GROUPS = 3
"""Fewer groups with two persons or more say nothing of how groups differ."""
TINY = 1e-6


@dataclass(frozen=True)
class Shares:
    """Dirichlet parameters along the last axis; of a share of two, Beta's."""

    alpha: Floats

    @property
    def mean(self) -> Floats:
        """The expected shares."""
        mean: Floats = self.alpha / self.alpha.sum(axis=-1, keepdims=True)
        return mean


def strength(counts: Floats, parent: Floats, fallback: float = FALLBACK) -> float:
    """Persons that the parent's shares are worth to these groups, by the method of moments.

    ``counts``: group x category; ``parent``: the shares each group is held against, same shape. For a
    Dirichlet of strength k each group's squared distance, n sum (p - m)^2 / (1 - sum m^2), is expected to be
    1 + (n - 1) / (k + 1); solved over all groups together. Held between ``LEAST`` and ``MOST``.
    """
    n = counts.sum(axis=-1)
    spread = 1 - (parent**2).sum(axis=-1)
    told = (n >= 2) & (spread > TINY)  # noqa: PLR2004 - one person alone cannot differ from itself
    if told.sum() < ENOUGH_GROUPS:
        return fallback
    n, spread = n[told], spread[told]
    off = n * ((counts[told] / n[:, None] - parent[told]) ** 2).sum(axis=-1) / spread
    # The parent was itself made of these groups: one group's worth of freedom is spent.
    over = (off.sum() - (len(n) - 1)) / (n - 1).sum()
    return float(np.clip(1 / over - 1 if over > 0 else MOST, LEAST, MOST))


def shares(counts: Floats, parent: Floats, k: float) -> Shares:
    """The groups' shares after what they counted, believed beside a parent worth ``k`` persons."""
    return Shares(np.maximum(counts + k * parent, TINY))


def drawn_shares(found: Shares, rng: np.random.Generator) -> Floats:
    """One draw of each group's shares."""
    gamma = np.maximum(rng.standard_gamma(found.alpha), 1e-300)
    drawn: Floats = gamma / gamma.sum(axis=-1, keepdims=True)
    return drawn


def rate_strength(events: Floats, expected: Floats, fallback: float) -> float:
    """Expected events that the parent's rate is worth: groups' rates are the parent's times Gamma(c, c).

    The variance of events is then e + e^2 / c: solved over all groups by the method of moments.
    """
    told = expected > TINY
    if told.sum() < ENOUGH_GROUPS:
        return fallback
    x, e = events[told], expected[told]
    over = ((x - e) ** 2 / e).sum() - (len(e) - 1)
    return float(np.clip(e.sum() / over if over > 0 else MOST, LEAST, MOST))
