"""What is asked of a mart beside that of the last release: periods, categories, counts, shares, groups.

A period told before is held against itself, a new one against the one before it; a year that is not over is
not compared. Only figures that both sides show are, so that a question tells nothing about a hidden one.
"""

from collections.abc import Collection, Iterator

import pandas as pd
import pyarrow as pa

from pipelines.gate_alone import columns_are
from pipelines.gate_expectations import BETWEEN, Question, Sheet
from pipelines.gate_read import Read, kind_of, latest
from schemas.disclosure import STATUS_COLUMN, SUPPRESSED
from schemas.plausibility import (
    DISTANCE,
    GROWING,
    GROWTH_PERCENT,
    LEAST_BASE,
    LEAST_TOTAL,
    REVISION_PERCENT,
    SHARE_POINTS,
    SUPPRESSED_POINTS,
)

_NOW, _BEFORE = " now", " before"
_THERE, _IS_THERE = "there", {"min_value": 1}


def of_release(marts: Collection[str], before: Collection[str]) -> Iterator[Sheet]:
    """Whether each mart of the last release is still there."""
    for name in before:
        asked = Question("marts_there", name, "", "", BETWEEN, (_THERE,), _IS_THERE)
        yield Sheet(pd.DataFrame({_THERE: [float(name in marts)]}), (asked,))


def of_mart(now: Read, before: Read, table: pa.Table, table_before: pa.Table) -> Iterator[Sheet]:
    """What is asked of one mart. Of one that lacks columns, now or then, no more than those.

    Nor of one that is the very table it was: nothing can have moved, and published marts are large.
    """
    name = now.mart.name
    yield columns_are("columns_unchanged", name, table_before.column_names, table)
    if not (now.is_whole and before.is_whole) or before.rows.empty:
        return
    is_there = Question("rows_there", name, "", "", BETWEEN, (_THERE,), _IS_THERE)
    yield Sheet(pd.DataFrame({_THERE: [float(not now.rows.empty)]}), (is_there,))
    if now.rows.empty or table.equals(table_before):
        return
    if now.period:
        yield from _periods(now, before)
    now, before = now.over, before.over
    if now.rows.empty or before.rows.empty:
        return
    if now.period:
        yield _growth(now, before)
    sides = ((now, before), (before, now))
    both = [side.rows[side.periods.isin(other.known_periods)] for side, other in sides]
    cells = both[0].merge(both[1], on=list(now.mart.grain), suffixes=(_NOW, _BEFORE))
    # labels are grouped by over and over
    grain = dict.fromkeys(now.mart.grain, "category")
    here, there, cells = (one.astype(grain) for one in (*both, cells))
    yield _categories(now, here, there)
    yield _suppression(now, here, there)
    yield _counts(now, cells)
    yield _shares(now, before, cells)
    yield _distributions(now, cells)


def _periods(now: Read, before: Read) -> Iterator[Sheet]:
    name, period = now.mart.name, now.period
    there = {"column": period, "value_set": sorted(before.known_periods)}
    asked = "ExpectColumnDistinctValuesToContainSet"
    yield Sheet(
        pd.DataFrame({period: sorted(now.known_periods)}, dtype="str"),
        (Question("periods_there", name, period, period, asked, arguments=there),),
    )
    last = latest(now.known_periods)
    kept = [float(last.get(kind, "") >= period) for kind, period in latest(before.known_periods).items()]
    yield Sheet(
        pd.DataFrame({_THERE: kept}),
        (Question("latest_period", name, period, period, BETWEEN, (_THERE,), _IS_THERE),),
    )


def _growth(now: Read, before: Read) -> Sheet:
    """A row for each new period that is the latest of its kind, beside the one before it."""
    made = []
    keys = [name for name in now.mart.grain if name != now.period]
    for kind, period in latest(now.known_periods).items():
        earlier = [one for one in now.known_periods if kind_of(one) == kind and one < period]
        if period in before.known_periods or not earlier or not keys:
            continue
        new, old = (now.rows[now.periods == one] for one in (period, max(earlier)))
        cells = new.merge(old, on=keys, suffixes=(_NOW, _BEFORE))
        made.append({count.name: _moved(cells, count.name) for count in now.numbers("count")})
    return _bounded("growth", now, pd.DataFrame(made), GROWTH_PERCENT)


def _counts(now: Read, cells: pd.DataFrame) -> Sheet:
    """A row a period: by how many per cent each count moved."""
    made = {}
    for count in now.numbers("count"):
        figures = [count.name + _NOW, count.name + _BEFORE]
        shown = cells.dropna(subset=figures)
        totals = shown.groupby(_by(now, shown), observed=True)[figures].sum()
        made[count.name] = _per_cent(totals[figures[0]], totals[figures[1]])
    return _bounded("counts_steady", now, pd.DataFrame(made), REVISION_PERCENT)


def _shares(now: Read, before: Read, cells: pd.DataFrame) -> Sheet:
    """A row a cell: by how many points each share moved where its base is not small."""
    moved = {}
    for share, _, base in (one for one in now.shares if one in before.shares):
        is_large = (cells[base + _NOW] >= LEAST_BASE) & (cells[base + _BEFORE] >= LEAST_BASE)
        moved[share] = (cells[share + _NOW] - cells[share + _BEFORE]).where(is_large)
    return _bounded("shares_steady", now, pd.DataFrame(moved, index=cells.index), SHARE_POINTS)


def _distributions(now: Read, cells: pd.DataFrame) -> Sheet:
    """A row a period: which part of each count lies in another group than before, dimension by dimension."""
    made, asked = {}, []
    for count in now.numbers("count"):
        shown = cells.dropna(subset=[count.name + _NOW, count.name + _BEFORE])
        for dimension in count.over:
            if dimension != now.period and len(shown[dimension].unique()) > 1:
                name = f"{count.name} by {dimension}"
                made[name] = _distances(now, shown, count.name, dimension)
                limit = {"max_value": DISTANCE}
                asked.append(
                    Question("distribution_steady", now.mart.name, count.name, name, BETWEEN, (name,), limit)
                )
    return _of_what_is_there(pd.DataFrame(made), asked)


def _distances(now: Read, shown: pd.DataFrame, count: str, dimension: str) -> pd.Series:
    """Total variation distance of each period: 0 where all is as it was, 1 where all is elsewhere."""
    figures = [count + _NOW, count + _BEFORE]
    groups = shown.groupby([*_by(now, shown), dimension], observed=True)[figures].sum()
    totals = groups.groupby(level=0, observed=True).transform("sum")
    parts = (groups / totals).where((totals >= LEAST_TOTAL).all(axis=1))
    apart = (parts[figures[0]] - parts[figures[1]]).abs() / 2
    return apart.groupby(level=0, observed=True).sum(min_count=1)


def _by(now: Read, rows: pd.DataFrame) -> list[pd.Series]:
    """What periods are grouped by; one group where the mart has none."""
    return [rows[now.period] if now.period else pd.Series("", index=rows.index, dtype="category")]


def _categories(now: Read, rows: pd.DataFrame, rows_before: pd.DataFrame) -> Sheet:
    """A row for each value of a dimension in a period: 1 where the other side has it too, else 0."""
    made, asked = {}, []
    for dimension in (column.name for column in now.mart.of_role("dimension")):
        if dimension == now.period:
            continue
        here, there = (_largest(now, one, dimension) for one in (rows, rows_before))
        sides = {"categories_gone": (there, here)}
        if dimension not in GROWING:
            sides["categories_new"] = (here, there)
        for id_, (of, among) in sides.items():
            column = f"{dimension} {id_}"
            made[column] = pd.Series(of[of >= LEAST_BASE].index.isin(among.index).astype(float))
            asked.append(Question(id_, now.mart.name, dimension, dimension, BETWEEN, (column,), _IS_THERE))
    return _of_what_is_there(pd.DataFrame(made), asked)


def _largest(now: Read, rows: pd.DataFrame, dimension: str) -> pd.Series:
    """The largest figure shown of each value in each period; where no count is over it all are large."""
    counts = [count.name for count in now.numbers("count") if dimension in count.over]
    figures = rows[counts].max(axis=1) if counts else pd.Series(float(LEAST_BASE), index=rows.index)
    largest = figures.groupby([*_by(now, rows), rows[dimension]], observed=True).max()
    # the two releases have categories of their own; their text is what they share
    return largest.set_axis(pd.MultiIndex.from_tuples([tuple(map(str, key)) for key in largest.index]))


def _suppression(now: Read, rows: pd.DataFrame, rows_before: pd.DataFrame) -> Sheet:
    """One row: by how many points the share of suppressed rows moved."""
    if min(len(rows), len(rows_before)) < LEAST_BASE:
        return Sheet(pd.DataFrame(), ())
    share, share_before = (
        100 * (one[STATUS_COLUMN] == SUPPRESSED).mean() if STATUS_COLUMN in one else 0.0
        for one in (rows, rows_before)
    )
    moved = pd.DataFrame({STATUS_COLUMN: [share - share_before]})
    return _bounded("suppression_steady", now, moved, SUPPRESSED_POINTS)


def _moved(cells: pd.DataFrame, count: str) -> float:
    """By how many per cent a count moved over the cells that both show."""
    total, total_before = cells[[count + _NOW, count + _BEFORE]].dropna().sum()
    return float(_per_cent(pd.Series([total]), pd.Series([total_before])).iloc[0])


def _per_cent(totals: pd.Series, before: pd.Series) -> pd.Series:
    """What was added, per 100; missing where they are few."""
    return 100 * (totals / before.where(before >= LEAST_TOTAL) - 1)


def _bounded(id_: str, now: Read, moved: pd.DataFrame, limit: float) -> Sheet:
    """Each column between the limit down and up."""
    limits = {"min_value": -limit, "max_value": limit}
    return _of_what_is_there(
        moved, [Question(id_, now.mart.name, name, name, BETWEEN, (name,), limits) for name in moved]
    )


def _of_what_is_there(rows: pd.DataFrame, asked: list[Question]) -> Sheet:
    """Nothing is asked of a column without a figure: a yes would say more than is known."""
    return Sheet(rows, tuple(one for one in asked if rows[one.columns[0]].notna().any()))
