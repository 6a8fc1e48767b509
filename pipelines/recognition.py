"""Recognition: which table of which extract a file holds, and whose return it says it is. By content.

Nothing here knows where a delivery lies, and nothing judges rows.
"""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow.compute as pc

from pipelines.errors import RefusedError
from pipelines.formats import TextTable, csv_header, read_bytes, read_csv, refuse_impostors
from pipelines.sen2_xml import read_sen2
from schemas.catalogue import EXTRACTS
from schemas.codesets.school import TERM
from schemas.contract import Extract, Part, items, items_at
from schemas.returns import MONTHLY, TERMLY, Return


def read_tables(paths: list[Path], extract: Extract, of: Return) -> dict[str, TextTable]:
    """The tables in the files of one delivery, recognised by content."""
    tables: dict[str, TextTable] = {}
    for path in paths:
        for name, table in _read(path, extract, of).items():
            if name in tables:
                raise RefusedError(
                    f"{path.name} is a second {name} table in one delivery.",
                    why="One return has one file of each table.",
                    hint="Keep the newer one and move the other out of data/raw.",
                )
            tables[name] = table
    if missing := [p.name for p in extract.parts_of(of.term) if p.needed and p.name not in tables]:
        raise RefusedError(
            f"The {extract.title} lacks {', '.join(missing)}.",
            why="Without it the return cannot be counted.",
            hint="Export it with the others and put it in the same folder.",
        )
    return tables


def said_by(tables: dict[str, TextTable], extract: Extract) -> tuple[str, Return]:
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


def recognised(path: Path) -> Extract | None:
    """The extract a single file belongs to, by its content."""
    if path.suffix.casefold() == ".xml":
        return EXTRACTS["sen2"]
    header = csv_header(path) or []
    fits = [e for e in EXTRACTS.values() if e.shape != "sen2_xml" and _part_of(header, e, None, path.stem)]
    return fits[0] if fits else None


def is_other_blade_table(header: Sequence[str]) -> bool:
    """A COLLECT table that no contract uses; it is left aside."""
    have = {name.casefold() for name in header}
    return "nativeid" in have and any(name.endswith("tableid") for name in have)


def _read(path: Path, extract: Extract, of: Return) -> dict[str, TextTable]:
    if extract.shape == "sen2_xml":
        known = {p.name: frozenset(i.header.casefold() for i in items(p.contract)) for p in extract.parts}
        with path.open("rb") as file:
            refuse_impostors(path.name, file.read(4096))
        return read_sen2(path, known)
    table = read_csv(path, read_bytes(path))
    header = [name for name in table.rows.column_names if name != "row"]
    part = _part_of(header, extract, of, path.stem)
    if part is None and is_other_blade_table(header):
        return {}
    if part is None:
        raise _not_recognised(path, header, extract, of)
    if missing := _missing(header, part, of):
        raise _renamed(path, header, part, missing)
    if not table.received and not part.may_be_empty:
        raise RefusedError(
            f"{path.name} has a header but no rows.",
            why="A return without any row has not been filled.",
            hint="Export it again; if there truly are none, leave the file out.",
        )
    return {part.name: table}


def _headers(part: Part, of: Return | None) -> dict[str, bool]:
    """Header to whether it is required, folded; of every year when the return is not known."""
    live = items_at(part.contract, of.place) if of else items(part.contract)
    return {i.header.casefold(): i.required for i in live}


def _missing(header: list[str], part: Part, of: Return | None) -> list[str]:
    have = {name.casefold() for name in header}
    return sorted(h for h, required in _headers(part, of).items() if required and h not in have)


def _part_of(header: list[str], extract: Extract, of: Return | None, file: str) -> Part | None:
    """The table that a header belongs to: its own key, its required items and most others are there.

    A file named after the table has half its way; the name alone never suffices.
    """
    have = {name.casefold() for name in header}

    def likeness(part: Part) -> float:
        wanted = _headers(part, of)
        has_key = any(f"{name}tableid" in have for name in (part.name, *part.also))
        is_named = any(file.casefold().endswith(name) for name in (part.name, *part.also))
        has_required = not _missing(header, part, of)
        return len(wanted.keys() & have) / len(wanted) + (has_key + has_required + is_named) / 2

    best = max(extract.parts, key=likeness)
    return best if likeness(best) >= 1 else None


def _not_recognised(path: Path, header: list[str], extract: Extract, of: Return) -> RefusedError:
    wanted = {h: p.name for p in extract.parts for h in _headers(p, of)}
    near = [wanted[h] for name in header for h in difflib.get_close_matches(name.casefold(), wanted, n=1)]
    guess = max(set(near), key=near.count) if near else ""
    return RefusedError(
        f"{path.name} is not recognised as a table of the {extract.title}.",
        why=f"Its header has {len(header)} columns"
        + (f"; the nearest table is {guess}." if guess else " and fits none of its tables."),
        hint="Export the table as COLLECT names its columns, or move the file out of the delivery.",
    )


def _renamed(path: Path, header: list[str], part: Part, missing: list[str]) -> RefusedError:
    near = difflib.get_close_matches(missing[0], [h.casefold() for h in header], n=1)
    return RefusedError(
        f"{path.name} has no column '{missing[0]}'"
        + (f" (and {len(missing) - 1} more are missing)." if missing[1:] else "."),
        why=f"The {part.name} table of this return must have it"
        + (f"; did the export rename it to '{near[0]}'?" if near else "."),
        hint="Export it again with that column, or give the item its new header in schemas/extracts/.",
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
