"""Recognition: which table of which extract a file holds, and whose return it says it is. By content.

Nothing here knows where a delivery lies, and nothing judges rows.
"""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.compute as pc

from pipelines import (
    lait,
    layouts,
    localities,
    lookups,
    manual_series,
    neighbour_sets,
    populations,
    published,
    sheets,
    surveys,
)
from pipelines.errors import RefusedError
from pipelines.formats import TextTable, refuse_impostors
from pipelines.likeness import (
    Match,
    best_match,
    column_names,
    is_other_blade_table,
    lacking,
    layout_of,
    matches_in,
    stack_titles,
)
from pipelines.message_xml import announces, not_a_message, read_message
from schemas.catalogue import EXTRACTS
from schemas.codesets.school import TERM
from schemas.contract import Extract
from schemas.layout import Layout, Sheet, folded
from schemas.returns import MONTHLY, TERMLY, Return

Tables = dict[str, TextTable]
_BEGINNING = 1 << 16
# Extracts whose files do not look like their tables: a reader of its own makes the tables of each.
_BY_READERS = {
    "survey": surveys.read,
    "manual_series": manual_series.read,
    "population_estimates": populations.read,
    "population_projections": populations.read,
    "births": populations.read,
    "lait": lait.read,
    "areas": lookups.read,
    "neighbours": neighbour_sets.read,
    "establishments": lookups.read,
    "postcodes": lookups.read,
    "localities": localities.read,
}


def read_tables(paths: list[Path], extract: Extract, of: Return, la_code: str = "") -> Iterator[Tables]:
    """The tables in the files of one delivery, recognised by content, in batches that hang together.

    The first batch has the return's own record. Only messages come in more than one.
    """
    messages = [path for path in paths if is_message(path)]
    if messages and extract.message is None:
        raise not_a_message(messages[0].name, f"the {extract.title} has no XML shape")
    if messages and len(messages) < len(paths):
        raise RefusedError(
            f"The {extract.title} is there both as XML and as tables.",
            why="One of them would be counted twice, and they may differ.",
            hint="Keep the one that was returned, and move the others out of data/raw.",
        )
    if messages:
        yield from _messages(messages, extract)
    elif extract.name in _BY_READERS:
        yield _BY_READERS[extract.name](paths, extract, of, la_code)
    elif extract.is_published:
        yield published.read(paths, extract, of, la_code)
    else:
        yield _of_sheets(paths, extract, of, la_code)


def said_by(tables: Tables, extract: Extract) -> tuple[str, Return]:
    """The authority and the return that the content itself speaks of."""
    header = tables[extract.parts[0].name]
    la_code = _one_value(header, "lea", extract).removesuffix(".0").zfill(3)
    year = _one_value(header, "year", extract).removesuffix(".0")
    when = year
    if extract.frequency == TERMLY:
        when += "-" + TERM.labels.get(_one_value(header, "term", extract).upper(), "?").lower()
    elif extract.frequency == MONTHLY:
        when += "-" + _one_value(header, "month", extract).removesuffix(".0").zfill(2)
    if extract.collection:
        collection = _one_value(header, "collection", extract)
        if collection.casefold() != extract.collection.casefold():
            raise RefusedError(
                f"{header.name} is of another collection than {extract.collection}.",
                why=f"It says {collection}." if re.fullmatch(r"\w{1,8}", collection) else "It says another.",
                hint=f"Put the {extract.title} there.",
            )
    try:
        returned = Return.parse(when)
    except ValueError:
        returned = None
    if returned is None or not re.fullmatch(r"\d{3}", la_code):
        raise RefusedError(
            f"The {extract.title} does not say whose return it is, and of when.",
            why="Its authority number, its year or its term cannot be read.",
            hint="Export it again; an authority is written 391, a year 2025, a term AUT, SPR or SUM.",
        )
    return la_code, returned


def is_message(path: Path) -> bool:
    """A file that is, or pretends to be, XML."""
    with path.open("rb") as file:
        start = file.read(512)
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    is_page = plain[:14].lower().startswith((b"<!doctype html", b"<html"))
    return path.suffix.casefold() == ".xml" or (plain.startswith(b"<") and not is_page)


def recognised(path: Path) -> list[Match]:
    """What each sheet of a single file is, by its content; the best guess over all extracts."""
    if is_message(path):
        extract = _of_message(path)
        return [Match(extract, layouts.national(extract), layouts.national(extract).sheets[0])]
    found = (best_match(table, EXTRACTS.values()) for table in sheets.headers(path, stack_titles()))
    return [match for match in found if match]


def head_of(path: Path, extract: Extract) -> Tables:
    """The return's own record, where a file holds it."""
    head = extract.parts[0].name
    for table, match in _known(sheets.read(path, stack_titles()), extract):
        if any(cut.part == head for cut in match.sheet.cuts):
            return layouts.cut_out(table, match.sheet, match.layout, extract)
    return {}


def header_of(path: Path) -> list[str]:
    """The column names of a file's first sheet."""
    found = sheets.headers(path, stack_titles())
    return column_names(found[0]) if found else []


def _messages(paths: list[Path], extract: Extract) -> Iterator[Tables]:
    if len(paths) > 1 and not (extract.message and extract.message.is_one_a_school):
        raise RefusedError(
            f"{paths[1].name} is a second message in one delivery.",
            why=f"The {extract.title} is one message.",
            hint="Keep the newer one and move the other out of data/raw.",
        )
    for path in paths:
        with path.open("rb") as file:
            refuse_impostors(path.name, file.read(4096))
    first = [p.name for p in extract.parts if p.parent == extract.parts[0].name]
    needed = {name for name in first if extract.part(name).needed and not extract.part(name).may_be_empty}
    for batch in read_message(paths, extract):
        needed -= {name for name in needed if name in batch and batch[name].received}
        yield batch
    if needed:
        raise RefusedError(
            f"The {extract.title} holds no {', no '.join(sorted(needed))}.",
            why="A message without any has not been filled.",
            hint="Export it again, and compare its size with the last one.",
        )


def _of_message(path: Path) -> Extract:
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    refuse_impostors(path.name, beginning)
    collection = announces(beginning)
    for extract in EXTRACTS.values():
        if extract.message and collection and collection.casefold() == extract.collection.casefold():
            return extract
    raise not_a_message(path.name, "it does not begin as a Message that names its collection")


def _of_sheets(paths: list[Path], extract: Extract, of: Return, la_code: str) -> Tables:
    tables: Tables = {}
    used: dict[str, Layout] = {}
    sheets_of: dict[str, set[Sheet]] = defaultdict(set)
    found = [table for path in paths for table in sheets.read(path, stack_titles())]
    for table, match in _known(found, extract):
        _check_columns(table, match, of)
        for name, one in layouts.cut_out(table, match.sheet, match.layout, extract).items():
            is_more = bool(match.layout.mapping) and match.sheet not in sheets_of[name]
            if name in tables and is_more and used[name] is match.layout:
                # Sections F and G of a plan on sheets of their own: the mapping says so.
                tables[name] = layouts.together(tables[name], one)
            elif name in tables:
                raise RefusedError(
                    f"{table.shown} is a second {name} table in one delivery.",
                    why="One return has one file of each table.",
                    hint="Keep the newer one and move the other out of data/raw.",
                )
            else:
                tables[name], used[name] = one, match.layout
            sheets_of[name].add(match.sheet)
    return _completed(tables, used, extract, of, la_code)


def _known(found: Sequence[sheets.TextSheet], extract: Extract) -> Iterator[tuple[sheets.TextSheet, Match]]:
    """Each sheet with what it is. Beside a known one, a workbook may have sheets of guidance and lists."""
    whole = layout_of(found, extract)
    matched = [
        (table, best_match(table, [extract], whole) or best_match(table, [extract])) for table in found
    ]
    books_with_known = {table.file for table, match in matched if match}
    for table, match in matched:
        if match:
            yield table, match
        elif table.file not in books_with_known and not is_other_blade_table(column_names(table)):
            raise _not_recognised(table, extract)


def _completed(tables: Tables, used: dict[str, Layout], extract: Extract, of: Return, la_code: str) -> Tables:
    """With the head that the shape lacks, dates uncrossed, and nothing missing that the shape has."""
    for layout in dict.fromkeys(used.values()):
        if layout.head and layout.head not in tables and la_code:
            tables[layout.head] = layouts.made_from_place(layout, extract, la_code, of)
        tables = layouts.uncrossed(tables, layout, extract, of)
    shapes = list(dict.fromkeys(used.values())) or [layouts.national(extract)]
    held = {cut.part for layout in shapes for sheet in layout.sheets for cut in sheet.cuts}
    held |= {layout.head for layout in shapes if layout.head}
    if missing := [
        p.name for p in extract.parts_of(of.term) if p.needed and p.name in held and p.name not in tables
    ]:
        raise RefusedError(
            f"The {extract.title} lacks {', '.join(missing)}.",
            why="Without it the return cannot be counted.",
            hint="Export it with the others and put it in the same folder.",
        )
    return {part.name: tables[part.name] for part in extract.parts if part.name in tables}


def _check_columns(table: sheets.TextSheet, match: Match, of: Return) -> None:
    labels = {match.layout.label(name) for name in column_names(table)}
    if missing := lacking(labels, match, of):
        raise _renamed(table, match, missing)
    parts = [match.extract.part(cut.part) for cut in match.sheet.cuts]
    if not table.received and not any(part.may_be_empty for part in parts) and not table.is_stacked:
        raise RefusedError(
            f"{table.shown} has a header but no rows.",
            why="A return without any row has not been filled.",
            hint="Export it again; if there truly are none, leave the file out.",
        )


def _not_recognised(table: sheets.TextSheet, extract: Extract) -> RefusedError:
    wanted = {label: m.sheet.title for m in matches_in([extract]) for label in m.sheet.labels}
    near = [
        wanted[h]
        for name in column_names(table)
        for h in difflib.get_close_matches(folded(name), wanted, n=1)
    ]
    guess = Counter(near).most_common(1)[0][0] if near else ""
    return RefusedError(
        f"{table.shown} is not recognised as a table of the {extract.title}.",
        why=f"Its header has {len(column_names(table))} columns"
        + (f"; the nearest table is {guess}." if guess else " and fits none of its tables."),
        hint="Export the table as COLLECT names its columns, or move the file out of the delivery.",
    )


def _renamed(table: sheets.TextSheet, match: Match, missing: list[str]) -> RefusedError:
    near = difflib.get_close_matches(missing[0], [name.casefold() for name in column_names(table)], n=1)
    return RefusedError(
        f"{table.shown} has no column '{missing[0]}'"
        + (f" (and {len(missing) - 1} more are missing)." if missing[1:] else "."),
        why=f"The {match.sheet.title} table of this return must have it"
        + (f"; did the export rename it to '{near[0]}'?" if near else "."),
        hint="Export it again with that column, or give the item its new header in "
        + (f"a new version of {match.layout.mapping}." if match.layout.mapping else "schemas/extracts/."),
    )


def _one_value(table: TextTable, header: str, extract: Extract) -> str:
    column = next((c for c in table.rows.column_names if c.casefold() == header), None)
    values = pc.unique(table.rows[column].drop_null()).to_pylist() if column else []
    settled = {str(value).strip().removesuffix(".0") for value in values}
    if len(settled) != 1:
        raise RefusedError(
            f"The {extract.title} does not speak of one {header}.",
            why=f"Its {table.name} table names {len(settled)} of them.",
            hint="One delivery holds one return of one authority: split it, or export it again.",
        )
    return settled.pop()
