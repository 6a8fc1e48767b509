"""Disclosure control at the door: hide what would tell about few people, and check what was written.

Inside, marts hold full numbers; ``protect`` runs last and once. What adds up is in ``disclosure_cells``,
which cells to hide in ``disclosure_cover``, the attack that judges the result in ``disclosure_attack``, the
policy in ``schemas.disclosure``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipelines.disclosure_attack import Answers, Attack, NoSolutionError
from pipelines.disclosure_cells import ABSENT, Cells, DisclosureRiskError, Telling, cells_of
from pipelines.disclosure_cover import Cover
from pipelines.disclosure_numbers import numbered
from pipelines.disclosure_past import Beside, Past, beside, places
from pipelines.disclosure_spare import spared
from pipelines.sql import Mart
from schemas.disclosure import SHOWN, STATUS_COLUMN, SUPPRESSED

__all__ = ["Answers", "DisclosureRiskError", "Loss", "Protected", "Telling", "assert_safe", "protect"]


# What hiding a cell again costs beside hiding one anew.
_AGAIN = 0.01


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
    primary = _small(cells)
    may = np.isnan(cells_of([t for t in within if t.policy.hides]).people) if within else primary >= 0
    hidden = primary | _hidden(
        secret, beside(cells, past, secret), primary, may=may, past=past, answers=answers
    )
    return open_ones | {t.mart.name: _protected(t, cells, primary, hidden) for t in secret}


def assert_safe(
    tellings: Sequence[Telling],
    answers: Answers | None = None,
    past: Past | None = None,
    full: Sequence[Telling] = (),
) -> None:
    """Attack released tables with nothing but themselves; ``DisclosureRiskError`` if too much is learnt.

    With a ``past`` also with what was released before: then ``full``, the same tables in full, says which
    cells of then are the same number, and no more.
    """
    secret = [telling for telling in tellings if telling.policy.hides]
    if not secret:
        return
    answers = {} if answers is None else answers
    cells = cells_of(secret)
    hidden = np.isnan(cells.people)
    left = sum(_derived_left(telling, cells, hidden) for telling in secret)
    if past is None:
        seen, told = Seen(cells, hidden, _left_small(cells, hidden)), frozenset[tuple[int, ...]]()
    else:
        seen = _seen_beside([t for t in full if t.policy.hides], hidden, past)
        told = _renamed(past.told(answers), places(past.cells, seen.cells))
    shown_small = int(seen.small.sum())
    try:
        narrow = len(Attack(seen.cells, answers, told).thoroughly(seen.unknown))
    except NoSolutionError as error:
        raise _risk(secret, str(error)) from error
    if shown_small or left or narrow:
        raise _risk(
            secret,
            f"{shown_small} small counts shown, {left} derived values left "
            f"beside a hidden count, {narrow} hidden cells can be worked out",
        )


@dataclass(frozen=True)
class Seen:
    """What a reader has: cells, which are ``unknown``, and which are ``small`` and shown for all that."""

    cells: Cells
    unknown: np.ndarray
    small: np.ndarray


def _seen_beside(full: Sequence[Telling], hidden: np.ndarray, past: Past) -> Seen:
    """Today's cells, of which some are hidden, and those of the past; what that told already is no news."""
    both = beside(cells_of(full), past, full)
    unknown = ~both.known & np.append(hidden, ~both.ours[len(hidden) :])
    small = _left_small(both.cells, unknown)
    small[both.then] &= ~_left_small(past.cells, ~past.shown)
    return Seen(both.cells, unknown, small)


def _left_small(cells: Cells, unknown: np.ndarray) -> np.ndarray:
    """Cells that are to be hidden, as far as a reader can see, and are not."""
    as_read = replace(cells, people=np.where(unknown, np.nan, cells.people))
    return np.asarray(_small(as_read) & ~unknown)


def _risk(tellings: Sequence[Telling], why: str) -> DisclosureRiskError:
    names = ", ".join(sorted(telling.mart.name for telling in tellings))
    return DisclosureRiskError(names, " and ".join(sorted({t.policy.name for t in tellings})), why)


def _derived_left(telling: Telling, cells: Cells, hidden: np.ndarray) -> int:
    """How many derived values are shown beside a hidden count."""
    gone = _derived_hidden(telling.mart, _counts_hidden(telling, cells, hidden))
    return sum(int((telling.table[column].notna() & where).sum()) for column, where in gone)


def _whole(table: pd.DataFrame, mart: Mart) -> Protected:
    """Nothing of it is hidden; no cell is counted, for that costs as much as hiding some."""
    names = [column.name for role in ("count", "derived") for column in mart.of_role(role)]
    where = pd.DataFrame(False, index=table.index, columns=names)  # noqa: FBT003 - a value, not a flag
    cells = len(table) * len(mart.of_role("count"))
    return Protected(_without(table, mart, where), where, Loss(cells, 0, 0, 0.0, 0.0))


def _protected(telling: Telling, cells: Cells, primary: np.ndarray, hidden: np.ndarray) -> Protected:
    where = _counts_hidden(telling, cells, hidden)
    where = where.assign(**dict(_derived_hidden(telling.mart, where)))
    of_mart = np.unique(np.concatenate([*cells.rows[telling.mart.name].values(), [ABSENT]]))[1:]
    loss = _loss(cells.people[of_mart], primary[of_mart], hidden[of_mart])
    return Protected(_without(telling.table, telling.mart, where), where, loss)


def _small(cells: Cells) -> np.ndarray:
    """Primary: small counts; thin bases; counts whose rest is small; all within a small base."""
    people = cells.people
    small = _is_small(people, cells.thresholds)
    bases = people[cells.bases]
    small[cells.bases[(bases >= 1) & (bases < cells.least_bases[cells.bases])]] = True
    rests = bases - people[cells.counts]
    within = small[cells.bases] | _is_small(rests, cells.thresholds[cells.counts])
    small[cells.counts[within]] = True
    return small


def _is_small(people: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    return np.asarray((people >= 1) & (people <= thresholds))


def _hidden(
    tellings: Sequence[Telling],
    both: Beside,
    primary: np.ndarray,
    *,
    may: np.ndarray,
    past: Past | None,
    answers: Answers,
) -> np.ndarray:
    """The cells to hide: found once among all, then once more among the found, which needs fewer."""
    today = len(primary)
    small = ~both.known & ~both.ours
    small[:today] = primary & ~both.known[:today]
    numbers = numbered(both.cells, small)
    open_to_all = numbers.any_of(both.known | (both.ours & ~np.append(may, small[today:])))
    secret = numbers.any_of(small) & ~numbers.any_of(both.known)
    # what was hidden before costs next to nothing to hide again: so releases agree
    members = np.bincount(numbers.of, np.where(both.unpublished, _AGAIN, 1.0))
    told = frozenset() if past is None else _renamed(past.told(answers), numbers.of[both.then])
    allowed = np.where(open_to_all | ~numbers.any_of(both.ours), 0, members)
    for _ in range(2):
        cover, attack = Cover(numbers.cells, secret, allowed), Attack(numbers.cells, answers, told)
        cover.close_lines(np.flatnonzero(secret).tolist())
        _widen(cover, attack, tellings)
        allowed = np.where(cover.hidden, allowed, 0)
    price = members * (numbers.cells.people + 1)
    return np.asarray(spared(cover.hidden, secret, price, attack)[numbers.of][:today])


def _renamed(secrets: frozenset[tuple[int, ...]], of: np.ndarray) -> frozenset[tuple[int, ...]]:
    return frozenset(tuple(of[list(secret)].tolist()) for secret in secrets)


def _widen(cover: Cover, attack: Attack, tellings: Sequence[Telling]) -> None:
    """Attack each block; where a secret can be known too closely hide one more cell, and attack again."""
    while True:
        if _hide_beside(cover, attack.at_a_glance(cover.hidden)):
            continue
        narrow = attack.thoroughly(cover.hidden)
        if not narrow:
            return
        if not _hide_beside(cover, narrow):
            raise _risk(tellings, "hiding more does not make it safe")


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


def _counts_hidden(telling: Telling, cells: Cells, hidden: np.ndarray) -> pd.DataFrame:
    # ABSENT is -1: a last place that is never hidden
    is_hidden = np.append(hidden, [False] * -ABSENT)
    rows = cells.rows[telling.mart.name]
    names = [count.name for count in telling.mart.of_role("count")]
    return pd.DataFrame({name: is_hidden[rows[name]] for name in names}, index=telling.table.index)


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


def _loss(people: np.ndarray, primary: np.ndarray, hidden: np.ndarray) -> Loss:
    return Loss(
        cells=len(people),
        hidden_primary=int(primary.sum()),
        hidden_secondary=int((hidden & ~primary).sum()),
        share_of_cells=float(hidden.mean()) if len(hidden) else 0.0,
        share_of_counts=float(people[hidden].sum() / people.sum()) if people.sum() else 0.0,
    )
