"""The ledger of what was released: every cell ever told, in full, and which a release has shown.

It lies in the lake and is only added to. A build notes what would be told if it were released; a release
made of it takes that note for its own, and is of the past once it is public: what was withdrawn stays known.
"""

from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from pipelines.disclosure import Telling
from pipelines.disclosure_cells import Cells, cells_of
from pipelines.disclosure_past import Past, places, together
from pipelines.lake import Lake

CELL, LINE, PAIR, PUBLIC = "ledger.cell", "ledger.line", "ledger.pair", "ledger.public"
_NOW = "now"


def note(lake: Lake, full: Sequence[Telling], released: Sequence[Telling]) -> None:
    """Note what marts tell as they stand in the lake: in full, and as they are shown."""
    cells = cells_of([telling for telling in full if telling.policy.hides])
    shown = ~np.isnan(cells_of([telling for telling in released if telling.policy.hides]).people)
    _write(lake, Past(cells, shown), _NOW)


def enter(lake: Lake, release: str) -> None:
    """A release is about to be made of what stands in the lake: the note is its own from now on.

    Before it is written, so that none is ever public and not here; one that was never written is of no past.
    """
    for table in (CELL, LINE, PAIR):
        if lake.stamp(table, _NOW) is not None:
            lake.write(table, lake.read(table, _NOW), release, fingerprint=release)


def publish(lake: Lake, release: str) -> None:
    """The release is public, and stays in the ledger whatever becomes of its files."""
    lake.write(PUBLIC, pa.table({"release": [release]}), release, fingerprint=release)


def past(lake: Lake, public: Collection[str] = ()) -> Past | None:
    """All that public releases tell; ``public`` are also so: nobody lived to note it, or their day is set."""
    noted = set(lake.partitions(CELL)) & {*lake.partitions(PUBLIC), *public}
    found: Past | None = None
    for release in sorted(noted):
        one = _read(lake, release)
        found = one if found is None else both(found, one)
    return found


def both(one: Past, other: Past) -> Past:
    """All that two tell: a cell told by either, shown if either shows it."""
    then = places(other.cells, one.cells)
    others = np.flatnonzero(then < 0)
    then[others] = len(one.shown) + np.arange(len(others))
    shown = np.concatenate([one.shown, np.zeros(len(others), dtype=bool)])
    shown[then[other.shown]] = True
    return Past(together(one.cells, other.cells, then, others), shown)


def _write(lake: Lake, told: Past, release: str) -> None:
    cells, at = told.cells, told.cells.parts.tocoo()
    of_cells = {
        "key": cells.keys, "people": cells.people, "threshold": cells.thresholds,
        "least_base": cells.least_bases, "is_shown": told.shown,
    }  # fmt: skip
    lines = np.arange(len(cells.wholes))
    of_lines = {
        "line": np.concatenate([lines, at.row]).astype(np.int64),
        "cell": np.concatenate([cells.wholes, at.col]).astype(np.int64),
        "is_whole": np.repeat([True, False], [len(lines), len(at.row)]),
    }
    of_pairs = {"base": cells.bases, "count": cells.counts}
    for table, columns in ((CELL, of_cells), (LINE, of_lines), (PAIR, of_pairs)):
        lake.write(table, pa.table(columns), release, fingerprint=release)


def _read(lake: Lake, release: str) -> Past:
    of_cells, of_lines, of_pairs = (lake.read(table, release).to_pandas() for table in (CELL, LINE, PAIR))
    is_whole = of_lines["is_whole"].to_numpy(dtype=bool)
    wholes = of_lines["cell"].to_numpy()[is_whole]
    line, cell = (of_lines[name].to_numpy()[~is_whole] for name in ("line", "cell"))
    parts = csr_array((np.ones(len(line)), (line, cell)), shape=(len(wholes), len(of_cells)))
    counts = of_pairs["count"].to_numpy(np.int64)
    cells = Cells(
        of_cells["people"].to_numpy(float), of_cells["threshold"].to_numpy(float),
        of_cells["least_base"].to_numpy(float), of_cells["key"].to_numpy(np.uint64), {}, wholes, parts,
        of_pairs["base"].to_numpy(np.int64), counts, np.ones(len(of_cells), dtype=np.int64), counts,
    )  # fmt: skip
    return Past(cells, of_cells["is_shown"].to_numpy(bool))
