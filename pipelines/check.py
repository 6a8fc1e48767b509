"""Judge files without storing anything: what each is, and its rows by their contract.

A folder in the place of a delivery is judged as landing judges it. Anything else is sorted first: by the
folder, by the extract its content shows, and by the return that its file names begin with. Findings hold
names, rules and counts, never a value.
"""

import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines import landing, recognition
from pipelines.errors import RefusedError
from pipelines.formats import TextTable
from pipelines.identity import Pseudonyms
from pipelines.keys import KEY_BYTES
from pipelines.likeness import Match, is_other_blade_table, nearest
from pipelines.staging import Family, stage_delivery
from pipelines.storing import Tallies
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract
from schemas.returns import Return

Progress = Callable[[str], None]
TABLES = "tables"


@dataclass(frozen=True)
class TableCheck:
    """One table of a delivery, counted; over its limit it would have the delivery refused."""

    name: str
    received: int
    lawful: int
    rejects: int
    reasons: dict[str, int]
    respelt: dict[str, int]
    notes: dict[str, int]
    is_over_limit: bool


@dataclass(frozen=True)
class Finding:
    """What lies in one place, and what is to be said of it."""

    where: str
    extract: str = ""
    la_code: str = ""
    returned: str = ""
    shape: str = ""
    tables: tuple[TableCheck, ...] = ()
    left_aside: tuple[str, ...] = ()
    refusal: RefusedError | None = None

    @property
    def is_lawful(self) -> bool:
        """A build would accept it."""
        return self.refusal is None and not any(one.is_over_limit for one in self.tables)

    @property
    def title(self) -> str:
        """What it is, in words."""
        if not self.extract:
            return "not recognised"
        of_when = f", {self.returned} of {self.la_code}" if self.returned else ""
        as_what = f", as {self.shape}" if self.shape not in {"", TABLES} else ""
        return EXTRACTS[self.extract].title + of_when + as_what


@dataclass(frozen=True)
class _Group:
    """Files that look like one delivery of one extract."""

    where: str
    extract: Extract
    paths: tuple[Path, ...]


def findings(paths: Sequence[Path], progress: Progress = lambda _: None) -> Iterator[Finding]:
    """What lies at each path: a file, the folder of a delivery, or a folder of anything."""
    for path in paths:
        if path.is_file():
            progress(f"Judging {path.name}")
            yield from _of_file(path)
            continue
        for folder in sorted([path, *(p for p in path.rglob("*") if p.is_dir())]):
            if _files(folder):
                progress(f"Judging {folder.name}")
                yield from _of_folder(folder.absolute(), str(folder))


def _of_file(path: Path) -> Iterator[Finding]:
    """One file, in the company of those beside it: its rows may hang on theirs."""
    folder = path.absolute().parent
    for one in _of_folder(folder, str(path), [path.name]):
        tables = tuple(t for t in one.tables if t.name in _tables_in(path, one.extract))
        yield replace(one, where=str(path), tables=tables, left_aside=())


def _of_folder(folder: Path, where: str, only: Sequence[str] = ()) -> Iterator[Finding]:
    if _is_place_of_delivery(folder):
        yield _of_delivery(folder, where)
        return
    groups, others = _sorted_out(folder, where)
    wanted = [g for g in groups if not only or any(p.name in only for p in g.paths)]
    yield from (_of_group(group) for group in wanted)
    yield from (one for one in others if not only or Path(one.where).name in only)


def _is_place_of_delivery(folder: Path) -> bool:
    """``<la>/<extract>/<return>``."""
    la_code, extract = folder.parent.parent.name, folder.parent.name
    return bool(re.fullmatch(r"\d{3}", la_code)) and extract in EXTRACTS


def _of_delivery(folder: Path, where: str) -> Finding:
    try:
        delivery = landing.delivery_at(folder, folder.parents[2])
        paths = [file.path for file in delivery.files]
        found = Finding(where, delivery.extract.name, delivery.la_code, str(delivery.of))
        found = _judged(found, delivery.extract, delivery.of, landing.batches_of(delivery))
        return replace(found, shape=_shape_of(paths), left_aside=_left_aside(paths))
    except RefusedError as error:
        return Finding(where, folder.parent.name, refusal=error)


def _of_group(group: _Group) -> Finding:
    found = Finding(group.where, group.extract.name)
    try:
        found = replace(found, shape=_shape_of(group.paths), left_aside=_left_aside(group.paths))
        la_code, of = _says(group)
        found = replace(found, la_code=la_code, returned=str(of))
        return _judged(
            found, group.extract, of, recognition.read_tables(list(group.paths), group.extract, of)
        )
    except RefusedError as error:
        return replace(found, refusal=error)


def _judged(found: Finding, extract: Extract, of: Return, batches: Iterator[dict[str, TextTable]]) -> Finding:
    key = f"{found.la_code}_{of}"
    # A key that nobody keeps: the pseudonyms are thrown away with it.
    pseudonyms, family, tallies = Pseudonyms(secrets.token_bytes(KEY_BYTES)), Family(), Tallies()
    for tables in batches:
        tallies.add(stage_delivery(tables, extract, of, key, pseudonyms, family=family))
    checks = tuple(_counted(name, told, extract) for name, told in tallies.told.items())
    return replace(found, tables=checks)


def _counted(name: str, told: dict[str, Any], extract: Extract) -> TableCheck:
    is_over = not extract.tolerates(extract.part(name), told["rejects"], told["received"])
    return TableCheck(name=name, **told, is_over_limit=is_over)


def _says(group: _Group) -> tuple[str, Return]:
    """The authority and the return that the files speak of."""
    extract = group.extract
    if recognition.is_message(group.paths[0]):
        first = next(recognition.read_tables(list(group.paths[:1]), extract, Return(extract.first_year)))
        return recognition.said_by(first, extract)
    head = extract.parts[0].name
    for path in group.paths:
        if any(cut.part == head for match in recognition.recognised(path) for cut in match.sheet.cuts):
            return recognition.said_by(recognition.head_of(path, extract), extract)
    raise RefusedError(
        f"{', '.join(path.name for path in group.paths[:3])} cannot be judged alone.",
        why=f"Only the {head} table says which return they are of, and it is not beside them.",
        hint=f"Put the {head} table of the same return into the same folder, or put them into their place, "
        f"data/raw/<la>/{extract.name}/<return>/, which tells it; then check that.",
    )


def _sorted_out(folder: Path, where: str) -> tuple[list[_Group], list[Finding]]:
    """Files that go together, and those that no contract knows."""
    known: dict[tuple[str, str], list[Path]] = defaultdict(list)
    others: list[Finding] = []
    for path in _files(folder):
        place = str(Path(where) / path.name)
        try:
            matches = recognition.recognised(path)
            if matches:
                known[matches[0].extract.name, _beginning(path, matches[0])].append(path)
                continue
            header = recognition.header_of(path)
        except RefusedError as error:
            others.append(Finding(place, refusal=error))
            continue
        if not is_other_blade_table(header):
            others.append(Finding(place, refusal=_not_recognised(path, header)))
    groups = [
        _Group(_named(where, name, paths), EXTRACTS[name], tuple(paths)) for (name, _), paths in known.items()
    ]
    return groups, others


def _beginning(path: Path, match: Match) -> str:
    """What files of one return have in common: ``2025_spring_`` of ``2025_spring_pupilonroll``."""
    if recognition.is_message(path):
        first = next(recognition.read_tables([path], match.extract, Return(match.extract.first_year)))
        return (
            str(recognition.said_by(first, match.extract))
            if match.extract.message and match.extract.message.is_one_a_school
            else path.name
        )
    if not match.is_national:
        return match.layout.title
    stem = path.stem.casefold()
    names = sorted((n for p in match.extract.parts for n in (p.name, *p.also)), key=len, reverse=True)
    return next((stem.removesuffix(name) for name in names if stem.endswith(name)), "")


def _named(where: str, extract: str, paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return str(Path(where) / paths[0].name)
    shape = _shape_of(paths)
    return f"{where} ({extract})" if shape == TABLES else f"{where} ({extract}, {shape})"


def _tables_in(path: Path, extract: str) -> set[str]:
    """The tables that a file can hold."""
    if not extract:
        return set()
    if recognition.is_message(path):
        return {part.name for part in EXTRACTS[extract].parts}
    return {cut.part for match in recognition.recognised(path) for cut in match.sheet.cuts}


def _shape_of(paths: Sequence[Path]) -> str:
    """In which shape the return is held, in words."""
    if any(recognition.is_message(path) for path in paths):
        return "XML message"
    titles = {m.layout.title for path in paths for m in recognition.recognised(path) if not m.is_national}
    return " and ".join(sorted(titles)) or TABLES


def _left_aside(paths: Sequence[Path]) -> tuple[str, ...]:
    return tuple(
        p.name
        for p in paths
        if not recognition.is_message(p)
        and not recognition.recognised(p)
        and is_other_blade_table(recognition.header_of(p))
    )


def _not_recognised(path: Path, header: Sequence[str]) -> RefusedError:
    """With the nearest table: the one that shares most columns, in spelling or nearly so."""
    near, shared = nearest(header)
    guess = f"; the nearest is {near}, with {shared} of them" if shared else ""
    return RefusedError(
        f"{path.name} is not recognised.",
        why=f"Its {len(header)} columns are those of no table we know{guess}.",
        hint="Export the table with its own column names, or declare it in schemas/extracts/.",
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and landing.is_delivered(path)]
