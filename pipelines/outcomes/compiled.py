"""The query that counts everything of one base in one pass: every indicator, period and group. It is not run.

Each record is put once under every group it is in and every part of it that an indicator names. A part of an
indicator within another says which part of that it belongs to, so that what adds up is protected as such.
"""

from collections.abc import Iterable, Sequence

from pipelines.outcomes.groups import KNOWN
from pipelines.outcomes.tables import (
    ALL,
    COUNTED,
    MEASURED,
    NOT_COUNTED,
    NOT_KNOWN,
    NOT_MEASURED,
    OUTSIDE,
    TOTAL,
    WHOLE_YEAR,
)
from schemas.indicator import (
    ACADEMIC,
    CALENDAR,
    FINANCIAL,
    HISTORY,
    MONTH_ENDS,
    MONTHLY,
    NEWEST,
    QUARTERLY,
    RETURNS,
    STOCK,
    STOCKS,
    TERMLY,
    Base,
    Duration,
    Indicator,
    Proportion,
)

_YEAR = {
    CALENDAR: "strftime({day}, '%Y')",
    ACADEMIC: "academic_year_of({day})",
    FINANCIAL: "financial_year_of({day})",
}
_SHORT = {
    TERMLY: "{year} || '-' || ({term})",
    QUARTERLY: "strftime({day}, '%Y') || '-Q' || quarter({day})",
    MONTHLY: "strftime({day}, '%Y-%m')",
}
_KEPT = {
    HISTORY: "qualify snapshot_day = max(snapshot_day) over (partition by la_code)",
    NEWEST: "qualify row_number() over "
    "(partition by la_code, {key} order by snapshot_day desc, delivery desc) = 1",
    RETURNS: "",
    STOCK: "",
}
_KEPT[MONTH_ENDS] = _KEPT[HISTORY]
_DAY, _ITS_YEAR = "its_day", "its_year"


def select(base: Base, indicators: Iterable[Indicator]) -> str:
    """Counts of the base and of each part that a proportion or a duration names."""
    return f"""{_spread(base, indicators)},

part as (
    select its_la, its_year, its_period, its_group, unnest([
        {_list(_parts(indicators))}
    ]) as its_part
    from spread
),

told as (
    select
        la_code as its_la,
        its_year,
        max(its_read_to) as read_to,
        string_agg(distinct its_delivery, '; ' order by its_delivery) as deliveries
    from record
    group by all
)

select
    its_la as la_code,
    '{base.rule}' as rule,
    '{base.id}' as base,
    its_part.split as split,
    its_part.part as part,
    its_part.part_of as part_of,
    its_year as year,
    its_period as period,
    its_group.topic as breakdown_topic,
    its_group.breakdown as breakdown,
    count(*) as persons,
    any_value(told.read_to) as read_to,
    any_value(told.deliveries) as deliveries
from part
inner join told using (its_la, its_year)
group by all"""


def lengths(base: Base, one: Duration) -> str:
    """How many of the base, by period and group, were on their way for so many days, and whether it ended."""
    return f"""{_spread(base, [one])}

select
    its_la as la_code,
    its_year as year,
    its_period as period,
    its_group.topic as breakdown_topic,
    its_group.breakdown as breakdown,
    "days {one.id}" as days,
    "ended {one.id}" as ended,
    count(*) as persons
from spread
where "days {one.id}" >= 0
group by all"""


def source(base: Base) -> str:
    """The table of a base, or its query in brackets."""
    of_query = base.source.lstrip().lower().startswith(("select", "with"))
    return f"({base.source}) as its_source" if of_query else base.source


def _spread(base: Base, indicators: Iterable[Indicator]) -> str:
    """``record``: one row per person or event of the base. ``spread``: per period and group too."""
    read_to = "cast(null as date)" if base.keeps == RETURNS else "snapshot_day"
    year = base.year or _YEAR[base.years].format(day=_DAY)
    return f"""with source as (
    select * from {source(base)}
    {_KEPT[base.keeps].format(key=base.key)}
),

dated as (
    select *, {base.when} as {_DAY}, {read_to} as its_read_to from source
),

flagged as (
    select
        *,
        cast({year} as varchar) as its_year,
        {_list(_flags(indicators))}
        {_list(_own_groups(base))}
        '{base.extract}.' || delivery as its_delivery
    from dated
    where ({base.where}) and coalesce({_DAY} <= its_read_to, true)
),

record as (
    select
        flagged.*,
        {_list(_person_groups(base))}
        {_is_last(base)} as its_last
    from flagged
    left join core.person as person on person.person_id = flagged.person_id
    {_joins(base)}
    where its_year is not null
),

spread as (
    {_by_period(base)}
)"""


def _is_last(base: Base) -> str:
    if base.keeps not in STOCKS:
        return "true"
    return f"{_DAY} = max({_DAY}) over (partition by flagged.la_code, {_ITS_YEAR})"


def _by_period(base: Base) -> str:
    topics = _topics(base)
    total = f"{{'topic': '{TOTAL}', 'breakdown': '{TOTAL}'}}"
    listed = _list([total, *topics])
    columns = "la_code as its_la, record.*"
    if base.keeps in STOCKS:
        month = _SHORT[MONTHLY].format(day=_DAY)
        return f"""select {columns}, {month} as its_period,
        unnest(case when its_last then [{listed}] else [{total}] end) as its_group
    from record"""
    whole = f"""select {columns}, '{WHOLE_YEAR}' as its_period, unnest([{listed}]) as its_group
    from record"""
    if base.every not in _SHORT:
        return whole
    period = _SHORT[base.every].format(day=_DAY, year=_ITS_YEAR, term=base.term)
    short = f"""select {columns}, {period} as its_period, {total} as its_group
    from record"""
    return (
        f"""{whole}
    union all
    {short}"""
        if base.adds_up
        else short
    )


def _flags(indicators: Iterable[Indicator]) -> Iterable[str]:
    for one in indicators:
        if isinstance(one, Proportion):
            yield f'coalesce({one.counts}, false) as "is {one.id}",'
        elif isinstance(one, Duration):
            yield f'cast({one.days} as bigint) as "days {one.id}",'
            yield f'coalesce({one.ended}, false) as "ended {one.id}",'


def _own_groups(base: Base) -> Iterable[str]:
    """The groups that the source tells: said before anything is joined, so that its names are its own."""
    for number, expression in enumerate(base.groups.values(), len(base.persons_by)):
        yield f"coalesce(cast({expression} as varchar), '{NOT_KNOWN}') as \"group {number}\","


def _person_groups(base: Base) -> Iterable[str]:
    for number, topic in enumerate(base.persons_by):
        yield f"coalesce({KNOWN[topic].expression}, '{NOT_KNOWN}') as \"group {number}\","


def _joins(base: Base) -> str:
    return "\n    ".join(KNOWN[topic].join for topic in base.persons_by if KNOWN[topic].join)


def _topics(base: Base) -> Sequence[str]:
    return [
        f"{{'topic': '{name}', 'breakdown': \"group {number}\"}}"
        for number, name in enumerate((*base.persons_by, *base.groups))
    ]


def _parts(indicators: Iterable[Indicator]) -> Iterable[str]:
    yield _part(ALL, f"'{ALL}'")
    for one in indicators:
        if isinstance(one, Proportion) and one.within:
            yield _part(
                one.id,
                f'case when "is {one.id}" and "is {one.within}" then \'{COUNTED}\' '
                f"when \"is {one.within}\" then '{NOT_COUNTED}' else '{OUTSIDE}' end",
                f"case when \"is {one.within}\" then '{one.within}: {COUNTED}' "
                f"else '{one.within}: {NOT_COUNTED}' end",
            )
        elif isinstance(one, Proportion):
            yield _part(one.id, f"case when \"is {one.id}\" then '{COUNTED}' else '{NOT_COUNTED}' end")
        elif isinstance(one, Duration):
            yield _part(
                one.id, f"case when \"days {one.id}\" >= 0 then '{MEASURED}' else '{NOT_MEASURED}' end"
            )


def _part(split: str, part: str, part_of: str = "cast(null as varchar)") -> str:
    return f"{{'split': '{split}', 'part': {part}, 'part_of': {part_of}}}"


def _list(items: Iterable[str]) -> str:
    """Items one a line; those of a list are parted by commas, columns bring their own."""
    items = list(items)
    comma = "" if items and items[-1].endswith(",") else ","
    return f"{comma}\n        ".join(items)
