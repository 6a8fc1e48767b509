"""Putting a staged delivery into the lake: batch by batch beside what is in force, then all of it at once."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pipelines.errors import RefusedError
from pipelines.lake import Lake, Writing
from pipelines.landing import Delivery
from pipelines.staging import Staged


def vault_of(table: str) -> str:
    """Where the identifiers of a staged table lie."""
    return "vault." + table.split(".")[1]


def rejects_of(table: str) -> str:
    """Where the rejected rows of a staged table lie."""
    return "rejects." + table.split(".")[1]


def tables_behind(table: str) -> tuple[str, str, str]:
    """A staged table and what lies in the vault for it."""
    return table, vault_of(table), rejects_of(table)


@dataclass
class _Tally:
    """The counts of one table, over its batches."""

    received: int = 0
    lawful: int = 0
    rejects: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    respelt: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, staged: Staged) -> None:
        self.received += staged.received
        self.lawful += staged.lawful.num_rows
        self.rejects += staged.rejects.num_rows
        for total, more in (
            (self.reasons, staged.reasons),
            (self.respelt, staged.respelt),
            (self.notes, staged.notes),
        ):
            total.update(more)

    @property
    def told(self) -> dict[str, Any]:
        return {
            "received": self.received,
            "lawful": self.lawful,
            "rejects": self.rejects,
            "reasons": dict(sorted(self.reasons.items())),
            "respelt": dict(sorted(self.respelt.items())),
            "notes": dict(sorted(self.notes.items())),
        }


class Tallies:
    """The counts of every table of a delivery, over its batches: what may be told of it, never a value."""

    def __init__(self) -> None:
        self.tables: dict[str, _Tally] = {}

    def add(self, batch: dict[str, Staged]) -> None:
        """Count one batch."""
        for name, staged in batch.items():
            self.tables.setdefault(name, _Tally()).add(staged)

    @property
    def told(self) -> dict[str, dict[str, Any]]:
        """Table to its counts: received, lawful, rejects, and the reasons, respellings and notes."""
        return {name: tally.told for name, tally in self.tables.items()}


class Storing:
    """One delivery on its way into the lake. Nothing in force changes before ``commit``."""

    def __init__(self, lake: Lake, delivery: Delivery, fingerprint: str) -> None:
        self._lake, self._delivery, self._fingerprint = lake, delivery, fingerprint
        self._counts = Tallies()
        self._writings: dict[str, Writing] = {}

    def add(self, batch: dict[str, Staged]) -> None:
        """Write one batch beside what is in force."""
        self._counts.add(batch)
        for name, staged in batch.items():
            table = self._table(name)
            self._write(table, staged.lawful)
            self._write(rejects_of(table), staged.rejects)
            if staged.identifiers.num_columns > 1:
                self._write(vault_of(table), staged.identifiers)

    def check_limit(self) -> None:
        """Refuse a delivery of which too much is rejected; its rejects are kept all the same."""
        extract = self._delivery.extract
        limit = extract.rejects_limit
        over = [
            name
            for name, t in self._counts.tables.items()
            if not extract.tolerates(extract.part(name), t.rejects, t.received)
        ]
        if not over:
            return
        for name in self._counts.tables:
            table = rejects_of(self._table(name))
            self._writings.pop(table).commit(self._fingerprint, {}, f"{self._delivery.key}.refused")
        worst = max(
            over, key=lambda n: self._counts.tables[n].rejects / max(self._counts.tables[n].received, 1)
        )
        tally = self._counts.tables[worst]
        raise RefusedError(
            f"The delivery {self._delivery.key} of {extract.name} breaks its contract.",
            why=f"{tally.rejects:,} of {tally.received:,} rows of its {worst} table are rejected, more than "
            f"{limit:.0%}: " + "; ".join(f"{rule} ({n:,})" for rule, n in tally.reasons.most_common(3)) + ".",
            hint="Send these rules back to the supplier; the last accepted delivery stays in force.",
        )

    def commit(self) -> dict[str, Any]:
        """Put it all in force, take out what the return no longer has; returns the counts of its tables."""
        key = self._delivery.key
        told = self._counts.told
        facts = {self._table(name): counts for name, counts in told.items()}
        for table, writing in self._writings.items():
            writing.commit(self._fingerprint, facts.get(table, {}))
        for part in self._delivery.extract.parts:
            for table in tables_behind(self._delivery.extract.staging(part)):
                if table not in self._writings:
                    self._lake.drop(table, key)
                self._lake.drop(table, f"{key}.refused")
        return told

    def discard(self) -> None:
        """Leave the lake as it was."""
        for writing in self._writings.values():
            writing.discard()

    def _table(self, name: str) -> str:
        extract = self._delivery.extract
        return extract.staging(extract.part(name))

    def _write(self, table: str, rows: Any) -> None:
        if table not in self._writings:
            self._writings[table] = self._lake.begin(table, self._delivery.key, rows.schema)
        self._writings[table].add(rows)
