"""Required places: demand and a vacancy margin against the places there are, by provision and phase.

And the two tables that the department asks for, from the same draws: the school capacity survey (SCAP: year
group by four provisions, five years ahead for primary and seven for secondary) and the plan of the dedicated
schools grant (seven placements by five age bands, and by need). Arrays in, numbers out. Their cells are
small: ``told`` decides what is released, the tables stay in the lake.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.cohort.pooling import Floats
from pipelines.cohort.simulate import Simulated, Small
from pipelines.cohort.states import BANDS, NEEDS, SPECIALIST, UNTOLD, need_at, place_at

ALL_PHASES, ALL_NEEDS = "All phases", "All needs"
PHASES: Mapping[str, tuple[int, int]] = {
    "Early years": (0, 3),
    "Primary": (4, 10),
    "Secondary": (11, 15),
    "Post-16": (16, 25),
}
"""Ages at 31 August: reception is 4, year 6 is 10, year 11 is 15."""
PROVISIONS = (*SPECIALIST, "further")
COMPLEX = ("ASD", "SEMH")
"""Needs whose specialist places have a table of their own."""
SCAP_YEARS = {"Primary": 5, "Secondary": 7}
DSG_PLACES: Mapping[str, tuple[str, ...]] = {
    "Mainstream schools or academies": ("mainstream", "early_years"),
    "Resourced provision or SEN units": ("unit",),
    "Maintained special schools or special academies": ("special",),
    "Non-maintained special schools or independent": ("independent",),
    "Hospital schools or alternative provision": ("alternative",),
    "Post-16 and further education": ("further",),
    "Other": ("home", "neet", "other"),
}


@dataclass(frozen=True)
class Supply:
    """Places of one provision: for which phase and need (or all), how many, when, at what price.

    ``margin``: places to be kept free, per 100 taken; ``cost``: pounds a place and year; None where not told.
    """

    provision: str
    phase: str
    need: str
    places: float
    first: int
    last: int
    margin: float | None = None
    cost: float | None = None


@dataclass(frozen=True)
class Required:
    """By draw the demand and the places required for it; what there is, None where nobody told of places."""

    demand: Small
    required: Floats
    capacity: float | None
    margin: float
    cost: float | None

    @property
    def shortfall(self) -> Floats | None:
        """Places required less those there are, by draw; below nought where some are spare."""
        return None if self.capacity is None else self.required - self.capacity


def ages_of(phase: str) -> slice:
    """The ages of a phase."""
    low, high = (0, 25) if phase == ALL_PHASES else PHASES[phase]
    return slice(low, high + 1)


def demand(stock: Small, provision: str, phase: str, need: str) -> Small:
    """Plans of a provision by draw: ``stock`` is draw x age x need x placement."""
    of = stock[:, ages_of(phase), :, place_at(provision)]
    counted: Small = (of if need == ALL_NEEDS else of[:, :, [need_at(need)]]).sum(axis=(1, 2))
    return counted


def required(stock: Small, january: int, supplies: Sequence[Supply], of: tuple[str, str, str]) -> Required:
    """Places required in a January, rounded up to whole places in every draw.

    The margin is that of the places told of, weighted by them. Places count where they are for this phase
    and need, or where those asked for are all. ``of``: provision, phase and need.
    """
    provision, phase, need = of
    there = [
        each
        for each in supplies
        if each.provision == provision
        and each.first <= january <= each.last
        and phase in (each.phase, ALL_PHASES)
        and need in (each.need, ALL_NEEDS)
    ]
    places = sum(each.places for each in there)
    margin = _usual([(each.places, each.margin) for each in there]) or 0.0
    cost = _usual([(each.places, each.cost) for each in there])
    asked = demand(stock, provision, phase, need)
    needed = np.ceil(asked * (1 + margin / 100) - 1e-9)
    return Required(asked, needed, places if there else None, margin, cost)


def _usual(told: Sequence[tuple[float, float | None]]) -> float | None:
    """The mean of what is told of places, by how many they are; None where nothing is."""
    known = [(places, value) for places, value in told if value is not None and places > 0]
    if not known:
        return None
    return sum(places * value for places, value in known) / sum(places for places, _ in known)


def asked_for() -> Iterator[tuple[str, str, str]]:
    """Provision, phase and need of every row: all phases, each phase, and the complex needs at all phases."""
    for provision in PROVISIONS:
        yield provision, ALL_PHASES, ALL_NEEDS
        yield from ((provision, phase, ALL_NEEDS) for phase in PHASES)
        yield from ((provision, ALL_PHASES, need) for need in COMPLEX)


Cell = tuple[str, int, str, str, float, float, float]


def scap(made: Simulated) -> Iterator[Cell]:
    """The SCAP table: layout, January, year group, provision, median and 80% limits."""
    groups = {"R" if age == 4 else str(age - 4): age for age in range(4, 16)}  # noqa: PLR2004 - reception is 4
    for group, age in groups.items():
        phase = "Primary" if age <= PHASES["Primary"][1] else "Secondary"
        for ahead, january in enumerate(made.januaries[1 : SCAP_YEARS[phase] + 1], 1):
            for provision in SPECIALIST:
                drawn = made.stock[:, ahead, age, :, place_at(provision)].sum(axis=1)
                yield ("SCAP", january, group, provision, *limits(drawn))


def dsg_plan(made: Simulated, years: int = 5) -> Iterator[Cell]:
    """The DSG-plan tables: placement by age band, and placement by need; as ``scap``."""
    for ahead, january in enumerate(made.januaries[1 : years + 1], 1):
        for words, names in DSG_PLACES.items():
            of = made.stock[:, ahead][..., [place_at(name) for name in names]].sum(axis=-1)
            for band, (low, high) in BANDS.items():
                yield ("DSG plan, age", january, band, words, *limits(of[:, low : high + 1].sum(axis=(1, 2))))
            for n, need in enumerate(NEEDS):
                if need != UNTOLD:
                    yield ("DSG plan, need", january, need, words, *limits(of[:, :, n].sum(axis=1)))


def limits(drawn: Small | Floats) -> tuple[float, float, float]:
    """Median and 80% limits of draws."""
    low, median, high = np.quantile(drawn, [0.1, 0.5, 0.9])
    return float(median), float(low), float(high)
