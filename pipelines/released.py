"""The release in force, opened for reading: nothing can be written through it, and no other file be read.

How a release is written is in ``pipelines.release``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.errors import OutOfDateError
from pipelines.release import current_release
from pipelines.settings import Settings

DATABASE = "send_marts.duckdb"


def release_in_force(settings: Settings) -> Path:
    """The folder of the release; ``OutOfDateError`` where there is none."""
    folder = current_release(settings.marts)
    if folder is None or not (folder / DATABASE).is_file():
        raise OutOfDateError(
            "There is no release yet.",
            why=f"{settings.marts} holds none.",
            hint="Run 'send build', or 'send demo' to try the sample authority.",
        )
    return folder


@contextmanager
def marts_of(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the released marts: read only, no other file, no setting to be changed."""
    hardened: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "lock_configuration": "true",
        "threads": "2",
    }
    with duckdb.connect(str(release / DATABASE), read_only=True, config=hardened) as con:
        yield con


def mart_names(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the release."""
    found = con.execute(
        "select table_name from information_schema.tables where table_schema = 'main' order by table_name"
    )
    return [str(name) for (name,) in found.fetchall()]
