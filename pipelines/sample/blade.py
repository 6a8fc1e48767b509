"""The shape of a COLLECT blade export: one CSV a table, keys first, dates in its own way. No items here."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from pipelines.sample.days import Ints, Texts, written
from schemas.returns import Return

Columns = dict[str, Texts]

SYNTHETIC = "SYNTHETIC SAMPLE"

_TERM_PLACE = {"spring": 0, "summer": 1, "autumn": 2}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def blade_date(day: date) -> str:
    """``2019-Jan-17 00:00:00``, whatever language the machine speaks."""
    return f"{day.year}-{_MONTHS[day.month - 1]}-{day.day:02d} 00:00:00"


def blade_text(iso: str) -> str:
    """An ISO day, or day and time, as a blade export writes it."""
    day, _, time = iso.partition("T")
    return blade_date(date.fromisoformat(day)).replace("00:00:00", time or "00:00:00")


def blade_dates(days: Ints) -> Texts:
    """Days as a blade export writes them."""
    return written(days, blade_date)


@dataclass(frozen=True)
class Keys:
    """Row keys of one return: no two tables' rows of two returns share one."""

    census: Return

    def of(self, count: int) -> Texts:
        """Keys of the first ``count`` rows of a table."""
        first = ((self.census.year - 2000) * 3 + _TERM_PLACE[self.census.term]) * 1_000_000
        return as_text(np.arange(first + 1, first + count + 1))


def as_text(numbers: Ints) -> Texts:
    """Whole numbers in writing."""
    return np.array([str(n) for n in numbers.tolist()], dtype=object)


def order_in(parent: Texts) -> Texts:
    """1, 2, 3 ... under each parent; children stand together."""
    starts = (
        np.flatnonzero(np.append(True, parent[1:] != parent[:-1])) if len(parent) else np.array([], dtype=int)
    )
    nth = np.arange(len(parent)) - np.repeat(starts, np.diff(np.append(starts, len(parent))))
    return as_text(nth + 1)


def with_keys(
    table: str, keys: Texts, native: Texts, parent: tuple[str, Texts] | None, items: Columns
) -> Columns:
    """The five key columns of a blade table, then its items."""
    order = order_in(parent[1]) if parent else as_text(np.arange(1, len(keys) + 1))
    first: Columns = {
        f"{table}tableid": keys,
        "NativeId": native,
        f"{table}orderseqcolumn": order,
        "sourceid": native,
    }
    return first | ({f"{parent[0]}tableid": parent[1]} if parent else {}) | items


def write_csv(path: Path, columns: Columns) -> Path:
    """One table as it would be exported."""
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return write_rows(path, list(columns), rows)


def write_rows(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> Path:
    """A header and rows as comma-separated text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
