"""A SEN2 return as the rows of its nine tables, from which every shape but the message is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from pipelines.sample.markup import Block
from pipelines.sample.sen2_layout import table_of
from pipelines.sample.sen2_message import Message
from schemas.contract import items
from schemas.extracts.sen2 import SEN2

_KINDS = {one.header: one.kind for part in SEN2.parts for one in items(part.contract)}


@dataclass(frozen=True)
class Record:
    """One row of a table: its number there, its parent's in the table above, and whose it is.

    ``person`` and ``request`` are numbers in those two tables, nought where the row hangs above them.
    ``items`` are texts as the message has them, by the headers of the COLLECT tables.
    """

    table: str
    number: int
    parent: int
    person: int
    request: int
    items: dict[str, str]


def records_of(message: Message) -> dict[str, list[Record]]:
    """The rows of every table, in the order of the message."""
    tables: dict[str, list[Record]] = {part.name: [] for part in SEN2.parts}
    about = {name.lower(): value for block in message.header for name, value in block.items.items()}
    tables["sen2"].append(Record("sen2", 1, 0, 0, 0, about))
    numbers = {name: count(1) for name in tables}
    for block in message.persons:
        for record in _records(block, numbers, tables["sen2"][0]):
            tables[record.table].append(record)
    return tables


def is_day(header: str) -> bool:
    """Whether the item is a day."""
    return _KINDS.get(header) == "date"


def is_flag(header: str) -> bool:
    """Whether the item is yes or no."""
    return _KINDS.get(header) == "flag"


def _records(block: Block, numbers: dict[str, "count[int]"], above: Record) -> Iterator[Record]:
    table = table_of(block.name)
    number = next(numbers[table])
    person = number if table == "person" else above.person
    request = number if table == "requests" else above.request
    items_of = {name.lower(): value for name, value in block.items.items()}
    record = Record(table, number, above.number, person, request, items_of)
    yield record
    for inner in block.blocks:
        yield from _records(inner, numbers, record)
