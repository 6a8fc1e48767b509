"""What releases before have told: their cells beside today's, for a reader has both. No file is read here.

A cell of then and one of today are the same number if they have the same key and count the same people: a
reader who knows that nobody came or went knows one by the other. What was shown once is known for good.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from pipelines.disclosure_attack import Answers, Attack
from pipelines.disclosure_cells import Cells, unique_rows, without_repeats


@dataclass(frozen=True)
class Past:
    """All that was ever released, as cells told in full, and which of them a release has ``shown``."""

    cells: Cells
    shown: np.ndarray

    def told(self, answers: Answers) -> frozenset[tuple[int, ...]]:
        """The secrets that these releases give away by themselves: nothing done today can mend that."""
        return frozenset(Attack(self.cells, answers).thoroughly(~self.shown))


@dataclass(frozen=True)
class Beside:
    """``cells`` are today's, then those of the past that are no cell of today.

    ``known`` were shown once, ``ours`` are today's, ``then`` gives the place of each cell of the past.
    """

    cells: Cells
    known: np.ndarray
    ours: np.ndarray
    then: np.ndarray

    @cached_property
    def unpublished(self) -> np.ndarray:
        """Cells that were told before and have never been shown."""
        there = np.zeros(len(self.known), dtype=bool)
        there[self.then] = True
        return np.asarray(there & ~self.known)


def beside(today: Cells, past: Past | None) -> Beside:
    """Today's cells with those of the past."""
    size = len(today.people)
    if past is None:
        none = np.zeros(size, dtype=bool)
        return Beside(today, none, ~none, np.zeros(0, dtype=np.int64))
    then = places(past.cells, today)
    others = np.flatnonzero(then < 0)
    then[others] = size + np.arange(len(others))
    cells = together(today, past.cells, then, others)
    known = np.zeros(len(cells.people), dtype=bool)
    known[then[past.shown]] = True
    return Beside(cells, known, np.arange(len(cells.people)) < size, then)


def places(of: Cells, among: Cells) -> np.ndarray:
    """Where each cell of the one is among the other, by key and people; -1 where it is not."""
    there = {
        pair: place for place, pair in enumerate(zip(among.keys.tolist(), among.people.tolist(), strict=True))
    }
    wanted = zip(of.keys.tolist(), of.people.tolist(), strict=True)
    return np.array([there.get(pair, -1) for pair in wanted], dtype=np.int64)


def together(one: Cells, other: Cells, then: np.ndarray, others: np.ndarray) -> Cells:
    """Cells of both, those of the other at the places ``then``; ``others`` of them are not among the one."""

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(one, name), getattr(other, name)[others]])

    size = len(one.people) + len(others)
    at = other.parts.tocoo()
    lines = [
        (one.wholes, np.column_stack(one.parts.tocoo().coords)),
        (then[other.wholes], np.column_stack([at.row, then[at.col]])),
    ]
    wholes, parts = without_repeats(lines, size)
    pairs = unique_rows(
        [np.column_stack([one.bases, one.counts]), np.column_stack([then[other.bases], then[other.counts]])]
    )
    return replace(
        one,
        people=joined("people"), thresholds=joined("thresholds"), least_bases=joined("least_bases"),
        keys=joined("keys"), wholes=wholes, parts=csr_array(parts),
        bases=pairs[:, 0], counts=pairs[:, 1], size=joined("size"), within=pairs[:, 1],
    )  # fmt: skip
