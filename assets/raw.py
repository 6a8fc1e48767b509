"""Deliveries as they lie in ``data/raw``, external assets, a partition a return; and what is written beside.

Landing is elsewhere.
"""

import dagster as dg

from assets.describe import OWNERS
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract

PARTITIONS = {name: dg.DynamicPartitionsDefinition(name=name) for name in EXTRACTS}


def raw_key(extract: str) -> dg.AssetKey:
    """The asset of an extract's deliveries."""
    return dg.AssetKey(["raw", extract])


def _external(extract: Extract) -> dg.AssetSpec:
    return dg.AssetSpec(
        raw_key(extract.name),
        description=f"{extract.title}: deliveries in data/raw/<la>/{extract.name}/<return>/, "
        f"{extract.frequency}, from {extract.first_year} on. Controller: {extract.controller}.",
        partitions_def=PARTITIONS[extract.name],
        group_name="raw",
        owners=OWNERS,
        kinds={"csv", "xml"} if extract.message else {"csv"},
        tags={"pii": "direct-identifiers", "frequency": extract.frequency},
    )


SCOPE, FRAMEWORKS, SCENARIOS = (dg.AssetKey([name]) for name in ("scope", "frameworks", "scenarios"))
BESIDE = {
    SCOPE: "data/scope.toml: who is counted, and how; without the file the project's own choices.",
    FRAMEWORKS: "data/frameworks/<la>.toml: an area's own outcomes, targets, actions and annotations; "
    "without the file the example of its strategy.",
    SCENARIOS: "data/scenarios/<la>: what may be otherwise in years to come, a file each.",
}
"""What people write beside the deliveries by which marts are made."""


def _written(key: dg.AssetKey, about: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        key, description=about, group_name="raw", owners=OWNERS, kinds={"toml"}, tags={"pii": "none"}
    )


written = [_written(key, about) for key, about in BESIDE.items()]
deliveries = [_external(extract) for extract in EXTRACTS.values()]
