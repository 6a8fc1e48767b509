"""From a sheet under its supplier's labels to tables under the contract's headers.

A return's own tables are layouts too: each table a sheet whose labels are every header it ever had.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pandas as pd
import pyarrow as pa

from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable
from pipelines.parsing import parse
from pipelines.readings import as_contract
from schemas.contract import Extract, Part, items
from schemas.layout import LITERAL, THE_ROW, Cut, Layout, Made, Sheet, folded
from schemas.returns import Return

Text = pd.StringDtype("pyarrow")


@cache
def national(extract: Extract) -> Layout:
    """The layout of a return's own tables: headers of every year, each under its latest name."""
    sheets = []
    for part in extract.parts:
        if part.name == extract.head:
            continue
        columns = {spelling: one.header for one in items(part.contract) for spelling in one.spellings}
        sheets.append(Sheet(part.name, (Cut(part.name, columns),)))
    return Layout(title=extract.title, sheets=tuple(sheets), head=extract.head)


def header_of(part: Part, name: str) -> str:
    """The contract's header of the item ``name``."""
    [found] = [one.header for one in items(part.contract) if one.name == name]
    return found


def cut_out(table: TextTable, sheet: Sheet, layout: Layout, extract: Extract) -> dict[str, TextTable]:
    """The tables that one sheet holds. Its lines that could not be cut stay with the first of them."""
    labels = _labels(table, layout)
    rows = table.rows.to_pandas(types_mapper={pa.string(): Text}.get).set_index(ROW)
    named = rows.rename(columns=labels)
    found: dict[str, TextTable] = {}
    for cut in sheet.cuts:
        if cut.given and folded(cut.given) not in named.columns:
            continue
        frame, notes = _records(named, cut, extract.part(cut.part))
        one = replace(_as_text(cut.part, frame), carries=_carried(cut, extract.part(cut.part)), notes=notes)
        if not found:
            told = _told(named, sheet, layout)
            one = replace(one, ragged=table.ragged, notes={**table.notes, **told, **notes})
        found[cut.part] = together(found[cut.part], one) if cut.part in found else one
    return found


def together(one: TextTable, more: TextTable) -> TextTable:
    """Two cuts of one table: a second need beside the first, say."""
    both = pa.concat_tables([one.rows, more.rows], promote_options="default")
    carries = one.carries | more.carries if one.carries and more.carries else None
    ragged = (*one.ragged, *more.ragged)
    return replace(
        one, rows=both, carries=carries, ragged=ragged, notes=Counter(one.notes) + Counter(more.notes)
    )


def made_from_place(layout: Layout, extract: Extract, la_code: str, of: Return) -> TextTable:
    """The return's own record where the shape has none: what its place says of it."""
    part = extract.part(layout.head)
    known = {
        "collection": extract.collection,
        "year": str(of.year),
        "referencedate": of.census_day.isoformat(),
        "lea": la_code,
        "term": of.term[:3].upper(),
        "month": str(of.month),
    }
    headers = {one.header for one in items(part.contract)}
    row = {header: text for header, text in known.items() if header in headers and text}
    if part.key:
        row[header_of(part, part.key)] = "1"
    table = pa.table({header: pa.array([text], pa.string()) for header, text in row.items()})
    rows = table.append_column(ROW, pa.array([1], pa.int64()))
    notes = {"authority and return told by the place": 1}
    return TextTable(part.name, rows, notes=notes, carries=frozenset(row))


def uncrossed(
    tables: Mapping[str, TextTable], layout: Layout, extract: Extract, of: Return
) -> dict[str, TextTable]:
    """Dates that stand under each other's labels, by the order most of them are in, put right and noted."""
    found = dict(tables)
    for name, first, second in layout.crossed:
        if name not in found or not {first, second} <= set(found[name].rows.column_names):
            continue
        part, table = extract.part(name), found[name]
        early, late = (_days(table, part, header, of) for header in (first, second))
        wrong, right = int((early > late).sum()), int((early < late).sum())
        if wrong > right:
            swapped = {first: second, second: first}
            rows = table.rows.rename_columns([swapped.get(c, c) for c in table.rows.column_names])
            notes = {**table.notes, f"{first} and {second} stood under each other's labels": wrong}
            found[name] = replace(table, rows=rows, notes=notes)
    return found


def _labels(table: TextTable, layout: Layout) -> dict[str, str]:
    """Column as it is called in the file, to its folded label; two of one label are refused."""
    columns = [name for name in table.rows.column_names if name != ROW]
    labels = {name: layout.label(name) for name in columns}
    known = {label for sheet in layout.sheets for label in sheet.labels}
    met = [label for label in labels.values() if label in known]
    if twice := [place for place, name in enumerate(columns, 1) if met.count(labels[name]) > 1]:
        raise RefusedError(
            f"{table.name} has the same column twice: numbers {', '.join(map(str, twice[:6]))}.",
            why="It cannot be told which of them holds the item.",
            hint="Remove or rename one of them at the source and export again.",
        )
    return labels


def _told(named: pd.DataFrame, sheet: Sheet, layout: Layout) -> dict[str, int]:
    """How a sheet differs from what its supplier's mapping knows; nothing where it has no mapping."""
    if not layout.mapping:
        return {}
    given = {folded(cut.given) for cut in sheet.cuts if cut.given}
    aside = {folded(label) for label in sheet.aside}
    lacks = {
        label
        for cut in sheet.cuts
        if not cut.given or folded(cut.given) in named.columns
        for label in cut.labels
        if label not in named.columns
    }
    told = {
        "columns that the mapping does not know, left aside": len(
            set(named.columns) - sheet.labels - given - aside
        ),
        "columns of the mapping that the file lacks": len(lacks),
    }
    return {words: number for words, number in told.items() if number}


def _records(named: pd.DataFrame, cut: Cut, part: Part) -> tuple[pd.DataFrame, dict[str, int]]:
    """The cut's records, one a row, under the contract's headers; and what is to be noted of them.

    Other columns stay as they are, unless the cut is strict.
    """
    own = {label: header for label, header in cut.labels.items() if label in named.columns}
    rows = named[_holds_any(named, [*own, *cut.wanted])]
    if cut.given:
        rows = rows[_holds_any(rows, [folded(cut.given)])]
    frame = _headed(rows[list(own)] if cut.strict else rows, own)
    for header, reading in cut.readings.items():
        if header in frame.columns:
            frame[header] = as_contract(frame[header], reading)
    for header, made in cut.made.items():
        frame[header] = _made(rows, made)
    for header, text in cut.fixed.items():
        frame[header] = pd.Series(text, index=frame.index, dtype=Text)
    if cut.key:
        frame[header_of(part, part.key)] = _named_by(rows, cut.key)
    if cut.parent:
        frame[header_of(part, part.parent_key)] = _named_by(rows, cut.parent)
    return _once(frame, cut, header_of(part, part.key)) if cut.once else (frame, {})


def _once(frame: pd.DataFrame, cut: Cut, key: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Rows of one key as one record, the first; how many of a strict cut say otherwise than the first."""
    first = frame.drop_duplicates(key)
    otherwise = len(frame.drop_duplicates()) - len(first) if cut.strict else 0
    return first, {"rows that tell a record otherwise than an earlier row": otherwise} if otherwise else {}


def _headed(rows: pd.DataFrame, own: Mapping[str, str]) -> pd.DataFrame:
    """Under the contract's headers. Where two labels stand for one item, the first that is filled holds."""
    frame = rows.rename(columns=dict(own))
    doubled = {
        name for name, is_second in zip(frame.columns, frame.columns.duplicated(), strict=True) if is_second
    }
    for header in sorted(doubled):
        filled = frame[header].bfill(axis=1).iloc[:, 0]
        frame = frame.loc[:, frame.columns != header].assign(**{header: filled})
    return frame


def _holds_any(named: pd.DataFrame, labels: list[str]) -> "pd.Series[bool]":
    """Rows in which at least one of the columns is filled."""
    holds = pd.Series(data=False, index=named.index)
    for label in labels:
        if holds.all():
            break
        if label in named.columns:
            holds |= named[label].str.strip().fillna("").ne("").astype(bool)
    return holds


def _named_by(rows: pd.DataFrame, labels: tuple[str, ...]) -> "pd.Series[str]":
    """What the columns together name, as ids come out of spreadsheets: 12.0 is 12; missing where one is."""
    the_row = pd.Series(rows.index.astype(str), index=rows.index, dtype=Text)
    parts = [
        the_row
        if label in THE_ROW
        else pd.Series(label.removeprefix(LITERAL), index=rows.index, dtype=Text)
        if label.startswith(LITERAL)
        else rows[folded(label)].str.strip().str.removesuffix(".0")
        for label in labels
    ]
    name = parts[0]
    for more in parts[1:]:
        name = name + "/" + more
    return name


def _made(rows: pd.DataFrame, made: Made) -> "pd.Series[str]":
    labels = [folded(label) for label in made.labels]
    known = rows[labels].drop_duplicates().dropna()
    values = [made.read(*texts) for texts in known.itertuples(index=False)]
    told = known.assign(made=pd.array(values, dtype=Text))
    return rows[labels].merge(told, on=labels, how="left")["made"].set_axis(rows.index)


def _carried(cut: Cut, part: Part) -> frozenset[str] | None:
    """The headers this shape of the table can hold; None for the return's own tables, which hold all."""
    if cut.strict or not (cut.wanted or cut.fixed):
        return None
    keys = [header_of(part, name) for name in (part.key, part.parent_key) if name]
    return frozenset([*cut.labels.values(), *cut.fixed, *cut.made, *keys])


def _as_text(name: str, frame: pd.DataFrame) -> TextTable:
    plain = pa.Table.from_pandas(frame, preserve_index=False)
    columns = [pa.field(c, pa.string()) for c in plain.column_names]
    rows = plain.cast(pa.schema(columns)).replace_schema_metadata(None)
    return TextTable(name, rows.append_column(ROW, pa.array(frame.index, pa.int64())))


def _days(table: TextTable, part: Part, header: str, of: Return) -> "pd.Series[pd.Timestamp]":
    [one] = [i for i in items(part.contract) if i.header == header]
    texts = table.rows[header].to_pandas(types_mapper={pa.string(): Text}.get)
    return parse(one, texts, of.place).column
