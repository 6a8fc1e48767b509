"""Where a row of a delivery stands in the supplier's own file: file, sheet, and the column's letter in Excel.

The delivered files are opened again for their headers only, and matched as they were when they were read. Of
an XML message there are no columns: an element, and the how-manieth of its kind it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipelines import delimited, history, landing, mappings, sheets
from pipelines.errors import RefusedError
from pipelines.formats import decoded, read_bytes, shown
from pipelines.lake import Lake
from pipelines.landing import Delivery
from pipelines.likeness import Match, best_match, column_names, layout_of, stack_titles
from pipelines.message_xml import read_message
from pipelines.recognition import is_message
from pipelines.signatures import WORKBOOK_SUFFIXES
from pipelines.steps import DELIVERY
from pipelines.workbooks import sheets_of
from schemas.contract import Extract, Part, items
from schemas.layout import THE_ROW, Cut

_LETTERS = 26
Head = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column of a file: its letter, and its name as it stands there."""

    letter: str
    name: str


@dataclass(frozen=True)
class Table:
    """Where the rows of one part stand: ``where``, each item in its columns; or which ``element`` they are.

    ``files``: of messages, each one and how many records of the part come before it.
    """

    where: str = ""
    columns: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    element: str = ""
    files: tuple[tuple[str, int], ...] = ()

    def place(self, row: int) -> tuple[str, int]:
        """The file in which a row stands, and its number there."""
        before = [(name, n) for name, n in self.files if n < row]
        return (before[-1][0], row - before[-1][1]) if before else (self.where, row)


def letter(place: int) -> str:
    """The letter of a column, the first being 0: ``A``, ``Z``, ``AA``."""
    rest, last = divmod(place, _LETTERS)
    return (letter(rest - 1) if rest else "") + chr(ord("A") + last)


@contextmanager
def delivery_of(lake: Lake, partition: str, raw: Path, *, refused: bool = False) -> Iterator[Delivery]:
    """A delivery with its files: from ``raw`` while they are those in force, else as the lake has kept them.

    Those ``refused`` lie in ``raw`` only. What is restored is gone afterwards.
    """
    extract, key = partition.split(".", 1)
    la_code, returned = key.split("_", 1)
    lying, stamp = raw / la_code / extract / returned, lake.stamp(DELIVERY, partition)
    here = landing.delivery_at(lying, raw) if lying.is_dir() else None
    if here and (refused or (stamp and history.is_made_of(stamp, here))):
        yield here
        return
    with lake.restoring() as folder:
        kept = history.delivery_of(lake, partition, folder, raw.parent)
        history.restore(lake, kept)
        yield kept


def tables_in(delivery: Delivery) -> dict[str, Table]:
    """Part to where its rows stand in its files; a file that cannot be read any more tells nothing."""
    paths, extract = [file.path for file in delivery.files], mappings.extended(delivery)
    if paths and is_message(paths[0]):
        return _of_messages(paths, extract)
    found = []
    for path in paths:
        try:
            heads = _heads(path)
            found += [
                (table, _letters(column_names(table), heads))
                for table in sheets.headers(path, stack_titles())
            ]
        except RefusedError:
            continue
    tables: dict[str, Table] = {}
    whole = layout_of([table for table, _ in found], extract)
    for table, letters in found:
        match = best_match(table, [extract], whole) or best_match(table, [extract])
        for cut in match.sheet.cuts if match else ():
            columns = _columns(column_names(table), letters, cut, match) if match else {}
            known = tables.get(cut.part, Table()).columns
            both = {name: known.get(name, ()) for name in (*known, *columns)}
            merged = {
                name: tuple(dict.fromkeys((*old, *columns.get(name, ())))) for name, old in both.items()
            }
            tables[cut.part] = Table(table.shown, merged)
    return tables


def _columns(
    names: Sequence[str], letters: Sequence[str], cut: Cut, match: Match
) -> dict[str, tuple[Column, ...]]:
    """Item to the columns that hold it, or of which it is made."""
    part = match.extract.part(cut.part)
    labels = {one.name: _labels_of(one.header, cut, match) for one in items(part.contract)}
    for name, keys in ((part.key, cut.key), (part.parent_key, cut.parent)):
        if name:
            labels[name] |= {match.layout.label(key) for key in keys if key not in THE_ROW}
    found = {
        item: tuple(
            Column(place, name)
            for name, place in zip(names, letters, strict=True)
            if match.layout.label(name) in own
        )
        for item, own in labels.items()
    }
    return {item: columns for item, columns in found.items() if columns}


def _labels_of(header: str, cut: Cut, match: Match) -> set[str]:
    made = cut.made[header].labels if header in cut.made else ()
    return {label for label, own in cut.labels.items() if own == header} | {
        match.layout.label(m) for m in made
    }


def _heads(path: Path) -> list[Head]:
    """Every row of a file that may be a header, cell by cell, blank cells in their places."""
    data = read_bytes(path)
    if path.suffix.casefold() in WORKBOOK_SUFFIXES:
        return [
            tuple(cell.strip() for cell in row) for sheet in sheets_of(path.name, data) for row in sheet.rows
        ]
    text, _ = decoded(path.name, data)
    return [delimited.read_header(shown(path.name), text.encode()).names]


def _letters(names: Sequence[str], heads: Sequence[Head]) -> list[str]:
    """The letters of the columns that a sheet was found to have; a column without a name keeps its place."""
    for head in heads:
        filled = [(place, cell) for place, cell in enumerate(head) if cell]
        if len(filled) == len(names) and all(
            _is_called(n, c) for n, (_, c) in zip(names, filled, strict=True)
        ):
            return [letter(place) for place, _ in filled]
    return [letter(place) for place in range(len(names))]


def _is_called(name: str, cell: str) -> bool:
    return name == cell or name.startswith(f"{cell} (column ")


def _of_messages(paths: Sequence[Path], extract: Extract) -> dict[str, Table]:
    if extract.message is None:
        return {}
    elements = {table: name.rsplit("/", 1)[-1] for (_, name), table in extract.message.records.items()}
    before = _counted_before(paths, extract)
    return {
        part.name: Table(
            shown(paths[0].name),
            _elements(part),
            elements.get(part.name, "header"),
            before.get(part.name, ()),
        )
        for part in extract.parts
    }


def _elements(part: Part) -> dict[str, tuple[Column, ...]]:
    """An item of a message has a name and no letter."""
    return {one.name: (Column("", one.header),) for one in items(part.contract)}


def _counted_before(paths: Sequence[Path], extract: Extract) -> dict[str, tuple[tuple[str, int], ...]]:
    """Ordinals go on from message to message: how many records of each part come before each file."""
    if len(paths) == 1:
        return {}
    counts: dict[str, int] = {}
    found: dict[str, list[tuple[str, int]]] = {part.name: [] for part in extract.parts}
    for path in paths:
        for part, files in found.items():
            files.append((shown(path.name), counts.get(part, 0)))
        for batch in read_message([path], extract):
            for name, table in batch.items():
                counts[name] = counts.get(name, 0) + table.received
    return {part: tuple(files) for part, files in found.items()}
