"""The sensor that lands deliveries: what is new, changed or gone in ``data/raw`` becomes an event, once.

It looks at sizes and times, of what people wrote beside the deliveries too; files are hashed only once two
looks have found the same, so that nothing is taken while it is being copied. Its cursor holds hashes and the
names of deliveries, nothing else.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import dagster as dg

from assets.deployment import Deployment
from assets.raw import PARTITIONS, SCOPE, raw_key
from assets.staging import CONTRACT, reports
from pipelines import landing, scope, steps
from pipelines.derived import DERIVED
from pipelines.landing import Delivery

WITHDRAWN = "withdrawn"
# What people write beside the deliveries changes what is read in them, or what is made of them.
BESIDE = ("corrections", "mappings", "agreements", "questionnaires", "scope.toml", "frameworks", "scenarios")
_VERSION = {SCOPE.path[0]: scope.version} | {o.written_in: o.written for o in DERIVED if o.written_in}


@dataclass(frozen=True)
class Cursor:
    """What the sensor remembers: its last look, the look it has acted on, and what it then found."""

    seen: str = ""
    done: str = ""
    landed: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        """The cursor as stored, by whatever version of this code; a fresh one at the start."""
        told = json.loads(text) if text else {}
        return cls(**{one.name: told[one.name] for one in fields(cls) if one.name in told})

    def write(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), sort_keys=True)


@dg.sensor(
    name="landing",
    minimum_interval_seconds=20,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Lands what is new, changed or gone in data/raw, once it has stopped changing.",
)
def landing_sensor(
    context: dg.SensorEvaluationContext, deployment: dg.ResourceParam[Deployment]
) -> dg.SensorResult | dg.SkipReason:
    """Report each new state of a delivery once."""
    raw, cursor = deployment.settings.raw, Cursor.read(context.cursor)
    look = _look(raw, *(deployment.settings.beside / name for name in BESIDE))
    if look == cursor.done:
        return dg.SkipReason("Nothing has changed in data/raw.")
    if look != cursor.seen:
        waiting = replace(cursor, seen=look)
        return dg.SensorResult(skip_reason="data/raw is changing: looking again.", cursor=waiting.write())
    found, misplaced = landing.find(raw)
    present = {one.partition: one for one in found}
    if not present:
        # An unplugged drive is no reason to withdraw every delivery.
        empty = replace(cursor, seen=look, done=look)
        return dg.SensorResult(skip_reason="There is no delivery in data/raw.", cursor=empty.write())
    context.log.info(f"{len(found)} deliveries, {len(misplaced)} things that are in no place of one.")
    shop = deployment.workshop()
    landed = {name: steps.landed_as(shop, one) for name, one in present.items()}
    changed = {one: landed[name] for name, one in present.items() if cursor.landed.get(name) != landed[name]}
    gone = [name for name in cursor.landed if name not in present]
    written = {name: version(deployment.settings.beside) for name, version in _VERSION.items()}
    return dg.SensorResult(
        dynamic_partitions_requests=list(_new_partitions(context, changed)),
        asset_events=[
            *_landed(changed),
            *_already_staged(shop, changed),
            *map(_withdrawn, gone),
            *_written(written, cursor),
        ],
        cursor=Cursor(look, look, landed, written).write(),
    )


def _look(*folders: Path) -> str:
    """Changes with any name, size or time in the folders; no file is opened."""
    said = hashlib.sha256()
    for path in sorted(path for folder in folders for path in (folder, *folder.rglob("*"))):
        with suppress(FileNotFoundError):
            stat = path.stat()
            said.update(f"{path} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}\n".encode())
    return said.hexdigest()


def _new_partitions(
    context: dg.SensorEvaluationContext, changed: Collection[Delivery]
) -> Iterator[dg.AddDynamicPartitionsRequest]:
    for name, partitions in PARTITIONS.items():
        known = set(context.instance.get_dynamic_partitions(name))
        if new := [one.key for one in changed if one.extract.name == name and one.key not in known]:
            yield partitions.build_add_request(new)


def _landed(changed: Mapping[Delivery, str]) -> Iterator[dg.AssetMaterialization]:
    for one, version in changed.items():
        yield dg.AssetMaterialization(
            raw_key(one.extract.name),
            partition=one.key,
            metadata={"files": len(one.files), "bytes": sum(file.size for file in one.files)},
            tags={"dagster/data_version": version},
        )


def _withdrawn(partition: str) -> dg.AssetMaterialization:
    extract, key = partition.split(".", 1)
    return dg.AssetMaterialization(
        raw_key(extract),
        partition=key,
        description="No longer in data/raw.",
        metadata={"files": 0, "bytes": 0},
        tags={"dagster/data_version": WITHDRAWN},
    )


def _written(now: Mapping[str, str], before: Cursor) -> Iterator[dg.AssetMaterialization]:
    for name, version in now.items():
        if version != before.written.get(name):
            yield dg.AssetMaterialization(dg.AssetKey([name]), tags={"dagster/data_version": version})


def _already_staged(
    shop: steps.Workshop, changed: Collection[Delivery]
) -> Iterator[dg.AssetMaterialization | dg.AssetCheckEvaluation]:
    """What 'send build' has staged is told to Dagster, and so not requested from it."""
    for one in changed:
        if steps.is_staged(shop, one):
            for report in reports(shop, one.extract, one.key):
                yield report.materialization("by send build")
                yield dg.AssetCheckEvaluation(report.key, CONTRACT, passed=True, metadata=report.counts())
