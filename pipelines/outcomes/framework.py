"""An area's own outcomes: which indicators stand under which, targets by year, actions, annotations. As TOML.

Frameworks that come with the code are examples, in ``schemas/frameworks``; one of the area 000 is told of
every area. An authority's own, ``data/frameworks/<la>.toml``, takes the place of the example of its number.
"""

import hashlib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import RefusedError
from pipelines.outcomes.watched import Annotation
from schemas.codesets.area import AUTHORITY

BUILT_IN = Path(__file__).parent.parent.parent / "schemas" / "frameworks"
EVERY_AREA = "000"
_KNOWN = {"name", "la", "source", "outcome", "target", "action", "annotation"}
_SAYS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "outcome": {"name": str, "owner": str, "narrative": str, "indicators": list},
    "target": {"indicator": str, "year": (int, str), "value": (int, float)},
    "action": {"said": str, "did": str, "on": date, "indicators": list},
    "annotation": {"indicator": str, "period": str, "words": str},
}
_MAY_SAY: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {"annotation": {"rebase": bool}}


@dataclass(frozen=True)
class Outcome:
    """An outcome in the area's own words, who answers for it, and the indicators that tell of it."""

    name: str
    owner: str
    narrative: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """What people said, what was done and when, and the indicators that it should move."""

    said: str
    did: str
    on: date
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Framework:
    """One file."""

    id: str
    name: str
    la_code: str
    source: str
    outcomes: tuple[Outcome, ...]
    targets: Mapping[tuple[str, str], float]
    actions: tuple[Action, ...]
    annotations: Mapping[tuple[str, str], Annotation]


def in_force(beside: Path | None, indicators: Collection[str]) -> dict[str, Framework]:
    """The frameworks told, by id. ``beside``: the folder of what people wrote beside the deliveries.

    Errors: ``RefusedError`` at the first thing in a file that cannot be followed.
    """
    examples = [read(path, indicators) for path in sorted(BUILT_IN.glob("*.toml"))]
    own = [read(path, indicators) for path in _own(beside)]
    taken = {one.la_code for one in own}
    return {one.id: one for one in (*(e for e in examples if e.la_code not in taken), *own)}


def version(beside: Path | None) -> str:
    """Changes with any file that may be told."""
    files = (*sorted(BUILT_IN.glob("*.toml")), *_own(beside))
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def targets(frameworks: Mapping[str, Framework]) -> dict[tuple[str, str, str], float]:
    """Targets by area, indicator and year."""
    return {(f.la_code, *key): value for f in frameworks.values() for key, value in f.targets.items()}


def annotations(frameworks: Mapping[str, Framework]) -> dict[tuple[str, str, str], Annotation]:
    """Annotations by area, indicator and period."""
    return {(f.la_code, *key): said for f in frameworks.values() for key, said in f.annotations.items()}


def read(path: Path, indicators: Collection[str]) -> Framework:
    """One framework. Errors: ``RefusedError``."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, f"it is no TOML file in UTF-8: {error}") from None
    if broken := next(_broken(told, path, indicators), None):
        raise _refused(path, broken)
    return Framework(
        id=path.stem,
        name=told["name"],
        la_code=told["la"],
        source=told["source"],
        outcomes=tuple(Outcome(**{**one, "indicators": tuple(one["indicators"])}) for one in told["outcome"]),
        targets={(one["indicator"], str(one["year"])): float(one["value"]) for one in told.get("target", ())},
        actions=tuple(
            Action(**{**one, "indicators": tuple(one["indicators"])}) for one in told.get("action", ())
        ),
        annotations={
            (one["indicator"], one["period"]): Annotation(one["words"], one.get("rebase", False))
            for one in told.get("annotation", ())
        },
    )


def _own(beside: Path | None) -> list[Path]:
    return sorted((beside / "frameworks").glob("*.toml")) if beside else []


def _broken(told: Mapping[str, Any], path: Path, indicators: Collection[str]) -> Iterator[str]:
    """What cannot be followed, each in words."""
    if unknown := sorted(set(told) - _KNOWN):
        yield f"it says '{unknown[0]}'; known are {', '.join(sorted(_KNOWN))}"
    for name in ("name", "la", "source"):
        if not isinstance(told.get(name), str) or not told[name].strip():
            yield f"{name} is a text in quotes that is not empty"
    la = told["la"]
    if la != EVERY_AREA and la not in AUTHORITY.labels:
        yield f"'{la}' is no DfE number of an authority"
    if path.parent != BUILT_IN and path.stem != la:
        yield f"it is of {la}, its name is {path.name}: call it {la}.toml"
    if not told.get("outcome"):
        yield "there is no [[outcome]]"
    for name in _SAYS:
        yield from _broken_parts(told.get(name, []), name)
    named = [i for name in ("outcome", "action") for one in told.get(name, ()) for i in one["indicators"]]
    named += [one["indicator"] for name in ("target", "annotation") for one in told.get(name, ())]
    yield from (f"there is no indicator '{name}'" for name in named if name not in indicators)


def _broken_parts(listed: object, name: str) -> Iterator[str]:
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        yield f"{name} is written as [[{name}]]"
        return
    may = {**_SAYS[name], **_MAY_SAY.get(name, {})}
    for one in listed:
        if set(_SAYS[name]) - set(one) or set(one) - set(may):
            yield f"[[{name}]] says {', '.join(sorted(_SAYS[name]))}, each once"
        for item, value in one.items():
            if item in may and (not isinstance(value, may[item]) or value == ""):
                yield f"{item} of [[{name}]] is of another kind: see an example"


def _refused(path: Path, why: str) -> RefusedError:
    return RefusedError(
        f"The framework {path.name} cannot be followed.",
        why=f"{why[0].upper()}{why[1:]}.",
        hint="Mend the file; schemas/frameworks/newcastle.toml shows the form, "
        "schemas/INDICATORS.md the indicators.",
    )
