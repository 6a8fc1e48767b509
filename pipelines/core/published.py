"""The query from the tables of a publication to one row per figure, written from the contract alone.

A figure of the contract is a measure; a column that is neither when, nor where, nor a figure cuts the table:
it is a group of the breakdown unless it says that it is of all.
"""

# ruff: noqa: S608 - SQL made of our own declarations, never of data

from collections.abc import Iterable

from schemas.contract import Extract, Item, Part, items
from schemas.published import WHEN_AND_WHERE

TIME, STATUS = "time_period", "status"
# A smaller area than an authority, where a table has them.
SMALLER = ("small_area_code", "small_area_name")
TOPIC = "_topic"
_IN_CAPITALS = ("SEN", "FSM", "KS2", "EHC")


def sql_of(extract: Extract) -> str:
    """All figures of one delivery of an extract of open-data tables."""
    selects = [_select(extract, part) for part in extract.parts if _figures(part)]
    return (
        f"-- Figures of the {extract.title}, one a row; written by pipelines/core/published.py.\n\n"
        + "\nunion all\n".join(selects)
        + "\n"
    )


def _select(extract: Extract, part: Part) -> str:
    figures = ", ".join(_figures(part))
    [time] = [one.name for one in items(part.contract) if one.header == TIME]
    # Unpivoted as it is staged, and told afterwards: so the lineage sees through it quickly.
    return f"""select
    figure.delivery,
    delivery.year as edition,
    '{extract.name}' as extract,
    '{part.name}' as dataset,
    figure.row,
    figure.geographic_level,
    case
        when
            lower(figure.geographic_level) = 'local authority'
            and regexp_full_match(figure.old_la_code, '\\d{{3}}')
            then figure.old_la_code
    end as la_code,
    case lower(figure.geographic_level)
        when 'national' then figure.country_code
        when 'regional' then place_of(figure.region_code)
        when 'local authority' then place_of(figure.new_la_code)
        else {_small(part, SMALLER[0])}
    end as area_code,
    case lower(figure.geographic_level)
        when 'national' then figure.country_name
        when 'regional' then place_of(figure.region_name)
        when 'local authority' then place_of(figure.la_name)
        else {_small(part, SMALLER[1])}
    end as area_name,
    place_of(figure.region_name) as region_name,
    figure.{time} as time_period,
    lower(figure.time_identifier) as period_kind,
    try_cast(left(figure.{time}, 4) as bigint) as start_year,
    {_breakdown(part)} as breakdown,
    {f"figure.{STATUS}" if _has(part, STATUS) else "cast(null as varchar)"} as status,
    figure.measure,
    {_units(part)} as unit,
    figure_of(figure.printed) as value,
    symbol_of(figure.printed) as symbol
from (
    unpivot {extract.staging(part)}
    on {figures}
    into name measure value printed
) as figure
cross join landing.delivery as delivery"""


def _figures(part: Part) -> list[str]:
    return [one.name for one in items(part.contract) if one.is_figure]


def _has(part: Part, name: str) -> bool:
    return any(one.name == name for one in items(part.contract))


def _small(part: Part, name: str) -> str:
    return f"place_of(figure.{name})" if _has(part, name) else "null"


def _units(part: Part) -> str:
    """The unit of each measure: one ``when`` a unit."""
    by_unit: dict[str, list[str]] = {}
    for one in items(part.contract):
        if one.is_figure and one.unit:
            by_unit.setdefault(one.unit, []).append(f"'{one.name}'")
    if not by_unit:
        return "cast(null as varchar)"
    cases = (f"when figure.measure in ({', '.join(names)}) then '{unit}'" for unit, names in by_unit.items())
    return f"case {' '.join(cases)} end"


def _breakdown(part: Part) -> str:
    """The groups that are not all, in the contract's order; ``Total`` where there is none."""
    groups = list(_groups(items(part.contract)))
    if not groups:
        return "'Total'"
    return f"coalesce(nullif(concat_ws('; ', {', '.join(groups)}), ''), 'Total')"


def _groups(declared: Iterable[Item]) -> Iterable[str]:
    is_no_group = {*WHEN_AND_WHERE, *SMALLER}
    names = [
        one.name
        for one in declared
        if not one.is_figure and one.name != STATUS and is_no_group.isdisjoint({one.name, one.header})
    ]
    for name in names:
        if name.removesuffix(TOPIC) in names and name.endswith(TOPIC):
            continue
        topic, words = f"{name}{TOPIC}", f"'{_words(name)}'"
        said = f"coalesce(figure.{topic}, {words})" if topic in names else words
        yield f"group_of({said}, figure.{name})"


def _words(name: str) -> str:
    words = name.replace("_", " ").split()
    spelt = [word.upper() if word.upper() in _IN_CAPITALS else word for word in words]
    return " ".join([spelt[0][:1].upper() + spelt[0][1:], *spelt[1:]])
