"""Residents by single year of age in each January: estimates grown older, held to the projection's bands.

Plans of a January are held against residents in the middle of the year before, whose ages are about those at
31 August. Arrays in, arrays out; ``from_lake`` reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pipelines.cohort.pooling import Floats
from pipelines.cohort.states import AGES, BANDS, A

Band = tuple[int, int]
NOBODY_KNOWN = "none published: rates are per place of age"


@dataclass(frozen=True)
class Residents:
    """An area's residents: estimated by January and single year of age, projected by January and band."""

    estimated: Mapping[int, Floats] = field(default_factory=dict)
    projected: Mapping[tuple[int, Band], float] = field(default_factory=dict)

    @property
    def last(self) -> int | None:
        """The newest January estimated."""
        return max(self.estimated, default=None)


def in_january(of: Residents, year: int) -> Floats:
    """Residents by age in a January: as estimated, or as the newest estimate grows older and is projected.

    The projection is re-based: each of its bands counts by how it changes from the January of the newest
    estimate on. Newborns are as many as at the newest estimate where no projection says otherwise. Without
    an estimate there is one resident of every age, so that rates are numbers a year.
    """
    if of.last is None:
        return np.ones(A)
    if year <= of.last:
        nearest = min(of.estimated, key=lambda each: (abs(each - year), each))
        return of.estimated[nearest]
    base, on = of.estimated[of.last], year - of.last
    grown = np.array([base[age - on] if age >= on else base[0] for age in AGES])
    for low, high in BANDS.values():
        then, now = (of.projected.get((each, (low, high))) for each in (year, of.last))
        here = slice(low, high + 1)
        if then and now and grown[here].sum() > 0:
            grown[here] *= base[here].sum() * then / now / grown[here].sum()
    return grown


def ahead(of: Residents, january: int, years: int) -> Floats:
    """Residents of so many Januaries after one: year x age."""
    return np.stack([in_january(of, january + n) for n in range(1, years + 1)])
