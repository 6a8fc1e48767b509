"""England, its regions and authorities; how a whole is shared between them so that every level adds up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from pipelines.sample.chance import dice
from pipelines.sample.context_figures import POPULATION_2020, RESIDENTS_2020
from pipelines.sample.days import Bools, Floats, Ints
from schemas.areas_of_england import ENGLAND_CODE, REGIONS, Area, in_force
from schemas.published import ENGLAND

YEAR = 2026  # every edition tells of the authorities of that year
# How large a council of each kind is beside the others, and those that are far from it.
_KIND = {"E06": 1.0, "E08": 1.35, "E09": 1.25, "E10": 3.4}
_TINY = {"420": 0.01, "201": 0.04, "857": 0.18}


@cache
def areas() -> tuple[Area, ...]:
    """The authorities, by number."""
    return tuple(sorted(in_force(YEAR), key=lambda one: one.la_code))


@dataclass(frozen=True)
class Levels:
    """The authorities in their order, and the regions and England above them."""

    areas: tuple[Area, ...]

    def at(self, la_code: str) -> int:
        """The place of an authority in the order."""
        return self.codes.index(la_code)

    @cached_property
    def codes(self) -> list[str]:
        """The authorities' numbers in their order."""
        return [one.la_code for one in self.areas]

    @cached_property
    def region_of(self) -> Ints:
        """For each authority the place of its region among the regions."""
        regions = list(REGIONS)
        return np.array([regions.index(one.region_code) for one in self.areas])

    def summed(self, figures: Ints) -> Ints:
        """The figures of England, then of its regions, then of the authorities themselves."""
        regions = np.stack([figures[self.region_of == r].sum(axis=0) for r in range(len(REGIONS))])
        return np.concatenate([figures.sum(axis=0, keepdims=True), regions, figures])

    @cached_property
    def places(self) -> list[tuple[str, str, str, str, str, str]]:
        """Level, region's code and name, DfE number, ONS code and name: England, regions, authorities."""
        return [
            ("National", "", "", "", "", ""),
            *(("Regional", code, name, "", "", "") for code, name in REGIONS.items()),
            *(
                ("Local authority", a.region_code, a.region_name, a.la_code, a.area_code, quoted(a.name))
                for a in self.areas
            ),
        ]

    @cached_property
    def codes_and_names(self) -> list[tuple[str, str]]:
        """ONS code and name of England, of its regions, of the authorities."""
        return [
            (ENGLAND_CODE, "England"),
            *REGIONS.items(),
            *((one.area_code, quoted(one.name)) for one in self.areas),
        ]


@cache
def levels() -> Levels:
    """The authorities of the newest edition and what is above them."""
    return Levels(areas())


def quoted(text: str) -> str:
    """A cell as CSV has it."""
    return f'"{text}"' if "," in text else text


def of_england(seed: int, topic: str) -> np.random.Generator:
    """Chance for one topic of the context."""
    return dice(seed, ENGLAND, f"context {topic}")


@cache
def residents(seed: int) -> Floats:
    """Residents of each authority in mid-2020: the known ones as printed, the others drawn by kind."""
    rng = of_england(seed, "residents")
    codes = levels().codes
    drawn = np.array([_KIND[a.area_code[:3]] * _TINY.get(a.la_code, 1.0) for a in areas()])
    drawn *= rng.lognormal(0, 0.3, len(codes))
    known = np.array([RESIDENTS_2020.get(code, 0.0) for code in codes])
    free = known == 0
    drawn *= (POPULATION_2020 - known.sum()) / drawn[free].sum()
    return np.where(free, drawn, known)


def tilts(rng: np.random.Generator, sigma: float, *, by_region: float) -> Floats:
    """How far each authority lies from England, as a factor: its region's part and its own."""
    own = levels()
    return np.asarray(
        np.exp(rng.normal(0, by_region, len(REGIONS))[own.region_of] + rng.normal(0, sigma, len(own.areas)))
    )


def shared_rows(totals: Ints, weights: Floats) -> Ints:
    """Each row's total shared in proportion to its weights, by largest remainder."""
    whole = np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    exact = weights / whole * totals[:, None]
    share = np.floor(exact + 1e-9).astype(np.int64)
    left = totals - share.sum(axis=1)
    rank = np.argsort(np.argsort(share - exact, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(share + (rank < left[:, None]), dtype=np.int64)


def shared_beside(totals: Ints, weights: Floats, fixed: Ints, is_fixed: Bools) -> Ints:
    """As ``shared_rows`` over the last axis, where some cells are known: the others share the rest."""
    known = np.where(is_fixed, fixed, 0)
    rest = np.maximum(totals - known.sum(axis=1), 0)
    return np.where(is_fixed, known, shared_rows(rest, np.where(is_fixed, 0.0, weights)))


def straight(points: dict[int, float], years: range) -> Floats:
    """A level for each year, on straight lines between the points."""
    return np.asarray(np.interp(np.array(years), list(points), list(points.values())), dtype=np.float64)


def straight_shares(points: Mapping[int, tuple[int, ...]], years: range) -> Floats:
    """Shares of one for each year (a row), on straight lines between the years that are known."""
    known = np.array([np.array(p) / sum(p) for p in points.values()])
    at = list(points)
    return np.stack([np.interp(np.array(years), at, known[:, k]) for k in range(known.shape[1])], axis=1)
