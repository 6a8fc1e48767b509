"""A supplier's mapping: from its TOML text to a layout of the contract, or one refusal that names the line.

Which mappings are in force for a delivery, and where they lie, is told in ``mappings``.
"""

import difflib
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.mapping_lines import Lines
from pipelines.mapping_readings import fixed_text, reading
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract, Item, Part, is_about_persons, items
from schemas.layout import LITERAL, THE_ROW, Cut, Layout, Reading, Sheet, folded
from schemas.returns import EXAMPLES, Return

_TOP = ("extract", "supplier", "version", "from", "until", "sheet")
_OF_A_SHEET = ("title", "name", "only_with", "never_with", "aside", "record")
_OF_A_RECORD = ("part", "columns", "key", "parent", "given", "once", "fixed", "repeat")
_OF_A_COLUMN = ("item", "words", "dates", "unit")
# In a label of a repeated group: its number, and its number in two digits.
NUMBER, TWO_DIGITS = "{n}", "{nn}"
_MOST_REPEATS = 99


@dataclass(frozen=True)
class SupplierMapping:
    """What one version of a supplier's files means: its layout, and from and until which return it holds."""

    source: str
    extract: Extract
    supplier: str
    version: int
    first: Return | None
    last: Return | None
    layout: Layout

    def covers(self, of: Return) -> bool:
        """It is in force for this return."""
        return holds(self.first, self.last, of)

    @property
    def named(self) -> str:
        """``casework 2``."""
        return f"{self.supplier} {self.version}"


def holds(first: Return | None, last: Return | None, of: Return) -> bool:
    """A return lies between two others, both included."""
    return (first is None or first.place <= of.place) and (last is None or of.place <= last.place)


def read(text: str, source: str) -> SupplierMapping:
    """The mapping that a text says; ``RefusedError`` names ``source``, the line and the next step."""
    lines = Lines(text, source)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise lines.refuse_syntax(str(error)) from None
    _only(said, _TOP, "the file", lines)
    extract = _extract(said, lines)
    supplier, version = said.get("supplier"), said.get("version", 1)
    if not isinstance(supplier, str) or not supplier.replace("-", "").replace("_", "").isalnum():
        raise lines.refuse("supplier", "supplier is missing or no plain name", 'Write supplier = "casework".')
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise lines.refuse("version", "version is no whole number from 1 on", "Write version = 1.")
    first, last = (_return(said, name, extract, lines) for name in ("from", "until"))
    if first and last and last.place < first.place:
        raise lines.refuse("until", "until is before from", "Write the first return in from.")
    sheets = _list(said, "sheet", lines)
    if not sheets:
        raise lines.refuse("sheet", "it has no [[sheet]]", "Add one for each sheet or file it reads.")
    compiled = tuple(_sheet(one, extract, lines.at(number)) for number, one in enumerate(sheets))
    _check_persons(compiled, extract, lines)
    head = extract.parts[0].name
    has_head = any(cut.part == head for sheet in compiled for cut in sheet.cuts)
    layout = Layout(
        title=f"{extract.title} of {supplier}, mapping {version}",
        sheets=compiled,
        head="" if has_head else head,
        mapping=source,
    )
    return SupplierMapping(source, extract, supplier, version, first, last, layout)


def _extract(said: Mapping[str, Any], lines: Lines) -> Extract:
    name = said.get("extract")
    if name not in EXTRACTS:
        near = difflib.get_close_matches(str(name), EXTRACTS, n=1)
        known = near or sorted(EXTRACTS)
        raise lines.refuse("extract", "extract names none we know", f"Write one of: {', '.join(known)}.")
    return EXTRACTS[str(name)]


def _return(said: Mapping[str, Any], name: str, extract: Extract, lines: Lines) -> Return | None:
    if name not in said:
        return None
    example = EXAMPLES[extract.frequency]
    try:
        found = Return.parse(str(said[name]))
    except ValueError:
        found = None
    if found is None or found.frequency != extract.frequency:
        raise lines.refuse(
            name, f"{name} is no {extract.frequency} return", f'Write it as {name} = "{example}".'
        )
    return found


def _sheet(said: Mapping[str, Any], extract: Extract, lines: Lines) -> Sheet:
    _only(said, _OF_A_SHEET, "a sheet", lines)
    records = _list(said, "record", lines)
    if not records:
        raise lines.refuse("[[sheet]]", "a sheet has no [[sheet.record]]", "Say which records it holds.")
    named = _text(said, "name", lines)
    return Sheet(
        title=_text(said, "title", lines) or named.strip("*") or str(records[0].get("part", "")),
        cuts=tuple(
            cut
            for number, one in enumerate(records)
            for cut in _cuts(one, extract, lines.at(lines.sheet, number))
        ),
        only_with=_texts(said, "only_with", lines),
        never_with=_texts(said, "never_with", lines),
        named=named,
        aside=_texts(said, "aside", lines),
    )


def _cuts(said: Mapping[str, Any], extract: Extract, lines: Lines) -> Iterator[Cut]:
    """The records of one block; of a repeated group as many cuts as it has places."""
    _only(said, _OF_A_RECORD, "a record", lines)
    name = said.get("part")
    if name not in {part.name for part in extract.parts}:
        known = [part.name for part in extract.parts]
        near = difflib.get_close_matches(str(name), known, n=1) or known
        raise lines.refuse(
            "part", f"the {extract.title} has no such part", f"Write one of: {', '.join(near)}."
        )
    part = extract.part(str(name))
    columns = said.get("columns", {})
    if not isinstance(columns, dict):
        raise lines.refuse("columns", "columns is no table", 'Write [sheet.record.columns] and "DOB" = ....')
    repeat = said.get("repeat", 1)
    _check_repeat(said, columns, lines)
    for number in range(1, repeat + 1):
        yield _cut({**said, "columns": columns}, part, extract, lines, number)


def _cut(said: Mapping[str, Any], part: Part, extract: Extract, lines: Lines, number: int) -> Cut:
    known = {one.name: one for one in items(part.contract)}
    columns: dict[str, str] = {}
    readings: dict[str, Reading] = {}
    by_item: dict[str, str] = {}
    for label, told in said["columns"].items():
        column = told if isinstance(told, dict) else {"item": told}
        _only(column, _OF_A_COLUMN, "a column", lines, near=label)
        item = _item(column.get("item"), known, part, lines, label)
        if item.name in by_item:
            raise lines.refuse(
                label,
                f"two columns are mapped to {item.name} of {part.name}",
                "Keep the one that holds it, and put the other under aside.",
            )
        by_item[item.name] = label
        columns[_numbered(label, number)] = item.header
        if made := reading(column, item, lines, label):
            readings[item.header] = made
    _check_labels(columns, lines)
    fixed = _fixed(said, known, by_item, part, lines)
    key, parent = (
        tuple(_numbered(label, number) for label in _texts(said, name, lines)) for name in ("key", "parent")
    )
    return Cut(
        part.name,
        columns,
        key=key,
        parent=parent,
        given=_numbered(_text(said, "given", lines), number),
        once=bool(said.get("once", False)),
        fixed=fixed | _checked_keys(part, extract, {*by_item, *said.get("fixed", {})}, (key, parent), lines),
        readings=readings,
        strict=True,
    )


def _fixed(
    said: Mapping[str, Any], known: Mapping[str, Item], by_item: Collection[str], part: Part, lines: Lines
) -> dict[str, str]:
    """Header to the text that stands there in every record."""
    fixed = {}
    for name, text in said.get("fixed", {}).items():
        item = _item(name, known, part, lines, name)
        if name in by_item:
            raise lines.refuse(name, f"{name} is both fixed and in a column", "Keep one of the two.")
        fixed[item.header] = fixed_text(text, item, lines)
    return fixed


def _checked_keys(
    part: Part,
    extract: Extract,
    told: Collection[str],
    labels: tuple[tuple[str, ...], tuple[str, ...]],
    lines: Lines,
) -> dict[str, str]:
    """Refuse records that cannot be named or hung up; those of the return itself hang on its key."""
    head = extract.parts[0]
    fixed = {}
    for word, name, made in (("key", part.key, labels[0]), ("parent", part.parent_key, labels[1])):
        if made and not name:
            raise lines.refuse(word, f"{part.name} has no {word}", "Take the line out.")
        if made and name in told:
            raise lines.refuse(word, f"{name} is told both by {word} and otherwise", "Keep one of the two.")
        if not name or made or name in told:
            continue
        if word == "parent" and part.parent == head.name:
            fixed[next(one.header for one in items(part.contract) if one.name == name)] = "1"
            continue
        raise lines.refuse(
            "part",
            f"nothing tells {name}, the {word} of {part.name}",
            f'Map a column to {name}, or write {word} = ["its label", ...].',
        )
    return fixed


def _check_repeat(said: Mapping[str, Any], columns: Mapping[str, Any], lines: Lines) -> None:
    repeat = said.get("repeat", 1)
    if not isinstance(repeat, int) or isinstance(repeat, bool) or not 1 <= repeat <= _MOST_REPEATS:
        raise lines.refuse("repeat", "repeat is no number of groups", "Write repeat = 12.")
    texts = [*columns, str(said.get("given", "")), *map(str, said.get("key", ()))]
    is_numbered = any(_is_numbered(text) for text in texts)
    if is_numbered and "repeat" not in said:
        raise lines.refuse(NUMBER, f"{NUMBER} stands for no number", "Write repeat = 12 in the record.")
    if "repeat" in said and not _is_numbered(str(said.get("given", ""))):
        raise lines.refuse(
            "repeat",
            "a repeated group does not say when a place in it is filled",
            f'Write given = "Provision {NUMBER} type".',
        )


def _check_labels(columns: Collection[str], lines: Lines) -> None:
    """Labels are compared without brackets, case and spaces: two that are then the same cannot be told."""
    met = Counter(folded(label) for label in columns)
    if twice := [label for label in columns if met[folded(label)] > 1]:
        raise lines.refuse(
            twice[0],
            f"'{twice[0]}' and '{twice[1]}' are the same label",
            "Labels are compared without case, spaces and brackets; rename one at the source.",
        )


def _check_persons(sheets: Collection[Sheet], extract: Extract, lines: Lines) -> None:
    """A record of a person is known by its row: a part of persons stands in one sheet, one to a row."""
    times = Counter(cut.part for sheet in sheets for cut in sheet.cuts)
    for part in extract.parts:
        if times[part.name] > 1 and is_about_persons(part):
            raise lines.refuse(
                f'"{part.name}"',
                f"{part.name} is told in {times[part.name]} places, and its records are persons'",
                "Let one sheet tell it, with one record to a row.",
            )


def _item(name: object, known: Mapping[str, Item], part: Part, lines: Lines, near: str) -> Item:
    if isinstance(name, str) and name in known:
        return known[name]
    alike = difflib.get_close_matches(str(name), known, n=1) or sorted(known)
    raise lines.refuse(
        near,
        f"{part.name} has no item '{name}'" if isinstance(name, str) else "a column names no item",
        f"Write one of: {', '.join(alike)}.",
    )


def _only(
    said: Mapping[str, Any], known: Collection[str], where: str, lines: Lines, *, near: str = ""
) -> None:
    for name in said:
        if name not in known:
            raise lines.refuse(near or name, f"{where} has no '{name}'", f"It may have: {', '.join(known)}.")


def _list(said: Mapping[str, Any], name: str, lines: Lines) -> list[Mapping[str, Any]]:
    found = said.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise lines.refuse(name, f"{name} is no list of tables", f"Begin each with [[{name}]].")
    return found


def _text(said: Mapping[str, Any], name: str, lines: Lines) -> str:
    found = said.get(name, "")
    if not isinstance(found, str):
        raise lines.refuse(name, f"{name} is no text", "Write it in quotation marks.")
    return found


def _texts(said: Mapping[str, Any], name: str, lines: Lines) -> tuple[str, ...]:
    found = said.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise lines.refuse(name, f"{name} is no list of labels", f'Write {name} = ["Case ref"].')
    return tuple(found)


def _is_numbered(label: str) -> bool:
    return NUMBER in label or TWO_DIGITS in label


def _numbered(label: str, number: int) -> str:
    return label.replace(TWO_DIGITS, f"{number:02}").replace(NUMBER, str(number))


__all__ = ["LITERAL", "NUMBER", "THE_ROW", "TWO_DIGITS", "SupplierMapping", "read"]
