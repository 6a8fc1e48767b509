"""Disclosure control at the door: hide what would tell about few people, and check what was written.

Inside, marts hold full numbers; ``protect`` runs last and once. What adds up is in ``disclosure_cells``,
which cells to hide in ``disclosure_cover``, the attack that judges the result in ``disclosure_attack``, who
attacks in ``disclosure_readers``, the policy in ``schemas.disclosure``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipelines.disclosure_attack import Answers
from pipelines.disclosure_cells import ABSENT, Cells, DisclosureRiskError, Telling, cells_of
from pipelines.disclosure_cover import Cover
from pipelines.disclosure_numbers import numbered
from pipelines.disclosure_past import Beside, Past, beside
from pipelines.disclosure_readers import Narrow, Readers, published_elsewhere, told_elsewhere
from pipelines.disclosure_rules import counts_hidden, derived_hidden, risk_of, small
from pipelines.disclosure_safe import assert_safe
from pipelines.disclosure_spare import spared
from pipelines.sql import Mart
from schemas.disclosure import SHOWN, STATUS_COLUMN, SUPPRESSED

__all__ = ["Answers", "DisclosureRiskError", "Loss", "Protected", "Telling", "assert_safe", "protect"]


# What hiding a cell again costs beside hiding one anew.
_AGAIN = 0.01
# What hiding costs that only some readers do not know already.
_IN_VAIN = 10.0


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


def protect(
    tellings: Sequence[Telling],
    answers: Answers | None = None,
    within: Sequence[Telling] = (),
    past: Past | None = None,
) -> dict[str, Protected]:
    """The tables, by mart, with small counts hidden, and as few others as keep them from being worked out.

    A reader has all of the tables, and those of the ``past``. ``answers`` are what earlier attacks found,
    and gain what these find.
    With ``within``, the same tables as others are shown them, nothing is hidden but what is hidden there.
    """
    secret = [telling for telling in tellings if telling.policy.hides]
    open_ones = {t.mart.name: _whole(t.table, t.mart) for t in tellings if not t.policy.hides}
    if not secret:
        return open_ones
    answers = {} if answers is None else answers
    cells = cells_of([replace(t, table=t.table.drop(columns=STATUS_COLUMN, errors="ignore")) for t in secret])
    primary = small(cells)
    may = np.isnan(cells_of([t for t in within if t.policy.hides]).people) if within else primary >= 0
    both = beside(cells, past, secret)
    elsewhere = published_elsewhere(secret, cells) & ~primary
    hidden = primary | _hidden(
        secret, both, primary, may=may, past=past, elsewhere=elsewhere, answers=answers
    )
    return open_ones | {t.mart.name: _protected(t, cells, primary, hidden) for t in secret}


def _whole(table: pd.DataFrame, mart: Mart) -> Protected:
    """Nothing of it is hidden; no cell is counted, for that costs as much as hiding some."""
    names = [column.name for role in ("count", "derived") for column in mart.of_role(role)]
    where = pd.DataFrame(False, index=table.index, columns=names)  # noqa: FBT003 - a value, not a flag
    cells = len(table) * len(mart.of_role("count"))
    return Protected(_without(table, mart, where), where, Loss(cells, 0, 0, 0.0, 0.0))


def _protected(telling: Telling, cells: Cells, primary: np.ndarray, hidden: np.ndarray) -> Protected:
    where = counts_hidden(telling, cells, hidden)
    where = where.assign(**dict(derived_hidden(telling.mart, where)))
    of_mart = np.unique(np.concatenate([*cells.rows[telling.mart.name].values(), [ABSENT]]))[1:]
    loss = _loss(cells.people[of_mart], primary[of_mart], hidden[of_mart])
    return Protected(_without(telling.table, telling.mart, where), where, loss)


def _hidden(
    tellings: Sequence[Telling],
    both: Beside,
    primary: np.ndarray,
    *,
    may: np.ndarray,
    past: Past | None,
    elsewhere: np.ndarray,
    answers: Answers,
) -> np.ndarray:
    """The cells to hide: found once among all, then once more among the found, which needs fewer."""
    today = len(primary)
    secrets = both.secrets(primary)
    numbers = numbered(both.cells, secrets)
    open_to_all = numbers.any_of(both.known | (both.ours & ~np.append(may, secrets[today:])))
    secret = numbers.any_of(secrets) & ~numbers.any_of(both.known)
    # what was hidden before costs next to nothing to hide again: so releases agree
    members = np.bincount(numbers.of, np.where(both.unpublished, _AGAIN, 1.0))
    # what others publish hides nothing from whoever has it
    public = numbers.any_of(np.append(elsewhere, np.zeros(len(secrets) - today, dtype=bool)))
    members = members * np.where(public, _IN_VAIN, 1.0)
    told = frozenset() if past is None else past.told(answers, numbers.of[both.then])
    told_there = told_elsewhere(numbers.cells, numbers.any_of(both.known), public, answers)
    allowed = np.where(open_to_all | ~numbers.any_of(both.ours), 0, members)
    for _ in range(2):
        cover = Cover(numbers.cells, secret, allowed)
        readers = Readers.of(numbers.cells, answers, told, public, told_there)
        cover.close_lines(np.flatnonzero(secret).tolist())
        _widen(cover, readers, tellings)
        allowed = np.where(cover.hidden, allowed, 0)
    price = members * (numbers.cells.people + 1)
    return np.asarray(spared(cover.hidden, secret, price, readers)[numbers.of][:today])


def _widen(cover: Cover, readers: Readers, tellings: Sequence[Telling]) -> None:
    """Attack each block; where a secret can be known too closely hide one more cell, and attack again."""
    while True:
        if _hide_beside(cover, readers.at_a_glance(cover.hidden)):
            continue
        narrow = readers.thoroughly(cover.hidden)
        if not narrow:
            return
        if not _hide_beside(cover, narrow):
            raise risk_of(tellings, "hiding more does not make it safe")


def _hide_beside(cover: Cover, secrets: list[Narrow]) -> bool:
    """Hide one more cell beside each secret, unless one was just hidden near it; whether any was."""
    changed: set[int] = set()
    for secret, known in secrets:
        near = {line for cell in secret for line in cover.lines_of(cell)}
        more = None if changed & near else cover.beside(secret, known)
        if more is not None:
            before = len(cover.newly)
            cover.hide(more)
            cover.close_lines([more])
            changed |= near | {line for cell in cover.newly[before:] for line in cover.lines_of(cell)}
    return bool(cover.newly) and bool(changed)


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


def _loss(people: np.ndarray, primary: np.ndarray, hidden: np.ndarray) -> Loss:
    return Loss(
        cells=len(people),
        hidden_primary=int(primary.sum()),
        hidden_secondary=int((hidden & ~primary).sum()),
        share_of_cells=float(hidden.mean()) if len(hidden) else 0.0,
        share_of_counts=float(people[hidden].sum() / people.sum()) if people.sum() else 0.0,
    )
