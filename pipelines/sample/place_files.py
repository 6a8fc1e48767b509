"""Specialist places as the authority commissions them: one row a school and phase, nobody by name."""

from pathlib import Path

import numpy as np

from pipelines.sample.blade import Columns, write_csv
from pipelines.sample.chance import dice
from pipelines.sample.context_homes import localities_of
from pipelines.sample.days import day_of
from pipelines.sample.world import PLAN, World
from schemas.returns import Return

_KINDS = {"SC": ("FE", "P16"), "IN": ("IND", "ALL"), "SP": ("SPEC", "ALL"), "PR": ("AP", "SEC")}
_COSTS = {"SPEC": 24_000, "IND": 60_000, "AP": 19_000, "FE": 12_000}


def write_places(world: World, year: int, raw: Path) -> Path:
    """The places of that year: about as many as are taken in January, and a planned row that opens later."""
    day = day_of(Return(year).census_day)
    rng = dice(world.seed, world.code, f"places {year}")
    rows: list[tuple[str, ...]] = []
    # Special schools and alternative provision are said to be for the locality in which they lie.
    localities = localities_of(world.code) or [""]
    for at, place in enumerate(world.places.places):
        if place.phase not in _KINDS:
            continue
        provision, phase = _KINDS[place.phase]
        there = world.stays.on(day, np.arange(len(world.places.places)) == at)
        taken = int((world.provision(day)[world.stays.person[there]] == PLAN).sum())
        cost = _COSTS[provision] + 500 * int(rng.integers(0, 6))
        places = str(max(taken + int(rng.integers(-2, 5)), 0))
        named = (f"{world.code}-{at}", place.urn, place.name, provision, phase)
        near = localities[at % len(localities)] if provision in {"SPEC", "AP"} else ""
        band = "Complex" if cost > _COSTS[provision] + 1_000 else "Standard"
        rows.append((world.code, str(year), *named, "", near, places, "5", band, str(cost), "", ""))
    planned = ("SPEC", "ALL", "ASD", "", "40", "5", "Standard", str(_COSTS["SPEC"]), str(year + 2), "")
    rows.append((world.code, str(year), f"{world.code}-planned", "", "Planned school", *planned))
    names = (
        "lea", "year", "placesid", "urn", "settingname", "provision", "phase", "need", "locality", "places",
        "vacancymargin", "costband", "costperplace", "firstjanuary", "lastjanuary",
    )  # fmt: skip
    columns: Columns = {
        name: np.array(values, dtype=object)
        for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }
    return write_csv(raw / world.code / "places" / str(year) / f"places_{year}.csv", columns)
