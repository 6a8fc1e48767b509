"""The SEN2 message: a streaming reader from nested XML to the nine tables of the return.

It knows where it is by path, takes names without regard to case, refuses a DOCTYPE, bounds depth and text,
and counts elements it does not know. Keys, and the row, are each element's ordinal among its kind in the
message, so a row can be found again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

import pyarrow as pa

from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable

MAX_DEPTH = 64
MAX_TEXT = 1_000_000

# Element to the table its rows go to, and the element that holds it.
_TABLES: Mapping[str, str] = {
    "person": "person",
    "requests": "requests",
    "assessment": "assessment",
    "namedplan": "namedplan",
    "plandetail": "plandetail",
    "activeplans": "activeplans",
    "placementdetail": "placementdetail",
    "senneed": "senneed",
}
_HOLDER: Mapping[str, str] = {
    "person": "sen2",
    "requests": "person",
    "assessment": "requests",
    "namedplan": "assessment",
    "plandetail": "namedplan",
    "activeplans": "requests",
    "placementdetail": "activeplans",
    "senneed": "activeplans",
}
# Wrappers that hold items or rows without being a row.
_WRAPPERS = {"message", "header", "collectiondetails", "source", "persons"}
# Spellings seen in real messages (specifications section 1.3, "spelling traps").
_ALIASES: Mapping[str, str] = {"planwpb": "planwbp", "wpb": "wbp", "familyname": "surname"}


@dataclass
class _Record:
    table: str
    key: str
    values: dict[str, str] = field(default_factory=dict)


class _Reader:
    """The state of one reading: where in the message we are, and the rows so far."""

    def __init__(self, name: str, items: Mapping[str, frozenset[str]]) -> None:
        self.name = name
        self.items = items
        self.path: list[str] = []
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Record] = [_Record("sen2", "1", {"sen2tableid": "1"})]
        self.rows: dict[str, list[_Record]] = {"sen2": [self.open[0]]} | {t: [] for t in _TABLES.values()}
        self.unknown: dict[str, int] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.buffer_text = True

    def _refuse_doctype(self, *_: object) -> None:
        raise RefusedError(
            f"{self.name} has a DOCTYPE.",
            why="A SEN2 message has none; it is a way to make a reader fetch or swell.",
            hint="Export the message again from the case system, and tell whoever sent this file.",
        )

    def _start(self, tag: str, _: object) -> None:
        name = tag.casefold()
        if not self.path and name != "message":
            raise not_a_message(self.name, f"its first element is '{tag[:40]}', not 'Message'")
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise not_a_message(self.name, f"it is nested more than {MAX_DEPTH} deep")
        self.text.clear()
        self.length = 0
        if name in _TABLES and self.open[-1].table == _HOLDER[name]:
            self._open_record(name)

    def _open_record(self, name: str) -> None:
        holder = self.open[-1]
        rows = self.rows[name]
        key = str(len(rows) + 1)
        record = _Record(name, key)
        record.values[f"{name}tableid"] = key
        record.values[f"{holder.table}tableid"] = holder.key
        rows.append(record)
        self.open.append(record)

    def _end(self, tag: str) -> None:
        name = self.path.pop()
        record = self.open[-1]
        if name == record.table and len(self.open) > 1:
            self.open.pop()
        elif name not in _WRAPPERS:
            item = _ALIASES.get(name, name)
            if item in self.items[record.table]:
                if value := "".join(self.text).strip():
                    record.values[item] = value
            else:
                where = f"{record.table}/{tag[:40]}"
                self.unknown[where] = self.unknown.get(where, 0) + 1
        self.text.clear()
        self.length = 0

    def _characters(self, text: str) -> None:
        self.length += len(text)
        if self.length > MAX_TEXT:
            raise not_a_message(self.name, "one element holds more than a million characters")
        self.text.append(text)


def not_a_message(name: str, why: str) -> RefusedError:
    """The refusal of an XML file that is no SEN2 message."""
    return RefusedError(
        f"{name} is not a SEN2 message.",
        why=why[0].upper() + why[1:] + ".",
        hint="Export the return as XML from the case system or from COLLECT; a schema (XSD) is no return.",
    )


def read_sen2(path: Path, items: Mapping[str, frozenset[str]]) -> dict[str, TextTable]:
    """The nine tables of a message. ``items``: the element names each table may hold, lower case."""
    reader = _Reader(path.name, items)
    try:
        with path.open("rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                reader.parser.Parse(block, False)  # noqa: FBT003 - expat takes it by position
            reader.parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise RefusedError(
            f"{path.name} breaks off or is not well-formed XML.",
            why=f"{expat.errors.messages[error.code].capitalize()}, at line {error.lineno}.",
            hint="Compare its size with the sender's copy and copy it again; do not edit it by hand.",
        ) from None
    notes = {f"unknown element {where}": count for where, count in sorted(reader.unknown.items())}
    return {
        table: TextTable(table, _arrow(records, items[table]), notes=notes if table == "sen2" else {})
        for table, records in reader.rows.items()
    }


def _arrow(records: list[_Record], items: frozenset[str]) -> pa.Table:
    names = sorted(items)
    columns = {name: pa.array(_column(records, name), pa.string()) for name in names}
    return pa.table(columns).append_column(ROW, pa.array(range(1, len(records) + 1), pa.int64()))


def _column(records: list[_Record], name: str) -> Iterator[str | None]:
    return (record.values.get(name) for record in records)
