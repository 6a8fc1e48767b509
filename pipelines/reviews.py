"""Clerical review of the linkage: the pairs in doubt, shown to a person with all that both sides tell.

The list names people and lies under the vault of the lake. What is kept of it are the decisions alone: how
they name records, and how long one holds, is told in ``linkage_settings``.
"""

from pathlib import Path

import pandas as pd

from pipelines import people, profiles
from pipelines.errors import OutOfDateError
from pipelines.link_files import write_review
from pipelines.steps import Workshop


def count(shop: Workshop) -> int:
    """How many pairs are in doubt. Errors: ``OutOfDateError`` before anything was linked."""
    stamp = shop.lake.stamp(people.DOUBT)
    if stamp is None:
        raise OutOfDateError(
            "Nothing has been linked yet.",
            why="Pairs in doubt are found when records are linked.",
            hint="Run 'send build' first.",
        )
    return stamp.rows


def write(shop: Workshop, path: Path) -> None:
    """Write the pairs in doubt as CSV, for the owner only."""
    told = shop.lake.read(people.DOUBT).to_pandas()
    found = profiles.load(shop.lake, people.feeds(shop))
    doubts = pd.DataFrame({"rule": told["rule"], "weight": told["weight"]})
    for side in ("left", "right"):
        rows = found.profile.get_indexer(told[side])
        if (rows < 0).any():
            raise OutOfDateError(
                "The pairs in doubt are of an earlier state of the deliveries.",
                why="A build that began since did not come to its end.",
                hint="Run 'send build', then this again.",
            )
        doubts[side] = rows
        for what in ("source", "id"):
            doubts[f"{side}_{what}"] = found.records[what].iloc[rows].to_numpy()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_review(doubts, found.records, path)
