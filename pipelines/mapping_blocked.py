"""Which marts a mapping leaves without what they are counted from, as the lineage tells it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from pipelines import lineage
from schemas.catalogue import PERSON, PERSON_LINK
from schemas.contract import Extract, items

# Who is who is told from whatever numbers there are: that one of them is missing blocks nothing.
_AROUND = {PERSON_LINK.name, PERSON.name}


@dataclass(frozen=True)
class Blocked:
    """A mart, its columns that cannot be counted, and without which items (``part.item``) or parts."""

    mart: str
    columns: tuple[str, ...]
    without: tuple[str, ...]


def blocked(extract: Extract, held: Collection[tuple[str, str]]) -> list[Blocked]:
    """The marts that need items of the extract which are not ``held``: (part, item)."""
    names = {(p.name, one.header): one.name for p in extract.parts for one in items(p.contract)}
    # What the return's own record says is told by its place.
    head = extract.parts[0].name
    parts = {part for part, _ in held} | {head}
    found = []
    for mart, columns in _needs(extract.name).items():
        without: dict[str, set[str]] = defaultdict(set)
        for column, needed in columns.items():
            for part, header in needed:
                item = names.get((part, header), "")
                if part not in parts:
                    without[part].add(column)
                elif item and part != head and (part, item) not in held:
                    without[f"{part}.{item}"].add(column)
        if without:
            missed = tuple(sorted({column for some in without.values() for column in some}))
            found.append(Blocked(mart, missed, tuple(sorted(without))))
    return found


@cache
def _needs(extract: str) -> dict[str, dict[str, frozenset[tuple[str, str]]]]:
    """Mart to column to the parts and headers of the extract that tell its values, or which rows count."""
    below: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for edge in lineage.edges():
        if edge.table_name not in _AROUND:
            below[edge.table_name, edge.column_name].append((edge.from_table, edge.from_column))
    found: dict[str, dict[str, frozenset[tuple[str, str]]]] = defaultdict(dict)
    for table, column in list(below):
        if table.startswith(lineage.MARTS):
            ends = frozenset(_ends(below, (table, column), f"{extract}."))
            if ends:
                found[table.removeprefix(lineage.MARTS)][column] = ends
    return dict(sorted(found.items()))


def _ends(
    below: dict[tuple[str, str], list[tuple[str, str]]], start: tuple[str, str], received: str
) -> Iterator[tuple[str, str]]:
    """The items of one extract in which the paths from a column end."""
    seen, queue = {start}, [start]
    while queue:
        for table, column in below.get(queue.pop(), ()):
            if table.startswith(received):
                yield table.removeprefix(received), column
            elif (table, column) not in seen:
                seen.add((table, column))
                queue.append((table, column))
