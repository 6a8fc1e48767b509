"""Disclosure control at the door: hide what would tell about few people, and check what was written.

Inside, marts hold full numbers; ``protect`` runs last and once. What adds up is in ``disclosure_cells``, the
attack that judges the result in ``disclosure_attack``, the policy in ``schemas.disclosure``.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.disclosure_attack import Block, NoSolutionError, Secret, blocks, least, narrow_secrets
from pipelines.disclosure_cells import ABSENT, Cells, DisclosureRiskError, Line, cells_of
from pipelines.sql import Mart
from schemas.disclosure import SHOWN, STATUS_COLUMN, SUPPRESSED, Policy

__all__ = ["DisclosureRiskError", "Loss", "Protected", "assert_safe", "protect"]


@dataclass(frozen=True)
class Loss:
    """What protection cost. Not for readers: how many are primary, and how much is hidden, narrows them."""

    cells: int
    hidden_primary: int
    hidden_secondary: int
    share_of_cells: float
    share_of_counts: float


@dataclass(frozen=True)
class Protected:
    """A mart's table fit to release. ``hidden`` says of each count and derived column where it is hidden."""

    table: pd.DataFrame
    hidden: pd.DataFrame
    loss: Loss


def protect(table: pd.DataFrame, mart: Mart, policy: Policy) -> Protected:
    """The table with small counts hidden, and as few others as keep a reader from working them out."""
    if not policy.hides:
        return _whole(table, mart)
    cells = cells_of(table.drop(columns=STATUS_COLUMN, errors="ignore"), mart)
    primary = _small(cells, policy)
    hidden = set(primary)
    _close_lines(cells, hidden, policy, hidden)
    _widen(cells, hidden, policy, mart)
    where = _where_hidden(table, mart, cells, hidden)
    return Protected(_without(table, mart, where), where, _loss(cells, primary, hidden))


def assert_safe(table: pd.DataFrame, mart: Mart, policy: Policy) -> None:
    """Attack a released table with nothing but itself; too much learnt is a :class:`DisclosureRiskError`."""
    if not policy.hides:
        return
    cells = cells_of(table, mart)
    hidden = set(np.flatnonzero(np.isnan(cells.people)).tolist())
    shown_small = len(_small(cells, policy))
    left = sum(
        int((table[column].notna() & gone).sum())
        for column, gone in _derived_hidden(mart, _counts_hidden(table, mart, cells, hidden))
    )
    try:
        narrow = len(narrow_secrets(cells, hidden, list(blocks(cells, hidden)), policy.threshold, set()))
    except NoSolutionError as error:
        raise DisclosureRiskError(mart.name, policy.name, str(error)) from error
    if shown_small or left or narrow:
        raise DisclosureRiskError(
            mart.name,
            policy.name,
            f"{shown_small} small counts shown, {left} derived values left "
            f"beside a hidden count, {narrow} groups of hidden cells can be worked out",
        )


def _whole(table: pd.DataFrame, mart: Mart) -> Protected:
    """Nothing of it is hidden; no cell is counted, for that costs as much as hiding some."""
    names = [column.name for role in ("count", "derived") for column in mart.of_role(role)]
    where = pd.DataFrame(False, index=table.index, columns=names)  # noqa: FBT003 - a value, not a flag
    cells = len(table) * len(mart.of_role("count"))
    return Protected(_without(table, mart, where), where, Loss(cells, 0, 0, 0.0, 0.0))


def _small(cells: Cells, policy: Policy) -> set[int]:
    """Primary: small counts; thin bases; counts whose rest is small; all within a small base."""
    people = cells.people
    small = {cell for cell in range(len(people)) if policy.is_small(people[cell])}
    small |= {pair.base for pair in cells.pairs if policy.is_thin(people[pair.base])}
    within = {
        pair.count
        for pair in cells.pairs
        if pair.base in small or policy.is_small(people[pair.base] - people[pair.count])
    }
    return small | within


def _close_lines(cells: Cells, hidden: set[int], policy: Policy, since: Iterable[int]) -> None:
    """Hide more until no line alone gives a hidden cell away; ``since`` are the cells newly hidden."""
    todo = deque(sorted({number for cell in since for number in cells.lines_of.get(cell, ())}))
    waiting = set(todo)
    while todo:
        number = todo.popleft()
        waiting.discard(number)
        line = cells.lines[number]
        while _tells(cells, hidden, line, policy):
            cell = _cheapest(cells, hidden, line.parts) or _cheapest(cells, hidden, [line.whole])
            if cell is None:
                break
            hidden.add(cell.number)
            newly = [n for n in cells.lines_of[cell.number] if n != number and n not in waiting]
            waiting.update(newly)
            todo.extend(newly)


def _tells(cells: Cells, hidden: set[int], line: Line, policy: Policy) -> bool:
    """Whether the line alone narrows its hidden cells too much."""
    unknown = [cell for cell in line.parts if cell in hidden]
    if line.whole in hidden:
        return not unknown
    if not unknown:
        return False
    slack = cells.people[unknown].sum() - sum(least(cells, hidden, cell) for cell in unknown)
    return bool(len(unknown) == 1 or slack < policy.threshold)


@dataclass(frozen=True, order=True)
class _Price:
    """What hiding a cell costs, dearest matter first; the number of the cell breaks ties."""

    is_whole: bool
    lines_opened: int
    people: float
    number: int


def _cheapest(cells: Cells, hidden: set[int], among: Iterable[int]) -> _Price | None:
    """The shown cell that costs least to hide. Zeros stay shown."""
    return min(
        (
            _Price(cell in cells.wholes, _lines_opened(cells, hidden, cell), float(cells.people[cell]), cell)
            for cell in set(among)
            if cell not in hidden and cells.people[cell] > 0
        ),
        default=None,
    )


def _lines_opened(cells: Cells, hidden: set[int], cell: int) -> int:
    return sum(hidden.isdisjoint(cells.lines[number].cells) for number in cells.lines_of.get(cell, ()))


def _widen(cells: Cells, hidden: set[int], policy: Policy, mart: Mart) -> None:
    """Attack each block; where a secret can be known too closely hide one more cell, and attack again."""
    withstood: set[Block] = set()
    wide: set[Secret] = set()
    while True:
        standing = [block for block in blocks(cells, hidden) if block not in withstood]
        fallen = narrow_secrets(cells, hidden, standing, policy.threshold, wide)
        withstood.update(block for block in standing if block not in fallen)
        if not fallen:
            return
        for block, secret in fallen.items():
            more = _cheapest(cells, hidden, _neighbours(cells, secret.cells))
            more = more or _cheapest(cells, hidden, _neighbours(cells, block))
            if more is None:
                raise DisclosureRiskError(mart.name, policy.name, "hiding more does not make it safe")
            hidden.add(more.number)
            _close_lines(cells, hidden, policy, [more.number])


def _neighbours(cells: Cells, of: Iterable[int]) -> Iterator[int]:
    for cell in of:
        for number in cells.lines_of.get(cell, ()):
            yield from cells.lines[number].cells
        yield from cells.bases_of.get(cell, ())
        yield from cells.counts_of.get(cell, ())


def _where_hidden(table: pd.DataFrame, mart: Mart, cells: Cells, hidden: set[int]) -> pd.DataFrame:
    where = _counts_hidden(table, mart, cells, hidden)
    return where.assign(**dict(_derived_hidden(mart, where)))


def _counts_hidden(table: pd.DataFrame, mart: Mart, cells: Cells, hidden: set[int]) -> pd.DataFrame:
    is_hidden = np.isin(np.arange(len(cells.people)), list(hidden))
    # ABSENT is -1: a last place that is never hidden
    is_hidden = np.append(is_hidden, [False] * -ABSENT)
    return pd.DataFrame(
        {count.name: is_hidden[cells.rows[count.name]] for count in mart.of_role("count")}, index=table.index
    )


def _derived_hidden(mart: Mart, counts: pd.DataFrame) -> Iterator[tuple[str, "pd.Series[bool]"]]:
    """Each derived column and where one of its sources is hidden, through other derived columns too."""
    made_of = {column.name: column.derived_from for column in mart.of_role("derived")}
    for name in made_of:
        sources, todo = set(), [name]
        while todo:
            source = todo.pop()
            if source not in sources:
                sources.add(source)
                todo += made_of.get(source, ())
        yield name, counts[[count for count in counts if count in sources]].any(axis=1)


def _without(table: pd.DataFrame, mart: Mart, where: pd.DataFrame) -> pd.DataFrame:
    protected = table.copy()
    for count in mart.of_role("count"):
        protected[count.name] = protected[count.name].astype("Int64").mask(where[count.name])
    for column in mart.of_role("derived"):
        protected[column.name] = protected[column.name].mask(where[column.name])
    suppressed = where[[count.name for count in mart.of_role("count")]].any(axis=1)
    protected[STATUS_COLUMN] = suppressed.map({True: SUPPRESSED, False: SHOWN}).astype("str")
    return protected


def _loss(cells: Cells, primary: set[int], hidden: set[int]) -> Loss:
    people = cells.people.sum()
    return Loss(
        cells=len(cells.people),
        hidden_primary=len(primary),
        hidden_secondary=len(hidden - primary),
        share_of_cells=len(hidden) / len(cells.people) if len(cells.people) else 0.0,
        share_of_counts=float(cells.people[sorted(hidden)].sum() / people) if people else 0.0,
    )
