"""Which deliveries a figure comes from: what a release notes of them, and how a row of a mart finds them.

A release notes what each delivery says in each core table of its authority and its time. A row's own values,
followed down through the SQL, are compared with that.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pyarrow.parquet as pq

from pipelines import core, lineage, steps
from pipelines.lake import Lake
from pipelines.lineage_shape import Given
from pipelines.lineage_sql import given
from pipelines.sql import Mart
from schemas.catalogue import TABLES

Manifest = Mapping[str, Any]


def facts(lake: Lake, marts: Mapping[str, Mart]) -> dict[str, Any]:
    """For the manifest of a release: the method of each mart, and what each delivery covers."""
    return {
        "methods": {name: mart.code_version for name, mart in sorted(marts.items())},
        "covers": {partition: _covers(lake, partition) for partition in lake.partitions(steps.DELIVERY)},
    }


def deliveries(manifest: Manifest) -> dict[str, dict[str, Any]]:
    """The deliveries of a release by their names, ``school_census.391_2019-spring``."""
    return {f"{d['extract']}.{d['delivery']}": d for d in manifest["deliveries"]}


def hashes(delivery: Mapping[str, Any]) -> list[str]:
    """The hashes of a delivery's files; a release made before names were left out has them by name."""
    files = delivery["files"]
    return sorted(file["sha256"] for file in (files.values() if isinstance(files, dict) else files))


def feeding(
    manifest: Manifest, mart: str, columns: Iterable[str], row: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """The deliveries whose records are in these columns of a row, and those in which only was looked up."""
    known = deliveries(manifest)
    read = lineage.tables_read_for(mart, tuple(columns), given(row))
    fed = {
        (table, extract, where)
        for table, where in read
        for extract in TABLES[table].fed_by
        if lineage.makes(table, extract, where)
    }
    own = {
        name
        for table, extract, where in fed
        for name in known
        if name.startswith(f"{extract}.") and _agrees(manifest, name, table, where)
    }
    extracts = {other for table, extract, _ in fed for other in _looked_up(table, extract)}
    also = {name for name in known if name.split(".")[0] in extracts}
    return sorted(own), sorted(also - own)


def _covers(lake: Lake, partition: str) -> dict[str, dict[str, str]]:
    """What the delivery says of itself in each core table in which it has rows."""
    found = {}
    for table, made in TABLES.items():
        stamp = lake.stamp(table, partition)
        if stamp and stamp.rows:
            names = core.arrow_schema(made.model).names
            wanted = [name for name in names if lineage.says_the_delivery(table, name)]
            found[table] = _constants(lake, table, partition, wanted)
    return found


def _constants(lake: Lake, table: str, partition: str, columns: list[str]) -> dict[str, str]:
    """The one value of each column, from the file's footer alone."""
    footer = pq.read_metadata(lake.path(table, partition))
    found: dict[str, str] = {}
    for group in (footer.row_group(n) for n in range(footer.num_row_groups)):
        for column in (group.column(n) for n in range(group.num_columns)):
            if column.path_in_schema in columns and column.is_stats_set and column.statistics.has_min_max:
                found[column.path_in_schema] = str(column.statistics.min)
    return found


def _agrees(manifest: Manifest, delivery: str, table: str, where: Given) -> bool:
    """A release that noted nothing of a delivery cannot rule it out."""
    noted = manifest.get("covers", {}).get(delivery)
    if noted is None:
        return True
    return table in noted and all(noted[table].get(name, value) == value for name, value in where)


@cache
def _looked_up(table: str, extract: str) -> frozenset[str]:
    """The extracts of which a core query reads every delivery."""
    found: frozenset[str] = frozenset()
    [query] = [q for q in core.queries() if (q.table.name, q.extract) == (table, extract)]
    for read in TABLES.keys() & set(query.reads):
        if extract in TABLES[read].fed_by:
            found |= _looked_up(read, extract)
        if extract not in TABLES[read].fed_by or read in query.table.whole:
            for other in TABLES[read].fed_by:
                found |= {other} | _looked_up(read, other)
    return found
