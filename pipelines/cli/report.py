"""``send report``: of each delivery, what its supplier has to put right, as a workbook and as a page."""

import os
from collections.abc import Iterator
from pathlib import Path

from pipelines import audit, reports_html, reports_xlsx
from pipelines.cli.console import plural, result, result_json, talk
from pipelines.deliveries import workshop
from pipelines.errors import UsageError
from pipelines.reports import NOT_ACCEPTED, Report, choose, of_school, report
from pipelines.settings import Settings
from schemas.rule import ERROR, QUERY

EVERY_SCHOOL = "all"


def reports(
    settings: Settings,
    name: str,
    *,
    school: str,
    out: Path | None,
    with_values: bool,
    take_values_out: bool,
    since_last: bool,
    as_json: bool,
) -> int:
    """Write the reports, and tell the verdict on each delivery in one line."""
    folder = _folder(settings, out, with_values=with_values, take_values_out=take_values_out)
    lake = workshop(settings).lake
    if since_last and not name:
        raise UsageError(
            "--since-last needs a delivery.",
            why="A report against the version before is one delivery's.",
            hint="For example: send report 391_2025-spring --since-last",
        )
    told = []
    for partition in choose(lake, name):
        whole = report(lake, partition, settings.raw, with_values=with_values, since_last=since_last)
        chosen = list(_chosen(whole, school))
        if with_values:
            taken = len(chosen) if out else 0
            counts = {"reports": len(chosen), "taken_out": taken}
            audit.note(settings.lake, audit.OPENED, partition, counts, who=settings.by)
        for one in chosen:
            files = _write(one, folder)
            told.append(_as_json(one, files))
            if not as_json:
                _tell(one, files)
    if as_json:
        result_json(told)
    elif with_values:
        talk("These hold children's data. Delete them when the work is done.")
    return 0


def _folder(settings: Settings, out: Path | None, *, with_values: bool, take_values_out: bool) -> Path:
    if not with_values:
        return out or settings.root / "data" / "reports"
    if out is None:
        return settings.lake / "vault" / "reports"
    if not take_values_out:
        raise UsageError(
            f"Reports with values are not written to {out}.",
            why="They name children; they belong under the vault of the lake, where only its owner reads.",
            hint="Leave --out away; or add --take-values-out if your data protection officer has agreed.",
        )
    return out


def _chosen(whole: Report, school: str) -> Iterator[Report]:
    """The whole delivery; or one school of it, or each that has findings."""
    known = [name for name, _, _ in whole.schools]
    if not school:
        yield whole
    elif school == EVERY_SCHOOL:
        yield from (of_school(whole, name) for name in known)
    else:
        yield of_school(whole, school)


def _write(one: Report, folder: Path) -> list[Path]:
    """Both shapes, for the owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = [folder / f"{one.name}.xlsx", folder / f"{one.name}.html"]
    before = os.umask(0o077)
    try:
        for path in files:
            path.unlink(missing_ok=True)
        reports_xlsx.write(one, files[0])
        files[1].write_text(reports_html.page(one), encoding="utf-8")
    finally:
        os.umask(before)
    return files


def _tell(one: Report, files: list[Path]) -> None:
    where = f" school {one.school}" if one.school else ""
    result(f"{one.extract} {one.key}{where}: {one.words}")
    if one.since:
        result(f"  {one.since.words}")
    if one.verdict == NOT_ACCEPTED and one.refusal:
        result(f"  Why:  {one.refusal[1]}")
        result(f"  Hint: {one.refusal[2]}")
    for fix in one.fixes[:3]:
        result(f"  {fix.level} {fix.rule} in {fix.table}, {plural(fix.rows, 'row')}: {fix.message}")
    for path in files:
        result(f"  {path}")


def _as_json(one: Report, files: list[Path]) -> dict[str, object]:
    """Counts and rules; the places are in the files."""
    return {
        "extract": one.extract,
        "delivery": one.key,
        "school": one.school,
        "verdict": one.verdict,
        "words": one.words,
        "errors": one.count(ERROR),
        "queries": one.count(QUERY),
        "left_out": one.left_out,
        "rules": [
            {"rule": f.rule, "level": f.level, "table": f.table, "rows": f.rows, "message": f.message}
            for f in one.fixes
        ],
        "since": {of: one.since.total(of) for of in ("cleared", "still", "new", "not_compared")}
        if one.since
        else None,
        "files": [str(path) for path in files],
    }
