"""What a school census says of the schools: their returns, themselves, and what they are approved for."""

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.blade import SYNTHETIC, Columns
from pipelines.sample.calibration import NEEDS
from pipelines.sample.census_pupils import Filing
from pipelines.sample.days import Ints
from pipelines.sample.schools import Place

_TERM = {"autumn": "AUT", "spring": "SPR", "summer": "SUM"}
_EARLY = {-2: "N1", -1: "N2", 0: "R"}
_INTAKE = {"SP": "SPEC", "NS": "COMP", "PR": "SPEC"}
_TYPE = {"NS": "15", "PS": "01", "SS": "28", "SP": "07", "PR": "14"}
_APPROVED_FOR = 3


def return_items(filing: Filing) -> Columns:
    """One row a school: whose return it is, and of when."""
    census, count = filing.census, len(filing.schools)
    places = [filing.world.places.places[s] for s in filing.schools]
    urn = np.array([p.urn for p in places], dtype=object)
    dirty.as_floats(filing.rng("urn"), urn, filing.errors.floats)
    [day] = filing.dates(np.array([filing.day]))
    same = {
        "term": _TERM[census.term],
        "collection": "SC",
        "name": "School Census",
        "year": str(census.year),
        "referencedate": day,
        "sourcelevel": "S",
        "lea": filing.world.code,
    }
    after = {"softwarecode": SYNTHETIC, "release": "1", "serialno": "1", "xversion": "1.0", "datetime": day}
    estab = {"estab": np.array([p.estab for p in places], dtype=object), "urn": urn}
    return _repeated(same, count) | estab | _repeated(after, count)


def _repeated(items: dict[str, str], count: int) -> Columns:
    return {name: np.full(count, value, dtype=object) for name, value in items.items()}


def school_items(filing: Filing) -> Columns:
    """One row a school: its name, phase and years."""
    rows = [_school(filing.world.places.places[s]) for s in filing.schools]
    return {name: np.array([r[name] for r in rows], dtype=object) for name in rows[0]}


def _school(place: Place) -> dict[str, str]:
    return {
        "schoolname": place.name,
        "email": f"office@{place.urn}.example",
        "phoneno": "01632960000",  # a number set aside for fiction
        "phase": place.phase,
        "type": _TYPE[place.phase],
        "intake": _INTAKE.get(place.phase, "COMP"),
        "governance": place.governance,
        "highestncyeargroup": _EARLY.get(place.highest, str(place.highest)),
        "lowestncyeargroup": _EARLY.get(place.lowest, str(place.lowest)),
    }


def approved_items(filing: Filing) -> tuple[Ints, Columns]:
    """The rows of the special schools, and the types of need each is approved for."""
    special = np.flatnonzero(filing.world.places.phase[filing.schools] == "SP")
    needs = [need for need in NEEDS if need not in {"NSA", "OTH"}]
    rows = np.repeat(special, _APPROVED_FOR)
    chosen = [
        needs[(row * 2 + nth * 4) % len(needs)] for row in special.tolist() for nth in range(_APPROVED_FOR)
    ]
    return rows, {"specialschooltype": np.array(chosen, dtype=object)}
