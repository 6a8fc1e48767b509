"""Words, days and units as a supplier writes them; and what cannot be read so is rejected, never guessed."""

from fractions import Fraction

import pandas as pd
import pytest

from pipelines.readings import NOT_READ, as_contract
from schemas.layout import Reading
from schemas.units import factor


def read(text, reading):
    [found] = as_contract(pd.Series([text], dtype="string"), reading)
    return None if pd.isna(found) else found


WORDS = Reading(words={"final": "F", "n/a": ""}, codes=frozenset({"f", "d", "a"}))


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Final", "F"),
        ("  FINAL ", "F"),
        ("N/A", None),
        ("", None),
        ("Draft", "Draft"),
        ("Something else", "Something else"),
        # A local A need not be our amended plan.
        ("A", "A" + NOT_READ),
    ],
)
def test_words(text, becomes):
    assert read(text, WORDS) == becomes


@pytest.mark.parametrize(
    ("formats", "text", "becomes"),
    [
        (("%d/%m/%Y",), "03/02/2012", "2012-02-03"),
        (("%m/%d/%Y",), "03/02/2012", "2012-03-02"),
        (("%d/%m/%y",), "03/02/12", "2012-02-03"),
        # The contract itself would take it for the 13th of February.
        (("%m/%d/%Y",), "13/02/2012", "13/02/2012" + NOT_READ),
        (("%d/%m/%Y",), "2012-02-03", "2012-02-03" + NOT_READ),
        (("%d/%m/%Y", "%Y-%m-%d"), "2012-02-03", "2012-02-03"),
    ],
)
def test_a_format_of_days_is_obeyed_strictly(formats, text, becomes):
    assert read(text, Reading(dates=formats)) == becomes


@pytest.mark.parametrize(
    ("unit", "into", "text", "becomes"),
    [
        ("hours per fortnight", "hours per week", "25", "12.5"),
        ("minutes per week", "hours per week", "45", "0.75"),
        ("minutes per day", "hours per week", "30", "2.5"),
        # 38 weeks of school in three terms.
        ("hours per term", "hours per week", "38", "3"),
        ("hours per year", "hours per week", "19", "0.5"),
        ("pence", "pounds", "12345", "123.45"),
        ("thousands of pounds per year", "pounds per year", "12.5", "12500"),
        ("pounds per month", "pounds per year", "£1,000.50", "12006"),
        ("pounds per week", "pounds per year", "10", "520"),
        ("hours per week", "hours per week", "ten", "ten" + NOT_READ),
    ],
)
def test_units(unit, into, text, becomes):
    assert read(text, Reading(factor=factor(unit, into))) == becomes


def test_a_half_is_rounded_up_to_the_places_of_the_item():
    assert read("1.5", Reading(factor=Fraction(1), places=0)) == "2"
    assert read("1.005", Reading(factor=Fraction(1))) == "1.01"


@pytest.mark.parametrize(
    ("unit", "into"), [("hours", "pounds"), ("hours", "hours per week"), ("stones", "hours per week")]
)
def test_units_that_do_not_go_together_are_refused(unit, into):
    with pytest.raises(ValueError, match="is"):
        factor(unit, into)
