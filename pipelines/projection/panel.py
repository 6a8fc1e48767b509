"""A panel of plans in memory: areas and Januaries as arrays, and the panel as it was known at an origin.

It does not read files (``panel_files``) and repairs nothing (``checks``). Row 0 of every array is England,
blank where the panel has no England. A flow of a calendar year happens after the January of that year: it
is known at the next January.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ENGLAND = 0
SCHEMES = ("age", "placement")


@dataclass(frozen=True)
class Parts:
    """Counts by part of one scheme: part x area x year."""

    names: tuple[str, ...]
    counts: Floats


@dataclass(frozen=True)
class Panel:
    """Plans by area and January year; ``total``, ``new`` and ``ceased`` are area x year, England first.

    ``listed`` says where the file has a row, be it blank; ``region`` is a number a region, -1 unknown;
    ``ends`` the last January of an area (9999 unknown). ``population`` has its own years, since it may
    reach into the future: it is given, not counted.
    """

    areas: tuple[int, ...]
    years: tuple[int, ...]
    total: Floats
    listed: Bools
    new: Floats
    ceased: Floats
    parts: dict[str, Parts] = field(default_factory=dict)
    region: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    ends: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    population_years: tuple[int, ...] = ()
    population: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def has_england(self) -> bool:
        """Whether the panel gives England itself."""
        return bool(np.isfinite(self.total[0]).any())

    @property
    def last(self) -> int:
        """The newest January."""
        return self.years[-1]


def as_known(panel: Panel, origin: int) -> Panel:
    """The panel as it was known in January ``origin``: counts up to it, flows of the years before it."""
    keep = sum(year <= origin for year in panel.years)
    flown = np.asarray(panel.years[:keep]) < origin
    return replace(
        panel,
        years=panel.years[:keep],
        total=panel.total[:, :keep],
        listed=panel.listed[:, :keep],
        new=np.where(flown, panel.new[:, :keep], np.nan),
        ceased=np.where(flown, panel.ceased[:, :keep], np.nan),
        parts={name: met for name, each in panel.parts.items() if (met := _met(each, keep)).names},
    )


def is_same(panel: Panel, other: Panel) -> bool:
    """Whether two panels hold the same; when an area ends matters only where its newest January is blank."""
    if any(getattr(panel, name) != getattr(other, name) for name in ("areas", "years", "population_years")):
        return False
    if [(n, each.names) for n, each in panel.parts.items()] != [
        (n, each.names) for n, each in other.parts.items()
    ]:
        return False
    counts = [(each.counts, other.parts[name].counts) for name, each in panel.parts.items()]
    held = ("total", "listed", "new", "ceased", "region", "population")
    counts += [(getattr(panel, name), getattr(other, name)) for name in held]
    end = (panel.ends == other.ends) | np.isfinite(panel.total[:, -1])
    return bool(end.all()) and all(np.array_equal(one, two, equal_nan=True) for one, two in counts)


def _met(parts: Parts, keep: int) -> Parts:
    """The parts that had anybody in these years: one that begins later is not heard of yet."""
    counts = parts.counts[:, :, :keep]
    met = [n for n in range(len(parts.names)) if np.nansum(counts[n]) > 0]
    return Parts(tuple(parts.names[n] for n in met), counts[met])


def population_in(panel: Panel, year: int) -> Floats:
    """The population of each area in a year, or in the nearest year given; NaN without one."""
    if not panel.population_years:
        return np.full(len(panel.areas), np.nan)
    nearest = min(range(len(panel.population_years)), key=lambda n: abs(panel.population_years[n] - year))
    return panel.population[:, nearest]
