"""The independent schools' yearly headcount by SEN provision: one row a school, nobody by name."""

from pathlib import Path

import numpy as np

from pipelines.sample.blade import Columns, as_text, write_csv
from pipelines.sample.days import day_of
from pipelines.sample.world import PLAN, SUPPORT, World
from schemas.returns import Return


def write_independent(world: World, year: int, raw: Path) -> Path:
    """The headcount on the January census day of that year."""
    day = day_of(Return(year).census_day)
    schools = world.places.of("IN")
    rows = world.stays.on(day, world.places.phase == "IN")
    at, provision = world.stays.place[rows], world.provision(day)[world.stays.person[rows]]
    size = len(world.places.places)
    places = [world.places.places[s] for s in schools]
    columns: Columns = {
        "lea": np.full(len(places), world.code, dtype=object),
        "estab": np.array([p.estab for p in places], dtype=object),
        "urn": np.array([p.urn for p in places], dtype=object),
        "schoolname": np.array([p.name for p in places], dtype=object),
        "year": np.full(len(places), str(year), dtype=object),
        "headcount": as_text(np.bincount(at, minlength=size)[schools]),
        "sensupport": as_text(np.bincount(at[provision == SUPPORT], minlength=size)[schools]),
        "ehcplan": as_text(np.bincount(at[provision == PLAN], minlength=size)[schools]),
    }
    folder = raw / world.code / "independent_schools" / str(year)
    return write_csv(folder / f"independent_schools_{year}.csv", columns)
