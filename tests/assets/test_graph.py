"""The graph as text: what there is, what it is made of, what is checked. A change of it is seen in review.

Written anew by ``python -m tests.assets.test_graph``.
"""

from pathlib import Path

import dagster as dg
import pytest

from pipelines import completeness, core, linkage_counts
from pipelines.definitions import defs
from pipelines.derived import DERIVED
from pipelines.sql import read_marts
from schemas.catalogue import CORE_TABLES, EXTRACTS

SNAPSHOT = Path(__file__).with_name("graph.txt")
_AS_TEXT = "/".join
WRITTEN = ("scope", "frameworks", "scenarios")


def drawn():
    """One paragraph an asset: key, group, partitions, freshness, then what it reads and its checks."""
    graph = defs.resolve_asset_graph()
    checks = {}
    for check in sorted(graph.asset_check_keys):
        checks.setdefault(check.asset_key, []).append(check.name)
    derived = [one.name for one in DERIVED]
    made = (derived[0], "marts", "shown", *derived[1:], "release")
    layers = ("raw", *WRITTEN, "staging", "landing", "core", "quality", *made)
    order = {layer: place for place, layer in enumerate(layers)}
    keys = sorted(graph.get_all_asset_keys(), key=lambda k: (order[k.path[0]], k.path))
    return "\n".join(line for key in keys for line in _paragraph(graph.get(key), checks.get(key, [])))


def _paragraph(node, checks):
    partitions = f" [{node.partitions_def.name}]" if node.partitions_def else ""
    fresh = f"  due {node.freshness_policy_or_from_metadata.deadline_cron}" if _policy(node) else ""
    yield f"{_AS_TEXT(node.key.path)}{partitions}{fresh}"
    yield from (f"    < {_AS_TEXT(parent.path)}" for parent in sorted(node.parent_keys))
    yield from (f"    ? {check}" for check in checks)


def _policy(node):
    return node.freshness_policy_or_from_metadata


def specs():
    return sorted(defs.resolve_all_asset_specs(), key=lambda spec: spec.key)


def test_the_graph_is_the_one_that_was_reviewed():
    assert drawn() == SNAPSHOT.read_text(encoding="utf-8").rstrip("\n"), (
        "If you meant it: python -m tests.assets.test_graph"
    )


def test_every_extract_table_and_mart_of_the_catalogue_is_an_asset():
    there = {_AS_TEXT(key.path) for key in defs.resolve_all_asset_keys()}
    wanted = {f"raw/{name}" for name in EXTRACTS}
    wanted |= {extract.staging(part) for extract in EXTRACTS.values() for part in extract.parts}
    wanted |= {*CORE_TABLES, "landing.delivery", "release", *WRITTEN, "shown"}
    wanted |= {one.name for one in DERIVED}
    wanted |= {f"marts.{name}" for name in read_marts()}
    wanted |= completeness.SCHEMAS.keys() | linkage_counts.SCHEMAS.keys()
    assert there == {name.replace(".", "/", 1) for name in wanted}


def test_what_a_query_reads_is_what_its_asset_depends_on():
    graph = defs.resolve_asset_graph()
    for query in core.queries():
        reads = {name for name in query.reads if name.split(".")[0] in {"staging", "core", "landing"}}
        parents = graph.get(dg.AssetKey(query.table.name.split("."))).parent_keys
        assert {dg.AssetKey(name.split(".")) for name in reads} <= parents


@pytest.mark.parametrize(
    "spec", sorted(specs(), key=lambda spec: spec.key), ids=lambda spec: _AS_TEXT(spec.key.path)
)
def test_every_asset_says_what_it_is_and_whose(spec):
    assert spec.description
    assert spec.owners
    assert spec.kinds
    assert spec.tags["pii"]
    made_at_once = dict.fromkeys(("shown", *(one.name for one in DERIVED)), "marts")
    group = {"landing": "core", "quality": "core", **dict.fromkeys(WRITTEN, "raw"), **made_at_once}
    assert spec.group_name == group.get(spec.key.path[0], spec.key.path[0])
    if spec.key.path[0] not in {"raw", "release", *WRITTEN, *made_at_once}:
        columns = spec.metadata["dagster/column_schema"].columns
        assert columns
        assert all(column.description for column in columns)


def test_runs_stay_in_one_process_and_someone_acts_on_conditions():
    assert defs.executor is dg.in_process_executor
    sensors = defs.get_repository_def().sensor_defs
    assert {one.name for one in sensors} == {"landing", "automation", "embargo"}
    assert all(one.default_status is dg.DefaultSensorStatus.RUNNING for one in sensors)


if __name__ == "__main__":
    SNAPSHOT.write_text(drawn() + "\n", encoding="utf-8")
