"""Which record of the supplier a row is: by the supplier's own key, or where that means nothing, its child.

A key that is a row or an ordinal says nothing beyond one version of a delivery; there a record is known again
by the pseudonym of its child, or of the child it hangs on. Only rows, keys and pseudonyms come out of here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipelines.lake import Lake
from pipelines.staging import RECORD
from pipelines.storing import rejects_of, vault_of
from schemas.contract import UPN, Extract, Part, items
from schemas.types import upn_is_valid

REFUSED = ".refused"


@dataclass(frozen=True)
class Records:
    """The rows of one part of a delivery. ``keys`` are the supplier's; ``rejected`` holds rows as received.

    ``references`` name a record in whatever version of the delivery it stands.
    """

    keys: Mapping[int, str] = field(default_factory=dict)
    references: Mapping[int, str] = field(default_factory=dict)
    rejected: Mapping[int, str] = field(default_factory=dict)

    def shown(self, row: int) -> str:
        """The supplier's key of a row as a report may show it: no row number, no number of a child."""
        key = self.keys.get(row, "")
        return "" if _is_passing(row, key) or _is_a_childs(key) else key


def records(lake: Lake, extract: Extract, key: str) -> dict[str, Records]:
    """Part to its records: those of the delivery in force, or with ``.refused`` behind the key of it."""
    found: dict[str, Records] = {}
    names: dict[str, dict[str, str]] = {}
    for part in extract.parts:
        found[part.name], names[part.name] = _of_part(lake, extract, part, key, names)
    return found


def cells(received: str, part: Part) -> dict[str, str]:
    """A rejected row as received, item by item; nothing where the line could not be cut."""
    try:
        said = {name.casefold(): text for name, text in json.loads(received).items()}
    except (ValueError, AttributeError):
        return {}
    found = {}
    for one in items(part.contract):
        text = next((said[s.casefold()] for s in one.spellings if s.casefold() in said), None)
        if text is not None:
            found[one.name] = str(text)
    return found


def _of_part(
    lake: Lake, extract: Extract, part: Part, key: str, names: Mapping[str, Mapping[str, str]]
) -> tuple[Records, dict[str, str]]:
    """The records of a part; and key in the lake to reference, for the parts that hang on it."""
    rejected = _rejected(lake, extract, part, key)
    received = {row: cells(text, part) for row, text in rejected.items()}
    keys = {row: said.get(part.key, "").strip() for row, said in received.items()} if part.key else {}
    references = {row: _of_received(row, said, part) for row, said in received.items()}
    by_key: dict[str, str] = {}
    frame = _lawful(lake, extract, part, key)
    parents = names.get(part.parent, {})
    child = [f"{one.name}_key" for one in items(part.contract) if one.number == UPN]
    for one in frame.to_dict("records"):
        row = int(one["row"])
        own = one.get(RECORD) if RECORD in one else one.get(part.key)
        record = own if isinstance(own, str) else ""
        pseudonym = next((one[c] for c in child if isinstance(one.get(c), str)), "")
        keys.setdefault(row, record)
        name = record
        if _is_passing(row, record):
            name = pseudonym or parents.get(str(one.get(part.parent_key)), "")
        references.setdefault(row, name)
        if part.key:
            by_key[str(one[part.key])] = name
    return Records(keys, references, rejected), by_key


def _lawful(lake: Lake, extract: Extract, part: Part, key: str) -> pd.DataFrame:
    staged = extract.staging(part)
    if lake.stamp(staged, key) is None:
        return pd.DataFrame({"row": []})
    child = [f"{one.name}_key" for one in items(part.contract) if one.number == UPN]
    columns = [name for name in dict.fromkeys(("row", part.key, part.parent_key, *child)) if name]
    there = set(lake.read(staged, key).column_names)
    frame = lake.read(staged, key, [c for c in columns if c in there]).to_pandas()
    if extract.has_passing_keys and part.key and lake.stamp(vault_of(staged), key):
        vault = lake.read(vault_of(staged), key, ["row", RECORD]).to_pandas().drop_duplicates("row")
        frame = frame.merge(vault, on="row", how="left", validate="m:1")
    return frame


def _rejected(lake: Lake, extract: Extract, part: Part, key: str) -> dict[int, str]:
    table = rejects_of(extract.staging(part))
    if lake.stamp(table, key) is None:
        return {}
    rows = lake.read(table, key, ["row", "received"])
    return dict(zip(rows["row"].to_pylist(), rows["received"].to_pylist(), strict=True))


def _of_received(row: int, said: Mapping[str, str], part: Part) -> str:
    """A rejected record known again: by its key, or by its child's number, which is not kept as it is."""
    record = said.get(part.key, "").strip() if part.key else ""
    if not _is_passing(row, record):
        return record
    number = next(
        (said[one.name] for one in items(part.contract) if one.number == UPN and one.name in said), ""
    )
    return hashlib.sha256(number.encode()).hexdigest()[:16] if number else ""


def _is_passing(row: int, record: str) -> bool:
    """The key is where the record stands, not a name that the supplier gave it."""
    return not record or record == str(row) or record.startswith(f"{row}/")


def _is_a_childs(record: str) -> bool:
    return any(bool(upn_is_valid(pd.Series([piece], dtype="string")).iloc[0]) for piece in record.split("/"))
