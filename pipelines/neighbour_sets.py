"""Statistical neighbour sets, in each shape they are published in, to one table of pairs.

Wide: a row an authority, ten columns of neighbours, each with its closeness beside it (SN1, SNP or SN_1,
SN_1P). Matrix: a column an authority, below its name those of its neighbours in order. Long: a row a pair.
Names and numbers that went through a spreadsheet (308.0) are settled by the list of authorities; one that is
not on it is rejected with its row. ``-`` and blanks mean that there is no neighbour of that rank.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from pipelines import layouts
from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable
from pipelines.grids import Grid, grids_of
from schemas.codesets.area import AUTHORITY
from schemas.contract import Extract, items
from schemas.extracts.neighbours import HOW_MANY
from schemas.layout import folded
from schemas.published import ENGLAND
from schemas.returns import Return

_AUTHORITY = ("lanum", "lanumber", "oldlacode", "lacode", "la")
_NEIGHBOUR = re.compile(r"sn_?(\d+)")
_LONG = {
    "rank": ("rank", "order"),
    "neighbour": ("neighbour", "neighbourlacode", "statisticalneighbour"),
    "closeness": ("closeness", "sn_p", "snp"),
}
_NONE = frozenset({"", "-", "n/a", "none"})
_HALF = 0.5
_NO_NEIGHBOUR = "authority without neighbours in this set"
_ASIDE = "row that names no authority, left aside"

# An authority, a rank, its neighbour and the closeness, all as printed, with the row they stand in.
Pair = tuple[int, str, str, str, str]


def read(paths: Sequence[Path], extract: Extract, of: Return, la_code: str = "") -> dict[str, TextTable]:
    """The set of one edition; ``RefusedError`` where no sheet is one, or a second is there."""
    notes: Counter[str] = Counter()
    grids = [grid for path in paths for grid in grids_of(path)]
    sets = [(grid, pairs) for grid in grids if (pairs := _pairs(grid, notes))]
    if not sets:
        raise RefusedError(
            f"No sheet of the {extract.title} {of} is a set that we know.",
            why=f"A set has a row an authority with columns SN1 to SN{HOW_MANY}, a column an authority, or a "
            "row a pair: la_code, rank, neighbour, closeness.",
            hint="Save the sheet of neighbours of the LAIT workbook as CSV, or as a workbook by itself.",
        )
    if sets[1:]:
        raise RefusedError(
            f"{sets[1][0].shown} is a second set in one delivery.",
            why="Each set is of its own year, and a year has one.",
            hint="Put each into the folder of its year, or move one out of data/raw.",
        )
    head = layouts.made_from_place(layouts.national(extract), extract, la_code or ENGLAND, of)
    [(_, pairs)] = sets
    return {extract.head: head, "neighbours": _table(extract, pairs, notes)}


def _pairs(grid: Grid, notes: Counter[str]) -> list[Pair]:
    top, header = grid.filled[0]
    names = [folded(cell) for cell in header]
    body = [(number, row) for number, row in grid.filled if number > top]
    own = next((names.index(name) for name in _AUTHORITY if name in names), None)
    if own is None:
        return list(_of_matrix(header, body, notes)) if _is_matrix(header) else []
    ranks = {int(m[1]): place for place, name in enumerate(names) if (m := _NEIGHBOUR.fullmatch(name))}
    if ranks:
        words = {place for place, name in enumerate(names) if name.startswith("sn")} - set(ranks.values())
        return list(_wide(own, ranks, words, body, notes))
    places = {item: next((names.index(n) for n in said if n in names), None) for item, said in _LONG.items()}
    return list(_long(own, places, body)) if places["rank"] is not None else []


def _is_matrix(header: Sequence[str]) -> bool:
    known = [cell for cell in header if AUTHORITY.code_of(cell, 0) in AUTHORITY.labels]
    return len(known) > max(1, _HALF * sum(map(bool, header)))


def _wide(
    own: int,
    ranks: dict[int, int],
    words: set[int],
    body: Sequence[tuple[int, list[str]]],
    notes: Counter[str],
) -> Iterator[Pair]:
    """How close a neighbour is stands behind it, where the set says so at all."""
    for number, row in body:
        found = [
            (rank, _cell(row, place), _cell(row, place + 1) if place + 1 in words else "")
            for rank, place in ranks.items()
        ]
        filled = [one for one in found if one[1].casefold() not in _NONE]
        if not _cell(row, own) and not filled:
            notes[_ASIDE] += 1
            continue
        notes[_NO_NEIGHBOUR] += not filled
        for rank, neighbour, closeness in filled:
            yield number, _cell(row, own), str(rank), neighbour, closeness


def _of_matrix(
    header: Sequence[str], body: Sequence[tuple[int, list[str]]], notes: Counter[str]
) -> Iterator[Pair]:
    for place, name in enumerate(header):
        below = [(number, _cell(row, place)) for number, row in body]
        filled = [
            (rank, number, cell)
            for rank, (number, cell) in enumerate(below, 1)
            if cell.casefold() not in _NONE
        ]
        notes[_NO_NEIGHBOUR] += bool(name) and not filled
        for rank, number, neighbour in filled:
            yield number, name, str(rank), neighbour, ""


def _long(own: int, places: dict[str, int | None], body: Sequence[tuple[int, list[str]]]) -> Iterator[Pair]:
    for number, row in body:
        rank, neighbour, closeness = (_cell(row, places[item]) for item in _LONG)
        yield number, _cell(row, own), rank, neighbour, closeness


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _table(extract: Extract, pairs: Collection[Pair], notes: Counter[str]) -> TextTable:
    rows = [
        {
            "pair": f"{AUTHORITY.code_of(la, 0)}|{rank.removesuffix('.0')}",
            "la_code": la,
            "rank": rank,
            "neighbour": neighbour,
            "closeness": closeness,
        }
        for _, la, rank, neighbour, closeness in pairs
    ]
    columns = {
        one.header: pa.array([row[one.header] or None for row in rows], pa.string())
        for one in items(extract.part("neighbours").contract)
    }
    numbers = pa.array([number for number, *_ in pairs], pa.int64())
    told = {words: number for words, number in notes.items() if number}
    return TextTable("neighbours", pa.table(columns).append_column(ROW, numbers), notes=told)
