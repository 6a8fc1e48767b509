"""Look-ups and registers, whose columns tell what they are, to the tables of their extract.

A file is the table of which it has every required column, and the most of all. Columns are known by their
whole name, brackets too: the register has both ``LA (code)`` and ``LA (name)``. What the contract does not
declare is left aside unread, and noted.
"""

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import layouts, packed
from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable
from pipelines.published import refuse_second_or_empty
from pipelines.sheets import TextSheet
from schemas.contract import Extract, Item, Part, items_at
from schemas.published import ENGLAND
from schemas.returns import Return

# Days as the register writes them, and months as ONS does (its first day stands for it); else as elsewhere.
_DAYS = ((r"^(\d{2})-(\d{2})-(\d{4})$", r"\3-\2-\1"), (r"^((?:19|20)\d{2})(0[1-9]|1[0-2])$", r"\1-\2-01"))


def read(
    paths: Collection[Path],
    extract: Extract,
    of: Return,
    la_code: str = "",
    *,
    made: Collection[str] = (),
) -> dict[str, TextTable]:
    """The tables of one edition; ``RefusedError`` where a file is none of them, or one is there twice.

    ``made``: headers that no file need have, because the extract's own reader makes them.
    """
    head = layouts.made_from_place(layouts.national(extract), extract, la_code or ENGLAND, of)
    tables = {extract.head: head}
    for table in [sheet for path in paths for sheet in packed.read(path)]:
        part = part_of(table, extract, of, made)
        refuse_second_or_empty(table, part, tables)
        tables[part.name] = _cut(table, part, of)
    return _complete(tables, extract, of)


def part_of(table: TextSheet, extract: Extract, of: Return, made: Collection[str] = ()) -> Part:
    """The table that a file is; ``RefusedError`` tells the nearest and what it lacks of it."""
    names = _columns(table)
    found: dict[str, int] = {}
    lacking: dict[str, list[str]] = {}
    for part in extract.parts:
        if part.name == extract.head:
            continue
        live = [one for one in items_at(part.contract, of.place) if one.header not in made]
        lacking[part.name] = [one.header for one in live if one.required and not _column(one, names)]
        found[part.name] = sum(bool(_column(one, names)) for one in live)
    whole = [name for name, missing in lacking.items() if not missing]
    if not whole:
        raise _not_known(table, extract, found, lacking)
    return extract.part(max(whole, key=lambda name: found[name]))


def _columns(table: TextTable) -> dict[str, str]:
    return {" ".join(name.split()).casefold(): name for name in table.rows.column_names if name != ROW}


def _column(one: Item, names: Mapping[str, str]) -> str:
    """The column that holds an item: of several spellings the first declared."""
    spellings = (spelling.casefold() for spelling in (one.header, *one.spellings))
    return next((names[spelling] for spelling in spellings if spelling in names), "")


def _cut(table: TextSheet, part: Part, of: Return) -> TextTable:
    """The declared columns under the contract's headers, days written as elsewhere."""
    names = _columns(table)
    held = [(one, _column(one, names)) for one in items_at(part.contract, of.place)]
    columns = {
        one.header: _as_days(table.rows[name]) if one.kind == "date" else table.rows[name]
        for one, name in held
        if name
    }
    rows = pa.table(columns).append_column(ROW, table.rows[ROW])
    aside = len(names) - len(columns)
    more = {"columns that the contract does not know, left aside": aside} if aside else {}
    return TextTable(part.name, rows, table.ragged, {**table.notes, **more})


def _as_days(column: pa.ChunkedArray) -> pa.ChunkedArray:
    column = pc.utf8_trim_whitespace(column)
    for pattern, replacement in _DAYS:
        column = pc.replace_substring_regex(column, pattern=pattern, replacement=replacement)
    return column


def _complete(tables: dict[str, TextTable], extract: Extract, of: Return) -> dict[str, TextTable]:
    if missing := [part.name for part in extract.parts if part.needed and part.name not in tables]:
        raise RefusedError(
            f"The {extract.title} {of} lack {', '.join(missing)}.",
            why="Without it the others say nothing.",
            hint="Download it with the others and put it into the same folder.",
        )
    return {part.name: tables[part.name] for part in extract.parts if part.name in tables}


def _not_known(
    table: TextSheet, extract: Extract, found: Mapping[str, int], lacking: Mapping[str, list[str]]
) -> RefusedError:
    nearest = max(found, key=lambda name: (found[name], -len(lacking[name])))
    missing = lacking[nearest]
    if not found[nearest]:
        return RefusedError(
            f"{table.shown} is none of the tables of the {extract.title}.",
            why=f"None of its columns is theirs; they are {', '.join(found)}.",
            hint="Move it out of data/raw, or into the folder of what it is.",
        )
    near = difflib.get_close_matches(missing[0], list(_columns(table)), n=1)
    return RefusedError(
        f"{table.shown} has no column '{missing[0]}'"
        + (f" (and {len(missing) - 1} more are missing)." if missing[1:] else "."),
        why=f"The {nearest} table must have it" + (f"; was it renamed to '{near[0]}'?" if near else "."),
        hint="Download it again; if the publisher renamed it, add the new name to also= where the table is "
        f"declared, in schemas/extracts/{extract.name}.py.",
    )
