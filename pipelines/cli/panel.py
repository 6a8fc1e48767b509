"""``send panel``: the released panel of plans as the files that forecasting tools read."""

from pathlib import Path

from pipelines.cli.console import plural, result
from pipelines.errors import OutOfDateError, UsageError
from pipelines.panel import FILES, NEXT_STEP, NOTHING_PUBLISHED, write_panel
from pipelines.release_audiences import refuse_not_open
from pipelines.released import marts_of, release_in_force
from pipelines.settings import Settings


def panel(settings: Settings, folder: Path, *, force: bool) -> int:
    """Write the panel's files to a folder."""
    if (there := [name for name in FILES if (folder / name).exists()]) and not force:
        raise UsageError(
            f"{folder} holds {', '.join(there)} already.",
            why="Nothing is overwritten unasked.",
            hint="Give another folder, or add --force.",
        )
    refuse_not_open(settings, folder)
    release = release_in_force(settings)
    with marts_of(release) as con:
        [[areas]] = con.execute("select count(distinct area) from plan_panel").fetchall()
        if not areas:
            raise OutOfDateError(
                "The release has no published plans.",
                why=NOTHING_PUBLISHED,
                hint=NEXT_STEP,
            )
        written = write_panel(con, folder)
    for name, rows in written.items():
        result(f"{folder / name}: {plural(rows, 'row')}")
    return 0
