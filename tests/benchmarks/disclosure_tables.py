"""Tables of the kinds an authority tells, drawn with a fixed seed, for the benchmark of what is hidden.

Most cells are small, or few are: how many people there are is drawn as well. Nothing is hidden here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.sql import Column, Mart, Sum
from schemas.disclosure import EDUCATION

ALL = "All"
# what adds up in a dimension: each whole and its parts, a whole before the wholes that are parts of it
Adding = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Drawn:
    """A table with its totals, a row a cell, and what adds up in its two dimensions."""

    kind: str
    number: int
    table: pd.DataFrame
    rows: Adding
    columns: Adding

    @property
    def people(self) -> np.ndarray:
        """How many each cell counts."""
        return self.table["n"].to_numpy(dtype=float)

    @property
    def mart(self) -> Mart:
        """The heading of the table as a mart."""
        sums = tuple(
            Sum(name, whole, parts)
            for name, adding in (("row", self.rows), ("column", self.columns))
            for whole, parts in adding
        )
        columns = (Column("row", "dimension", ""), Column("column", "dimension", ""),
                   Column("n", "count", "", over=("row", "column")))  # fmt: skip
        return Mart("drawn", "Drawn", ("row", "column"), "team:t", EDUCATION.name, "", columns, sums, (), "")

    @property
    def lines(self) -> np.ndarray:
        """What is nought over the cells, a line a row: the parts less the whole."""
        at = {key: n for n, key in enumerate(zip(self.table["row"], self.table["column"], strict=True))}
        lines = [
            (at[whole, column], [at[part, column] for part in parts])
            for whole, parts in self.rows
            for column in self.table["column"].unique()
        ] + [
            (at[row, whole], [at[row, part] for part in parts])
            for whole, parts in self.columns
            for row in self.table["row"].unique()
        ]
        found = np.zeros((len(lines), len(at)))
        for line, (whole, parts) in enumerate(lines):
            found[line, whole] = -1.0
            found[line, parts] = 1.0
        return found


def drawn(kind: str, number: int) -> Drawn:
    """A table of the kind, the same for the same number."""
    draw = np.random.default_rng([list(KINDS).index(kind), number])
    counts, rows, columns = KINDS[kind](draw)
    cells = {(str(row), str(column)): int(n) for column in counts for row, n in counts[column].items()}
    for whole, parts in reversed(rows):
        cells |= {(whole, column): sum(cells[part, column] for part in parts) for column in counts.columns}
    every_row = dict.fromkeys(row for row, _ in cells)
    for whole, parts in reversed(columns):
        cells |= {(row, whole): sum(cells[row, part] for part in parts) for row in every_row}
    table = pd.DataFrame([(*key, n) for key, n in cells.items()], columns=["row", "column", "n"])
    return Drawn(kind, number, table, rows, columns)


def _one_way(draw: np.random.Generator) -> tuple[pd.DataFrame, Adding, Adding]:
    """Pupils by primary need, or by any other list."""
    groups = _labels("group", int(draw.integers(9, 40)))
    share = pd.DataFrame(_steep(draw, len(groups), 60)[:, None], index=groups, columns=["n"])
    return (
        _spread(draw, share, int(np.exp(draw.uniform(np.log(5), np.log(80)))) * len(groups)),
        ((ALL, groups),),
        (),
    )


def _ethnicity_by_sex(draw: np.random.Generator) -> tuple[pd.DataFrame, Adding, Adding]:
    """Pupils with a plan: most of one group, boys about three in four."""
    return _crossed(
        draw, _labels("ethnicity", 19), _steep(draw, 19, 200), ("Boy", "Girl"), np.array([0.72, 0.28])
    )


def _ward_by_phase(draw: np.random.Generator) -> tuple[pd.DataFrame, Adding, Adding]:
    wards = _labels("ward", int(draw.integers(8, 20)))
    phases = np.array([0.06, 0.45, 0.42, 0.07])
    return _crossed(
        draw, wards, _steep(draw, len(wards), 4), ("Nursery", "Primary", "Secondary", "Special"), phases
    )


def _year_by_provision(draw: np.random.Generator) -> tuple[pd.DataFrame, Adding, Adding]:
    """Pupils of a small group, by year and provision: All SEN is a part of all."""
    years = _labels("year", 15)
    shares = np.array([0.8, 0.15, 0.05])
    counts, rows, _ = _crossed(draw, years, _steep(draw, 15, 2), ("None", "SEN support", "EHC plan"), shares)
    return counts, rows, ((ALL, ("None", "All SEN")), ("All SEN", ("SEN support", "EHC plan")))


def _schools(draw: np.random.Generator) -> tuple[pd.DataFrame, Adding, Adding]:
    """Pupils with SEN by school, schools by phase, and by provision."""
    phases = {"Primary": int(draw.integers(8, 16)), "Secondary": int(draw.integers(3, 7)), "Special": 2}
    of_phase = tuple((phase, _labels(phase, many)) for phase, many in phases.items())
    schools = tuple(school for _, its in of_phase for school in its)
    size = np.concatenate(
        [np.full(many, people) for many, people in zip(phases.values(), (1, 4, 3), strict=True)]
    )
    counts, _, columns = _crossed(
        draw,
        schools,
        size * draw.uniform(0.4, 1.6, len(size)),
        ("SEN support", "EHC plan"),
        np.array([0.75, 0.25]),
    )
    return counts, ((ALL, tuple(phases)), *of_phase), columns


def _ward_by_sex_and_phase(draw: np.random.Generator) -> tuple[pd.DataFrame, Adding, Adding]:
    """A table of three ways: of each ward, sex by phase."""
    sexes, phases = ("Boy", "Girl"), ("Primary", "Secondary", "Special")
    both = {sex: tuple(f"{sex} {phase}" for phase in phases) for sex in sexes}
    wards = _labels("ward", int(draw.integers(4, 10)))
    shares = np.outer([0.7, 0.3], [0.5, 0.42, 0.08]).ravel()
    counts, rows, _ = _crossed(
        draw, wards, _steep(draw, len(wards), 4), (*both["Boy"], *both["Girl"]), shares
    )
    of_phase = ((phase, tuple(f"{sex} {phase}" for sex in sexes)) for phase in phases)
    return counts, rows, ((ALL, sexes), (ALL, phases), *both.items(), *of_phase)


def _by_sex_and_by_provision(draw: np.random.Generator) -> tuple[pd.DataFrame, Adding, Adding]:
    """Two tables of two ways with the same totals: wards by sex, and wards by provision."""
    sexes, provisions = ("Boy", "Girl"), ("None", "SEN support", "EHC plan")
    wards = _labels("ward", int(draw.integers(8, 20)))
    both = [f"{sex} {provision}" for sex in sexes for provision in provisions]
    shares = np.outer([0.55, 0.45], [0.75, 0.18, 0.07]).ravel()
    counts, rows, _ = _crossed(draw, wards, _steep(draw, len(wards), 20), tuple(both), shares)
    seen = {
        name: counts[[one for one in both if name in one.split(" ", 1)]].sum(axis=1)
        for name in (*sexes, *provisions)
    }
    return pd.DataFrame(seen), rows, ((ALL, sexes), (ALL, provisions))


KINDS: dict[str, Callable[[np.random.Generator], tuple[pd.DataFrame, Adding, Adding]]] = {
    "one way": _one_way,
    "ethnicity by sex": _ethnicity_by_sex,
    "ward by phase": _ward_by_phase,
    "year by provision": _year_by_provision,
    "schools": _schools,
    "ward by sex, phase": _ward_by_sex_and_phase,
    "by sex, by provision": _by_sex_and_by_provision,
}


def _crossed(
    draw: np.random.Generator,
    rows: tuple[str, ...],
    of_rows: np.ndarray,
    columns: tuple[str, ...],
    shares: np.ndarray,
) -> tuple[pd.DataFrame, Adding, Adding]:
    share = pd.DataFrame(np.outer(of_rows, shares), index=list(rows), columns=list(columns))
    people = int(np.exp(draw.uniform(np.log(5), np.log(80)))) * share.size
    return _spread(draw, share, people), ((ALL, rows),), ((ALL, columns),)


def _spread(draw: np.random.Generator, share: pd.DataFrame, people: int) -> pd.DataFrame:
    """So many people over the cells, by their share."""
    return pd.DataFrame(
        draw.poisson(people * share / share.to_numpy().sum()), index=share.index, columns=share.columns
    )


def _steep(draw: np.random.Generator, many: int, steepness: float) -> np.ndarray:
    return np.asarray(draw.permutation(np.geomspace(1, steepness, many)))


def _labels(name: str, many: int) -> tuple[str, ...]:
    return tuple(f"{name} {n:02}" for n in range(many))
