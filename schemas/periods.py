"""Periods as people write them in sheets: years, academic and financial years, quarters, months."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

YEAR, ACADEMIC, FINANCIAL, QUARTER, MONTH = "year", "academic year", "financial year", "quarter", "month"
KINDS = (YEAR, ACADEMIC, FINANCIAL, QUARTER, MONTH)
_FIRST_MONTH = {ACADEMIC: 9, FINANCIAL: 4}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(20\d\d)")
_ACROSS = re.compile(r"(20\d\d) ?[/-] ?((?:20)?\d\d)")
_QUARTER = re.compile(r"(20\d\d)[ -]?q([1-4])|q([1-4]) (20\d\d)")
_FINANCIAL_QUARTER = re.compile(r"q([1-4]) (20\d\d) ?[/-] ?((?:20)?\d\d)")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])|([a-z]{3})[a-z]* (20\d\d)")


@dataclass(frozen=True)
class Period:
    """One period: its kind, its first day, and as it is written in marts."""

    kind: str
    start: date
    text: str

    @property
    def end(self) -> date:
        """Its last day."""
        months = {MONTH: 1, QUARTER: 3}.get(self.kind, 12)
        total = self.start.month - 1 + months
        return date(self.start.year + total // 12, total % 12 + 1, 1) - timedelta(days=1)


def parse(text: str, kind: str = "") -> Period | None:
    """The period that a text says; none where it says none, or another kind than ``kind``.

    ``2024/25`` is academic or financial: without the kind it is none. ``Q1 2025/26`` counts from April, as
    the health service does; ``2025 Q1`` from January.
    """
    said, kind = " ".join(text.casefold().split()), " ".join(kind.casefold().split())
    for read in (_year, _quarter, _financial_quarter, _month):
        if (found := read(said)) and kind in {"", found.kind}:
            return found
    return _across(said, kind)


def _year(text: str) -> Period | None:
    found = _YEAR.fullmatch(text.removesuffix(".0"))
    return Period(YEAR, date(int(found[1]), 1, 1), found[1]) if found else None


def _quarter(text: str) -> Period | None:
    found = _QUARTER.fullmatch(text)
    if not found:
        return None
    year, number = int(found[1] or found[4]), int(found[2] or found[3])
    return _quarter_of(year, number * 3 - 2)


def _financial_quarter(text: str) -> Period | None:
    found = _FINANCIAL_QUARTER.fullmatch(text)
    if not found or not _follows(found[2], found[3]):
        return None
    year, month = int(found[2]), int(found[1]) * 3 + 1
    return _quarter_of(year + month // 13, (month - 1) % 12 + 1)


def _quarter_of(year: int, month: int) -> Period:
    return Period(QUARTER, date(year, month, 1), f"{year}-Q{month // 3 + 1}")


def _month(text: str) -> Period | None:
    found = _MONTH.fullmatch(
        text.removesuffix("-01 00:00:00").removesuffix("-01") if text.count("-") > 1 else text
    )
    if not found or (found[3] and found[3] not in _MONTHS):
        return None
    year, month = int(found[1] or found[4]), int(found[2] or _MONTHS.index(found[3]) + 1)
    return Period(MONTH, date(year, month, 1), f"{year}-{month:02d}")


def _across(text: str, kind: str) -> Period | None:
    found = _ACROSS.fullmatch(text)
    if not found or kind not in _FIRST_MONTH or not _follows(found[1], found[2]):
        return None
    first = int(found[1])
    return Period(kind, date(first, _FIRST_MONTH[kind], 1), f"{first}/{(first + 1) % 100:02d}")


def _follows(first: str, second: str) -> bool:
    return int(second) % 100 == (int(first) + 1) % 100
