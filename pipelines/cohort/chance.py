"""What a year's chance does: draws of whole persons, or, for the expected year, their means.

One interface for both, so that the same year (``step``) can be drawn many times or worked out once. Counts
are arrays with the draw first.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipelines.cohort.pooling import Floats

Stock = NDArray[Any]
"""Plans: whole numbers where they are drawn, with decimals where they are expected."""


class Chance(Protocol):
    """How many of so many: some, into which groups, how many arrive."""

    def some(self, of: Stock, share: Floats) -> Stock:
        """Of each number those whom a share befalls."""

    def split(self, of: Stock, shares: Floats) -> Stock:
        """Each number into groups, by shares along the last axis."""

    def arrive(self, mean: Floats) -> Stock:
        """So many are expected: how many come."""

    def whole(self, number: Floats) -> Stock:
        """The nearest number that there can be."""

    def pick(self, stock: Stock, number: Stock) -> Stock:
        """From each draw's cells so many persons, each as likely as any other."""


class Drawn:
    """Whole persons, from one generator."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def some(self, of: Stock, share: Floats) -> Stock:
        """Binomial; empty cells cost nothing."""
        found = np.zeros(of.shape, np.int64)
        there = of > 0
        found[there] = self.rng.binomial(of[there], np.broadcast_to(share, of.shape)[there])
        return found

    def split(self, of: Stock, shares: Floats) -> Stock:
        """Multinomial."""
        found: Stock = self.rng.multinomial(of, _of_one(shares))
        return found

    def arrive(self, mean: Floats) -> Stock:
        """Poisson."""
        return self.rng.poisson(mean)

    def whole(self, number: Floats) -> Stock:
        """Rounded."""
        return np.rint(number).astype(np.int64)

    def pick(self, stock: Stock, number: Stock) -> Stock:
        """Hypergeometric, draw by draw: few draws need it."""
        cells = stock.reshape(len(stock), -1).astype(np.int64)
        found = np.zeros_like(cells)
        for n in np.nonzero(number)[0]:
            found[n] = self.rng.multivariate_hypergeometric(cells[n], int(number[n]), method="marginals")
        return found.reshape(stock.shape)


class Expected:
    """Means instead of draws; deterministic."""

    def some(self, of: Stock, share: Floats) -> Stock:
        """The share of each."""
        found: Stock = of * share
        return found

    def split(self, of: Stock, shares: Floats) -> Stock:
        """By shares."""
        found: Stock = of[..., None] * _of_one(shares)
        return found

    def arrive(self, mean: Floats) -> Stock:
        """The mean."""
        return mean

    def whole(self, number: Floats) -> Stock:
        """As it is."""
        return number

    def pick(self, stock: Stock, number: Stock) -> Stock:
        """In proportion."""
        cells = stock.reshape(len(stock), -1)
        share = number / np.maximum(cells.sum(axis=1), 1e-12)
        taken: Stock = (cells * share[:, None]).reshape(stock.shape)
        return taken


def _of_one(shares: Floats) -> Floats:
    """Shares of one; of nothing nothing, into which nobody can be split."""
    whole = shares.sum(axis=-1, keepdims=True)
    found: Floats = np.divide(shares, whole, out=np.zeros_like(shares), where=whole > 0)
    return found
