"""Whether a release is believable, by itself and beside the last one. A no holds it until somebody approves.

The questions are in ``gate_alone`` and ``gate_beside``, their words and limits in ``schemas.plausibility``;
Great Expectations answers (``gate_expectations``). Nothing is held, approved or written here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipelines import gate_alone, gate_beside
from pipelines.errors import RefusedError
from pipelines.gate_expectations import Sheet, answers
from pipelines.gate_issues import KnownIssue, known_issues
from pipelines.gate_page import page
from pipelines.gate_read import read
from pipelines.sql import Mart
from schemas.plausibility import EXPECTATIONS

__all__ = ["Finding", "KnownIssue", "judge", "known_issues", "page"]


@dataclass(frozen=True)
class Finding:
    """One expectation, asked of one mart and column; of the release as a whole ``mart`` is empty.

    ``words`` says what was asked, of what: never a value or a key of a row.
    """

    expectation: str
    mart: str
    column: str
    passed: bool
    words: str


def judge(
    marts: Mapping[str, pa.Table], declarations: Mapping[str, Mart], before: Mapping[str, pa.Table] | None
) -> list[Finding]:
    """Every question that can be asked of the marts as they are shown, each with its answer.

    ``before``: those of the last release in force, None for the first. A figure that either side hides is not
    compared. Errors: ``RefusedError`` where a mart is declared nowhere; ``SourceMissingError`` without GX.
    """
    if strays := sorted(set(marts) - set(declarations)):
        raise RefusedError(
            f"The release cannot be judged: no .sql file declares {', '.join(strays)}.",
            why="What is asked of a mart follows from its heading.",
            hint="Build the marts anew, so that each has its file in assets/marts.",
        )
    return [
        Finding(one.id, one.mart, one.column, passed, EXPECTATIONS[one.id].words(one.of))
        for one, passed in answers(list(_sheets(marts, declarations, before)))
    ]


def _sheets(
    marts: Mapping[str, pa.Table], declarations: Mapping[str, Mart], before: Mapping[str, pa.Table] | None
) -> Iterator[Sheet]:
    now = {name: read(table, declarations[name]) for name, table in sorted(marts.items())}
    yield from gate_alone.of_release(now)
    if before is not None:
        yield from gate_beside.of_release(sorted(marts), sorted(before))
    for name, mart in now.items():
        yield from gate_alone.of_mart(mart, marts[name])
        if before is not None and name in before:
            then = read(before[name], declarations[name])
            yield from gate_beside.of_mart(mart, then, marts[name], before[name])
