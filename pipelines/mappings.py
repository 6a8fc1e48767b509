"""The mappings of an authority's suppliers: which are in force for a delivery, and what it is read by then.

They lie beside data/raw, ``mappings/<la>/<extract>/<supplier>.toml``; a further version of a supplier's lies
beside the first, as ``<supplier>.<anything>.toml``, and each says from and until which return it holds.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import RefusedError
from pipelines.mapping_toml import SupplierMapping, holds, read
from schemas.contract import Extract
from schemas.returns import Return

if TYPE_CHECKING:
    from pipelines.landing import Delivery


def place(delivery: "Delivery") -> Path:
    """The folder in which the mappings of a delivery lie."""
    return delivery.beside / "mappings" / delivery.la_code / delivery.extract.name


def extended(delivery: "Delivery") -> Extract:
    """The extract of a delivery with the layouts of its suppliers, where any mapping is in force."""
    return with_mappings(delivery.extract, in_force(delivery))


def with_mappings(extract: Extract, mappings: Sequence[SupplierMapping]) -> Extract:
    """An extract that is read by these mappings before all else."""
    if not mappings:
        return extract
    return replace(extract, layouts=(*(one.layout for one in mappings), *extract.layouts))


def in_force(delivery: "Delivery") -> list[SupplierMapping]:
    """The mappings that hold for a delivery; refused where two versions of one supplier's both do."""
    folder = place(delivery)
    found = [_known(path, delivery.extract) for path in _files(folder) if _may_hold(path, delivery.of)]
    by_supplier: dict[str, SupplierMapping] = {}
    for one in found:
        other = by_supplier.setdefault(one.supplier, one)
        if other is not one:
            raise RefusedError(
                f"{other.source} and {one.source} both hold for {delivery.of}.",
                why=f"They are two mappings of {one.supplier}, and which of them is meant cannot be told.",
                hint="Let the older say until which return it holds, and the newer from which on: "
                f'until = "...", from = "{delivery.of}".',
            )
    return found


def fingerprint(delivery: "Delivery") -> str:
    """Changes with any mapping in force for a delivery; empty where there is none."""
    said = [
        f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in _files(place(delivery))
        if _may_hold(path, delivery.of)
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest() if said else ""


def load(path: Path) -> SupplierMapping:
    """The mapping in a file, wherever it lies."""
    return _read(path.name, _text_of(path))


def _known(path: Path, extract: Extract) -> SupplierMapping:
    found = load(path)
    if found.extract.name != extract.name:
        raise RefusedError(
            f"{path.name} is a mapping of {found.extract.name}.",
            why=f"It lies among those of {extract.name}.",
            hint=f"Move it to data/mappings/<la>/{found.extract.name}/.",
        )
    if path.name.split(".")[0] != found.supplier:
        raise RefusedError(
            f"{path.name} says it is of the supplier {found.supplier}.",
            why="A mapping is named after its supplier.",
            hint=f"Name it {found.supplier}.toml, a further version {found.supplier}.{found.version}.toml.",
        )
    return found


@cache
def _read(name: str, text: str) -> SupplierMapping:
    return read(text, name)


def _files(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("*.toml")) if folder and folder.is_dir() else []


def _may_hold(path: Path, of: Return) -> bool:
    """False only where it says that it does not: one that cannot be read must be told."""
    try:
        said = tomllib.loads(_text_of(path))
        first, last = (Return.parse(said[name]) if name in said else None for name in ("from", "until"))
        return holds(first, last, of)
    except (RefusedError, tomllib.TOMLDecodeError, ValueError, TypeError):
        return True


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(
            f"{path.name} is not in UTF-8.",
            why="A mapping is a text file in TOML, which is always UTF-8.",
            hint="Save it again as UTF-8.",
        ) from None
