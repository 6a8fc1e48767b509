"""Yearly flows of one authority as arrays, and the identity that they must obey.

``flows.sql`` counts them from persons; here the counts become arrays. Rates are made in ``rates``. What is
here are full counts of children: it stays in the lake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.cohort.states import NEEDS, PLACES, REASONS, A, N, P

Counts = NDArray[np.int64]
_HERE = Path(__file__).parent
HELD, SQL, HOMES_SQL = ((_HERE / f"{name}.sql").read_text("utf-8") for name in ("held", "flows", "homes"))
SQL, HOMES_SQL = f"{HELD},\n\n{SQL}", f"{HELD},\n\n{HOMES_SQL}"
STOCK, NEW, INTO, CEASED, OUT, MOVED = "stock", "new", "in", "ceased", "out", "moved"


@dataclass(frozen=True)
class Step:
    """One authority from one January to the next; persons by age, need and placement (26 x 14 x 10).

    ``stock``, ``ceased`` (the reason last), ``out`` and ``stayed`` are by age in the first January;
    ``after``, ``new`` and ``into`` by age in the second. ``stayed`` has rows of age, need, placement, need
    then, placement then and persons: those with a plan in both.
    """

    year: int
    stock: Counts
    after: Counts
    new: Counts
    into: Counts
    ceased: Counts
    out: Counts
    stayed: Counts

    @property
    def grown(self) -> Counts:
        """Those with a plan in both Januaries where they are in the second, a year older."""
        where = np.zeros((A, N, P), np.int64)
        age, _, _, need, place, persons = self.stayed.T
        np.add.at(where, (age + 1, need, place), persons)
        return where

    @property
    def gap(self) -> int:
        """Persons by whom the identity fails over all states, both ways: nought where it holds.

        Whoever was there stayed, ceased or moved out; whoever is there stayed, is new or moved in.
        """
        stayed = np.zeros((A, N, P), np.int64)
        np.add.at(stayed, tuple(self.stayed[:, :3].T), self.stayed[:, 5])
        left = self.stock - self.ceased.sum(axis=-1) - self.out - stayed
        met = self.after - self.grown - self.new - self.into
        return int(np.abs(left).sum() + np.abs(met).sum())


@dataclass(frozen=True)
class History:
    """What is counted of one authority: the stock of every January, and the steps between those in a row."""

    la_code: str
    stocks: Mapping[int, Counts]
    steps: Sequence[Step]

    @property
    def last(self) -> int:
        """The newest January."""
        return max(self.stocks)


def histories(rows: pd.DataFrame) -> dict[str, History]:
    """By authority what is counted of it; ``rows`` are those of ``flows.sql``."""
    return {str(la): _history(str(la), of) for la, of in rows.groupby("la_code", sort=True)}


def until(history: History, year: int) -> History:
    """The same as it was known in the January of ``year``."""
    return History(
        history.la_code,
        {each: stock for each, stock in history.stocks.items() if each <= year},
        [step for step in history.steps if step.year < year],
    )


def _history(la_code: str, rows: pd.DataFrame) -> History:
    stocks = {
        int(year): _array(of) for year, of in rows[rows["flow"] == STOCK].groupby("january_year", sort=True)
    }
    steps = []
    for year in sorted(stocks):
        if year + 1 not in stocks:
            continue
        of = rows[rows["january_year"] == year]
        flow = {name: of[of["flow"] == name] for name in (NEW, INTO, CEASED, OUT, MOVED)}
        steps.append(
            Step(
                year=year,
                stock=stocks[year],
                after=stocks[year + 1],
                new=_array(flow[NEW]),
                into=_array(flow[INTO]),
                ceased=np.stack(
                    [_array(flow[CEASED][flow[CEASED]["reason"] == r]) for r in REASONS], axis=-1
                ),
                out=_array(flow[OUT]),
                stayed=_stayed(flow[MOVED]),
            )
        )
    return History(la_code, stocks, steps)


def _array(rows: pd.DataFrame) -> Counts:
    """The counts by state; a reason is summed over."""
    counts = np.zeros((A, N, P), np.int64)
    at = (rows["age"].to_numpy(np.int64), _at(rows["need"], NEEDS), _at(rows["place"], PLACES))
    np.add.at(counts, at, rows["plans"].to_numpy(np.int64))
    return counts


def _stayed(rows: pd.DataFrame) -> Counts:
    columns = [
        rows["age"].to_numpy(np.int64),
        _at(rows["need"], NEEDS),
        _at(rows["place"], PLACES),
        _at(rows["to_need"], NEEDS),
        _at(rows["to_place"], PLACES),
        rows["plans"].to_numpy(np.int64),
    ]
    return np.stack(columns, axis=1)


def _at(names: "pd.Series[str]", known: Sequence[str]) -> Counts:
    """Positions of names that are all known; a strange one is an error of ours."""
    places = {name: n for n, name in enumerate(known)}
    return np.array([places[name] for name in names], np.int64)
