"""What a mart's heading says adds up, added up among the figures that are shown, a line each.

A second reading beside ``disclosure_cells``, which ties cells together to hide them: here they are compared.
Where a part is hidden the parts are not known; a part without a row is nobody.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pandas as pd

from pipelines.gate_read import Read
from pipelines.sql import Adds, Also, Column, JoinedSum, NestedSum, Same, Sum, TopicSum
from pipelines.sql_sums import TOTAL
from schemas.disclosure import STATUS_COLUMN, SUPPRESSED

WHOLE, PARTS = "whole", "parts"
_VALUE, _WHOLE_OF = "value", "whole of"
_EVERY_OTHER = ("*",)


def lines_of(mart: Read) -> pd.DataFrame:
    """All lines of the mart; a side that is not known is missing."""
    found = [pd.DataFrame({WHOLE: [], PARTS: []}, dtype="float64")]
    for count in mart.numbers("count"):
        found += [line[[WHOLE, PARTS]] for line in _of_count(mart, count)]
        if set(count.over) != set(mart.mart.grain):
            found.append(_repeated(mart, count))
    found += [_same(mart, same) for same in mart.mart.sames]
    return pd.concat(found, ignore_index=True).astype("float64")


def told_twice(mart: Read, also: Also, other: Read) -> pd.DataFrame:
    """Each number that another mart tells too, beside the sum there; only where both are known."""
    count, other_count = _count(mart, also.count), _count(other, also.other)
    if count is None or other_count is None:
        return pd.DataFrame({WHOLE: [], PARTS: []})
    rows = mart.rows
    for column, value in also.at:
        rows = rows[rows[column] == value]
    here = _ways(mart, count, _cells(replace(mart, rows=rows), count)).reset_index(drop=True)
    there = _ways(other, other_count, _cells(other, other_count)).rename(columns={_VALUE: PARTS})
    labels = here[list(count.over)].to_dict("records")
    over, wanted = list(other_count.over), dict(also.there)
    found = []
    for choice in product(*(wanted.get(name, (f"{{{name}}}",)) for name in over)):
        named = [[value.format_map(one) for value in choice] for one in labels]
        keys = pd.DataFrame(named, columns=over, dtype="str").reset_index(names=_WHOLE_OF)
        found.append(keys.merge(there[[*over, PARTS]], on=over))
    parts = pd.concat(found).groupby(_WHOLE_OF)[PARTS].sum(skipna=False)
    return pd.DataFrame({WHOLE: here[_VALUE], PARTS: parts}).dropna()


def _count(mart: Read, name: str) -> Column | None:
    return next((column for column in mart.numbers("count") if column.name == name), None)


def _of_count(mart: Read, count: Column) -> Iterator[pd.DataFrame]:
    cells = _cells(mart, count)
    ways = _ways(mart, count, cells)
    sums = mart.mart.sums
    cross = mart.mart.cross
    if cross is not None and set(cross.second) <= set(count.over):
        sums = (*sums, TopicSum(cross.first[1], cross.first[0], TOTAL))
    for adds in dict.fromkeys(sums):
        if {adds.dimension, getattr(adds, "topic", adds.dimension)} <= set(count.over):
            yield _lines(adds, cells if isinstance(adds, NestedSum) else ways, ways, count)


def _cells(mart: Read, count: Column) -> pd.DataFrame:
    """A row a cell; a figure missing from a row that hides nothing is no cell."""
    rows = mart.rows
    is_there = rows[count.name].notna()
    if STATUS_COLUMN in rows:
        is_there |= rows[STATUS_COLUMN] == SUPPRESSED
    beside = [adds.attribute for adds in mart.mart.sums if isinstance(adds, NestedSum)]
    names = [name for name in dict.fromkeys((*count.over, *beside)) if name != count.name]
    cells = rows.loc[is_there, [*names, count.name]].rename(columns={count.name: _VALUE})
    return cells.drop_duplicates(list(count.over))


def _ways(mart: Read, count: Column, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells, those of a two-way table written both ways."""
    cross = mart.mart.cross
    if cross is None or not set(cross.second) <= set(count.over):
        return cells
    exchange = dict(zip((*cross.first, *cross.second), (*cross.second, *cross.first), strict=True))
    both = pd.concat([cells, cells.rename(columns=exchange)], ignore_index=True)
    return both.drop_duplicates(list(count.over))


def _lines(adds: Adds, parts: pd.DataFrame, wholes: pd.DataFrame, count: Column) -> pd.DataFrame:
    if isinstance(adds, JoinedSum):
        return _joined(adds, wholes, count)
    if isinstance(adds, Sum):
        named = parts[adds.dimension]
        is_part = named != adds.whole if adds.parts == _EVERY_OTHER else named.isin(adds.parts)
        return _matched(parts[is_part].assign(**{adds.dimension: adds.whole}), wholes, count, ())
    topics = parts[adds.topic]
    if isinstance(adds, TopicSum):
        to = {adds.topic: adds.whole, adds.dimension: adds.whole}
        is_part = topics != adds.whole
        return _matched(parts[is_part].assign(**{_WHOLE_OF: topics, **to}), wholes, count, (_WHOLE_OF,))
    is_part = parts[adds.attribute].notna()
    named = parts.loc[is_part, adds.attribute].str.extract(r"(?s)^(.*?): (.*)$")
    to = {_WHOLE_OF: topics, adds.topic: named[0], adds.dimension: named[1]}
    return _matched(parts[is_part].assign(**to), wholes, count, (_WHOLE_OF,))


def _matched(parts: pd.DataFrame, wholes: pd.DataFrame, count: Column, by: tuple[str, ...]) -> pd.DataFrame:
    """The parts, which bear the key of their whole, added up beside it."""
    over = list(count.over)
    added = parts.groupby([*over, *by], sort=False)[_VALUE].sum(skipna=False).rename(PARTS).reset_index()
    return added.merge(wholes.rename(columns={_VALUE: WHOLE})[[*over, WHOLE]], on=over)


def _joined(adds: JoinedSum, cells: pd.DataFrame, count: Column) -> pd.DataFrame:
    over, label = list(count.over), cells[adds.dimension]
    joined = cells[label.str.contains(adds.mark, regex=False)]
    names = joined[adds.dimension].str.split(adds.mark)
    parts = joined.assign(**{_WHOLE_OF: joined[adds.dimension], adds.dimension: names}).drop(columns=_VALUE)
    parts = parts.explode(adds.dimension)
    parts = parts.assign(**{adds.dimension: parts[adds.dimension].astype("str").str.strip()})
    found = parts.drop_duplicates().merge(cells[[*over, _VALUE]], on=over)
    found = found.assign(**{adds.dimension: found[_WHOLE_OF]})
    return _matched(found, cells, count, ())


def _repeated(mart: Read, count: Column) -> pd.DataFrame:
    """A count that stands on several rows, each of them beside the first that shows it."""
    figures = mart.rows[count.name]
    first = figures.groupby([mart.rows[name] for name in count.over], sort=False).transform("first")
    return pd.DataFrame({WHOLE: first, PARTS: figures})


def _same(mart: Read, same: Same) -> pd.DataFrame:
    rows = mart.rows
    for column, value in same.at:
        rows = rows[rows[column] == value]
    return pd.DataFrame({WHOLE: rows[same.base], PARTS: rows[same.count]})
