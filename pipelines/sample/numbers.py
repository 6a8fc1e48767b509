"""Unique pupil numbers and learner numbers, many at once, each valid and none given twice.

The rules of both numbers are in ``schemas.types``; here they are only used the other way round.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.sample.days import Ints, Texts
from schemas.types import UPN_LETTERS

_LETTERS = np.array(list(UPN_LETTERS))
_WEIGHTS = np.arange(2, 14)
# A school elsewhere in England that gave a number out; 3000 and on are used by no school we invent.
_FOREIGN_ESTAB = 3000
# NHS numbers from 999 000 000 on are kept for tests.
_NOBODYS_NHS_NUMBER = 999_000_000


@dataclass(frozen=True)
class Issue:
    """Numbers to be given out, one a row: by which authority and school, in which school year."""

    la: Ints
    estab: Ints
    year: Ints

    @property
    def serial(self) -> Ints:
        """1, 2, 3 ... within each school and year."""
        table = pd.DataFrame({"la": self.la, "estab": self.estab, "year": self.year})
        nth = table.groupby(["la", "estab", "year"]).cumcount().to_numpy(dtype=np.int64)
        return np.asarray(nth + 1)

    def permanent(self) -> Texts:
        """Check letter, authority, school, year, three digits of serial."""
        number = self._stem() * 1000 + self.serial % 1000
        letters = _LETTERS[(_digits(number, 12) * _WEIGHTS).sum(axis=1) % 23]
        return np.array([f"{c}{n:012d}" for c, n in zip(letters, number.tolist(), strict=True)], dtype=object)

    def temporary(self) -> Texts:
        """The same with two digits of serial, and a letter last."""
        serial = self.serial
        number = self._stem() * 100 + serial % 100
        last = serial // 100 % len(_LETTERS)
        total = (_digits(number, 11) * _WEIGHTS[:-1]).sum(axis=1) + last * _WEIGHTS[-1]
        parts = zip(_LETTERS[total % 23], number.tolist(), _LETTERS[last], strict=True)
        return np.array([f"{c}{n:011d}{z}" for c, n, z in parts], dtype=object)

    def _stem(self) -> Ints:
        return (self.la * 10_000 + self.estab) * 100 + self.year % 100


def foreign_estab(code: str) -> int:
    """The school under which this authority's newcomers got their numbers elsewhere."""
    return _FOREIGN_ESTAB + int(code)


def ulns(code: str, count: int) -> Texts:
    """``count`` learner numbers; about one in ten begins with a nought."""
    candidates = np.arange(count + count // 8 + 20, dtype=np.int64)
    stem = (candidates * 618_033_989 + int(code) * 1_000_003) % 10**9  # a walk that meets no number twice
    remainder = (_digits(stem, 9) * np.arange(10, 1, -1)).sum(axis=1) % 11
    lawful = remainder != 0
    pairs = zip(stem[lawful].tolist(), (10 - remainder[lawful]).tolist(), strict=True)
    return np.array([f"{s:09d}{c}" for s, c in pairs], dtype=object)[:count]


def nhs_numbers(code: str, count: int) -> Texts:
    """``count`` NHS numbers of the range that begins with 999, which is given to nobody."""
    candidates = np.arange(count + count // 8 + 20, dtype=np.int64)
    stem = _NOBODYS_NHS_NUMBER + (candidates * 618_031 + int(code) * 1_003) % 10**6
    check = 11 - (_digits(stem, 9) * np.arange(10, 1, -1)).sum(axis=1) % 11
    lawful = check != 10  # noqa: PLR2004 - a check of ten is never issued
    pairs = zip(stem[lawful].tolist(), (check[lawful] % 11).tolist(), strict=True)
    return np.array([f"{s:09d}{c}" for s, c in pairs], dtype=object)[:count]


def _digits(numbers: Ints, width: int) -> Ints:
    return np.asarray(numbers[:, None] // 10 ** np.arange(width - 1, -1, -1) % 10, dtype=np.int64)
