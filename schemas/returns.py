"""The statutory calendar: which returns there are, and the day each one counts.

A return is named as people say it: ``2025-spring`` for a termly census, ``2025`` for a yearly return,
``2025-03`` for a case system's extract at the end of a month.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

TERMLY, YEARLY, MONTHLY = "termly", "yearly", "monthly"
EXAMPLES = {TERMLY: "2025-spring", YEARLY: "2025", MONTHLY: "2025-03"}
THURSDAY = 3
MONTHS = 12
AUGUST = 8
# Collection year + this = a term's place on one line, so that since= and until= can name a term.
_PLACE_IN_YEAR = {"": 0.0, "spring": 0.0, "summer": 0.25, "autumn": 0.5}
# Month and which Thursday. DfE school census guides, "census dates".
_CENSUS_THURSDAY = {"autumn": (10, 1), "spring": (1, 3), "summer": (5, 3)}


def autumn(year: int) -> float:
    """``since=autumn(2023)``: from the autumn census of 2023 on."""
    return year + _PLACE_IN_YEAR["autumn"]


def summer(year: int) -> float:
    """``until=summer(2023)``: up to the summer census of 2023."""
    return year + _PLACE_IN_YEAR["summer"]


@dataclass(frozen=True, order=True)
class Return:
    """One return: the year of its reference day, and the term or month where it has one."""

    year: int
    term: str = ""
    month: int = 0

    @classmethod
    def parse(cls, text: str) -> "Return":
        """``2025-spring``, ``2025`` or ``2025-03``; anything else is a ``ValueError`` that says so."""
        found = re.fullmatch(r"(20\d\d)(?:-(?:(autumn|spring|summer)|(0[1-9]|1[0-2])))?", text)
        if not found:
            raise ValueError(f"'{text}' is no return: write {', '.join(EXAMPLES.values())}")
        return cls(int(found[1]), found[2] or "", int(found[3] or 0))

    def __str__(self) -> str:
        if self.month:
            return f"{self.year}-{self.month:02d}"
        return f"{self.year}-{self.term}" if self.term else str(self.year)

    @property
    def frequency(self) -> str:
        """Termly, yearly or monthly."""
        if self.month:
            return MONTHLY
        return TERMLY if self.term else YEARLY

    @cached_property
    def place(self) -> float:
        """Its place on the line of time that ``since`` and ``until`` count on."""
        if self.month:
            return self.year + (self.month - 1) / MONTHS
        return self.year + _PLACE_IN_YEAR[self.term]

    @cached_property
    def census_day(self) -> date:
        """The reference day: first Thursday of October, third of January or of May; a month's last day."""
        if self.month:
            following = date(self.year + self.month // MONTHS, self.month % MONTHS + 1, 1)
            return following - timedelta(days=1)
        month, nth = _CENSUS_THURSDAY[self.term or "spring"]
        first = date(self.year, month, 1)
        return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 7 * (nth - 1))

    @cached_property
    def academic_year_start(self) -> date:
        """31 August before the census day: the day on which school-year age is counted."""
        day = self.census_day
        return date(day.year if day.month > AUGUST else day.year - 1, AUGUST, 31)

    @cached_property
    def academic_year(self) -> str:
        """As DfE's open data writes it: ``202425`` for the spring census of 2025."""
        start = self.academic_year_start.year
        return f"{start}{(start + 1) % 100:02d}"
