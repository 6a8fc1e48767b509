"""Which column holds which item, proposed from headers and values; what is not sure is not claimed.

A sheet is given the table whose items explain most of it; what is left may be records of other tables, as in
a wide export. A pair is sure where it is likely by itself and the next best reading of the whole sheet is
clearly worse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipelines.mapping_groups import grouped
from pipelines.mapping_header import part_likeness, words_of
from pipelines.mapping_values import Column, fit, is_surely
from schemas.contract import Extract, Item, Part, items

_HEADER, _VALUES = 0.72, 0.28
SURE, SURE_ELSEWHERE, WORTH_A_LINE = 0.62, 0.72, 0.42
MARGIN = 0.06
_BLANK_COLUMN = 0.88
_MISFIT, _IS_MISFIT = 0.45, 0.5
_ELSEWHERE = 0.16
_NAMED = 0.8
_LEAST_COLUMNS_ELSEWHERE = 2
_NOW = 9999


@dataclass(frozen=True, eq=False)
class Guess:
    """A column and the item it may hold, how likely, and by how much the next best reading is worse."""

    column: Column
    part: Part
    item: Item
    score: float
    margin: float
    header: float
    fits: float | None
    sure: bool


@dataclass(frozen=True, eq=False)
class SheetProposal:
    """What one sheet holds: the sure guesses by table, the unsure ones, and columns that fit nothing.

    ``first`` is the table that has a record in every row.
    ``groups``: label of a repeated group, with ``{n}`` in it, to how many places it has.
    """

    title: str
    columns: int
    first: Part
    parts: tuple[Part, ...]
    sure: tuple[Guess, ...]
    unsure: tuple[Guess, ...]
    unmapped: tuple[str, ...]
    groups: dict[str, int] = field(default_factory=dict)


def propose(title: str, columns: Sequence[Column], extract: Extract) -> SheetProposal:
    """What the columns of a sheet hold."""
    single, groups = grouped(columns)
    slots = [(part, one) for part in extract.parts[1:] or extract.parts for one in items(part.contract)]
    slots = [(part, one) for part, one in slots if one.until >= _NOW]
    scored = Scores(single, slots, extract)
    first = _first_part(title, scored, extract)
    guesses = list(_assigned(scored, first))
    sure = [one for one in guesses if one.sure and one.part is first]
    elsewhere = _elsewhere(guesses, first, groups)
    sure += elsewhere
    taken = {id(one.column) for one in sure}
    unsure = [one for one in guesses if id(one.column) not in taken]
    unsure = [Guess(**{**vars(one), "sure": False}) for one in unsure if one.score >= WORTH_A_LINE]
    told = taken | {id(one.column) for one in unsure}
    parts = tuple(dict.fromkeys([first, *(one.part for one in sure)]))
    return SheetProposal(
        title=title,
        columns=len(columns),
        first=first,
        parts=tuple(part for part in extract.parts if part in parts),
        sure=tuple(sure),
        unsure=tuple(unsure),
        unmapped=tuple(column.label for column in single if id(column) not in told),
        groups=groups,
    )


def likeness(title: str, columns: Sequence[Column], extract: Extract) -> float:
    """How much of a sheet an extract explains, for choosing the extract."""
    found = propose(title, columns, extract)
    return sum(one.score for one in found.sure)


class Scores:
    """How likely each column holds each item, all columns by all items."""

    def __init__(
        self, columns: Sequence[Column], slots: Sequence[tuple[Part, Item]], extract: Extract
    ) -> None:
        words = words_of(extract)
        self.columns, self.slots = list(columns), list(slots)
        shape = (len(self.columns), len(self.slots))
        self.header, self.score = np.zeros(shape), np.zeros(shape)
        self.fits: dict[tuple[int, int], float | None] = {}
        for r, column in enumerate(self.columns):
            for c, (part, item) in enumerate(self.slots):
                self.header[r, c] = words.likeness(_bare(column.label), part, item)
                self.fits[r, c] = fit(column, part, item)
                self.score[r, c] = _combined(self.header[r, c], self.fits[r, c], column, item)

    def of_part(self, part: Part) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """The places of a part's items."""
        return np.array([n for n, (own, _) in enumerate(self.slots) if own is part], dtype=int)


def _combined(header: float, fits: float | None, column: Column, item: Item) -> float:
    if fits is None:
        return header * _BLANK_COLUMN
    if is_surely(column, item):
        return max(header, 0.85) if "former" not in item.name else header
    score = _HEADER * header + _VALUES * fits
    return score * _MISFIT if fits < _IS_MISFIT else score


def _first_part(title: str, scored: Scores, extract: Extract) -> Part:
    """The table whose items explain most of the sheet; its name counts."""
    totals = {}
    for part in dict.fromkeys(own for own, _ in scored.slots):
        own = scored.score[:, scored.of_part(part)]
        worth = np.where(own >= WORTH_A_LINE, own, 0)
        rows, places = linear_sum_assignment(worth, maximize=True)
        key_bonus = _NAMED * min(part_likeness(title, part), 2)
        totals[part.name] = float(worth[rows, places].sum()) + key_bonus
    return extract.part(max(totals, key=lambda name: totals[name]))


def _assigned(scored: Scores, first: Part) -> Iterator[Guess]:
    """The best one-to-one reading of the whole sheet; each pair with what forbidding it would cost."""
    away = np.array([0.0 if part is first else _ELSEWHERE for part, _ in scored.slots])
    # Above what is worth a line: two poor pairs are no better than one good one.
    worth = np.maximum(scored.score - away - WORTH_A_LINE, 0)
    worth[:, _keys_of_others(scored, first)] = 0
    rows, places, best = _best(worth)
    for row, place in zip(rows, places, strict=True):
        score = float(scored.score[row, place])
        without = worth.copy()
        without[row, place] = 0
        margin = best - _best(without)[2]
        part, item = scored.slots[place]
        needed = SURE if part is first else SURE_ELSEWHERE
        yield Guess(
            column=scored.columns[row],
            part=part,
            item=item,
            score=score,
            margin=margin,
            header=float(scored.header[row, place]),
            fits=scored.fits[row, place],
            sure=score >= needed and margin >= MARGIN,
        )


def _best(worth: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> tuple[list[int], list[int], float]:
    """The pairs of the best reading, and its worth; a pair that is worth nothing is none."""
    rows, places = linear_sum_assignment(worth, maximize=True)
    pairs = [(int(r), int(p)) for r, p in zip(rows, places, strict=True) if worth[r, p] > 0]
    return [r for r, _ in pairs], [p for _, p in pairs], float(sum(worth[r, p] for r, p in pairs))


def _keys_of_others(scored: Scores, first: Part) -> list[int]:
    """What names a record of another table on which the first hangs, or which hangs on it: told once."""
    keys = {part.key for part, _ in scored.slots} - {""}
    return [
        n
        for n, (part, item) in enumerate(scored.slots)
        if part is not first
        and (item.name in (keys - {part.key}) or (part.name == first.parent and item.name == part.key))
    ]


def _elsewhere(guesses: Sequence[Guess], first: Part, groups: dict[str, int]) -> list[Guess]:
    """Sure guesses of other tables, where several columns of one speak for it, or a repeated group."""
    found = [one for one in guesses if one.sure and one.part is not first]
    counts = {one.part.name: sum(other.part is one.part for other in found) for one in found}
    return [
        one
        for one in found
        if counts[one.part.name] >= _LEAST_COLUMNS_ELSEWHERE or one.column.label in groups
    ]


def _bare(label: str) -> str:
    """A label of a group without the number that stands in it."""
    return label.replace("{nn}", "").replace("{n}", "")
