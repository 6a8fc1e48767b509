"""Identifiers of the field, each with its pattern and check digit written once.

Every ``..._is_valid`` takes a text series and answers with a boolean series of the same index; missing
text is never valid. Single-value helpers serve those who *make* identifiers (the sample authority).
"""

import numpy as np
import pandas as pd

# DfE, "Unique pupil numbers" guide v1.2 (June 2019), annex A: no I, O or S.
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
UPN_PATTERN = rf"[{UPN_LETTERS}]\d{{11}}[\d{UPN_LETTERS}]"
ULN_PATTERN = r"\d{10}"
NHS_NUMBER_PATTERN = r"\d{10}"
URN_PATTERN = r"\d{1,6}"
UKPRN_PATTERN = r"1\d{7}"
LA_CODE_PATTERN = r"\d{3}"
SYSTEM_ID_PATTERN = r"[A-Z/_-]{0,15}\d[A-Z0-9/_-]{0,29}"
POSTCODE_PATTERN = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"

_UPN_WEIGHTS = np.arange(2, 14)
_MOD11_WEIGHTS = np.arange(10, 1, -1)
_ELEVEN, _NEVER_ISSUED = 11, 10  # of the NHS number's check: eleven is written 0
_LETTER_VALUE = {letter: value for value, letter in enumerate(UPN_LETTERS)}
_VALUE_OF_CODEPOINT = np.zeros(128, dtype=np.int64)
_VALUE_OF_CODEPOINT[48:58] = np.arange(10)
for _letter, _value in _LETTER_VALUE.items():
    _VALUE_OF_CODEPOINT[ord(_letter)] = _value


def upn_is_valid(upn: "pd.Series[str]") -> "pd.Series[bool]":
    """Pattern and check letter of a unique pupil number, permanent or temporary (a letter last)."""
    shaped = _matches(upn, UPN_PATTERN)
    values = _values(upn.where(shaped), 13)
    expected = (values[:, 1:] * _UPN_WEIGHTS).sum(axis=1) % 23
    return shaped & (values[:, 0] == expected)


def upn_is_temporary(upn: "pd.Series[str]") -> "pd.Series[bool]":
    """A temporary number ends in a letter; it changes when the permanent one is found."""
    return _matches(upn, rf"[{UPN_LETTERS}]\d{{11}}[{UPN_LETTERS}]")


def uln_is_valid(uln: "pd.Series[str]") -> "pd.Series[bool]":
    """Ten digits, and the Learning Records Service's check digit (ULN validation v3, 2019)."""
    shaped = _matches(uln, ULN_PATTERN)
    values = _values(uln.where(shaped), 10)
    remainder = (values[:, :9] * _MOD11_WEIGHTS).sum(axis=1) % 11
    return shaped & (remainder != 0) & (values[:, 9] == 10 - remainder)


def nhs_number_is_valid(number: "pd.Series[str]") -> "pd.Series[bool]":
    """Ten digits, and the modulus-11 check digit of the NHS Data Dictionary (10 is never issued)."""
    shaped = _matches(number, NHS_NUMBER_PATTERN)
    values = _values(number.where(shaped), 10)
    check = 11 - (values[:, :9] * _MOD11_WEIGHTS).sum(axis=1) % 11
    return shaped & (values[:, 9] == np.where(check == _ELEVEN, 0, check))


def urn_is_valid(urn: "pd.Series[str]") -> "pd.Series[bool]":
    """One to six digits: the register's own check is membership, not arithmetic."""
    return _matches(urn, URN_PATTERN)


def ukprn_is_valid(ukprn: "pd.Series[str]") -> "pd.Series[bool]":
    """Eight digits, the first of them 1."""
    return _matches(ukprn, UKPRN_PATTERN)


def la_code_is_valid(code: "pd.Series[str]") -> "pd.Series[bool]":
    """Three digits, as DfE numbers local authorities; membership is judged where areas are known."""
    return _matches(code, LA_CODE_PATTERN)


def system_id_is_valid(number: "pd.Series[str]") -> "pd.Series[bool]":
    """A case system's own number: letters, digits and strokes, and a digit at least: a name is none."""
    return _matches(number, SYSTEM_ID_PATTERN)


def upn_check_letter(rest: str) -> str:
    """The check letter of the twelve characters that follow it; ``801200001001`` gives ``H``."""
    total = sum(
        weight * (_LETTER_VALUE[c] if c in _LETTER_VALUE else int(c))
        for weight, c in zip(range(2, 14), rest, strict=True)
    )
    return UPN_LETTERS[total % 23]


def uln_check_digit(first_nine: str) -> str | None:
    """The tenth digit of a unique learner number, or None where none exists."""
    remainder = sum(int(d) * w for d, w in zip(first_nine, range(10, 1, -1), strict=True)) % 11
    return str(10 - remainder) if remainder else None


def nhs_check_digit(first_nine: str) -> str | None:
    """The tenth digit of an NHS number, or None where none exists."""
    check = 11 - sum(int(d) * w for d, w in zip(first_nine, range(10, 1, -1), strict=True)) % 11
    return None if check == _NEVER_ISSUED else str(check % 11)


def _matches(text: "pd.Series[str]", pattern: str) -> "pd.Series[bool]":
    return text.astype("string").str.fullmatch(pattern).fillna(value=False).astype(bool)


def _values(text: "pd.Series[str]", width: int) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Each character's value in the check sums, one row a text; missing text counts as zeros."""
    fixed = text.astype("string").fillna("0" * width).to_numpy(dtype=f"U{width}")
    points = fixed.view(np.uint32).reshape(len(fixed), width)
    return np.asarray(_VALUE_OF_CODEPOINT[points])
