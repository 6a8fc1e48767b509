"""Identifiers: the examples of the official guides, and what is next to them."""

import pandas as pd
import pytest

from schemas import types


@pytest.mark.parametrize(
    ("number", "lawful"),
    [
        ("H801200001001", True),  # UPN guide, annex A: 53 mod 23 = 7
        ("R201100018042", True),
        ("B801200005001", True),
        ("A123456789001", False),  # wants Y
        ("X00180001701A", True),  # temporary: the last letter counts as 0
        ("X00180001701B", False),
        ("I801200001001", False),  # no I
        ("h801200001001", False),
        ("H80120000100", False),
        ("H8012000010011", False),
        (None, False),
    ],
)
def test_the_check_letter_of_a_upn(number, lawful):
    assert types.upn_is_valid(pd.Series([number], dtype="string")).tolist() == [lawful]


def test_a_temporary_upn_ends_in_a_letter():
    numbers = pd.Series(["X00180001701A", "H801200001001"], dtype="string")
    assert types.upn_is_temporary(numbers).tolist() == [True, False]


@pytest.mark.parametrize(
    ("number", "lawful"),
    [("1000000000", True), ("0000000042", True), ("1234567890", False), ("42", False), ("9999999999", False)],
)
def test_the_check_digit_of_a_uln(number, lawful):
    assert types.uln_is_valid(pd.Series([number], dtype="string")).tolist() == [lawful]


@pytest.mark.parametrize(
    ("number", "lawful"),
    [
        ("9434765870", True),
        (
            "9434765919",
            True,
        ),  # the published example: 90+36+24+28+42+30+20+27+2 = 299, 299 mod 11 = 2, 11-2 = 9
        ("9437465919", False),  # two digits exchanged: 302 mod 11 = 5, wants 6
        ("9990000050", True),  # 90+81+72+10 = 253, 253 mod 11 = 0, eleven is written 0
        ("9990000001", False),  # 243 mod 11 = 1, wants 10: never issued
        ("9990000000", False),
        ("9434765871", False),
        ("943476587", False),
        ("943 476 5919", False),  # spaces are taken out as it is read
        (None, False),
    ],
)
def test_the_check_digit_of_an_nhs_number(number, lawful):
    assert types.nhs_number_is_valid(pd.Series([number], dtype="string")).tolist() == [lawful]


def test_check_digits_are_made_as_they_are_judged():
    assert types.upn_check_letter("801200001001") == "H"
    assert types.upn_check_letter("00180001701A") == "X"
    assert types.uln_check_digit("000000004") == "2"
    assert types.nhs_check_digit("943476587") == "0"
    assert types.nhs_check_digit("943476591") == "9"
    assert types.nhs_check_digit("999000000") is None


def test_judging_nothing_gives_nothing():
    assert types.upn_is_valid(pd.Series([], dtype="string")).tolist() == []
