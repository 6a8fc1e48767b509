"""The fewest cells, or people, that can be hidden of a table: exactly, by cutting planes.

After M. Fischetti and J. J. Salazar-Gonzalez, "Solving the cell suppression problem on tabular data with
linear constraints", Management Science 47 (2001). A master programme chooses what to hide; an attack finds a
secret known too closely; its dual says which cells would have widened it, and the master must hide enough of
them. It shares no code with ``pipelines.disclosure``, only the rule. For small tables: of 120 cells, half a
minute.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import highspy
import numpy as np

# As far as a number can lie from the true one. Cuts are clipped, so it is no matter how far.
_FAR = 1e5
_ALMOST = 1e-6


class NotSolvedError(ArithmeticError):
    """The master programme has no proven optimum."""


@dataclass(frozen=True)
class Known:
    """How closely a reader knows a hidden cell.

    ``weights`` are how much hiding each cell could widen it at most, by the duals; ``low_needs`` the cells
    that must be hidden for it to be as low as ``low``.
    """

    low: float
    high: float
    weights: np.ndarray
    low_needs: np.ndarray

    def too_closely(self, range_: int) -> bool:
        """As schemas.disclosure: less than the range, unless it is surely above it."""
        low, high = np.ceil(self.low - _ALMOST), np.floor(self.high + _ALMOST)
        return bool(low <= range_ and high - low < range_)


class Attack:
    """A reader's programme: how far can each number lie from the true one, nobody hidden, nothing below one.

    ``lines`` are nought on ``people``: a one for each part, less one for the whole.
    """

    def __init__(self, people: np.ndarray, lines: np.ndarray) -> None:
        self.people, self.lines = people, lines
        self._every = np.arange(len(people), dtype=np.int32)
        self._highs = _quiet()
        self._highs.addVars(len(people), np.zeros(len(people)), np.zeros(len(people)))
        for line in lines:
            at = np.flatnonzero(line).astype(np.int32)
            self._highs.addRow(0.0, 0.0, len(at), at, line[at])

    def on(self, cell: int, hidden: np.ndarray) -> Known:
        """What a reader knows of this cell while these are hidden."""
        can_fall, can_rise = np.maximum(self.people - 1, 0), np.full(len(self.people), _FAR)
        self._highs.changeColsBounds(
            len(self._every), self._every, np.where(hidden, -can_fall, 0.0), np.where(hidden, can_rise, 0.0)
        )
        up, up_rest, _ = self._furthest(cell, 1.0)
        down, down_rest, moved = self._furthest(cell, -1.0)
        weights = np.zeros(len(self.people))
        for rest in (up_rest, down_rest):
            weights += np.maximum(rest, 0) * can_rise + np.maximum(-rest, 0) * can_fall
        # a cell that is nobody is never hidden
        weights[self.people == 0] = 0
        return Known(self.people[cell] - down, self.people[cell] + up, weights, np.abs(moved) > _ALMOST)

    def _furthest(self, cell: int, sign: float) -> tuple[float, np.ndarray, np.ndarray]:
        """How far the cell can move this way; what each cell's moving adds, by the duals; and the way."""
        cost = np.zeros(len(self.people))
        cost[cell] = -sign
        self._highs.changeColsCost(len(cost), self._every, cost)
        self._highs.run()
        solution = self._highs.getSolution()
        moved = np.array(solution.col_value)
        rest = -cost + np.array(solution.row_dual) @ self.lines
        rest[np.abs(rest) < _ALMOST] = 0
        return sign * moved[cell], rest, moved

    def too_closely(self, hidden: np.ndarray, range_: int) -> Iterator[tuple[int, Known]]:
        """Every hidden cell that is known too closely."""
        for cell in np.flatnonzero(hidden).tolist():
            known = self.on(cell, hidden)
            if known.too_closely(range_):
                yield cell, known


class Master:
    """The cheapest cells to hide that keep all ``cuts`` so far."""

    def __init__(self, price: np.ndarray, must: np.ndarray, may: np.ndarray) -> None:
        every = np.arange(len(price), dtype=np.int32)
        self._highs = _quiet()
        self._highs.addVars(len(price), must.astype(float), may.astype(float))
        self._highs.changeColsCost(len(price), every, price)
        self._highs.changeColsIntegrality(
            len(price), every, np.full(len(price), highspy.HighsVarType.kInteger)
        )
        self._highs.setOptionValue("mip_rel_gap", 0.0)

    def add(self, cuts: Iterable[np.ndarray]) -> None:
        """Keep these too: coefficients of the cells and, last, the least they must come to."""
        for cut in cuts:
            at = np.flatnonzero(cut[:-1]).astype(np.int32)
            self._highs.addRow(cut[-1], np.inf, len(at), at, cut[at])

    def cheapest(self) -> np.ndarray:
        """Which cells to hide. Errors: ``NotSolvedError``."""
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NotSolvedError(self._highs.modelStatusToString(self._highs.getModelStatus()))
        return np.array(self._highs.getSolution().col_value) > 0.5


def least(people: np.ndarray, lines: np.ndarray, price: np.ndarray, range_: int) -> np.ndarray:
    """Which cells to hide so that the price is least and no hidden cell is known closer than ``range_``.

    Cells of 1 to ``range_`` are hidden, nobody is shown. Errors: ``NotSolvedError``.
    """
    small = (people >= 1) & (people <= range_)
    attack, master = Attack(people, lines), Master(price, small, people > 0)
    master.add(_never_alone(people, lines))
    while True:
        hidden = master.cheapest()
        cuts = [
            _cut(cell, known, hidden, small, range_) for cell, known in attack.too_closely(hidden, range_)
        ]
        if not cuts:
            return hidden
        master.add(cuts)


def _quiet() -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's way
    return highs


def _never_alone(people: np.ndarray, lines: np.ndarray) -> Iterator[np.ndarray]:
    """A cell hidden alone on a line is worked out at once, so to hide it is no use to others either."""
    for line in lines:
        cells = np.flatnonzero((line != 0) & (people > 0))
        for cell in cells:
            cut = np.zeros(len(people) + 1)
            cut[cells] = 1.0
            cut[cell] = -1.0
            yield cut


def _cut(cell: int, known: Known, hidden: np.ndarray, small: np.ndarray, range_: int) -> np.ndarray:
    """What must be hidden if the cell is: coefficients of the cells and, last, the least they must come to.

    A cell that is not small may also be kept surely above the range, by showing one that lets it be lower.
    """
    weights = np.minimum(known.weights / range_, 1.0)
    weights[cell] = 0.0
    if weights[hidden].sum() + known.weights[cell] / range_ >= 1 - _ALMOST:
        # wide enough, were it not that people are whole: some other cell must be hidden
        weights = np.where(hidden, 0.0, 1.0)
    else:
        weights = _covered(weights, hidden, known.weights[cell] / range_)
    cut = np.append(weights, 0.0)
    cut[cell] = -1.0
    if not small[cell]:
        shown_instead = known.low_needs & ~small
        shown_instead[cell] = False
        cut[:-1][shown_instead] -= 1.0
        cut[-1] -= shown_instead.sum()
    return cut


def _covered(weights: np.ndarray, hidden: np.ndarray, own: float) -> np.ndarray:
    """The same as a choice of cells of which one must be hidden: those that weigh too little are left out."""
    reached = own + weights[hidden].sum()
    order = [n for n in np.argsort(weights, kind="stable").tolist() if weights[n] > 0 and not hidden[n]]
    one_of = np.zeros(len(weights))
    for place, n in enumerate(order):
        reached += weights[n]
        if reached >= 1 - _ALMOST:
            one_of[order[place:]] = 1.0
            break
    return one_of
