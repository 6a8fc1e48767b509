"""Staging: text as received in; lawful rows, identifiers for the vault, and named rejects out.

Every received row is in exactly one of lawful and rejects. A row whose parent record was rejected is
rejected with it: nothing hangs in the air. Where a return's keys are passing, a record's key becomes its
ordinal, the same in every shape; the supplier's own key goes to the vault.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

import pandas as pd
import pandera.pandas as pa_
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.formats import ROW, TextTable
from pipelines.identity import Days, Pseudonyms, leave_behind, left_behind
from pipelines.parsing import dtype_of, parse
from schemas.contract import Extract, Item, Part, Table, items, items_at, schema
from schemas.returns import Return
from schemas.rule import ORPHAN, RAGGED, REPEATED

_ARROW = {"text": pa.string(), "date": pa.date32(), "flag": pa.bool_(), "whole": pa.int64()}
RECORD = "supplier_record"


@dataclass(frozen=True)
class Staged:
    """One table of a delivery, split: ``lawful`` and ``identifiers`` share ``row``."""

    lawful: pa.Table
    identifiers: pa.Table
    rejects: pa.Table
    received: int
    reasons: dict[str, int] = field(default_factory=dict)
    respelt: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, object]:
        """What may be told of it: counts and rule names, never a value."""
        return {
            "received": self.received,
            "lawful": self.lawful.num_rows,
            "rejects": self.rejects.num_rows,
            "reasons": self.reasons,
            "respelt": self.respelt,
            "notes": self.notes,
        }


@dataclass(frozen=True)
class _Judged:
    """A table after its own contract, before its parents have been looked at; by position in the table."""

    typed: pd.DataFrame
    received: pd.DataFrame
    rows: pa.Array
    reasons: "pd.Series[object]"
    respelt: dict[str, int]


@dataclass
class Family:
    """The records of a delivery that later ones may hang on, and how many of each table came so far.

    A batch brings its parents with it; only a table that a later batch lacks is remembered from before.
    """

    keys: dict[str, pa.Array] = field(default_factory=dict)
    ordinals: dict[str, pa.Array] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def enter(self, part: str, keys: pa.Array, ordinals: pa.Array) -> None:
        """The lawful records of one table of a batch."""
        if len(keys) or part not in self.keys:
            self.keys[part], self.ordinals[part] = keys, ordinals

    def ordinals_of(self, part: str, keys: pa.Array) -> pa.Array:
        """The ordinal of the record that each key names; missing where there is none."""
        if part not in self.keys:
            return pa.nulls(len(keys), pa.string())
        return self.ordinals[part].take(pc.index_in(keys, value_set=self.keys[part], skip_nulls=True))


def stage_delivery(
    tables: dict[str, TextTable],
    extract: Extract,
    of: Return,
    key: str,
    pseudonyms: Pseudonyms,
    *,
    family: Family | None = None,
) -> dict[str, Staged]:
    """Every table of a delivery, or of one batch of it, parents before children."""
    days = Days(of.census_day, of.academic_year_start)
    staged: dict[str, Staged] = {}
    family = family or Family()
    for part in extract.parts:
        if part.name not in tables:
            continue
        judged = judge(tables[part.name], part.contract, of.place)
        parents = (
            family.ordinals_of(part.parent, pa.array(judged.typed[part.parent_key], pa.string()))
            if part.parent
            else None
        )
        reasons = _with_family(judged, part, parents)
        own = pd.Series(range(1, len(judged.typed) + 1), dtype="Int64") + family.counts[part.name]
        family.counts[part.name] += len(judged.typed)
        native = judged.typed[part.key].copy() if part.key else None
        is_good = reasons.isna()
        if native is not None:
            ordinals = own.astype("string") if extract.has_passing_keys else native
            given = pa.array(native[is_good], pa.string())
            family.enter(part.name, given, pa.array(ordinals[is_good], pa.string()))
            judged.typed[part.key] = ordinals
        if parents is not None:
            judged.typed[part.parent_key] = pd.Series(parents.to_pandas(), dtype="string")
        staged[part.name] = _split(
            tables[part.name],
            judged,
            reasons,
            part=part,
            key=key,
            pseudonyms=pseudonyms,
            days=days,
            native=native if extract.has_passing_keys else None,
        )
    return staged


def judge(table: TextTable, contract: type[Table], place: float) -> _Judged:
    """Each row against its contract: typed values, and the reasons against a row (missing where none)."""
    received = table.rows.drop_columns([ROW]).to_pandas(
        types_mapper={pa.string(): pd.StringDtype("pyarrow")}.get
    )
    by_header = {name.casefold(): name for name in received.columns}
    typed, broken, respelt = {}, {}, {}
    for item in items_at(contract, place):
        header = next((by_header[s.casefold()] for s in item.spellings if s.casefold() in by_header), None)
        if header is None:
            typed[item.name] = pd.Series(pd.NA, index=received.index, dtype=dtype_of(item.kind))
            continue
        parsed = parse(item, received[header], place)
        typed[item.name], broken[item.name] = parsed.column, parsed.broken
        if parsed.respelt:
            respelt[item.name] = parsed.respelt
    frame = pd.DataFrame(typed, index=received.index)
    failures = _failures(frame, schema(contract, place, table.carries))
    reasons = _reasons(failures, broken, items_at(contract, place))
    rows = table.rows[ROW].combine_chunks()
    return _Judged(frame, received, rows, reasons.reindex(received.index), respelt)


def staged_schema(part: Part) -> pa.Schema:
    """The columns of a staged table: the same in every year; what a year lacks is missing."""
    fields = [pa.field("delivery", pa.string()), pa.field(ROW, pa.int64())]
    for item in items(part.contract):
        kept = left_behind(item) if item.vault else {item.name: item.kind}
        fields += [pa.field(name, _ARROW[kind]) for name, kind in kept.items()]
    return pa.schema(fields)


def _failures(frame: pd.DataFrame, lawful: pa_.DataFrameSchema) -> pd.DataFrame:
    try:
        lawful.validate(frame, lazy=True)
    except pa_.errors.SchemaErrors as error:
        # Only which row broke which rule: the failing values stay where they are.
        cases = error.failure_cases[["index", "column", "check"]].drop_duplicates()
        if cases["index"].isna().any():
            raise AssertionError("a contract failed as a whole, not in rows") from None
        return cases
    return pd.DataFrame(columns=["index", "column", "check"])


def _reasons(
    failures: pd.DataFrame, broken: "dict[str, pd.Series[bool]]", live: tuple[Item, ...]
) -> "pd.Series[object]":
    """Row to its reasons, sorted and joined. A text that is none of its kind is told as such only."""
    kinds = {
        "date": "not a date",
        "flag": "not yes or no",
        "whole": "not a whole number",
        "text": "unreadable",
    }
    told: dict[object, set[str]] = {}
    for item in live:
        if item.name in broken:
            for row in broken[item.name].index[broken[item.name]]:
                told.setdefault(row, set()).add(f"{item.name}: {kinds[item.kind]}")
    unread = {(row, reason.split(":")[0]) for row, reasons in told.items() for reason in reasons}
    for row, column, check in failures.itertuples(index=False):
        if (row, column) not in unread:
            told.setdefault(row, set()).add(f"{column}: {_rule(str(check))}")
    return pd.Series({row: "; ".join(sorted(reasons)) for row, reasons in told.items()}, dtype=object)


@cache
def _rule(check: str) -> str:
    """A rule's name in words; pandera's own names are turned into ours."""
    if check == "not_nullable":
        return "missing"
    name, _, argument = check.partition("(")
    words = {"isin": "none of", "str_matches": "not of the form", "greater_than_or_equal_to": "below"}
    return f"{words[name]} {argument.rstrip(')')}" if name in words else check


def _with_family(judged: _Judged, part: Part, parents: pa.Array | None) -> "pd.Series[object]":
    """The reasons, with those that only show when rows are seen together."""
    reasons = judged.reasons.copy()
    lawful = judged.typed[reasons.isna()]
    if part.key:
        reasons.loc[lawful.index[lawful[part.key].duplicated()]] = REPEATED
    if parents is not None:
        has_none = pd.Series(parents.is_null().to_numpy(zero_copy_only=False), index=reasons.index)
        reasons.loc[reasons.isna() & has_none] = ORPHAN
    return reasons


def _split(
    table: TextTable,
    judged: _Judged,
    reasons: "pd.Series[object]",
    *,
    part: Part,
    key: str,
    pseudonyms: Pseudonyms,
    days: Days,
    native: "pd.Series[object] | None",
) -> Staged:
    good = judged.typed[reasons.isna()]
    rows = judged.rows.filter(pa.array(reasons.isna()))
    live = {item.name for item in items(part.contract)} & set(good.columns)
    kept: dict[str, object] = {"delivery": pd.Series(key, index=good.index), ROW: rows}
    secret: dict[str, object] = {ROW: rows}
    if native is not None:
        secret[RECORD] = native[reasons.isna()]
    for item in items(part.contract):
        if item.name not in live:
            continue
        if item.vault:
            secret[item.name] = good[item.name]
            kept.update(leave_behind(item, good[item.name], pseudonyms, days))
        else:
            kept[item.name] = good[item.name]
    vault_fields = [pa.field(i.name, _ARROW[i.kind]) for i in items(part.contract) if i.vault]
    vault_fields += [pa.field(RECORD, pa.string())] if native is not None else []
    counts = Counter(reason for text in reasons.dropna() for reason in str(text).split("; "))
    counts.update({RAGGED: len(table.ragged)} if table.ragged else {})
    return Staged(
        lawful=_arrow(kept, staged_schema(part), len(good)),
        identifiers=_arrow(secret, pa.schema([pa.field(ROW, pa.int64()), *vault_fields]), len(good)),
        rejects=_rejects(judged, reasons, table.ragged),
        received=table.received,
        reasons=dict(sorted(counts.items())),
        respelt=judged.respelt,
        notes=dict(table.notes),
    )


def _arrow(columns: dict[str, object], wanted: pa.Schema, rows: int) -> pa.Table:
    arrays = [_array(columns.get(f.name), f.type, rows) for f in wanted]
    return pa.table(arrays, schema=wanted)


def _array(values: object, kind: pa.DataType, rows: int) -> pa.Array:
    if values is None:
        return pa.nulls(rows, kind)
    return values.cast(kind) if isinstance(values, pa.Array) else pa.Array.from_pandas(values, type=kind)


def _rejects(judged: _Judged, reasons: "pd.Series[object]", ragged: tuple[tuple[int, str], ...]) -> pa.Table:
    """Rejected rows as they came, with their reasons; for the vault only."""
    is_bad = reasons.notna()
    rows = [*judged.rows.filter(pa.array(is_bad)).to_pylist(), *(line for line, _ in ragged)]
    told = [*reasons[is_bad], *(RAGGED for _ in ragged)]
    received = judged.received[is_bad].astype(object).to_dict("records")
    texts = [*map(_as_json, received), *(text for _, text in ragged)]
    return pa.table(
        {
            ROW: pa.array(rows, pa.int64()),
            "reasons": pa.array(map(str, told), pa.string()),
            "received": pa.array(texts, pa.string()),
        }
    )


def _as_json(row: dict[str, object]) -> str:
    return json.dumps({name: text for name, text in row.items() if isinstance(text, str)}, ensure_ascii=False)
