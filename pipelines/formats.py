"""Files in, text tables out; nothing is interpreted here.

A text table holds every value as it was received, and the row as a person finds it in the file. What cannot
be cut into fields is kept as it stands, for the rejects. What is no such file at all is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from pipelines.errors import RefusedError

MAX_FILE_BYTES = 2 * 1024**3
MAX_COLUMNS = 2000
ROW = "row"


@dataclass(frozen=True)
class TextTable:
    """Rows as received, all text; ``row`` is the line of the file, or the record's ordinal in a message.

    ``ragged`` are lines that could not be cut into the header's fields: line number and text.
    """

    name: str
    rows: pa.Table
    ragged: tuple[tuple[int, str], ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)

    @property
    def received(self) -> int:
        """Rows that arrived, readable or not."""
        return int(self.rows.num_rows) + len(self.ragged)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, refused while it is empty, too large, or plainly something else."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise RefusedError(
            f"{path.name} is larger than 2 GiB.",
            why="No return of one authority comes near that size.",
            hint="Ask the sender for one return a file.",
        )
    data = path.read_bytes()
    refuse_impostors(path.name, data)
    return data


def refuse_impostors(name: str, data: bytes) -> None:
    """Refuse what is saved under a table's or a message's name but is something else."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not data.strip():
        raise RefusedError(
            f"{name} is empty.",
            why="The file has no content.",
            hint="Export it again, and compare its size with the one at the sender's.",
        )
    if start.startswith((b"<!doctype html", b"<html")):
        raise RefusedError(
            f"{name} is a web page.",
            why="A sign-in or error page was saved in place of the data.",
            hint="Open the address in a browser, sign in, and download the file again.",
        )
    if start.startswith(b"version https://git-lfs"):
        raise RefusedError(
            f"{name} is a Git LFS pointer, not the data.",
            why="The repository it came from keeps large files elsewhere.",
            hint="Run 'git lfs pull' where the file came from, and copy it again.",
        )
    if start.startswith(b"pk\x03\x04"):
        raise RefusedError(
            f"{name} is a zip archive or an Excel workbook.",
            why="Its first bytes say so.",
            hint="Unpack it, or save the sheet as CSV UTF-8.",
        )


def decoded(name: str, data: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was found to be in: BOM, strict UTF-8, else cp1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decode(name, data, encoding), encoding
    try:
        return _decode_strictly(name, data), "utf-8"
    except UnicodeDecodeError:
        return _decode(name, data, "cp1252"), "cp1252"


def read_csv(path: Path, data: bytes) -> TextTable:
    """A CSV file with one header row; the first data row is row 2, as a spreadsheet counts."""
    text, encoding = decoded(path.name, data)
    header = _header(path.name, text)
    ragged: list[tuple[int, str]] = []

    def keep(line: pacsv.InvalidRow) -> str:
        ragged.append((line.number or 0, line.text))
        return "skip"

    try:
        rows = pacsv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=pacsv.ReadOptions(use_threads=False, column_names=header, skip_rows=1),
            parse_options=pacsv.ParseOptions(newlines_in_values=True, invalid_row_handler=keep),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise RefusedError(
            f"{path.name} cannot be read as a CSV file.",
            why="A quotation mark is opened and not closed, or a line is damaged.",
            hint="Open it in a spreadsheet, look for a row that swallows others, and export it again.",
        ) from error.with_traceback(None).__cause__
    numbers = _line_numbers(rows.num_rows, [line for line, _ in ragged])
    notes = {} if encoding in {"utf-8", "utf-8-sig"} else {f"read as {encoding}": 1}
    return TextTable(path.stem, rows.append_column(ROW, numbers), tuple(ragged), notes)


def csv_header(path: Path) -> list[str] | None:
    """The header of a CSV file, or None when its first line is no header."""
    with path.open("rb") as file:
        data = file.read(1024 * 1024)
    refuse_impostors(path.name, data)
    text, _ = decoded(path.name, data[: data.rfind(b"\n") + 1] or data)
    return [name.strip() for name in text.splitlines()[0].split(",")] if text.strip() else None


def _header(name: str, text: str) -> list[str]:
    header = [column.strip().strip('"') for column in text.lstrip("\r\n").split("\n", 1)[0].split(",")]
    folded = [column.casefold() for column in header]
    if twice := [place for place, column in enumerate(folded, 1) if folded.count(column) > 1]:
        # By place, not by name: where a file has no header, its names are somebody's data.
        raise RefusedError(
            f"{name} has the same column twice: numbers {', '.join(map(str, twice[:6]))}.",
            why="It cannot be told which of them holds the item; or the file has no header row.",
            hint="Remove or rename one of them at the source and export again, with the header.",
        )
    if len(header) > MAX_COLUMNS:
        raise RefusedError(
            f"{name} has {len(header):,} columns.",
            why=f"No table of a return has more than {MAX_COLUMNS:,}.",
            hint="Export the table itself, not a pivot of it.",
        )
    return header


def _line_numbers(rows: int, ragged: list[int]) -> pa.Array:
    """The line of each row that was read, with the lines that could not be read left out."""
    skipped = set(ragged)
    lines = (line for line in range(2, rows + len(skipped) + 2) if line not in skipped)
    return pa.array(lines, pa.int64(), size=rows)


def _decode_strictly(name: str, data: bytes) -> str:
    if b"\x00" in data:
        raise RefusedError(
            f"{name} holds NUL bytes.",
            why="It is not a text file, or it was cut while being copied.",
            hint="Export it again as CSV UTF-8 or XML.",
        )
    return data.decode("utf-8")


def _decode(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise RefusedError(
            f"{name} is in no encoding we know.",
            why="It is neither UTF-8, UTF-16 nor Windows-1252.",
            hint="Export it again as 'CSV UTF-8'.",
        ) from None
