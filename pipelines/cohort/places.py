"""Required places: demand and a vacancy margin against the places there are, by provision, phase and need.

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

ALL_PHASES, ALL_NEEDS, ALL_LOCALITIES = "All phases", "All needs", "All localities"
SPECIALIST_ALL = "specialist"
"""All specialist provisions together."""
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
    """Places of one provision: for which phase, need and locality (or all), how many, when, at what price.

    ``margin``: places to be kept free, per 100 taken; ``cost``: pounds a place and year; None where not told.
    ``band``: the price band, in the authority's own words.
    """

    provision: str
    phase: str
    need: str
    places: float
    first: int
    last: int
    margin: float | None = None
    cost: float | None = None
    band: str = ""
    locality: str = ALL_LOCALITIES


@dataclass(frozen=True)
class Asked:
    """Which places are asked for: of a provision, for a phase, a need and a locality."""

    provision: str
    phase: str = ALL_PHASES
    need: str = ALL_NEEDS
    locality: str = ALL_LOCALITIES

    @property
    def provisions(self) -> tuple[str, ...]:
        """The placements that it is made of."""
        return SPECIALIST if self.provision == SPECIALIST_ALL else (self.provision,)

    def is_kept(self, of: Supply) -> bool:
        """Whether places are for these only, or these are all that they can be for."""
        return all(asked in (its, everyone) for asked, its, everyone in self._sides(of))

    def may_serve(self, of: Supply) -> bool:
        """Whether places may be taken up by these."""
        return all(everyone in (asked, its) or asked == its for asked, its, everyone in self._sides(of))

    def _sides(self, of: Supply) -> tuple[tuple[str, str, str], ...]:
        return (
            (self.phase, of.phase, ALL_PHASES),
            (self.need, of.need, ALL_NEEDS),
            (self.locality, of.locality, ALL_LOCALITIES),
        )


@dataclass(frozen=True)
class Required:
    """By draw the places required; what there is, None where nobody told of places for these alone.

    ``basis`` says what the capacity is of, in words.
    """

    required: Floats
    capacity: float | None
    basis: str
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


def demand(stock: Small, of: Asked) -> Small:
    """Plans that ask for a provision, of all localities; last axes of ``stock``: age, need, placement."""
    cells = stock[..., ages_of(of.phase), :, :][..., [place_at(name) for name in of.provisions]]
    counted: Small = (cells if of.need == ALL_NEEDS else cells[..., [need_at(of.need)], :]).sum(
        axis=(-3, -2, -1)
    )
    return counted


def open_in(supplies: Sequence[Supply], january: int, of: Asked) -> list[Supply]:
    """The places of the provision that count in a January, whomever they are for."""
    return [
        each for each in supplies if each.provision in of.provisions and each.first <= january <= each.last
    ]


def required(asked: Small, january: int, supplies: Sequence[Supply], of: Asked) -> Required:
    """Places required in a January for a demand by draw, rounded up to whole places in every draw.

    Places count where they are kept for these, or where those asked for are all. Margin and price are those
    of the places that count, weighted by them; where none do, those of the provision.
    """
    there = open_in(supplies, january, of)
    kept = [each for each in there if of.is_kept(each)]
    margin = _usual([(each.places, each.margin) for each in kept or there]) or 0.0
    cost = _usual([(each.places, each.cost) for each in kept or there])
    needed = np.ceil(asked * (1 + margin / 100) - 1e-9)
    capacity = sum(each.places for each in kept) if kept else None
    return Required(needed, capacity, _basis(there, kept, of), margin, cost)


def _basis(there: Sequence[Supply], kept: Sequence[Supply], of: Asked) -> str:
    """What a capacity is of; where there is none, why not: that is never the same as no places."""
    if not there:
        return "nobody told of places"
    if len(kept) == len(there):
        return "all places told of"
    others = any(of.may_serve(each) for each in there if each not in kept)
    if kept:
        return "places kept for these" + ("; others serve these and others too, and are not parted" * others)
    return "places serve these and others too, and are not parted" if others else "places are for others"


def _usual(told: Sequence[tuple[float, float | None]]) -> float | None:
    """The mean of what is told of places, by how many they are; None where nothing is."""
    known = [(places, value) for places, value in told if value is not None and places > 0]
    if not known:
        return None
    return sum(places * value for places, value in known) / sum(places for places, _ in known)


def asked_for() -> Iterator[Asked]:
    """Every row but those of localities: provisions at each phase; for complex needs also all specialist."""
    for phase in (ALL_PHASES, *PHASES):
        yield from (Asked(provision, phase) for provision in PROVISIONS)
        for need in COMPLEX:
            yield from (Asked(provision, phase, need) for provision in (SPECIALIST_ALL, *PROVISIONS))


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
