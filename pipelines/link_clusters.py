"""Clusters of records that are one person, grown pair by pair, and what no cluster may hold.

A pair may look right and still join two people through a third record that says too little. What was told of
anybody in a cluster is therefore asked before every join.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.types import upn_is_temporary

UPN_RULE, NUMBER_RULE, LIKENESS_RULE = "upn", "number", "likeness"


@dataclass(frozen=True)
class Seen:
    """In which sources each record was seen, a bit a source; nobody is twice in one of the ``unique``."""

    bits: Sequence[int]
    unique: int

    @classmethod
    def of(cls, source: "pd.Series[str]", unique: Collection[str]) -> "Seen":
        """Each record in its one source; the bits of the unique ones come first."""
        names = sorted(source.unique(), key=lambda name: (name not in unique, name))
        bits: dict[str, int] = {name: 1 << n for n, name in enumerate(names)}
        found = sum(bit for name, bit in bits.items() if name in unique)
        return cls([bits[name] for name in source], found)


class Clusters:
    """Every record begins as a cluster of its own."""

    def __init__(self, records: pd.DataFrame, seen: Seen, *, children: bool = True) -> None:
        self._children = children
        self._parent = list(range(len(records)))
        self.unique = seen.unique
        self._seen = list(seen.bits)
        upn = records["upn"].where(~upn_is_temporary(records["upn"]))
        self._upn = [None if one is pd.NA else str(one) for one in upn]
        self._names = (records["forename_forms"].tolist(), records["surname_forms"].tolist())
        # Of clusters that have grown: what their records said. Single records are looked up.
        self._upns: dict[int, set[str]] = {}
        self._forms: dict[int, tuple[set[str], set[str]]] = {}
        self._others: dict[int, set[int]] = {}

    def of(self, record: int) -> int:
        """The cluster of a record: its smallest member."""
        parent = self._parent
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    def all(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """The cluster of every record."""
        return np.array([self.of(n) for n in range(len(self._parent))], dtype=np.int64)

    def seen(self, record: int) -> int:
        """The sources of a record's cluster, as bits."""
        return self._seen[self.of(record)]

    def are_two(self, one: int, other: int) -> bool:
        """Whether one source tells two records' people apart: by being unique, or by two pupil numbers."""
        one, other = self.of(one), self.of(other)
        upns, others = self._upns_of(one), self._upns_of(other)
        numbered = bool(upns and others and upns.isdisjoint(others))
        return bool(self._seen[one] & self._seen[other] & (-1 if numbered else self.unique))

    def differ(self, one: int, other: int) -> None:
        """Two records that never come together: somebody has decided so."""
        one, other = self.of(one), self.of(other)
        self._others.setdefault(one, set()).add(other)
        self._others.setdefault(other, set()).add(one)

    def force(self, one: int, other: int) -> bool:
        """Join two clusters because somebody has decided so; False where another decision forbids it."""
        one, other = self.of(one), self.of(other)
        if one == other:
            return True
        if self._are_decided_apart(one, other):
            return False
        self._merge(one, other)
        return True

    def join(self, one: int, other: int, rule: str, *, forename_agrees: bool = False) -> bool:
        """Join two records' clusters if nothing in them forbids it; False where they stay as they are."""
        one, other = self.of(one), self.of(other)
        if one == other or self._are_decided_apart(one, other):
            return False
        if self._seen[one] & self._seen[other] & self.unique:
            return False
        is_asked = self._children and rule != UPN_RULE
        if is_asked and not self._may_be_one(one, other, rule, forename_agrees=forename_agrees):
            return False
        self._merge(one, other)
        return True

    def _may_be_one(self, one: int, other: int, rule: str, *, forename_agrees: bool) -> bool:
        """Nobody with another pupil number, or with other names, comes in through a record between."""
        (fore, sur), (others_fore, others_sur) = self._forms_of(one), self._forms_of(other)
        fore_differ = bool(fore and others_fore) and not forename_agrees and fore.isdisjoint(others_fore)
        sur_differ = bool(sur and others_sur) and sur.isdisjoint(others_sur)
        upns, others_upns = self._upns_of(one), self._upns_of(other)
        if upns and others_upns and upns.isdisjoint(others_upns):
            side_by_side = rule == LIKENESS_RULE and self._seen[one] & self._seen[other]
            return not (side_by_side or fore.isdisjoint(others_fore) or sur.isdisjoint(others_sur))
        return not (fore_differ if rule == LIKENESS_RULE else fore_differ and sur_differ)

    def are_apart(self, one: int, other: int) -> bool:
        """Whether somebody has decided that two records' people are two."""
        return self._are_decided_apart(self.of(one), self.of(other))

    def _are_decided_apart(self, one: int, other: int) -> bool:
        return bool(self._others) and any(self.of(n) == other for n in self._others.get(one, ()))

    def _merge(self, one: int, other: int) -> None:
        kept, gone = min(one, other), max(one, other)
        upns = self._upns_of(kept) | self._upns_of(gone)
        fore, sur = self._forms_of(kept)
        more_fore, more_sur = self._forms_of(gone)
        self._parent[gone] = kept
        self._seen[kept] |= self._seen[gone]
        self._upns.pop(gone, None)
        self._forms.pop(gone, None)
        self._upns[kept] = upns
        self._forms[kept] = (fore | more_fore, sur | more_sur)
        if gone in self._others:
            self._others.setdefault(kept, set()).update(self._others[gone])

    def _upns_of(self, root: int) -> set[str]:
        found = self._upns.get(root)
        if found is None:
            own = self._upn[root]
            return {own} if own else set()
        return found

    def _forms_of(self, root: int) -> tuple[set[str], set[str]]:
        found = self._forms.get(root)
        return found if found is not None else (set(self._names[0][root]), set(self._names[1][root]))
