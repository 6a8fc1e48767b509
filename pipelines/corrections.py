"""Corrections of a delivery: what an authority filled in, applied as text before any row is judged.

A correction stands for one row, one item and one finding of one version of a delivery. Each line of the file
is sealed with our key, so that a line we did not write, or wrote for other files, is told from ours. The file
that is filled in is made in ``corrections_xlsx``; what was applied is noted in ``corrections_ledger``.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable, read_bytes
from pipelines.identity import Pseudonyms
from pipelines.landing import Delivery
from pipelines.workbooks import sheets_of
from schemas.contract import Extract, items

SHEET, ABOUT = "Corrections", "About"
# What is written to say that a value is to be taken out.
BLANK = "(blank)"
TABLE, ROW_OF_FILE, ITEM, RULE, SEAL = "Table", "Row", "Item", "Rule", "Seal"
VALUE, WHO, WHY = "Corrected value", "Who", "Why"
DELIVERY_IS, FINGERPRINT_IS = "Delivery", "Fingerprint"


@dataclass(frozen=True)
class Correction:
    """One value as it should be: of an item, in a row of a table, for the finding of a rule."""

    part: str
    row: int
    item: str
    rule: str
    value: str
    who: str
    why: str


@dataclass(frozen=True)
class Applied:
    """A correction, and the text that stood there before."""

    correction: Correction
    was: str | None


@dataclass(frozen=True)
class Corrections:
    """Those of a delivery, and the hash of their file; none where it is ``void``, which says why."""

    lines: tuple[Correction, ...] = ()
    file: str = ""
    void: str = ""


NONE = Corrections()


def place(delivery: Delivery) -> Path:
    """Where the file of a delivery lies, beside data/raw: ``corrections/<la>/<extract>/<return>.xlsx``."""
    return delivery.beside / "corrections" / delivery.la_code / delivery.extract.name / f"{delivery.of}.xlsx"


def file_hash(delivery: Delivery) -> str:
    """Changes with the file of corrections, whatever stands in it; empty where there is none."""
    path = place(delivery)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def seal(pseudonyms: Pseudonyms, fingerprint: str, line: tuple[str, int, str, str]) -> str:
    """What we alone can write behind a line: table, row, item and rule."""
    return pseudonyms.one("\n".join((fingerprint, *map(str, line))), "correction")


def of(delivery: Delivery, pseudonyms: Pseudonyms) -> Corrections:
    """The corrections in force for these very files; refused where a line is not ours, or says not why."""
    path, file = place(delivery), file_hash(delivery)
    if not file:
        return NONE
    sheets = {sheet.name: sheet.rows for sheet in sheets_of(path.name, read_bytes(path))}
    if not {SHEET, ABOUT} <= sheets.keys():
        raise _refused(path, "is not the file of corrections we wrote", "It lacks a sheet of it.")
    about = {row[0]: row[1] for row in sheets[ABOUT] if len(row) > 1}
    if about.get(FINGERPRINT_IS) != delivery.fingerprint:
        return Corrections(
            file=file,
            void=f"The corrections in {path.name} of {delivery.extract.name} are void: they were written for "
            f"another version of {delivery.key}. Take it away, or ask for a new one with 'send corrections'.",
        )
    return Corrections(tuple(_lines(path, sheets[SHEET], delivery, pseudonyms)), file)


def applied(
    tables: Mapping[str, TextTable], extract: Extract, lines: Collection[Correction]
) -> tuple[dict[str, TextTable], list[Applied]]:
    """The tables, or a batch of them, corrected; and which corrections found their row here."""
    made, done = dict(tables), []
    for part in extract.parts:
        own = [one for one in lines if one.part == part.name]
        if own and part.name in made:
            made[part.name], met = _corrected(made[part.name], extract, own)
            done += met
    return made, done


def check_applied(corrections: Corrections, done: Sequence[Applied]) -> None:
    """Refuse where a correction found no row: what was corrected must be known to be corrected."""
    if left := set(corrections.lines) - {one.correction for one in done}:
        raise RefusedError(
            f"{len(left)} corrections name rows that the delivery does not have.",
            why=f"The first is of {min(one.part for one in left)}, row {min(one.row for one in left)}.",
            hint="Take the file out of data/corrections and ask for a new one with 'send corrections'.",
        )


def _lines(
    path: Path, rows: Sequence[Sequence[str]], delivery: Delivery, pseudonyms: Pseudonyms
) -> list[Correction]:
    top = next((n for n, row in enumerate(rows) if {TABLE, SEAL} <= set(row)), None)
    if top is None:
        raise _refused(path, "is not the file of corrections we wrote", "Its table has no header.")
    found: dict[tuple[str, int, str], Correction] = {}
    for number, cells in enumerate(rows[top + 1 :], top + 2):
        said = {name: text.strip() for name, text in zip(rows[top], cells, strict=False)}
        if not said.get(VALUE):
            continue
        one = _line(path, number, said, delivery, pseudonyms)
        before = found.setdefault((one.part, one.row, one.item), one)
        if before.value != one.value:
            raise _refused(path, "corrects one value twice", f"Line {number} says another than one above it.")
    return list(found.values())


def _line(
    path: Path, number: int, said: Mapping[str, str], delivery: Delivery, pseudonyms: Pseudonyms
) -> Correction:
    row = said.get(ROW_OF_FILE, "").removesuffix(".0")
    known = (said.get(TABLE, ""), int(row) if row.isdigit() else 0, said.get(ITEM, ""), said.get(RULE, ""))
    if said.get(SEAL) != seal(pseudonyms, delivery.fingerprint, known):
        raise _refused(
            path,
            "corrects what it was not written for",
            f"Line {number} names a row or an item that was not listed.",
        )
    if not said.get(WHO) or not said.get(WHY):
        raise _refused(path, "does not say who corrected and why", f"Line {number} leaves it blank.")
    return Correction(*known, value=said[VALUE], who=said[WHO], why=said[WHY])


def _corrected(
    table: TextTable, extract: Extract, own: Sequence[Correction]
) -> tuple[TextTable, list[Applied]]:
    rows, done = table.rows, []
    numbers = rows[ROW].to_pylist()
    places = {row: place for place, row in enumerate(numbers)}
    for item in {one.item: None for one in own}:
        header = _header(table, extract, own[0].part, item)
        known = header in rows.column_names
        values = rows[header].to_pylist() if known else [None] * rows.num_rows
        for one in own:
            if one.item != item or one.row not in places:
                continue
            if numbers.count(one.row) > 1:
                raise RefusedError(
                    f"Row {one.row} of {one.part} holds several records.",
                    why="It cannot be told which of them a correction means.",
                    hint="Correct it in your system and send the return again.",
                )
            done.append(Applied(one, values[places[one.row]]))
            values[places[one.row]] = None if one.value == BLANK else one.value
        column = pa.array(values, pa.string())
        if known:
            rows = rows.set_column(rows.column_names.index(header), header, column)
        elif any(value is not None for value in values):
            rows = rows.append_column(header, column)
    return replace(table, rows=rows), done


def _header(table: TextTable, extract: Extract, part: str, item: str) -> str:
    """The column that holds an item, as the delivery calls it, or as it would."""
    [found] = [one for one in items(extract.part(part).contract) if one.name == item]
    spellings = {spelling.casefold() for spelling in found.spellings}
    there = [name for name in table.rows.column_names if name.casefold() in spellings]
    return there[0] if there else found.header


def _refused(path: Path, what: str, why: str) -> RefusedError:
    return RefusedError(
        f"{path.name} {what}.",
        why=why,
        hint="Ask for a new file with 'send corrections'; fill in its three empty columns and nothing else.",
    )
