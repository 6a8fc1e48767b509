"""What is asked of a release by itself: columns, keys, signs, shares, intervals, sums, totals told twice.

Nothing is answered here, and nothing of an earlier release is looked at.
"""

from collections.abc import Collection, Iterator, Mapping

import pandas as pd
import pyarrow as pa

from pipelines.gate_expectations import BETWEEN, BOTH_KNOWN, EQUAL, NOT_BELOW, Question, Sheet
from pipelines.gate_read import Read
from pipelines.gate_sums import PARTS, WHOLE, lines_of, told_twice
from pipelines.shown import columns_of
from schemas.plausibility import ROUNDING_POINTS

LOWER, UPPER, OFF = "_lower", "_upper", " off"
_AGAIN, _SIDES = " again", ("declared", "there")


def of_release(marts: Mapping[str, Read]) -> Iterator[Sheet]:
    """What is asked of the marts together."""
    rows = pd.DataFrame({"rows": [float(len(mart.rows)) for mart in marts.values()]}, dtype="float64")
    asked = {"column": "rows", "min_value": 1}
    yield Sheet(
        rows, (Question("release_has_rows", "", "", "", "ExpectColumnMaxToBeBetween", arguments=asked),)
    )
    for mart in marts.values():
        yield from _told_twice(mart, marts)


def of_mart(mart: Read, table: pa.Table) -> Iterator[Sheet]:
    """What is asked of one mart. Of one without all its columns nothing else is."""
    name = mart.mart.name
    yield columns_are("columns_as_declared", name, columns_of(mart.mart), table)
    if not mart.is_whole:
        return
    is_again = mart.rows.duplicated(list(mart.mart.grain)).astype(float)
    rows = mart.rows.assign(**{_AGAIN: is_again, **dict(_off(mart))})
    yield Sheet(rows, (_keys(mart), *_signs(mart), *_bases(mart), *_shares(mart), *_intervals(mart)))
    lines = lines_of(mart)
    if lines.notna().all(axis=1).any():
        yield Sheet(lines, (Question("sums_hold", name, "", "", EQUAL, (WHOLE, PARTS), BOTH_KNOWN),))


def columns_are(id_: str, mart: str, names: Collection[str], table: pa.Table) -> Sheet:
    """Whether the columns are these and no others, in whatever order: a row each."""
    either = sorted({*names, *table.column_names})
    sides = (names, table.column_names)
    rows = pd.DataFrame(
        {side: [float(name in one) for name in either] for side, one in zip(_SIDES, sides, strict=True)}
    )
    return Sheet(rows, (Question(id_, mart, "", "", EQUAL, _SIDES, BOTH_KNOWN),))


def _keys(mart: Read) -> Question:
    grain = ", ".join(mart.mart.grain)
    return Question("grain_once", mart.mart.name, "", grain, BETWEEN, (_AGAIN,), {"max_value": 0})


def _signs(mart: Read) -> Iterator[Question]:
    for count in mart.numbers("count"):
        yield _of_column("not_negative", mart, count.name, count.name, {"min_value": 0})


def _bases(mart: Read) -> Iterator[Question]:
    for rest in mart.mart.rests:
        yield _at_least("within_base", mart, rest.count, rest.base, rest.count)


def _shares(mart: Read) -> Iterator[Question]:
    for share, *_ in mart.shares:
        for name in (share, f"{share}{LOWER}", f"{share}{UPPER}"):
            if name in mart.rows:
                yield _of_column("percent_range", mart, name, name, {"min_value": 0, "max_value": 100})
    limits = {"min_value": -ROUNDING_POINTS, "max_value": ROUNDING_POINTS}
    for share, *_ in mart.exact_shares:
        yield _of_column("percent_of_counts", mart, share, f"{share}{OFF}", limits)


def _intervals(mart: Read) -> Iterator[Question]:
    derived = {column.name for column in mart.numbers("derived")}
    for name in sorted(derived):
        for above, below in ((name, f"{name}{LOWER}"), (f"{name}{UPPER}", name)):
            if {above, below} <= derived:
                yield _at_least("interval_around", mart, name, above, below)


def _of_column(id_: str, mart: Read, name: str, column: str, limits: Mapping[str, float]) -> Question:
    return Question(id_, mart.mart.name, name, name, BETWEEN, (column,), limits)


def _at_least(id_: str, mart: Read, name: str, above: str, below: str) -> Question:
    words = f"{below} is never above {above}"
    return Question(
        id_, mart.mart.name, name, words, NOT_BELOW, (above, below), {"or_equal": True, **BOTH_KNOWN}
    )


def _off(mart: Read) -> Iterator[tuple[str, pd.Series]]:
    """How far each share is from its count over its base, in points; nobody's share is none."""
    for share, count, base in mart.exact_shares:
        bases = mart.rows[base].where(mart.rows[base] > 0)
        yield f"{share}{OFF}", mart.rows[share] - 100 * mart.rows[count] / bases


def _told_twice(mart: Read, marts: Mapping[str, Read]) -> Iterator[Sheet]:
    for also in mart.mart.alsos:
        other = marts.get(also.mart)
        if mart.is_whole and other is not None and other.is_whole:
            asked = Question(
                "totals_agree", mart.mart.name, also.count, also.claim, EQUAL, (WHOLE, PARTS), BOTH_KNOWN
            )
            lines = told_twice(mart, also, other)
            if not lines.empty:
                yield Sheet(lines, (asked,))
