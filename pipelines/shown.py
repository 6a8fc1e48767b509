"""Marts as they are shown: protected and attacked together, kept in the lake as ``shown.<mart>``.

Whoever reads one mart can read the others, so what they tell of the same pupils is protected as one. The
release writes these very tables. A mart under the rule ``shown`` reads them, and no table of persons:
what it compares, ranks or sets against an earlier year anybody can see, so it can tell nothing more. Here
marts meet the disclosure rules; what a rule does is in ``disclosure``.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pyarrow as pa

from pipelines import derived
from pipelines.disclosure import Answers, Loss, Telling, assert_safe, protect
from pipelines.disclosure_cells import DisclosureRiskError
from pipelines.disclosure_past import Past
from pipelines.lake import Lake, Stamp
from pipelines.ledger import Ledger
from pipelines.sql import Mart, reads_beside
from schemas.catalogue import holds_published_only
from schemas.disclosure import POLICIES, STATUS_COLUMN, Policy

SHOWN, HIDDEN, MARTS = "shown", "hidden", "marts"
ANSWER, _ANSWERS_KEPT = "hidden.attack_answer", 500_000
_ANSWER_COLUMNS = pa.schema([("mark", pa.binary()), ("narrow", pa.list_(pa.int64()))])
# What is shown, what is projected or judged from that, what the cohort model lets out (``cohort.told``), who
# is counted, and which deliveries there are, which every release says.
_TELLS_OF_NOBODY = frozenset({SHOWN, "projection", "outcomes", "outlook", "scope", "landing"})
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
    return shown_together({mart.name: full}, {mart.name: mart})[mart.name]


def shown_together(
    full: Mapping[str, pd.DataFrame | pa.Table],
    marts: Mapping[str, Mart],
    answers: Answers | None = None,
    *,
    policies: Mapping[str, Policy] = POLICIES,
    within: Mapping[str, Shown] = MappingProxyType({}),
    past: Past | None = None,
) -> dict[str, Shown]:
    """These marts under their rules, attacked as one, and with what was released before (``past``).

    ``answers`` are those of earlier attacks, and gain what these find.
    """
    answers = {} if answers is None else answers
    frames, schemas = {}, {}
    for name, table in full.items():
        _refuse_unpublished(marts[name])
        frame, schemas[name] = _frame(table)
        frame = frame[[column.name for column in marts[name].columns]]
        frames[name] = frame.sort_values(list(marts[name].grain), kind="stable", ignore_index=True)

    def tellings(tables: Mapping[str, pd.DataFrame]) -> list[Telling]:
        return [
            Telling(table, marts[name], policies[marts[name].rule])
            for name, table in tables.items()
            if name in full
        ]

    others = tellings({name: _frame(one.table)[0] for name, one in within.items()})
    protected = protect(tellings(frames), answers, others, past)
    tables = {name: _arrow(protected[name].table, schemas[name]) for name in frames}
    released = tellings({name: _frame(table)[0] for name, table in tables.items()})
    assert_safe(released, answers, past, tellings(frames))
    return {
        name: Shown(
            table,
            pa.Table.from_pandas(protected[name].hidden, preserve_index=False),
            protected[name].loss,
        )
        for name, table in tables.items()
    }


def for_partner(
    lake: Lake, marts: Mapping[str, Mart], policies: Mapping[str, Policy], answers: Answers | None = None
) -> dict[str, Shown]:
    """The marts under the rules of readers who may see more: nothing is hidden that is shown to anybody.

    Marts that are made of how others are shown are as anybody reads them.
    """
    together = told_together(marts)
    as_open = {name: load(lake, mart) for name, mart in marts.items()}
    full = {name: lake.read(f"{MARTS}.{name}") for name in together}
    return as_open | shown_together(full, together, answers, policies=policies, within=as_open)


def _tellings(tables: Mapping[str, pa.Table], marts: Mapping[str, Mart]) -> list[Telling]:
    return [
        Telling(_frame(table)[0], marts[name], POLICIES[marts[name].rule]) for name, table in tables.items()
    ]


def show(lake: Lake, mart: Mart) -> bool:
    """Bring ``shown.<mart>`` up to date with the mart in the lake, as one told alone; False when it was."""
    before = lake.stamp(f"{SHOWN}.{mart.name}")
    show_together(lake, {mart.name: mart})
    now = lake.stamp(f"{SHOWN}.{mart.name}")
    return now is not None and (before is None or before.fingerprint != now.fingerprint)


@dataclass(frozen=True)
class Beside:
    """The ledger, and which of the releases in it are ``public``."""

    ledger: Ledger
    public: Sequence[str]


def show_together(lake: Lake, marts: Mapping[str, Mart], beside: Beside | None = None) -> list[str]:
    """Bring ``shown.<mart>`` up to date for those of these marts that are in the lake, protected as one.

    With ``beside`` also together with all that was ever released, and noted. Returns the marts that are
    shown otherwise than before.
    """
    there = {name: mart for name, mart in marts.items() if lake.stamp(f"{MARTS}.{name}")}
    wanted = hashlib.sha256("".join(fingerprint(lake, mart) for mart in there.values()).encode()).hexdigest()
    before = {name: lake.stamp(f"{SHOWN}.{name}") for name in there}
    if not there:
        return []
    is_counted = beside is None or beside.ledger.has_counted(beside.public)
    if is_counted and all(stamp is not None and stamp.fingerprint == wanted for stamp in before.values()):
        return []
    answers = _answers(lake)
    known = len(answers)
    full = {name: lake.read(f"{MARTS}.{name}") for name in there}
    past = beside.ledger.past(beside.public, marts) if beside else None
    made = shown_together(full, there, answers, past=past)
    if beside:
        released = {name: one.table for name, one in made.items()}
        beside.ledger.note(_tellings(full, there), _tellings(released, there), beside.public)
    if len(answers) > known:
        _keep(lake, answers)
    for name, one in made.items():
        lake.write(f"{HIDDEN}.{name}", one.hidden, fingerprint=wanted)
        lake.write(f"{SHOWN}.{name}", one.table, fingerprint=wanted, facts=asdict(one.loss))
    return [name for name in made if not _is_same(before[name], lake.stamp(f"{SHOWN}.{name}"))]


def told_together(marts: Mapping[str, Mart]) -> dict[str, Mart]:
    """Those of the marts that are protected as one: all that hide anything and are made of no other."""
    return {
        name: mart for name, mart in marts.items() if POLICIES[mart.rule].hides and not any(reads_of(mart))
    }


def _is_same(before: Stamp | None, now: Stamp | None) -> bool:
    return before is not None and now is not None and before.content == now.content


def _answers(lake: Lake) -> Answers:
    """What attacks on blocks of hidden cells found, for those of the same shape and numbers; by this code."""
    stamp = lake.stamp(ANSWER)
    if stamp is None or stamp.fingerprint != _code():
        return {}
    kept = lake.read(ANSWER).to_pydict()
    return {mark: tuple(places) for mark, places in zip(kept["mark"], kept["narrow"], strict=True)}


def _keep(lake: Lake, answers: Answers) -> None:
    newest = list(answers.items())[-_ANSWERS_KEPT:]
    columns = {"mark": [mark for mark, _ in newest], "narrow": [list(places) for _, places in newest]}
    lake.write(ANSWER, pa.table(columns, _ANSWER_COLUMNS), fingerprint=_code())


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
    """The marts that this one, and derived tables that it reads, are made of as they are shown."""
    below = (name for one in derived.behind(mart.reads) for name in one.reads())
    found = dict.fromkeys((*mart.reads, *below))
    return (name.removeprefix(f"{SHOWN}.") for name in found if name.startswith(f"{SHOWN}."))


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
