"""The cells of a mart and what adds up among them, as its heading says. Nothing is hidden or attacked here.

A cell is one number: a count's name and the values of the dimensions it is over, however many rows repeat it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipelines.errors import DISCLOSURE_RISK, SendError
from pipelines.sql import Mart, Sum, TopicSum
from schemas.disclosure import STATUS_COLUMN, SUPPRESSED

ABSENT = -1
# how a heading says that every row but the whole is a part: "All needs = *"
EVERY_OTHER = ("*",)

Key = tuple[str, ...]
Place = tuple[tuple[str, str], ...]


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
class Line:
    """The cell ``whole`` is the sum of the cells ``parts``. Parts without a row are nobody."""

    whole: int
    parts: tuple[int, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        """Every cell of the line, the whole first."""
        return (self.whole, *self.parts)


@dataclass(frozen=True)
class Pair:
    """A base and a count within it: their difference is a number of people as well."""

    base: int
    count: int


@dataclass(frozen=True)
class Cells:
    """Cells in the order of their keys, so that nothing depends on the order of rows.

    ``people`` holds NaN where a released table hides the cell. ``rows[count]`` gives the cell of each row.
    """

    people: np.ndarray
    rows: dict[str, np.ndarray]
    lines: tuple[Line, ...]
    pairs: tuple[Pair, ...]

    @cached_property
    def lines_of(self) -> dict[int, list[int]]:
        """The numbers of the lines each cell is on."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, line in enumerate(self.lines):
            for cell in line.cells:
                found[cell].append(number)
        return found

    @cached_property
    def wholes(self) -> frozenset[int]:
        """The cells that are the sum of others."""
        return frozenset(line.whole for line in self.lines)

    @cached_property
    def bases_of(self) -> dict[int, list[int]]:
        """The bases each count lies within."""
        found: dict[int, list[int]] = defaultdict(list)
        for pair in self.pairs:
            found[pair.count].append(pair.base)
        return found

    @cached_property
    def counts_of(self) -> dict[int, list[int]]:
        """The counts within each base."""
        found: dict[int, list[int]] = defaultdict(list)
        for pair in self.pairs:
            found[pair.base].append(pair.count)
        return found


def cells_of(table: pd.DataFrame, mart: Mart) -> Cells:
    """The cells of a mart's table, protected or not.

    A count missing from a row whose status is "suppressed" is hidden; missing from any other it is absent.
    """
    if table.duplicated(list(mart.grain)).any():
        raise DisclosureRiskError(mart.name, mart.rule, "rows are not unique by the grain")
    values: list[float] = []
    rows: dict[str, np.ndarray] = {}
    lines: list[Line] = []
    for count in sorted(mart.of_role("count"), key=lambda column: column.name):
        of_key = _values_by_key(table, mart, count.name, count.over)
        numbers = {key: len(values) + place for place, key in enumerate(sorted(of_key))}
        values += [of_key[key] for key in sorted(of_key)]
        rows[count.name] = np.array([numbers.get(key, ABSENT) for key in _keys(table, count.over)], dtype=int)
        for adds in mart.sums:
            lines += _lines(adds, count.name, count.over, numbers, mart)
    lines += _sames(mart, table, rows)
    unique_lines = tuple(sorted(set(lines), key=lambda line: line.cells))
    cells = Cells(np.array(values, dtype=float), rows, unique_lines, _pairs(mart, rows))
    _refuse_if_untrue(cells, mart)
    return cells


def _keys(table: pd.DataFrame, over: tuple[str, ...]) -> Iterator[Key]:
    return zip(*(table[name].astype(str) for name in over), strict=True)


def _values_by_key(table: pd.DataFrame, mart: Mart, count: str, over: tuple[str, ...]) -> dict[Key, float]:
    numbers = pd.to_numeric(table[count]).to_numpy(dtype=float, na_value=np.nan)
    suppressed = np.zeros(len(table), dtype=bool)
    if STATUS_COLUMN in table:
        suppressed = (table[STATUS_COLUMN] == SUPPRESSED).to_numpy(dtype=bool)
    found: dict[Key, float] = {}
    for key, number, is_suppressed in zip(_keys(table, over), numbers, suppressed, strict=True):
        if np.isnan(number) and not is_suppressed:
            continue
        if number < 0 or not np.array_equal(found.setdefault(key, number), number, equal_nan=True):
            raise DisclosureRiskError(
                mart.name, mart.rule, f"{count} is negative, or not the same on all its rows"
            )
    return found


def _lines(
    adds: Sum | TopicSum, count: str, over: tuple[str, ...], numbers: dict[Key, int], mart: Mart
) -> Iterator[Line]:
    if adds.dimension not in over:
        return
    if isinstance(adds, TopicSum) and adds.topic not in over:
        raise DisclosureRiskError(
            mart.name, mart.rule, f"{count} is over {adds.dimension} but not {adds.topic}"
        )
    wholes: dict[Place, int] = {}
    parts: dict[tuple[Place, str], list[int]] = defaultdict(list)
    for key, number in numbers.items():
        at = dict(zip(over, key, strict=True))
        label = at.pop(adds.dimension)
        topic = at.pop(adds.topic) if isinstance(adds, TopicSum) else adds.whole
        others = tuple(at.items())
        if label == topic == adds.whole:
            wholes[others] = number
        elif _is_part(adds, label, topic):
            parts[others, topic].append(number)
    for (others, _), found in parts.items():
        if others in wholes:
            yield Line(wholes[others], tuple(sorted(found)))


def _is_part(adds: Sum | TopicSum, label: str, topic: str) -> bool:
    if isinstance(adds, TopicSum):
        return topic != adds.whole
    return label in adds.parts or (adds.parts == EVERY_OTHER and label != adds.whole)


def _sames(mart: Mart, table: pd.DataFrame, rows: dict[str, np.ndarray]) -> Iterator[Line]:
    """A base that is also a count elsewhere in the table: the two are hidden or shown together."""
    for same in mart.sames:
        is_there = np.logical_and.reduce([table[column].astype(str) == value for column, value in same.at])
        for base, count in zip(rows[same.base][is_there], rows[same.count][is_there], strict=True):
            if ABSENT not in (base, count):
                yield Line(int(count), (int(base),))


def _pairs(mart: Mart, rows: dict[str, np.ndarray]) -> tuple[Pair, ...]:
    return tuple(
        sorted(
            {
                Pair(int(base), int(count))
                for rest in mart.rests
                for base, count in zip(rows[rest.base], rows[rest.count], strict=True)
                if ABSENT not in (base, count)
            },
            key=lambda pair: (pair.base, pair.count),
        )
    )


def _refuse_if_untrue(cells: Cells, mart: Mart) -> None:
    """A heading that does not hold would make the attack below prove nothing."""
    people = cells.people
    untrue = sum(
        people[line.whole] != people[list(line.parts)].sum() for line in cells.lines if _full(cells, line)
    )
    untrue += sum(people[pair.base] < people[pair.count] for pair in cells.pairs)
    if untrue:
        raise DisclosureRiskError(mart.name, mart.rule, f"{untrue} sums of the heading do not hold")


def _full(cells: Cells, line: Line) -> bool:
    return not np.isnan(cells.people[list(line.cells)]).any()
