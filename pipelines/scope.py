"""What an authority says of who is counted, and how: ``data/scope.toml``, as tables that marts read.

Without the file the project's own choices hold: ages 0 to 25 inclusive (Children and Families Act 2014,
part 3), all pupils of the area's schools, each authority alone, the neighbours in force by date. Nothing is
counted here.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.errors import RefusedError
from pipelines.lake import Lake
from schemas.codesets.area import AUTHORITY

FILE = "data/scope.toml"
COUNTING, LEFT_OUT = "scope.counting", "scope.school_type_left_out"
AREA_MEMBER, LOCALITY_MERGED = "scope.area_member", "scope.locality_merged"
SCHOOL_TYPES = (
    "State-funded nursery",
    "State-funded primary",
    "State-funded secondary",
    "State-funded special school",
    "Special school, kind not returned",
    "State-funded alternative provision",
    "Non-maintained special school",
    "Independent school",
)
PUPILS, RESIDENTS = "pupils", "residents"
_FIRST_YEAR, _LAST_YEAR, _A_GROUP = 2010, 2100, 2
JOINED_BY = "+"
SCHEMAS = {
    COUNTING: pa.schema(
        [
            ("oldest_age", pa.int64()),
            ("counted", pa.string()),
            ("rolling_years", pa.int64()),
            ("base_year", pa.int64()),
            ("neighbour_edition", pa.int64()),
        ]
    ),
    LEFT_OUT: pa.schema([("school_type", pa.string())]),
    AREA_MEMBER: pa.schema([(name, pa.string()) for name in ("area", "area_name", "la_code")]),
    LOCALITY_MERGED: pa.schema([(name, pa.string()) for name in ("la_code", "locality", "merged_into")]),
}
_EXAMPLE = """oldest_age = 25              # or 24
counted = "pupils"           # or "residents": pupils whose home is in the area
rolling_years = 3            # sums of three Januaries for schools, wards and localities
base_year = 2015             # what multiples are of
neighbour_edition = 2025     # else the set in force by date
leave_out_school_types = ["State-funded alternative provision"]

[[together]]
name = "Tyneside"
areas = ["391", "393"]

[[merged_locality]]
la = "391"
name = "Outer west"
localities = ["Newburn", "Lemington"]"""


@dataclass(frozen=True)
class Together:
    """Authorities told as one area, beside each alone."""

    name: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class MergedLocality:
    """Localities of an authority that are counted as one."""

    la: str
    name: str
    localities: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """Who is counted, and how."""

    oldest_age: int = 25
    counted: str = PUPILS
    rolling_years: int = 0
    base_year: int = 2015
    neighbour_edition: int | None = None
    leave_out_school_types: tuple[str, ...] = ()
    together: tuple[Together, ...] = ()
    merged_locality: tuple[MergedLocality, ...] = ()

    def tables(self) -> dict[str, pa.Table]:
        """The same as tables."""
        counting = {name: getattr(self, name) for name in SCHEMAS[COUNTING].names}
        members = [
            {"area": JOINED_BY.join(one.areas), "area_name": one.name, "la_code": la}
            for one in self.together
            for la in one.areas
        ]
        merged = [
            {"la_code": one.la, "locality": locality, "merged_into": one.name}
            for one in self.merged_locality
            for locality in one.localities
        ]
        left_out = [{"school_type": name} for name in self.leave_out_school_types]
        rows = {COUNTING: [counting], LEFT_OUT: left_out, AREA_MEMBER: members, LOCALITY_MERGED: merged}
        return {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in SCHEMAS}


def keep(lake: Lake, beside: Path) -> Scope:
    """Bring the tables up to date with the file. Errors: ``RefusedError`` where it cannot be followed."""
    scope = load(beside / Path(FILE).name)
    fingerprint = hashlib.sha256(repr(scope).encode()).hexdigest()
    for name, rows in scope.tables().items():
        stamp = lake.stamp(name)
        if stamp is None or stamp.fingerprint != fingerprint:
            lake.write(name, rows, fingerprint=fingerprint)
    return scope


def version(beside: Path) -> str:
    """Changes with the file, whether it can be followed or not."""
    path = beside / Path(FILE).name
    return hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()[:12]


def load(path: Path) -> Scope:
    """The scope that a file tells; without a file the project's own."""
    if not path.is_file():
        return Scope()
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place = error.args[-1] if isinstance(error, tomllib.TOMLDecodeError) else "it is not UTF-8"
        raise _refused(f"It is not TOML: {place}") from None
    return parse(told)


def parse(told: Mapping[str, Any]) -> Scope:
    """The scope that a document tells. Errors: ``RefusedError`` at the first that cannot be followed."""
    known = {field.name for field in fields(Scope)}
    if unknown := sorted(set(told) - known):
        raise _refused(f"it says '{unknown[0]}'; known are {', '.join(sorted(known))}")
    plain = {name: value for name, value in told.items() if name not in {"together", "merged_locality"}}
    if "leave_out_school_types" in plain:
        plain["leave_out_school_types"] = _texts(plain["leave_out_school_types"], "leave_out_school_types")
    scope = Scope(
        **plain,
        together=tuple(_together(one) for one in _documents(told, "together")),
        merged_locality=tuple(_merged(one) for one in _documents(told, "merged_locality")),
    )
    if broken := next(_broken(scope), None):
        raise _refused(broken)
    return scope


def _broken(scope: Scope) -> Iterator[str]:
    """What cannot be followed, each in words."""
    for name, lawful in (("oldest_age", (24, 25)), ("rolling_years", (0, 3))):
        if not _is_whole(getattr(scope, name)) or getattr(scope, name) not in lawful:
            yield f"{name} is {' or '.join(map(str, lawful))}"
    for name in ("base_year", "neighbour_edition"):
        year = getattr(scope, name)
        if year is not None and not (_is_whole(year) and _FIRST_YEAR <= year <= _LAST_YEAR):
            yield f"{name} is a year"
    if scope.counted not in {PUPILS, RESIDENTS}:
        yield f'counted is "{PUPILS}" or "{RESIDENTS}"'
    for kind in set(scope.leave_out_school_types) - set(SCHOOL_TYPES):
        yield f"'{kind}' is no type of school; they are {', '.join(SCHOOL_TYPES)}"
    numbers = {la for one in scope.together for la in one.areas} | {one.la for one in scope.merged_locality}
    yield from (f"'{la}' is no DfE number of an authority" for la in sorted(numbers - set(AUTHORITY.labels)))
    yield from _broken_groups(scope)


def _broken_groups(scope: Scope) -> Iterator[str]:
    for one in scope.together:
        if len(one.areas) < _A_GROUP or len(set(one.areas)) < len(one.areas):
            yield f"'{one.name}' needs two authorities or more, each once"
    if len({tuple(sorted(one.areas)) for one in scope.together}) < len(scope.together):
        yield "two groups hold the same authorities"
    localities = [(one.la, name) for one in scope.merged_locality for name in one.localities]
    if len(set(localities)) < len(localities):
        yield "a locality is merged twice"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _together(told: Mapping[str, Any]) -> Together:
    _only(told, {"name", "areas"}, "together")
    return Together(_text(told["name"], "name"), _texts(told["areas"], "areas"))


def _merged(told: Mapping[str, Any]) -> MergedLocality:
    _only(told, {"la", "name", "localities"}, "merged_locality")
    names = _texts(told["localities"], "localities")
    return MergedLocality(_text(told["la"], "la"), _text(told["name"], "name"), names)


def _only(told: Mapping[str, Any], wanted: set[str], where: str) -> None:
    if set(told) != wanted:
        raise _refused(f"[[{where}]] says {', '.join(sorted(wanted))}, each once and nothing else")


def _documents(told: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    listed = told.get(name, [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise _refused(f"{name} is written as [[{name}]]")
    return listed


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _refused(f'{name} is a list of texts, ["...", "..."]')
    return tuple(_text(one, name) for one in value)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _refused(f"{name} is a text in quotes that is not empty")
    return value


def _refused(why: str) -> RefusedError:
    return RefusedError(
        f"{FILE} cannot be followed.",
        why=f"{why[0].upper()}{why[1:]}.",
        hint=f"Mend it, or take it away: then the project's own choices hold. All it may say:\n{_EXAMPLE}",
    )
