"""What people say of the linkage of a lake, beside its deliveries in ``data/linkage/``; it may all be absent.

``linkage.toml``: thresholds, and crosswalks whose files lie with it; ``decisions.csv``: what clerks decided
of pairs. A decision names two records by keyed hashes of their surest number, names and birth date, and of
the home of one without any number: the file names nobody, and what is decided of numbered records outlives a
move. A decision about records that tell otherwise by now is idle; each build says how many are.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from pipelines import link_files, link_records, link_toml
from pipelines.errors import RefusedError
from pipelines.link_engine import DECISION, DIFFERENT, SAME, SIDES
from schemas.link_map import LinkMap

TOML, DECISIONS = "linkage.toml", "decisions.csv"


@dataclass(frozen=True)
class LinkageSettings:
    """``ties``: numbers that crosswalks say are one person's; ``fingerprint`` changes with any of it.

    ``decided`` changes with the decisions alone.
    """

    mapping: LinkMap
    ties: pd.DataFrame
    decisions: pd.DataFrame | None
    fingerprint: str
    decided: str


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
    all_ties = pd.concat([link_records.NO_TIES, *ties], ignore_index=True)
    return LinkageSettings(mapping, all_ties, decisions, _hash(place / TOML, *files, decided), _hash(decided))


def _hash(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest()


def said(decisions: pd.DataFrame) -> dict[str, int]:
    """How many decisions there are, and what they say, as the audit log counts them."""
    counts = decisions[DECISION].value_counts()
    same, different = int(counts.get(SAME, 0)), int(counts.get(DIFFERENT, 0))
    return {"decisions": same + different, "merges": same, "splits": different}


def with_decisions(beside: Path, decisions: pd.DataFrame) -> pd.DataFrame:
    """Those that stand with these added; of two about one pair the later holds. Nothing is written.

    Errors: ``RefusedError`` where no linkage could follow them all.
    """
    path = folder(beside) / DECISIONS
    known = [link_files.read_decisions(path)] if path.is_file() else []
    rows = pd.concat([*known, decisions[[*SIDES, DECISION]]], ignore_index=True)
    ends = [rows[f"{side}_source"].str.cat(rows[f"{side}_id"], sep="/") for side in ("left", "right")]
    pair = pd.Series(
        [tuple(sorted(both)) for both in zip(*ends, strict=True)], index=rows.index, dtype=object
    )
    rows = rows[~pair.duplicated(keep="last")].reset_index(drop=True)
    _refuse_contradiction(rows)
    return rows


def keep_decisions(beside: Path, decisions: pd.DataFrame) -> None:
    """Write them to their place, for the owner only."""
    path = folder(beside) / DECISIONS
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    link_files.write_decisions(decisions, path)


def _refuse_contradiction(decisions: pd.DataFrame) -> None:
    """Refuse what no linkage could follow: two decided to be different, and by way of others the same."""
    left, right = (decisions[f"{s}_source"].str.cat(decisions[f"{s}_id"], sep="/") for s in ("left", "right"))
    is_same = decisions[DECISION] == SAME
    codes, names = pd.factorize(pd.concat([left, right]))
    one, other = codes[: len(left)], codes[len(left) :]
    ties = coo_matrix((np.ones(is_same.sum()), (one[is_same], other[is_same])), shape=(len(names),) * 2)
    _, group = connected_components(ties, directed=False)
    against = (~is_same & (group[one] == group[other])).sum()
    if against:
        raise RefusedError(
            f"The decisions contradict each other: {against:,} said to be different are the same by others.",
            why="Of three records two pairs are decided to be the same, and the third to be different.",
            hint="Look at the pairs decided as different, take one of three back, hand the list in again.",
        )
