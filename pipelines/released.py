"""A release opened for reading: nothing can be written through it, and no other file be read.

How a release is written is in ``pipelines.release``. What is not for anybody is not opened here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipelines import release_life
from pipelines.errors import OutOfDateError, UsageError
from pipelines.release_files import Form
from pipelines.release_folder import RELEASES, current_release, manifest_of, releases_in, state_at
from pipelines.release_held import waiting_in
from pipelines.release_state import MARK, WITHDRAWN, is_waiting, state_of, why_held
from pipelines.settings import Settings
from schemas.audiences import OPEN


def release_in_force(settings: Settings) -> Path:
    """The folder of the release; ``OutOfDateError`` where there is none."""
    folder = current_release(settings.marts)
    if folder is None or not Form.of(_said(folder)).database_in(folder).is_file():
        raise _none_in_force(settings)
    _refuse_not_open(folder)
    return folder


def release_named(settings: Settings, stamp: str) -> Path:
    """A release by its name, held or public, for anybody; without a name the one in force.

    Errors: ``UsageError`` where there is none of that name, or it was withdrawn or is for others.
    """
    if not stamp:
        return release_in_force(settings)
    folder = release_life.find(settings, stamp)
    said = _said(folder)
    _refuse_not_open(folder)
    if state_of(said) == WITHDRAWN:
        raise UsageError(
            f"Release {stamp} was withdrawn on {said['withdrawn']['at'][:10]}.",
            why=said["withdrawn"]["reason"],
            hint="'send releases' lists what is in force.",
        )
    return folder


def warning_of(release: Path) -> str:
    """What must be said with every figure of a release that is not public; empty where it is."""
    said = _said(release)
    if not is_waiting(said):
        return ""
    return f"{MARK}: release {release.name} is not public. Held for {'; '.join(why_held(said)) or 'nothing'}"


@contextmanager
def marts_of(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the released marts: read only, no other file, no setting to be changed."""
    hardened: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "lock_configuration": "true",
        "threads": "2",
    }
    database = Form.of(_said(release)).database_in(release)
    with duckdb.connect(str(database), read_only=True, config=hardened) as con:
        yield con


def mart_names(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the release."""
    found = con.execute(
        "select table_name from information_schema.tables where table_schema = 'main' order by table_name"
    )
    return [str(name) for (name,) in found.fetchall()]


def _said(release: Path) -> dict[str, Any]:
    try:
        return manifest_of(release)
    except (OSError, ValueError):
        return {}


def _refuse_not_open(release: Path) -> None:
    audience = _said(release).get("audience", OPEN.name)
    if audience != OPEN.name:
        raise UsageError(
            f"Release {release.name} is {audience}: it is not opened here.",
            why="What is asked of a release may be passed on by anybody.",
            hint="Open its database where it lies, if you are one of those it is for.",
        )


def _none_in_force(settings: Settings) -> OutOfDateError:
    if held := waiting_in(settings.marts):
        stamp = held[-1].name
        return OutOfDateError(
            "No release is in force: the newest is held.",
            why=f"{stamp} is not public. Held for {'; '.join(why_held(_said(held[-1])))}",
            hint=f"Look at it: send query --release {stamp}. "
            f"Then: send approve {stamp} --by NAME --reason TEXT",
        )
    if any(state_at(one) == WITHDRAWN for one in releases_in(settings.marts, RELEASES)):
        return OutOfDateError(
            "No release is in force: every one was withdrawn.",
            why="'send releases' says when, and why.",
            hint="Put right what was wrong, then run 'send release'.",
        )
    return OutOfDateError(
        "There is no release yet.",
        why=f"{settings.marts} holds none.",
        hint="Run 'send build', or 'send demo' to try the sample authority.",
    )
