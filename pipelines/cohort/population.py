"""Residents by single year of age in each January: estimates grown older, newborns, held to a projection.

Plans of a January are held against residents in the middle of the year before, whose ages are about those at
31 August. Arrays in, arrays out; ``from_population`` reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pipelines.cohort.pooling import Floats
from pipelines.cohort.states import AGES, BANDS, A

Band = tuple[int, int]


@dataclass(frozen=True)
class Projection:
    """One variant of a projection of an area: persons by January and band, and those aged 0 by January."""

    bands: Mapping[tuple[int, Band], float] = field(default_factory=dict)
    newborn: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Residents:
    """An area's residents: estimated by January and single year of age, projected; births by calendar year.

    ``variants``: other projections than the principal one, by name.
    """

    estimated: Mapping[int, Floats] = field(default_factory=dict)
    projected: Projection = field(default_factory=Projection)
    births: Mapping[int, float] = field(default_factory=dict)
    variants: Mapping[str, Projection] = field(default_factory=dict)

    @property
    def last(self) -> int | None:
        """The newest January estimated."""
        return max(self.estimated, default=None)


def in_january(of: Residents, year: int) -> Floats:
    """Residents by age in a January: as estimated, or as the newest estimate grows older and is projected.

    The projection is re-based: each of its bands counts by how it changes from the January of the newest
    estimate on. Whoever was born since is as many as births in print say, and the projection does not alter
    that; else as the projection's own age 0 changes, else as many as the year before. Without an estimate
    there is one resident of every age, so that rates are numbers a year.
    """
    if of.last is None:
        return np.ones(A)
    if year <= of.last:
        nearest = min(of.estimated, key=lambda each: (abs(each - year), each))
        return of.estimated[nearest]
    base, on = of.estimated[of.last], year - of.last
    grown = np.array([base[age - on] if age >= on else _newborn(of, year - age) for age in AGES])
    for low, high in BANDS.values():
        then, now = (of.projected.bands.get((each, (low, high))) for each in (year, of.last))
        here = slice(low, high + 1)
        if then and now and grown[here].sum() > 0:
            grown[here] *= base[here].sum() * then / now / grown[here].sum()
    for age in range(min(on, A)):
        if (times := _times_born(of, year - age)) is not None:
            grown[age] = base[0] * times
    return grown


def ahead(of: Residents, january: int, years: int) -> Floats:
    """Residents of so many Januaries after one: year x age."""
    return np.stack([in_january(of, january + n) for n in range(1, years + 1)])


def times(of: Residents, variant: str, january: int, years: int) -> Floats:
    """By how much a variant's residents are more than those of the principal projection: year x age."""
    other = Residents(of.estimated, of.variants[variant], of.births)
    usual = ahead(of, january, years)
    return np.divide(ahead(other, january, years), usual, out=np.ones_like(usual), where=usual > 0)


def _newborn(of: Residents, year: int) -> float:
    """Residents aged 0 in a January after the newest estimate, where no births say how many."""
    last = of.last or year
    first = float(of.estimated[last][0])
    projected = of.projected.newborn
    known = [each for each in range(last + 1, year + 1) if each in projected]
    if not known or not projected.get(last):
        return first
    return first * projected[known[-1]] / projected[last]


def _times_born(of: Residents, year: int) -> float | None:
    """Births behind those aged 0 in a January, beside those of the newest estimate; None where not in print.

    Who is 0 in the middle of a year was born in it or in the one before, in about equal parts.
    """

    def behind(january: int) -> float | None:
        told = [of.births[each] for each in (january - 2, january - 1) if each in of.births]
        return sum(told) / len(told) if told else None

    then, now = behind(year), behind(of.last or year)
    return then / now if then is not None and now else None
