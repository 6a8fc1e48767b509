"""The process that opens a workbook: bytes come in by stdin, cells as text go out by stdout as JSON.

It stands by itself, since a workbook made for it can end it: two cells far apart let calamine ask for more
memory than there is, and that ends a process at once. Nothing of the project is imported here.
"""

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

MOST_CELLS = 5_000_000
MOST_MEMORY = 3 * 1024**3
PASSWORD, TOO_MANY_CELLS, UNREADABLE = "password", "too many cells", "unreadable"
# Beyond this a float does not hold every whole number.
_EXACT = 10**15


def sheets(data: bytes) -> dict[str, Any]:
    """``{"sheets": [[name, rows], ...]}`` of the worksheets, hidden ones too, or ``{"refused": why}``."""
    found: list[tuple[str, list[list[str]]]] = []
    cells = 0
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for number, about in enumerate(book.sheets_metadata):
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_index(number)
                height, width = (place + 1 for place in sheet.end or (-1, -1))
                cells += height * width
                if cells > MOST_CELLS:
                    return {"refused": TOO_MANY_CELLS}
                rows = sheet.to_python(skip_empty_area=False) if height else []
                found.append((about.name, [[text_of(cell) for cell in row] for row in rows]))
    except PasswordError:
        return {"refused": PASSWORD}
    except MemoryError:
        return {"refused": TOO_MANY_CELLS}
    except (CalamineError, OSError, ValueError):
        return {"refused": UNREADABLE}
    return {"sheets": found}


def text_of(cell: object) -> str:
    """A cell as text, as a person typed it or as ISO 8601; an empty cell and an error (#N/A) as ""."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        is_whole = abs(cell) < _EXACT and cell == int(cell)
        return str(int(cell)) if is_whole else repr(cell)
    return _moment(cell)


def _moment(cell: object) -> str:
    if isinstance(cell, datetime):
        is_day = cell.time() == time.min
        return cell.date().isoformat() if is_day else cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, timedelta):
        hours, seconds = divmod(int(cell.total_seconds()), 3600)
        return f"{hours}:{seconds // 60:02d}:{seconds % 60:02d}"
    return str(cell)


def _with_little_memory() -> None:
    """Where the system can: an error at the bound, instead of a machine that stands still."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _with_little_memory()
    said = sheets(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
