"""What was corrected, by whom, why and when: in the vault, for good, each change of a file as one entry.

A past day is built with the corrections that were applied at its end.
"""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from pipelines.corrections import NONE, Applied, Correction, Corrections
from pipelines.lake import Lake
from pipelines.landing import Delivery

_WORDS = ("part", "item", "rule", "who", "why")
_LEDGER = pa.schema(
    [
        ("delivery", pa.string()),
        ("fingerprint", pa.string()),
        ("applied", pa.timestamp("ms", "UTC")),
        ("row", pa.int64()),
        *((name, pa.string()) for name in (*_WORDS, "was", "now")),
    ]
)


def table_of(extract: str) -> str:
    """The ledger of an extract: a partition for each change of the corrections of a version."""
    return f"vault.corrections_{extract}"


def note(lake: Lake, delivery: Delivery, own: Corrections, done: Sequence[Applied], at: datetime) -> None:
    """Note that a version now stands corrected so; nothing where it stood so before."""
    if last(lake, delivery).file == own.file:
        return
    rows = [
        {
            "delivery": delivery.key,
            "fingerprint": delivery.fingerprint,
            "applied": at,
            "row": one.correction.row,
            **{name: getattr(one.correction, name) for name in _WORDS},
            "was": one.was,
            "now": one.correction.value,
        }
        for one in done
    ]
    entry = f"{_of_version(delivery)}{len(_entries(lake, delivery)) + 1:04d}"
    facts = {"file": own.file, "applied": at.isoformat()}
    table = pa.Table.from_pylist(rows, schema=_LEDGER)
    lake.write(table_of(delivery.extract.name), table, entry, fingerprint=delivery.fingerprint, facts=facts)


def last(lake: Lake, delivery: Delivery) -> Corrections:
    """The corrections with which a version was staged last."""
    entries = _entries(lake, delivery)
    if not entries:
        return NONE
    table = table_of(delivery.extract.name)
    stamp = lake.stamp(table, entries[-1])
    lines = (
        Correction(**{name: row[name] for name in (*_WORDS, "row")}, value=row["now"])
        for row in lake.read(table, entries[-1]).to_pylist()
    )
    return Corrections(tuple(lines), stamp.facts["file"] if stamp else "")


def hand_over(lake: Lake, other: Lake, delivery: Delivery, moment: datetime) -> None:
    """Another lake knows how a version stood corrected at a moment."""
    table = table_of(delivery.extract.name)
    for entry in _entries(lake, delivery):
        stamp = lake.stamp(table, entry)
        if stamp and datetime.fromisoformat(stamp.facts["applied"]) < moment:
            other.adopt(lake, table, entry)


def _entries(lake: Lake, delivery: Delivery) -> list[str]:
    """Those of a version, the oldest first."""
    known = lake.partitions(table_of(delivery.extract.name))
    return [entry for entry in known if entry.startswith(_of_version(delivery))]


def _of_version(delivery: Delivery) -> str:
    return f"{delivery.key}.{delivery.fingerprint[:12]}."
