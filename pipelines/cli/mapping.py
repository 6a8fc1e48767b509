"""``send map``: propose a supplier's mapping from its files, or check one. It tells names and counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines import mapping_check, mappings
from pipelines.cli.console import plural, result, talk
from pipelines.cli.pretty import table, working
from pipelines.errors import CONTRACT_BROKEN, SourceMissingError, UsageError
from pipelines.mapping_check import Checked, SheetChecked
from pipelines.mapping_files import proposals_of
from pipelines.mapping_propose import SheetProposal
from pipelines.mapping_text import as_toml, mapped_ones, unsure_ones
from pipelines.mapping_toml import read
from pipelines.settings import Settings
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract
from schemas.returns import EXAMPLES, MONTHLY, TERMLY, Return

_MOST_NAMED = 12


@dataclass(frozen=True)
class Asked:
    """What a proposal is to be: of which extract, authority and supplier, and where it is written."""

    extract: str = ""
    la: str = ""
    supplier: str = ""
    of: str = ""
    out: Path | None = None
    force: bool = False


def propose(settings: Settings, paths: Sequence[Path], asked: Asked) -> int:
    """Write a proposed mapping and say what it makes of the files."""
    _must_be_there(paths)
    supplier = asked.supplier or re.sub(r"\W+", "-", paths[0].stem.casefold()).strip("-") or "supplier"
    extract = _extract(asked.extract) if asked.extract else None
    with working("Looking at the columns"):
        found = mapping_check.sheets_in(paths)
        extract, proposals = proposals_of(found, extract)
    target = _target(settings, asked, extract, supplier)
    text = as_toml(extract, supplier, proposals)
    mapping = read(text, f"{supplier}.toml")
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    else:
        result(text)
    for one in proposals:
        _tell_proposal(one)
    with working("Reading the files through the mapping"):
        checked = mapping_check.check(mapping, found, _return(asked.of, extract))
    _tell_check(checked)
    if target:
        result(f"Wrote {target}. Look at its unsure columns; what stands in a comment is not read.")
        result(f"Next: send map {paths[0]} --check {target}")
    else:
        talk("Give --la 391 or --out FILE to write it.")
    return 0


def check(paths: Sequence[Path], mapping: Path, of: str) -> int:
    """Judge files by a mapping; 4 where a row is rejected or a sheet is not known."""
    _must_be_there([*paths, mapping])
    read_mapping = mappings.load(mapping)
    with working("Reading the files through the mapping"):
        checked = mapping_check.check(
            read_mapping, mapping_check.sheets_in(paths), _return(of, read_mapping.extract)
        )
    result(f"{mapping.name}: {read_mapping.named}, of the {read_mapping.extract.title}")
    _tell_check(checked)
    return 0 if checked.is_lawful else CONTRACT_BROKEN


def _tell_proposal(one: SheetProposal) -> None:
    mapped, unsure = len(mapped_ones(one)), len(unsure_ones(one))
    result(
        f"{one.title}: {', '.join(part.name for part in one.parts)}; {plural(mapped, 'column')} mapped, "
        f"{unsure} unsure, {len(one.unmapped)} like no item"
        + (f"; {plural(len(one.groups), 'repeated group')}" if one.groups else "")
    )


def _tell_sheet(sheet: SheetChecked) -> None:
    if not sheet.is_known:
        result(f"{sheet.shown}: no sheet of the mapping; {plural(len(sheet.unmapped), 'column')} not read")
        return
    result(f"{sheet.shown}: {plural(len(sheet.mapped), 'column')} read, {len(sheet.unmapped)} not read")
    for words, labels in (("not read", sheet.unmapped), ("mapped, not in the file", sheet.lacks)):
        if labels:
            more = f" and {len(labels) - _MOST_NAMED} more" if labels[_MOST_NAMED:] else ""
            result(f"  {words}: {', '.join(labels[:_MOST_NAMED])}{more}")


def _tell_check(checked: Checked) -> None:
    for sheet in checked.sheets:
        _tell_sheet(sheet)
    if checked.parts:
        rows = [
            [p.name, f"{p.received:,}", f"{p.lawful:,}", f"{p.received - p.lawful:,}", ", ".join(p.missing)]
            for p in checked.parts
        ]
        head = ["Table", "Received", "Lawful", "Rejects", "Required, and nothing tells it"]
        table(head, rows, right=head[1:4])
    for part in checked.parts:
        for rule, broken in part.reasons.items():
            result(f"  {part.name}: {rule}: {plural(broken, 'row')}")
    if checked.blocked:
        result("Blocked until the mapping tells more:")
    for mart in checked.blocked:
        result(f"  {mart.mart} ({', '.join(mart.columns)}) without {', '.join(mart.without)}")


def _target(settings: Settings, asked: Asked, extract: Extract, supplier: str) -> Path | None:
    """Where it is written: as asked, else in its place if the authority is told."""
    if asked.la and not re.fullmatch(r"\d{3}", asked.la):
        raise UsageError(
            f"'{asked.la}' is no authority.", why="It is a three-digit DfE number.", hint="Write --la 391."
        )
    place = settings.root / "data" / "mappings" / asked.la / extract.name / f"{supplier}.toml"
    target = asked.out or (place if asked.la else None)
    if target and target.exists() and not asked.force:
        raise UsageError(
            f"{target} is there already.",
            why="What was settled in it would be lost.",
            hint="Give another --out, such as a further version's, or add --force.",
        )
    return target


def _extract(name: str) -> Extract:
    if name not in EXTRACTS:
        raise UsageError(
            f"'{name}' is no extract we know.",
            why=f"Known extracts: {', '.join(sorted(EXTRACTS))}.",
            hint="For example: --extract ehcp.",
        )
    return EXTRACTS[name]


def _return(text: str, extract: Extract) -> Return:
    """The return by whose rules rows are judged: as asked, else the one of this month, term or year."""
    today = datetime.now(UTC).date()
    by_frequency = {MONTHLY: f"{today:%Y-%m}", TERMLY: f"{today.year}-spring"}
    said = text or by_frequency.get(extract.frequency, str(today.year))
    try:
        found = Return.parse(said)
    except ValueError:
        found = None
    if found is None or found.frequency != extract.frequency:
        raise UsageError(
            f"'{said}' is no return of {extract.name}.",
            why=f"Its returns are {extract.frequency}.",
            hint=f"Write --return {EXAMPLES[extract.frequency]}.",
        )
    return found


def _must_be_there(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.is_file():
            raise SourceMissingError(
                f"{path} is not there.",
                why="No file has that name.",
                hint=f"Look into {path.parent} for its right name.",
            )
