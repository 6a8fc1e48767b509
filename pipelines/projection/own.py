"""A published panel with one authority's own newer counts set beside it.

The rest of the country is not known in those Januaries: England goes on as it is projected, so that the
authority's own growth is judged against that; other areas end where they are published.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from pipelines.projection.panel import Floats, Panel, Parts
from pipelines.projection.panel_files import NO_END
from pipelines.projection.rolling import CARRIED


@dataclass(frozen=True)
class OwnCounts:
    """An authority's plans by January, and by January and age band, as far as they are told."""

    totals: Mapping[int, float]
    bands: Mapping[int, Mapping[str, float]]


def with_own(panel: Panel, la: int, own: OwnCounts, england: Mapping[int, float]) -> Panel | None:
    """The panel with these counts where it has none; None where they add nothing.

    Counts of Januaries after the panel's newest, up to three, need what is projected of ``england`` then.
    What is published stays.
    """
    newest = panel.last + CARRIED if england else panel.last
    row = panel.areas.index(la) if la in panel.areas else None
    used = [
        year
        for year in own.totals
        if panel.years[0] <= year <= newest
        and (year > panel.last or row is None or np.isnan(panel.total[row, panel.years.index(year)]))
    ]
    if not used:
        return None
    wider = _with_years(panel if row is not None else _with_area(panel, la), max(panel.last, *used))
    row = wider.areas.index(la)
    total, listed = wider.total.copy(), wider.listed.copy()
    for at, year in enumerate(wider.years):
        if year > panel.last:
            total[0, at] = england[year]
        if year in used:
            total[row, at], listed[row, at] = own.totals[year], True
    ends = wider.ends.copy()
    ends[row] = NO_END
    return replace(wider, total=total, listed=listed, ends=ends, parts=_with_bands(wider, row, own, used))


def _with_bands(panel: Panel, row: int, own: OwnCounts, used: list[int]) -> dict[str, Parts]:
    """The parts, with the own bands of the Januaries used where every band of the panel is among them."""
    if "age" not in panel.parts:
        return panel.parts
    age = panel.parts["age"]
    counts = age.counts.copy()
    for year in used:
        told = own.bands.get(year, {})
        if set(told) == set(age.names):
            counts[:, row, panel.years.index(year)] = [told[name] for name in age.names]
    return {**panel.parts, "age": replace(age, counts=counts)}


def _with_years(panel: Panel, last: int) -> Panel:
    """The same with blank Januaries up to ``last``."""
    more = last - panel.last

    def wider(counts: Floats) -> Floats:
        return np.concatenate([counts, np.full((*counts.shape[:-1], more), np.nan)], axis=-1)

    listed = np.concatenate([panel.listed, np.zeros((len(panel.areas), more), bool)], axis=1)
    return _each(panel, wider, years=tuple(range(panel.years[0], last + 1)), listed=listed)


def _with_area(panel: Panel, la: int) -> Panel:
    """The same with a blank area."""
    at = int(np.searchsorted(panel.areas, la))

    def wider(counts: Floats) -> Floats:
        return np.insert(counts, at, np.nan, axis=-2)

    return _each(
        panel,
        wider,
        areas=(*panel.areas[:at], la, *panel.areas[at:]),
        listed=np.insert(panel.listed, at, values=False, axis=0),
        region=np.insert(panel.region, at, -1),
        ends=np.insert(panel.ends, at, NO_END),
        population=wider(panel.population),
    )


def _each(panel: Panel, wider: Callable[[Floats], Floats], **others: object) -> Panel:
    """The panel with each of its counts made wider, and what else is new."""
    parts = {name: replace(each, counts=wider(each.counts)) for name, each in panel.parts.items()}
    counts = {name: wider(getattr(panel, name)) for name in ("total", "new", "ceased")}
    return replace(panel, **{**counts, "parts": parts, **others})  # type: ignore[arg-type]
