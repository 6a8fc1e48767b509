"""Which cells to hide: the cheapest that keep any single line from giving a hidden cell away.

What each line holds hidden is counted along while cells are hidden, so nothing is looked up twice.
"""

from collections import deque
from collections.abc import Iterable

import numpy as np

from pipelines.disclosure_cells import Cells
from schemas.disclosure import Policy

# Dearest matter first: hiding a whole, opening lines that hide nothing yet, hiding people.
_WHOLE, _LINE = 1e15, 1e10


class Cover:
    """The cells of a mart while they are being hidden."""

    def __init__(self, cells: Cells, policy: Policy, primary: np.ndarray) -> None:
        self.cells, self.policy = cells, policy
        self.hidden = primary.copy()
        self.newly: list[int] = []
        by_line, by_cell = cells.sums, cells.on_lines
        self._lines = by_line.indptr.tolist(), by_line.indices
        self._on = by_cell.indptr.tolist(), by_cell.indices, by_cell.data
        base_hidden = np.zeros(len(primary), dtype=bool)
        base_hidden[cells.counts[primary[cells.bases]]] = True
        # the least a reader must reckon with: one, as zeros are shown, but for counts within a hidden base
        self._least = np.where(base_hidden, 0.0, 1.0)
        people = np.nan_to_num(cells.people)
        self._unknown = (cells.parts @ primary.astype(float)).tolist()
        self._slack = (cells.parts @ np.where(primary, people - self._least, 0)).tolist()
        self._whole_hidden = primary[cells.wholes].tolist()
        untouched = (np.array(self._unknown) == 0) & ~primary[cells.wholes]
        self._opens = np.abs(cells.on_lines).T @ untouched.astype(float)
        self._price = people + _WHOLE * cells.is_whole

    def close_lines(self, since: Iterable[int]) -> None:
        """Hide more until no line alone gives a hidden cell away; ``since`` are the cells newly hidden."""
        todo = deque(sorted({line for cell in since for line in self.lines_of(cell)}))
        waiting = set(todo)
        while todo:
            line = todo.popleft()
            waiting.discard(line)
            while self._tells(line):
                parts, whole = self._parts(line), self.cells.wholes[line]
                cell = self.cheapest(parts)
                cell = self.cheapest(np.array([whole])) if cell is None else cell
                if cell is None:
                    break
                self.hide(cell)
                newly = [other for other in self.lines_of(cell) if other != line and other not in waiting]
                waiting.update(newly)
                todo.extend(newly)

    def cheapest(self, among: np.ndarray) -> int | None:
        """The shown cell that costs least to hide. Zeros stay shown."""
        among = np.unique(among)
        among = among[~self.hidden[among] & (self.cells.people[among] > 0)]
        if not len(among):
            return None
        return int(among[np.argmin(self._price[among] + _LINE * self._opens[among])])

    def hide(self, cell: int) -> None:
        """Hide the cell, and count along what its lines hold hidden."""
        self.hidden[cell] = True
        self.newly.append(cell)
        people = float(self.cells.people[cell])
        for line in self.lines_of(cell):
            if not self._unknown[line] and not self._whole_hidden[line]:
                self._opens[self._entries(line)] -= 1
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

    def beside(self, secret: Iterable[int]) -> int | None:
        """The cheapest cell to hide for a secret: beside it, or else as near to it in its block as can be."""
        reached, border = set(secret), list(secret)
        while border:
            near = self._neighbours(border)
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

    def _entries(self, line: int) -> np.ndarray:
        starts, cells = self._lines
        return np.asarray(cells[starts[line] : starts[line + 1]])

    def _parts(self, line: int) -> np.ndarray:
        entries = self._entries(line)
        return np.asarray(entries[entries != self.cells.wholes[line]])

    def _tells(self, line: int) -> bool:
        """Whether the line alone narrows its hidden cells too much."""
        unknown = self._unknown[line]
        if self._whole_hidden[line]:
            return not unknown
        return bool(unknown == 1 or (unknown and self._slack[line] < self.policy.threshold))
