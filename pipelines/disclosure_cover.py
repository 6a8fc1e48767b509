"""Which cells to hide: the cheapest that keep any single line from giving a hidden cell away.

What each line holds hidden is counted along while cells are hidden, so nothing is looked up twice. A cell
costs its people, one for the figure itself, and what it would cost to close the lines that it opens.
"""

from collections import deque
from collections.abc import Iterable

import numpy as np
from scipy.sparse import csr_array

from pipelines.disclosure_cells import Cells

# What stands for no price where a line has no cell that could be hidden: dearer than any.
_NEVER = 1e12


class Cover:
    """Cells while they are being hidden; each stands for so many ``members``, none may not be hidden."""

    def __init__(self, cells: Cells, hidden: np.ndarray, members: np.ndarray) -> None:
        self.cells = cells
        self.hidden = hidden.copy()
        self.newly: list[int] = []
        self._may = (members > 0) & ~hidden & (cells.people > 0)
        by_line, by_cell = cells.sums, cells.on_lines
        self._lines = by_line.indptr.tolist(), by_line.indices
        self._on = by_cell.indptr.tolist(), by_cell.indices, by_cell.data
        base_hidden = np.zeros(len(hidden), dtype=bool)
        base_hidden[cells.counts[hidden[cells.bases]]] = True
        # the least a reader must reckon with: one, as zeros are shown, but for counts within a hidden base
        self._least = np.where(base_hidden, 0.0, 1.0)
        people = np.nan_to_num(cells.people)
        self._unknown = (cells.parts @ hidden.astype(float)).tolist()
        self._slack = (cells.parts @ np.where(hidden, people - self._least, 0)).tolist()
        self._whole_hidden = hidden[cells.wholes].tolist()
        self._needed = _most_of(cells.parts, cells.thresholds).tolist()
        self._price = (people + 1) * members
        self._dearness = _dearness(cells, np.where(self._may, self._price, np.inf))
        untouched = (np.array(self._unknown) == 0) & ~hidden[cells.wholes]
        self._opens = np.zeros(len(people))
        for line in np.flatnonzero(untouched).tolist():
            self._open(line, 1.0)

    def close_lines(self, since: Iterable[int]) -> None:
        """Hide more until no line alone gives a hidden cell away; ``since`` are the cells newly hidden."""
        todo = deque(sorted({line for cell in since for line in self.lines_of(cell)}))
        waiting = set(todo)
        while todo:
            line = todo.popleft()
            waiting.discard(line)
            while self._tells(line):
                cell = self.cheapest(self._entries(line))
                if cell is None:
                    break
                self.hide(cell)
                newly = [other for other in self.lines_of(cell) if other != line and other not in waiting]
                waiting.update(newly)
                todo.extend(newly)

    def cheapest(self, among: np.ndarray) -> int | None:
        """The shown cell that costs least to hide. Zeros stay shown."""
        among = np.unique(among)
        among = among[self._may[among]]
        if not len(among):
            return None
        return int(among[np.argmin(self._price[among] + self._opens[among])])

    def hide(self, cell: int) -> None:
        """Hide the cell, and count along what its lines hold hidden."""
        self.hidden[cell], self._may[cell] = True, False
        self.newly.append(cell)
        people = float(self.cells.people[cell])
        for line in self.lines_of(cell):
            if not self._unknown[line] and not self._whole_hidden[line]:
                self._open(line, -1.0)
            if self.cells.wholes[line] == cell:
                self._whole_hidden[line] = True
            else:
                self._unknown[line] += 1
                self._slack[line] += people - self._least[cell]
        for count in self.cells.counts_of.get(cell, ()):
            if self._least[count]:
                self._least[count] = 0
                if self.hidden[count]:
                    for line in self.lines_of(count):
                        self._slack[line] += float(self.cells.wholes[line] != count)

    def lines_of(self, cell: int) -> list[int]:
        """The lines a cell is on."""
        starts, lines, _ = self._on
        return list(lines[starts[cell] : starts[cell + 1]].tolist())

    def beside(self, secret: Iterable[int], known: np.ndarray) -> int | None:
        """The cheapest cell to hide for a secret: beside it, or else as near to it in its block as can be.

        A reader who has ``known`` cells from elsewhere is told nothing less by hiding these.
        """
        reached, border = set(secret), list(secret)
        while border:
            near = self._neighbours(border)
            near = near[~known[near]]
            if (cell := self.cheapest(near)) is not None:
                return cell
            border = sorted(set(near[self.hidden[near]].tolist()) - reached)
            reached.update(border)
        return None

    def _neighbours(self, of: Iterable[int]) -> np.ndarray:
        """What shares a line with these cells, and their bases and counts."""
        found = [np.zeros(0, dtype=np.int64)]
        for cell in of:
            found += [self._entries(line) for line in self.lines_of(cell)]
            found.append(np.array(self.cells.bases_of.get(cell, ()), dtype=np.int64))
            found.append(np.array(self.cells.counts_of.get(cell, ()), dtype=np.int64))
        return np.concatenate(found)

    def _open(self, line: int, times: float) -> None:
        """Count in, or out again, what closing the line would cost if one of its cells were hidden."""
        entries = self._entries(line)
        least, next_least, at = self._dearness
        self._opens[entries] += times * np.where(entries == at[line], next_least[line], least[line])

    def _entries(self, line: int) -> np.ndarray:
        starts, cells = self._lines
        return np.asarray(cells[starts[line] : starts[line + 1]])

    def _tells(self, line: int) -> bool:
        """Whether the line alone narrows its hidden cells too much."""
        unknown = self._unknown[line]
        if self._whole_hidden[line]:
            return not unknown
        return bool(unknown == 1 or (unknown and self._slack[line] < self._needed[line]))


def _most_of(parts: csr_array, values: np.ndarray) -> np.ndarray:
    """The largest value among the parts of each line."""
    found = np.zeros(parts.shape[0])
    lines = np.repeat(np.arange(parts.shape[0]), np.diff(parts.indptr))
    np.maximum.at(found, lines, values[parts.indices])
    return found


def _dearness(cells: Cells, price: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each line the least price of a cell that may be hidden, the next, and the cell of the first."""
    sums = cells.sums
    lines = np.repeat(np.arange(len(cells.wholes)), np.diff(sums.indptr))
    prices = np.minimum(price[sums.indices], _NEVER)
    order = np.lexsort((sums.indices, prices, lines))
    starts = sums.indptr[:-1]
    sorted_prices, sorted_cells = prices[order], sums.indices[order]
    second = np.minimum(starts + 1, np.maximum(sums.indptr[1:] - 1, 0))
    if not len(order):
        return np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64)
    return sorted_prices[starts], sorted_prices[second], sorted_cells[starts]
