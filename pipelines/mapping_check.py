"""A mapping against files: which columns it reads, how many rows would be lawful, and what it leaves blocked.

Nothing is stored; what is told are names of columns and rules, and counts.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines import layouts, sheets
from pipelines.errors import RefusedError
from pipelines.formats import TextTable
from pipelines.identity import Pseudonyms
from pipelines.keys import KEY_BYTES
from pipelines.likeness import best_match, column_names
from pipelines.mapping_blocked import Blocked, blocked
from pipelines.mapping_toml import SupplierMapping
from pipelines.mappings import with_mappings
from pipelines.recognition import is_message
from pipelines.sheets import TextSheet
from pipelines.staging import stage_delivery
from schemas.contract import Extract, Part, items, items_at
from schemas.layout import Layout, folded
from schemas.returns import Return


@dataclass(frozen=True)
class SheetChecked:
    """A sheet of a file: whether the mapping knows it, and its columns."""

    shown: str
    is_known: bool
    mapped: tuple[str, ...]
    unmapped: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class PartChecked:
    """A table that the mapping makes: its rows, and required items that nothing tells."""

    name: str
    received: int
    lawful: int
    reasons: dict[str, int]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """What a mapping makes of files."""

    sheets: tuple[SheetChecked, ...]
    parts: tuple[PartChecked, ...]
    blocked: tuple[Blocked, ...]

    @property
    def is_lawful(self) -> bool:
        """Every sheet is known, and no row of it is rejected."""
        rejected = any(one.received != one.lawful for one in self.parts)
        return bool(self.parts) and all(one.is_known for one in self.sheets) and not rejected


def sheets_in(paths: Sequence[Path]) -> list[TextSheet]:
    """The sheets of the files that have columns; refused where a header is none or a file is a message."""
    found = []
    for path in paths:
        if is_message(path):
            raise RefusedError(
                f"{path.name} is an XML message.",
                why="A mapping reads tables with columns.",
                hint="Give the export as CSV or as a workbook.",
            )
        found += [table for table in sheets.read(path, frozenset()) if column_names(table)]
    return found


def check(mapping: SupplierMapping, found: Sequence[TextSheet], of: Return) -> Checked:
    """Read the sheets by the mapping, and judge what comes of them by the contract at that return."""
    extract = with_mappings(mapping.extract, [mapping])
    tables: dict[str, TextTable] = {}
    told = []
    for table in found:
        match = best_match(table, [extract], mapping.layout)
        told.append(_sheet(table, mapping.layout, match.sheet.title if match else ""))
        if match:
            for name, one in layouts.cut_out(table, match.sheet, match.layout, extract).items():
                tables[name] = layouts.together(tables[name], one) if name in tables else one
    held = {
        (cut.part, one.name)
        for sheet in mapping.layout.sheets
        for cut in sheet.cuts
        if cut.part in tables
        for one in items(extract.part(cut.part).contract)
        if one.header in {*cut.columns.values(), *cut.fixed}
        or (one.name == extract.part(cut.part).key and cut.key)
        or (one.name == extract.part(cut.part).parent_key and cut.parent)
    }
    parts = tuple(_judged(tables, extract, of, held))
    return Checked(tuple(told), parts, tuple(blocked(extract, held)))


def _sheet(table: TextSheet, layout: Layout, title: str) -> SheetChecked:
    labels = {folded(name): name for name in column_names(table)}
    sheet = next((one for one in layout.sheets if one.title == title), None)
    if sheet is None:
        return SheetChecked(table.shown, is_known=False, mapped=(), unmapped=tuple(labels.values()), lacks=())
    known = sheet.labels | {folded(cut.given) for cut in sheet.cuts if cut.given}
    aside = {folded(label) for label in sheet.aside}
    wanted = {folded(label): label for cut in sheet.cuts for label in cut.columns}
    return SheetChecked(
        table.shown,
        is_known=True,
        mapped=tuple(name for label, name in labels.items() if label in known),
        unmapped=tuple(name for label, name in labels.items() if label not in known | aside),
        lacks=tuple(sorted(name for label, name in wanted.items() if label not in labels)),
    )


def _judged(
    tables: dict[str, TextTable], extract: Extract, of: Return, held: set[tuple[str, str]]
) -> list[PartChecked]:
    """Each table by its contract, and by the tables on which it hangs where the files hold them."""
    alone = replace(extract, parts=tuple(_hung(part, tables) for part in extract.parts))
    # A key that nobody keeps: the pseudonyms are thrown away with it.
    pseudonyms = Pseudonyms(secrets.token_bytes(KEY_BYTES))
    staged = stage_delivery(tables, alone, of, str(of), pseudonyms)
    return [
        PartChecked(
            name,
            one.received,
            one.lawful.num_rows,
            one.reasons,
            tuple(
                item.name
                for item in items_at(extract.part(name).contract, of.place)
                if item.required and (name, item.name) not in held
            ),
        )
        for name, one in staged.items()
    ]


def _hung(part: Part, tables: dict[str, TextTable]) -> Part:
    return part if part.parent in tables else replace(part, parent="", parent_key="")
