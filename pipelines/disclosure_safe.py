"""The judge at the door: what was written is attacked as its readers would attack it.

It takes no decision of ``disclosure`` for granted: which cells are hidden it reads from the tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipelines.disclosure_attack import Answers, Attack, NoSolutionError
from pipelines.disclosure_cells import Cells, Telling, cells_of
from pipelines.disclosure_numbers import numbered
from pipelines.disclosure_past import Past, beside
from pipelines.disclosure_readers import Readers, published_elsewhere, told_elsewhere
from pipelines.disclosure_rules import counts_hidden, derived_hidden, risk_of, small


def assert_safe(
    tellings: Sequence[Telling],
    answers: Answers | None = None,
    past: Past | None = None,
    full: Sequence[Telling] = (),
) -> None:
    """Attack released tables; ``DisclosureRiskError`` if too much is learnt.

    Without ``full``, the same tables in full, with nothing but themselves. With them, which say what a reader
    has from elsewhere and which cells are the same number, also with what other bodies publish, and with
    what the ``past`` has released.
    """
    secret = [telling for telling in tellings if telling.policy.hides]
    if not secret:
        return
    answers = {} if answers is None else answers
    cells = cells_of(secret)
    hidden = np.isnan(cells.people)
    left = sum(_derived_left(telling, cells, hidden) for telling in secret)
    if full:
        seen, readers = _seen_beside([t for t in full if t.policy.hides], hidden, past, answers)
    else:
        seen = Seen(cells, hidden, _left_small(cells, hidden))
        readers = Readers([(Attack(cells, answers), np.zeros(len(hidden), dtype=bool))])
    shown_small = int(seen.small.sum())
    try:
        narrow = len(readers.thoroughly(seen.unknown))
    except NoSolutionError as error:
        raise risk_of(secret, str(error)) from error
    if shown_small or left or narrow:
        raise risk_of(
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


def _seen_beside(
    full: Sequence[Telling], hidden: np.ndarray, past: Past | None, answers: Answers
) -> tuple[Seen, Readers]:
    """Today's cells, of which some are hidden, and those of the past; what that told already is no news."""
    today = cells_of(full)
    both = beside(today, past, full)
    unknown = ~both.known & np.append(hidden, ~both.ours[len(hidden) :])
    left = _left_small(both.cells, unknown)
    if past is not None:
        left[both.then] &= ~_left_small(past.cells, ~past.shown)
    primary = small(today)
    public = np.append(
        published_elsewhere(full, today) & ~primary, np.zeros(len(unknown) - len(hidden), bool)
    )
    # who knows a number knows it wherever it stands
    numbers = numbered(both.cells, both.secrets(primary))
    public_number, known = numbers.any_of(public), numbers.any_of(both.known)
    told = frozenset() if past is None else past.told(answers, numbers.of[both.then])
    told_there = told_elsewhere(numbers.cells, known, public_number, answers)
    public = public_number[numbers.of]
    readers = Readers.of(both.cells, answers, numbers.spelt(told), public, numbers.spelt(told_there))
    return Seen(both.cells, unknown, left), readers


def _left_small(cells: Cells, unknown: np.ndarray) -> np.ndarray:
    """Cells that are to be hidden, as far as a reader can see, and are not."""
    as_read = replace(cells, people=np.where(unknown, np.nan, cells.people))
    return np.asarray(small(as_read) & ~unknown)


def _derived_left(telling: Telling, cells: Cells, hidden: np.ndarray) -> int:
    """How many derived values are shown beside a hidden count."""
    gone = derived_hidden(telling.mart, counts_hidden(telling, cells, hidden))
    return sum(int((telling.table[column].notna() & where).sum()) for column, where in gone)
