"""What releases before have told: their cells beside today's, for a reader has both. No file is read here.

A cell of then and one of today are the same number if they have the same key and count the same people: a
reader who knows that nobody came or went knows one by the other. What was shown once is known for good.
Parts that one release told and a whole that another did add up too, as far as they do in full.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from pipelines.disclosure_attack import Answers, Attack
from pipelines.disclosure_cells import Cells, Telling, cells_of, true_cells_of, unique_rows, without_repeats
from pipelines.sql import Cross, Mart, NestedSum


@dataclass(frozen=True)
class Past:
    """All that was ever released, as cells told in full, and which of them a release has ``shown``.

    ``marts`` are told in full, labels as words: each row as it was told last.
    """

    cells: Cells
    shown: np.ndarray
    marts: Mapping[str, Telling] = field(default_factory=dict)

    def told(self, answers: Answers, of: np.ndarray) -> frozenset[tuple[int, ...]]:
        """The secrets that these releases give away by themselves: nothing done today can mend that.

        Cells by the names that ``of`` gives them.
        """
        narrow = Attack(self.cells, answers).gives_away(~self.shown)
        return frozenset(tuple(of[list(secret)].tolist()) for secret in narrow)


@dataclass(frozen=True)
class Beside:
    """``cells`` are today's, then those of the past that are no cell of today.

    ``known`` were shown once, ``ours`` are today's, ``then`` gives the place of each cell of the past.
    """

    cells: Cells
    known: np.ndarray
    ours: np.ndarray
    then: np.ndarray

    def secrets(self, primary: np.ndarray) -> np.ndarray:
        """What must not be learnt: ``primary`` cells of today and all of then, but what was shown once."""
        found: np.ndarray = ~self.known & ~self.ours
        found[: len(primary)] = primary & ~self.known[: len(primary)]
        return found

    @cached_property
    def unpublished(self) -> np.ndarray:
        """Cells that were told before and have never been shown."""
        there = np.zeros(len(self.known), dtype=bool)
        there[self.then] = True
        return np.asarray(there & ~self.known)


def told_by(full: Sequence[Telling], released: Sequence[Telling]) -> Past:
    """What a release leaves behind: the marts in full, and as it shows them."""
    full = [telling for telling in full if telling.policy.hides]
    shown = ~np.isnan(cells_of([telling for telling in released if telling.policy.hides]).people)
    return Past(cells_of(full), shown, {telling.mart.name: _in_words(telling) for telling in full})


def both(newer: Past, older: Past) -> Past:
    """All that two tell: a cell told by either, shown if either shows it; rows as the newer tells them."""
    found = beside(newer.cells, older, list(newer.marts.values()))
    shown = found.known.copy()
    shown[: len(newer.shown)] |= newer.shown
    return Past(found.cells, shown, _with_older(newer.marts, older))


def beside(today: Cells, past: Past | None, tellings: Sequence[Telling] = ()) -> Beside:
    """Today's cells, those of ``tellings`` in full, with those of the past."""
    size = len(today.people)
    if past is None:
        none = np.zeros(size, dtype=bool)
        return Beside(today, none, ~none, np.zeros(0, dtype=np.int64))
    then = places(past.cells, today)
    others = np.flatnonzero(then < 0)
    then[others] = size + np.arange(len(others))
    cells = _across(together(today, past.cells, then, others), tellings, past)
    known = np.zeros(len(cells.people), dtype=bool)
    known[then[past.shown]] = True
    return Beside(cells, known, np.arange(len(cells.people)) < size, then)


def _across(cells: Cells, tellings: Sequence[Telling], past: Past) -> Cells:
    """The same cells, with what adds up only over rows that different releases told."""
    today = {telling.mart.name: _in_words(telling) for telling in tellings}
    every = _with_older(today, past)
    if all(name in today and len(every[name].table) == len(today[name].table) for name in every):
        return cells
    spanning = true_cells_of(list(every.values()))
    there = places(spanning, cells)
    at = spanning.parts.tocoo()
    # a number that an earlier heading told otherwise has no place among the cells, nor has its line
    lost = np.zeros(len(spanning.wholes), dtype=bool)
    lost[there[spanning.wholes] < 0] = True
    lost[at.row[there[at.col] < 0]] = True
    kept = np.flatnonzero(~lost)
    return together(cells, _only_lines(spanning, kept), there, np.zeros(0, dtype=np.int64))


def _only_lines(cells: Cells, lines: np.ndarray) -> Cells:
    none = np.zeros(0, dtype=np.int64)
    return replace(
        cells, wholes=cells.wholes[lines], parts=csr_array(cells.parts[lines]), bases=none, counts=none
    )


def _in_words(telling: Telling) -> Telling:
    """What cells are made of, without values derived from them: labels as words, counts as numbers."""
    table, mart = telling.table, telling.mart
    counts = {column.name for column in mart.of_role("count")}
    derived = {column.name for column in mart.of_role("derived")}
    columns = {
        name: pd.to_numeric(table[name]).astype(float) if name in counts else _words(table[name])
        for name in table.columns
        if name not in derived
    }
    return replace(telling, table=pd.DataFrame(columns))


def _words(labels: "pd.Series[str]") -> pd.Categorical:
    if isinstance(labels.dtype, pd.CategoricalDtype):
        return labels.array
    codes, found = pd.factorize(labels)
    return pd.Categorical.from_codes(codes, [str(label) for label in found])


def _with_older(marts: Mapping[str, Telling], past: Past) -> dict[str, Telling]:
    """These marts, each with rows of the past that none of its own stands for; and marts of then alone."""
    return {**past.marts, **{name: _with_rows(one, past.marts.get(name)) for name, one in marts.items()}}


def _with_rows(telling: Telling, older: Telling | None) -> Telling:
    """What both tell is as in the first."""
    mart, rows = telling.mart, telling.table
    if older is None or set(mart.grain) - set(older.table.columns):
        return telling
    every = pd.concat([rows, older.table.reindex(columns=rows.columns)], ignore_index=True)
    every = every[~every.duplicated(list(mart.grain))].reset_index(drop=True)
    if len(every) == len(rows):
        return telling
    told_once = [(count.name, count.over) for count in mart.of_role("count")]
    told_once += [(adds.attribute, _alone(mart)) for adds in mart.sums if isinstance(adds, NestedSum)]
    for name, over in told_once:
        of_one = every.groupby(_once(every, over, mart.cross), sort=False)
        every[name] = of_one[name].transform("first")
    return replace(telling, table=every)


def _alone(mart: Mart) -> tuple[str, ...]:
    """What a group is part of does not rest on the group it is crossed with."""
    return tuple(name for name in mart.grain if mart.cross is None or name not in mart.cross.second)


def _once(rows: pd.DataFrame, over: Sequence[str], cross: Cross | None) -> "list[pd.Series[str]]":
    """What a number is over, as words; in a two-way table it has the same number both ways round."""
    if cross is None or not set(cross.columns) <= set(over):
        return [rows[name].astype(str) for name in over]
    one, other = (
        rows[topic].astype(str).str.cat(rows[group].astype(str), "\0")
        for topic, group in (cross.first, cross.second)
    )
    rest = [rows[name].astype(str) for name in over if name not in cross.columns]
    return [*rest, one.where(one <= other, other), one.where(one > other, other)]


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
