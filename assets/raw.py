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


SCOPE = dg.AssetKey(["scope"])
_BESIDE = {
    "scope": "data/scope.toml: who is counted, and how; without the file the project's own choices.",
    "frameworks": "data/frameworks/<la>.toml: an area's own outcomes, targets, actions and annotations; "
    "without the file the example of its strategy.",
    "scenarios": "data/scenarios/<la>: what may be otherwise in years to come, a file each.",
}


def _written(name: str, about: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        dg.AssetKey([name]),
        description=about,
        group_name="raw",
        owners=OWNERS,
        kinds={"toml"},
        tags={"pii": "none"},
    )


written = [_written(name, about) for name, about in _BESIDE.items()]
deliveries = [_external(extract) for extract in EXTRACTS.values()]
