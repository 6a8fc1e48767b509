"""``send corrections``: a file to fill in, for a delivery that cannot be sent again."""

import os
from pathlib import Path

from pipelines import audit, corrections_xlsx
from pipelines.cli.console import plural, result, talk
from pipelines.errors import UsageError
from pipelines.reports import choose
from pipelines.run import workshop
from pipelines.settings import Settings


def corrections(settings: Settings, name: str, out: Path, *, force: bool) -> int:
    """Write the file."""
    if out.suffix.casefold() != ".xlsx":
        raise UsageError(
            f"{out.name} is no name of a workbook.",
            why="Corrections are filled in in a spreadsheet.",
            hint="End it with .xlsx.",
        )
    if out.exists() and not force:
        raise UsageError(
            f"{out} is there already.",
            why="What has been filled in would be lost.",
            hint="Give another name, or add --force.",
        )
    shop = workshop(settings)
    [partition] = choose(shop.lake, name)
    counts = {"workbooks": 1, "taken_out": 1}
    audit.note(settings.lake, audit.OPENED, partition, counts, who=settings.by)
    out.parent.mkdir(parents=True, exist_ok=True)
    before = os.umask(0o077)
    try:
        lines = corrections_xlsx.write(shop.lake, shop.pseudonyms, partition, settings.raw, out)
    finally:
        os.umask(before)
    extract, key = partition.split(".", 1)
    la_code, returned = key.split("_", 1)
    result(f"{out}: {plural(lines, 'line')} to correct where you can.")
    talk(f"Keep it as data/corrections/{la_code}/{extract}/{returned}.xlsx; the next build applies it.")
    return 0
