"""Readings: values as a supplier writes them, into the spelling of the contract. Text in, text out.

What cannot be read as its mapping says is not guessed: it is marked, so that the contract rejects the row.
"""

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd

from schemas.layout import Reading, word

Text = pd.StringDtype("pyarrow")
# Behind a text that the contract might take for something else than the mapping says.
NOT_READ = " [not as the mapping says]"
_FIGURE = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


def as_contract(texts: "pd.Series[str]", reading: Reading) -> "pd.Series[str]":
    """The texts of one column as the contract spells them; blank stays blank, the index is kept."""
    codes, distinct = pd.factorize(texts)
    read = pd.Series([_read(str(text), reading) for text in distinct], dtype=Text)
    return read.reindex(codes).set_axis(texts.index)


def day_of(text: str, formats: tuple[str, ...]) -> str | None:
    """The day that a text names in one of the formats, ISO 8601; None where it is in none."""
    for written in formats:
        try:
            return datetime.strptime(text, written).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    return None


def figure_of(text: str, factor: Fraction, places: int) -> str | None:
    """A figure times a factor, rounded half up, without needless noughts; None where it is no figure."""
    plain = text.strip().removeprefix("£").strip()
    if not _FIGURE.fullmatch(plain):
        return None
    exact = Fraction(plain.replace(",", "")) * factor
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    rounded = format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def _read(text: str, reading: Reading) -> str | None:
    plain = text.strip()
    if not plain:
        return None
    if (known := reading.words.get(word(plain))) is not None:
        return known or None
    if reading.dates:
        return day_of(plain, reading.dates) or plain + NOT_READ
    if reading.factor is not None:
        return figure_of(plain, reading.factor, reading.places) or plain + NOT_READ
    return plain + NOT_READ if word(plain) in reading.codes else text
