"""What is counted of a delivery's quality, for the marts: no row and no value, counts of a return as a whole.

``quality.completeness``: how many of its rows have a value of each item. ``quality.rule_count``: what became
of each rule. ``quality.punctuality``: when it was due, when it came, and how often.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from pipelines import history
from pipelines.calendar import due
from pipelines.lake import Lake
from pipelines.storing import vault_of
from schemas.catalogue import EXTRACTS, RULES
from schemas.contract import Extract, Item, Part, items, items_at
from schemas.returns import Return
from schemas.rule import ANY, ERROR, Rule
from schemas.rules.across import ACROSS
from schemas.rules.across_matters import MATTERS

COMPLETENESS, RULE_COUNT, PUNCTUALITY = "quality.completeness", "quality.rule_count", "quality.punctuality"
RULE_RUN = "quality.rule_run"
_OF_A_RETURN = [(name, pa.string()) for name in ("delivery", "extract", "la_code", "returned")]
SCHEMAS: dict[str, pa.Schema] = {
    COMPLETENESS: pa.schema(
        [
            *_OF_A_RETURN,
            ("part", pa.string()),
            ("item", pa.string()),
            ("description", pa.string()),
            ("is_required", pa.bool_()),
            ("is_about_persons", pa.bool_()),
            ("rows", pa.int64()),
            ("filled", pa.int64()),
        ]
    ),
    RULE_COUNT: pa.schema(
        [
            *_OF_A_RETURN,
            ("rule", pa.string()),
            ("level", pa.string()),
            ("message", pa.string()),
            ("is_about_persons", pa.bool_()),
            ("status", pa.string()),
            ("rows_looked_at", pa.int64()),
            ("findings", pa.int64()),
        ]
    ),
    PUNCTUALITY: pa.schema(
        [
            *_OF_A_RETURN,
            ("census_day", pa.date32()),
            ("due", pa.date32()),
            ("first_landed", pa.date32()),
            ("last_landed", pa.date32()),
            ("versions", pa.int64()),
        ]
    ),
}

TITLES = {
    COMPLETENESS: "One row per delivery, table and item: how many of its lawful rows have a value.",
    RULE_COUNT: "One row per delivery and rule: whether it was run, over how many rows, and its findings.",
    PUNCTUALITY: "One row per delivery: when it was due, when its versions landed.",
}


def measure(lake: Lake, extract: Extract, key: str) -> bool:
    """Count the delivery in force, after its rules have run; False when nothing had changed."""
    partition, of = f"{extract.name}.{key}", Return.parse(key.split("_", 1)[1])
    fingerprint = _fingerprint(lake, extract, key)
    stamps = (lake.stamp(table, partition) for table in SCHEMAS)
    if all(stamp is not None and stamp.fingerprint == fingerprint for stamp in stamps):
        return False
    counted = {
        COMPLETENESS: completeness(lake, extract, key, of),
        RULE_COUNT: rule_counts(lake, extract, key),
        PUNCTUALITY: punctuality(lake, extract, key, of),
    }
    for table, rows in counted.items():
        lake.write(table, rows, partition, fingerprint=fingerprint)
    return True


def measure_across(lake: Lake) -> None:
    """Count what the rules across returns have found, return by return."""
    runs, stamp = lake.read(RULE_RUN, ACROSS.extract), lake.stamp(RULE_RUN, ACROSS.extract)
    about = {matter.name: matter.about_persons for matter in MATTERS}
    found = []
    for run in runs.to_pylist():
        if run["extract"] in EXTRACTS:
            rule = ACROSS[run["rule"]]
            place = _of_return(EXTRACTS[run["extract"]], run["delivery"])
            found.append(place | _of_rule(rule, run) | {"is_about_persons": about[rule.table]})
    counted = pa.Table.from_pylist(found, schema=SCHEMAS[RULE_COUNT])
    lake.write(RULE_COUNT, counted, ACROSS.extract, fingerprint=stamp.content if stamp else "")


def completeness(lake: Lake, extract: Extract, key: str, of: Return) -> pa.Table:
    """One row for each item that the return collects, of the tables that were delivered; lawful rows only."""
    found = []
    for part in extract.parts:
        staged = extract.staging(part)
        if lake.stamp(staged, key) is None:
            continue
        live = [
            one for one in items_at(part.contract, of.place) if one.name not in (part.key, part.parent_key)
        ]
        rows, filled = _filled(lake, staged, key, live)
        about = about_persons(extract, (part.name,))
        found += [
            _of_return(extract, key)
            | {
                "part": part.name,
                "item": one.name,
                "description": one.description,
                "is_required": one.required,
                "is_about_persons": about,
                "rows": rows,
                "filled": filled[one.name],
            }
            for one in live
        ]
    return pa.Table.from_pylist(found, schema=SCHEMAS[COMPLETENESS])


def rule_counts(lake: Lake, extract: Extract, key: str) -> pa.Table:
    """One row a rule: what it is, and how many rows are at fault; a reason without a rule stands as one."""
    partition = f"{extract.name}.{key}"
    runs = lake.read(RULE_RUN, partition).to_pylist() if lake.stamp(RULE_RUN, partition) else []
    known = rules_of(extract.name)
    found = []
    for run in runs:
        rule = known.get(run["rule"])
        about = about_persons(extract, rule.tables if rule else (ANY,))
        found.append(_of_return(extract, key) | _of_rule(rule, run) | {"is_about_persons": about})
    return pa.Table.from_pylist(found, schema=SCHEMAS[RULE_COUNT])


def punctuality(lake: Lake, extract: Extract, key: str, of: Return) -> pa.Table:
    """One row: the day on which the return was due, and the days on which its versions landed."""
    versions = history.versions(lake, f"{extract.name}.{key}")
    days = {
        "census_day": of.census_day,
        "due": due(extract.name, of),
        "first_landed": versions[0].landed.date() if versions else None,
        "last_landed": versions[-1].landed.date() if versions else None,
        "versions": len(versions),
    }
    return pa.Table.from_pylist([_of_return(extract, key) | days], schema=SCHEMAS[PUNCTUALITY])


def rules_of(extract: str) -> dict[str, Rule]:
    """Number to rule: those of an extract, and those across returns."""
    book = RULES.get(extract)
    return {rule.number: rule for rule in (*(book.rules if book else ()), *ACROSS.rules)}


def about_persons(extract: Extract, parts: Sequence[str]) -> bool:
    """Rows of one of the parts are children, or hang on children; what holds for any part may be so too."""
    known = {part.name for part in extract.parts}
    return any(part not in known or _is_about_persons(extract, extract.part(part)) for part in parts)


def _is_about_persons(extract: Extract, part: Part) -> bool:
    """It, or what it hangs on, holds something of a person that goes to the vault."""
    if any(one.vault for one in items(part.contract)):
        return True
    return bool(part.parent) and _is_about_persons(extract, extract.part(part.parent))


def _filled(lake: Lake, staged: str, key: str, live: Sequence[Item]) -> tuple[int, dict[str, int]]:
    """Rows, and item to how many of them have a value; of identifiers it is counted in the vault."""
    open_items = [one.name for one in live if not one.vault]
    secret = [one.name for one in live if one.vault]
    rows = lake.read(staged, key, ["row", *open_items])
    filled = {name: len(rows) - rows[name].null_count for name in open_items}
    has_vault = lake.stamp(vault_of(staged), key) is not None
    if secret and has_vault:
        vault = lake.read(vault_of(staged), key, secret)
        filled |= {name: len(vault) - vault[name].null_count for name in secret}
    return rows.num_rows, dict.fromkeys(secret, 0) | filled


def _of_rule(rule: Rule | None, run: Mapping[str, object]) -> dict[str, object]:
    """The rule in words, and what became of it; a reason of the contract without a number is one too."""
    said = {
        "rule": run["rule"],
        "level": rule.level if rule else ERROR,
        "message": rule.message if rule else "The contract rejects the row for this reason.",
    }
    return said | {name: run[name] for name in ("status", "rows_looked_at", "findings")}


def _of_return(extract: Extract, key: str) -> dict[str, object]:
    la_code, returned = key.split("_", 1)
    return {"delivery": key, "extract": extract.name, "la_code": la_code, "returned": returned}


def _fingerprint(lake: Lake, extract: Extract, key: str) -> str:
    """What the rules were run over, which they were, the versions, and this code."""
    partition = f"{extract.name}.{key}"
    run, versions = lake.stamp(RULE_RUN, partition), lake.stamp(history.VERSION, partition)
    said = (run.fingerprint if run else "", versions.content if versions else "", _own_code())
    return hashlib.sha256(" ".join(said).encode()).hexdigest()


@cache
def _own_code() -> str:
    return Path(__file__).read_text("utf-8")
