"""The ledger of what was released: every cell ever told, in full, and which a release has shown.

It lies in the lake and is only added to. A build notes what would be told if it were released; a release
made of it takes that note for its own, and is of the past once it is public: what was withdrawn stays known.
Public releases are added up into one past, so that a build reads one however many there were.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from pipelines.disclosure import Telling
from pipelines.disclosure_cells import Cells
from pipelines.disclosure_past import Past, both, told_by
from pipelines.lake import Lake
from pipelines.sql import Mart
from schemas.disclosure import POLICIES

CELL, LINE, PAIR, PUBLIC = "ledger.cell", "ledger.line", "ledger.pair", "ledger.public"
# Each mart's rows in full, as releases told them.
TOLD = "told"
_NOW, _SUM = "now", "sum"


def note(lake: Lake, full: Sequence[Telling], released: Sequence[Telling]) -> None:
    """Note what marts tell as they stand in the lake: in full, and as they are shown."""
    _write(lake, told_by(full, released), _NOW)


def enter(lake: Lake, release: str) -> None:
    """A release is about to be made of what stands in the lake: the note is its own from now on.

    Before it is written, so that none is ever public and not here; one that was never written is of no past.
    """
    for table in (*lake.tables(TOLD), LINE, PAIR, CELL):
        if lake.stamp(table, _NOW) is not None:
            lake.write(table, lake.read(table, _NOW), release, fingerprint=release)


def publish(lake: Lake, release: str) -> None:
    """The release is public, and stays in the ledger whatever becomes of its files."""
    lake.write(PUBLIC, pa.table({"release": [release]}), release, fingerprint=release)


def past(lake: Lake, public: Collection[str] = (), marts: Mapping[str, Mart] | None = None) -> Past | None:
    """All that public releases tell; ``public`` are also so: nobody lived to note it, or their day is set.

    ``marts`` say what adds up over the rows of several releases.
    """
    noted = set(lake.partitions(CELL)) & {*lake.partitions(PUBLIC), *public}
    if not noted:
        return None
    releases, headings = sorted(noted), marts or {}
    before = _added_up(lake, releases, headings)
    found = _read(lake, _SUM, headings) if before else None
    for release in releases[before:]:
        one = _read(lake, release, headings)
        found = one if found is None else both(one, found)
    if found is not None and before < len(releases):
        _write(lake, found, _SUM, releases, _headings(headings))
    return found


def _added_up(lake: Lake, releases: Sequence[str], marts: Mapping[str, Mart]) -> int:
    """How many of these releases, from the first on, the sum holds: none if it was made otherwise."""
    stamp = lake.stamp(CELL, _SUM)
    if stamp is None or stamp.fingerprint != _headings(marts):
        return 0
    held = stamp.facts["releases"]
    return len(held) if held == releases[: len(held)] else 0


def _headings(marts: Mapping[str, Mart]) -> str:
    said = "\0".join(f"{name}\0{mart.code_version}" for name, mart in sorted(marts.items()))
    return hashlib.sha256(said.encode()).hexdigest()


def _write(lake: Lake, told: Past, release: str, releases: Sequence[str] = (), fingerprint: str = "") -> None:
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
    # without cells nothing is there: they go first and come last
    lake.drop(CELL, release)
    for table in set(lake.tables(TOLD)) - {f"{TOLD}.{mart}" for mart in told.marts}:
        lake.drop(table, release)
    for mart, one in told.marts.items():
        rows = pa.Table.from_pandas(one.table, preserve_index=False)
        lake.write(f"{TOLD}.{mart}", rows, release, fingerprint=fingerprint or release)
    for table, columns in ((LINE, of_lines), (PAIR, of_pairs), (CELL, of_cells)):
        facts = {"releases": list(releases)}
        lake.write(table, pa.table(columns), release, fingerprint=fingerprint or release, facts=facts)


def _read(lake: Lake, release: str, headings: Mapping[str, Mart]) -> Past:
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
    there = {name for name in headings if release in lake.partitions(f"{TOLD}.{name}")}
    tables = {name: lake.read(f"{TOLD}.{name}", release).to_pandas() for name in sorted(there)}
    marts = {
        name: Telling(table, headings[name], POLICIES[headings[name].rule]) for name, table in tables.items()
    }
    return Past(cells, of_cells["is_shown"].to_numpy(bool), marts)
