"""Rules across returns at work: over the core tables, where persons are pseudonyms. The vault stays shut.

What is found names records by delivery, table and row, and is as restricted as the findings of a delivery.
"""

# ruff: noqa: S608 - SQL made of our own declarations, never of data

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial

import duckdb
import pyarrow as pa

from pipelines import core
from pipelines.lake import Lake
from pipelines.rules import RUNS, Judged, told
from pipelines.rules_scan import FAILED, Outcome, scan
from pipelines.staging import staged_schema
from schemas.catalogue import EXTRACTS, PERSON_LINK, TABLES
from schemas.rule import Matter, Rule
from schemas.rules.across import ACROSS, PUBLISHED
from schemas.rules.across_matters import MATTERS

PUBLISHED_COLUMNS = pa.schema(
    [
        ("la_code", pa.string()),
        ("year", pa.int64()),
        ("measure", pa.string()),
        ("total", pa.int64()),
        ("source", pa.string()),
    ]
)


def reads() -> dict[str, pa.Schema]:
    """The tables that matters are gathered from, with their columns."""
    known = {table.name: core.arrow_schema(table.model) for table in (*TABLES.values(), PERSON_LINK)}
    known |= {e.staging(part): staged_schema(part) for e in EXTRACTS.values() for part in e.parts}
    return {name: known[name] for name in sorted({name for matter in MATTERS for name in matter.reads})}


def judge_across(lake: Lake) -> Judged:
    """All rules across returns, over everything that is in force."""
    with lake.connect(reads()) as con:
        published = pa.Table.from_pylist([asdict(one) for one in PUBLISHED], schema=PUBLISHED_COLUMNS)
        con.register("published", published)
        outcomes = outcomes_across(con, ACROSS.rules)
    return replace(told(ACROSS.extract, "all", ACROSS, outcomes), runs=_runs(outcomes))


def _runs(outcomes: Sequence[Outcome]) -> pa.Table:
    """One row per rule and delivery of which it has looked at records; a broken rule has one without."""
    rows = []
    for outcome in sorted(outcomes, key=lambda one: one.rule):
        found = Counter(zip(*(outcome.found[n].to_pylist() for n in ("extract", "delivery")), strict=True))
        said = {"rule": outcome.rule, "status": outcome.status, "why": outcome.why}
        nowhere = {(ACROSS.extract, "all"): 0} if outcome.status == FAILED else {}
        for (extract, delivery), looked in sorted({**nowhere, **outcome.looked_in}.items()):
            place = {"delivery": delivery, "extract": extract, "rows_looked_at": looked}
            rows.append({**said, **place, "findings": found[extract, delivery]})
    return pa.Table.from_pylist(rows, schema=RUNS)


def outcomes_across(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[Outcome]:
    """Rules over their matters, each matter gathered once."""
    matters = {matter.name: matter for matter in MATTERS}
    by_matter: dict[str, list[Rule]] = {}
    for rule in rules:
        by_matter.setdefault(rule.table, []).append(rule)
    return [
        outcome
        for name, some in by_matter.items()
        for outcome in scan(con, some, partial(_relation, matters, name))
    ]


def _relation(matters: Mapping[str, Matter], name: str, _: Sequence[Rule]) -> str:
    place = (
        "{'delivery': delivery, 'extract': extract, 'part': part, 'row': \"row\"::bigint, "
        "'school': school::varchar} as _at"
    )
    return f'(select *, {place} from ({matters[name].select})) as "{name}"'
