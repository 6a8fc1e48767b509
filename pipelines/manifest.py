"""What a release says of its making, fit for everybody to read: no name of a file, no words of a refusal.

A file or a folder may be named after a child, and a refusal names them. In here a file is its hash and its
size; what lies wrongly is named where its place is lawful. The lake's own stamps know more.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from pipelines import audit, provenance, steps
from pipelines.lake import Lake, Stamp
from pipelines.sql import Mart
from schemas.catalogue import EXTRACTS
from schemas.returns import Return

MISPLACED = "something misplaced"
_COUNTS = ("received", "lawful", "rejects", "reasons", "respelt")


def made_from(lake: Lake, marts: Mapping[str, Mart], code_version: str) -> str:
    """Changes with what a release is made from: marts, deliveries in force, code. A refusal is none of it."""
    stamps = _in_force(lake)
    contents = {name: s.content for name in marts if (s := lake.stamp(f"marts.{name}"))}
    said = repr((contents, sorted((p, s.fingerprint) for p, s in stamps.items()), code_version))
    return hashlib.sha256(said.encode()).hexdigest()


def manifest(
    lake: Lake,
    marts: Mapping[str, Mart],
    refused: Iterable[str],
    *,
    code_version: str,
    as_returned: date | None = None,
) -> dict[str, Any]:
    """Deliveries in force and their versions, which were ``refused``, by which code, how far the log went."""
    return {
        **({"as_returned_by": as_returned.isoformat()} if as_returned else {}),
        "made_from": made_from(lake, marts, code_version),
        "code_version": code_version,
        "deliveries": [_delivery(partition, stamp.facts) for partition, stamp in _in_force(lake).items()],
        "refused": sorted((_refused(place) for place in refused), key=str),
        "audit": audit.said_of(lake.root),
        **provenance.facts(lake, marts),
    }


def _in_force(lake: Lake) -> dict[str, Stamp]:
    return {p: s for p in lake.partitions(steps.DELIVERY) if (s := lake.stamp(steps.DELIVERY, p))}


def _delivery(partition: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    extract, key = partition.split(".", 1)
    files = [{"sha256": file["sha256"], "bytes": file["bytes"]} for file in facts["files"].values()]
    return {
        "delivery": key,
        "extract": extract,
        "version": facts["version"],
        "landed": facts["landed"],
        # Whether, not how many: a few corrected values are a few children's.
        "is_corrected": facts.get("corrections", {}).get("applied", 0) > 0,
        # Without the notes: they name what a file calls its elements, should it be none that we know.
        "parts": {part: {name: counts[name] for name in _COUNTS} for part, counts in facts["parts"].items()},
        # By hash: the order of the names would say something of them.
        "files": sorted(files, key=lambda file: str(file["sha256"])),
    }


def _refused(place: str) -> dict[str, str]:
    """A delivery by its names, where each of them is lawful; ``place`` is its partition, or its folder."""
    extract, la_code, returned = _names(place)
    if extract in EXTRACTS and re.fullmatch(r"[0-9]{3}", la_code) and _is_return(returned):
        return {"extract": extract, "delivery": f"{la_code}_{returned}"}
    return {"what": MISPLACED}


def _names(place: str) -> tuple[str, str, str]:
    """Extract, authority and return; empty where there are not these three."""
    match PurePath(place).parts:
        case ("data", "raw", la_code, extract, returned):
            return extract, la_code, returned
        case (_,):
            extract, _, key = place.partition(".")
            la_code, _, returned = key.partition("_")
            return extract, la_code, returned
        case _:
            return "", "", ""


def _is_return(text: str) -> bool:
    try:
        Return.parse(text)
    except ValueError:
        return False
    return True
