"""Who is chosen for SEN at all, and the spells of SEN support. Plans live in ``plans``.

Everyone has a spell that might have been; so many are chosen that January 2019 is exact, and before and
after it as many, in proportion, with the growth of the years.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.sample.calibration import ANCHOR, Calibration, growth
from pipelines.sample.chance import TooFewDrawnError, some
from pipelines.sample.days import Bools, Floats, Ints, settled, year_of
from pipelines.sample.lives import People
from pipelines.sample.schools import Places
from pipelines.sample.stays import AWAY, Stays

_POOREST = 0.33


@dataclass(frozen=True)
class Spells:
    """One row per spell of a person: in force from ``begin`` until the day before ``end``."""

    person: Ints
    begin: Ints
    end: Ints

    @classmethod
    def joined(cls, several: "Sequence[Spells]") -> "Spells":
        """All spells in one table."""
        return cls(
            np.concatenate([s.person for s in several]),
            np.concatenate([s.begin for s in several]),
            np.concatenate([s.end for s in several]),
        )

    def where(self, kept: Bools) -> "Spells":
        """Only the spells that are kept."""
        return Spells(self.person[kept], self.begin[kept], self.end[kept])

    def open_on(self, day: int, count: int) -> Bools:
        """For each of ``count`` people: whether a spell of theirs is open on that day."""
        found = np.zeros(count, dtype=bool)
        found[self.person[(self.begin <= day) & (day < self.end)]] = True
        return found


def chosen(
    rng: np.random.Generator, present: Sequence[tuple[Bools, int]], anyone: Bools, weight: Floats
) -> Bools:
    """A choice by weight: of each group present exactly so many, of the others as probable."""
    picked = np.zeros(len(weight), dtype=bool)
    lot = np.log(np.maximum(weight, 1e-12)) + rng.gumbel(size=len(weight))
    rate = 0.0
    seen = np.zeros(len(weight), dtype=bool)
    for group, target in present:
        members = np.flatnonzero(group)
        if len(members) < target:
            raise TooFewDrawnError(f"{len(members)} people drawn to choose {target} from")
        picked[members[np.argsort(-lot[members], kind="stable")[:target]]] = True
        rate = rate or target / max(float(weight[members].sum()), 1e-9)
        seen |= group
    return picked | (anyone & ~seen & some(rng, len(weight), rate * weight))


def leaning(people: People, *, boys: float, poor: float) -> Floats:
    """How much likelier than a girl who is not poor each person is to have SEN."""
    return np.where(people.boy, boys, 1.0) * np.where(people.poverty < _POOREST, poor, 1.0)


def school_on(day: int, stays: Stays, places: Places, count: int) -> tuple[Bools, Bools]:
    """For each person: in a census school, in an independent school, on that day."""
    where = stays.place_on(np.full(count, day), np.arange(count))
    phase = np.where(where == AWAY, "", places.phase[where].astype(str))
    return (where != AWAY) & places.in_census[where], np.asarray(phase == "IN", dtype=bool)


def ordinary_support(
    rng: np.random.Generator,
    people: People,
    at_school: tuple[Bools, Bools],
    settled_already: tuple[Bools, Bools],
    calibration: Calibration,
) -> Spells:
    """Support that leads to no plan. ``settled_already``: those on a plan, and on support beside one."""
    n, margins = len(people), calibration.margins
    on_plan, on_support = settled_already
    groups = np.array([0.06, 0.1, 0.13, 0.12, 0.11, 0.1, 0.08, 0.07, 0.08, 0.06, 0.05, 0.04])
    begin = people.start_of(rng.choice(np.arange(-1, 11), size=n, p=groups / groups.sum()))
    begin = np.maximum(settled(begin + rng.integers(5, 280, n)), people.begin)
    end = np.minimum(begin + 150 + (rng.exponential(4.6, n) * 365).astype(np.int64), people.gone)
    might = Spells(np.arange(n), begin, end)
    open_now = might.open_on(ANCHOR, n) & ~on_plan & ~on_support
    state, independent = at_school
    targets = [
        (state & open_now, margins.state_support - int((state & on_support & ~on_plan).sum())),
        (
            independent & open_now,
            margins.independent_support - int((independent & on_support & ~on_plan).sum()),
        ),
    ]
    weight = leaning(people, boys=1.75, poor=1.7) * growth(year_of(begin), calibration.new_support)
    blocked = at_school[0] | at_school[1]
    sometime = (begin < end) & ~(blocked & might.open_on(ANCHOR, n))
    return might.where(chosen(rng, targets, sometime, weight))
