"""Repeated groups of columns: ``Provision 1 type`` to ``Provision 12 type`` are taken as one column."""

import re
from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from pipelines.mapping_toml import NUMBER, TWO_DIGITS
from pipelines.mapping_values import Column

_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_FEWEST = 2
_LAST_DIGIT = 9


def grouped(columns: Sequence[Column]) -> tuple[list[Column], dict[str, int]]:
    """The columns, those of a group as one under a label with ``{n}``; and each such label's places.

    A group is numbered from 1 on without a gap.
    """
    found: dict[str, dict[int, Column]] = defaultdict(dict)
    for column in columns:
        for label, number in _numbered(column.label):
            found[label].setdefault(number, column)
    groups = {
        label: members
        for label, members in found.items()
        if len(members) >= _FEWEST and sorted(members) == list(range(1, len(members) + 1))
    }
    members = {id(column) for some in groups.values() for column in some.values()}
    single = [column for column in columns if id(column) not in members]
    single += [
        Column(label, pd.concat([one.texts for _, one in sorted(some.items())], ignore_index=True))
        for label, some in groups.items()
    ]
    return single, {label: len(some) for label, some in groups.items()}


def _numbered(label: str) -> list[tuple[str, int]]:
    """A label with its one number as a place to fill, and the number."""
    hits = list(_NUMBER.finditer(label))
    if len(hits) != 1:
        return []
    [hit] = hits
    number = int(hit[1])
    sign = TWO_DIGITS if hit[1].startswith("0") or number > _LAST_DIGIT else NUMBER
    plain = (
        [(label[: hit.start()] + NUMBER + label[hit.end() :], number)] if not hit[1].startswith("0") else []
    )
    padded = [(label[: hit.start()] + TWO_DIGITS + label[hit.end() :], number)] if sign == TWO_DIGITS else []
    return plain + padded
