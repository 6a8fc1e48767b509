"""The cells of the marts of a release and what adds up among them, as headings say. Nothing is hidden here.

A cell is one number: a count's name and the values of the dimensions it is over, however many rows repeat it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.sparse import block_diag, csc_array, csr_array, vstack

from pipelines.disclosure_also import also_lines
from pipelines.disclosure_lines import Coded, UntrueHeadingError, Ways, coded, cross_of, exchanged, lines_of
from pipelines.errors import DISCLOSURE_RISK, SendError
from pipelines.sql import Column, Mart
from schemas.disclosure import STATUS_COLUMN, SUPPRESSED, Policy

ABSENT = -1


class DisclosureRiskError(SendError):
    """A mart cannot be released as it is. The message names mart, rule and how many: no value, no key."""

    code = DISCLOSURE_RISK

    def __init__(self, mart: str, rule: str, why: str) -> None:
        super().__init__(
            f"The mart {mart} cannot be released.",
            why=f"By the rule {rule}, {why}.",
            hint="Check what the mart's heading says adds up, and keep the figures inside until it holds.",
        )


@dataclass(frozen=True)
class Telling:
    """A mart that is to be told: its table, in full or protected, its heading, and the rule it is under."""

    table: pd.DataFrame
    mart: Mart
    policy: Policy


@dataclass(frozen=True)
class Cells:
    """Cells in the order of their keys, mart by mart, so that nothing depends on the order of rows.

    ``people`` holds NaN where a released table hides the cell; ``thresholds`` and ``least_bases`` are those
    of its mart's rule; ``keys`` name it from release to release. ``rows[mart][count]`` gives the cell of each
    row. Line by line, the cell ``wholes`` is the sum of the cells ``parts`` has a one for; parts without a
    row are nobody. Pair by pair, ``counts`` lies within ``bases``: their difference is people as well.
    """

    people: np.ndarray
    thresholds: np.ndarray
    least_bases: np.ndarray
    keys: np.ndarray
    rows: dict[str, dict[str, np.ndarray]]
    wholes: np.ndarray
    parts: csr_array
    bases: np.ndarray
    counts: np.ndarray
    # a cell may stand for several that are one number: how many, and which of them each pair is of
    size: np.ndarray
    within: np.ndarray

    @cached_property
    def sums(self) -> csr_array:
        """What is nought on every line: the parts less the whole."""
        lines = np.arange(len(self.wholes))
        whole = csr_array((np.ones(len(lines)), (lines, self.wholes)), shape=self.parts.shape)
        return csr_array(self.parts - whole)

    @cached_property
    def on_lines(self) -> csc_array:
        """The same by cell: the lines each cell is on."""
        return csc_array(self.sums)

    @cached_property
    def bases_of(self) -> dict[int, list[int]]:
        """The bases each count lies within."""
        return _grouped(self.counts, self.bases)

    @cached_property
    def counts_of(self) -> dict[int, list[int]]:
        """The counts within each base."""
        return _grouped(self.bases, self.counts)


def cells_of(tellings: Sequence[Telling]) -> Cells:
    """The cells of these marts, protected or not, and what the same number in two of them ties together.

    A count missing from a row whose status is "suppressed" is hidden; missing from any other it is absent.
    """
    return _cells_of(tellings, _refuse_untrue)


def true_cells_of(tellings: Sequence[Telling]) -> Cells:
    """The cells of tables that were not told at one time, and of what their headings say as much as is so."""
    return _cells_of(tellings, _without_untrue)


def _cells_of(tellings: Sequence[Telling], judge: Callable[[Cells, Mart], Cells]) -> Cells:
    tellings = sorted(tellings, key=lambda telling: telling.mart.name)
    read = [_read(telling, judge) for telling in tellings]
    starts = np.cumsum([0, *(len(cells.people) for cells, _ in read)])
    each = [cells for cells, _ in read]
    ways = {
        (telling.mart.name, name): way.numbered_from(int(start))
        for telling, (_, found), start in zip(tellings, read, starts[:-1], strict=True)
        for name, way in found.items()
    }
    whole = _side_by_side(each, starts)
    for telling in tellings:
        if lines := also_lines(telling.mart, ways):
            whole = judge(_with_lines(whole, lines), telling.mart)
    return whole


def _read(telling: Telling, judge: Callable[[Cells, Mart], Cells]) -> tuple[Cells, dict[str, Ways]]:
    table, mart, policy = telling.table, telling.mart, telling.policy
    if table.duplicated(list(mart.grain)).any():
        raise DisclosureRiskError(mart.name, mart.rule, "rows are not unique by the grain")
    try:
        cells, ways = _cells(table, mart, policy)
    except UntrueHeadingError as error:
        raise DisclosureRiskError(mart.name, mart.rule, str(error)) from error
    return judge(cells, mart), ways


def _refuse_untrue(cells: Cells, mart: Mart) -> Cells:
    lines, pairs = _untrue(cells)
    if untrue := int(lines.sum() + pairs.sum()):
        # a heading that does not hold would make the attack prove nothing
        raise DisclosureRiskError(mart.name, mart.rule, f"{untrue} sums of the heading do not hold")
    return cells


def _without_untrue(cells: Cells, _: Mart) -> Cells:
    lines, pairs = _untrue(cells)
    counts = cells.counts[~pairs]
    return replace(
        cells, wholes=cells.wholes[~lines], parts=csr_array(cells.parts[np.flatnonzero(~lines)]),
        bases=cells.bases[~pairs], counts=counts, within=counts,
    )  # fmt: skip


def _untrue(cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """Which sums, and which counts within their bases, are not so; of a hidden number nobody can say."""
    sums = np.nan_to_num(cells.sums @ cells.people) != 0
    return sums, np.asarray(cells.people[cells.bases] < cells.people[cells.counts])


def _cells(table: pd.DataFrame, mart: Mart, policy: Policy) -> tuple[Cells, dict[str, Ways]]:
    by_number = coded(table, mart)
    people, keys = np.zeros(0), np.zeros(0, dtype=np.uint64)
    rows: dict[str, np.ndarray] = {}
    ways: dict[str, Ways] = {}
    lines: list[tuple[np.ndarray, np.ndarray]] = []
    for count in sorted(mart.of_role("count"), key=lambda column: column.name):
        way, of_row, found = _counted(table, mart, count, by_number, len(people))
        people, rows[count.name] = np.concatenate([people, found]), of_row
        keys = np.concatenate([keys, way.names_of(mart.name, len(found), len(people) - len(found))])
        ways[count.name] = way
        lines += lines_of(way, table, mart)
    lines += _sames(mart, table, rows)
    wholes, parts = without_repeats(lines, len(people))
    pairs = [np.column_stack([rows[rest.base], rows[rest.count]]) for rest in mart.rests]
    bases, counts = unique_rows(pairs).T
    every = np.ones(len(people))
    limits = every * policy.threshold, every * policy.least_base
    # a base that is too thin to show must not come out as a difference either
    limits[0][bases] = np.maximum(policy.threshold, policy.least_base - 1)
    size = np.ones(len(people), dtype=np.int64)
    cells = Cells(people, *limits, keys, {mart.name: rows}, wholes, parts, bases, counts, size, counts)
    return cells, ways


def _side_by_side(each: Sequence[Cells], starts: np.ndarray) -> Cells:
    """Several marts' cells as one, numbered on; nothing ties them together yet."""

    def joined(name: str, *, moved: bool = False) -> np.ndarray:
        columns = ((getattr(cells, name), start) for cells, start in _with(each, starts))
        return np.concatenate([column + start if moved else column for column, start in columns])

    rows = {
        mart: {count: np.where(of == ABSENT, ABSENT, of + int(start)) for count, of in counts.items()}
        for cells, start in _with(each, starts)
        for mart, counts in cells.rows.items()
    }
    return Cells(
        joined("people"), joined("thresholds"), joined("least_bases"), joined("keys"), rows,
        joined("wholes", moved=True), csr_array(block_diag([cells.parts for cells in each], format="csr")),
        joined("bases", moved=True), joined("counts", moved=True), joined("size"),
        joined("within", moved=True),
    )  # fmt: skip


def _with(each: Sequence[Cells], starts: np.ndarray) -> Iterator[tuple[Cells, int]]:
    return zip(each, starts[:-1].tolist(), strict=True)


def _with_lines(cells: Cells, lines: list[tuple[int, list[int]]]) -> Cells:
    """The same with lines more."""
    at = [(line, part) for line, (_, parts) in enumerate(lines) for part in parts]
    rows, columns = np.array(at).T
    more = csr_array((np.ones(len(at)), (rows, columns)), shape=(len(lines), len(cells.people)))
    wholes = np.concatenate([cells.wholes, [whole for whole, _ in lines]])
    return replace(cells, wholes=wholes, parts=csr_array(vstack([cells.parts, more])))


def _counted(
    table: pd.DataFrame, mart: Mart, count: Column, by_number: Coded, before: int
) -> tuple[Ways, np.ndarray, np.ndarray]:
    """The cells of one count, numbered on from those before: their ways, the cell of each row, the people."""
    cross = cross_of(count, mart)
    codes = by_number.of(count.over)
    keys = by_number.packed(codes, count.over)
    other, other_keys = codes, keys
    if cross is not None:
        other = exchanged(codes, count.over, cross)
        other_keys = by_number.packed(other, count.over)
    numbers = pd.to_numeric(table[count.name]).to_numpy(dtype=float, na_value=np.nan)
    there = ~np.isnan(numbers) | _is_suppressed(table)
    # of the two ways to write a cell, the first by alphabet is its key
    cell_keys, first, cell = np.unique(
        np.minimum(keys, other_keys)[there], return_index=True, return_inverse=True
    )
    people = numbers[there][first]
    if (numbers[there] < 0).any() or not np.array_equal(numbers[there], people[cell], equal_nan=True):
        raise UntrueHeadingError(f"{count.name} is negative, or not the same on all its rows")
    of_row = np.full(len(table), ABSENT)
    of_row[there] = cell + before
    both = np.concatenate([codes[there][first], other[there][first]])
    way_keys, place = np.unique(by_number.packed(both, count.over), return_index=True)
    numbered = np.arange(len(cell_keys)) + before
    ways = Ways(count, by_number, cross, both[place], way_keys, np.concatenate([numbered, numbered])[place])
    return ways, of_row, people


def _is_suppressed(table: pd.DataFrame) -> np.ndarray:
    if STATUS_COLUMN not in table:
        return np.zeros(len(table), dtype=bool)
    return np.asarray((table[STATUS_COLUMN] == SUPPRESSED).to_numpy(dtype=bool, na_value=False))


def _sames(
    mart: Mart, table: pd.DataFrame, rows: dict[str, np.ndarray]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """A base that is also a count elsewhere in the table: the two are hidden or shown together."""
    found = []
    for same in mart.sames:
        is_there = np.logical_and.reduce([table[column].astype(str) == value for column, value in same.at])
        pairs = unique_rows([np.column_stack([rows[same.count][is_there], rows[same.base][is_there]])])
        found.append((pairs[:, 0], np.column_stack([np.arange(len(pairs)), pairs[:, 1]])))
    return found


def unique_rows(pairs: list[np.ndarray]) -> np.ndarray:
    """The different pairs of cells, in order, without those of which one is absent."""
    together = np.concatenate([np.zeros((0, 2), dtype=np.int64), *pairs])
    return np.asarray(np.unique(together[(together != ABSENT).all(axis=1)], axis=0))


def without_repeats(lines: list[tuple[np.ndarray, np.ndarray]], cells: int) -> tuple[np.ndarray, csr_array]:
    """All lines in order, each once however many declarations say it."""
    starts = np.cumsum([0, *(len(wholes) for wholes, _ in lines)])
    wholes = np.concatenate([np.zeros(0, dtype=np.int64), *(wholes for wholes, _ in lines)])
    at = np.concatenate(
        [
            np.zeros((0, 2), dtype=np.int64),
            *(parts + np.array([start, 0]) for (_, parts), start in zip(lines, starts[:-1], strict=True)),
        ]
    )
    parts = csr_array((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=(len(wholes), cells))
    parts.sum_duplicates()
    lengths = np.diff(parts.indptr)
    ends = [parts.indices[np.minimum(parts.indptr[:-1], len(at) - 1)],
            parts.indices[parts.indptr[1:] - 1]] if len(at) else [lengths, lengths]  # fmt: skip
    order = np.lexsort((lengths, ends[1], ends[0], wholes))
    kept, seen = [], set[tuple[int, bytes]]()
    for line in order.tolist():
        said = (int(wholes[line]), parts.indices[parts.indptr[line] : parts.indptr[line + 1]].tobytes())
        if said not in seen:
            seen.add(said)
            kept.append(line)
    return wholes[kept], csr_array(parts[kept])


def _grouped(by: np.ndarray, values: np.ndarray) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in zip(by.tolist(), values.tolist(), strict=True):
        found[key].append(value)
    return found
