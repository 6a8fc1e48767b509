"""Rejected rows as findings: the contract's reason under the number that stands for it, and whose row it is.

Reads what was received only as far as the record that a row names as its parent; nothing of it is told.
"""

import json
from collections.abc import Callable
from functools import cache

import pyarrow as pa

from pipelines.lake import Lake
from pipelines.rules_scan import PLACE, RUN, SKIPPED, Outcome
from pipelines.storing import rejects_of
from schemas.contract import Extract, Part, items
from schemas.rule import ANY, Rulebook


def of_rejects(
    lake: Lake,
    extract: Extract,
    key: str,
    book: Rulebook,
    schools_of: Callable[[str], dict[str, str | None]],
) -> list[Outcome]:
    """One outcome for each rule that the contract enforces, and for each other reason by its own words.

    ``schools_of`` a part: the supplier's key of each of its records to the school it hangs on.
    """
    numbers = {
        (t, reason): rule.number for rule in book.rules for t in rule.tables for reason in rule.reasons
    }
    received = {part.name: _received(lake, extract, part, key) for part in extract.parts}
    found: dict[str, list[dict[str, object]]] = {}
    looked: dict[str, int] = {}
    known = cache(schools_of)
    for part in extract.parts:
        for row, reasons, text in _rejects(lake, extract, part, key):
            place = {"delivery": key, "extract": extract.name, "part": part.name, "row": row}
            school = known(part.parent).get(_parent_named(part, text)) if part.parent else None
            for reason in reasons.split("; "):
                rule = numbers.get((part.name, reason)) or numbers.get((ANY, reason)) or reason
                found.setdefault(rule, []).append(place | {"school": school})
                looked[rule] = received[part.name]
    for declared in book.rules:
        if declared.rejects:
            looked[declared.number] = sum(
                n for part, n in received.items() if {part, ANY} & {*declared.tables}
            )
    return [
        Outcome(number, RUN, looked=n, found=pa.Table.from_pylist(found.get(number, []), schema=PLACE))
        if n
        else Outcome(number, SKIPPED, f"not delivered: {', '.join(book[number].tables)}")
        for number, n in looked.items()
    ]


def _received(lake: Lake, extract: Extract, part: Part, key: str) -> int:
    staged = extract.staging(part)
    stamps = (lake.stamp(table, key) for table in (staged, rejects_of(staged)))
    return sum(stamp.rows for stamp in stamps if stamp)


def _rejects(lake: Lake, extract: Extract, part: Part, key: str) -> list[tuple[int, str, str]]:
    table = rejects_of(extract.staging(part))
    stamp = lake.stamp(table, key)
    if stamp is None or not stamp.rows:
        return []
    rows = lake.read(table, key)
    return list(zip(*(rows[name].to_pylist() for name in ("row", "reasons", "received")), strict=True))


def _parent_named(part: Part, received: str) -> str:
    """The key by which a received row names its parent; nothing where the line could not be cut."""
    try:
        said = {name.casefold(): text for name, text in json.loads(received).items()}
    except ValueError:
        return ""
    spellings = next(one.spellings for one in items(part.contract) if one.name == part.parent_key)
    return next((said[s.casefold()].strip() for s in spellings if s.casefold() in said), "")
