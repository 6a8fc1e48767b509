"""``send layouts``: tables as the school capacity survey and the DSG plan ask for them, to fill these in.

Many cells are of very few plans, so the files lie under the vault of the lake, for its owner only, and are
never released. What is in them is worked out by ``cohort``.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.cli.console import plural, result
from pipelines.cohort.tables import LAYOUT
from pipelines.errors import OutOfDateError, UsageError
from pipelines.lake import Lake
from pipelines.settings import Settings
from pipelines.whole_file import ONLY_ITS_OWNER, whole_file

_NAMES = {"SCAP": "scap", "DSG plan, age": "dsg_plan_by_age", "DSG plan, need": "dsg_plan_by_need"}
_LIMITS = {"median": "", "lo80": "lower 80", "hi80": "upper 80"}


def layouts(settings: Settings, la: str) -> int:
    """Write one CSV a layout and authority: January and group in rows, provision or placement in columns."""
    lake = Lake(settings.lake)
    rows = lake.read(LAYOUT).to_pylist() if lake.stamp(LAYOUT) else []
    if not rows:
        raise OutOfDateError(
            "No plans have been followed yet.",
            why="Plans are followed from two SEN2 returns a year apart, and SEN2 statistics.",
            hint="Deliver these ('send sources' says what is missing), and run 'send build'.",
        )
    areas = sorted({row["la_code"] for row in rows})
    if la and la not in areas:
        raise UsageError(
            f"Authority {la} is not followed.",
            why="Nothing is worked out for it.",
            hint=f"Write --la with one of {', '.join(areas)}, or leave it away.",
        )
    folder = settings.lake / "vault" / "reports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for area in [la] if la else areas:
        for layout, name in _NAMES.items():
            its = [row for row in rows if (row["la_code"], row["layout"]) == (area, layout)]
            path = folder / f"{name}_{area}.csv"
            _write(path, its)
            result(
                f"Wrote {path}: {plural(len(its), 'cell')}. Many are of very few plans: keep it restricted."
            )
    return 0


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(row["column_label"] for row in rows))
    cells = {(row["january_year"], row["row_label"], row["column_label"]): row for row in rows}
    text = io.StringIO()
    said = csv.writer(text, lineterminator="\n")
    heads = [f"{column} {words}".strip() for column in columns for words in _LIMITS.values()]
    said.writerow(["January", "group", *heads])
    for january, group in dict.fromkeys((row["january_year"], row["row_label"]) for row in rows):
        found = (cells[january, group, column] for column in columns)
        said.writerow([january, group, *(f"{cell[limit]:.1f}" for cell in found for limit in _LIMITS)])
    with whole_file(path, ONLY_ITS_OWNER) as file:
        file.write(text.getvalue().encode("utf-8"))
