"""The ledger of what was released: every cell ever told, in full, and which a release has shown.

It lies in the present lake, for releases of past days too, and no release ever leaves it. A build notes what
would be told if it were released; a release made of it takes that note for its own, and is of the past once
it is public: what was withdrawn stays known. Public releases are added up into one past, so that a build
reads one however many there were.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from pipelines.disclosure import Telling
from pipelines.disclosure_cells import Cells
from pipelines.disclosure_past import Past, both, told_by
from pipelines.lake import Lake
from pipelines.settings import Settings
from pipelines.sql import Mart
from schemas.disclosure import POLICIES

CELL, LINE, PAIR, PUBLIC = "ledger.cell", "ledger.line", "ledger.pair", "ledger.public"
# Each mart's rows in full, as releases told them.
TOLD = "told"
# The cells last: without them nothing is noted.
_NOTED, _SUM = (LINE, PAIR, CELL), "sum"


@dataclass(frozen=True)
class Ledger:
    """The ledger in the present lake, as the present uses it or, to build it again, a past ``day``.

    The releases of a past day are in it under their name and the day, as all are told to the same readers.
    """

    lake: Lake
    day: date | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Ledger":
        """That of a deployment."""
        return cls(Lake(settings.present_lake), settings.as_returned)

    def public(self, others: Collection[str] = ()) -> list[str]:
        """What public releases are called here; ``others`` of this day are also so.

        Nobody lived to note these, or their time is set.
        """
        public = {*self.lake.partitions(PUBLIC), *map(self._name, others)}
        return sorted(public & set(self.lake.partitions(CELL)))

    def past(self, public: Sequence[str], marts: Mapping[str, Mart]) -> Past | None:
        """All that these releases tell; ``marts`` say what adds up over the rows of several."""
        return _past(self.lake, public, marts)

    def note(self, full: Sequence[Telling], released: Sequence[Telling], beside: Sequence[str]) -> None:
        """Note what marts tell as they stand in the lake: in full, and as shown ``beside`` releases."""
        _write(self.lake, told_by(full, released), self._now, beside)

    def has_counted(self, public: Sequence[str]) -> bool:
        """Whether what the lake shows now was protected beside these releases, or tells just what they do."""
        now = self.lake.stamp(CELL, self._now)
        if now is None:
            return False
        others = set(public) - set(now.facts["releases"])
        return all(self._is_as_now(release) for release in others)

    def tells_now(self, release: str) -> bool:
        """Whether a release of this day tells just what the lake does now."""
        return self._is_as_now(self._name(release))

    def enter(self, release: str) -> None:
        """A release is about to be made of what stands in the lake: the note is its own from now on.

        Before it is written, so that none is ever public and not here; one that was never written is of no
        past.
        """
        self._copy(self._now, self._name(release))

    def hand_over(self, day: "Ledger") -> None:
        """What the lake tells now is what that of a past day tells, unless it has said so itself."""
        if self.lake.stamp(CELL, day._now) is None:
            self._copy(self._now, day._now)

    def publish(self, release: str) -> None:
        """The release is public, and stays in the ledger whatever becomes of its files."""
        name = self._name(release)
        self.lake.write(PUBLIC, pa.table({"release": [name]}), name, fingerprint=name)

    def is_unpublished(self, release: str) -> bool:
        """Whether it was entered, and never said to be public."""
        name = self._name(release)
        return self.lake.stamp(CELL, name) is not None and self.lake.stamp(PUBLIC, name) is None

    @property
    def _now(self) -> str:
        return self._name("now")

    def _name(self, release: str) -> str:
        return f"{release}_{self.day}" if self.day else release

    def _is_as_now(self, release: str) -> bool:
        pairs = ((self.lake.stamp(table, one) for one in (release, self._now)) for table in _NOTED)
        return all(one and now and one.content == now.content for one, now in pairs)

    def _copy(self, name: str, other: str) -> None:
        for table in (*self.lake.tables(TOLD), *_NOTED):
            if stamp := self.lake.stamp(table, name):
                rows = self.lake.read(table, name)
                self.lake.write(table, rows, other, fingerprint=other, facts=stamp.facts)


def _past(lake: Lake, releases: Sequence[str], marts: Mapping[str, Mart]) -> Past | None:
    if not releases:
        return None
    before = _added_up(lake, releases, marts)
    found = _read(lake, _SUM, marts) if before else None
    for release in releases[before:]:
        one = _read(lake, release, marts)
        found = one if found is None else both(one, found)
    if found is not None and before < len(releases):
        _write(lake, found, _SUM, releases, _headings(marts))
    return found


def _added_up(lake: Lake, releases: Sequence[str], marts: Mapping[str, Mart]) -> int:
    """How many of these releases, from the first on, the sum holds: none if it was made otherwise."""
    stamp = lake.stamp(CELL, _SUM)
    if stamp is None or stamp.fingerprint != _headings(marts):
        return 0
    held = stamp.facts["releases"]
    return len(held) if held == list(releases[: len(held)]) else 0


def _headings(marts: Mapping[str, Mart]) -> str:
    said = "\0".join(f"{name}\0{mart.code_version}" for name, mart in sorted(marts.items()))
    return hashlib.sha256(said.encode()).hexdigest()


def _write(lake: Lake, told: Past, release: str, releases: Sequence[str], fingerprint: str = "") -> None:
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
    # as they come last, they go first
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
