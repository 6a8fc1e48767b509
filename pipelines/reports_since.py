"""What has changed since the version before: which findings are cleared, which still there, which new.

Each version's findings are kept by the supplier's own key of the record, never by row: restricted, and
without values. A rule that was not run over one of the two versions tells nothing of what has changed.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipelines import findings, history
from pipelines.calendar import in_words
from pipelines.completeness import RULE_RUN, rules_of
from pipelines.errors import OutOfDateError, SourceMissingError
from pipelines.lake import Lake
from pipelines.reports_records import Records, records
from pipelines.rules_scan import RUN
from schemas.contract import Extract

STILL, NEW, NOT_COMPARED = "still there", "new", "not looked at before"
_LEDGER = pa.schema(
    [
        *((name, pa.string()) for name in ("rule", "level", "part", "school", "reference")),
        ("findings", pa.int64()),
    ]
)
Who = tuple[str, str, str]


@dataclass(frozen=True)
class Change:
    """One rule of one table against the version before; ``not_compared``: run over one version only."""

    rule: str
    level: str
    part: str
    cleared: int
    still: int
    new: int
    not_compared: int


@dataclass(frozen=True)
class Since:
    """Against the version that landed on ``before``. ``standings`` go with the findings, one by one."""

    before: str
    changes: tuple[Change, ...]
    standings: tuple[str, ...]

    def total(self, of: str) -> int:
        """How many are cleared, still, new or not_compared."""
        return sum(getattr(change, of) for change in self.changes)

    @property
    def words(self) -> str:
        """One line."""
        told = (
            f"Since the version of {self.before}: {self.total('cleared'):,} cleared, {self.total('still'):,} "
            f"still there, {self.total('new'):,} new"
        )
        odd = self.total("not_compared")
        return f"{told}; {odd:,} of rules that were run over one of the two only." if odd else f"{told}."


def keep(lake: Lake, extract: Extract, key: str) -> None:
    """Note the findings of the version in force; those of versions that were never accepted are dropped."""
    known = history.versions(lake, f"{extract.name}.{key}")
    if not known or not findings.are_known(lake, f"{extract.name}.{key}"):
        return
    found = findings.found_in(lake, f"{extract.name}.{key}")
    counted: Counter[tuple[str, str, str, str, str]] = Counter()
    # Where nothing is found no record is looked for: published tables are large and have no rules.
    whose = references(found, records(lake, extract, key)) if found.num_rows else []
    places = zip(
        *(found[name].to_pylist() for name in ("rule", "level", "part", "school")), whose, strict=True
    )
    for rule, level, part, school, (_, _, reference) in places:
        counted[rule, level, part or "", school or "", reference] += 1
    rows = [dict(zip(_LEDGER.names, (*who, n), strict=True)) for who, n in sorted(counted.items())]
    run = [one["rule"] for one in _runs(lake, extract, key) if one["status"] == RUN]
    table, fingerprint = _kept(extract), known[-1].fingerprint
    kept = pa.Table.from_pylist(rows, schema=_LEDGER)
    lake.write(table, kept, _at(key, fingerprint), fingerprint=fingerprint, facts={"run": sorted(run)})
    accepted = {_at(key, version.fingerprint) for version in known}
    for partition in lake.partitions(table):
        if partition.split(".")[0] == key and partition not in accepted:
            lake.drop(table, partition)


def since(lake: Lake, extract: Extract, key: str, found: pa.Table, known: Mapping[str, Records]) -> Since:
    """The findings of the version in force against those of the last other version before it."""
    before = _version_before(lake, extract, key)
    stamp = lake.stamp(_kept(extract), _at(key, before.fingerprint))
    if stamp is None:
        raise OutOfDateError(
            f"What was found in the version of {extract.name} {key} before this one is not known.",
            why="It was superseded before findings were kept.",
            hint="Ask for the report without --since-last.",
        )
    were: Counter[Who] = Counter()
    levels: dict[tuple[str, str], str] = {}
    for one in lake.read(_kept(extract), _at(key, before.fingerprint)).to_pylist():
        were[one["rule"], one["part"], one["reference"]] += one["findings"]
        levels[one["rule"], one["part"]] = one["level"]
    ran_then = _looked_at(extract, {*stamp.facts["run"]}, {rule for rule, _, _ in were})
    run = {one["rule"] for one in _runs(lake, extract, key) if one["status"] == RUN}
    ran_now = _looked_at(extract, run, {rule for rule, _, _ in were})
    ran_then |= _looked_at(extract, set(), set(found["rule"].to_pylist()))
    standings, left = _standings(references(found, known), were, ran_then)
    levels |= {
        (rule, part or ""): level
        for rule, part, level in zip(*(found[c].to_pylist() for c in ("rule", "part", "level")), strict=True)
    }
    parts = [part or "" for part in found["part"].to_pylist()]
    now = Counter(zip(found["rule"].to_pylist(), parts, standings, strict=True))
    gone: Counter[tuple[str, str]] = Counter()
    for (rule, part, _), n in left.items():
        gone[rule, part] += n
    changes = (
        Change(
            rule,
            level,
            part,
            cleared=gone[rule, part] if rule in ran_now else 0,
            still=now[rule, part, STILL],
            new=now[rule, part, NEW],
            not_compared=now[rule, part, NOT_COMPARED] + (0 if rule in ran_now else gone[rule, part]),
        )
        for (rule, part), level in sorted(levels.items())
    )
    return Since(in_words(before.landed.date()), tuple(changes), tuple(standings))


def references(found: pa.Table, known: Mapping[str, Records]) -> list[Who]:
    """Of each finding: rule, table, and the record that it is about, as it is known in any version."""
    return [
        (rule, part or "", known[part].references.get(row, "") if part else "")
        for rule, part, row in zip(
            *(found[name].to_pylist() for name in ("rule", "part", "row")), strict=True
        )
    ]


def _standings(whose: list[Who], were: Counter[Who], ran_then: set[str]) -> tuple[list[str], Counter[Who]]:
    """Each finding as it stands against those before, and those before that are found no more."""
    left = were.copy()
    told = []
    for who in whose:
        if left[who] > 0:
            left[who] -= 1
            told.append(STILL)
        else:
            told.append(NEW if who[0] in ran_then else NOT_COMPARED)
    return told, left


def _looked_at(extract: Extract, run: set[str], named: set[str]) -> set[str]:
    """The rules that were run, and of those named the contract's reasons without one: it always looks."""
    return run | (named - rules_of(extract.name).keys())


def _version_before(lake: Lake, extract: Extract, key: str) -> history.Version:
    known = history.versions(lake, f"{extract.name}.{key}")
    others = [version for version in known[:-1] if version.fingerprint != known[-1].fingerprint]
    if not others:
        raise SourceMissingError(
            f"{extract.name} {key} has been delivered once only.",
            why="There is no version before it to compare with.",
            hint="Ask for the report without --since-last.",
        )
    return others[-1]


def _runs(lake: Lake, extract: Extract, key: str) -> list[dict[str, str]]:
    partition = f"{extract.name}.{key}"
    if lake.stamp(RULE_RUN, partition) is None:
        return []
    runs: list[dict[str, str]] = lake.read(RULE_RUN, partition).to_pylist()
    return runs


def _kept(extract: Extract) -> str:
    return f"{findings.table_of(extract.name)}_by_record"


def _at(key: str, fingerprint: str) -> str:
    return f"{key}.{fingerprint[:12]}"
