"""What is odd about the newest delivery of each source: late, of another size, or with many more errors.

From the quality marts as they are shown. It does not say that a figure is wrong.
"""

import duckdb

READS = ("shown.quality_timeliness", "shown.quality_trend")
LEAST_ROWS, SIZE_CHANGE, ERRORS_TIMES, LEAST_ERRORS = 100, 1 / 3, 2, 5
"""Rows of a return worth comparing; by what share they change; so many times the errors, per 1,000 rows."""

# What landed on the day on which the dataset was begun was there before: nobody knows when it came.
_LATE = """
    select
        extract || '.' || la_code || '_' || returned as delivery,
        'late by ' || days_late || ' days' as words
    from (
        select *, min(first_landed) over (partition by la_code) as begun
        from shown.quality_timeliness
    )
    where cast(days_late as bigint) > 0 and first_landed > begun
"""
_CHANGED = f"""
    select
        now.extract || '.' || now.la_code || '_' || now.returned as delivery,
        case
            when abs(now.row_base - before.row_base) > {SIZE_CHANGE} * before.row_base
                then now.row_base || ' rows, about ' || before.row_base || ' in ' || before.returned
            else 'errors ' || round(now.errors_per_1000_rows, 1) || ' per 1,000 rows, '
                || round(before.errors_per_1000_rows, 1) || ' in ' || before.returned
        end as words
    from shown.quality_trend as now
    inner join shown.quality_trend as before
        on before.la_code = now.la_code
        and before.extract = now.extract
        and before.returned = now.returned_before
    where
        now.row_base >= {LEAST_ROWS}
        and before.row_base >= {LEAST_ROWS}
        and (
            abs(now.row_base - before.row_base) > {SIZE_CHANGE} * before.row_base
            or (
                now.errors_per_1000_rows >= {LEAST_ERRORS}
                and now.errors_per_1000_rows > {ERRORS_TIMES} * before.errors_per_1000_rows
            )
        )
"""


def warnings_of(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """By delivery, as ``ehcp.391_2025-12``, what is odd about it."""
    found: dict[str, list[str]] = {}
    for query in (_LATE, _CHANGED):
        for delivery, words in con.execute(query).fetchall():
            found.setdefault(delivery, []).append(words)
    return {delivery: "; ".join(words) for delivery, words in found.items()}
