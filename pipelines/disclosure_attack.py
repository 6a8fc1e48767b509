"""The attack on a protected mart: how closely can a reader know what is hidden? Nothing is hidden here.

What each line alone says bounds every hidden number, cheaply, and finds most that are known too closely.
That the others are not is proved by linear programmes: two ways to fill in the cells, far enough apart.
"""

from dataclasses import dataclass

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
from pipelines.disclosure_solver import Solver

__all__ = ["Attack", "NoSolutionError"]

# So many unknowns are solved at once: more take longer than one after the other.
_TOGETHER = 1000
# Random directions are tried for all in doubt; when so many in a row settle too few, for fewer and fewer of
# them: many driven at once hold each other back.
_IN_VAIN, _FEWER, _WORTHWHILE = 2, 0.5, 4
# Blocks that have withstood, by threshold and mark: the door attacks what protection has attacked before.
_REMEMBERED = 200_000
_withstood: dict[tuple[int, bytes], None] = {}


@dataclass
class Attack:
    """Attacks on one mart while more and more of it is hidden; hiding more only widens what was seen wide.

    ``settled`` cells are in blocks that withstood, ``wide`` cells have a range that is wide enough.
    """

    cells: Cells
    threshold: int
    settled: np.ndarray
    wide: np.ndarray

    @classmethod
    def on(cls, cells: Cells, threshold: int) -> "Attack":
        """An attack that has not begun."""
        nothing = np.zeros(len(cells.people), dtype=bool)
        return cls(cells, threshold, nothing.copy(), nothing.copy())

    def at_a_glance(self, hidden: np.ndarray) -> list[tuple[int, ...]]:
        """The secrets, as their cells, that single lines give away."""
        puzzle = self._open(hidden)
        if puzzle is None:
            return []
        narrow = puzzle.secrets.too_close(puzzle.lower, puzzle.upper, self.threshold)
        return _named(puzzle.secrets.only(narrow))

    def thoroughly(self, hidden: np.ndarray) -> list[tuple[int, ...]]:
        """One secret, as its cells, of each block that does not withstand."""
        whole = puzzle_of(self.cells, hidden, hidden & ~self.settled)
        marks = {block: (self.threshold, mark) for block, mark in whole.marks()}
        puzzle = self._open(hidden, {block for block, mark in marks.items() if mark in _withstood})
        fallen: list[int] = []
        found: list[tuple[int, ...]] = []
        if puzzle is not None:
            for part in _portions(puzzle):
                narrow, wide = _narrow(part, self.threshold, self._known_wide(part))
                fallen += part.block[part.secrets.unknown[narrow]].tolist()
                found += _named(part.secrets.only(narrow))
                self._remember_wide(part, wide)
        self._remember(whole, {block: mark for block, mark in marks.items() if block not in set(fallen)})
        return found

    def _open(self, hidden: np.ndarray, but: set[int] | None = None) -> Puzzle | None:
        puzzle = puzzle_of(self.cells, hidden, hidden & ~self.settled)
        if but:
            puzzle = puzzle.of_blocks(np.setdiff1d(puzzle.block, list(but)))
        return bounded(simplified(puzzle), self.threshold) if len(puzzle.lower) else None

    def _known_wide(self, puzzle: Puzzle) -> np.ndarray:
        """The unknowns that are seen wide already."""
        single = puzzle.secrets.cells[:, 1] < 0
        wide = np.zeros(len(puzzle.lower), dtype=bool)
        wide[puzzle.secrets.unknown[single & self.wide[puzzle.secrets.cells[:, 0]]]] = True
        return wide

    def _remember_wide(self, puzzle: Puzzle, wide: np.ndarray) -> None:
        secrets = puzzle.secrets.only((puzzle.secrets.cells[:, 1] < 0) & wide[puzzle.secrets.unknown])
        self.wide[secrets.cells[:, 0]] = True

    def _remember(self, puzzle: Puzzle, marks: dict[int, tuple[int, bytes]]) -> None:
        kept = np.isin(puzzle.block[puzzle.secrets.unknown], list(marks))
        self.settled[puzzle.secrets.cells[kept][:, 0]] = True
        if len(_withstood) + len(marks) > _REMEMBERED:
            _withstood.clear()
        _withstood.update(dict.fromkeys(marks.values()))


def _named(secrets: Secrets) -> list[tuple[int, ...]]:
    """The secrets as their cells, in order."""
    return sorted({tuple(cell for cell in pair if cell >= 0) for pair in secrets.cells.tolist()})


def _portions(puzzle: Puzzle) -> list[Puzzle]:
    """The puzzle in handy parts, each of whole blocks."""
    numbers, sizes = np.unique(puzzle.block, return_counts=True)
    portion = (np.cumsum(sizes) - sizes) // _TOGETHER
    if len(np.unique(portion)) == 1:
        return [puzzle]
    return [puzzle.of_blocks(numbers[portion == number]) for number in np.unique(portion)]


def _narrow(puzzle: Puzzle, threshold: int, wide: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One secret of each block that is known too closely, and which unknowns are seen wide enough."""
    search = _Search.of(puzzle, threshold, wide)
    search.at_random()
    return search.one_by_one(), search.is_wide()


@dataclass
class _Search:
    """What solutions of a puzzle have been seen: the ``lowest`` and ``highest`` each unknown is in any."""

    puzzle: Puzzle
    threshold: int
    wide: np.ndarray
    solver: Solver
    lowest: np.ndarray
    highest: np.ndarray
    last: np.ndarray
    # the unknowns of the secrets that the bounds do not show to be surely nobody, or surely many
    asked: np.ndarray

    @classmethod
    def of(cls, puzzle: Puzzle, threshold: int, wide: np.ndarray) -> "_Search":
        least, most = puzzle.secrets.ranges(puzzle.lower, puzzle.upper)
        doubtful = (np.ceil(least - TOLERANCE) <= threshold) & (np.floor(most + TOLERANCE) > 0)
        asked = np.zeros(len(puzzle.lower), dtype=bool)
        asked[puzzle.secrets.unknown[doubtful]] = True
        unseen = np.full(len(puzzle.lower), np.inf)
        return cls(puzzle, threshold, wide, Solver(puzzle), unseen, -unseen, unseen, asked)

    def is_wide(self) -> np.ndarray:
        """The unknowns seen to be wide, now or before."""
        width = np.floor(self.highest + TOLERANCE) - np.ceil(self.lowest - TOLERANCE)
        return np.asarray(self.wide | (width >= self.threshold))

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
        """Ask about each that is left, exactly; the secrets that fall, one of each block."""
        fallen: list[int] = []
        unsure = self.unsure()
        while len(unsure):
            # those seen least wide first: a block that falls should fall at the first question
            width = np.round(self.highest - self.lowest)
            order = unsure[np.lexsort((unsure, width[unsure], self.puzzle.block[unsure]))]
            targets = order[np.unique(self.puzzle.block[order], return_index=True)[1]]
            cost = np.zeros(len(self.asked))
            cost[targets] = 1.0
            # blocks do not touch, so one programme answers one question about each of them
            low = self._solve(cost)[targets]
            high = self._solve(-cost)[targets]
            fallen += self._falling(targets, low, high)
            self.asked[targets] = False
            self.asked[np.isin(self.puzzle.block, self.puzzle.block[self.puzzle.secrets.unknown[fallen]])] = (
                False
            )
            unsure = self.unsure()
        return np.array(sorted(fallen), dtype=np.int64)

    def _falling(self, targets: np.ndarray, low: np.ndarray, high: np.ndarray) -> list[int]:
        lower, upper = np.full(len(self.asked), -np.inf), np.full(len(self.asked), np.inf)
        lower[targets], upper[targets] = low, high
        narrow = np.flatnonzero(self.puzzle.secrets.too_close(lower, upper, self.threshold))
        blocks = self.puzzle.block[self.puzzle.secrets.unknown[narrow]]
        return list(narrow[np.unique(blocks, return_index=True)[1]].tolist())

    def _solve(self, cost: np.ndarray, capped: np.ndarray | None = None) -> np.ndarray:
        """The way to fill in the puzzle that costs least; ``capped`` unknowns rise no more than they must."""
        upper = None
        if capped is not None and np.isfinite(self.lowest[capped]).all():
            # no further than the last solution seen, though, or there might be none
            enough = np.ceil(self.lowest[capped] - TOLERANCE) + self.threshold
            upper = self.puzzle.upper.copy()
            upper[capped] = np.minimum(upper[capped], np.maximum(enough, self.last[capped]))
        self.last = self.solver.cheapest(cost, upper)
        self.lowest = np.minimum(self.lowest, self.last)
        self.highest = np.maximum(self.highest, self.last)
        return self.last
