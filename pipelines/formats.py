"""Files in, text tables out; nothing is interpreted here.

A text table holds every value as it was received, and the row as a person finds it in the file. What cannot
be cut into fields is kept as it stands, for the rejects. What is no such file at all is refused.
"""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipelines import delimited
from pipelines.errors import RefusedError
from pipelines.signatures import OLE, ZIP, refuse_impostors, shown

__all__ = [
    "MAX_FILE_BYTES",
    "ROW",
    "TextTable",
    "csv_header",
    "decoded",
    "read_bytes",
    "read_csv",
    "refuse_impostors",
    "shown",
]

MAX_FILE_BYTES = 2 * 1024**3
ROW = "row"
_BEGINNING = delimited.MOST_OF_A_HEADER
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class TextTable:
    """Rows as received, all text; ``row`` is the spreadsheet's row, or the record's ordinal in a message.

    A spreadsheet counts every row of the file, blank ones too, and the header; a value with line breaks in
    it is one row, and the line ``sep=;`` is none. ``ragged`` are rows that could not be cut into the header's
    fields: row and text. Blank rows hold nothing and are only counted, in ``notes``. ``carries`` are the
    headers that this shape of the table can hold; None where it can hold them all.
    """

    name: str
    rows: pa.Table
    ragged: tuple[tuple[int, str], ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)
    carries: frozenset[str] | None = None

    @property
    def received(self) -> int:
        """Rows that arrived, readable or not."""
        return int(self.rows.num_rows) + len(self.ragged)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, refused while it is empty, too large, or plainly something else."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise RefusedError(
            f"{shown(path.name)} is larger than 2 GiB.",
            why="No return of one authority comes near that size.",
            hint="Ask the sender for one return a file.",
        )
    data = path.read_bytes()
    refuse_impostors(path.name, data)
    return data


def decoded(name: str, data: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was found in: BOM, UTF-16 by its NULs, UTF-8, else cp1252."""
    return _decoded(name, data, is_whole=True)


def read_csv(path: Path, data: bytes) -> TextTable:
    """A CSV file with one header row, which is row 1 where nothing stands above it.

    Raises ``RefusedError`` for what is no such file, and where quotation marks make its rows uncertain.
    """
    body, encoding = _body(path.name, data)
    header = delimited.read_header(shown(path.name), body)
    delimited.refuse_unclear(shown(path.name), header)
    cut = delimited.cut(shown(path.name), body, header)
    # A column of the file that is called 'row' makes way for ours.
    names = [f"{ROW} as received" if name == ROW else name for name in cut.rows.column_names]
    rows = cut.rows.rename_columns(names).append_column(ROW, cut.numbers)
    notes = {} if encoding in {"utf-8", "utf-8-sig"} else {f"read as {encoding}": 1}
    if header.delimiter != ",":
        notes[f"read with {delimited.DELIMITERS[header.delimiter]} between columns"] = 1
    if cut.blank:
        notes["blank row"] = cut.blank
    return TextTable(path.stem, rows, cut.ragged, notes)


def csv_header(path: Path) -> list[str] | None:
    """The column names of a CSV file, or None when it has none; only its beginning is read."""
    with path.open("rb") as file:
        data = file.read(_BEGINNING)
        is_whole = not file.read(1)
    refuse_impostors(path.name, data)
    body, _ = _body(path.name, data, is_whole=is_whole)
    if not body.strip():
        return None
    return [name for name in delimited.read_header(shown(path.name), body).names if name] or None


def _body(name: str, data: bytes, *, is_whole: bool = True) -> tuple[bytes, str]:
    """The text as UTF-8 bytes, and the encoding it came in; refused where it is no delimited text."""
    if data.startswith((ZIP, OLE)):
        raise RefusedError(
            f"{shown(name)} is a workbook, not a CSV file.",
            why="Its first bytes say so.",
            hint="Give it its right ending, or save the sheet as CSV UTF-8.",
        )
    text, encoding = _decoded(name, data, is_whole=is_whole)
    start = text[:4096].lstrip("\ufeff \r\n\t")
    for marks, kind, hint in (
        (("<",), "XML", "Give it the ending .xml if it is a message; else export the table as CSV UTF-8."),
        (("{", '[{"', "[[", "[\n", "[\r"), "JSON", "Export the table as CSV UTF-8."),
    ):
        if start.startswith(marks):
            raise RefusedError(f"{shown(name)} is {kind}, not a CSV file.", why="It begins so.", hint=hint)
    body = data.removeprefix(codecs.BOM_UTF8) if encoding.startswith("utf-8") else text.encode()
    # Ctrl-Z: the end of a file, as old exports write it.
    return body.rstrip(b"\x1a"), encoding


def _decoded(name: str, data: bytes, *, is_whole: bool) -> tuple[str, str]:
    encoding = _encoding(data)
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data, final=is_whole)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise _in_no_encoding(name) from None
        encoding = "cp1252"
        text = _as_cp1252(name, data)
    if "\x00" in text:
        raise RefusedError(
            f"{shown(name)} holds NUL bytes.",
            why="It is not a text file, or it was cut while being copied.",
            hint="Export it again as CSV UTF-8 or XML.",
        )
    return text, encoding


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    # UTF-16 without its mark: of Western text, every second byte is NUL, and of UTF-8 none.
    start = data[:4096]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 4 and not min(even, odd):
        return "utf-16-le" if odd else "utf-16-be"
    return "utf-8"


def _as_cp1252(name: str, data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise _in_no_encoding(name) from None


def _in_no_encoding(name: str) -> RefusedError:
    return RefusedError(
        f"{shown(name)} is in no encoding we know.",
        why="It is neither UTF-8, UTF-16 nor Windows-1252, or it was cut while being copied.",
        hint="Export it again as 'CSV UTF-8'.",
    )
