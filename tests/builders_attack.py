"""A reader who has nothing but released files, of one release or several, and the headings of marts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from pipelines.disclosure import Telling
from pipelines.disclosure_attack import Attack, NoSolutionError
from pipelines.disclosure_cells import Cells, true_cells_of
from pipelines.shown import told_together
from pipelines.sql import Mart, read_marts
from schemas.disclosure import POLICIES, SHOWN, STATUS_COLUMN, SUPPRESSED


def seen(releases: Sequence[Path]) -> list[Telling]:
    """The marts that are protected as one, with every number that any of these releases shows.

    Where they contradict each other a mart was counted anew, as anybody can see: its first stands alone.
    """
    found = []
    for name, mart in told_together(read_marts()).items():
        files = [release / "parquet" / f"{name}.parquet" for release in releases]
        tables = [pq.read_table(file).to_pandas() for file in files if file.exists()]
        if tables:
            found.append(_telling(tables, mart))
    return found


def narrowed(tellings: Sequence[Telling]) -> tuple[Cells, list[tuple[int, ...]]]:
    """The cells, and those of which the reader learns more than the rules allow."""
    cells = true_cells_of(tellings)
    return cells, Attack(cells).thoroughly(np.isnan(cells.people))


def _telling(tables: list[pd.DataFrame], mart: Mart) -> Telling:
    every = Telling(_filled(tables, mart), mart, POLICIES[mart.rule])
    try:
        narrowed([every])
    except NoSolutionError:
        return _telling(tables[:1], mart)
    return every


def _filled(tables: list[pd.DataFrame], mart: Mart) -> pd.DataFrame:
    """Each row once; of a count the first number that is told anywhere."""
    counts = [count.name for count in mart.of_role("count")]
    others = [column.name for role in ("dimension", "attribute") for column in mart.of_role(role)]
    columns = [name for name in others if name != STATUS_COLUMN] + counts
    every = pd.concat([table[columns] for table in tables], ignore_index=True)
    every[counts] = every[counts].astype(float)
    for count in mart.of_role("count"):
        told = every.groupby(list(count.over), sort=False, dropna=False)[count.name]
        every[count.name] = told.transform("first")
    once = every.drop_duplicates(list(mart.grain)).reset_index(drop=True)
    hidden = once[counts].isna().any(axis=1)
    return once.assign(**{STATUS_COLUMN: np.where(hidden, SUPPRESSED, SHOWN)})
