"""What is judged of every delivery in force: the rules over its rows and across returns, and what is counted.

Findings name rows and lie in the restricted part of the lake; of what is counted nothing names one.
"""

import hashlib
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import completeness, findings, reports_since, rules, rules_across
from pipelines.lake import Lake
from schemas.catalogue import EXTRACTS
from schemas.returns import Return
from schemas.rules.across import ACROSS

RULE_RUN = completeness.RULE_RUN


def judge(lake: Lake, partition: str, made_from: str) -> bool:
    """Run the rules over a delivery in force, staged from ``made_from``; False when nothing had changed."""
    name, key = partition.split(".", 1)
    fingerprint = _hash(rules.code_version(), made_from)
    stamp = lake.stamp(RULE_RUN, partition)
    if stamp is not None and stamp.fingerprint == fingerprint:
        return False
    judged = rules.judge(lake, EXTRACTS[name], key, Return.parse(key.split("_", 1)[1]))
    lake.write(findings.table_of(name), judged.findings, key, fingerprint=fingerprint)
    lake.write(RULE_RUN, judged.runs, partition, fingerprint=fingerprint)
    return True


def judge_across(lake: Lake) -> set[str]:
    """Run the rules across returns over the core; the deliveries of which something else is found now."""
    inputs = [(table, part) for table in rules_across.reads() for part in lake.partitions(table)]
    stamps = ((table, part, lake.stamp(table, part)) for table, part in inputs)
    said = [f"{table} {part} {s.content if s else ''}" for table, part, s in stamps]
    fingerprint = _hash(rules.code_version(), *said)
    stamp = lake.stamp(RULE_RUN, ACROSS.extract)
    if stamp is not None and stamp.fingerprint == fingerprint:
        return set()
    table = findings.table_of(ACROSS.extract)
    before = lake.read(table) if lake.stamp(table) else findings.FINDINGS.empty_table()
    judged = rules_across.judge_across(lake)
    lake.write(table, judged.findings, fingerprint=fingerprint)
    lake.write(RULE_RUN, judged.runs, ACROSS.extract, fingerprint=fingerprint)
    completeness.measure_across(lake)
    return _differing(before, judged.findings) & set(_judged(lake))


def note(lake: Lake, partition: str) -> None:
    """Keep what is found in the version in force, to tell the next one's report what has changed."""
    name, key = partition.split(".", 1)
    reports_since.keep(lake, EXTRACTS[name], key)


def measure(lake: Lake, partition: str) -> bool:
    """Count a delivery's quality, after its rules have run; False when nothing had changed."""
    name, key = partition.split(".", 1)
    return completeness.measure(lake, EXTRACTS[name], key)


def tables_of(partition: str) -> Iterator[tuple[str, str]]:
    """The tables in which a delivery is judged, and its partitions in them."""
    name, key = partition.split(".", 1)
    yield findings.table_of(name), key
    yield from ((table, partition) for table in (RULE_RUN, *completeness.SCHEMAS))


def _judged(lake: Lake) -> list[str]:
    return [partition for partition in lake.partitions(RULE_RUN) if partition != ACROSS.extract]


def _differing(before: pa.Table, after: pa.Table) -> set[str]:
    """The deliveries whose findings are not the same in both."""
    old, new = _by_delivery(before), _by_delivery(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def _by_delivery(found: pa.Table) -> dict[str, pa.Table]:
    names = pc.binary_join_element_wise(found["extract"], found["delivery"], ".")
    return {name: found.filter(pc.equal(names, name)) for name in pc.unique(names).to_pylist()}


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
