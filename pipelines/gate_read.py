"""Marts as the gate reads them: dimensions as text, figures as numbers, and the periods they tell of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import pyarrow as pa

from pipelines.sql import Column, Mart
from schemas.disclosure import STATUS_COLUMN
from schemas.plausibility import BASE, PERCENT, PERIODS, READ_ON, WEIGHTED, YEAR_ENDS

# Decimals that are compared: what is beyond is the computer's own.
_DECIMALS = 6


@dataclass(frozen=True)
class Read:
    """A mart's table. ``period`` is the dimension that tells when; empty where none does."""

    mart: Mart
    rows: pd.DataFrame
    columns: tuple[str, ...]
    period: str

    @property
    def is_whole(self) -> bool:
        """Whether every column that the heading declares is there, and more can be asked."""
        return {column.name for column in self.mart.columns} <= set(self.columns)

    def numbers(self, role: str) -> tuple[Column, ...]:
        """Its counts or derived columns that hold numbers."""
        return tuple(c for c in self.mart.of_role(role) if c.name in self.rows and self._is_number(c.name))

    @cached_property
    def shares(self) -> tuple[tuple[str, str, str], ...]:
        """Shares, each with its count and its base: percentages of two columns of which one is a base."""
        bases = {(rest.count, rest.base) for rest in self.mart.rests}
        return tuple(
            (column.name, *column.derived_from)
            for column in self.numbers("derived")
            if column.name.endswith(PERCENT)
            and len(column.derived_from) == 2  # noqa: PLR2004 - a count and its base
            and (column.derived_from[1].endswith(BASE) or column.derived_from in bases)
        )

    @cached_property
    def exact_shares(self) -> tuple[tuple[str, str, str], ...]:
        """Those that are their count over their base, and nothing else."""
        return tuple(share for share in self.shares if not share[0].startswith(WEIGHTED))

    @cached_property
    def periods(self) -> pd.Series:
        """The period of each row; the same of all where the mart has none."""
        if self.period:
            return self.rows[self.period]
        return pd.Series("", index=self.rows.index, dtype="str")

    @cached_property
    def known_periods(self) -> frozenset[str]:
        """Those of any row."""
        return frozenset(self.periods.unique())

    @cached_property
    def over(self) -> "Read":
        """The same without the rows of calendar years that were not over when their system was read."""
        if READ_ON not in self.rows:
            return self
        is_year = self.periods.str.fullmatch("[0-9]{4}")
        was_running = self.rows[READ_ON].astype("str") < self.periods + YEAR_ENDS
        return replace(self, rows=self.rows[~(is_year & was_running)])

    def _is_number(self, name: str) -> bool:
        return bool(pd.api.types.is_numeric_dtype(self.rows[name]))


def read(table: pa.Table, mart: Mart) -> Read:
    """The table of a mart, as shown; columns that the heading lacks are not looked at.

    A count that is no number is missing.
    """
    dimensions = {column.name for column in mart.of_role("dimension")} | set(mart.grain)
    counts = {column.name for column in mart.of_role("count")}
    numbers = counts | {column.name for column in mart.of_role("derived")}
    names = [column.name for column in mart.columns if column.name in table.column_names]
    if STATUS_COLUMN in table.column_names and STATUS_COLUMN not in names:
        names.append(STATUS_COLUMN)
    made = {}
    for name in names:
        column = table.column(name)
        if name in dimensions:
            column = column.cast(pa.string())
        elif name in numbers and _is_number(column.type):
            column = column.cast(pa.float64(), safe=False)
        elif name in counts:
            column = pa.nulls(len(table), pa.float64())
        made[name] = column
    rows = pa.table(made).to_pandas(ignore_metadata=True)
    figures = [name for name in rows if name in numbers and rows[name].dtype.kind == "f"]
    rows[figures] = rows[figures].round(_DECIMALS)
    period = next((name for name in PERIODS if name in dimensions and name in names), "")
    return Read(mart, rows, tuple(table.column_names), period)


def kind_of(period: str) -> str:
    """What sort of period it is: of one sort, text sorts as time does."""
    return re.sub(r"\d", "0", period)


def latest(periods: Iterable[str]) -> dict[str, str]:
    """The latest period of each kind."""
    return {kind_of(period): period for period in sorted(set(periods))}


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))
