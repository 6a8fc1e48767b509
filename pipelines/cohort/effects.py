"""What is otherwise than the rates say, year by year: what a scenario comes to. Nothing is read here.

``scenarios`` makes effects out of words; ``step`` applies them. The effect of no change is ``unchanged``.
"""

from dataclasses import dataclass, field

import numpy as np

from pipelines.cohort.pooling import Floats
from pipelines.cohort.states import A, N, P


@dataclass(frozen=True)
class Opening:
    """Places that open: in the year (0 the first) so many are filled, by whom, out of which placements.

    ``who``: 1 where a person of this age (in the second January) and need may take one up.
    """

    year: int
    places: float
    to: int
    drawn_from: tuple[int, ...]
    who: Floats


@dataclass(frozen=True)
class Effects:
    """Factors of one scenario by year ahead: 1 where nothing is changed, 0 where nothing is added.

    ``new``: of new plans by age, need and placement; ``ceasing``: of the odds of ceasing, by age left, need
    and placement; ``population``: of residents by age; ``newcomers``: residents more by age, who come with as
    many plans as residents here have; ``openings``: places taken up.
    """

    new: Floats
    ceasing: Floats
    population: Floats
    newcomers: Floats
    openings: tuple[Opening, ...] = field(default=())


def unchanged(years: int) -> Effects:
    """The baseline."""
    return Effects(
        new=np.ones((years, A, N, P)),
        ceasing=np.ones((years, A, N, P)),
        population=np.ones((years, A)),
        newcomers=np.zeros((years, A)),
    )
