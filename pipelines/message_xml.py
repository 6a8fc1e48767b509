"""The XML messages of a return: a streaming reader from nested elements to the tables of the contract.

It knows where it is by path, takes names without regard to case, refuses a DOCTYPE, bounds depth and text,
and counts elements it does not know. Keys, and the row, are each record's ordinal among its kind in the
delivery, so a record can be found again. Tables come in batches: memory does not grow with the message.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from xml.parsers import expat

import pyarrow as pa

from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable, shown
from schemas.contract import Extract, items

MAX_DEPTH = 64
MAX_TEXT = 1_000_000
BLOCK = 1 << 18
BATCH_RECORDS = 120_000
# Python's expat tells an encoding it does not know, or cannot map byte by byte, in ways of its own.
_UNREADABLE = (expat.ExpatError, LookupError, ValueError)


@dataclass(frozen=True)
class Grammar:
    """What an extract's message may hold, by element name in lower case."""

    title: str
    head: str
    records: Mapping[tuple[str, str], str]
    wrappers: frozenset[str]
    telling: frozenset[str]
    items: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, str]
    parent_keys: Mapping[str, str]

    @classmethod
    def of(cls, extract: Extract) -> "Grammar":
        """The grammar that an extract declares. Keys are made here, so no element is one."""
        message = extract.message
        if message is None:
            raise ValueError(f"{extract.name} has no message")
        headers = {p.name: {i.name: i.header for i in items(p.contract)} for p in extract.parts}
        keys = {p.name: headers[p.name][p.key] for p in extract.parts if p.key}
        parents = {p.name: headers[p.name][p.parent_key] for p in extract.parts if p.parent}
        return cls(
            title=extract.title,
            head=message.head,
            records=message.records,
            wrappers=message.wrappers,
            telling=message.telling,
            items={
                p.name: {s.casefold(): one.header for one in items(p.contract) for s in one.spellings}
                | {e: header for e, header in message.items.items() if header in headers[p.name].values()}
                for p in extract.parts
            },
            keys=keys,
            parent_keys=parents,
        )

    @property
    def tables(self) -> list[str]:
        """Every table that a message can fill, the head first."""
        return list(dict.fromkeys([self.head, *self.records.values()]))


@dataclass
class Reading:
    """How far a delivery has been read: ordinals go on from file to file, unknown elements add up."""

    counts: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What an element is inside a record: another of ``table``, an item's ``header``, a wrapper, or unknown.

    ``tells``: the name of a wrapper that tells what is inside it.
    """

    table: str = ""
    header: str = ""
    is_wrapper: bool = False
    tells: str = ""


@dataclass(slots=True)
class _Record:
    """An open record; ``depth`` is where its element stands, ``meanings`` what elements are inside it now.

    ``inside``: the wrapper that tells what they are, and ``inside_depth`` where it stands.
    """

    table: str
    ordinal: int
    depth: int
    values: dict[str, str]
    meanings: dict[str, _Meaning]
    inside: str = ""
    inside_depth: int = 0


class _Reader:
    """The state of reading one file: where in the message we are, and the rows not yet handed on.

    Its handlers are called for every element of a return, so each does as little as it can.
    """

    def __init__(self, name: str, grammar: Grammar, reading: Reading) -> None:
        self.name = name
        self.grammar = grammar
        self.counts = reading.counts
        self.unknown = reading.unknown
        self.depth = 0
        self.item_depth = 0  # where the item stands that is being read, 0 outside one
        self.header = ""  # of that item; "" where it is unknown
        self.text = ""
        self.open: list[_Record] = []
        self.record = _Record("", 0, 0, {}, {})
        self.meanings: dict[tuple[str, str], dict[str, _Meaning]] = defaultdict(dict)
        self.rows: dict[str, list[dict[str, str]]] = {table: [] for table in grammar.tables}
        self.waiting = 0
        self.ready: list[dict[str, TextTable]] = []
        self.head_is_gone = False
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.buffer_text = True

    def _refuse_doctype(self, *_: object) -> None:
        raise RefusedError(
            f"{self.name} has a DOCTYPE.",
            why="A return's message has none; it is a way to make a reader fetch or swell.",
            hint="Export the message again from the case system, and tell whoever sent this file.",
        )

    def _start(self, tag: str, _: object) -> None:
        self.text = ""
        self.depth = depth = self.depth + 1
        if self.item_depth:
            self._check_depth()
            return
        if depth == 1:
            self._open_message(tag)
            return
        meaning = self.record.meanings.get(tag) or self._learn(tag)
        if meaning.table:
            self._open_record(meaning.table)
        elif meaning.is_wrapper:
            self._check_depth()
            if meaning.tells:
                self._look_inside(meaning.tells, depth)
        else:
            self.item_depth = depth
            self.header = meaning.header

    def _end(self, tag: str) -> None:
        depth = self.depth
        record = self.record
        if self.item_depth:
            if self.item_depth == depth:
                self.item_depth = 0
            if self.item_depth or not self.header:
                where = f"{record.table}/{tag[:40]}"
                self.unknown[where] = self.unknown.get(where, 0) + 1
            elif value := self.text.strip():
                if self.head_is_gone and len(self.open) == 1:
                    raise not_a_message(self.name, "its header comes after its records")
                record.values[self.header] = value
        elif record.depth == depth:
            self._close_record()
        elif record.inside_depth == depth:
            self._look_inside("", 0)
        self.text = ""
        self.depth = depth - 1

    def _characters(self, text: str) -> None:
        self.text += text
        if len(self.text) > MAX_TEXT:
            raise not_a_message(self.name, "one element holds more than a million characters")

    def _check_depth(self) -> None:
        if self.depth > MAX_DEPTH:
            raise not_a_message(self.name, f"it is nested more than {MAX_DEPTH} deep")

    def _learn(self, tag: str) -> _Meaning:
        """What a tag, as this message spells it, is inside the open record."""
        name, table, grammar = tag.casefold(), self.record.table, self.grammar
        told = f"{self.record.inside}/{name}"
        meaning = _Meaning(
            table=grammar.records.get((table, told)) or grammar.records.get((table, name), ""),
            header=grammar.items[table].get(told) or grammar.items[table].get(name, ""),
            is_wrapper=name in grammar.wrappers,
            tells=name if name in grammar.telling else "",
        )
        self.record.meanings[tag] = meaning
        return meaning

    def _look_inside(self, wrapper: str, depth: int) -> None:
        """From here on elements mean what they mean inside this wrapper; ``""``: outside all of them."""
        self.record.inside, self.record.inside_depth = wrapper, depth
        self.record.meanings = self.meanings[self.record.table, wrapper]

    def _open_message(self, tag: str) -> None:
        if tag.casefold() != "message":
            raise not_a_message(self.name, f"its first element is '{tag[:40]}', not 'Message'")
        self._open_record(self.grammar.head)

    def _open_record(self, table: str) -> None:
        ordinal = self.counts.get(table, 0) + 1
        self.counts[table] = ordinal
        values = {self.grammar.keys[table]: str(ordinal)} if table in self.grammar.keys else {}
        if self.open:
            values[self.grammar.parent_keys[table]] = str(self.record.ordinal)
        self.record = _Record(table, ordinal, self.depth, values, self.meanings[table, ""])
        self.open.append(self.record)
        self.rows[table].append(values)
        self.waiting += 1

    def _close_record(self) -> None:
        self.open.pop()
        if self.open:
            self.record = self.open[-1]
        if len(self.open) == 1 and self.waiting > BATCH_RECORDS:
            self.ready.append(self.hand_on())

    def feed(self, data: bytes, *, is_last: bool = False) -> None:
        """Read on; a fault of the message is told with its line, never with its text."""
        try:
            self.parser.Parse(data, is_last)
        except (LookupError, ValueError):
            if self.open:
                raise
            raise RefusedError(
                f"{self.name} is in an encoding we cannot read.",
                why="The encoding that its first line names is unknown, or takes several bytes a letter.",
                hint="Export it again as UTF-8.",
            ) from None
        except expat.ExpatError as error:
            raise RefusedError(
                f"{self.name} breaks off or is not well-formed XML.",
                why=f"{expat.errors.messages[error.code].capitalize()}, at line {error.lineno}.",
                hint="Compare its size with the sender's copy and copy it again; do not edit it by hand.",
            ) from None

    def hand_on(self) -> dict[str, TextTable]:
        """The rows that wait, as tables."""
        tables = {}
        for table, rows in self.rows.items():
            first = self.counts.get(table, 0) - len(rows) + 1
            tables[table] = TextTable(table, _arrow(rows, self.grammar.items[table], first))
        self.rows = {table: [] for table in self.grammar.tables}
        self.waiting = 0
        self.head_is_gone = True
        return tables


def read_message(paths: list[Path], extract: Extract) -> Iterator[dict[str, TextTable]]:
    """The tables of a delivery's messages, batch by batch; the first batch has the head of the first file.

    Raises ``RefusedError`` for what is no such message, is broken, or has a header that does not come first.
    """
    grammar, reading = Grammar.of(extract), Reading()
    batches = chain.from_iterable(_of_file(path, grammar, reading) for path in paths)
    last = next(batches)
    for batch in batches:
        yield last
        last = batch
    # Only at the end is it known what all the messages held beside the contract.
    notes = {f"unknown element {where}": count for where, count in sorted(reading.unknown.items())}
    yield last | {grammar.head: replace(last[grammar.head], notes=notes)}


def _of_file(path: Path, grammar: Grammar, reading: Reading) -> Iterator[dict[str, TextTable]]:
    reader = _Reader(shown(path.name), grammar, reading)
    with path.open("rb") as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            reader.feed(block)
            yield from reader.ready
            reader.ready.clear()
        reader.feed(b"", is_last=True)
    yield from reader.ready
    yield reader.hand_on()


def announces(data: bytes) -> str | None:
    """The collection that the beginning of a message names; None where it is no message, or names none."""
    seen: list[str] = []
    text: list[str] = []
    found: list[str] = []

    def start(tag: str, _: object) -> None:
        seen.append(tag.casefold())
        text.clear()

    def end(tag: str) -> None:
        if tag.casefold() == "collection" and not found:
            found.append("".join(text).strip())

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    with suppress(*_UNREADABLE):
        parser.Parse(data, False)  # noqa: FBT003 - expat takes it by position
    return found[0] if found and seen[0] == "message" else None


def not_a_message(name: str, why: str) -> RefusedError:
    """The refusal of an XML file that is no message of a return."""
    return RefusedError(
        f"{name} is not a SEN2 message, nor a school's census message.",
        why=why[0].upper() + why[1:] + ".",
        hint="Export the return as XML from the case system or from COLLECT; a schema (XSD) is no return.",
    )


def _arrow(rows: list[dict[str, str]], names: Mapping[str, str], first: int) -> pa.Table:
    headers = sorted(set(names.values()))
    columns = {header: pa.array([row.get(header) for row in rows], pa.string()) for header in headers}
    return pa.table(columns).append_column(ROW, pa.array(range(first, first + len(rows)), pa.int64()))
