"""The series that plans are told in: all plans, by age band, need and placement, in specialist placements.

Each is a sum of cells; which of them may be told is decided in ``told``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.cohort.chance import Stock
from pipelines.cohort.places import (
    ALL_NEEDS,
    ALL_PHASES,
    COMPLEX,
    PHASES,
    PROVISIONS,
    SPECIALIST_ALL,
    ages_of,
    asked_for,
)
from pipelines.cohort.states import (
    BANDS,
    NEEDS,
    PLACE_WORDS,
    PLACES,
    SPECIALIST,
    UNTOLD,
    A,
    N,
    P,
    need_at,
    place_at,
)
from schemas.codesets.sen import NEED_SEN2

TOTAL, SPECIALIST_TOTAL = "total", "specialist"
TOPICS = {
    "age": "Age band at 31 August",
    "need": "Primary need",
    "placement": "Placement",
    "specialist": "Primary need, in specialist placements",
}
_NEED_WORDS = {code.code: code.label for code in NEED_SEN2.codes} | {UNTOLD: "Not reported"}


@dataclass(frozen=True)
class Series:
    """One series: its name, the ages, needs and placements that it sums."""

    name: str
    ages: slice
    needs: tuple[int, ...]
    places: tuple[int, ...]

    def of(self, stock: Stock) -> Stock:
        """Plans of the series; the last three axes of ``stock`` are age, need and placement."""
        cells = stock[..., self.ages, :, :]
        if len(self.needs) < N:
            cells = cells[..., list(self.needs), :]
        if len(self.places) < P:
            cells = cells[..., list(self.places)]
        total: Stock = cells.sum(axis=(-3, -2, -1))
        return total


_EVERY_NEED, _EVERY_PLACE = tuple(range(N)), tuple(range(P))
_SPECIALIST = tuple(place_at(name) for name in SPECIALIST)


def place_series(provision: str, phase: str, need: str) -> str:
    """The name of a series of places: the placement's own, or the need's, where it is the same plans."""
    if (phase, need) == (ALL_PHASES, ALL_NEEDS):
        return f"placement:{provision}"
    if (provision, phase) == (SPECIALIST_ALL, ALL_PHASES):
        return f"specialist:{need}"
    return f"place:{provision}:{phase}:{need}"


def every() -> dict[str, Series]:
    """Every series by name."""
    whole = slice(0, A)
    found = [Series(TOTAL, whole, _EVERY_NEED, _EVERY_PLACE)]
    found += [
        Series(f"age:{band}", slice(low, high + 1), _EVERY_NEED, _EVERY_PLACE)
        for band, (low, high) in BANDS.items()
    ]
    found += [Series(f"need:{need}", whole, (n,), _EVERY_PLACE) for n, need in enumerate(NEEDS)]
    found += [Series(f"placement:{place}", whole, _EVERY_NEED, (p,)) for p, place in enumerate(PLACES)]
    found.append(Series(SPECIALIST_TOTAL, whole, _EVERY_NEED, _SPECIALIST))
    found += [Series(f"specialist:{need}", whole, (n,), _SPECIALIST) for n, need in enumerate(NEEDS)]
    for one in asked_for():
        name = place_series(one.provision, one.phase, one.need)
        if name.startswith("place:"):
            needs = _EVERY_NEED if one.need == ALL_NEEDS else (need_at(one.need),)
            found.append(Series(name, ages_of(one.phase), needs, tuple(map(place_at, one.provisions))))
    return {each.name: each for each in found}


def parts() -> Iterator[tuple[str, list[str]]]:
    """Each series that is a whole, and series that are parts of it, no two of which overlap."""
    names = list(every())

    def of(prefix: str) -> list[str]:
        return [name for name in names if name.startswith(prefix)]

    yield TOTAL, of("age:")
    yield TOTAL, of("need:")
    yield TOTAL, of("placement:")
    yield TOTAL, [SPECIALIST_TOTAL]
    yield SPECIALIST_TOTAL, [f"placement:{place}" for place in SPECIALIST]
    yield SPECIALIST_TOTAL, of("specialist:")
    elsewhere = [place for place in PROVISIONS if place not in SPECIALIST]
    for need in NEEDS:
        others = [place_series(place, ALL_PHASES, need) for place in elsewhere if need in COMPLEX]
        yield f"need:{need}", [f"specialist:{need}", *others]
    for provision in PROVISIONS:
        mine = of(f"place:{provision}:")
        yield f"placement:{provision}", [name for name in mine if name.endswith(f":{ALL_NEEDS}")]
        for phase in (ALL_PHASES, *PHASES):
            whole = place_series(provision, phase, ALL_NEEDS)
            yield whole, [place_series(provision, phase, need) for need in COMPLEX]
    for need in COMPLEX:
        for phase in (ALL_PHASES, *PHASES):
            whole = place_series(SPECIALIST_ALL, phase, need)
            yield whole, [place_series(place, phase, need) for place in SPECIALIST]
        for provision in (SPECIALIST_ALL, *PROVISIONS):
            whole = place_series(provision, ALL_PHASES, need)
            yield whole, [place_series(provision, phase, need) for phase in PHASES]


def words(name: str) -> tuple[str, str]:
    """Topic and group of a series."""
    topic, _, group = name.partition(":")
    if name == TOTAL:
        return "Total", "Total"
    if name == SPECIALIST_TOTAL:
        return TOPICS["specialist"], "Total"
    return TOPICS[topic], _NEED_WORDS.get(group) or PLACE_WORDS.get(group) or group


def counts(stock: NDArray[np.int64]) -> dict[str, int]:
    """The count of every series in one January."""
    return {name: int(each.of(stock)) for name, each in every().items()}
