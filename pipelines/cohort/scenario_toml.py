"""A scenario from its TOML file; what cannot be followed is refused by name, with what to write instead."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.cohort.scenarios import (
    BASELINE,
    CEASING,
    DWELLINGS,
    NEW,
    PLACES_OPEN,
    POPULATION,
    WHATS,
    Change,
    Scenario,
)
from pipelines.cohort.states import AGES, NEEDS, PLACES
from pipelines.errors import RefusedError, SourceMissingError
from pipelines.population_columns import variant_of

EXAMPLE = """name = "Fewer new plans, and a new school"
[[change]]
from = 2028
to = 2036
what = "new plans"
x = 0.9
[[change]]
from = 2029
to = 2036
what = "places"
placements = ["special"]
add = 120
fill = [0.4, 0.7, 1.0]
drawn_from = ["independent", "mainstream"]"""
_TAKES = {
    NEW: ({"x"}, {"ages", "needs", "placements"}),
    CEASING: ({"x"}, {"ages", "needs", "placements"}),
    POPULATION: (set(), {"x", "variant", "ages"}),
    DWELLINGS: ({"add", "child_yield"}, {"ages"}),
    PLACES_OPEN: ({"add", "placements", "drawn_from"}, {"ages", "needs", "fill"}),
}
_FIRST, _LAST, _LONGEST_NAME = 2015, 2100, 60


def load(path: Path) -> Scenario:
    """The scenario in a file. SourceMissingError, or RefusedError naming the change and its key."""
    if not path.is_file():
        raise SourceMissingError(
            f"{path.name} is not there.",
            why="A scenario says in a TOML file what is otherwise than in the baseline.",
            hint="Write one; an example:\n" + EXAMPLE,
        )
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(f"{path.name} is not TOML.", "It cannot be read as such.") from error
    return parse(told, path.name)


def folder_of(beside: Path) -> Path:
    """Where scenarios lie whose rows are released: ``data/scenarios/<la>/<name>.toml``."""
    return beside / "scenarios"


def in_force(beside: Path) -> dict[str, list[Scenario]]:
    """By authority the scenarios that lie beside the deliveries, in order of their files' names."""
    found: dict[str, list[Scenario]] = {}
    for path in sorted(folder_of(beside).glob("*/*.toml")):
        mine = found.setdefault(path.parent.name, [])
        mine.append(load(path))
        if len({one.name for one in mine}) < len(mine):
            raise _refused(
                f"Two scenarios are called as that of {path.name} is.", "Rows are told by the name."
            )
    return found


def fingerprint(beside: Path) -> str:
    """Changes with the scenarios in force."""
    files = sorted(folder_of(beside).glob("*/*.toml"))
    told = (f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() for path in files)
    return hashlib.sha256(b"\0\0".join(told)).hexdigest()


def parse(told: Mapping[str, Any], file: str) -> Scenario:
    """The scenario that a document says."""
    if strange := sorted(set(told) - {"name", "note", "change"}):
        raise _refused(f"{file} has the key {strange[0]}.", "A scenario has name, note and [[change]].")
    name = told.get("name", "")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= _LONGEST_NAME or name == BASELINE:
        raise _refused(
            f"{file} has no name to call it by.",
            f"Its rows are told by it: 1 to {_LONGEST_NAME} letters, and not '{BASELINE}'.",
        )
    changes = told.get("change", [])
    if not isinstance(changes, list) or not changes or not all(isinstance(each, dict) for each in changes):
        raise _refused(f"{file} changes nothing.", "Each change is a table [[change]].")
    made = tuple(_change(each, f"{file}, change {n}") for n, each in enumerate(changes, 1))
    return Scenario(name.strip(), str(told.get("note", "")), made)


def _change(told: Mapping[str, Any], where: str) -> Change:
    what = told.get("what")
    if what not in WHATS:
        raise _refused(
            f"{where}: 'what' is none of what can change.", "It is one of " + ", ".join(WHATS) + "."
        )
    needed, may = _TAKES[what]
    lacking = sorted(({"from", "to"} | needed) - set(told))
    strange = sorted(set(told) - ({"from", "to", "what", "note"} | needed | may))
    if lacking or strange:
        said = (
            f"lacks {', '.join(lacking)}" if lacking else f"has {', '.join(strange)}, which it does not take"
        )
        takes = ", ".join(sorted(needed | may))
        raise _refused(f"{where}: '{what}' {said}.", f"It takes from, to, {takes} and note.")
    if what == POPULATION and ("x" in told) == ("variant" in told):
        raise _refused(
            f"{where}: 'population' is told by an x or by a variant.",
            'x multiplies residents; variant is a projection in the lake, as "high migration".',
        )
    start, end = (_whole(told, key, where) for key in ("from", "to"))
    if end < start:
        raise _refused(f"{where}: it ends before it begins.", "'to' is the last January that it holds in.")
    change = Change(
        start=start,
        end=end,
        what=what,
        x=_number(told, "x", where) if "x" in told else None,
        add=_number(told, "add", where) if "add" in told else None,
        variant=variant_of(str(told["variant"])) if "variant" in told else "",
        ages=_ages(told, where),
        needs=_names(told, "needs", NEEDS, where),
        placements=_names(told, "placements", PLACES, where),
        child_yield=_number(told, "child_yield", where) if "child_yield" in told else 0.0,
        fill=_fill(told, where),
        drawn_from=_names(told, "drawn_from", PLACES, where) if "drawn_from" in told else (),
        note=str(told.get("note", "")),
    )
    if what == PLACES_OPEN and (len(change.placements) != 1 or change.placements[0] in change.drawn_from):
        raise _refused(
            f"{where}: places open in one placement and are filled from others.",
            "'placements' names one, 'drawn_from' others.",
        )
    return change


def _whole(told: Mapping[str, Any], key: str, where: str) -> int:
    value = told[key]
    if not isinstance(value, int) or isinstance(value, bool) or not _FIRST <= value <= _LAST:
        raise _refused(f"{where}: '{key}' is no January.", f"It is a year from {_FIRST} to {_LAST}.")
    return value


def _number(told: Mapping[str, Any], key: str, where: str) -> float:
    value = told[key]
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < float("inf"):
        raise _refused(f"{where}: '{key}' is no number of 0 or more.", "A decrease is an x below 1.")
    return float(value)


def _ages(told: Mapping[str, Any], where: str) -> tuple[int, int]:
    ages = told.get("ages", [AGES[0], AGES[-1]])
    is_pair = isinstance(ages, list) and len(ages) == 2 and all(each in AGES for each in ages)  # noqa: PLR2004
    if not is_pair or ages[0] > ages[1]:
        raise _refused(
            f"{where}: 'ages' are not two ages.", "They are the first and the last, as [5, 10]; 0 to 25."
        )
    return int(ages[0]), int(ages[1])


def _names(told: Mapping[str, Any], key: str, known: tuple[str, ...], where: str) -> tuple[str, ...]:
    names = told.get(key, list(known))
    if not isinstance(names, list) or not names or any(name not in known for name in names):
        raise _refused(
            f"{where}: '{key}' names what is not known.", "It is a list of " + ", ".join(known) + "."
        )
    return tuple(dict.fromkeys(names))


def _fill(told: Mapping[str, Any], where: str) -> tuple[float, ...]:
    shares = told.get("fill", [1.0])
    are_numbers = (
        isinstance(shares, list) and shares and all(isinstance(each, int | float) for each in shares)
    )
    if not are_numbers or sorted(shares) != shares or not 0 <= shares[0] <= shares[-1] <= 1:
        raise _refused(
            f"{where}: 'fill' is no curve.",
            "It lists the share taken up by each January, from 0 to 1 and never falling: [0.4, 0.7, 1.0].",
        )
    return tuple(float(each) for each in shares)


def _refused(what: str, why: str) -> RefusedError:
    return RefusedError(what, why=why, hint="Mend the file; an example:\n" + EXAMPLE)
