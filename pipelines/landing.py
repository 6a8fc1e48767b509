"""Landing: which deliveries lie in ``data/raw``, and whether each is what its place says.

A delivery is the folder ``<la>/<extract>/<return>/``. Its tables, as text, are read by ``recognition``;
nothing here judges rows.
"""

import difflib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipelines import mappings
from pipelines.errors import RefusedError
from pipelines.formats import TextTable
from pipelines.recognition import read_tables, said_by
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract
from schemas.returns import EXAMPLES, Return

_IGNORED = re.compile(r"(\..*|~\$.*|thumbs\.db|desktop\.ini)", re.IGNORECASE)


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery, and the hash of its bytes."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Delivery:
    """One return of one extract by one authority, as it lies on disk.

    ``beside``: the folder of what people wrote about deliveries: mappings, corrections, agreements.
    ``kept_of``: where its files are what was kept of others, the fingerprint of those.
    """

    extract: Extract
    la_code: str
    of: Return
    files: tuple[DeliveredFile, ...]
    beside: Path
    kept_of: str = ""

    @property
    def key(self) -> str:
        """The delivery's one name everywhere: ``391_2025-spring``."""
        return f"{self.la_code}_{self.of}"

    @property
    def partition(self) -> str:
        """Its name among the deliveries of all extracts."""
        return f"{self.extract.name}.{self.key}"

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a byte, a name or the set of its files changes."""
        if self.kept_of:
            return self.kept_of
        said = "\n".join(f"{f.path.name} {f.sha256}" for f in self.files)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Misplaced:
    """Something in ``data/raw`` that is in no place a delivery can be."""

    path: Path
    error: RefusedError

    @property
    def partition(self) -> str:
        """The delivery whose place it is in, if any: what was accepted from there stays in force."""
        la_code, extract, returned = (*self.path.parts, "", "", "")[:3]
        return f"{extract}.{la_code}_{returned}"


def find(raw: Path) -> tuple[list[Delivery], list[Misplaced]]:
    """Every delivery under ``raw``, in the order of its keys, and what lies where none can."""
    deliveries, misplaced = [], []
    for folder in _folders(raw):
        try:
            deliveries.append(delivery_at(folder, raw))
        except RefusedError as error:
            misplaced.append(Misplaced(folder.relative_to(raw), error))
    deliveries.sort(key=lambda d: (d.extract.name, d.la_code, d.of))
    return deliveries, misplaced


def delivery_at(folder: Path, raw: Path) -> Delivery:
    """The delivery in a folder, judged by its place only."""
    place = folder.relative_to(raw).parts
    depth = 3
    if len(place) != depth or folder.is_file():
        raise RefusedError(
            f"data/raw/{'/'.join(place)} is not in the place of a delivery.",
            why="A delivery is a folder data/raw/<la>/<extract>/<return>/ with its files directly in it.",
            hint="Move it, for example to data/raw/391/school_census/2025-spring/.",
        )
    la_code, name, returned = place
    if not re.fullmatch(r"\d{3}", la_code):
        raise RefusedError(
            f"data/raw/{la_code} is not named after an authority.",
            why="The first folder is the authority's three-digit DfE number.",
            hint="Rename it, for example to 391 for Newcastle upon Tyne.",
        )
    if name not in EXTRACTS:
        near = difflib.get_close_matches(name, EXTRACTS, n=1)
        raise RefusedError(
            f"data/raw/{la_code}/{name} is no extract we know.",
            why=f"Known extracts: {', '.join(sorted(EXTRACTS))}.",
            hint=f"Rename it to '{near[0]}'." if near else "Rename it, or declare it in schemas/extracts/.",
        )
    files = tuple(_delivered(path) for path in sorted(folder.iterdir()) if is_delivered(path))
    return Delivery(EXTRACTS[name], la_code, _return_of(EXTRACTS[name], returned), files, raw.parent)


def batches_of(delivery: Delivery) -> Iterator[dict[str, TextTable]]:
    """The tables of a delivery as text, batch by batch, once found to be what its place says."""
    if not delivery.files:
        raise RefusedError(
            f"The delivery {delivery.key} of {delivery.extract.name} has no files.",
            why="Its folder is empty.",
            hint="Copy the files into it, or remove the folder.",
        )
    paths = [file.path for file in delivery.files]
    batches = read_tables(paths, mappings.extended(delivery), delivery.of, delivery.la_code)
    first = next(batches)
    says = said_by(first, delivery.extract)
    if says != (delivery.la_code, delivery.of):
        raise RefusedError(
            f"The delivery {delivery.key} of {delivery.extract.name} is not what its place says.",
            why=f"Its content says authority {says[0]}, return {says[1]}.",
            hint=f"Move it to data/raw/{says[0]}/{delivery.extract.name}/{says[1]}/, or get the right one.",
        )
    yield first
    yield from batches


def check_unchanged(delivery: Delivery) -> None:
    """Refuse a delivery whose files are no longer those that were found: they changed while being read."""
    folder = delivery.files[0].path.parent
    now = {path.name for path in folder.iterdir() if is_delivered(path)} if folder.is_dir() else set()
    same = now == {file.path.name for file in delivery.files} and all(
        _delivered(file.path).sha256 == file.sha256 for file in delivery.files
    )
    if not same:
        raise changed(delivery)


def changed(delivery: Delivery) -> RefusedError:
    """The refusal of a delivery that is no longer what was found."""
    return RefusedError(
        f"The delivery {delivery.key} of {delivery.extract.name} changed while it was being read.",
        why="A file was replaced, added or taken away meanwhile.",
        hint="Wait until the copying has ended, then run the command again.",
    )


def _folders(raw: Path) -> Iterator[Path]:
    """Every folder three deep, and whatever lies beside the way there."""
    for area in sorted(p for p in raw.glob("*") if is_delivered(p)):
        inside = sorted(p for p in area.glob("*") if is_delivered(p)) if area.is_dir() else []
        yield from [] if inside else [area]
        for extract in inside:
            returns = sorted(p for p in extract.glob("*") if is_delivered(p)) if extract.is_dir() else []
            yield from returns or [extract]


def is_delivered(path: Path) -> bool:
    """Not one of the files that desktops leave everywhere."""
    return not _IGNORED.fullmatch(path.name)


def _delivered(path: Path) -> DeliveredFile:
    if path.is_dir():
        raise RefusedError(
            f"{path.name} is a folder inside a delivery.",
            why="The files of a delivery lie directly in its folder.",
            hint="Move its files up, or move it out of data/raw.",
        )
    if path.is_symlink():
        raise RefusedError(
            f"{path.name} is a link to somewhere else.",
            why="What it points to may change, and may lie anywhere on this machine.",
            hint="Copy the file itself into the folder of the delivery.",
        )
    with path.open("rb") as file:
        return DeliveredFile(path, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _return_of(extract: Extract, text: str) -> Return:
    try:
        of = Return.parse(text)
    except ValueError:
        of = Return(0)
    if not of.year or of.frequency != extract.frequency:
        raise RefusedError(
            f"'{text}' is no return of {extract.name}.",
            why=f"Its returns are {extract.frequency}.",
            hint=f"Name the folder like {EXAMPLES[extract.frequency]}.",
        )
    if of.year < extract.first_year:
        raise RefusedError(
            f"{extract.name} of {of.year} cannot be read.",
            why=f"We know its layout from {extract.first_year} on.",
            hint="Move it out of data/raw.",
        )
    return of
