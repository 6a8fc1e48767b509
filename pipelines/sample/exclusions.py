"""Suspensions and permanent exclusions, which a census reports two terms later, of pupils and leavers."""

import numpy as np

from pipelines.sample.blade import Columns, as_text
from pipelines.sample.census_pupils import Filing
from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Bools, Ints, day_of
from pipelines.sample.roll import Roll
from pipelines.sample.schools import YEAR_7
from pipelines.sample.world import NONE
from schemas.returns import autumn

# First school day and length of the term that a census reports, by the census's own term.
_REPORTED = {"spring": (-1, 4, 22, 80), "summer": (-1, 9, 10, 95), "autumn": (0, 1, 8, 75)}
_REASONS = np.array(["PP", "PA", "VP", "VA", "BU", "RA", "SM", "DA", "TH", "DB"], dtype=object)
_OFTEN = np.array([0.2, 0.05, 0.08, 0.18, 0.03, 0.03, 0.02, 0.08, 0.03, 0.3])
_THREE_REASONS_SINCE = 2021
_FOR_GOOD = 0.4  # of the exclusions of those who left, many of whom left for that


def exclusion_items(
    filing: Filing, roll: Roll, asked: Bools, left: Ints | None = None
) -> tuple[Ints, Columns]:
    """The records concerned, of those ``asked`` about, and the items; SEN makes it thrice as likely.

    ``left``: the last days of leavers, who were there before it and some of whom went for good.
    """
    census, world = filing.census, filing.world
    rng = filing.rng("exclusions" if left is None else "exclusions of leavers")
    years, month, day, length = _REPORTED[census.term]
    first = day_of(census.census_day.replace(year=census.census_day.year + years, month=month, day=day))
    provision = world.provision(first)[roll.person]
    group = world.people.year_group(first)[roll.person]
    chance = np.where(group >= YEAR_7, 0.02, 0.002) * np.where(provision == NONE, 1, 3)
    until = np.full(len(roll), FAR) if left is None else left
    there = (roll.entry < first) & (group >= 0) & asked & (until > first + length)
    rows = np.flatnonzero(there & some(rng, len(roll), chance))
    n = len(rows)
    reason, second = (_REASONS[rng.choice(len(_REASONS), size=n, p=_OFTEN)] for _ in range(2))
    for_good = some(rng, n, _FOR_GOOD) & (left is not None)
    for_a_time = "SUSP" if census.place >= autumn(2020) else "FIXD"
    also = np.where(some(rng, n, 0.2) & (second != reason), second, "")
    several = census.place >= _THREE_REASONS_SINCE
    items: Columns = {
        "startdate": filing.dates(first + rng.integers(0, length, n)),
        "sessions": np.where(for_good, "", as_text(rng.integers(1, 11, n))),
        "category": np.where(for_good, "PERM", for_a_time).astype(object),
        "reason1" if several else "reason": reason,
    }
    if several:
        items |= {"reason2": also, "reason3": np.full(n, "", dtype=object)}
    return rows, items | {"senprovision": np.array(["N", "K", "E"], dtype=object)[provision[rows]]}
