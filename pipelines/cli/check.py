"""``send check``: what files are and whether they are lawful, in words.

The judging is in ``pipelines.check``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.check import Finding, TableCheck, findings
from pipelines.cli.console import plural, result, result_json, tell
from pipelines.cli.pretty import table, working
from pipelines.errors import CONTRACT_BROKEN, SourceMissingError


def check(paths: Sequence[Path], *, as_json: bool) -> int:
    """Judge what lies at ``paths``; 4 where anything is refused, not recognised or rejected too often."""
    for path in paths:
        if not path.exists():
            raise SourceMissingError(
                f"{path} is not there.",
                why="Neither a file nor a folder has that name.",
                hint=f"Look into {path.parent} for its right name, and check that.",
            )
    with working("Looking at the files") as progress:
        found = list(findings(paths, progress))
    if as_json:
        result_json([_as_json(one) for one in found])
    else:
        for one in found:
            _show(one)
        result(_in_one_line(found))
    return 0 if all(one.is_lawful for one in found) else CONTRACT_BROKEN


def _show(one: Finding) -> None:
    result(f"{one.where}: {one.title}")
    if one.left_aside:
        result(f"  left aside, no contract uses them: {', '.join(one.left_aside)}")
    if one.tables:
        rows = [
            [t.name, f"{t.received:,}", f"{t.lawful:,}", f"{t.rejects:,}", _verdict(t)] for t in one.tables
        ]
        table(["Table", "Received", "Lawful", "Rejects", ""], rows, right=("Received", "Lawful", "Rejects"))
    for checked in one.tables:
        for rule, rows_broken in checked.reasons.items():
            result(f"  {checked.name}: {rule}: {plural(rows_broken, 'row')}")
    if one.refusal:
        tell(one.refusal)
    result()


def _verdict(checked: TableCheck) -> str:
    if checked.is_over_limit:
        return "✖ more rejects than the contract allows"
    return "✔ lawful" if not checked.rejects else "✔ accepted without its rejects"


def _in_one_line(found: Sequence[Finding]) -> str:
    bad = sum(not one.is_lawful for one in found)
    said = f"{plural(len(found), 'delivery or file', 'deliveries and files')} checked"
    return (
        f"{said}: {bad} would be refused. Nothing was stored."
        if bad
        else f"{said}, all lawful. Nothing was stored."
    )


def _as_json(one: Finding) -> dict[str, Any]:
    error = one.refusal
    return {
        "path": one.where,
        "extract": one.extract,
        "la_code": one.la_code,
        "return": one.returned,
        "shape": one.shape,
        "is_lawful": one.is_lawful,
        "left_aside": list(one.left_aside),
        "tables": [vars(t) | {"is_over_limit": t.is_over_limit} for t in one.tables],
        "refusal": {"what": error.what, "why": error.why, "hint": error.hint} if error else None,
    }
