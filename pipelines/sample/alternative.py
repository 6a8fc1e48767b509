"""Alternative provision in the school census: places that schools arranged, and why pupils came to a unit."""

import numpy as np

from pipelines.sample.blade import Columns, as_text
from pipelines.sample.census_pupils import Filing
from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Ints
from pipelines.sample.roll import Roll
from pipelines.sample.schools import YEAR_7, YEAR_11
from schemas.returns import autumn

ARRANGED_SINCE, ENTRY_SINCE = 2022, autumn(2021)
_PROVIDER_SINCE = 2023
_ARRANGED = 0.004
_PROVISION = np.array(["N", "K", "E"], dtype=object)


def arranged_items(filing: Filing, roll: Roll) -> tuple[Ints, Columns]:
    """A few secondary pupils of mainstream schools spend part of the week elsewhere."""
    rng, world = filing.rng("arranged"), filing.world
    group = world.people.year_group(filing.day)[roll.person]
    there = roll.counted & (group >= YEAR_7) & (group <= YEAR_11) & (world.places.phase[roll.place] == "SS")
    rows = np.flatnonzero(there & some(rng, len(roll), _ARRANGED) & (roll.entry < filing.day - 30))
    n = len(rows)
    unit = world.places.places[int(world.places.of("PR")[0])]
    at_unit = some(rng, n, 0.3)
    begin = np.maximum(roll.entry[rows] + 1, filing.day - rng.integers(20, 200, n))
    over = some(rng, n, 0.2)
    held = _PROVISION[world.provision(filing.day)[roll.person[rows]]]
    items: Columns = {
        "urn": np.where(at_unit, unit.urn, "").astype(object),
        "ukprn": np.full(n, "", dtype=object),
        "entrydate": filing.dates(begin),
        "leavingdate": filing.dates(np.where(over, filing.day - 5, FAR)),
        "apsessionsperweek": as_text(rng.integers(1, 6, n) * 2),
        "apsettingtype": np.where(at_unit, "", rng.choice(["OOT", "WBP", "OTH"], size=n)).astype(object),
        "placementreason": rng.choice(["BHS", "MHN", "OTH"], size=n).astype(object),
        "senprovisionentry": held,
        "senprovisionleaving": np.where(over, held, "").astype(object),
        "apattendancepattern": np.full(n, "PT", dtype=object),
    }
    if filing.census.place >= _PROVIDER_SINCE:
        items |= {
            "applacementpostcode": filing.identity.postcode[roll.person[rows]],
            "companynumber": np.full(n, "", dtype=object),
        }
    return rows, items


def entry_items(filing: Filing, roll: Roll) -> tuple[Ints, Columns]:
    """Why each pupil of a referral unit is there, and from which school."""
    rng, world = filing.rng("entries"), filing.world
    rows = np.flatnonzero((world.places.phase[roll.place] == "PR") & roll.counted)
    n = len(rows)
    came_from = world.places.places[int(world.places.of("SS")[0])]
    return rows, {
        "prevurn": np.full(n, came_from.urn, dtype=object),
        "apreason": rng.choice(["PEX", "EHC", "MHN", "OTH"], size=n, p=[0.5, 0.2, 0.2, 0.1]).astype(object),
        "senprovisionentry": _PROVISION[world.provision(filing.day)[roll.person[rows]]],
    }
