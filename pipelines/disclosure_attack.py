"""The attack on protected marts: how closely can a reader know what is hidden? Nothing is hidden here.

What each line alone says bounds every hidden number, cheaply, and finds most that are known too closely.
That the others are not is proved by linear programmes: two ways to fill in the cells, far enough apart. What
could not be proved within so many steps counts as known: more is hidden, or the release stops.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from pipelines.disclosure_cells import Cells
from pipelines.disclosure_puzzle import (
    TOLERANCE,
    NoSolutionError,
    Puzzle,
    Secrets,
    bounded,
    puzzle_of,
    simplified,
)
from pipelines.disclosure_solver import Solver, UndecidedError

__all__ = ["Answers", "Attack", "NoSolutionError"]

# So many unknowns are solved at once: more take longer than one after the other.
_TOGETHER = 1000
# Random directions are tried for all in doubt; when so many in a row settle too few, for fewer and fewer of
# them: many driven at once hold each other back.
_IN_VAIN, _FEWER, _WORTHWHILE = 2, 0.5, 4

# The secrets of a block that are known too closely, by their place in it; by the block's mark.
Answers = dict[bytes, tuple[int, ...]]
# Cells that were settled, and which of them had been seen wide.
Reopened = tuple[np.ndarray, np.ndarray]


@dataclass
class Attack:
    """Attacks on cells while more and more of them are hidden; hiding more only widens what was seen wide.

    ``settled`` cells are in blocks that withstood, ``wide`` cells have a range that is wide enough.
    ``answers`` are what blocks of the very same shape and numbers gave away: they are not attacked again.
    What the releases before give away already (``told``) is no news.
    """

    cells: Cells
    answers: Answers = field(default_factory=dict)
    told: frozenset[tuple[int, ...]] = frozenset()

    def __post_init__(self) -> None:
        self.settled = np.zeros(len(self.cells.people), dtype=bool)
        self.wide = self.settled.copy()

    def at_a_glance(self, hidden: np.ndarray) -> list[tuple[int, ...]]:
        """The secrets, as their cells, that single lines give away."""
        puzzle = puzzle_of(self.cells, hidden, hidden & ~self.settled)
        if not len(puzzle.lower):
            return []
        puzzle = bounded(simplified(puzzle))
        return self._news(puzzle.secrets.only(puzzle.secrets.too_close(puzzle.lower, puzzle.upper)))

    def thoroughly(self, hidden: np.ndarray) -> list[tuple[int, ...]]:
        """Every secret, as its cells, that all lines together give away."""
        whole = puzzle_of(self.cells, hidden, hidden & ~self.settled)
        marks = dict(whole.marks())
        secrets = dict(_by_block(whole))
        fresh = [block for block, mark in marks.items() if mark not in self.answers]
        if fresh:
            narrow = self._asked(whole.of_blocks(np.array(fresh)))
            for block in fresh:
                pairs = map(tuple, secrets[block].cells.tolist())
                self.answers[marks[block]] = tuple(n for n, pair in enumerate(pairs) if pair in narrow)
        found: list[tuple[int, ...]] = []
        for block, mark in marks.items():
            news = self._news(secrets[block].only(np.array(self.answers[mark], dtype=np.int64)))
            found += news
            if not news:
                self.settled[secrets[block].cells[:, 0]] = True
        return found

    def gives_away(self, hidden: np.ndarray) -> frozenset[tuple[int, ...]]:
        """All that can be no news, where no more than this will ever be hidden.

        Single lines bound less than all do, so they doubt some that are surely nobody: no news either.
        """
        return frozenset((*self.at_a_glance(hidden), *self.thoroughly(hidden)))

    def reopen(self, hidden: np.ndarray, cell: int) -> Reopened:
        """Forget what was settled about all that has to do with this cell; returns what was."""
        near = _block_of(self.cells, hidden, cell)
        was_wide = self.wide[near].copy()
        self.settled[near] = self.wide[near] = False
        return near, was_wide

    def settle(self, before: Reopened) -> None:
        """All is again as it was before ``reopen``."""
        near, was_wide = before
        self.settled[near], self.wide[near] = True, was_wide

    def _asked(self, puzzle: Puzzle) -> set[tuple[int, ...]]:
        """The secrets known too closely, as pairs of cells."""
        portions = _portions(bounded(simplified(puzzle)))
        # no portion has to do with another, and the solver leaves Python to others while it works
        with ThreadPoolExecutor(os.cpu_count()) as at_once:
            return set().union(*at_once.map(self._asked_of, portions))

    def _asked_of(self, part: Puzzle) -> set[tuple[int, ...]]:
        search = _Search.of(part, self._known_wide(part))
        with suppress(UndecidedError):
            search.at_random()
        narrow = part.secrets.cells[search.one_by_one()].tolist()
        seen = part.secrets.only((part.secrets.cells[:, 1] < 0) & search.is_wide()[part.secrets.unknown])
        self.wide[seen.cells[:, 0]] = True
        return {tuple(pair) for pair in narrow}

    def _known_wide(self, puzzle: Puzzle) -> np.ndarray:
        """The unknowns that are seen wide already."""
        single = puzzle.secrets.cells[:, 1] < 0
        wide = np.zeros(len(puzzle.lower), dtype=bool)
        wide[puzzle.secrets.unknown[single & self.wide[puzzle.secrets.cells[:, 0]]]] = True
        return wide

    def _news(self, secrets: Secrets) -> list[tuple[int, ...]]:
        """The secrets as their cells, in order, but for what is told already."""
        named = {tuple(cell for cell in pair if cell >= 0) for pair in secrets.cells.tolist()}
        return sorted(named - self.told)


def _block_of(cells: Cells, hidden: np.ndarray, cell: int) -> np.ndarray:
    """The hidden cells that have anything to do with this one."""
    one = np.zeros(len(hidden), dtype=bool)
    one[cell] = True
    near = np.unique(puzzle_of(cells, hidden, one).secrets.cells)
    return np.asarray(near[near >= 0])


def _by_block(puzzle: Puzzle) -> Iterator[tuple[int, Secrets]]:
    """The secrets of each block, in their order."""
    of_block = puzzle.block[puzzle.secrets.unknown]
    order = np.argsort(of_block, kind="stable")
    blocks, starts = np.unique(of_block[order], return_index=True)
    for block, its in zip(blocks.tolist(), np.split(order, starts)[1:], strict=True):
        yield block, puzzle.secrets.only(its)


def _portions(puzzle: Puzzle) -> list[Puzzle]:
    """The puzzle in handy parts, each of whole blocks."""
    numbers, sizes = np.unique(puzzle.block, return_counts=True)
    portion = (np.cumsum(sizes) - sizes) // _TOGETHER
    if len(np.unique(portion)) == 1:
        return [puzzle]
    return [puzzle.of_blocks(numbers[portion == number]) for number in np.unique(portion)]


@dataclass
class _Search:
    """What solutions of a puzzle have been seen: the ``lowest`` and ``highest`` each unknown is in any.

    An unknown is wide when its range is at least ``needed``.
    """

    puzzle: Puzzle
    wide: np.ndarray
    solver: Solver
    needed: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    last: np.ndarray
    # the unknowns of the secrets that the bounds do not show to be surely nobody, or surely many
    asked: np.ndarray

    @classmethod
    def of(cls, puzzle: Puzzle, wide: np.ndarray) -> "_Search":
        secrets = puzzle.secrets
        least, most = secrets.ranges(puzzle.lower, puzzle.upper)
        doubtful = (np.ceil(least - TOLERANCE) <= secrets.threshold) & (np.floor(most + TOLERANCE) > 0)
        asked = np.zeros(len(puzzle.lower), dtype=bool)
        asked[secrets.unknown[doubtful]] = True
        needed = np.zeros(len(puzzle.lower))
        np.maximum.at(needed, secrets.unknown, secrets.threshold)
        unseen = np.full(len(puzzle.lower), np.inf)
        return cls(puzzle, wide, Solver(puzzle), needed, unseen, -unseen, unseen, asked)

    def is_wide(self) -> np.ndarray:
        """The unknowns seen to be wide, now or before."""
        width = np.floor(self.highest + TOLERANCE) - np.ceil(self.lowest - TOLERANCE)
        return np.asarray(self.wide | (width >= self.needed))

    def unsure(self) -> np.ndarray:
        """The unknowns still in doubt."""
        return np.flatnonzero(self.asked & ~self.is_wide())

    def at_random(self) -> None:
        """Drive all that are in doubt up or down at once, each no further than it has to go."""
        chance = np.random.default_rng(seed=0)
        direction = np.zeros(len(self.asked))
        in_doubt, in_vain, share = self.unsure(), 0, 1.0
        while len(in_doubt) * share >= 1:
            unsure = np.sort(chance.permutation(in_doubt)[: int(len(in_doubt) * share)])
            can_rise = self.highest[unsure] < self.puzzle.upper[unsure] - TOLERANCE
            can_fall = self.lowest[unsure] > self.puzzle.lower[unsure] + TOLERANCE
            before = direction[unsure]
            turned = np.where(before == 0, chance.choice([-1.0, 1.0], len(unsure)), -before)
            direction[unsure] = np.where(can_rise & can_fall, turned, np.where(can_rise, 1.0, -1.0))
            cost = np.zeros(len(self.asked))
            cost[unsure] = -direction[unsure] * chance.uniform(0.5, 1.5, len(unsure))
            self._solve(cost, unsure[direction[unsure] > 0])
            left = self.unsure()
            in_vain = in_vain + 1 if len(in_doubt) - len(left) < _WORTHWHILE else 0
            if in_vain == _IN_VAIN:
                in_vain, share = 0, share * _FEWER
            in_doubt = left

    def one_by_one(self) -> np.ndarray:
        """Ask about each that is left, exactly; the secrets that fall, or could not be decided in time."""
        lower, upper = np.full(len(self.asked), -np.inf), np.full(len(self.asked), np.inf)
        with suppress(UndecidedError):
            while len(unsure := self.unsure()):
                # blocks do not touch, so one programme answers one question about each of them
                targets = unsure[np.unique(self.puzzle.block[unsure], return_index=True)[1]]
                cost = np.zeros(len(self.asked))
                cost[targets] = 1.0
                lower[targets], upper[targets] = self._solve(cost)[targets], self._solve(-cost)[targets]
                self.asked[targets] = False
        secrets, undecided = self.puzzle.secrets, np.zeros(len(self.asked), dtype=bool)
        undecided[self.unsure()] = True
        return np.flatnonzero(secrets.too_close(lower, upper) | undecided[secrets.unknown])

    def _solve(self, cost: np.ndarray, capped: np.ndarray | None = None) -> np.ndarray:
        """The way to fill in the puzzle that costs least; ``capped`` unknowns rise no more than they must."""
        most = None
        if capped is not None and np.isfinite(self.lowest[capped]).all():
            # no further than the last solution seen, though, or there might be none
            enough = np.ceil(self.lowest[capped] - TOLERANCE) + self.needed[capped]
            most = self.puzzle.upper.copy()
            most[capped] = np.minimum(most[capped], np.maximum(enough, self.last[capped]))
        self.last = self.solver.cheapest(cost, most)
        self.lowest = np.minimum(self.lowest, self.last)
        self.highest = np.maximum(self.highest, self.last)
        return self.last
