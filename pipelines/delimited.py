"""Delimited text cut into cells: which sign stands between columns, where the header is, what each row is.

Arrow cuts. Where quotation marks stand in unusual places, the slower and stricter reader of the standard
library first tells marks within a value from those that swallow rows. Nothing is interpreted.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from pipelines.errors import RefusedError

DELIMITERS = {",": "','", ";": "';'", "\t": "a tab", "|": "'|'"}
MAX_COLUMNS = 2000
MOST_OF_A_HEADER = 1 << 20
MOST_OF_A_ROW = 4 << 20
# Of a table of so many columns, a line within a value that has all their delimiters is a row swallowed.
_TELLING_WIDTH = 4
_AT_A_TIME = 1 << 24
_QUOTE = ord('"')
_SEP = re.compile(r'"?sep=([,;\t|])"?[^\S\r\n]*(\r\n|\n|\r|$)', re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True)
class Header:
    """The column names as cleaned ("" where blank), the row they are in, and where the rows after begin."""

    names: tuple[str, ...]
    delimiter: str
    row: int
    end: int


@dataclass(frozen=True)
class Cut:
    """Rows cut into the named columns, the spreadsheet's row of each, those that could not be, blank ones."""

    rows: pa.Table
    numbers: pa.Array
    ragged: tuple[tuple[int, str], ...]
    blank: int


@dataclass(frozen=True)
class _Records:
    """Every record after the header but the ragged, blank ones as nulls; ``numbers`` count from 1."""

    rows: pa.Table
    numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    ragged: list[tuple[int, str]]


def read_header(name: str, body: bytes) -> Header:
    """The first row that is not blank, cut by the delimiter that finds most columns in it."""
    text = body[:MOST_OF_A_HEADER].decode("utf-8", "ignore")
    said = _SEP.match(text)
    start = said.end() if said else 0
    candidates = [said[1]] if said else list(DELIMITERS)
    found = {sign: _first_record(text[start:], sign) for sign in candidates}
    delimiter = max(candidates, key=lambda sign: len(found[sign].cells))
    first = found[delimiter]
    if not first.cells or (first.taken + start >= len(text) and len(body) > MOST_OF_A_HEADER):
        raise RefusedError(
            f"{name} has no header that can be read.",
            why="Its first row has no end, no names, or a quotation mark that is opened and not closed.",
            hint="Open it in a spreadsheet, mend the row of the column names, and export it again.",
        )
    end = len(text[: start + first.taken].encode())
    return Header(tuple(_clean(cell) for cell in first.cells), delimiter, first.row, end)


def refuse_unclear(name: str, header: Header) -> None:
    """Refuse a header by which a cell has no one column. By place: its names may be somebody's data."""
    times = Counter(column.casefold() for column in header.names if column)
    if twice := [n for n, column in enumerate(header.names, 1) if times[column.casefold()] > 1]:
        raise RefusedError(
            f"{name} has the same column twice: numbers {_listed(twice)}.",
            why="It cannot be told which of them holds the item; or the file has no header row.",
            hint="Remove or rename one of them at the source and export again, with the header.",
        )
    if len(header.names) > MAX_COLUMNS:
        raise RefusedError(
            f"{name} has {len(header.names):,} columns.",
            why=f"No table of a return has more than {MAX_COLUMNS:,}.",
            hint="Export the table itself, not a pivot of it.",
        )


def cut(name: str, body: bytes, header: Header) -> Cut:
    """Every row after the header, in exactly one of ``rows``, ``ragged`` and ``blank``."""
    places = [str(place) for place in range(len(header.names))]
    rest = memoryview(body)[header.end :]
    quotes = _quoting(rest, header.delimiter)
    if not quotes.is_regular:
        _refuse_misquoted(name, bytes(rest).decode(), header)
    found = _by_arrow(name, rest, places, header) if len(rest) else _nothing(places)
    if quotes.has_line_breaks or not quotes.is_regular:
        _refuse_swallowed(name, found, header)
    return _sorted_out(name, found, header)


@dataclass(frozen=True)
class _First:
    cells: list[str]
    row: int = 0
    taken: int = 0


def _first_record(text: str, delimiter: str) -> _First:
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in io.StringIO(text, newline=""):
            taken += len(line)
            yield line

    try:
        for row, cells in enumerate(csv.reader(lines(), delimiter=delimiter, strict=True), 1):
            if any(letter.isalnum() for cell in cells for letter in cell):
                return _First(cells, row, taken)
    except csv.Error:
        pass
    return _First([])


def _clean(cell: str) -> str:
    """A column's name without what cannot be seen, its white space as single spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in cell.translate(_INVISIBLE)).split())


@dataclass(frozen=True)
class _Quoting:
    """``is_regular``: every mark opens at the beginning of a cell and closes at its end."""

    is_regular: bool
    has_line_breaks: bool


def _quoting(body: memoryview, delimiter: str) -> _Quoting:
    """How quotation marks stand, looked at piece by piece, so that memory stays small."""
    text = np.frombuffer(body, np.uint8)
    ends = np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8)
    is_open, is_regular, has_line_breaks = 0, True, False
    for start in range(0, len(text), _AT_A_TIME):
        piece = text[start : start + _AT_A_TIME]
        marks = np.flatnonzero(piece == _QUOTE)
        opening, closing = marks[is_open::2] + start, marks[1 - is_open :: 2] + start
        before = text[opening[opening > 0] - 1]
        after = text[closing[closing < len(text) - 1] + 1]
        is_regular = is_regular and bool(np.isin(before, ends).all() and np.isin(after, ends).all())
        if len(marks) or is_open:
            breaks = np.flatnonzero((piece == ord("\n")) | (piece == ord("\r")))
            within = (np.searchsorted(marks, breaks) + is_open) % 2
            has_line_breaks = has_line_breaks or bool(within.any())
        is_open = (is_open + len(marks)) % 2
    return _Quoting(is_regular and not is_open, has_line_breaks)


def _by_arrow(name: str, body: memoryview, places: list[str], header: Header) -> _Records:
    """Arrow numbers an invalid row by its ordinal, as long as blank lines are not left out before."""
    ragged: list[tuple[int, str]] = []

    def keep(line: pacsv.InvalidRow) -> str:
        ragged.append((line.number or 0, line.text))
        return "skip"

    try:
        rows = pacsv.read_csv(
            pa.BufferReader(body),
            read_options=pacsv.ReadOptions(use_threads=False, column_names=places, block_size=MOST_OF_A_ROW),
            parse_options=pacsv.ParseOptions(
                delimiter=header.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:
        raise RefusedError(
            f"{name} cannot be read as a CSV file.",
            why="One of its rows is longer than four million characters, or is damaged.",
            hint="Open it in a spreadsheet, look for a row that swallows others, and export it again.",
        ) from None
    is_read = np.ones(rows.num_rows + len(ragged) + 1, bool)
    is_read[0] = False
    is_read[[number for number, _ in ragged]] = False
    return _Records(rows, np.flatnonzero(is_read), ragged)


def _refuse_misquoted(name: str, text: str, header: Header) -> None:
    """Refuse at the first row with a mark that is not closed, or closed within its value.

    Marks within a value that does not begin with one are letters like others, here as for Arrow.
    """
    row = header.row
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=header.delimiter, strict=True):
            row += 1
    except csv.Error:
        raise _misquoted(name, row + 1) from None


def _nothing(places: list[str]) -> _Records:
    return _Records(_table([], places), np.empty(0, np.int64), [])


def _table(records: Iterable[Sequence[str]], places: list[str]) -> pa.Table:
    """Text columns of a few records, "" as missing."""
    columns = zip(*records, strict=True)
    arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
    wanted = pa.schema([(place, pa.string()) for place in places])
    return pa.table(arrays, schema=wanted) if arrays else wanted.empty_table()


def _refuse_swallowed(name: str, found: _Records, header: Header) -> None:
    """Refuse a value that holds whole rows: a mark was opened by mistake and closed by the next mistake."""
    width = len(header.names)
    if width < _TELLING_WIDTH:
        return

    def swallows(text: str) -> bool:
        return any(line.count(header.delimiter) == width - 1 for line in text.splitlines()[1:-1])

    for column in found.rows.columns:
        places = np.flatnonzero(pc.match_substring_regex(column, r"[\r\n]").fill_null(fill_value=False))
        for place in places:
            if swallows(column[int(place)].as_py()):
                raise _misquoted(name, header.row + int(found.numbers[place]))
    for number, text in found.ragged:
        if swallows(text):
            raise _misquoted(name, header.row + number)


def _misquoted(name: str, row: int) -> RefusedError:
    return RefusedError(
        f"{name} cannot be read as a CSV file from row {row:,} on.",
        why="A quotation mark there is opened and not closed, or closed within its value, so that it may "
        "swallow the rows after it.",
        hint="Open it in a text editor, see to the quotation marks of that row, or export the file again.",
    )


# One row called 1 may mean anything.
_A_COUNT = 2


def _counts_the_rows(column: pa.ChunkedArray) -> bool:
    """The first column as R writes it, without a name: 1, 2, 3 and on, which says nothing."""
    if len(column) < _A_COUNT:
        return False
    counted = pa.array(range(1, len(column) + 1), pa.int64()).cast(pa.string())
    return bool(pc.all(pc.equal(column.combine_chunks(), counted).fill_null(fill_value=False)).as_py())


def _sorted_out(name: str, found: _Records, header: Header) -> Cut:
    """Blank rows, columns without a name and cells beyond the last name taken away; the rest is numbered."""
    rows, numbers = found.rows, found.numbers
    mended, ragged, blank = _mended(found.ragged, header)
    if mended:
        rows = pa.concat_tables([rows, _table((cells for _, cells in mended), rows.column_names)])
        numbers = np.concatenate([numbers, [number for number, _ in mended]])
        order = np.argsort(numbers)
        rows, numbers = rows.take(order), numbers[order]
    is_blank = np.ones(rows.num_rows, bool)
    for column in rows.columns:
        is_blank &= column.is_null().to_numpy()
        if not is_blank.any():
            break
    else:
        rows, numbers = rows.filter(~is_blank), numbers[~is_blank]
        blank += int(is_blank.sum())
    nameless = [place for place, column in enumerate(header.names) if not column]
    filled = [place + 1 for place in nameless if rows.column(place).null_count < rows.num_rows]
    if filled and not (filled == [1] and _counts_the_rows(rows.column(0))):
        raise RefusedError(
            f"{name} has values in columns without a name: numbers {_listed(filled)}.",
            why="It cannot be told what they are.",
            hint="Give each column its name in the header at the source, or remove it, and export again.",
        )
    kept = rows.select([place for place, column in enumerate(header.names) if column])
    return Cut(
        kept.rename_columns([column for column in header.names if column]),
        pa.array(numbers + header.row, pa.int64()),
        tuple((header.row + number, text) for number, text in ragged),
        blank,
    )


def _mended(
    lines: list[tuple[int, str]], header: Header
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]], int]:
    """Ragged rows that differ from the header in blank cells at the end only; the ragged; the blank."""
    width = len(header.names)
    needed = max(place for place, column in enumerate(header.names, 1) if column)
    mended, ragged, blank = [], [], 0
    for number, text in lines:
        cells = _cells(text, header.delimiter)
        if not any(cell.strip() for cell in cells):
            blank += 1
        elif len(cells) >= needed and not any(cells[width:]):
            mended.append((number, (cells + [""] * width)[:width]))
        else:
            ragged.append((number, text))
    return mended, ragged, blank


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return [text]


def _listed(numbers: Sequence[int]) -> str:
    most = 6
    return ", ".join(map(str, numbers[:most])) + (f" and {len(numbers) - most} more" * (len(numbers) > most))
