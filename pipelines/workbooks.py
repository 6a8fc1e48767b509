"""Workbooks in, cells as text out: xlsx, xlsm, xls, xlsb and ods. Nothing is interpreted, run or followed.

What could harm is looked for before a workbook is opened; it is then opened in a process of its own (see
``workbook_process``). Macros, links and external data are never touched.
"""

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from pipelines import workbook_process
from pipelines.errors import RefusedError
from pipelines.signatures import OLE, ZIP, is_workbook, refuse_impostors, shown

__all__ = ["Sheet", "is_workbook", "sheets_of"]

MAX_WORKBOOK_BYTES = 256 * 1024**2
MAX_MEMBERS = 5_000
MAX_UNPACKED_BYTES = 1024**3
# Sheets of much the same shrink to a hundredth; a bomb to a thousandth. Small ones do no harm.
MAX_RATIO, RATIO_FROM = 200, 32 * 1024**2
MAX_SECONDS = 300

_PIECE = 1 << 20
_DECLARATION = re.compile(rb"<!(doctype|entity)", re.IGNORECASE)
_MARKUP = (".xml", ".rels", ".vml")
_LONGEST_DECLARATION = 16


@dataclass(frozen=True)
class Sheet:
    """One worksheet, hidden or not: ``rows[i]`` is row i+1 as a spreadsheet shows it, every cell as text.

    Text is as typed, whole numbers have no ``.0``, days are ISO 8601, formulas their last value; a cell that
    is empty or in error is "".
    """

    name: str
    rows: list[list[str]]


def sheets_of(name: str, data: bytes) -> list[Sheet]:
    """The worksheets of a workbook, in its order.

    Raises ``RefusedError`` for what is no workbook, is protected, damaged, or larger than any return.
    """
    if not is_workbook(data):
        refuse_impostors(name, data)
        is_container = data.startswith((ZIP, OLE))
        raise _refused(
            name,
            "is not a workbook",
            "It breaks off, or holds something else." if is_container else "Its first bytes say so.",
            "Save it again from Excel as .xlsx, or give a text file its right ending, .csv.",
        )
    if len(data) > MAX_WORKBOOK_BYTES:
        raise _too_large(name, f"It is larger than {MAX_WORKBOOK_BYTES >> 20} MiB.")
    if data.startswith(ZIP):
        _refuse_harmful(name, data)
    elif data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise _protected(name)
    return _opened(name, data)


def _opened(name: str, data: bytes) -> list[Sheet]:
    """Ask the process that opens workbooks; whatever becomes of it, there is one answer or one refusal."""
    command = [sys.executable, "-I", str(Path(workbook_process.__file__))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MAX_SECONDS, check=True)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise _too_large(name, "It could not be read within five minutes.") from None
    except subprocess.CalledProcessError as ended:
        if ended.returncode == 1:
            raise _damaged(name, "Its parts do not make a workbook.") from None
        raise _too_large(name, "Reading it takes more memory than any return does.") from None
    said = json.loads(done.stdout)
    refused = said.get("refused")
    if refused == workbook_process.PASSWORD:
        raise _protected(name)
    if refused == workbook_process.TOO_MANY_CELLS:
        raise _too_large(name, f"Its sheets span more than {workbook_process.MOST_CELLS:,} cells.")
    if refused:
        raise _damaged(name, "Its parts do not make a workbook.")
    return [Sheet(title, rows) for title, rows in said["sheets"]]


def _refuse_harmful(name: str, data: bytes) -> None:
    """Unpack every member once, counting what really comes out and keeping nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise _too_large(name, f"It has more than {MAX_MEMBERS:,} parts.")
            unpacked = 0
            for member in members:
                unpacked = _unpacked(name, archive, member, unpacked, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise _damaged(
            name, "It breaks off, or what is in it is not what its list of contents says."
        ) from None


def _unpacked(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, before: int, packed: int) -> int:
    """The bytes unpacked so far, with this member; refused at the first sign of harm."""
    if member.flag_bits & 1:
        raise _protected(name)
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _damaged(name, "It is packed in a way that no spreadsheet program uses.")
    is_markup = member.filename.casefold().endswith(_MARKUP)
    total, tail = before, b""
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            total += len(piece)
            if total > MAX_UNPACKED_BYTES or (total > RATIO_FROM and total > MAX_RATIO * packed):
                raise _too_large(name, "It unpacks to far more than it seems to hold.")
            if is_markup:
                tail = _refuse_declaration(name, tail + piece)
    return total


def _refuse_declaration(name: str, piece: bytes) -> bytes:
    """The end of the piece, where a declaration may begin."""
    text = piece.replace(b"\x00", b"") if b"\x00" in piece else piece
    if b"<!" in text and _DECLARATION.search(text):
        raise _refused(
            name,
            "has a DOCTYPE or an entity in its XML",
            "A workbook has none; it is a way to make a reader fetch or swell.",
            "Save it again from Excel as .xlsx, and tell whoever sent this file.",
        )
    return piece[-_LONGEST_DECLARATION:]


def _refused(name: str, what: str, why: str, hint: str) -> RefusedError:
    return RefusedError(f"{shown(name)} {what}.", why=why, hint=hint)


def _protected(name: str) -> RefusedError:
    return _refused(
        name,
        "is protected by a password",
        "Its contents are encrypted.",
        "Open it in Excel, remove the password (File, Info, Protect Workbook), and save it again.",
    )


def _too_large(name: str, why: str) -> RefusedError:
    return _refused(
        name,
        "is too large a workbook",
        why,
        "Delete what lies far below and beside the table, or save the sheet as CSV UTF-8.",
    )


def _damaged(name: str, why: str) -> RefusedError:
    return _refused(
        name,
        "is a damaged workbook",
        why,
        "Compare its size with the sender's copy and copy it again; or open it in Excel and save it again.",
    )
