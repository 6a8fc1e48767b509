"""From text as received to values of an item's kind: spellings settled by the code list, nothing guessed.

Works on the distinct texts of a column, so a column costs what its variety costs.
"""

import re
from dataclasses import dataclass

import pandas as pd

from schemas.contract import Item

# Stated formats only, tried in this order. COLLECT writes 2019-Jan-17 00:00:00, XML and Excel the others.
DATE_FORMATS = (
    "%Y-%b-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d-%b-%Y",
)
# A day as a spreadsheet numbers it, where a cell lost its format: 1 March 1900 to 2078.
_SERIAL = re.compile(r"[1-6]\d{4}(\.0+)?")
_FIRST_SERIAL_DAY = "1899-12-30"
_FLAGS = {
    **dict.fromkeys(("1", "1.0", "true", "yes", "y", "t"), True),
    **dict.fromkeys(("0", "0.0", "false", "no", "n", "f"), False),
}
_DTYPES = {"text": "string", "date": "datetime64[ns]", "flag": "boolean", "whole": "Int64"}


@dataclass(frozen=True)
class Parsed:
    """A column's values; where text was given but is none of its kind; how many were respelt."""

    column: "pd.Series[object]"
    broken: "pd.Series[bool]"
    respelt: int


def dtype_of(kind: str) -> str:
    """The pandas dtype in which a kind of item is held."""
    return _DTYPES[kind]


def parse(item: Item, text: "pd.Series[str]", place: float) -> Parsed:
    """The values of one item; the result has the index of ``text``."""
    if item.is_figure:
        return _as_printed(text)
    codes, distinct = pd.factorize(text)
    trimmed = pd.Series(distinct, dtype="string").str.strip()
    trimmed = trimmed.where(trimmed != "")
    values = _READERS[item.kind](item, trimmed, place)
    broken = trimmed.notna() & values.isna()
    respelt = _respelt(item, trimmed, values)
    times = pd.Series(codes[codes >= 0]).value_counts()
    return Parsed(
        column=values.reindex(codes).set_axis(text.index),
        broken=broken.reindex(codes, fill_value=False).set_axis(text.index).astype(bool),
        respelt=int(times.reindex(respelt.index[respelt], fill_value=0).sum()),
    )


def _as_printed(text: "pd.Series[str]") -> Parsed:
    """A figure: no two need be the same, so distinct texts are not worth finding."""
    trimmed = text.astype("string").str.strip()
    column = trimmed.where(trimmed != "")
    return Parsed(column=column, broken=pd.Series(data=False, index=text.index), respelt=0)


def _respelt(item: Item, text: "pd.Series[str]", values: "pd.Series[object]") -> "pd.Series[bool]":
    """Distinct texts that stand for a value but were not written as it is."""
    if item.kind != "text" or not (item.codes or item.number):
        return pd.Series(data=False, index=text.index)
    return (text != values).fillna(value=False).astype(bool)


def _text(item: Item, text: "pd.Series[str]", place: float) -> "pd.Series[object]":
    if item.codes:
        codes = item.codes
        return text.map(lambda t: codes.code_of(t, place), na_action="ignore").astype("string")
    if item.number:
        number = text.str.upper().str.replace(" ", "", regex=False).str.removesuffix(".0")
        return number.str.zfill(item.number.digits) if item.number.digits else number
    return text


def _date(_: Item, text: "pd.Series[str]", __: float) -> "pd.Series[object]":
    days = pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns]")
    for written in DATE_FORMATS:
        left = text[text.notna() & days.isna()]
        if left.empty:
            break
        days.loc[left.index] = pd.to_datetime(left, format=written, errors="coerce").astype("datetime64[ns]")
    serials = text[days.isna() & text.str.fullmatch(_SERIAL).fillna(value=False).astype(bool)]
    if not serials.empty:
        numbers = serials.astype(float)
        days.loc[serials.index] = pd.to_datetime(numbers, unit="D", origin=_FIRST_SERIAL_DAY)
    return days.dt.normalize()


def _flag(_: Item, text: "pd.Series[str]", __: float) -> "pd.Series[object]":
    return text.str.casefold().map(_FLAGS).astype("boolean")


def _whole(_: Item, text: "pd.Series[str]", __: float) -> "pd.Series[object]":
    plain = text.str.replace(",", "", regex=False).str.replace(r"\.0+$", "", regex=True)
    return pd.to_numeric(plain.where(plain.str.fullmatch(re.compile(r"-?\d{1,15}"))), errors="raise").astype(
        "Int64"
    )


_READERS = {"text": _text, "date": _date, "flag": _flag, "whole": _whole}
