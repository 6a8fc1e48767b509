"""Which cells of one count add up, as the heading says: whole columns at a time, for marts have many rows.

Labels are numbered in the order of the alphabet, and the numbers of a row's labels packed into one key.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
import pandas as pd

from pipelines.sql import Adds, Column, Cross, JoinedSum, Mart, NestedSum, Sum, TopicSum
from pipelines.sql_sums import TOTAL

# how a heading says that every row but the whole is a part: "All needs = *"
EVERY_OTHER = ("*",)
# keys beyond what a machine number holds are counted in Python's own
_LARGEST = 2**62
# an odd number without pattern, so that the names of cells spread over all numbers of 64 bits
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class UntrueHeadingError(ValueError):
    """What the heading says cannot be so; the message holds no value."""


@dataclass(frozen=True)
class Coded:
    """A table's dimensions by number: the labels of each, by alphabet, and which of them each row has."""

    labels: dict[str, np.ndarray]
    rows: dict[str, np.ndarray]

    def of(self, over: tuple[str, ...]) -> np.ndarray:
        """The numbers of these dimensions, a row each."""
        columns = [self.rows[name] for name in over]
        return np.column_stack(columns) if columns else np.zeros((0, 0), dtype=np.int64)

    def number(self, name: str, label: str) -> int | None:
        """The number of a label, if any row has it."""
        labels = self.labels[name]
        place = int(np.searchsorted(labels, label))
        return place if place < len(labels) and labels[place] == label else None

    def packed(self, codes: np.ndarray, over: tuple[str, ...]) -> np.ndarray:
        """One number a row; they sort as the labels do."""
        sizes = [max(1, len(self.labels[name])) for name in over]
        kind = np.int64 if math.prod(sizes) < _LARGEST else object
        key = np.zeros(len(codes), dtype=kind)
        for column, size in zip(codes.T, sizes, strict=True):
            key = key * size + column.astype(kind)
        return key


@dataclass(frozen=True)
class Ways:
    """Every way to write the cells of a count, by key: a cell of a two-way table has two."""

    count: Column
    coded: Coded
    cross: Cross | None
    codes: np.ndarray
    keys: np.ndarray
    cells: np.ndarray

    def at(self, name: str) -> int:
        """Which of its dimensions this is."""
        return self.count.over.index(name)

    def places(self, codes: np.ndarray) -> np.ndarray:
        """Where these codes stand among the ways, -1 where they do not."""
        if not len(self.keys):
            return np.full(len(codes), -1)
        wanted = self.coded.packed(codes, self.count.over)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, place, -1)

    def numbered_from(self, start: int) -> "Ways":
        """The same, the cells numbered on from ``start``."""
        return replace(self, cells=self.cells + start)

    def labels(self, way: int) -> dict[str, str]:
        """The values of the dimensions of one way."""
        pairs = zip(self.count.over, self.codes[way].tolist(), strict=True)
        return {name: str(self.coded.labels[name][code]) for name, code in pairs}

    def cell(self, values: tuple[str, ...]) -> int | None:
        """The cell of these values, in the order of the count's dimensions, if there is one."""
        codes = [self.coded.number(name, value) for name, value in zip(self.count.over, values, strict=True)]
        if None in codes:
            return None
        place = int(self.places(np.array([codes], dtype=np.int64))[0])
        return None if place < 0 else int(self.cells[place])

    def names_of(self, mart: str, cells: int, before: int) -> np.ndarray:
        """A number for each of so many cells from ``before`` on: the same in every release."""
        names = np.full(cells, _hashed([f"{mart}.{self.count.name}"])[0], dtype=np.uint64)
        codes = np.zeros((cells, len(self.count.over)), dtype=np.int64)
        first = self.cells - before
        # of two ways the later by key is overwritten by the earlier, so that the order of rows is no matter
        codes[first[::-1]] = self.codes[::-1]
        for name, column in zip(self.count.over, codes.T, strict=True):
            names = (
                names * _SPREAD + _hashed([f"{name}={label}" for label in self.coded.labels[name]])[column]
            )
        return names


@dataclass(frozen=True)
class Parts:
    """Cells that are parts, each with the place of its whole among the ways and the topic it is a part by."""

    wholes: np.ndarray
    topics: np.ndarray
    cells: np.ndarray


def _hashed(texts: list[str]) -> np.ndarray:
    digests = [blake2b(text.encode(), digest_size=8).digest() for text in texts]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def coded(table: pd.DataFrame, mart: Mart) -> Coded:
    """The dimensions the counts are over. Both sides of a two-way table share their labels."""
    names = sorted({name for count in mart.of_role("count") for name in count.over})
    cross = mart.cross
    alike = {} if cross is None else dict(zip(cross.second, cross.first, strict=True))
    codes, texts = {}, {}
    for name in names:
        codes[name], found = pd.factorize(table[name], use_na_sentinel=False)
        texts[name] = np.array([str(value) for value in pd.Series(found).astype(str)], dtype=str)
    labels, rows = {}, {}
    for name in names:
        family = [other for other in names if alike.get(other, other) == alike.get(name, name)]
        labels[name] = np.unique(np.concatenate([texts[other] for other in family]))
        rows[name] = np.searchsorted(labels[name], texts[name])[codes[name]].astype(np.int64)
    return Coded(labels, rows)


def cross_of(count: Column, mart: Mart) -> Cross | None:
    """The two-way table the count is counted in; a count of the first pair alone is in none."""
    if mart.cross is None or not set(mart.cross.second) & set(count.over):
        return None
    if missing := set(mart.cross.columns) - set(count.over):
        raise UntrueHeadingError(f"{count.name} is not over {sorted(missing)}")
    return mart.cross


def exchanged(codes: np.ndarray, over: tuple[str, ...], cross: Cross) -> np.ndarray:
    """The same rows, written the other way round."""
    there = dict(zip((*cross.first, *cross.second), (*cross.second, *cross.first), strict=True))
    return codes[:, [over.index(there.get(name, name)) for name in over]]


def lines_of(ways: Ways, table: pd.DataFrame, mart: Mart) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each declaration on the count: the wholes of its lines and, one a row, the line and the part."""
    sums = mart.sums
    if ways.cross is not None:
        margins = TopicSum(ways.cross.first[1], ways.cross.first[0], TOTAL)
        sums = (*sums, *(() if margins in sums else (margins,)))
    for adds in sums:
        if adds.dimension in ways.count.over:
            parts = _parts(adds, ways, table, mart)
            at = np.column_stack([parts.wholes, parts.topics])[parts.wholes >= 0]
            lines, line_of = np.unique(at, axis=0, return_inverse=True)
            cells = parts.cells[parts.wholes >= 0]
            yield ways.cells[lines[:, 0]], np.column_stack([line_of.reshape(-1), cells])


def _parts(adds: Adds, ways: Ways, table: pd.DataFrame, mart: Mart) -> Parts:
    if isinstance(adds, TopicSum | NestedSum) and adds.topic not in ways.count.over:
        raise UntrueHeadingError(f"{ways.count.name} is over {adds.dimension} but not {adds.topic}")
    if isinstance(adds, Sum):
        return _listed(adds, ways)
    if isinstance(adds, TopicSum):
        return _within_topics(adds, ways)
    if isinstance(adds, JoinedSum):
        return _joined(adds, ways)
    return _nested(adds, ways, table, mart)


def _listed(adds: Sum, ways: Ways) -> Parts:
    at, whole = ways.at(adds.dimension), ways.coded.number(adds.dimension, adds.whole)
    if adds.parts == EVERY_OTHER:
        is_part = np.full(len(ways.cells), fill_value=True) if whole is None else ways.codes[:, at] != whole
    else:
        named = (ways.coded.number(adds.dimension, part) for part in adds.parts)
        is_part = np.isin(ways.codes[:, at], [number for number in named if number is not None])
    return _to(ways, is_part, {at: whole}, np.zeros(len(ways.cells), dtype=np.int64))


def _within_topics(adds: TopicSum, ways: Ways) -> Parts:
    at, of = ways.at(adds.dimension), ways.at(adds.topic)
    whole = ways.coded.number(adds.topic, adds.whole)
    topics = ways.codes[:, of]
    is_part = topics != (-1 if whole is None else whole)
    return _to(ways, is_part, {of: whole, at: ways.coded.number(adds.dimension, adds.whole)}, topics)


def _to(ways: Ways, is_part: np.ndarray, changes: dict[int, int | None], topics: np.ndarray) -> Parts:
    """These parts, each of the row that differs from it as the changes say."""
    codes = ways.codes[is_part].copy()
    wholes = np.full(len(codes), -1)
    if None not in changes.values():
        for column, code in changes.items():
            codes[:, column] = code
        wholes = ways.places(codes)
    return Parts(wholes, topics[is_part], ways.cells[is_part])


def _joined(adds: JoinedSum, ways: Ways) -> Parts:
    at = ways.at(adds.dimension)
    wholes, cells = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for label, text in enumerate(ways.coded.labels[adds.dimension]):
        names = dict.fromkeys(name.strip() for name in str(text).split(adds.mark))
        if adds.mark not in str(text):
            continue
        joined = np.flatnonzero(ways.codes[:, at] == label)
        for name in names:
            if (part := ways.coded.number(adds.dimension, name)) is not None:
                codes = ways.codes[joined].copy()
                codes[:, at] = part
                places = ways.places(codes)
                wholes.append(joined[places >= 0])
                cells.append(ways.cells[places[places >= 0]])
    whole = np.concatenate(wholes)
    return Parts(whole, np.zeros(len(whole), dtype=np.int64), np.concatenate(cells))


def _nested(adds: NestedSum, ways: Ways, table: pd.DataFrame, mart: Mart) -> Parts:
    of, at = ways.at(adds.topic), ways.at(adds.dimension)
    second = mart.cross.second if mart.cross else ()
    # what a group is part of does not rest on the group it is crossed with
    alone = tuple(name for name in ways.count.over if name not in second)
    known, parents = _parents(adds, ways.coded, alone, table)
    mine = ways.coded.packed(ways.codes[:, [ways.at(name) for name in alone]], alone)
    if not len(known):
        return _to(ways, np.full(len(mine), fill_value=False), {}, ways.codes[:, of])
    place = np.minimum(np.searchsorted(known, mine), len(known) - 1)
    is_part = known[place] == mine
    codes = ways.codes[is_part].copy()
    codes[:, [of, at]] = parents[place[is_part]]
    return Parts(ways.places(codes), ways.codes[is_part, of], ways.cells[is_part])


def _parents(
    adds: NestedSum, coded: Coded, alone: tuple[str, ...], table: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """The keys of the groups that say what they are part of, and the topic and group they say."""
    texts = table[adds.attribute]
    says = (texts.notna() & (texts.astype(str) != "")).to_numpy(dtype=bool)
    pairs = np.unique(coded.of((adds.topic, adds.dimension)), axis=0)
    topics, groups = coded.labels[adds.topic], coded.labels[adds.dimension]
    there = {f"{topics[topic]}: {groups[group]}": pair for pair, (topic, group) in enumerate(pairs)}
    code, found = pd.factorize(texts[says].astype(str))
    parent = np.array([there.get(str(text), -1) for text in found], dtype=np.int64)[code]
    keys = coded.packed(coded.of(alone)[says], alone)
    known, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    if (parent < 0).any() or (parent != parent[first][inverse]).any() or len(there) < len(pairs):
        raise UntrueHeadingError(f"{adds.attribute} names no row, or two for the same group")
    return known, pairs[parent[first]]
