"""Cells that are one and the same number, as one: a school alone of its type, a total told in two marts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from pipelines.disclosure_cells import Cells, without_repeats


@dataclass(frozen=True)
class Numbers:
    """``cells`` has one cell for each number, ``of`` says which each cell is, ``members`` how many are it."""

    cells: Cells
    of: np.ndarray
    members: np.ndarray

    def any_of(self, which: np.ndarray) -> np.ndarray:
        """The numbers that one of these cells is."""
        return np.bincount(self.of, which, len(self.members)) > 0

    def spelt(self, secrets: Iterable[tuple[int, ...]]) -> frozenset[tuple[int, ...]]:
        """Numbers, or pairs of them, as every cell, or pair of cells, that they are."""
        order = np.argsort(self.of, kind="stable")
        cells = np.split(order, np.cumsum(np.bincount(self.of, minlength=len(self.members)))[:-1])
        return frozenset(
            cell for secret in secrets for cell in product(*(cells[number].tolist() for number in secret))
        )


def numbered(cells: Cells, primary: np.ndarray) -> Numbers:
    """The numbers of cells told in full. A zero that is not ``primary`` is shown and adds nothing."""
    at = cells.parts.tocoo()
    adds = (cells.people[at.col] > 0) | primary[at.col]
    line, part = at.row[adds], at.col[adds]
    parts_of = np.bincount(line, minlength=len(cells.wholes))
    # nobody is not one number with nobody: a hidden zero beside a total of zero is known, and may be
    alone = (parts_of[line] == 1) & (cells.people[part] > 0)
    size = len(cells.people)
    ends = cells.wholes[line[alone]], part[alone]
    same = coo_array((np.ones(len(ends[0])), ends), shape=(size, size)).tocsr()
    count, of = connected_components(same, directed=False)
    _, first = np.unique(of, return_index=True)
    left = parts_of > 0
    left[line[alone]] = False
    wide, place = np.flatnonzero(left), np.cumsum(left) - 1
    kept = left[line]
    lines = (of[cells.wholes[wide]], np.column_stack([place[line[kept]], of[part[kept]]]))
    wholes, parts = without_repeats([lines], count)
    members = np.bincount(of, minlength=count)
    bases, counts = of[cells.bases], of[cells.counts]
    differ = bases != counts
    merged = Cells(
        cells.people[first], _most(of, cells.thresholds, count), _most(of, cells.least_bases, count),
        cells.keys[first], {}, wholes, csr_array(parts), bases[differ], counts[differ],
        members, cells.counts[differ],
    )  # fmt: skip
    return Numbers(merged, of, members)


def _most(of: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    most = np.zeros(count)
    np.maximum.at(most, of, values)
    return most
