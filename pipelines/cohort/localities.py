"""Demand for places by locality: shared out as those who have plans live now, with the doubt of few.

The model has no localities. Who asks for a provision at a phase lives where those live who have it today:
their shares are held towards those of the provision, and these towards those of all plans (``ladders``), and
drawn once a draw. Only where people live is known here, not where schools are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.cohort.ladders import down, nested
from pipelines.cohort.places import ALL_NEEDS, ALL_PHASES, PHASES, PROVISIONS
from pipelines.cohort.pooling import Floats
from pipelines.cohort.series import place_series
from pipelines.cohort.simulate import Small
from pipelines.cohort.states import AGES


@dataclass(frozen=True)
class Homes:
    """Where those live who have plans: names of localities; plans by provision, phase and locality."""

    names: Sequence[str]
    plans: Floats

    def counts(self) -> dict[str, int]:
        """By series the plans of a locality."""
        found = {}
        for p, provision in enumerate(PROVISIONS):
            for n, name in enumerate(self.names):
                of = self.plans[p, :, n]
                found[local_series(provision, ALL_PHASES, name)] = int(of.sum())
                found |= {local_series(provision, f, name): int(of[at]) for at, f in enumerate(PHASES)}
        return found

    def parts(self) -> Iterator[tuple[str, list[str]]]:
        """Localities are parts of a provision, and of it at a phase; phases are parts of it in a locality."""
        for provision in PROVISIONS:
            for phase in (ALL_PHASES, *PHASES):
                whole = place_series(provision, phase, ALL_NEEDS)
                yield whole, [local_series(provision, phase, name) for name in self.names]
            for name in self.names:
                whole = local_series(provision, ALL_PHASES, name)
                yield whole, [local_series(provision, phase, name) for phase in PHASES]


def local_series(provision: str, phase: str, locality: str) -> str:
    """The name of the series of a provision at a phase in a locality."""
    return f"local:{provision}:{phase}:{locality}"


def homes(rows: pd.DataFrame) -> dict[str, Homes]:
    """By authority its localities, of the rows of ``homes.sql``; none where there is but one."""
    phase_of = {age: n for n, (low, high) in enumerate(PHASES.values()) for age in AGES[low : high + 1]}
    found = {}
    for la_code, of in rows.groupby("la_code"):
        names = sorted(set(of["locality"]))
        plans = np.zeros((len(PROVISIONS), len(PHASES), len(names)))
        there = of[of["place"].isin(PROVISIONS)]
        at = (
            [PROVISIONS.index(place) for place in there["place"]],
            [phase_of[age] for age in there["age"]],
            [names.index(name) for name in there["locality"]],
        )
        np.add.at(plans, at, there["plans"].to_numpy(float))
        if len(names) > 1:
            found[str(la_code)] = Homes(names, plans)
    return found


def shared_out(of: Homes, demand: Mapping[str, Small], seed: Sequence[int]) -> dict[str, Small]:
    """By provision the demand of each phase (draw x January x phase) by locality, the last axis.

    In every draw the localities add up to what is shared out.
    """
    draws = len(next(iter(demand.values())))
    shares = down(nested(of.plans), np.random.default_rng([*seed, 0]), draws)
    found = {}
    for n, provision in enumerate(PROVISIONS):
        rng = np.random.default_rng([*seed, n + 1])
        found[provision] = rng.multinomial(demand[provision], shares[:, None, n]).astype(np.int32)
    return found
