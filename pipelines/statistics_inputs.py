"""What callers give the statistics, read as arrays of numbers or refused. No formula lives here."""

from collections.abc import Iterable
from typing import Any, TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

Given: TypeAlias = Any
"""A number, None, or a list, Series or array of them."""

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
POLARITIES = ("high_good", "low_good", "none")


def refuse(wrong: Any, message: str) -> None:
    """Raise ValueError with the message when any element is wrong."""
    if np.any(wrong):
        raise ValueError(message)


def normal_quantile(confidence: float) -> float:
    """The z of a two-sided confidence between 0 and 1, at full precision: 1.959963984540054 for 0.95."""
    refuse(not 0 < confidence < 1, "confidence must lie between 0 and 1")
    return -float(ndtri((1 - confidence) / 2))


def read(**given: Given) -> tuple[pd.Index, tuple[Floats, ...]]:
    """The columns as floats of one length, missing as NaN, and the index of the result.

    A single number is repeated. Raises ValueError when lengths or the indexes of Series differ, or when
    something is no finite number.
    """
    columns = {name: _floats(name, column) for name, column in given.items()}
    lengths = {column.size for column in columns.values() if column.ndim}
    refuse(len(lengths) > 1, f"{', '.join(given)} differ in length")
    rows = lengths.pop() if lengths else 1
    return index_of(given.values(), rows), tuple(np.broadcast_to(c, rows) for c in columns.values())


def bands(**given: Given) -> tuple[Floats, ...]:
    """The columns as tables, a row an area and a column an age band; one list stands for every area."""
    tables = [np.atleast_2d(_table(name, column)) for name, column in given.items()]
    refuse(len({table.shape[1] for table in tables}) > 1, f"{', '.join(given)} differ in bands")
    areas = {table.shape[0] for table in tables} - {1}
    refuse(len(areas) > 1, f"{', '.join(given)} differ in areas")
    return tuple(np.broadcast_to(t, (max(areas, default=1), t.shape[1])) for t in tables)


def index_of(given: Iterable[Given], rows: int) -> pd.Index:
    """The index that the Series among the columns share; without a Series, rows counted from 0."""
    found = [column.index for column in given if isinstance(column, pd.Series)]
    refuse([not found[0].equals(other) for other in found[1:]], "the columns' indexes differ")
    return found[0] if found else pd.RangeIndex(rows)


def frame(index: pd.Index, **columns: object) -> pd.DataFrame:
    """The columns, all of one length, under the index."""
    return pd.DataFrame(columns, index=index)


def one_row(**columns: object) -> pd.DataFrame:
    """A result that sums its whole input up."""
    return frame(pd.RangeIndex(1), **{name: [value] for name, value in columns.items()})


def polarities(polarity: Given, rows: int) -> NDArray[np.object_]:
    """One of ``high_good``, ``low_good`` and ``none`` for each row."""
    words = np.asarray(polarity, dtype=object)
    refuse([word not in POLARITIES for word in words.ravel()], f"polarity is one of {', '.join(POLARITIES)}")
    refuse(words.ndim and words.size != rows, "polarity differs in length")
    return np.broadcast_to(words, rows)


def _floats(name: str, given: Given) -> Floats:
    if np.ndim(given) == 0:
        given = given.item() if isinstance(given, np.ndarray) else given
        return _finite(name, pd.Series([given], dtype=object)).reshape(())
    return _finite(name, pd.Series(given))


def _table(name: str, given: Given) -> Floats:
    if np.ndim(given) < 2:  # noqa: PLR2004 a list of bands; two dimensions are a table of them
        return np.atleast_1d(_floats(name, given))
    rows = given.to_numpy(dtype=object) if isinstance(given, pd.DataFrame) else given
    return np.array([_floats(name, row) for row in rows], dtype=float)


def _finite(name: str, column: pd.Series) -> Floats:
    kinds = pd.api.types
    words = kinds.is_object_dtype(column) and any(isinstance(value, str) for value in column)
    lawful = kinds.is_numeric_dtype(column) or kinds.is_object_dtype(column)
    refuse(words or not lawful, f"{name} must hold numbers")
    try:
        values = column.to_numpy(dtype=float, na_value=np.nan)
    except TypeError as error:
        raise ValueError(f"{name} must hold numbers") from error
    refuse(np.isinf(values), f"{name} must hold finite numbers")
    return cast("Floats", values)
