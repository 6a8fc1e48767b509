"""The figures the sample is fitted to: margins of January 2019, need mixes, growth. No chance here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from pipelines.sample.days import Floats, Ints, day_of

ANCHOR = day_of(date(2019, 1, 17))  # the census day whose margins are printed


@dataclass(frozen=True)
class Margins:
    """Pupils of January 2019 by provision, in census schools and in independent schools."""

    state: int
    state_support: int
    state_plans: int
    independent: int
    independent_support: int
    independent_plans: int

    @property
    def pupils(self) -> int:
        """All pupils in all schools."""
        return self.state + self.independent


# New plans and new SEN support against 2014 = 1, so that stocks grow as England's have.
NEW_PLANS = ((2014, 1.0), (2016, 1.15), (2019, 1.7), (2021, 2.0), (2023, 2.5), (2026, 2.7))
NEW_SUPPORT = ((2014, 1.0), (2019, 1.05), (2026, 1.28))
Points = tuple[tuple[int, float], ...]

NEEDS = ("MLD", "SLCN", "SEMH", "SPLD", "ASD", "SLD", "PMLD", "HI", "VI", "MSI", "PD", "OTH", "NSA")
# Growth of the share of each a year, for needs found later (earlier: the reverse).
DRIFT = (-0.06, 0.03, 0.04, -0.02, 0.06, -0.02, -0.02, -0.02, -0.02, 0, -0.02, 0.01, 0)


@dataclass(frozen=True)
class Calibration:
    """One authority: its margins, its schools, where its people live, and how its plans come and go.

    ``beyond``: plans of residents taught elsewhere, against those in its own schools. ``college``: of those
    who leave school with a plan in a year, how many keep it; ``college_years``: for 1 to 6 or 15 more years.
    ``drift``: growth of the share of each need a year.
    """

    margins: Margins
    nursery: int
    primary: int
    secondary: int
    special: int
    pru: int
    independent: int
    outward: tuple[str, ...]
    outward_beyond: tuple[str, ...]
    town: str
    new_plans: Points = NEW_PLANS
    new_support: Points = NEW_SUPPORT
    beyond: float = 0.1
    college: Points = ((2014, 0.72),)
    college_years: tuple[float, ...] = (0.2, 0.26, 0.22, 0.14, 0.08, 0.06, 0.04)
    drift: tuple[float, ...] = DRIFT


# Newcastle's joint commissioning strategy prints 44,893 pupils, 5,934 on SEN support and 1,246 with EHC
# plans in January 2019, independent schools included; the split between sectors is ours. South Tyneside's
# prints January 2020: 16.6% on SEN support, 4.1% with a plan, 1,412 plans of which 32.2% at 16 to 25, under
# 10% in 2015, more than eightfold; pupils with ASD grew by 80%, with SEMH by 42%: margins, growth and drift
# are fitted to that, for the usual seed. North East Lincolnshire has the size of its population (ONS,
# mid-2020) and England's rates of that January. Numbers of schools are ours.
_KNOWN = {
    "391": Calibration(
        margins=Margins(40512, 5422, 1215, 4381, 512, 31),
        nursery=5,
        primary=70,
        secondary=13,
        special=8,
        pru=2,
        independent=8,
        outward=tuple(f"NE{n}" for n in range(1, 16)),
        outward_beyond=("NE23", "NE25", "NE28", "NE31", "NE33", "NE40", "DH3", "SR5"),
        town="Newcastle upon Tyne",
    ),
    "393": Calibration(
        margins=Margins(22580, 3815, 846, 120, 20, 10),
        nursery=4,
        primary=44,
        secondary=9,
        special=4,
        pru=1,
        independent=2,
        outward=tuple(f"NE{n}" for n in (31, 32, 33, 34, 35, 36)),
        outward_beyond=("NE8", "NE10", "SR5", "SR6"),
        town="South Shields",
        new_plans=(
            *((2003, 0.6), (2007, 1.0), (2014, 1.0), (2015, 1.58)),
            *((2017, 1.75), (2019, 1.75), (2021, 1.6), (2026, 2.1)),
        ),
        new_support=((2014, 1.0), (2019, 1.1), (2021, 1.1), (2026, 1.2)),
        beyond=0.2165,
        college=((2013, 0.5), (2014, 0.6), (2015, 1.0)),
        college_years=(0, 0, 0.05, 0.15, 0.3, 0.4, 0.1),
        drift=(*DRIFT[:2], 0.0691, DRIFT[3], 0.1515, *DRIFT[5:]),
    ),
    "812": Calibration(
        margins=Margins(24400, 2880, 765, 300, 36, 12),
        nursery=2,
        primary=46,
        secondary=10,
        special=2,
        pru=2,
        independent=3,
        outward=tuple(f"DN{n}" for n in (31, 32, 33, 34, 35, 36, 37, 40, 41)),
        outward_beyond=("LN7", "LN8", "DN38", "DN39"),
        town="Grimsby",
    ),
}


def known_areas() -> tuple[str, ...]:
    """The authorities with figures of their own."""
    return tuple(_KNOWN)


def calibration_of(code: str, size: int | None = None) -> Calibration:
    """The authority's own figures; one we do not know gets England's rates and 20,000 pupils."""
    whole = _KNOWN.get(code) or _generic(code)
    if size is None or size == whole.margins.pupils:
        return whole
    ratio = size / whole.margins.pupils
    return replace(
        whole,
        margins=_scaled(whole.margins, size),
        nursery=max(1, round(whole.nursery * ratio)),
        primary=max(2, round(whole.primary * ratio)),
        secondary=max(2, round(whole.secondary * ratio)),
        special=max(2, round(whole.special * ratio)),
        pru=max(1, round(whole.pru * ratio)),
        independent=max(1, round(whole.independent * ratio)),
    )


def _generic(code: str) -> Calibration:
    return Calibration(
        margins=Margins(18600, 2213, 558, 1400, 167, 36),
        nursery=2,
        primary=40,
        secondary=7,
        special=4,
        pru=1,
        independent=4,
        outward=tuple(f"{'QVX'[int(code) % 3]}{'JQZ'[int(code) // 3 % 3]}{n}" for n in range(1, 10)),
        outward_beyond=("VV1", "VV2"),
        town="Qvarzham",
    )


def _scaled(whole: Margins, size: int) -> Margins:
    """The six cells of the margins at another size, by largest remainder."""
    w = whole
    cells = [
        w.state - w.state_support - w.state_plans,
        w.state_support,
        w.state_plans,
        w.independent - w.independent_support - w.independent_plans,
        w.independent_support,
        w.independent_plans,
    ]
    n, k, e, i, ik, ie = (int(c) for c in shared_out(size, np.array(cells, dtype=float)))
    return Margins(n + k + e, k, e, i + ik + ie, ik, ie)


def shared_out(total: int, weights: Floats) -> Ints:
    """``total`` shared in proportion to the weights, by largest remainder."""
    exact = weights / weights.sum() * total
    share = np.floor(exact).astype(np.int64)
    largest = np.argsort(share - exact, kind="stable")[: total - int(share.sum())]
    share[largest] += 1
    return np.asarray(share, dtype=np.int64)


# Shares of primary need in 2019. The five commonest together make 86% of all pupils with SEND.
SUPPORT_MIX = np.array([26, 24, 19.5, 13.5, 6.2, 0.2, 0.1, 1.5, 0.8, 0.2, 2, 3, 3])
PLAN_MIX = np.array([11.5, 14, 14.5, 3, 30, 12, 5, 2, 1.5, 0.3, 4.5, 1.7, 0])
# How often a plan with that primary need names a special school.
SPECIAL = np.array([0.3, 0.22, 0.38, 0.03, 0.42, 0.92, 0.97, 0.12, 0.15, 0.5, 0.3, 0.2, 0])


def mix_in(year: int, mix: Floats, drift: Sequence[float] = DRIFT) -> Floats:
    """The mix of needs found in that year, as probabilities."""
    shifted = mix * (1 + np.array(drift)) ** (year - 2019)
    return np.asarray(shifted / shifted.sum(), dtype=np.float64)


def growth(years: Ints, points: Sequence[tuple[int, float]]) -> Floats:
    """A level for each year, straight lines between the points."""
    at, level = zip(*points, strict=True)
    return np.asarray(np.interp(years, at, level), dtype=np.float64)


# Share of pupils eligible for free school meals; once eligible, protected.
FREE_MEALS = ((2010, 0.24), (2018, 0.265), (2019, 0.278), (2021, 0.325), (2026, 0.375))
