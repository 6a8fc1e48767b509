"""How a case system's history says what stood open at the end of each month: the SQL that spells it out.

The newest snapshot tells of every case when it began and when it ended, so it tells of each past month what
a snapshot of that month would have told; snapshots themselves tell of the few months that were delivered.
Nothing is run here. Which spells there are is said in ``schemas.indicators``.
"""

MONTHS = 120
"""So many months back, at most."""


def at_month_ends(spells: str, months: int = MONTHS) -> str:
    """A query over one row per spell and end of a month, ``month_end``, at which it lasted.

    ``spells``: a query over core tables, one row per spell, with ``la_code``, ``snapshot_day``, ``begins``,
    and ``ends``, its first day over, missing while it lasts. Months begin with the first in which the area's
    history has an end: before that it holds only what has lasted, so that too little would be counted; and
    with the newest so many ``months``, where a source forgets what is over for longer.
    """
    return f"""
        with spell as (
            {spells}
        ),

        kept as (
            select *
            from spell
            where begins <= snapshot_day
            qualify snapshot_day = max(snapshot_day) over (partition by la_code)
        ),

        known as (
            select
                la_code,
                max(snapshot_day) as until_day,
                greatest(
                    coalesce(min(ends) filter (where ends <= snapshot_day), max(snapshot_day)),
                    cast(max(snapshot_day) - interval {months} months as date)
                ) as from_day
            from kept
            group by la_code
        ),

        month as (
            select
                la_code,
                last_day(cast(unnest(generate_series(
                    cast(date_trunc('month', from_day) as timestamp),
                    cast(until_day as timestamp),
                    interval 1 month
                )) as date)) as month_end
            from known
        )

        select kept.*, month.month_end
        from kept
        inner join month
            on month.la_code = kept.la_code
            and kept.begins <= month.month_end
            and (kept.ends is null or kept.ends > month.month_end)
        where month.month_end <= kept.snapshot_day
    """
