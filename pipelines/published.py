"""Published files, of whatever edition, to the tables of their extract: each recognised by its own columns.

A file is a table when it has the columns that cut it, its filters; the columns that all published files share
tell nothing. A figure that the edition must have and the file lacks refuses it, by name: a renamed column is
never read as missing. A column that the contract does not know is left aside and noted, unless it cuts the
rows further; and so is a whole file that is like none of the tables: a release has more than we read.
"""

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc

from pipelines import layouts, packed
from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable, shown
from pipelines.sheets import TextSheet
from schemas.contract import Extract, Item, Part, items, items_at
from schemas.layout import folded
from schemas.published import ENGLAND, WHEN_AND_WHERE
from schemas.returns import Return

_SHARED = frozenset(folded(name) for name in WHEN_AND_WHERE)
# The columns of the list that describes a published file, which lies beside it.
_DESCRIPTION = frozenset({"colname", "coltype", "label"})
_HALF = 0.5
_YEAR = re.compile(r"((?:19|20)\d\d).*")
# An edition tells at least of the third year before it.
_OLDEST = 3


def read(paths: list[Path], extract: Extract, of: Return, la_code: str = "") -> dict[str, TextTable]:
    """The tables of one edition; ``RefusedError`` where none is known, or a known one was changed."""
    head = layouts.national(extract)
    tables = {extract.head: layouts.made_from_place(head, extract, la_code or ENGLAND, of)}
    aside = 0
    for table in _sheets(paths):
        part = part_of(_labels(table), extract, of, table.name)
        if part is None:
            _refuse_changed(table, extract, of)
            aside += 1
            continue
        refuse_second_or_empty(table, part, tables)
        tables[part.name] = _cut(table, part, extract, of)
    if len(tables) == 1:
        raise RefusedError(
            f"No file of the {extract.title} {of} is one that we read.",
            why=f"The tables are {', '.join(p.name for p in extract.parts if p.name != extract.head)}.",
            hint="Download the release's data files again, or declare the new table in schemas/extracts/.",
        )
    if aside:
        told = {**tables[extract.head].notes, "files of the release that we do not read, left aside": aside}
        tables[extract.head] = replace(tables[extract.head], notes=told)
    return {part.name: tables[part.name] for part in extract.parts if part.name in tables}


def part_of(labels: Collection[str], extract: Extract, of: Return, name: str = "") -> Part | None:
    """The table whose filters a header has, and half of its columns; None where it is of none.

    Where a header is as much one table as another, and the file is named after neither, it is refused.
    """
    candidates = []
    for part in _of_edition(extract, of):
        live = items_at(part.contract, of.place)
        needed = [one for one in live if one.required]
        own = [one for one in live if folded(one.header) not in _SHARED]
        there = [one for one in own if _is_there(one, labels)]
        has_figure = any(one.is_figure for one in there) or not any(one.is_figure for one in own)
        has_filters = all(_is_there(one, labels) for one in needed)
        if has_filters and has_figure and len(there) >= max(1, _HALF * len(own)):
            candidates.append(((len(there), len(there) / len(own), _is_named(name, part)), part))
    best = max((score for score, _ in candidates), default=None)
    found = [part for score, part in candidates if score == best]
    if len(found) > 1:
        raise RefusedError(
            f"{shown(name)} may be any of the tables {', '.join(part.name for part in found)}.",
            why="They have the same columns, and its name does not tell which it is.",
            hint=f"Rename it, for example to {found[0].name}.csv.",
        )
    return found[0] if found else None


def refuse_second_or_empty(table: TextSheet, part: Part, tables: Collection[str]) -> None:
    """Raise where an edition has a table already, or a file has no row of it."""
    if part.name in tables:
        raise RefusedError(
            f"{table.shown} is a second {part.name} table in one delivery.",
            why="An edition has one file of each table.",
            hint="Keep the newer one and move the other out of data/raw.",
        )
    if not table.received:
        raise RefusedError(
            f"{table.shown} has a header but no rows.",
            why="A published table without any row was cut while being downloaded.",
            hint="Download it again, and compare its size with the one on the publisher's page.",
        )


def _of_edition(extract: Extract, of: Return) -> Iterator[Part]:
    """The tables that an edition has, its own record left out."""
    yield from (p for p in extract.parts if p.name != extract.head and p.since <= of.place <= p.until)


def _sheets(paths: Collection[Path]) -> Iterator[TextSheet]:
    for path in paths:
        yield from (t for t in packed.read(path) if not _labels(t) >= _DESCRIPTION)


def _is_named(name: str, part: Part) -> bool:
    """Its name ends in the table's, as a word of its own."""
    words = re.sub(r"[^0-9a-z]+", "_", name.casefold())
    return any(f"_{words}".endswith(f"_{title}") for title in (part.name, *part.also))


def _labels(table: TextTable) -> frozenset[str]:
    return frozenset(folded(name) for name in table.rows.column_names if name != ROW)


def _spellings(one: Item) -> frozenset[str]:
    return frozenset(folded(spelling) for spelling in (one.header, *one.spellings))


def _is_there(one: Item, labels: Collection[str]) -> bool:
    return not _spellings(one).isdisjoint(labels)


def _cut(table: TextSheet, part: Part, extract: Extract, of: Return) -> TextTable:
    """The rows under the contract's headers, once no figure is missing and the edition is the right one."""
    labels = _labels(table)
    live = items_at(part.contract, of.place)
    if missing := [one.header for one in live if one.is_figure and not _is_there(one, labels)]:
        raise _lacks(table, part, missing, of)
    layout = layouts.national(extract)
    [sheet] = [sheet for sheet in layout.sheets if sheet.title == part.name]
    found = layouts.cut_out(table, sheet, layout, extract)[part.name]
    _check_edition(found, table.shown, part, of)
    unknown = sorted(labels - sheet.labels)
    if unknown:
        _refuse_unknown_filter(found, table.shown, part, of, unknown)
    more = {"columns that the contract does not know, left aside": len(unknown)} if unknown else {}
    return replace(found, notes={**found.notes, **more})


def _refuse_unknown_filter(
    found: TextTable, file: str, part: Part, of: Return, unknown: Collection[str]
) -> None:
    """Raise where a column we do not know cuts the rows further: each would be read as their total."""
    # The rows have every column under its latest name, whatever it was called in this edition.
    known = {one.header for one in items(part.contract) if not one.is_figure}
    if "time_period" not in found.rows.column_names:
        return
    cut = found.rows.select([name for name in found.rows.column_names if name in known])
    if cut.group_by(cut.column_names).aggregate([]).num_rows == cut.num_rows:
        return
    raise RefusedError(
        f"{file} has several rows of the same group.",
        why=f"A column that we do not know tells them apart: one of {', '.join(list(unknown)[:8])}.",
        hint=f"Declare it where the {part.name} table is, in schemas/extracts/: since={of.year}, required.",
    )


def _check_edition(found: TextTable, file: str, part: Part, of: Return) -> None:
    """Where the rows have a time period, the newest is not after the edition and not long before it."""
    if not any(one.name == "time_period" for one in items(part.contract)):
        return
    texts = [str(text).strip() for text in pc.unique(found.rows["time_period"].drop_null()).to_pylist()]
    years = [int(said[1]) for text in texts if (said := _YEAR.fullmatch(text))]
    if years and not of.year - _OLDEST <= max(years) <= of.year:
        raise RefusedError(
            f"{file} is not of the edition {of.year}.",
            why=f"Its newest time period is {max(years)}.",
            hint="Put it into the folder of the year in which it was published.",
        )


def _refuse_changed(table: TextSheet, extract: Extract, of: Return) -> None:
    """Raise where a file that is of none of the tables has the name of one: its columns were changed."""
    labels = _labels(table)
    for part in _of_edition(extract, of):
        own = [one for one in items_at(part.contract, of.place) if folded(one.header) not in _SHARED]
        if own and _is_named(table.name, part):
            raise _lacks(table, part, [one.header for one in own if not _is_there(one, labels)], of)


def _lacks(table: TextSheet, part: Part, missing: list[str], of: Return) -> RefusedError:
    names = [name for name in table.rows.column_names if name != ROW]
    near = difflib.get_close_matches(missing[0], names, n=1)
    return RefusedError(
        f"{table.shown} has no column '{missing[0]}'"
        + (f" (and {len(missing) - 1} more are missing)." if missing[1:] else "."),
        why=f"The {part.name} table of the edition {of.year} must have it"
        + (f"; was it renamed to '{near[0]}'?" if near else "."),
        hint="Download it again; if the publisher changed it, say so where the table is declared, in "
        f"schemas/extracts/: since={of.year} with its new name, or until={of.year - 1}.",
    )
