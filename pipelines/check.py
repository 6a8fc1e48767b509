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
from difflib import get_close_matches
from pathlib import Path

from pipelines import landing, recognition
from pipelines.errors import RefusedError
from pipelines.formats import TextTable, csv_header, read_bytes, read_csv
from pipelines.identity import Pseudonyms
from pipelines.settings import KEY_BYTES
from pipelines.staging import Staged, stage_delivery
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract, items
from schemas.returns import Return

Progress = Callable[[str], None]


@dataclass(frozen=True)
class TableCheck:
    """One table of a delivery, counted."""

    name: str
    received: int
    lawful: int
    rejects: int
    reasons: dict[str, int]
    respelt: dict[str, int]
    notes: dict[str, int]
    limit: float

    @property
    def is_over_limit(self) -> bool:
        """More rows are rejected than the extract allows."""
        return self.rejects > self.limit * max(self.received, 1)


@dataclass(frozen=True)
class Finding:
    """What lies in one place, and what is to be said of it."""

    where: str
    extract: str = ""
    la_code: str = ""
    returned: str = ""
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
        return EXTRACTS[self.extract].title + of_when


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
    names = [path.name]
    for one in _of_folder(folder, str(path), names):
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
        tables = landing.tables_of(delivery)
    except RefusedError as error:
        return Finding(where, folder.parent.name, refusal=error)
    aside = _left_aside([file.path for file in delivery.files])
    found = Finding(where, delivery.extract.name, delivery.la_code, str(delivery.of), left_aside=aside)
    return _judged(found, delivery.extract, delivery.of, tables)


def _of_group(group: _Group) -> Finding:
    found = Finding(group.where, group.extract.name, left_aside=_left_aside(group.paths))
    try:
        la_code, of = _says(group)
        tables = recognition.read_tables(list(group.paths), group.extract, of)
    except RefusedError as error:
        return replace(found, refusal=error)
    return _judged(replace(found, la_code=la_code, returned=str(of)), group.extract, of, tables)


def _judged(found: Finding, extract: Extract, of: Return, tables: dict[str, TextTable]) -> Finding:
    key = f"{found.la_code}_{of}"
    try:
        # A key that nobody keeps: the pseudonyms are thrown away with it.
        staged = stage_delivery(tables, extract, of, key, Pseudonyms(secrets.token_bytes(KEY_BYTES)))
    except RefusedError as error:
        return replace(found, refusal=error)
    checks = tuple(_counted(name, one, extract) for name, one in staged.items())
    return replace(found, tables=checks)


def _counted(name: str, staged: Staged, extract: Extract) -> TableCheck:
    return TableCheck(
        name=name,
        received=staged.received,
        lawful=staged.lawful.num_rows,
        rejects=staged.rejects.num_rows,
        reasons=staged.reasons,
        respelt=staged.respelt,
        notes=staged.notes,
        limit=extract.rejects_limit,
    )


def _says(group: _Group) -> tuple[str, Return]:
    """The authority and the return that the files speak of."""
    extract = group.extract
    head = extract.parts[0]
    if extract.shape == "sen2_xml":
        tables = recognition.read_tables(list(group.paths), extract, Return(extract.first_year))
        return recognition.said_by(tables, extract)
    needed = {item.header.casefold() for item in items(head.contract) if item.required}
    for path in group.paths:
        if needed <= {name.casefold() for name in csv_header(path) or []}:
            return recognition.said_by({head.name: read_csv(path, read_bytes(path))}, extract)
    raise RefusedError(
        f"{', '.join(path.name for path in group.paths[:3])} cannot be judged alone.",
        why=f"Only the {head.name} table says which return they are of, and it is not beside them.",
        hint=f"Put the {head.name} table of the same return into the same folder, and check that.",
    )


def _sorted_out(folder: Path, where: str) -> tuple[list[_Group], list[Finding]]:
    """Files that go together, and those that no contract knows."""
    known: dict[tuple[str, str], list[Path]] = defaultdict(list)
    others: list[Finding] = []
    for path in _files(folder):
        try:
            extract = recognition.recognised(path)
            header = [] if extract else csv_header(path) or []
        except RefusedError as error:
            others.append(Finding(str(Path(where) / path.name), refusal=error))
            continue
        if extract:
            known[extract.name, _beginning(path, extract)].append(path)
        elif not recognition.is_other_blade_table(header):
            others.append(Finding(str(Path(where) / path.name), refusal=_not_recognised(path, header)))
    groups = [
        _Group(_named(where, name, paths), EXTRACTS[name], tuple(paths)) for (name, _), paths in known.items()
    ]
    return groups, others


def _beginning(path: Path, extract: Extract) -> str:
    """What files of one return have in common: ``2025_spring_`` of ``2025_spring_pupilonroll``."""
    if extract.shape != "blade_csv":
        return path.name
    stem = path.stem.casefold()
    names = sorted((n for p in extract.parts for n in (p.name, *p.also)), key=len, reverse=True)
    return next((stem.removesuffix(name) for name in names if stem.endswith(name)), "")


def _named(where: str, extract: str, paths: Sequence[Path]) -> str:
    return str(Path(where) / paths[0].name) if len(paths) == 1 else f"{where} ({extract})"


def _tables_in(path: Path, extract: str) -> set[str]:
    """The tables that a file can hold: all of a message, or the one its name ends with."""
    if not extract:
        return set()
    names = {p.name for p in EXTRACTS[extract].parts}
    own = {
        p.name for p in EXTRACTS[extract].parts for n in (p.name, *p.also) if path.stem.casefold().endswith(n)
    }
    return {max(own, key=len)} if own and EXTRACTS[extract].shape == "blade_csv" else names


def _left_aside(paths: Sequence[Path]) -> tuple[str, ...]:
    csvs = [path for path in paths if path.suffix.casefold() != ".xml"]
    return tuple(
        p.name
        for p in csvs
        if not recognition.recognised(p) and recognition.is_other_blade_table(csv_header(p) or [])
    )


def _not_recognised(path: Path, header: Sequence[str]) -> RefusedError:
    """The nearest table is the one that shares most columns, in spelling or nearly so."""
    shared = {
        f"{part.name} of {extract.name}": sum(
            bool(get_close_matches(name.casefold(), [i.header.casefold() for i in items(part.contract)], n=1))
            for name in header
        )
        for extract in EXTRACTS.values()
        for part in extract.parts
    }
    near = max(shared, key=lambda name: shared[name])
    guess = f"; the nearest is {near}, with {shared[near]} of them" if shared[near] else ""
    return RefusedError(
        f"{path.name} is not recognised.",
        why=f"Its {len(header)} columns are those of no table we know{guess}.",
        hint="Export the table with its own column names, or declare it in schemas/extracts/.",
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and landing.is_delivered(path)]
