"""A publisher's symbol comes through as a symbol: never a number, never nought, and never lost."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import core
from schemas.contract import SYMBOLS
from tests.builders_published import csv_of, figures, records, staged, write

EXTRACT, PART, YEAR = "absence_statistics", "by_characteristic", 2024
MACROS = (core.FOLDER.parent / "macros.sql").read_text("utf-8")


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        con.execute(MACROS)
        yield con


@pytest.mark.parametrize(
    ("printed", "number"),
    [("1,234", 1234.0), ("57.900000000000", 57.9), ("45%", 45.0), ("-0.3", -0.3), ("+5", 5.0), ("0", 0.0),
     (" 12 ", 12.0), (".5", 0.5), ("1e+05", 100000.0), ("7.0000000000000007E-2", 0.07)],
)  # fmt: skip
def test_a_printed_number_is_that_number(con, printed, number):
    [(value, symbol)] = con.execute("select figure_of($1), symbol_of($1)", [printed]).fetchall()
    assert value == pytest.approx(number, rel=1e-15)
    assert symbol is None


@pytest.mark.parametrize("printed", [*SYMBOLS, *(symbol.upper() for symbol in SYMBOLS), "nan", "inf"])
def test_a_symbol_is_no_number(con, printed):
    assert con.execute("select figure_of($1), symbol_of($1)", [printed]).fetchall() == [(None, printed)]


@given(st.text(max_size=12))
def test_whatever_is_printed_is_a_number_or_a_symbol_or_nothing(text):
    with duckdb.connect() as con:
        con.execute(MACROS)
        [(value, symbol)] = con.execute("select figure_of($1), symbol_of($1)", [text]).fetchall()
    assert (value is None) or (symbol is None)
    assert (value is None and symbol is None) == (not text.strip(" "))


def test_every_symbol_survives_from_the_file_to_the_figure(raw):
    printed = [*SYMBOLS, *(s.upper() for s in SYMBOLS), "0", "0.0", "1,234", "12%"]
    rows = [
        row
        for text in printed
        for row in records(EXTRACT, PART, YEAR, places=("England",), value=text, breakdown=f"Group {text}!")
    ]
    rows.sort(key=lambda row: row["characteristic"][::-1])
    write(raw, EXTRACT, YEAR, "absence.csv", rows)
    found = figures(raw, EXTRACT)
    measures = {one["measure"] for one in found}
    assert len(measures) == 12
    assert len(found) == len(rows) * len(measures)
    for one in found:
        text = one["breakdown"].removeprefix("Breakdown: Group ").removesuffix("!")
        if text.casefold() in {symbol.casefold() for symbol in SYMBOLS}:
            assert (one["value"], one["symbol"]) == (None, text)
        else:
            assert one["value"] == float(text.replace(",", "").removesuffix("%"))
            assert one["symbol"] is None


def test_no_row_is_lost_and_what_is_neither_is_a_named_reject(raw):
    good = records(EXTRACT, PART, YEAR, value="z")
    bad = [
        {**good[0], "enrolments": "about 12"},
        {**good[1], "time_period": ""},
        {**good[2], "enrolments": "n"},
    ]
    write(raw, EXTRACT, YEAR, "absence.csv", csv_of([*good * 20, *bad]))
    _, tables = staged(raw, EXTRACT)
    one = tables[PART]
    assert one.received == one.lawful.num_rows + one.rejects.num_rows == 63
    assert one.reasons == {"enrolments: neither a number nor a symbol": 2, "time_period: missing": 1}


def test_a_blank_cell_is_no_figure_and_no_nought(raw):
    rows = records(EXTRACT, PART, YEAR, places=("England",))
    write(raw, EXTRACT, YEAR, "absence.csv", [{**rows[0], "enrolments": ""}])
    assert "enrolments" not in {one["measure"] for one in figures(raw, EXTRACT)}
