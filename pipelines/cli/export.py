"""``send export``: copies of released marts, as they were released."""

import difflib
import shutil
from collections.abc import Sequence
from pathlib import Path

from pipelines.cli.console import plural, result
from pipelines.errors import UsageError
from pipelines.release_audiences import refuse_not_open
from pipelines.released import mart_names, marts_of, release_in_force
from pipelines.settings import Settings

FORMATS = ("csv", "parquet")


def export(settings: Settings, marts: Sequence[str], folder: Path, *, file_format: str, force: bool) -> int:
    """Copy the marts named, or all, to a folder."""
    if file_format not in FORMATS:
        raise UsageError(
            f"'{file_format}' is no format of the release.",
            why=f"Its marts are there as {' and '.join(FORMATS)}.",
            hint="Write --format csv or --format parquet.",
        )
    refuse_not_open(settings, folder)
    release = release_in_force(settings)
    with marts_of(release) as con:
        chosen = _chosen(marts, mart_names(con))
    copies = {
        release / file_format / f"{mart}.{file_format}": folder / f"{mart}.{file_format}" for mart in chosen
    }
    if (there := [path.name for path in copies.values() if path.exists()]) and not force:
        raise UsageError(
            f"{folder} holds {', '.join(there)} already.",
            why="Nothing is overwritten unasked.",
            hint="Give another folder, or add --force.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for source, target in copies.items():
        shutil.copyfile(source, target)
        result(str(target))
    result(f"Copied {plural(len(copies), 'mart')} of release {release.name}.")
    return 0


def _chosen(wanted: Sequence[str], there: list[str]) -> list[str]:
    if unknown := [name for name in wanted if name not in there]:
        near = difflib.get_close_matches(unknown[0], there, n=1)
        raise UsageError(
            f"There is no mart {unknown[0]}.",
            why=f"The release has {', '.join(there)}.",
            hint=f"Did you mean '{near[0]}'?" if near else "'send query' lists them with their titles.",
        )
    return list(wanted) or there
