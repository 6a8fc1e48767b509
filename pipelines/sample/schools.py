"""The places people are taught in: census schools, independent schools, colleges, and no school at all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.sample.calibration import Calibration
from pipelines.sample.chance import dice
from pipelines.sample.days import Bools, Floats, Ints, Texts
from pipelines.sample.names import SURNAMES

NURSERY_1, NURSERY_2, RECEPTION, YEAR_7, YEAR_11, YEAR_12 = -2, -1, 0, 7, 11, 12
CENSUS_PHASES = ("NS", "PS", "SS", "SP", "PR")


@dataclass(frozen=True)
class Place:
    """One setting. ``phase`` is the census phase, or our own word for a setting without a census.

    IN independent school, XS school elsewhere, FE college, SC specialist college; EHE, OLA, EYP and NEET
    as SEN2 writes them.
    """

    phase: str
    name: str = ""
    estab: str = ""
    urn: str = ""
    ukprn: str = ""
    setting: str = ""
    lowest: int = RECEPTION
    highest: int = 13
    weight: float = 1.0
    has_unit: bool = False
    has_resourced: bool = False
    governance: str = ""


@dataclass(frozen=True)
class Places:
    """All settings of one authority's people; a person's stay names one by its position here."""

    places: tuple[Place, ...]

    @cached_property
    def phase(self) -> Texts:
        """Each place's phase."""
        return np.array([p.phase for p in self.places], dtype=object)

    @cached_property
    def in_census(self) -> Bools:
        """Places that make a school census return."""
        return np.isin(self.phase.astype(str), CENSUS_PHASES)

    @cached_property
    def weight(self) -> Floats:
        """How strongly each place draws people."""
        return np.array([p.weight for p in self.places])

    def having(self, wanted: Callable[[Place], bool]) -> Ints:
        """Positions of the places that are as wanted."""
        return np.array([i for i, p in enumerate(self.places) if wanted(p)], dtype=np.int64)

    def of(self, *phases: str) -> Ints:
        """Positions of the places of these phases."""
        return self.having(lambda p: p.phase in phases)

    def drawn(self, rng: np.random.Generator, among: Ints, count: int) -> Ints:
        """``count`` places drawn by weight."""
        weight = self.weight[among]
        return rng.choice(among, size=count, p=weight / weight.sum())


_KINDS = (  # phase, first establishment number, lowest and highest year, the kind in words
    ("NS", 1001, NURSERY_1, NURSERY_2, "Nursery School"),
    ("PS", 2001, NURSERY_2, 6, "Primary School"),
    ("SS", 4001, YEAR_7, 13, "Secondary School"),
    ("SP", 7001, NURSERY_1, 14, "Special School"),
    ("PR", 1101, 1, YEAR_11, "Pupil Referral Unit"),
    ("IN", 6001, NURSERY_1, 13, "Independent School"),
)


def places_of(code: str, calibration: Calibration, seed: int) -> Places:
    """The authority's schools under its real code, with invented names and reference numbers."""
    rng = dice(seed, code, "schools")
    c = calibration
    counts = (c.nursery, c.primary, c.secondary, c.special, c.pru, c.independent)
    urns = iter(range(500_000 + int(code) * 400, 500_000 + int(code) * 400 + 400))
    names = iter(rng.permutation(np.array(SURNAMES, dtype=object)))
    found = [
        Place(
            phase=phase,
            name=f"{next(names)} {kind} (synthetic)",
            estab=str(first + n),
            urn=str(next(urns)),
            lowest=lowest,
            highest=_highest(phase, highest, n),
            weight=float(rng.lognormal(0, 0.35)),
            has_unit=phase in {"PS", "SS"} and n % 9 == 1,
            has_resourced=phase in {"PS", "SS"} and n % 6 == 0,
            governance=_governance(phase, n, count),
        )
        for (phase, first, lowest, highest, kind), count in zip(_KINDS, counts, strict=True)
        for n in range(count)
    ]
    return Places(tuple(found + _elsewhere(code, [str(next(urns)) for _ in range(7)])))


def _highest(phase: str, highest: int, n: int) -> int:
    return YEAR_11 if phase == "SS" and (n + 1) % 4 == 0 else highest  # one in four has no sixth form


def _governance(phase: str, n: int, count: int) -> str:
    if phase == "SP" and n == count - 1:
        return "NM"
    return {"SS": "CA", "PS": ("CO", "VA", "CA")[n % 3]}.get(phase, "CO")


def _elsewhere(code: str, urns: list[str]) -> list[Place]:
    ukprn = 19_000_000 + int(code) * 100
    return [
        *(Place("XS", urn=urn, lowest=NURSERY_1, highest=14, weight=2.0) for urn in urns),
        *(Place("FE", ukprn=str(ukprn + n), weight=3.0 - n) for n in range(2)),
        Place("SC", ukprn=str(ukprn + 9), weight=0.5),
        Place("EHE", setting="EHE", weight=1.0),
        Place("OLA", setting="OLA", weight=2.0),
        Place("EYP", setting="EYP"),
        Place("NEET", setting="NEET", weight=0.6),
    ]
