"""The steps from a delivery to the core; each knows whether it is up to date (marts: ``steps_marts``).

A step's fingerprint is made of its code and of what its inputs *hold*; a step whose inputs were rebuilt to
the same content does not run. The command line and Dagster call these same functions.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines import (
    addresses,
    agreements,
    audit,
    core,
    corrections,
    corrections_ledger,
    history,
    mappings,
    quality,
    questionnaires,
)
from pipelines import workbench as benches
from pipelines.errors import RefusedError
from pipelines.history import Version
from pipelines.identity import Pseudonyms
from pipelines.lake import Lake
from pipelines.landing import Delivery, batches_of, check_unchanged
from pipelines.ledger import Ledger
from pipelines.profiles import PROFILE, TOLD
from pipelines.staging import Family, stage_delivery
from pipelines.staging_code import code_version
from pipelines.storing import Storing, tables_behind
from pipelines.workbench import workbench
from schemas.catalogue import ADDRESS, BY_RECORD, EXTRACTS, TABLES

DELIVERY, DELIVERY_COLUMNS, REFUSAL = benches.DELIVERY, benches.DELIVERY_COLUMNS, "landing.refusal"


@dataclass(frozen=True)
class Workshop:
    """Where the steps work, with which key, and the folder of what people wrote ``beside`` the deliveries.

    ``ledger``: what was ever released. ``marts``: where the releases of this lake for anybody lie.
    ``is_past``: the lake is of a past day; there corrections are those that it was handed over. ``who`` is at
    work, for the audit log.
    """

    lake: Lake
    ledger: Ledger
    pseudonyms: Pseudonyms
    beside: Path
    marts: Path
    is_past: bool = False
    who: str = "unknown"


def landed_as(shop: Workshop, delivery: Delivery) -> str:
    """Changes with all that decides what becomes of a delivery: what is read, and the leave to read it."""
    return _hash(_read_as(shop, delivery), agreements.fingerprint(delivery))


def _read_as(shop: Workshop, delivery: Delivery) -> str:
    """Changes with the files of a delivery, and with what people wrote beside it of how they are read."""
    if shop.is_past:
        corrected = corrections_ledger.last(shop.lake, delivery).file
    else:
        corrected = corrections.file_hash(delivery)
    read_by = (mappings.fingerprint(delivery), questionnaires.fingerprint(delivery))
    return _hash(delivery.fingerprint, corrected, *read_by)


def stage_fingerprint(shop: Workshop, delivery: Delivery) -> str:
    """What a staged delivery is made from."""
    return _hash(_read_as(shop, delivery), code_version(delivery.extract), shop.pseudonyms.key_id)


def is_staged(shop: Workshop, delivery: Delivery) -> bool:
    """Every table of the delivery in force stands in the lake, made from these very files."""
    wanted = stage_fingerprint(shop, delivery)
    stamp = shop.lake.stamp(DELIVERY, delivery.partition)
    if stamp is None or stamp.fingerprint != wanted or not history.is_in_force(shop.lake, delivery):
        return False
    tables = [delivery.extract.staging(delivery.extract.part(name)) for name in stamp.facts["parts"]]
    stamps = [shop.lake.stamp(table, delivery.key) for table in tables]
    return all(s is not None and s.fingerprint == wanted for s in stamps)


def known_refusal(shop: Workshop, delivery: Delivery) -> RefusedError | None:
    """The refusal of these very files, if they were refused before."""
    stamp = shop.lake.stamp(REFUSAL, delivery.partition)
    if stamp is None or stamp.fingerprint != stage_fingerprint(shop, delivery):
        return None
    return RefusedError(stamp.facts["what"], why=stamp.facts["why"], hint=stamp.facts["hint"])


def ensure_staged(
    shop: Workshop,
    delivery: Delivery,
    progress: Callable[[str], None] = lambda _: None,
    *,
    now: datetime | None = None,
) -> bool:
    """Stage a delivery, False when it was; the refusal of these very files is raised without reading them.

    Nothing of a partner's is read without an agreement that is in force today.
    """
    if not shop.is_past:
        agreements.check(delivery, _whole_second(now).date())
    if is_staged(shop, delivery):
        return False
    if refusal := known_refusal(shop, delivery):
        raise refusal
    progress(f"Reading {delivery.extract.name} {delivery.key}")
    stage(shop, delivery, now=now)
    return True


def stage(shop: Workshop, delivery: Delivery, *, now: datetime | None = None) -> dict[str, Any]:
    """Stage a delivery; a refusal leaves the one in force as it was. Returns the counts of its tables."""
    fingerprint = stage_fingerprint(shop, delivery)
    now = _whole_second(now)
    storing = Storing(shop.lake, delivery, fingerprint)
    family = Family()
    done: list[corrections.Applied] = []
    try:
        own = _corrections(shop, delivery)
        for batch in batches_of(delivery):
            tables, met = corrections.applied(batch, delivery.extract, own.lines)
            done += met
            storing.add(
                stage_delivery(
                    tables, delivery.extract, delivery.of, delivery.key, shop.pseudonyms, family=family
                )
            )
        corrections.check_applied(own, done)
        check_unchanged(delivery)
        storing.check_limit()
        # Before anything in force is replaced: a copy that fails leaves it as it was.
        history.keep(shop.lake, delivery)
    except RefusedError as error:
        storing.discard()
        facts = {"what": error.what, "why": error.why, "hint": error.hint, "landed": now.isoformat()}
        nothing = DELIVERY_COLUMNS.empty_table()
        counts = {"files": len(delivery.files)}
        audit.note(shop.lake.root, audit.REFUSED, delivery.partition, counts, who=shop.who, now=now)
        shop.lake.write(REFUSAL, nothing, delivery.partition, fingerprint=fingerprint, facts=facts)
        raise
    except BaseException:
        storing.discard()
        raise
    was = shop.lake.stamp(DELIVERY, delivery.partition)
    shop.lake.drop(DELIVERY, delivery.partition)
    counts = storing.commit()
    version = history.accept(shop.lake, delivery, now, was)
    corrections_ledger.note(shop.lake, delivery, own, done, now)
    files = {file.path.name: {"sha256": file.sha256, "bytes": file.size} for file in delivery.files}
    corrected = {"applied": len(done), "void": own.void}
    told = {"parts": counts, "files": files, "corrections": corrected, **told_of(*version)}
    row = _delivery_row(delivery)
    audit.note_accepted(shop.lake.root, delivery.partition, told, who=shop.who, now=now)
    shop.lake.write(DELIVERY, row, delivery.partition, fingerprint=fingerprint, facts=told)
    shop.lake.drop(REFUSAL, delivery.partition)
    return counts


def _corrections(shop: Workshop, delivery: Delivery) -> corrections.Corrections:
    """Those filled in for these very files; of a past day, those that were applied then."""
    if shop.is_past:
        return corrections_ledger.last(shop.lake, delivery)
    return corrections.of(delivery, shop.pseudonyms)


def told_of(number: int, version: Version) -> dict[str, Any]:
    """What is noted of the version of a delivery in force."""
    return {"version": number, "landed": version.landed.isoformat(timespec="seconds")}


def tables_of(partition: str) -> Iterator[tuple[str, str]]:
    """The tables that hold a delivery's records and their partitions; what says it is in force comes last."""
    extract, key = partition.split(".", 1)
    for part in EXTRACTS[extract].parts if extract in EXTRACTS else ():
        yield from ((table, key) for table in tables_behind(EXTRACTS[extract].staging(part)))
    yield from quality.tables_of(partition)
    yield from ((table, partition) for table in (PROFILE, TOLD, *TABLES, *BY_RECORD, DELIVERY))


def withdraw(shop: Workshop, present: set[str], *, now: datetime | None = None) -> list[str]:
    """Take out deliveries that no longer lie in ``data/raw``; returns their names. Their files stay kept."""
    gone = sorted({*shop.lake.partitions(DELIVERY), *history.in_force(shop.lake)} - present)
    audit.note_each(shop.lake.root, audit.WITHDRAWN, {name: {} for name in gone}, who=shop.who, now=now)
    for partition in gone:
        history.close(shop.lake, partition, _whole_second(now))
        for table, name in tables_of(partition):
            shop.lake.drop(table, name)
    for partition in set(shop.lake.partitions(REFUSAL)) - present:
        shop.lake.drop(REFUSAL, partition)
    return gone


def locate(shop: Workshop) -> list[str]:
    """Tell of each delivery's records in which areas their persons live; returns the partitions made anew."""
    lake, stale = shop.lake, {}
    for extract, key in _in_force(lake):
        partition, inputs = f"{extract}.{key}", addresses.inputs(lake, extract, key)
        if not inputs:
            lake.drop(ADDRESS.name, partition)
            continue
        fingerprint = fingerprint_of(lake, inputs, addresses.code_version())
        if not is_current(lake, ADDRESS.name, partition, fingerprint):
            stale[partition] = fingerprint
    for partition, rows in addresses.located(lake, stale):
        core.check(rows, ADDRESS)
        lake.write(ADDRESS.name, rows, partition, fingerprint=stale[partition])
    return list(stale)


def feeding(lake: Lake, query: core.CoreQuery) -> list[str]:
    """The partitions that a core query makes: one for each delivery in force of its extract."""
    return [p for p in lake.partitions(DELIVERY) if p.split(".")[0] == query.extract]


def build_core(shop: Workshop, query: core.CoreQuery, partition: str) -> bool:
    """Build one delivery's partition of a core table; False when it was up to date."""
    lake, table = shop.lake, query.table.name
    own = _own_partitions(query, partition)
    inputs = [
        (name, part)
        for name in query.opens
        for part in ([own[name]] if name in own else lake.partitions(name))
    ]
    fingerprint = fingerprint_of(lake, inputs, query.code_version)
    if is_current(lake, table, partition, fingerprint):
        return False
    with workbench(lake, query.opens, own) as con:
        rows = core.run(con, query)
    lake.write(table, rows, partition, fingerprint=fingerprint)
    return True


def build_whole(shop: Workshop, query: core.CoreQuery) -> bool:
    """Build a core table that is made over all deliveries at once; False when it was up to date."""
    table = query.table.name

    def make(con: duckdb.DuckDBPyConnection) -> Mapping[str, pa.Table]:
        return {table: core.run(con, query)}

    return remake(shop.lake, (table,), query.reads, query.code_version, make=make)


def remake(
    lake: Lake,
    tables: Collection[str],
    reads: Collection[str],
    *code: str,
    make: Callable[[duckdb.DuckDBPyConnection], Mapping[str, pa.Table]],
) -> bool:
    """Make tables whole out of others; False when they were made of just this. All are made, or none."""
    inputs = [(name, part) for name in reads for part in lake.partitions(name)]
    fingerprint = fingerprint_of(lake, inputs, *code)
    if all(is_current(lake, table, "all", fingerprint) for table in tables):
        return False
    with workbench(lake, reads) as con:
        made = make(con)
    for table in tables:
        lake.write(table, made[table], fingerprint=fingerprint)
    return True


def _own_partitions(query: core.CoreQuery, partition: str) -> dict[str, str]:
    """The tables of which a delivery's query sees its own partition only."""
    key = partition.split(".", 1)[1]
    extract = EXTRACTS[query.extract]
    staged = {extract.staging(part): key for part in extract.parts}
    fed = {t.name: partition for t in (*TABLES.values(), *BY_RECORD.values()) if query.extract in t.fed_by}
    own = {DELIVERY: partition, **staged, **fed}
    return {table: part for table, part in own.items() if table not in query.table.whole}


def _in_force(lake: Lake) -> list[tuple[str, str]]:
    return [(extract, key) for extract, key in (p.split(".", 1) for p in lake.partitions(DELIVERY))]


def _delivery_row(delivery: Delivery) -> pa.Table:
    of = delivery.of
    row = {
        "delivery": delivery.key,
        "extract": delivery.extract.name,
        "la_code": delivery.la_code,
        "returned": str(of),
        "term": of.term,
        "year": of.year,
        "place": of.place,
        "census_day": of.census_day,
        "academic_year": of.academic_year,
        "fingerprint": delivery.fingerprint,
    }
    return pa.Table.from_pylist([row], schema=DELIVERY_COLUMNS)


def _whole_second(now: datetime | None) -> datetime:
    return (now or datetime.now(UTC)).replace(microsecond=0)


def is_current(lake: Lake, table: str, partition: str, fingerprint: str) -> bool:
    """Whether the partition was made from this."""
    stamp = lake.stamp(table, partition)
    return stamp is not None and stamp.fingerprint == fingerprint


def fingerprint_of(lake: Lake, inputs: list[tuple[str, str]], *code: str) -> str:
    """Code, and the content of every input; an input that is not there counts as such."""
    stamps = ((table, part, lake.stamp(table, part)) for table, part in sorted(inputs))
    return _hash(*code, *(f"{table} {part} {s.content if s else ''}" for table, part, s in stamps))


def _hash(*texts: str) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()
