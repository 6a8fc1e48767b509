"""Deliveries as they lie in ``data/raw``: external assets, a partition a return; and who is to be counted.

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
scope = dg.AssetSpec(
    SCOPE,
    description="data/scope.toml: who is counted, and how; without the file the project's own choices.",
    group_name="raw",
    owners=OWNERS,
    kinds={"toml"},
    tags={"pii": "none"},
)
deliveries = [_external(extract) for extract in EXTRACTS.values()]
