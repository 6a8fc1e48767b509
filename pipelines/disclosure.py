"""Disclosure control at the door: hide what would tell about few people, and check what was written.

Inside, marts hold full numbers; ``protect`` runs last and once. What adds up is in ``disclosure_cells``,
which cells to hide in ``disclosure_cover``, the attack that judges the result in ``disclosure_attack``, the
policy in ``schemas.disclosure``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.disclosure_attack import Attack, NoSolutionError
from pipelines.disclosure_cells import ABSENT, Cells, DisclosureRiskError, cells_of
from pipelines.disclosure_cover import Cover
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
    cover = Cover(cells, policy, primary)
    cover.close_lines(np.flatnonzero(primary).tolist())
    _widen(cover, policy, mart)
    where = _where_hidden(table, mart, cells, cover.hidden)
    return Protected(_without(table, mart, where), where, _loss(cells, primary, cover.hidden))


def assert_safe(table: pd.DataFrame, mart: Mart, policy: Policy) -> None:
    """Attack a released table with nothing but itself; too much learnt is a :class:`DisclosureRiskError`."""
    if not policy.hides:
        return
    cells = cells_of(table, mart)
    hidden = np.isnan(cells.people)
    shown_small = int(_small(cells, policy).sum())
    left = sum(
        int((table[column].notna() & gone).sum())
        for column, gone in _derived_hidden(mart, _counts_hidden(table, mart, cells, hidden))
    )
    try:
        narrow = len(Attack.on(cells, policy.threshold).thoroughly(hidden))
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


def _small(cells: Cells, policy: Policy) -> np.ndarray:
    """Primary: small counts; thin bases; counts whose rest is small; all within a small base."""
    people = cells.people
    small = _is_small(people, policy)
    bases = people[cells.bases]
    small[cells.bases[(bases >= 1) & (bases < policy.least_base)]] = True
    within = small[cells.bases] | _is_small(bases - people[cells.counts], policy)
    small[cells.counts[within]] = True
    return small


def _is_small(people: np.ndarray, policy: Policy) -> np.ndarray:
    return np.asarray((people >= 1) & (people <= policy.threshold))


def _widen(cover: Cover, policy: Policy, mart: Mart) -> None:
    """Attack each block; where a secret can be known too closely hide one more cell, and attack again."""
    attack = Attack.on(cover.cells, policy.threshold)
    while True:
        if _hide_beside(cover, attack.at_a_glance(cover.hidden)):
            continue
        narrow = attack.thoroughly(cover.hidden)
        if not narrow:
            return
        if not _hide_beside(cover, narrow):
            raise DisclosureRiskError(mart.name, policy.name, "hiding more does not make it safe")


def _hide_beside(cover: Cover, secrets: list[tuple[int, ...]]) -> bool:
    """Hide one more cell beside each secret, unless one was just hidden near it; whether any was."""
    changed: set[int] = set()
    for secret in secrets:
        near = {line for cell in secret for line in cover.lines_of(cell)}
        more = None if changed & near else cover.beside(secret)
        if more is not None:
            before = len(cover.newly)
            cover.hide(more)
            cover.close_lines([more])
            changed |= near | {line for cell in cover.newly[before:] for line in cover.lines_of(cell)}
    return bool(cover.newly) and bool(changed)


def _where_hidden(table: pd.DataFrame, mart: Mart, cells: Cells, hidden: np.ndarray) -> pd.DataFrame:
    where = _counts_hidden(table, mart, cells, hidden)
    return where.assign(**dict(_derived_hidden(mart, where)))


def _counts_hidden(table: pd.DataFrame, mart: Mart, cells: Cells, hidden: np.ndarray) -> pd.DataFrame:
    # ABSENT is -1: a last place that is never hidden
    is_hidden = np.append(hidden, [False] * -ABSENT)
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
    own = (
        protected[STATUS_COLUMN].fillna(SHOWN) if _says_status(mart) else pd.Series(SHOWN, index=table.index)
    )
    protected[STATUS_COLUMN] = own.mask(suppressed, SUPPRESSED).astype("str")
    return protected


def _says_status(mart: Mart) -> bool:
    """Whether the mart tells the status of its rows itself: provisional, not applicable, not available."""
    return any(column.name == STATUS_COLUMN for column in mart.columns)


def _loss(cells: Cells, primary: np.ndarray, hidden: np.ndarray) -> Loss:
    people = cells.people.sum()
    return Loss(
        cells=len(cells.people),
        hidden_primary=int(primary.sum()),
        hidden_secondary=int((hidden & ~primary).sum()),
        share_of_cells=float(hidden.mean()) if len(hidden) else 0.0,
        share_of_counts=float(cells.people[hidden].sum() / people) if people else 0.0,
    )
