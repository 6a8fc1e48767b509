"""Marts as they are shown: protected and attacked once, kept in the lake as ``shown.<mart>``.

The release writes these very tables. A mart under the rule ``shown`` reads them, and no table of persons:
what it compares, ranks or sets against an earlier year anybody can see, so it can tell nothing more. Here
marts meet the disclosure rules; what a rule does is in ``disclosure``.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from pipelines.disclosure import Loss, Telling, assert_safe, protect
from pipelines.disclosure_cells import DisclosureRiskError
from pipelines.lake import Lake
from pipelines.sql import Mart, reads_beside
from schemas.catalogue import holds_published_only
from schemas.disclosure import POLICIES, STATUS_COLUMN

SHOWN, HIDDEN, MARTS = "shown", "hidden", "marts"
# What is shown, who is counted, and which deliveries there are, which every release says.
_TELLS_OF_NOBODY = frozenset({SHOWN, "scope", "landing"})
_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype(na_value=float("nan"))}
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shown:
    """A mart fit to release; ``hidden`` says of each count and derived column where it is hidden."""

    table: pa.Table
    hidden: pa.Table
    loss: Loss


def shown(full: pd.DataFrame | pa.Table, mart: Mart) -> Shown:
    """The mart under its rule, and attacked. Errors: ``DisclosureRiskError`` where it is not safe so."""
    _refuse_unpublished(mart)
    policy = POLICIES[mart.rule]
    frame, schema = _frame(full)
    frame = frame[[column.name for column in mart.columns]]
    frame = frame.sort_values(list(mart.grain), kind="stable", ignore_index=True)
    protected = protect([Telling(frame, mart, policy)])[mart.name]
    table = _arrow(protected.table, schema)
    assert_safe([Telling(_frame(table)[0], mart, policy)])
    return Shown(table, pa.Table.from_pandas(protected.hidden, preserve_index=False), protected.loss)


def show(lake: Lake, mart: Mart) -> bool:
    """Bring ``shown.<mart>`` up to date with the mart in the lake; False when it was."""
    name, wanted = f"{SHOWN}.{mart.name}", fingerprint(lake, mart)
    stamp = lake.stamp(name)
    if stamp is not None and stamp.fingerprint == wanted:
        return False
    made = shown(lake.read(f"{MARTS}.{mart.name}"), mart)
    lake.write(f"{HIDDEN}.{mart.name}", made.hidden, fingerprint=wanted)
    lake.write(name, made.table, fingerprint=wanted, facts=asdict(made.loss))
    return True


def fingerprint(lake: Lake, mart: Mart) -> str:
    """Changes with what the mart holds, what its heading says, its rule, and how rules are applied."""
    stamp = lake.stamp(f"{MARTS}.{mart.name}")
    said = (stamp.content if stamp else "", mart.code_version, str(POLICIES.get(mart.rule)), _code())
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def load(lake: Lake, mart: Mart) -> Shown:
    """What ``show`` made."""
    name = f"{SHOWN}.{mart.name}"
    stamp = lake.stamp(name)
    facts: Mapping[str, Any] = stamp.facts if stamp else {}
    return Shown(lake.read(name), lake.read(f"{HIDDEN}.{mart.name}"), Loss(**facts))


def reads_of(mart: Mart) -> Iterator[str]:
    """The marts that this one reads as they are shown."""
    return (name.removeprefix(f"{SHOWN}.") for name in mart.reads if name.startswith(f"{SHOWN}."))


def with_read(names: Collection[str], marts: Mapping[str, Mart]) -> frozenset[str]:
    """These marts and all that they are made of."""
    read = {below for name in names for below in reads_of(marts[name])} - set(names)
    return with_read({*names, *read}, marts) if read else frozenset(names)


def in_order(marts: Mapping[str, Mart]) -> dict[str, Mart]:
    """The same, each behind those that it reads; a circle is an error of ours."""
    ordered: dict[str, Mart] = {}
    waiting = dict(marts)
    while waiting:
        ready = [name for name, mart in waiting.items() if not waiting.keys() & set(reads_of(mart))]
        if not ready:
            raise AssertionError(f"marts that read each other: {sorted(waiting)}")
        ordered |= {name: waiting.pop(name) for name in ready}
    return ordered


def columns_of(mart: Mart) -> tuple[str, ...]:
    """The columns of ``shown.<mart>``."""
    names = tuple(column.name for column in mart.columns)
    return names if STATUS_COLUMN in names else (*names, STATUS_COLUMN)


def _refuse_unpublished(mart: Mart) -> None:
    """Under a rule that hides nothing a mart may read only what anybody can read already."""
    policy = POLICIES[mart.rule]
    is_open = all(_is_open(table, mart.rule) for table in mart.reads) and not reads_beside(mart.sql)
    if not policy.hides and not is_open:
        raise DisclosureRiskError(
            mart.name, mart.rule, "nothing is hidden, yet it reads what is not published"
        )


def _is_open(table: str, rule: str) -> bool:
    if rule == SHOWN and table.partition(".")[0] in _TELLS_OF_NOBODY:
        return True
    return holds_published_only(table)


@cache
def _code() -> str:
    files = (*sorted(_HERE.glob("disclosure*.py")), Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _frame(full: pd.DataFrame | pa.Table) -> tuple[pd.DataFrame, pa.Schema]:
    table = full if isinstance(full, pa.Table) else pa.Table.from_pandas(full, preserve_index=False)
    return table.to_pandas(types_mapper=_NULLABLE.get, ignore_metadata=True), table.schema


def _arrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """The protected frame in the types the mart came with; a count is a whole number, a day is a date."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if field.name in schema.names and not pa.types.is_floating(schema.field(field.name).type):
            column = column.cast(schema.field(field.name).type)
        if pa.types.is_large_string(column.type):
            column = column.cast(pa.string())
        if pa.types.is_timestamp(column.type) and column.equals(
            column.cast(pa.date32(), safe=False).cast(column.type)
        ):
            column = column.cast(pa.date32())
        table = table.set_column(place, field.name, column)
    return table
