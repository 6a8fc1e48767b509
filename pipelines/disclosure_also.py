"""The same number in two marts: which cells of one are the sum of which cells of another, as headings say."""

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from pipelines.disclosure_lines import Ways
from pipelines.sql import Also, Mart


def also_lines(mart: Mart, ways: Mapping[tuple[str, str], Ways]) -> list[tuple[int, list[int]]]:
    """Each cell of the mart that another tells too, and the cells of the other that it is the sum of.

    ``ways`` are those of all marts told, by mart and count. A cell that the other has no row of is left out;
    a part without a row is nobody.
    """
    return [
        line
        for also in mart.alsos
        if (also.mart, also.other) in ways
        for line in _lines(also, ways[mart.name, also.count], ways[also.mart, also.other])
    ]


def _lines(also: Also, here: Ways, there: Ways) -> Iterator[tuple[int, list[int]]]:
    wanted = dict(also.there)
    kept = np.full(len(here.cells), fill_value=True)
    for dimension, value in also.at:
        number = here.coded.number(dimension, value)
        kept &= here.codes[:, here.at(dimension)] == (-1 if number is None else number)
    for way in np.flatnonzero(kept).tolist():
        labels = here.labels(way)
        choices = [
            [value.format_map(labels) for value in wanted.get(name, ("{" + name + "}",))]
            for name in there.count.over
        ]
        parts = {cell for choice in product(*choices) if (cell := there.cell(choice)) is not None}
        if parts:
            yield int(here.cells[way]), sorted(parts)
