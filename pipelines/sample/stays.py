"""Moves of people between places, and the stays they amount to. Who moves and why lives elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.sample.days import FAR, Bools, Ints

AWAY = -1


@dataclass(frozen=True)
class Moves:
    """One row per move: on ``day`` the person begins at ``place`` (``AWAY``: leaves for good or a time)."""

    person: Ints
    day: Ints
    place: Ints

    @classmethod
    def joined(cls, several: Iterable["Moves"]) -> "Moves":
        """All moves in one; later tables win when one person moves twice on a day."""
        tables = list(several)
        return cls(
            np.concatenate([m.person for m in tables]),
            np.concatenate([m.day for m in tables]),
            np.concatenate([m.place for m in tables]),
        )

    def where(self, kept: Bools | Ints) -> "Moves":
        """Only the moves that are kept (a mask), or these moves in this order (row numbers)."""
        return Moves(self.person[kept], self.day[kept], self.place[kept])


@dataclass(frozen=True)
class Stays:
    """One row per stay, by person and day: at ``place`` from ``begin`` until the day before ``end``."""

    person: Ints
    place: Ints
    begin: Ints
    end: Ints

    @cached_property
    def _key(self) -> Ints:
        """Person and day in one number, in the order of the rows."""
        return self.person * (2 * FAR) + self.begin + FAR // 2

    def on(self, day: int, places: Bools) -> Ints:
        """Rows of the stays at these places on that day; a person has at most one."""
        return np.flatnonzero((self.begin <= day) & (day < self.end) & places[self.place])

    def place_on(self, days: Ints, people: Ints) -> Ints:
        """Where each of the people is on their own day (one day a person), or ``AWAY``."""
        row = np.searchsorted(self._key, people * (2 * FAR) + days + FAR // 2, side="right") - 1
        row_or_first = np.maximum(row, 0)
        there = (row >= 0) & (self.person[row_or_first] == people) & (days < self.end[row_or_first])
        return np.where(there, self.place[row_or_first], AWAY)


def stays_of(moves: Moves) -> Stays:
    """The stays that the moves amount to: each lasts until the person's next move to another place."""
    order = np.lexsort((np.arange(len(moves.day)), moves.day, moves.person))
    m = moves.where(order)
    m = m.where(~_followed_by_same(m.person, m.day))
    m = m.where(~_follows_same(m.person, m.place))
    end = np.append(m.day[1:], FAR)
    end[np.append(m.person[1:] != m.person[:-1], True)] = FAR
    at_a_place = m.place != AWAY
    return Stays(m.person[at_a_place], m.place[at_a_place], m.day[at_a_place], end[at_a_place])


def _followed_by_same(person: Ints, day: Ints) -> Bools:
    """Moves overtaken by another on the same day."""
    same = (person[1:] == person[:-1]) & (day[1:] == day[:-1])
    return np.append(same, False)


def _follows_same(person: Ints, place: Ints) -> Bools:
    """Moves to where the person already is."""
    same = (person[1:] == person[:-1]) & (place[1:] == place[:-1])
    return np.insert(same, 0, False)
