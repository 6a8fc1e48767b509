"""The puzzle a reader of a protected mart faces: the hidden numbers, their bounds, and what adds up.

The reader knows the shown cells, what adds up, that nobody is counted less than never, and that a hidden
count is not zero unless its base is hidden too (zeros are shown). Nothing is solved here but the easy part:
of two unknown numbers whose sum or difference is known, one is enough; and each line bounds its numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from pipelines.disclosure_cells import Cells

TOLERANCE = 1e-5
# More rounds than any mart has needed; stopping early leaves a larger puzzle and wider bounds, none wrong.
_ROUNDS = 60


class NoSolutionError(ArithmeticError):
    """What is shown contradicts itself: no hidden values would make the sums hold."""

    def __init__(self) -> None:
        super().__init__("the shown cells contradict each other")


@dataclass(frozen=True)
class Secrets:
    """Numbers of people to protect: ``sign`` times an unknown of the puzzle, plus a known ``constant``.

    ``cells`` are the hidden cells it is made of, a second one -1 where there is but one; ``threshold`` is
    that of the stricter one's rule.
    """

    unknown: np.ndarray
    sign: np.ndarray
    constant: np.ndarray
    cells: np.ndarray
    threshold: np.ndarray

    def ranges(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of each secret, given those of the unknowns."""
        ends = [self.sign * end[self.unknown] + self.constant for end in (low, high)]
        return np.minimum(*ends), np.maximum(*ends)

    def too_close(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Which a reader knows too closely, if the unknowns have these ranges.

        Wide enough: a range of at least the threshold; or surely above the threshold; or surely nobody.
        """
        least, most = self.ranges(low, high)
        least, most = np.ceil(least - TOLERANCE), np.floor(most + TOLERANCE)
        return np.asarray((least <= self.threshold) & (most > 0) & (most - least < self.threshold))

    def only(self, kept: np.ndarray) -> "Secrets":
        """Some of them."""
        return Secrets(
            self.unknown[kept], self.sign[kept], self.constant[kept], self.cells[kept], self.threshold[kept]
        )


@dataclass(frozen=True)
class Puzzle:
    """Unknown numbers between ``lower`` and ``upper`` such that ``sums @ unknown == totals``.

    ``block`` numbers the unknowns that have anything to do with each other.
    """

    lower: np.ndarray
    upper: np.ndarray
    sums: csr_array
    totals: np.ndarray
    block: np.ndarray
    secrets: Secrets

    def of_blocks(self, blocks: np.ndarray) -> "Puzzle":
        """The part of it that these blocks are."""
        kept = np.isin(self.block, blocks)
        place = np.cumsum(kept) - 1
        sums = self.sums[:, kept]
        rows = np.diff(sums.indptr) > 0
        secrets = self.secrets.only(kept[self.secrets.unknown])
        secrets = replace(secrets, unknown=place[secrets.unknown])
        return Puzzle(
            self.lower[kept], self.upper[kept], sums[rows], self.totals[rows], self.block[kept], secrets
        )

    def marks(self) -> Iterator[tuple[int, bytes]]:
        """Each block, and a mark that only a block of the very same shape and numbers has."""
        row_block = self.block[self.sums.indices[self.sums.indptr[:-1]]] if len(self.totals) else self.totals
        column_order, row_order = np.argsort(self.block, kind="stable"), np.argsort(row_block, kind="stable")
        secret_order = np.argsort(self.block[self.secrets.unknown], kind="stable")
        place = np.empty(len(column_order), dtype=np.int64)
        place[column_order] = np.arange(len(column_order))
        sums = csr_array(csr_array(self.sums[row_order])[:, column_order])
        sums.sort_indices()
        numbers = np.unique(self.block)
        columns = np.searchsorted(self.block[column_order], [*numbers, np.inf])
        rows = np.searchsorted(row_block[row_order], [*numbers, np.inf])
        secrets = np.searchsorted(self.block[self.secrets.unknown][secret_order], [*numbers, np.inf])
        for n, block in enumerate(numbers.tolist()):
            its, lines = column_order[columns[n] : columns[n + 1]], slice(rows[n], rows[n + 1])
            entries = slice(sums.indptr[rows[n]], sums.indptr[rows[n + 1]])
            told = secret_order[secrets[n] : secrets[n + 1]]
            said = (
                self.lower[its], self.upper[its], self.totals[row_order[lines]],
                np.diff(sums.indptr[rows[n] : rows[n + 1] + 1]), sums.indices[entries] - columns[n],
                sums.data[entries], place[self.secrets.unknown[told]] - columns[n],
                self.secrets.sign[told], self.secrets.constant[told], self.secrets.threshold[told],
            )  # fmt: skip
            mark = blake2b(digest_size=32)
            for values in said:
                mark.update(len(values).to_bytes(8, "little") + np.asarray(values, dtype=float).tobytes())
            yield int(block), mark.digest()


def puzzle_of(cells: Cells, hidden: np.ndarray, fresh: np.ndarray) -> Puzzle:
    """What is hidden as a puzzle, but only the blocks that hold a ``fresh`` cell."""
    whole = _whole_puzzle(cells, hidden)
    numbers = whole.block[whole.secrets.unknown]
    return whole.of_blocks(np.unique(numbers[fresh[whole.secrets.cells[:, 0]]]))


def _whole_puzzle(cells: Cells, hidden: np.ndarray) -> Puzzle:
    unknown = np.flatnonzero(hidden)
    place = np.full(len(hidden), -1)
    place[unknown] = np.arange(len(unknown))
    pairs_once = np.unique(np.column_stack([cells.bases, cells.counts]), axis=0, return_index=True)[1]
    base, count = place[cells.bases[pairs_once]], place[cells.counts[pairs_once]]
    pair_bases, pair_counts = cells.bases[pairs_once], cells.counts[pairs_once]
    both, base_only, count_only = (
        np.flatnonzero(mask)
        for mask in ((base >= 0) & (count >= 0), (base >= 0) & (count < 0), (base < 0) & (count >= 0))
    )
    lower, upper = np.ones(len(unknown)), np.full(len(unknown), np.inf)
    lower[_may_be_nobody(cells, hidden)[unknown]] = 0
    np.maximum.at(lower, base[base_only], cells.people[pair_counts[base_only]])
    np.minimum.at(upper, count[count_only], cells.people[pair_bases[count_only]])
    sums = csr_array(cells.on_lines[:, unknown])
    lines = np.diff(sums.indptr) > 0
    known = cells.sums @ np.where(hidden, 0.0, cells.people)
    # what is left of a hidden base beside a hidden count is one more unknown: base - count - rest = 0
    rests = len(unknown) + np.arange(len(both))
    entries = [(base[both], 1.0), (count[both], -1.0), (rests, -1.0)]
    width, row = len(unknown) + len(both), np.arange(len(both))
    pairs = coo_array(
        (
            np.concatenate([np.full(len(both), value) for _, value in entries]),
            (np.tile(row, 3), np.concatenate([columns for columns, _ in entries])),
        ),
        shape=(len(both), width),
    )
    sums = csr_array(sums[lines])
    sums.resize((sums.shape[0], width))
    together = csr_array(vstack([sums, csr_array(pairs)]))
    # beside a whole that is its own only part nothing is left to say
    together.eliminate_zeros()
    totals = np.concatenate([-known[lines], np.zeros(len(both))])
    of_cells = np.concatenate(
        [
            np.column_stack([unknown, np.full(len(unknown), -1)]),
            np.column_stack([pair_bases[both], pair_counts[both]]),
            np.column_stack([pair_counts[count_only], np.full(len(count_only), -1)]),
            np.column_stack([pair_bases[base_only], np.full(len(base_only), -1)]),
        ]
    )
    secrets = Secrets(
        np.concatenate([np.arange(width), count[count_only], base[base_only]]),
        np.concatenate([np.ones(width), -np.ones(len(count_only)), np.ones(len(base_only))]),
        np.concatenate(
            [np.zeros(width), cells.people[pair_bases[count_only]], -cells.people[pair_counts[base_only]]]
        ),
        of_cells,
        np.where(of_cells < 0, 0, cells.thresholds[of_cells]).max(axis=1, initial=0),
    )
    return _without_empty_lines(
        Puzzle(
            np.concatenate([lower, np.zeros(len(both))]),
            np.concatenate([upper, np.full(len(both), np.inf)]),
            together,
            totals,
            _blocks(together),
            secrets,
        )
    )


def _may_be_nobody(cells: Cells, hidden: np.ndarray) -> np.ndarray:
    """Zeros are shown: a hidden cell is nobody only where each of those it stands for has a hidden base."""
    _, first = np.unique(cells.within[hidden[cells.bases]], return_index=True)
    counts = cells.counts[hidden[cells.bases]][first]
    return np.asarray(np.bincount(counts, minlength=len(cells.size)) == cells.size)


def _blocks(sums: csr_array) -> np.ndarray:
    """Unknowns on one line are in one block."""
    lines, unknowns = sums.shape
    at = sums.tocoo()
    size = lines + unknowns
    graph = coo_array((np.ones(len(at.row)), (at.row, at.col + lines)), shape=(size, size))
    return np.asarray(connected_components(graph.tocsr(), directed=False)[1][lines:])


def _without_empty_lines(puzzle: Puzzle) -> Puzzle:
    empty = np.diff(puzzle.sums.indptr) == 0
    if (np.abs(puzzle.totals[empty]) > TOLERANCE).any() or (puzzle.lower > puzzle.upper + TOLERANCE).any():
        raise NoSolutionError
    return replace(puzzle, sums=csr_array(puzzle.sums[~empty]), totals=puzzle.totals[~empty])


def simplified(puzzle: Puzzle) -> Puzzle:
    """The same puzzle with fewer unknowns: none is left that is another one but for a sign and a constant."""
    for _ in range(_ROUNDS):
        told = _told_by_another(puzzle)
        if not len(told[0]):
            break
        puzzle = _with(puzzle, *told)
    return puzzle


def _told_by_another(puzzle: Puzzle) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Unknowns that are ``sign`` times another one plus ``constant``; none of the others is told itself."""
    sums = puzzle.sums
    lines = np.flatnonzero(np.diff(sums.indptr) == 2)  # noqa: PLR2004 - of two, one is told
    starts = sums.indptr[lines]
    ends = np.column_stack([sums.indices[starts], sums.indices[starts + 1]])
    signs = np.column_stack([sums.data[starts], sums.data[starts + 1]])
    later = ends.argmax(axis=1)
    row = np.arange(len(lines))
    told, by = ends[row, later], ends[row, 1 - later]
    sign_told, sign_by = signs[row, later], signs[row, 1 - later]
    lawful = (np.abs(sign_told) == 1) & (np.abs(sign_by) == 1)
    lawful &= ~np.isin(by, told[lawful])
    told, first = np.unique(told[lawful], return_index=True)
    rows = np.flatnonzero(lawful)[first]
    return told, by[rows], -sign_by[rows] * sign_told[rows], puzzle.totals[lines[rows]] * sign_told[rows]


def _with(puzzle: Puzzle, told: np.ndarray, by: np.ndarray, sign: np.ndarray, constant: np.ndarray) -> Puzzle:
    width = len(puzzle.lower)
    of, times, plus = np.arange(width), np.ones(width), np.zeros(width)
    of[told], times[told], plus[told] = by, sign, constant
    kept = np.full(width, fill_value=True)
    kept[told] = False
    place = np.cumsum(kept) - 1
    ends = [(puzzle.lower[told] - constant) * sign, (puzzle.upper[told] - constant) * sign]
    lower, upper = puzzle.lower.copy(), puzzle.upper.copy()
    np.maximum.at(lower, by, np.minimum(*ends))
    np.minimum.at(upper, by, np.maximum(*ends))
    into = csr_array((times, (np.arange(width), place[of])), shape=(width, int(kept.sum())))
    sums = csr_array(puzzle.sums @ into)
    sums.eliminate_zeros()
    secrets = puzzle.secrets
    return _without_empty_lines(
        Puzzle(
            lower[kept],
            upper[kept],
            sums,
            puzzle.totals - puzzle.sums @ plus,
            puzzle.block[kept],
            Secrets(
                place[of[secrets.unknown]],
                secrets.sign * times[secrets.unknown],
                secrets.constant + secrets.sign * plus[secrets.unknown],
                secrets.cells,
                secrets.threshold,
            ),
        )
    )


def bounded(puzzle: Puzzle) -> Puzzle:
    """The puzzle with the bounds that each line alone, again and again, sets its unknowns."""
    # no end would be no solution to a solver; this one is far beyond any width asked for
    finite = np.where(np.isfinite(puzzle.lower), puzzle.lower, 0)
    widest = puzzle.secrets.threshold.max(initial=0)
    beyond = 10 * (np.abs(puzzle.totals).sum() + np.abs(finite).sum() + widest * len(finite)) + 1000
    lower, upper = np.maximum(puzzle.lower, -beyond), np.minimum(puzzle.upper, beyond)
    at = puzzle.sums.tocoo()
    lines, count = at.row, len(puzzle.totals)
    for _ in range(_ROUNDS):
        low, high = at.data * lower[at.col], at.data * upper[at.col]
        low, high = np.minimum(low, high), np.maximum(low, high)
        others_low = np.bincount(lines, low, count)[lines] - low
        others_high = np.bincount(lines, high, count)[lines] - high
        ends = [(puzzle.totals[lines] - others) / at.data for others in (others_low, others_high)]
        before = lower.copy(), upper.copy()
        np.maximum.at(lower, at.col, np.minimum(*ends))
        np.minimum.at(upper, at.col, np.maximum(*ends))
        if (lower > upper + TOLERANCE).any():
            raise NoSolutionError
        if np.allclose(lower, before[0], rtol=0) and np.allclose(upper, before[1], rtol=0):
            break
    return replace(puzzle, lower=np.minimum(lower, upper), upper=upper)
