"""Why plans change: ageing, population, new-plan rate, ceasing, placement mix; parts that add up exactly.

Expected paths are laid side by side, each with one cause more than the one before, in this order; a cause is
the difference it makes. What draws add to the expected path goes with the new-plan rate, which is what is
uncertain. Nothing is drawn here.
"""

from collections.abc import Mapping

import numpy as np

from pipelines.cohort.effects import Effects
from pipelines.cohort.pooling import Floats
from pipelines.cohort.rates import Learnt
from pipelines.cohort.scenarios import only
from pipelines.cohort.simulate import Raked, Start, mean_path
from pipelines.cohort.states import P

AGEING, POPULATION, NEW, CEASING, MIX = (
    "ageing",
    "population",
    "new-plan rate",
    "ceasing",
    "placement mix",
)
COMPONENTS = (AGEING, POPULATION, NEW, CEASING, MIX)


def by_cause(start: Start, learnt: Learnt, effects: Effects, raked: Raked) -> list[Floats]:
    """The expected path with each cause added to those before it, as January x age x need x placement.

    Ageing is what those who have plans and the flows of today come to, residents staying as they are;
    population adds the residents to come (and newcomers), the new-plan rate what raking and the scenario make
    of new plans, ceasing the same of ceasing, the placement mix places that open.
    """
    years = len(start.residents)
    still = Start(start.la_code, start.january, start.stock, np.repeat(learnt.people[None], years, axis=0))
    nothing = np.zeros_like(raked.more)
    flat = Raked(np.ones_like(raked.factor), nothing)
    new_only = Raked(raked.factor, nothing)
    people = only(effects, names=("population", "newcomers"))
    begun = only(effects, names=("population", "newcomers", "new"))
    ceased = only(effects, names=("population", "newcomers", "new", "ceasing"))
    return [
        mean_path(still, learnt, effects=only(effects, names=()), held=flat, trend=False),
        mean_path(start, learnt, effects=people, held=flat, trend=False),
        mean_path(start, learnt, effects=begun, held=new_only),
        mean_path(start, learnt, effects=ceased, held=raked),
        mean_path(start, learnt, effects=effects, held=raked),
    ]


def causes(paths: list[Floats], places: list[int] | None = None) -> Mapping[str, Floats]:
    """By cause the change since the start in each year ahead, of all plans or of these placements.

    ``paths`` are those of ``by_cause``. The causes add up to the expected change, whole.
    """
    chosen = list(range(P)) if places is None else places
    plans = [path[..., chosen].sum(axis=(1, 2, 3)) for path in paths]
    before = [np.full(len(plans[0]), plans[0][0]), *plans[:-1]]
    return {name: (one - other)[1:] for name, one, other in zip(COMPONENTS, plans, before, strict=True)}
