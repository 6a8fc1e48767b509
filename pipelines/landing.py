"""Landing: which deliveries lie in ``data/raw``, whether each is what its place says, and its tables as text.

A delivery is the folder ``<la>/<extract>/<return>/``; its files are recognised by their content, never by
their names alone. Nothing here judges rows.
"""

import difflib
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow.compute as pc

from pipelines.errors import RefusedError
from pipelines.formats import TextTable, csv_header, read_bytes, read_csv, refuse_impostors
from pipelines.sen2_xml import read_sen2
from schemas.catalogue import EXTRACTS
from schemas.codesets.school import TERM
from schemas.contract import Extract, Part, items, items_at
from schemas.returns import EXAMPLES, MONTHLY, TERMLY, Return

_IGNORED = re.compile(r"(\..*|~\$.*|thumbs\.db|desktop\.ini)", re.IGNORECASE)


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery, and the hash of its bytes."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Delivery:
    """One return of one extract by one authority, as it lies on disk."""

    extract: Extract
    la_code: str
    of: Return
    files: tuple[DeliveredFile, ...]

    @property
    def key(self) -> str:
        """The delivery's one name everywhere: ``391_2025-spring``."""
        return f"{self.la_code}_{self.of}"

    @property
    def partition(self) -> str:
        """Its name among the deliveries of all extracts."""
        return f"{self.extract.name}.{self.key}"

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a byte, a name or the set of its files changes."""
        said = "\n".join(f"{f.path.name} {f.sha256}" for f in self.files)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Misplaced:
    """Something in ``data/raw`` that is in no place a delivery can be."""

    path: Path
    error: RefusedError


def find(raw: Path) -> tuple[list[Delivery], list[Misplaced]]:
    """Every delivery under ``raw``, in the order of its keys, and what lies where none can."""
    deliveries, misplaced = [], []
    for folder in _folders(raw):
        try:
            deliveries.append(delivery_at(folder, raw))
        except RefusedError as error:
            misplaced.append(Misplaced(folder.relative_to(raw), error))
    deliveries.sort(key=lambda d: (d.extract.name, d.la_code, d.of))
    return deliveries, misplaced


def delivery_at(folder: Path, raw: Path) -> Delivery:
    """The delivery in a folder, judged by its place only."""
    place = folder.relative_to(raw).parts
    depth = 3
    if len(place) != depth or folder.is_file():
        raise RefusedError(
            f"data/raw/{'/'.join(place)} is not in the place of a delivery.",
            why="A delivery is a folder data/raw/<la>/<extract>/<return>/ with its files directly in it.",
            hint="Move it, for example to data/raw/391/school_census/2025-spring/.",
        )
    la_code, name, returned = place
    if not re.fullmatch(r"\d{3}", la_code):
        raise RefusedError(
            f"data/raw/{la_code} is not named after an authority.",
            why="The first folder is the authority's three-digit DfE number.",
            hint="Rename it, for example to 391 for Newcastle upon Tyne.",
        )
    if name not in EXTRACTS:
        near = difflib.get_close_matches(name, EXTRACTS, n=1)
        raise RefusedError(
            f"data/raw/{la_code}/{name} is no extract we know.",
            why=f"Known extracts: {', '.join(sorted(EXTRACTS))}.",
            hint=f"Rename it to '{near[0]}'." if near else "Rename it, or declare it in schemas/extracts/.",
        )
    files = tuple(_delivered(path) for path in sorted(folder.iterdir()) if is_delivered(path))
    return Delivery(EXTRACTS[name], la_code, _return_of(EXTRACTS[name], returned), files)


def tables_of(delivery: Delivery) -> dict[str, TextTable]:
    """The tables of a delivery as text, once its content has been found to be what its place says."""
    if not delivery.files:
        raise RefusedError(
            f"The delivery {delivery.key} of {delivery.extract.name} has no files.",
            why="Its folder is empty.",
            hint="Copy the files into it, or remove the folder.",
        )
    paths = [file.path for file in delivery.files]
    tables = read_tables(paths, delivery.extract, delivery.of)
    says = said_by(tables, delivery.extract)
    if says != (delivery.la_code, delivery.of):
        raise RefusedError(
            f"The delivery {delivery.key} of {delivery.extract.name} is not what its place says.",
            why=f"Its content says authority {says[0]}, return {says[1]}.",
            hint=f"Move it to data/raw/{says[0]}/{delivery.extract.name}/{says[1]}/, or get the right one.",
        )
    return tables


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


def _folders(raw: Path) -> Iterator[Path]:
    """Every folder three deep, and whatever lies beside the way there."""
    for area in sorted(p for p in raw.glob("*") if is_delivered(p)):
        inside = sorted(p for p in area.glob("*") if is_delivered(p)) if area.is_dir() else []
        yield from [] if inside else [area]
        for extract in inside:
            returns = sorted(p for p in extract.glob("*") if is_delivered(p)) if extract.is_dir() else []
            yield from returns or [extract]


def is_delivered(path: Path) -> bool:
    """Not one of the files that desktops leave everywhere."""
    return not _IGNORED.fullmatch(path.name)


def _delivered(path: Path) -> DeliveredFile:
    if path.is_dir():
        raise RefusedError(
            f"{path.name} is a folder inside a delivery.",
            why="The files of a delivery lie directly in its folder.",
            hint="Move its files up, or move it out of data/raw.",
        )
    with path.open("rb") as file:
        return DeliveredFile(path, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _return_of(extract: Extract, text: str) -> Return:
    try:
        of = Return.parse(text)
    except ValueError:
        of = Return(0)
    if not of.year or of.frequency != extract.frequency:
        raise RefusedError(
            f"'{text}' is no return of {extract.name}.",
            why=f"Its returns are {extract.frequency}.",
            hint=f"Name the folder like {EXAMPLES[extract.frequency]}.",
        )
    if of.year < extract.first_year:
        raise RefusedError(
            f"{extract.name} of {of.year} cannot be read.",
            why=f"We know its layout from {extract.first_year} on.",
            hint="Move it out of data/raw.",
        )
    return of


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


def is_other_blade_table(header: Sequence[str]) -> bool:
    """A COLLECT table that no contract uses; it is left aside."""
    have = {name.casefold() for name in header}
    return "nativeid" in have and any(name.endswith("tableid") for name in have)


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
