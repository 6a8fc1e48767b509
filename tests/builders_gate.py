"""A small mart for the gate, its heading and its rows typed by hand, and faults put into a copy of them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from pipelines.shown import columns_of
from pipelines.sql import Mart, read_mart

HEADING = """-- title: Pupils by group
-- grain: la_code, census, group_name
-- owner: team:send_analysis
-- rule: education
-- dimension la_code: Authority
-- dimension census: Census
-- dimension group_name: Group
-- attribute note: A note
-- count pupil_count: Pupils of the group
-- count pupil_base over la_code, census: All pupils
-- derived pupil_percent from pupil_count, pupil_base: Of the group per 100
-- derived pupil_percent_lower from pupil_count, pupil_base: Lower limit
-- derived pupil_percent_upper from pupil_count, pupil_base: Upper limit
-- adds group_name: All = *
-- rest: pupil_base - pupil_count
-- same pupil_base: pupil_count at group_name = All

select 1 from core.enrolment
"""
Rows = list[dict[str, object]]


def mart_of(folder: Path, name: str = "pupils", heading: str = HEADING) -> Mart:
    """The mart with this heading, under this name."""
    path = folder / f"{name}.sql"
    path.write_text(heading, encoding="utf-8")
    return read_mart(path)


def rows_of(counts: Mapping[str, int], census: str = "2025-spring", la: str = "391") -> Rows:
    """One census: these groups, and all of them together."""
    base = sum(counts.values())
    return [
        {
            "la_code": la,
            "census": census,
            "group_name": name,
            "note": None,
            "pupil_count": count,
            "pupil_base": base,
            "pupil_percent": 100 * count / base,
            "pupil_percent_lower": max(0.0, 100 * count / base - 1),
            "pupil_percent_upper": min(100.0, 100 * count / base + 1),
            "status": "shown",
        }
        for name, count in {**counts, "All": base}.items()
    ]


def two_springs() -> Rows:
    """2024: 120 + 80 = 200; 2025: 126 + 84 = 210."""
    return rows_of({"A": 120, "B": 80}, "2024-spring") + rows_of({"A": 126, "B": 84})


def hidden(row: Mapping[str, object]) -> dict[str, object]:
    """The row with its count suppressed."""
    gone = {"pupil_count", "pupil_percent", "pupil_percent_lower", "pupil_percent_upper"}
    return {**row, **dict.fromkeys(gone), "status": "suppressed"}


def table(mart: Mart, rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """The rows as a mart that is shown; what is not typed is missing."""
    names = columns_of(mart)
    numbers = {column.name: pa.float64() for column in mart.of_role("derived")}
    numbers |= {column.name: pa.int64() for column in mart.of_role("count")}
    schema = pa.schema([(name, numbers.get(name, pa.string())) for name in names])
    return pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows], schema)
