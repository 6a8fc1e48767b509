"""``send scenario``: what a scenario comes to beside the baseline, told under the rule of the release.

It reads what the last build left in the lake and writes nothing there; ``--keep`` lays the file beside the
deliveries, where the next build finds it.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.cli.console import result
from pipelines.cli.pretty import table, working
from pipelines.cohort import from_lake, scenario_toml, tables
from pipelines.cohort.outlook import Followed, causes_told, series_told
from pipelines.cohort.scenarios import Scenario
from pipelines.errors import OutOfDateError, UsageError
from pipelines.lake import Lake
from pipelines.settings import Settings
from pipelines.workbench import workbench

AHEAD = (1, 2, 3, 5, 10)
_SHOWN = ("total", "specialist", "need:ASD", "need:SEMH", "specialist:ASD", "specialist:SEMH")


def scenario(settings: Settings, file: Path, la: str, *, draws: int, keep: bool, force: bool) -> int:
    """Tell of a scenario; lay it into data/scenarios where that is asked."""
    wanted = scenario_toml.load(file)
    lake = Lake(settings.lake)
    if lake.stamp(tables.FLOW) is None:
        raise OutOfDateError(
            "No plans have been followed yet.",
            why="A scenario starts from what the last build counted.",
            hint="Run 'send build'.",
        )
    with workbench(lake, tables.READS[tables.SERIES]) as con:
        found = from_lake.known(con)
    la_code = _area(found, la)
    if keep:
        _keep(settings.beside, file, la_code, wanted, force=force)
    with working(f"Drawing {draws:,} futures twice"):
        both = from_lake.followed(found, la_code, [wanted], draws)
    _tell(both, wanted)
    if keep:
        result("It is in force: run 'send build' to release its rows.")
    return 0


def _area(found: from_lake.Known, la: str) -> str:
    """The authority that is followed. Raises UsageError where it cannot be, or several can."""
    there = [each for each in found.histories if from_lake.can_follow(found, each)]
    if la in there:
        return la
    if not la and len(there) == 1:
        return there[0]
    raise UsageError(
        f"Authority {la} cannot be followed." if la else "It is not said which authority is meant.",
        why="An authority is followed where two of its SEN2 returns lie a year apart and SEN2 statistics are "
        "delivered, so that its total can be projected.",
        hint=f"Write --la with one of {', '.join(there)}."
        if there
        else "Deliver these, and run 'send build'.",
    )


def _keep(beside: Path, file: Path, la_code: str, wanted: Scenario, *, force: bool) -> None:
    """Lay the file where builds look. Raises UsageError for a name that is taken, without ``force``."""
    place = scenario_toml.folder_of(beside) / la_code / file.name
    others = [
        path
        for path in place.parent.glob("*.toml")
        if path != place and scenario_toml.load(path).name == wanted.name
    ]
    if others:
        raise UsageError(
            f"{others[0].name} has the same name, '{wanted.name}'.",
            why="Rows are told by the name of their scenario.",
            hint="Give it another name, or remove that file from data/scenarios.",
        )
    is_itself = place.exists() and place.samefile(file)
    if place.exists() and not is_itself and not force:
        raise UsageError(
            f"{place.name} is in data/scenarios already.",
            why="Nothing is overwritten unasked.",
            hint="Give the file another name, or add --force.",
        )
    if not is_itself:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def _tell(both: Sequence[Followed], wanted: Scenario) -> None:
    """Baseline and scenario side by side, and why they differ in the last January."""
    usual, other = ({_key(row): row for row in series_told(each)} for each in both)
    if not usual:
        result("There are too few plans to tell anything of: fewer than 50, or all are hidden.")
        return
    result(f"EHC plans of {both[0].start.la_code}, followed from January {both[0].start.january}")
    result()
    columns = [
        "January",
        "Plans",
        "Baseline",
        "80% interval",
        wanted.name,
        "80% interval of it",
        "Difference",
    ]
    rows = [
        [
            row["january_year"],
            row["breakdown"] if series.startswith("need") else _title(row),
            f"{row['median']:,.0f}",
            _interval(row),
            f"{other[series, ahead]['median']:,.0f}",
            _interval(other[series, ahead]),
            f"{other[series, ahead]['median'] - row['median']:+,.0f}",
        ]
        for ahead in AHEAD
        for (series, horizon), row in usual.items()
        if horizon == ahead and series in _SHOWN
    ]
    table(columns, rows, right=columns[2:])
    result()
    result("Why plans change until the last January, all plans")
    result()
    before, after = (
        {(r["series"], r["horizon"], r["cause"]): r["change"] for r in causes_told(each)} for each in both
    )
    last = max(AHEAD)
    causes = [
        [cause, f"{change:+,.0f}", f"{after['total', last, cause]:+,.0f}"]
        for (series, horizon, cause), change in before.items()
        if (series, horizon) == ("total", last)
    ]
    table(["Cause", "Baseline", wanted.name], causes, right=["Baseline", wanted.name])


def _key(row: dict[str, Any]) -> tuple[str, int]:
    return row["series"], row["horizon"]


def _title(row: dict[str, Any]) -> str:
    if row["series"] == "total":
        return "All"
    return "In specialist placements" if row["series"] == "specialist" else f"{row['breakdown']}, specialist"


def _interval(row: dict[str, Any]) -> str:
    return f"{row['lo80']:,.0f} to {row['hi80']:,.0f}"
