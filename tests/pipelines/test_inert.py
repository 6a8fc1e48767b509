"""No text of a release lives as a formula where people open it."""

import pyarrow as pa
import pytest

from pipelines.inert import inert


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://x")',
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1+1",
        "\uff1d1+1",
        "+abc",
        "-a",
    ],
)
def test_a_formula_is_text_again(text: str) -> None:
    assert inert(pa.table({"a": [text, "b", None]}))["a"].to_pylist() == [f"'{text}", "b", None]


@pytest.mark.parametrize(
    "text", ["", "-", "-5", "+44", "-0.25", "-1e-05", "-5%", "a=b", "'", "O'Neil", "5-16", "all", " 5"]
)
def test_what_is_no_formula_stays(text: str) -> None:
    assert inert(pa.table({"a": [text]}))["a"].to_pylist() == [text]


def test_numbers_stay_numbers_and_names_are_guarded() -> None:
    table = inert(pa.table({"n": [-1, 2], "=x": [-0.5, None]}))
    assert table.to_pydict() == {"n": [-1, 2], "'=x": [-0.5, None]}


def test_texts_held_as_a_dictionary_are_guarded_too() -> None:
    column = pa.array(["=1", "b"]).dictionary_encode()
    assert inert(pa.table({"a": column}))["a"].to_pylist() == ["'=1", "b"]


def test_a_table_without_rows_is_a_table() -> None:
    assert inert(pa.table({"a": pa.array([], pa.string())})).num_rows == 0
