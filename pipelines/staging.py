"""Staging: text as received in; lawful rows, identifiers for the vault, and named rejects out.

Every received row is in exactly one of lawful and rejects. A row whose parent record was rejected is
rejected with it: nothing hangs in the air.
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

_ARROW = {"text": pa.string(), "date": pa.date32(), "flag": pa.bool_(), "whole": pa.int64()}
RAGGED = "line cannot be cut into the header's columns"
ORPHAN = "its parent record is missing or rejected"
REPEATED = "repeats the key of an earlier row"


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
    """A table after its own contract, before its parents have been looked at."""

    typed: pd.DataFrame
    received: pd.DataFrame
    reasons: "pd.Series[object]"
    respelt: dict[str, int]


def stage_delivery(
    tables: dict[str, TextTable], extract: Extract, of: Return, key: str, pseudonyms: Pseudonyms
) -> dict[str, Staged]:
    """Every table of a delivery, parents before children."""
    days = Days(of.census_day, of.academic_year_start)
    staged: dict[str, Staged] = {}
    keys: dict[str, pa.Array] = {}
    for part in extract.parts:
        if part.name not in tables:
            continue
        judged = judge(tables[part.name], part.contract, of.place)
        reasons = _with_family(judged, part, keys)
        good = judged.typed[reasons.isna()]
        if part.key:
            keys[part.name] = pa.array(good[part.key], pa.string())
        staged[part.name] = _split(
            tables[part.name], judged, reasons, part=part, key=key, pseudonyms=pseudonyms, days=days
        )
    return staged


def judge(table: TextTable, contract: type[Table], place: float) -> _Judged:
    """Each row against its contract: typed values, and the reasons against a row (missing where none)."""
    received = table.rows.to_pandas(types_mapper={pa.string(): pd.StringDtype("pyarrow")}.get)
    received = received.set_index(ROW)
    by_header = {name.casefold(): name for name in received.columns}
    typed, broken, respelt = {}, {}, {}
    for item in items_at(contract, place):
        header = by_header.get(item.header.casefold())
        if header is None:
            typed[item.name] = pd.Series(pd.NA, index=received.index, dtype=dtype_of(item.kind))
            continue
        parsed = parse(item, received[header], place)
        typed[item.name], broken[item.name] = parsed.column, parsed.broken
        if parsed.respelt:
            respelt[item.name] = parsed.respelt
    frame = pd.DataFrame(typed, index=received.index)
    reasons = _reasons(_failures(frame, schema(contract, place)), broken, items_at(contract, place))
    return _Judged(frame, received, reasons.reindex(received.index), respelt)


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


def _with_family(judged: _Judged, part: Part, keys: dict[str, pa.Array]) -> "pd.Series[object]":
    """The reasons, with those that only show when rows are seen together."""
    reasons = judged.reasons.copy()
    lawful = judged.typed[reasons.isna()]
    if part.key:
        reasons.loc[lawful.index[lawful[part.key].duplicated()]] = REPEATED
    if part.parent:
        lawful = judged.typed[reasons.isna()]
        parents = keys.get(part.parent, pa.array([], pa.string()))
        has_parent = pc.is_in(pa.array(lawful[part.parent_key], pa.string()), value_set=parents)
        reasons.loc[lawful.index[~has_parent.to_numpy(zero_copy_only=False)]] = ORPHAN
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
) -> Staged:
    good = judged.typed[reasons.isna()]
    live = {item.name for item in items(part.contract)} & set(good.columns)
    kept: dict[str, object] = {"delivery": pd.Series(key, index=good.index), ROW: pd.Series(good.index)}
    secret: dict[str, object] = {ROW: pd.Series(good.index)}
    for item in items(part.contract):
        if item.name not in live:
            continue
        if item.vault:
            secret[item.name] = good[item.name]
            kept.update(leave_behind(item, good[item.name], pseudonyms, days))
        else:
            kept[item.name] = good[item.name]
    vault_fields = [pa.field(i.name, _ARROW[i.kind]) for i in items(part.contract) if i.vault]
    counts = Counter(reason for text in reasons.dropna() for reason in str(text).split("; "))
    counts.update({RAGGED: len(table.ragged)} if table.ragged else {})
    return Staged(
        lawful=_arrow(kept, staged_schema(part), len(good)),
        identifiers=_arrow(secret, pa.schema([pa.field(ROW, pa.int64()), *vault_fields]), len(good)),
        rejects=_rejects(judged.received[reasons.notna()], reasons.dropna(), table.ragged),
        received=table.received,
        reasons=dict(sorted(counts.items())),
        respelt=judged.respelt,
        notes=dict(table.notes),
    )


def _arrow(columns: dict[str, object], wanted: pa.Schema, rows: int) -> pa.Table:
    arrays = [
        pa.Array.from_pandas(columns[f.name], type=f.type) if f.name in columns else pa.nulls(rows, f.type)
        for f in wanted
    ]
    return pa.table(arrays, schema=wanted)


def _rejects(
    received: pd.DataFrame, reasons: "pd.Series[object]", ragged: tuple[tuple[int, str], ...]
) -> pa.Table:
    """Rejected rows as they came, with their reasons; for the vault only."""
    rows = [*received.index, *(line for line, _ in ragged)]
    told = [*reasons.loc[received.index], *(RAGGED for _ in ragged)]
    texts = [*map(_as_json, received.astype(object).to_dict("records")), *(text for _, text in ragged)]
    return pa.table(
        {
            ROW: pa.array(rows, pa.int64()),
            "reasons": pa.array(map(str, told), pa.string()),
            "received": pa.array(texts, pa.string()),
        }
    )


def _as_json(row: dict[str, object]) -> str:
    return json.dumps({name: text for name, text in row.items() if isinstance(text, str)}, ensure_ascii=False)
