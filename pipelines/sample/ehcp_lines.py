"""What plans provide: the lines of sections F to H of each plan, drawn once for its whole life."""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.calibration import NEEDS
from pipelines.sample.chance import dice
from pipelines.sample.days import Ints, Texts
from pipelines.sample.world import World

_AREA_OF = {
    **dict.fromkeys(("SLCN", "ASD"), "CI"),
    **dict.fromkeys(("MLD", "SPLD", "SLD", "PMLD", "OTH", "NSA"), "CL"),
    "SEMH": "SE",
    **dict.fromkeys(("HI", "VI", "MSI", "PD"), "SP"),
}
AREA = np.array([_AREA_OF[need] for need in NEEDS], dtype=object)
# Section: kinds of provision in it, each with quarter hours a week (from, to) and who delivers it.
_KINDS = {
    "F": (
        ("SUP", 30, 121, "S"),
        ("GRP", 2, 9, "S"),
        ("TEA", 2, 13, "L"),
        ("SLT", 1, 5, "H"),
        ("EQU", 0, 1, "L"),
    ),
    "G": (("PHY", 1, 5, "H"), ("NUR", 2, 21, "H"), ("MH", 2, 5, "H")),
    "H1": (("SHB", 8, 25, "C"), ("PER", 12, 41, "C")),
    "H2": (("SHB", 8, 17, "P"), ("OTH", 2, 9, "O")),
}
# Pounds an hour, for the weeks of a school year; what has no hours has no cost in the plan.
_RATES = {"SUP": 16, "GRP": 9, "TEA": 46, "SHB": 21, "PER": 18, "OTH": 20, "NUR": 38}
_THERAPY_RATE, _WEEKS = 62, 38
_SECTIONS, _SHARES = list(_KINDS), [0.74, 0.15, 0.07, 0.04]
_FREQUENCY = {"SUP": "D", "EQU": "N", "SHB": "M", "SLT": "T"}


@dataclass(frozen=True)
class Lines:
    """One row per line of provision, by plan and number; hours are blank where the plan gives none."""

    plan: Ints
    number: Ints
    section: Texts
    area: Texts
    kind: Texts
    hours: Texts
    frequency: Texts
    delivered_by: Texts


def lines_of(world: World) -> Lines:
    """The lines of every plan of the world: two to five, the first of them special education."""
    rng = dice(world.seed, world.code, "provision")
    count = rng.integers(2, 6, len(world.plans.person))
    plan = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(plan)) - np.repeat(np.cumsum(count) - count, count) + 1
    section = rng.choice(_SECTIONS, size=len(plan), p=_SHARES).astype(object)
    section[number == 1] = "F"
    lot, quarter = rng.random(len(plan)), rng.random(len(plan))
    drawn = [_drawn(s, a, b) for s, a, b in zip(section, lot, quarter, strict=True)]
    kind, hours, delivered = (np.array([d[i] for d in drawn], dtype=object) for i in range(3))
    return Lines(
        plan=plan,
        number=number,
        section=section,
        area=AREA[world.plans.need[plan]],
        kind=kind,
        hours=hours,
        frequency=np.array([_FREQUENCY.get(k, "W") for k in kind], dtype=object),
        delivered_by=delivered,
    )


def _drawn(section: str, lot: float, quarter: float) -> tuple[str, str, str]:
    kinds = _KINDS[section]
    kind, least, most, by = kinds[int(lot * len(kinds))]
    quarters = least + int(quarter * (most - least))
    return kind, f"{quarters / 4:g}" if quarters else "", by


def yearly_cost(lines: Lines) -> Ints:
    """What each line costs a year, in whole pounds."""
    rates = np.array([_RATES.get(kind, _THERAPY_RATE) for kind in lines.kind])
    hours = np.array([float(text or 0) for text in lines.hours])
    return np.asarray(hours * rates * _WEEKS, dtype=np.int64)
