"""Suspensions of the term before a census, of pupils who are still on roll."""

import numpy as np

from pipelines.sample.blade import Columns, as_text, blade_dates
from pipelines.sample.chance import dice, some
from pipelines.sample.days import Ints, day_of
from pipelines.sample.roll import Roll
from pipelines.sample.schools import YEAR_7
from pipelines.sample.world import NONE, World
from schemas.returns import Return, autumn

# First school day and length of the term that a census reports, by the census's own term.
_REPORTED = {"spring": (-1, 9, 10, 95), "summer": (0, 1, 8, 75), "autumn": (0, 4, 22, 80)}
_REASONS = np.array(["PP", "PA", "VP", "VA", "BU", "RA", "SM", "DA", "TH", "DB"], dtype=object)
_OFTEN = np.array([0.2, 0.05, 0.08, 0.18, 0.03, 0.03, 0.02, 0.08, 0.03, 0.3])


def exclusion_items(world: World, census: Return, roll: Roll) -> tuple[Ints, Columns]:
    """The records concerned and the items; a pupil with SEN is thrice as likely to be suspended."""
    rng = dice(world.seed, world.code, f"exclusions {census}")
    years, month, day, length = _REPORTED[census.term]
    first = day_of(census.census_day.replace(year=census.census_day.year + years, month=month, day=day))
    provision = world.provision(first)[roll.person]
    group = world.people.year_group(first)[roll.person]
    chance = np.where(group >= YEAR_7, 0.02, 0.002) * np.where(provision == NONE, 1, 3)
    there = (roll.entry < first) & (group >= 0) & roll.counted
    rows = np.flatnonzero(there & some(rng, len(roll), chance))
    n = len(rows)
    reason, second = (_REASONS[rng.choice(len(_REASONS), size=n, p=_OFTEN)] for _ in range(2))
    several = census.place >= autumn(2020)
    also = np.where((some(rng, n, 0.2)) & (second != reason), second, "")
    items: Columns = {
        "startdate": blade_dates(first + rng.integers(0, length, n)),
        "sessions": as_text(rng.integers(1, 11, n)),
        "category": np.full(n, "SUSP" if several else "FIXD", dtype=object),
        "reason1" if several else "reason": reason,
    }
    if several:
        items |= {"reason2": also, "reason3": np.full(n, "", dtype=object)}
    return rows, items | {"senprovision": np.array(["N", "K", "E"], dtype=object)[provision[rows]]}
