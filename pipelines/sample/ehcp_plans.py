"""Plans in the case system at the end of a day: their versions and their reviews. Who has one is elsewhere.

A review is on the system a month after its meeting, so that the last one held is the one in the SEN2 of that
day; one that was missed stays due.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.chance import dice
from pipelines.sample.days import FAR, Bools, Ints, Texts
from pipelines.sample.ehcp_cases import Cases
from pipelines.sample.review_days import (
    MEETING_BEFORE,
    YEAR,
    is_left_undone,
    is_missed,
    until_decision,
    until_proposal,
)
from pipelines.sample.schools import RECEPTION, YEAR_7, YEAR_12
from pipelines.sample.sen2_facts import Facts
from pipelines.sample.world import World

_SEEN_AHEAD = 92


@dataclass(frozen=True)
class Reviews:
    """One row per review, by case and number; ``row`` is the row of the case. ``FAR``: not yet."""

    row: Ints
    number: Ints
    due: Ints
    meeting: Ints
    decision: Texts
    decided: Ints
    proposed: Ints
    amended: Ints
    phase_transfer: Bools


@dataclass(frozen=True)
class Versions:
    """One row per version, by case and number; ``row`` is the row of the case, ``until`` its last day."""

    row: Ints
    number: Ints
    status: Texts
    issued: Ints
    until: Ints
    current: Bools


def reviews_on(world: World, facts: Facts, cases: Cases, day: int) -> Reviews:
    """The yearly reviews of every plan: those held, and the next where it is due within three months."""
    with_plan = np.flatnonzero(cases.issued < FAR)
    last = np.minimum(cases.ended, day)[with_plan]
    ahead = np.where(cases.in_force[with_plan], _SEEN_AHEAD, 0)
    count = np.maximum((last + ahead - cases.issued[with_plan]) // YEAR, 0)
    row = np.repeat(with_plan, count)
    plan, number = cases.plan[row], _numbered(count)
    due = cases.issued[row] + YEAR * number
    held = (due <= np.repeat(last, count)) & ~is_missed(plan, number)
    meeting = due - MEETING_BEFORE
    decision = facts.review[plan]
    amends = held & (decision == "A")
    amended = meeting + 60 + (plan * 7 + number * 11) % 40
    is_amended = amends & (amended <= np.minimum(cases.ended[row] - 1, day)) & ~is_left_undone(plan, number)
    return Reviews(
        row=row,
        number=number,
        due=due,
        meeting=np.where(held, meeting, FAR),
        decision=np.where(held, decision, ""),
        decided=np.where(held, meeting + until_decision(plan, number), FAR),
        proposed=np.where(amends, meeting + until_proposal(plan, number), FAR),
        amended=np.where(is_amended, amended, FAR),
        phase_transfer=_before_new_phase(world, cases.person[row], meeting),
    )


def versions_on(world: World, cases: Cases, reviews: Reviews, day: int) -> Versions:
    """A draft before the first final plan, and an amended final after each review that amends."""
    lead = dice(world.seed, world.code, "drafts").integers(20, 41, len(world.plans.person))
    asked = np.flatnonzero((cases.plan >= 0) & (cases.decision == "Y"))
    plan = cases.plan[asked]
    sent = np.maximum(world.plans.begin[plan] - lead[plan], cases.decided[asked])
    finals = np.flatnonzero(cases.issued < FAR)
    amending = np.flatnonzero(reviews.amended < FAR)
    row = np.concatenate([asked, finals, reviews.row[amending]])
    issued = np.concatenate([sent, cases.issued[finals], reviews.amended[amending]])
    status = np.repeat(np.array(["D", "F", "A"], dtype=object), [len(asked), len(finals), len(amending)])
    kept = np.flatnonzero(issued <= day)
    order = kept[
        np.lexsort(
            (np.repeat([0, 1, 2], [len(asked), len(finals), len(amending)])[kept], issued[kept], row[kept])
        )
    ]
    return _numbered_versions(cases, row[order], status[order], issued[order], day)


def _numbered_versions(cases: Cases, row: Ints, status: Texts, issued: Ints, day: int) -> Versions:
    is_last = np.append(row[1:] != row[:-1], True)[: len(row)]
    following = np.append(issued[1:], FAR)[: len(row)]
    _, count = np.unique(row, return_counts=True)
    return Versions(
        row=row,
        number=_numbered(count),
        status=status,
        issued=issued,
        until=np.where(is_last, np.minimum(cases.ended[row] - 1, day), following - 1),
        current=is_last & cases.in_force[row],
    )


def _numbered(count: Ints) -> Ints:
    """1, 2, 3 ... as often as each count says."""
    return np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count) + 1


def _before_new_phase(world: World, person: Ints, meeting: Ints) -> Bools:
    """In the school year before Reception, Year 7 or college."""
    next_group = (meeting.astype("M8[D]").astype("M8[M]").astype(np.int64) - 8) // 12 + 1971
    next_group -= world.people.birth_year[person] + 5
    return np.asarray(np.isin(next_group, (RECEPTION, YEAR_7, YEAR_12)), dtype=bool)
