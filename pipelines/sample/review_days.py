"""When plans are reviewed: every twelve months, now and then not at all. The same in every return.

Nothing is drawn here: which review is missed or late follows from its plan and its number.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.days import Bools, Ints

YEAR, MEETING_BEFORE = 365, 30
_IN_TIME, _LATE, _LETTER = 21, 30, 4


@dataclass(frozen=True)
class LastReview:
    """The last review that was held: its meeting, the decision, and when amendments would be proposed."""

    meeting: int
    decided: int
    proposed: int


def last_review(plan: int, started: int, day: int) -> LastReview | None:
    """The last review of a plan that was over by that day, if there was one."""
    numbers = np.arange((day - started) // YEAR, 0, -1)
    held = numbers[~is_missed(np.full_like(numbers, plan), numbers)][:1]
    if not len(held):
        return None
    row = np.full_like(held, plan)
    meeting = int(started + YEAR * held[0] - MEETING_BEFORE)
    return LastReview(
        meeting, meeting + int(until_decision(row, held)[0]), meeting + int(until_proposal(row, held)[0])
    )


def is_missed(plan: Ints, number: Ints) -> Bools:
    """One review in nineteen never took place."""
    return np.asarray((plan * 13 + number * 7) % 19 == 0, dtype=bool)


def until_decision(plan: Ints, number: Ints) -> Ints:
    """Days from the meeting to the decision: three weeks, and now and then two days more than the four."""
    return np.where((plan * 5 + number * 3) % 9 == 0, _LATE, _IN_TIME)


def until_proposal(plan: Ints, number: Ints) -> Ints:
    """Days from the meeting to the notice of proposed amendments, which goes out with a late decision."""
    return np.minimum(until_decision(plan, number) + _LETTER, _LATE)


def is_left_undone(plan: Ints, number: Ints) -> Bools:
    """Amendments that were decided on and never made: one in thirteen."""
    return np.asarray((plan * 3 + number * 5) % 13 == 0, dtype=bool)
