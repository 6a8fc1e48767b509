"""Clerical review of the linkage: pairs in doubt shown to a person, and what the person decided taken in.

The list names people and lies under the vault of the lake. What is kept of it are the decisions alone, which
name records by keyed hashes; they hold in every later run, also of a lake that was built again.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines import linkage_settings, people, profiles
from pipelines.errors import OutOfDateError
from pipelines.link_engine import DECISION, DIFFERENT, SAME
from pipelines.link_files import read_decisions, write_review
from pipelines.steps import Workshop


@dataclass(frozen=True)
class Decided:
    """How many decisions a file held, by what they say, and how many stand now."""

    same: int
    different: int
    standing: int


def write(shop: Workshop, path: Path) -> int:
    """Write the pairs in doubt as CSV, for the owner only; how many there are."""
    if shop.lake.stamp(people.DOUBT) is None:
        raise OutOfDateError(
            "Nothing has been linked yet.",
            why="Pairs in doubt are found when records are linked.",
            hint="Run 'send build' first.",
        )
    told = shop.lake.read(people.DOUBT).to_pandas()
    found = profiles.load(shop.lake, people.feeds(shop))
    doubts = pd.DataFrame({"rule": told["rule"], "weight": told["weight"]})
    for side in ("left", "right"):
        rows = found.profile.get_indexer(told[side])
        doubts[side] = rows
        for what in ("source", "id"):
            doubts[f"{side}_{what}"] = found.records[what].iloc[rows].to_numpy()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_review(doubts, found.records, path)
    return len(doubts)


def decide(beside: Path, path: Path) -> Decided:
    """Take the decisions of a filled list in; the next build follows them."""
    decisions = read_decisions(path)
    standing = linkage_settings.add_decisions(beside, decisions)
    counts = decisions[DECISION].value_counts()
    return Decided(int(counts.get(SAME, 0)), int(counts.get(DIFFERENT, 0)), standing)
