"""What people say of the linkage of a lake, beside its deliveries in ``data/linkage/``; it may all be absent.

``linkage.toml``: thresholds, and crosswalks whose files lie with it; ``decisions.csv``: what clerks decided
of pairs. A decision names two records by keyed hashes of their numbers and names, so that the file itself
names nobody and a decision outlives a move of home.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines import link_files, link_records, link_toml
from pipelines.link_engine import DECISION, SIDES
from schemas.link_map import LinkMap

TOML, DECISIONS = "linkage.toml", "decisions.csv"


@dataclass(frozen=True)
class LinkageSettings:
    """``ties``: numbers that crosswalks say are one person's; ``fingerprint`` changes with any of it."""

    mapping: LinkMap
    ties: pd.DataFrame
    decisions: pd.DataFrame | None
    fingerprint: str


def folder(beside: Path) -> Path:
    """Where they lie."""
    return beside / "linkage"


def load(beside: Path) -> LinkageSettings:
    """The settings of a deployment. Errors: ``RefusedError`` where one cannot be followed to the letter."""
    place = folder(beside)
    mapping = link_toml.load_settings(place / TOML) if (place / TOML).is_file() else LinkMap(())
    files = [place / one.file for one in mapping.crosswalks]
    ties = [link_records.ties_in(path, one) for path, one in zip(files, mapping.crosswalks, strict=True)]
    decided = place / DECISIONS
    decisions = link_files.read_decisions(decided) if decided.is_file() else None
    said = hashlib.sha256()
    for path in (place / TOML, *files, decided):
        said.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return LinkageSettings(
        mapping, pd.concat([link_records.NO_TIES, *ties], ignore_index=True), decisions, said.hexdigest()
    )


def add_decisions(beside: Path, decisions: pd.DataFrame) -> int:
    """Add decisions to those that stand; of two about one pair the later holds. How many stand now."""
    path = folder(beside) / DECISIONS
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = [link_files.read_decisions(path)] if path.is_file() else []
    rows = pd.concat([*known, decisions[[*SIDES, DECISION]]], ignore_index=True)
    one_way = rows[list(SIDES)].apply(
        lambda row: tuple(sorted((row.iloc[:2].str.cat(sep="/"), row.iloc[2:].str.cat(sep="/")))), axis=1
    )
    rows = rows[~one_way.duplicated(keep="last")]
    link_files.write_decisions(rows, path)
    return len(rows)
