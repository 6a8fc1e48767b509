"""What of a simulation may be told to anybody: series of fifty plans and more, rounded, and rests as large.

A projection is made of counts of children, some of them very few; it must not tell more than the counts that
are shown. So a series is told only where it has fifty plans or more in the January it starts from, where its
count there is not one that is hidden, and where what is left of each whole that is told, after the parts that
are told, is nothing or again fifty plans and more. Numbers are rounded to five, intervals outwards. Nothing
is read or written here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.cohort.chance import Stock
from pipelines.cohort.pooling import Floats
from pipelines.projection.intervals import RANGE_BELOW

LEAST = RANGE_BELOW
"""Below so many plans projections tell a range; here nothing is told."""
ROUNDED = 5
LEVELS = (0.5, 0.1, 0.9, 0.025, 0.975)


@dataclass(frozen=True)
class Told:
    """Median, 80% and 95% limits of one number by January, as they are told."""

    median: Floats
    limits: Floats


def kept(
    counts: Mapping[str, int], wholes: Iterable[tuple[str, Sequence[str]]], hidden: Collection[str] = ()
) -> set[str]:
    """The series that may be told: ``counts`` at the start, ``wholes`` with parts that do not overlap.

    A part is told only where all its wholes are. Of a whole whose rest would be 1 to 49 plans the smallest
    part is taken out, until none is left.
    """
    keep = {name for name, count in counts.items() if count >= LEAST and name not in hidden}
    wholes, changed = list(wholes), True
    while changed:
        changed = False
        for whole, parts in wholes:
            there = [part for part in parts if part in keep]
            if whole not in keep and there:
                keep.difference_update(there)
                changed = True
                continue
            rest = counts[whole] - sum(counts[part] for part in there)
            if there and 0 < rest < LEAST:
                keep.remove(min(there, key=lambda part: (counts[part], part)))
                changed = True
    return keep


def rounded(drawn: Stock) -> Told:
    """What is told of draws x Januaries: the median to the nearest five, limits outwards."""
    median, low80, high80, low95, high95 = np.quantile(drawn, LEVELS, axis=0)
    down, up = np.floor([low80, low95]), np.ceil([high80, high95])
    outer = np.stack([_down(down[0]), _up(up[0]), _down(down[1]), _up(up[1])])
    return Told(ROUNDED * np.rint(median / ROUNDED), np.where(np.isfinite(outer), outer, 0.0))


def adding_up(whole: Floats, parts: Sequence[Floats]) -> list[Floats]:
    """Parts, in fives, that make the whole in every January: in proportion, largest remainders up."""
    exact = np.stack(parts).astype(float)
    exact = exact * whole / np.maximum(exact.sum(axis=0), 1e-9) / ROUNDED
    down = np.floor(exact + 1e-9)
    spare = np.rint(whole / ROUNDED - down.sum(axis=0))
    rank = np.argsort(np.argsort(down - exact, axis=0, kind="stable"), axis=0, kind="stable")
    return list(ROUNDED * (down + (rank < spare)))


def signed_adding_up(whole: Floats, parts: Sequence[Floats]) -> list[Floats]:
    """The same of changes, which may be below nought: each rounded, and what is left to the largest."""
    near = np.stack([ROUNDED * np.rint(part / ROUNDED) for part in parts])
    largest = np.argmax(np.abs(np.stack(parts)), axis=0)
    near[largest, np.arange(near.shape[1])] += whole - near.sum(axis=0)
    return list(near)


def _down(number: Floats) -> Floats:
    lower: Floats = ROUNDED * np.floor(number / ROUNDED)
    return lower


def _up(number: Floats) -> Floats:
    upper: Floats = ROUNDED * np.ceil(number / ROUNDED)
    return upper
