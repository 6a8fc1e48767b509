"""What the values of a column say: how many are days, numbers, codes. Counts and shares, never a value."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipelines.readings import day_of
from schemas.contract import DISTRICT, NOTHING, ULN, UPN, Identifier, Item, Part
from schemas.types import POSTCODE_PATTERN

# Formats in which systems write days; of each numeric one, both orders.
DAY_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%d %B %Y",
    "%Y%m%d",
    "%Y-%b-%d %H:%M:%S",
)
_MOST_LOOKED_AT = 600
_FLAG = re.compile(r"(1|0)(\.0)?|true|false|yes|no|y|n|t|f", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,15}(\.0+)?")
_FIGURE = re.compile(r"£?-?[\d,]*\.?\d+")
_FEW_WORDS, _TWO = 25, 2
_ENOUGH_NUMBERS = 5
_MOSTLY = 0.9


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file, or the columns of a repeated group together, under one label."""

    label: str
    texts: "pd.Series[str]"

    @cached_property
    def filled(self) -> "pd.Series[str]":
        """Its values, blank ones left out."""
        plain = self.texts.dropna().str.strip()
        return plain[plain != ""]

    @cached_property
    def words(self) -> Counter[str]:
        """Its values and how often each is there: never to be told as they are."""
        return Counter(self.filled.str.split().str.join(" ").to_list())

    @cached_property
    def looked_at(self) -> list[str]:
        """Its first different values."""
        return list(self.words)[:_MOST_LOOKED_AT]

    @cached_property
    def by_format(self) -> dict[str, int]:
        """How many of the values looked at are a day in each format in which any is."""
        if not any(sign.isdigit() for text in self.looked_at[:20] for sign in text):
            return {}
        counts = {f: sum(day_of(text, (f,)) is not None for text in self.looked_at) for f in DAY_FORMATS}
        return {f: n for f, n in counts.items() if n}

    @cached_property
    def day_share(self) -> float:
        """The share that are days in the commonest formats."""
        kept = tuple(self.by_format)
        return self._share(lambda text: day_of(text, kept) is not None) if kept else 0.0

    @cached_property
    def flag_share(self) -> float:
        """The share that are yes or no."""
        return self._share(lambda text: bool(_FLAG.fullmatch(text)))

    @cached_property
    def whole_share(self) -> float:
        """The share that are whole numbers."""
        return self._share(lambda text: bool(_WHOLE.fullmatch(text)))

    @cached_property
    def figure_share(self) -> float:
        """The share that are figures."""
        return self._share(lambda text: bool(_FIGURE.fullmatch(text)))

    @cached_property
    def postcode_share(self) -> float:
        """The share that are postcodes."""
        return self._share(lambda text: bool(re.fullmatch(POSTCODE_PATTERN, text.upper())))

    @cached_property
    def distinct_share(self) -> float:
        """The share of its filled rows that no other row says."""
        return sum(n == 1 for n in self.words.values()) / max(len(self.filled), 1)

    @cached_property
    def _number_shares(self) -> dict[str, float]:
        return {}

    def number_share(self, number: Identifier) -> float:
        """The share that are lawful numbers of a kind, check digits and all."""
        if not self.looked_at:
            return 0.0
        if number.domain not in self._number_shares:
            texts = pd.Series(self.looked_at, dtype="string").str.upper().str.replace(" ", "")
            texts = texts.str.removesuffix(".0")
            texts = texts.str.zfill(number.digits) if number.digits else texts
            self._number_shares[number.domain] = float(number.is_valid(texts).mean())
        return self._number_shares[number.domain]

    def code_share(self, item: Item) -> float:
        """The share of its values that the item's code list knows, as codes or as their words."""
        if not item.codes:
            return 0.0
        known = item.codes.spellings
        hits = sum(n for text, n in self.words.items() if text.casefold().removesuffix(".0") in known)
        return hits / max(len(self.filled), 1)

    @cached_property
    def looks_like_numbers_of_persons(self) -> bool:
        """A value here would name a child."""
        return max(self.number_share(UPN), self.number_share(ULN), self.postcode_share) >= _MOSTLY

    def _share(self, is_one: Callable[[str], bool]) -> float:
        return sum(is_one(text) for text in self.looked_at) / len(self.looked_at) if self.looked_at else 0.0


def fit(column: Column, part: Part, item: Item) -> float | None:
    """How well the values are such as the item has, 0 to 1; None where nothing is filled."""
    if column.filled.empty:
        return None
    if item.kind == "date":
        return column.day_share
    if column.day_share >= _MOSTLY and (item.codes or column.whole_share < _MOSTLY):
        return 0.0
    if item.codes:
        return _fit_of_codes(column, item, len(item.codes.codes))
    if item.kind == "flag":
        return max(column.flag_share, 0.6 if len(column.words) <= _TWO else 0.0)
    return _fit_of_text(column, part, item)


def is_surely(column: Column, item: Item) -> bool:
    """The check digits alone say what it is."""
    enough = len(column.looked_at) >= _ENOUGH_NUMBERS
    return enough and item.number in (UPN, ULN) and column.number_share(item.number) >= _MOSTLY


def _fit_of_codes(column: Column, item: Item, codes: int) -> float:
    share = column.code_share(item)
    few = len(column.words) <= min(_FEW_WORDS, 2 * codes + 3)
    return max(share, 0.6 if few and not column.looks_like_numbers_of_persons else 0.0)


def _fit_of_text(column: Column, part: Part, item: Item) -> float:
    if item.kind == "whole":
        return column.whole_share
    if item.number:
        return column.number_share(item.number)
    if item.vault == DISTRICT:
        return column.postcode_share
    if column.looks_like_numbers_of_persons:
        return 0.0
    return column.figure_share if item.unit else _fit_of_free_text(column, part, item)


def _fit_of_free_text(column: Column, part: Part, item: Item) -> float:
    """Of keys and words, of which values say little."""
    if item.name == part.key:
        return 0.4 + 0.6 * column.distinct_share
    if item.name == part.parent_key:
        return 0.8
    if item.vault == NOTHING:
        return 0.8 if max(column.figure_share, column.flag_share) < _MOSTLY else 0.2
    return 0.7
