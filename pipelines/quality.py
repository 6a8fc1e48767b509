"""What is judged of every delivery in force: the rules over its rows, and the counts that the marts read.

Findings name rows and lie in the restricted part of the lake; of what is counted nothing names one.
"""

import hashlib
from collections.abc import Iterator

from pipelines import completeness, reports_since, rules, rules_across
from pipelines.lake import Lake
from pipelines.storing import tables_behind
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract
from schemas.returns import Return

RULE_RUN = completeness.RULE_RUN
ACROSS = "across"


def findings_of(extract: str) -> str:
    """The table of findings of an extract, one partition a delivery."""
    return f"findings.{extract}"


def judge(lake: Lake, partition: str) -> bool:
    """Run the rules over a delivery in force and count its quality; False when nothing had changed."""
    name, key = partition.split(".", 1)
    extract = EXTRACTS[name]
    fingerprint = _fingerprint(lake, extract, key)
    stamp = lake.stamp(RULE_RUN, partition)
    if stamp is None or stamp.fingerprint != fingerprint:
        judged = rules.judge(lake, extract, key, Return.parse(key.split("_", 1)[1]))
        lake.write(findings_of(name), judged.findings, key, fingerprint=fingerprint)
        lake.write(RULE_RUN, judged.runs, partition, fingerprint=fingerprint)
        reports_since.keep(lake, extract, key)
    return completeness.measure(lake, extract, key)


def judge_across(lake: Lake) -> bool:
    """Run the rules across returns over the core; False when nothing had changed."""
    inputs = [(table, part) for table in rules_across.reads() for part in lake.partitions(table)]
    stamps = ((table, part, lake.stamp(table, part)) for table, part in inputs)
    said = [f"{table} {part} {s.content if s else ''}" for table, part, s in stamps]
    fingerprint = _hash(rules.code_version(next(iter(EXTRACTS.values()))), *said)
    stamp = lake.stamp(RULE_RUN, ACROSS)
    if stamp is not None and stamp.fingerprint == fingerprint:
        return False
    judged = rules_across.judge_across(lake)
    lake.write(findings_of(ACROSS), judged.findings, fingerprint=fingerprint)
    lake.write(RULE_RUN, judged.runs, ACROSS, fingerprint=fingerprint)
    return True


def tables_of(partition: str) -> Iterator[tuple[str, str]]:
    """The tables in which a delivery is judged, and its partitions in them."""
    name, key = partition.split(".", 1)
    yield findings_of(name), key
    yield from ((table, partition) for table in (RULE_RUN, *completeness.SCHEMAS))


def _fingerprint(lake: Lake, extract: Extract, key: str) -> str:
    tables = [table for part in extract.parts for table in tables_behind(extract.staging(part))]
    stamps = ((table, lake.stamp(table, key)) for table in tables)
    said = [f"{table} {s.content if s else ''}" for table, s in stamps]
    return _hash(rules.code_version(extract), *said)


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
