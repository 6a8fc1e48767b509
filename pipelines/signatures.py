"""What a file is by its bytes, whatever its name says; and how its name may be shown.

Nothing is read here beyond what tells one kind of file from another.
"""

import re
from pathlib import PurePath

from pipelines.errors import RefusedError

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_SHOWN = 80

_LOOKED_AT = 64 * 1024
_WEB_PAGE = re.compile(rb"(<\?xml[^<>]*>\s*)?<(!doctype html|html|head|body|table|script)\b")
_IN_WORKBOOK_ZIP = (b"[Content_Types].xml", b"xl/workbook", b"opendocument.spreadsheet")
# Streams of an OLE file, as its directory spells them: of an old workbook, and of one behind a password.
_IN_WORKBOOK_OLE = tuple(stream.encode("utf-16-le") for stream in ("Workbook", "Book", "EncryptedPackage"))
_OTHERS = {
    b"%pdf-": "a PDF document",
    b"{\\rtf": "a Word document",
    b"\x1f\x8b": "a compressed (gzip) file",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"rar!\x1a\x07": "a RAR archive",
    b"par1": "a Parquet file",
    b"sqlite format 3": "a database",
}


def shown(name: str) -> str:
    """A name as a message may show it: what cannot be printed as '?', the middle of a long one left out."""
    safe = "".join(letter if letter.isprintable() else "?" for letter in name)
    return safe if len(safe) <= MOST_SHOWN else f"{safe[: MOST_SHOWN - 20]}…{safe[-19:]}"


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of an Excel or OpenDocument workbook, also of one behind a password."""
    if data.startswith(ZIP):
        return any(mark in data[:_LOOKED_AT] or mark in data[-_LOOKED_AT:] for mark in _IN_WORKBOOK_ZIP)
    return data.startswith(OLE) and any(mark in data for mark in _IN_WORKBOOK_OLE)


def refuse_impostors(name: str, data: bytes) -> None:
    """Refuse what is saved under a table's or a message's name but is something else.

    A workbook passes under a workbook's name only. ``data`` may be the beginning of the file.
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t\x1a"):
        raise RefusedError(
            f"{shown(name)} is empty.",
            why="The file has no content.",
            hint="Export it again, and compare its size with the one at the sender's.",
        )
    if data.startswith((ZIP, OLE)):
        _refuse_misnamed_workbook(name, data)
        return
    _refuse_pages(name, data)
    start = data[:16].lower()
    for mark, kind in _OTHERS.items():
        if start.startswith(mark):
            raise RefusedError(
                f"{shown(name)} is {kind}.",
                why="Its first bytes say so, whatever its name.",
                hint="Export the table itself as 'CSV UTF-8', or the message as XML.",
            )


def _refuse_pages(name: str, data: bytes) -> None:
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if _WEB_PAGE.match(start):
        raise RefusedError(
            f"{shown(name)} is a web page.",
            why="A sign-in or error page, or a report, was saved in place of the data.",
            hint="Open it: if it asks to sign in, do so and download the file again; if it shows the table, "
            "save that as CSV UTF-8.",
        )
    if start.startswith(b"version https://git-lfs"):
        raise RefusedError(
            f"{shown(name)} is a Git LFS pointer, not the data.",
            why="The repository it came from keeps large files elsewhere.",
            hint="Run 'git lfs pull' where the file came from, and copy it again.",
        )


def _refuse_misnamed_workbook(name: str, data: bytes) -> None:
    suffix = PurePath(name).suffix.casefold()
    if suffix in WORKBOOK_SUFFIXES:
        return
    if is_workbook(data):
        kind = {".csv": "a CSV file", ".xml": "an XML file"}.get(suffix, "something else")
        raise RefusedError(
            f"{shown(name)} is an Excel workbook saved under the name of {kind}.",
            why="Its first bytes say so.",
            hint=f"Give it its right ending, {'.xlsx' if data.startswith(ZIP) else '.xls'}.",
        )
    if data.startswith(OLE):
        raise RefusedError(
            f"{shown(name)} is an old Office document.",
            why="Its first bytes say so.",
            hint="Export the table as CSV UTF-8; if it is an old workbook, give it its right ending, .xls.",
        )
    raise RefusedError(
        f"{shown(name)} is a zip archive.",
        why="Its first bytes say so.",
        hint="Unpack it and give the files in it; a workbook is to have its right ending, .xlsx.",
    )
