"""The macros of the marts and the functions of Python give the same figures."""

from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines import settings
from pipelines.statistics import compare, difference, rate, wilson

MACROS = Path(settings.__file__).parent / "macros.sql"
COUNTS = [0, 1, 2, 5, 9, 10, 11, 64, 65, 1045, 44_893, 10**9]
LIMITS = ["value", "lower", "upper"]


def made_in_sql(expression, rows):
    """What a macro makes of a table of rows, in their order."""
    with duckdb.connect() as con:
        con.execute(MACROS.read_text("utf-8"))
        con.register("given", rows)
        return con.execute(f"select made.* from (select {expression} as made from given)").df()


def shares(least=0):
    """Every count in every base that holds it; missing ones too."""
    known = [(x, n) for x, n in product(COUNTS, COUNTS) if least <= x <= n]
    return pd.DataFrame([*known, (None, 5), (5, None), (0, 0)], columns=["x", "n"], dtype="Int64")


def test_wilson():
    rows = shares()
    found = made_in_sql("wilson(x, n)", rows)
    np.testing.assert_allclose(found[LIMITS], wilson(rows["x"], rows["n"])[LIMITS], rtol=1e-9, atol=1e-12)


def test_rate():
    known = [(x, n) for x, n in product([*range(13), *COUNTS], COUNTS[1:])]
    rows = pd.DataFrame([*known, (None, 5), (5, None), (0, 0)], columns=["x", "n"], dtype="Int64")
    found, wanted = made_in_sql("rate(x, n, 1000)", rows), rate(rows["x"], rows["n"], 1000)
    np.testing.assert_allclose(found[LIMITS], wanted[LIMITS], rtol=1e-12)
    assert found["method"].fillna("").tolist() == wanted["method"].fillna("").tolist()


def test_difference():
    some = shares().sample(30, random_state=8)
    rows = some.add_suffix("1").merge(some.add_suffix("2"), how="cross")
    found = made_in_sql("difference(x1, n1, x2, n2)", rows)
    wanted = difference(rows["x1"], rows["n1"], rows["x2"], rows["n2"])
    np.testing.assert_allclose(found[LIMITS], wanted[LIMITS], atol=1e-9)


def test_compare():
    held = [0.1, 0.2, 0.3, 0.4, 0.5, None]
    rows = pd.DataFrame(
        [
            (y, low, high, reference, polarity)
            for (y, low, high), reference, polarity in product(
                [(0.3, 0.2, 0.4), (None, 0.2, 0.4), (0.3, None, 0.4), (0.3, 0.2, None)],
                held,
                ["high_good", "low_good", "none"],
            )
        ],
        columns=["y", "low", "high", "held", "polarity"],
    )
    found = made_in_sql("{'verdict': compare(y, low, high, held, polarity)}", rows)
    wanted = compare(rows["y"], rows["low"], rows["high"], rows["held"], rows["polarity"])
    assert found["verdict"].tolist() == wanted["verdict"].tolist()
    assert set(found["verdict"]) == {"better", "worse", "higher", "lower", "similar", "not compared"}


@pytest.mark.parametrize("polarity", ["'High'", "null"])
def test_another_polarity_is_refused(polarity):
    with pytest.raises(duckdb.InvalidInputException, match="not a polarity"):
        made_in_sql(f"{{'verdict': compare(1, 0, 2, 3, {polarity})}}", pd.DataFrame({"x": [1]}))
