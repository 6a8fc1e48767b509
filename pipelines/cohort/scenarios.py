"""Scenarios: what may be otherwise, in words of the field, and the effects that this comes to.

Nothing is read here (``scenario_toml`` reads) and nothing simulated. A scenario never changes what the rates
were; it says by how much the years to come differ from the baseline.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipelines.cohort.effects import Effects, Opening, unchanged
from pipelines.cohort.pooling import Floats
from pipelines.cohort.states import AGES, NEEDS, PLACES, A, N, P, need_at, place_at

NEW, CEASING, POPULATION, DWELLINGS, PLACES_OPEN = (
    "new plans",
    "ceasing",
    "population",
    "dwellings",
    "places",
)
WHATS = (NEW, CEASING, POPULATION, DWELLINGS, PLACES_OPEN)
BASELINE = "baseline"


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise from one January to another, both included.

    ``what`` of ``WHATS``. ``x`` multiplies: new plans, the odds of ceasing, residents. ``variant``: residents
    are those of that projection. ``add``: dwellings completed a year, each with ``child_yield`` residents of
    each year of age in ``ages``; or places that open in the first January, filled by ``fill`` (shares of them
    taken up by each January from the first on) from ``drawn_from``. ``ages`` (first, last), ``needs`` and
    ``placements`` say where; nothing named is everywhere. Ages of those who cease are at the January before.
    """

    start: int
    end: int
    what: str
    x: float | None = None
    add: float | None = None
    variant: str = ""
    ages: tuple[int, int] = (AGES[0], AGES[-1])
    needs: tuple[str, ...] = NEEDS
    placements: tuple[str, ...] = PLACES
    child_yield: float = 0.0
    fill: tuple[float, ...] = (1.0,)
    drawn_from: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Scenario:
    """A named set of changes beside the baseline."""

    name: str
    note: str = ""
    changes: tuple[Change, ...] = ()


def effects(
    scenario: Scenario, january: int, years: int, times: Callable[[str], Floats] | None = None
) -> Effects:
    """What the scenario comes to in each of so many years after a January; changes multiply and add up.

    ``times``: of a variant, by how much its residents are more, year x age. Without it no variant is known.
    """
    made = unchanged(years)
    openings: list[Opening] = []
    for change in scenario.changes:
        at = [n for n in range(years) if change.start <= january + n + 1 <= change.end]
        ages = slice(change.ages[0], change.ages[1] + 1)
        cells = _cells(change)
        x = 1.0 if change.x is None else change.x
        if change.what == NEW:
            made.new[at] *= np.where(cells, x, 1.0)
        elif change.what == CEASING:
            made.ceasing[at] *= np.where(cells, x, 1.0)
        elif change.what == POPULATION:
            by_age = times(change.variant)[at, ages] if change.variant and times else x
            made.population[at, ages] *= by_age
        elif change.what == DWELLINGS:
            made.newcomers[at, ages] += (change.add or 0.0) * change.child_yield
        else:
            openings += _openings(change, january, years)
    return replace(made, openings=tuple(openings))


def only(found: Effects, *, names: Sequence[str]) -> Effects:
    """The same with nothing changed but these fields."""
    none = unchanged(len(found.new))
    kept = {name: getattr(found, name) for name in names}
    return replace(none, **kept)


def _cells(change: Change) -> Floats:
    """1 where the change holds, by age, need and placement."""
    cells = np.zeros((A, N, P), bool)
    needs = [need_at(code) for code in change.needs]
    placements = [place_at(name) for name in change.placements]
    cells[np.ix_(range(change.ages[0], change.ages[1] + 1), needs, placements)] = True
    return cells


def _openings(change: Change, january: int, years: int) -> list[Opening]:
    """The places taken up in each January, as far as the years reach."""
    who = np.zeros((A, N))
    who[np.ix_(range(change.ages[0], change.ages[1] + 1), [need_at(code) for code in change.needs])] = 1.0
    found, filled = [], 0.0
    for n, share in enumerate(change.fill):
        year = change.start + n - january - 1
        more, filled = (share - filled) * (change.add or 0.0), share
        if 0 <= year < years and change.start + n <= change.end:
            sources = tuple(place_at(name) for name in change.drawn_from)
            found.append(Opening(year, more, place_at(change.placements[0]), sources, who))
    return found
