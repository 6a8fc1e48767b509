"""What moved between two releases, by how much, and why: deliveries, method or code.

Only released figures are compared. Of a figure that one of the two hides, nothing but that is told: not even
the number the other release shows. How a comparison is shown is in ``diff_text``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import lineage, provenance, release_state, released
from pipelines.errors import OutOfDateError, UsageError
from pipelines.release_files import ABOUT, Form
from pipelines.release_folder import current_release, manifest_of, releases_in, state_at
from pipelines.release_held import waiting_in
from pipelines.settings import Settings
from pipelines.sql import read_marts
from schemas.disclosure import STATUS_COLUMN, SUPPRESSED

NEW, RESUBMITTED, WITHDRAWN = "new delivery", "resubmitted", "withdrawn"
METHOD, CODE = "the mart's SQL changed", "the code changed"
MOST_MOVES = 5
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """One released figure or verdict that moved; ``causes``: changed deliveries behind it, method, code."""

    row: _Row
    before: float | str
    after: float | str
    causes: tuple[str, ...]

    @property
    def change(self) -> float:
        """After less before; of words there is no less."""
        return _less(self.after, self.before)


@dataclass(frozen=True)
class MeasureDiff:
    """What moved in one measure. Hidden now, shown again: rows, never figures."""

    measure: str
    words: str
    moved: int
    hidden_now: int
    shown_again: int
    biggest: tuple[Move, ...]


@dataclass(frozen=True)
class MartDiff:
    """What moved in one mart. ``causes`` counts the rows that changed by what changed them."""

    mart: str
    title: str
    is_comparable: bool
    method_changed: bool
    added: int
    removed: int
    changed: int
    measures: tuple[MeasureDiff, ...]
    causes: Mapping[str, int]


@dataclass(frozen=True)
class Diff:
    """Two releases, side by side; ``warning`` where one of them is not public."""

    before: str
    after: str
    is_same: bool
    code_changed: bool
    deliveries: Mapping[str, str]
    new_marts: tuple[str, ...]
    gone_marts: tuple[str, ...]
    marts: tuple[MartDiff, ...]
    warning: str = ""


@dataclass(frozen=True)
class _Release:
    folder: Path
    manifest: Mapping[str, Any]

    def rows(self, mart: str) -> pa.Table:
        return pq.read_table(Form.of(self.manifest).parquet(self.folder, mart))

    @property
    def about(self) -> list[dict[str, str]]:
        """Columns, roles and grain, as this release itself declares them."""
        return list(self.rows(ABOUT).to_pylist())

    @property
    def marts(self) -> set[str]:
        return set(self.manifest["rows"])


def diff(settings: Settings, a: str = "", b: str = "") -> Diff:
    """Compare release ``a`` with the later ``b``; by default the release in force with the one before it.

    A draft alone is compared with the release in force. What was withdrawn has no figures to compare.
    """
    before, after = _two(settings, a, b)
    changed = _deliveries(before.manifest, after.manifest)
    code_changed = before.manifest["code_version"] != after.manifest["code_version"]
    both = sorted(before.marts & after.marts)
    is_same = before.manifest["content"] == after.manifest["content"]
    return Diff(
        before=before.manifest["release"],
        after=after.manifest["release"],
        is_same=is_same,
        code_changed=code_changed,
        deliveries=changed,
        new_marts=tuple(sorted(after.marts - before.marts)),
        gone_marts=tuple(sorted(before.marts - after.marts)),
        marts=() if is_same else tuple(_mart(name, before, after, changed) for name in both),
        warning=released.warning_of(after.folder) or released.warning_of(before.folder),
    )


def _two(settings: Settings, a: str, b: str) -> tuple[_Release, _Release]:
    held = {one.name: one for one in waiting_in(settings.marts)}
    in_force = (one for one in releases_in(settings.marts) if state_at(one) != release_state.WITHDRAWN)
    public = {one.name: one for one in in_force}
    current = current_release(settings.marts)
    if current and a in held and not b:
        a, b = current.name, a
    if current is None or (len(public) < 2 and not (a and b)):  # noqa: PLR2004 - two are compared
        raise OutOfDateError(
            "There are no two releases to compare.",
            why=f"{settings.marts} holds {len(public)}.",
            hint="Run 'send build' after the next delivery, then 'send diff'.",
        )
    there = public | held
    if unknown := [stamp for stamp in (a, b) if stamp and stamp not in there]:
        raise UsageError(
            f"There is no release {' and no '.join(unknown)}.",
            why=f"Releases: {', '.join(sorted(there))}.",
            hint="Name one of them, the earlier first.",
        )
    later = b or current.name
    earlier = a or max((s for s in public if s < later), default=min(public))
    before, after = (_Release(there[s], manifest_of(there[s])) for s in (earlier, later))
    return before, after


def _deliveries(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """What became of the deliveries that are not the same in both."""
    old, new = (
        {name: provenance.hashes(said) for name, said in each.items()}
        for each in (provenance.deliveries(before), provenance.deliveries(after))
    )
    gone = dict.fromkeys(old.keys() - new.keys(), WITHDRAWN)
    come = dict.fromkeys(new.keys() - old.keys(), NEW)
    again = {name: RESUBMITTED for name in old.keys() & new.keys() if old[name] != new[name]}
    return dict(sorted({**gone, **come, **again}.items()))


def _mart(name: str, before: _Release, after: _Release, deliveries: Mapping[str, str]) -> MartDiff:
    said = [row for row in after.about if row["mart"] == name]
    told = [row for row in before.about if row["mart"] == name]
    grain = said[0]["grain"].split(", ")
    is_comparable = grain == told[0]["grain"].split(", ")
    methods = [release.manifest.get("methods", {}).get(name) for release in (before, after)]
    method_changed = methods[0] != methods[1]
    code_changed = before.manifest["code_version"] != after.manifest["code_version"]
    why = _Causes(name, before, after, deliveries, (METHOD,) * method_changed + (CODE,) * code_changed)
    pairs = _Pairs.of(before.rows(name), after.rows(name), grain) if is_comparable else _Pairs([], [], [])
    measures = [row["column"] for row in said if row["role"] in {"count", "derived"}]
    measures = [one for one in measures if one in {row["column"] for row in told}]
    words = {row["column"]: row["description"] for row in said}
    changed = [(old, new) for old, new in pairs.both if any(old[m] != new[m] for m in measures)]
    counted: dict[str, int] = {}
    for row in (*(new for _, new in changed), *pairs.added, *pairs.removed):
        for cause in why.of(row):
            counted[cause] = counted.get(cause, 0) + 1
    return MartDiff(
        mart=name,
        title=said[0]["title"],
        is_comparable=is_comparable,
        method_changed=method_changed,
        added=len(pairs.added),
        removed=len(pairs.removed),
        changed=len(changed),
        measures=tuple(_measure(m, words[m], changed, grain, why) for m in measures),
        causes=dict(sorted(counted.items(), key=lambda item: -item[1])),
    )


@dataclass(frozen=True)
class _Pairs:
    """The rows of two releases of one mart, matched by the grain."""

    both: list[tuple[_Row, _Row]]
    added: list[_Row]
    removed: list[_Row]

    @classmethod
    def of(cls, before: pa.Table, after: pa.Table, grain: list[str]) -> "_Pairs":
        old, new = (
            {tuple(row[name] for name in grain): row for row in table.to_pylist()}
            for table in (before, after)
        )
        return cls(
            both=[(old[key], row) for key, row in new.items() if key in old],
            added=[row for key, row in new.items() if key not in old],
            removed=[row for key, row in old.items() if key not in new],
        )


class _Causes:
    """Finds the changed deliveries behind a row, in either release; the same area and time is asked once."""

    def __init__(
        self,
        mart: str,
        before: _Release,
        after: _Release,
        deliveries: Mapping[str, str],
        always: tuple[str, ...],
    ) -> None:
        self.mart, self.releases, self.deliveries, self.always = mart, (before, after), deliveries, always
        declared = read_marts().get(mart)
        names = [c.name for c in declared.columns if c.role in {"dimension", "attribute"}] if declared else []
        self.known = declared is not None
        columns = declared.columns if declared else ()
        self.figures = tuple(c.name for c in columns if c.role in {"count", "derived"})
        self.places = [n for n in names if lineage.says_the_delivery(f"{lineage.MARTS}{mart}", n)]
        self.dimensions = names
        self.found: dict[tuple[Any, ...], tuple[str, ...]] = {}

    def of(self, row: _Row, *, exactly: bool = False) -> tuple[str, ...]:
        """The causes of a row's change; ``exactly`` follows all its dimensions, not only place and time."""
        if not self.known:
            return (*self.deliveries, *self.always)
        names = self.dimensions if exactly else self.places
        values = {name: row[name] for name in names if name in row}
        key = tuple(values.items())
        if key not in self.found:
            self.found[key] = tuple(self._behind(values))
        return self.found[key]

    def _behind(self, values: _Row) -> Iterator[str]:
        behind: set[str] = set()
        for release in self.releases:
            own, also = provenance.feeding(release.manifest, self.mart, self.figures, values)
            behind |= {*own, *also}
        yield from (f"{name} ({what})" for name, what in self.deliveries.items() if name in behind)
        yield from self.always


def _measure(
    measure: str, words: str, changed: list[tuple[_Row, _Row]], grain: list[str], why: _Causes
) -> MeasureDiff:
    differing = [(old, new) for old, new in changed if old[measure] != new[measure]]
    moved = [(old, new) for old, new in differing if old[measure] is not None and new[measure] is not None]
    by_size = sorted(moved, key=lambda pair: -abs(_less(pair[1][measure], pair[0][measure])))
    return MeasureDiff(
        measure=measure,
        words=words,
        moved=len(moved),
        hidden_now=sum(_is_hidden(new, measure) for _, new in differing),
        shown_again=sum(_is_hidden(old, measure) for old, _ in differing),
        biggest=tuple(
            Move(
                {name: new[name] for name in grain},
                old[measure],
                new[measure],
                why.of(new, exactly=True),
            )
            for old, new in by_size[:MOST_MOVES]
        ),
    )


def _less(after: float | str, before: float | str) -> float:
    """How much greater the one is; of words there is no less."""
    return 0.0 if isinstance(after, str) or isinstance(before, str) else after - before


def _is_hidden(row: _Row, measure: str) -> bool:
    return row[measure] is None and row[STATUS_COLUMN] == SUPPRESSED
