"""``send backtest`` and ``send project``: a panel of plans in, a table out, whole or not at all.

They need no root and no keys: a panel holds published counts of whole authorities.
"""

from collections import Counter
from pathlib import Path

import pandas as pd

from pipelines.cli.console import plural, result, talk
from pipelines.cli.pretty import working
from pipelines.errors import UsageError
from pipelines.projection import panel_files
from pipelines.projection.checks import Finding, checked
from pipelines.projection.panel import Panel
from pipelines.projection.project import COLUMNS
from pipelines.projection.project import backtest as back_tested
from pipelines.projection.project import project as projected
from pipelines.projection.rolling import TIERS
from pipelines.projection.scores import ALL_SIZES, OURS, beside, scored, summary
from pipelines.whole_file import ALL_HERE, whole_file

SUFFIXES = (".csv", ".parquet")
_MOST_NUMBERS = 1000


def backtest(
    folder: Path,
    origins: str,
    horizons: str,
    areas: str,
    *,
    out: Path,
    scores: Path | None,
    findings: Path | None,
    force: bool,
) -> int:
    """Write what would have been said in earlier Januaries, and tell how wrong it was."""
    stood = numbers(origins, "--origins", "2018-2022")
    ahead = numbers(horizons, "--horizons", "1,2,3,5")
    named = numbers(areas, "--areas", "393,394") if areas else []
    _refuse(out, scores, findings, force=force)
    panel = panel_files.read_panel(folder)
    with working("Standing in past Januaries") as progress:
        table = back_tested(panel, stood, ahead, named, progress=progress)
        write(table[list(COLUMNS)], out)
        others = None
        if scores:
            progress("Asking simple methods")
            others = beside(panel, stood, ahead, sorted(set(table["series"])))
        told = summary(scored(panel, table, others))
        if scores:
            write(told, scores)
    _tell_findings(panel, findings)
    _tell_tiers(table)
    _tell_errors(told)
    result(f"Wrote {plural(len(table), 'row')} to {out}.")
    return 0


def project(folder: Path, areas: str, to: int, *, out: Path, findings: Path | None, force: bool) -> int:
    """Write what the newest January says of those to come."""
    named = numbers(areas, "--area", "393,394") if areas else []
    _refuse(out, findings, force=force)
    panel = panel_files.read_panel(folder)
    with working("Projecting") as progress:
        table = projected(panel, named, to, progress=progress)
        write(table, out)
    _tell_findings(panel, findings)
    _tell_tiers(table)
    result(f"Wrote {plural(len(table), 'row')} to {out}.")
    return 0


def numbers(text: str, option: str, example: str) -> list[int]:
    """``2018-2020,2022`` as numbers in order. Raises UsageError for anything else."""
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        ends = [first, last] if dash else [first, first]
        if not all(end.isascii() and end.isdigit() and len(end) < 5 for end in ends):  # noqa: PLR2004
            raise _odd(option, example)
        low, high = map(int, ends)
        if not low <= high < low + _MOST_NUMBERS:
            raise _odd(option, example)
        found |= set(range(low, high + 1))
    return sorted(found)


def write(table: pd.DataFrame, path: Path) -> None:
    """The table as CSV or Parquet, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path, ALL_HERE) as file:
        if path.suffix == ".parquet":
            table.to_parquet(file, index=False)
        else:
            table.to_csv(file, index=False, encoding="utf-8", lineterminator="\n")


def _odd(option: str, example: str) -> UsageError:
    return UsageError(
        f"{option} cannot be followed.",
        why="It takes whole numbers joined by commas; a dash stands for all between two.",
        hint=f"Write {option} {example}.",
    )


def _refuse(*paths: Path | None, force: bool) -> None:
    """Before anything is read: another kind of file, one that holds something, one path for two files."""
    wanted = [path for path in paths if path]
    if odd := [path for path in wanted if path.suffix not in SUFFIXES or path.is_dir()]:
        raise UsageError(
            f"{odd[0]} cannot be written.",
            why="Tables are written as .csv or .parquet.",
            hint=f"Write {odd[0].name}.csv or {odd[0].name}.parquet.",
        )
    if len(set(wanted)) < len(wanted):
        raise UsageError(
            "Two tables would be written to one file.",
            why="The second would be all of it.",
            hint="Name each file.",
        )
    if not force and (full := [path for path in wanted if path.exists() and path.stat().st_size]):
        raise UsageError(
            f"{full[0]} is there already.",
            why="Nothing is overwritten unasked.",
            hint="Give another file, or add --force.",
        )


def _tell_findings(panel: Panel, path: Path | None) -> None:
    """How many things were found by what was done; each in a file when one is named."""
    _, found = checked(panel)
    for (series, done), count in sorted(Counter((each.series, _kind(each)) for each in found).items()):
        talk(f"Checked: {series}, {plural(count, 'finding')}: {done}.")
    if path:
        write(pd.DataFrame([vars(each) for each in found], columns=list(Finding.__annotations__)), path)
        talk(f"Each finding: {path}")
    elif found:
        talk("Add --findings FILE to see each.")


def _kind(finding: Finding) -> str:
    return finding.done.lstrip("0123456789, ")


def _tell_tiers(table: pd.DataFrame) -> None:
    tiers = table[table["series"] == "total"].drop_duplicates(["la", "origin"])["tier"].value_counts()
    for tier, words in TIERS.items():
        if count := int(tiers.get(tier, 0)):
            talk(f"Tier {tier} ({words}): {plural(count, 'projection')}.")


def _tell_errors(told: pd.DataFrame) -> None:
    """One line a horizon, of totals."""
    ours = told[(told["method"] == OURS) & (told["size"] == ALL_SIZES) & (told["series"] == "total")]
    for row in ours.to_dict("records"):
        result(
            f"{plural(int(row['horizon']), 'year')} ahead: WAPE {row['wape_percent']:.2f}%, 80% interval "
            f"held {row['held_80_percent']:.0f}%, 95% interval {row['held_95_percent']:.0f}% "
            f"of {plural(int(row['outcomes']), 'outcome')}"
        )
    if not len(ours):
        talk("No outcome of these origins and horizons is known yet.")
