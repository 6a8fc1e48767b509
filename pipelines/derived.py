"""Tables that Python makes out of others, whole: indicators counted, projections, the cohort model, verdicts.

Each is declared here once: of what it is made, and by what. In which order things are built, what is out of
date, and Dagster's assets follow from it. Nothing is run here.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.cohort import from_lake, scenario_toml
from pipelines.cohort import tables as cohort
from pipelines.outcomes import counted, framework, made, traced
from pipelines.outcomes import tables as outcomes
from pipelines.outcomes.declared import code as indicators_code
from pipelines.outcomes.declared import declared
from pipelines.projection import from_marts
from pipelines.projection import tables as projection

Made = Mapping[str, pa.Table]


@dataclass(frozen=True)
class Derived:
    """Some tables that are made together; ``name`` is that of Dagster's asset.

    ``reads``: what they are made of, tables that come earlier in ``DERIVED`` among them. ``code`` changes
    with what makes them, ``written`` with what people wrote for them in the folder that it is handed, under
    the name ``written_in``.
    ``is_of_persons``: they hold full counts, and stay in the lake.
    """

    name: str
    about: str
    tables: tuple[str, ...]
    reads: Callable[[], tuple[str, ...]]
    code: Callable[[], str]
    make: Callable[[duckdb.DuckDBPyConnection, Path], Made]
    written: Callable[[Path], str] = lambda _: ""
    written_in: str = ""
    is_of_persons: bool = False


DERIVED = (
    Derived(
        "indicator",
        "What outcome indicators are counted from, in full: one row per area, base, part of it, period and "
        "group. Declared in schemas/indicators.",
        (outcomes.COUNT,),
        traced.core_reads,
        lambda: counted.code() + indicators_code(),
        lambda con, _: {outcomes.COUNT: counted.made(con, declared())},
        is_of_persons=True,
    ),
    Derived(
        "projection",
        "Plans and SEN support projected from what is published and shown. Without SEN2 or SEN statistics "
        "there are no rows.",
        (projection.PLAN,),
        lambda: projection.READS[projection.PLAN],
        from_marts.code,
        lambda con, _: from_marts.made(con, [projection.PLAN]),
    ),
    Derived(
        "back_test",
        "What projections made at earlier Januaries would have missed by, from what is published.",
        (projection.ERROR,),
        lambda: projection.READS[projection.ERROR],
        from_marts.code,
        lambda con, _: from_marts.made(con, [projection.ERROR]),
    ),
    Derived(
        "cohort",
        "Plans followed from January to January by age, need and placement, and where their holders live: "
        "counts of persons, which stay in the lake. Without two SEN2 returns a year apart there are none.",
        (cohort.FLOW, cohort.HOME),
        lambda: tuple(sorted({*cohort.PERSONS, *cohort.DWELT})),
        from_lake.code,
        lambda con, _: {cohort.FLOW: from_lake.flows(con), cohort.HOME: from_lake.lived(con)},
        is_of_persons=True,
    ),
    Derived(
        "outlook",
        "What the cohort model says of the years to come, with scenarios: layouts, which stay in the lake, "
        "and what may be told. Without a projected total there are no rows.",
        (cohort.LAYOUT, *cohort.TOLD),
        lambda: cohort.READS[cohort.SERIES],
        from_lake.code,
        lambda con, beside: from_lake.made(from_lake.known(con), scenario_toml.in_force(beside)),
        written=scenario_toml.fingerprint,
        written_in="scenarios",
        is_of_persons=True,
    ),
    Derived(
        "outcomes",
        "Outcome indicators told and judged by what is shown, charted, watched, and under areas' frameworks.",
        tuple(table for table in outcomes.SCHEMAS if table != outcomes.COUNT),
        traced.shown_reads,
        made.code,
        lambda con, beside: made.tables(con, declared(), beside),
        written=framework.version,
        written_in="frameworks",
    ),
)
SCHEMAS: Mapping[str, pa.Schema] = {**projection.SCHEMAS, **cohort.SCHEMAS, **outcomes.SCHEMAS}


def behind(reads: Collection[str]) -> Iterator[Derived]:
    """What makes any of these tables, and what makes what it is made of, in the order of making."""
    wanted = set(reads)
    for one in reversed(DERIVED):
        if wanted.intersection(one.tables):
            wanted.update(one.reads())
    return (one for one in DERIVED if wanted.intersection(one.tables))
