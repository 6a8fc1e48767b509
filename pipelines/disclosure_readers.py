"""Who attacks: a reader of what we release, and one who also has what other bodies publish of the same.

Both must fail. What others publish may come later than ours or be counted otherwise, so it protects nothing
here: the first reader does not have it, and small numbers among it are taken to be known to neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import reduce

import numpy as np
import pandas as pd

from pipelines.disclosure_attack import Answers, Attack, Reopened
from pipelines.disclosure_cells import ABSENT, Cells, Telling
from pipelines.disclosure_rules import small

# A secret as its cells, and the cells that the reader knows from elsewhere.
Narrow = tuple[tuple[int, ...], np.ndarray]


@dataclass(frozen=True)
class Readers:
    """Several attackers as one: each with the cells it ``knows`` beside what is released."""

    each: Sequence[tuple[Attack, np.ndarray]]

    @classmethod
    def of(
        cls,
        cells: Cells,
        answers: Answers,
        told: frozenset[tuple[int, ...]],
        elsewhere: np.ndarray,
        told_there: frozenset[tuple[int, ...]],
    ) -> "Readers":
        """The one for whom what is ``told`` is no news, and the one who knows the cells ``elsewhere`` too."""
        each = [(Attack(cells, answers, told), np.zeros_like(elsewhere))]
        if elsewhere.any():
            each.append((Attack(cells, answers, told_there), elsewhere))
        return cls(each)

    def at_a_glance(self, hidden: np.ndarray) -> list[Narrow]:
        """The secrets, as their cells, that single lines give away to the first; and what he knows.

        Single lines do not see which groups are known to be counted whole, so for who knows more they find
        much that is nobody.
        """
        attack, knows = self.each[0]
        return [(secret, knows) for secret in attack.at_a_glance(hidden & ~knows)]

    def thoroughly(self, hidden: np.ndarray) -> list[Narrow]:
        """Every secret that all lines together give away, and what he knows to whom."""
        return [
            (secret, knows) for attack, knows in self.each for secret in attack.thoroughly(hidden & ~knows)
        ]

    def reopen(self, hidden: np.ndarray, cell: int) -> list[Reopened]:
        """Forget what was settled about all that has to do with this cell; returns what was."""
        return [attack.reopen(hidden & ~knows, cell) for attack, knows in self.each]

    def settle(self, before: Sequence[Reopened]) -> None:
        """All is again as it was before ``reopen``."""
        for (attack, _), one in zip(self.each, before, strict=True):
            attack.settle(one)


def told_elsewhere(
    cells: Cells, known: np.ndarray, elsewhere: np.ndarray, answers: Answers
) -> frozenset[tuple[int, ...]]:
    """The secrets that others give away by the cells ``elsewhere``, whatever is hidden here.

    That is with what is ``known`` from before, and with the noughts, which are always shown.
    """
    if not elsewhere.any():
        return frozenset()
    noughts = (cells.people == 0) & ~small(cells)
    return Attack(cells, answers).gives_away(~(known | elsewhere | noughts))


def published_elsewhere(tellings: Sequence[Telling], cells: Cells) -> np.ndarray:
    """Which of the cells of these tables another body publishes too, as their headings say."""
    found = np.zeros(len(cells.people) - ABSENT, dtype=bool)
    for telling in tellings:
        for public in telling.mart.publics:
            there = [_has(telling.table[name], values) for name, values in public.at]
            of_row = cells.rows[telling.mart.name][public.count]
            found[of_row[reduce(np.logical_and, there)]] = True
    return found[:ABSENT]


def _has(labels: "pd.Series[str]", values: tuple[str, ...]) -> np.ndarray:
    codes, every = pd.factorize(labels)
    is_one = np.array([any(fnmatchcase(str(label), value) for value in values) for label in every] + [False])
    return np.asarray(is_one[codes])
