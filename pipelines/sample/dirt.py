"""The ways in which single files are wrong. Every hand here is told how often, and changes in place.

What must not be touched so that counts stay repairable: keys, surnames, birthdays but by transposition,
enrolment status, and the numbers of pupils who stand in two schools' returns.
"""

from collections.abc import Mapping

import numpy as np

from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Bools, Ints, Texts, date_of, day_of

PROVISION_LABELS = {"N": "No SEN", "K": "SEN support", "E": "Education, health and care plan"}
SEX_LABELS = {"M": "Male", "F": "Female"}
NEED_LABELS = {
    "ASD": "Autistic spectrum disorder",
    "MLD": "Moderate learning difficulty",
    "SLCN": "Speech, language and communication needs",
    "SEMH": "Social, emotional and mental health",
    "SPLD": "Specific learning difficulty",
}
WITHDRAWN_PROVISION = {"E": ("S",), "K": ("A", "P")}
WITHDRAWN_NEED = {"SEMH": ("BESD",)}
_MONTHS, _IN_EVERY_MONTH = 12, 28


def labelled(rng: np.random.Generator, column: Texts, labels: Mapping[str, str], rate: float) -> None:
    """Words where a code belongs."""
    for row in np.flatnonzero(some(rng, len(column), rate)):
        column[row] = labels.get(column[row], column[row])


def withdrawn(
    rng: np.random.Generator, column: Texts, codes: Mapping[str, tuple[str, ...]], rate: float
) -> None:
    """Codes of before the reforms."""
    for row in np.flatnonzero(some(rng, len(column), rate)):
        if old := codes.get(column[row]):
            column[row] = old[rng.integers(len(old))]


def as_floats(rng: np.random.Generator, column: Texts, rate: float) -> None:
    """Whole numbers that passed through a spreadsheet."""
    for row in np.flatnonzero(some(rng, len(column), rate)):
        if column[row].isdecimal():
            column[row] += ".0"


def as_money(rng: np.random.Generator, column: Texts, rate: float) -> None:
    """Amounts with the pound sign and the commas with which people write them."""
    for row in np.flatnonzero(some(rng, len(column), rate)):
        column[row] = f"£{float(column[row]):,.2f}" if column[row] else ""


def without_leading_noughts(rng: np.random.Generator, column: Texts, rate: float) -> None:
    """Numbers that passed through a spreadsheet and lost what it thought meaningless."""
    for row in np.flatnonzero(some(rng, len(column), rate)):
        column[row] = column[row].lstrip("0")


def british_dates(rng: np.random.Generator, column: Texts, rate: float) -> None:
    """Days of a column of ISO dates written with the day first."""
    for row in np.flatnonzero(some(rng, len(column), rate)):
        column[row] = "/".join(reversed(column[row].split("-")))


def blanked(rng: np.random.Generator, column: Texts, rate: float) -> None:
    """Cells left empty."""
    column[some(rng, len(column), rate)] = ""


def transposed(days: Ints, which: Bools, untouchable: Ints) -> Ints:
    """Birthdays with day and month exchanged, or the two digits of the day, where that gives a day."""
    changed = days.copy()
    for row in np.flatnonzero(which):
        wrong = _transposed(int(days[row]))
        if wrong not in untouchable:
            changed[row] = wrong
    return changed


def _transposed(day: int) -> int:
    born = date_of(day)
    if born.day <= _MONTHS:
        return day_of(born.replace(month=born.day, day=born.month))
    turned = born.day % 10 * 10 + born.day // 10
    return day_of(born.replace(day=turned)) if 1 <= turned <= _IN_EVERY_MONTH else min(day, FAR)
