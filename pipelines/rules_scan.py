"""One scan for many rules: each a column of yes and no over the same rows, and only the rows at fault kept.

What a rule is about lives in ``schemas.rule``; what the rows are is told by whoever scans.
"""

# ruff: noqa: S608 - SQL made of our own declarations, never of data

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import pyarrow as pa

from schemas.rule import Rule

RUN, SKIPPED, FAILED = "run", "skipped", "failed"
# Where a row stands: the columns of what is found, in the relation's struct ``_at``.
PLACE = pa.schema(
    [
        *((name, pa.string()) for name in ("delivery", "extract", "part")),
        ("row", pa.int64()),
        ("school", pa.string()),
    ]
)
# Raised before any row is read: such a message speaks of the rule only.
_OF_THE_RULE = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
Relation = Callable[[Sequence[Rule]], str]


@dataclass(frozen=True)
class Outcome:
    """What became of one rule: run, skipped or failed, why, and where the rows at fault stand."""

    rule: str
    status: str
    why: str = ""
    looked: int = 0
    found: pa.Table = field(default_factory=PLACE.empty_table)
    # Extract and delivery to the rows looked at, where a scan is over several.
    looked_in: Mapping[tuple[str, str], int] = field(default_factory=dict)


def scan(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], relation: Relation) -> list[Outcome]:
    """Rules over the rows that ``relation`` selects for them; where one breaks, halves are tried apart."""
    try:
        return _scanned(con, rules, relation(rules))
    except duckdb.Error as error:
        if len(rules) == 1:
            return [Outcome(rules[0].number, FAILED, _without_values(error))]
    half = len(rules) // 2
    return scan(con, rules[:half], relation) + scan(con, rules[half:], relation)


def merged(outcomes: Sequence[Outcome]) -> Outcome:
    """One rule over several tables: failed where it failed in one, skipped where it ran in none."""
    worst = min(outcomes, key=lambda one: (FAILED, RUN, SKIPPED).index(one.status))
    found = pa.concat_tables(one.found for one in outcomes)
    return replace(worst, looked=sum(one.looked for one in outcomes), found=found)


def _scanned(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], relation: str) -> list[Outcome]:
    names = [f"fault_{n}" for n in range(len(rules))]
    faults = ", ".join(
        f"coalesce(({rule.fails}), false) as {name}" for rule, name in zip(rules, names, strict=True)
    )
    con.execute(f"create or replace temp table judged as select _at, {faults} from {relation}")
    counted = ", ".join(f"count(*) filter ({name})" for name in names)
    [[looked, *counts]] = con.execute(f"select count(*), {counted} from judged").fetchall()
    by_delivery = con.execute("select _at.extract, _at.delivery, count(*) from judged group by all")
    looked_in = {(extract, delivery): rows for extract, delivery, rows in by_delivery.fetchall()}
    places = ", ".join(f"_at.{name}" for name in PLACE.names)
    return [
        Outcome(
            rule.number,
            RUN,
            looked=looked,
            looked_in=looked_in,
            found=con.sql(f"select {places} from judged where {name}").to_arrow_table().cast(PLACE)
            if count
            else PLACE.empty_table(),
        )
        for rule, name, count in zip(rules, names, counts, strict=True)
    ]


def _without_values(error: duckdb.Error) -> str:
    kind = type(error).__name__
    return f"{kind}: {str(error).splitlines()[0]}" if isinstance(error, _OF_THE_RULE) else kind
