"""``send doctor``: is this machine, and are these folders, fit for a build. It writes nothing.

Each check is a function from the settings to one line; one that fails says what to do.
"""

import os
import re
import shutil
import stat
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.cli.console import plural, result, result_json
from pipelines.cli.doctor_lines import Line, is_open_to_others
from pipelines.cli.doctor_secrets import pseudonym_key, raw, vault, vault_key
from pipelines.errors import OUT_OF_DATE, USAGE
from pipelines.settings import Settings

OLDEST, NEWEST = (3, 11), (3, 13)
LEAST_FREE_BYTES = 2 * 1024**3
_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
_SYNCED = re.compile(r"onedrive.*|dropbox.*|google ?drive.*|icloud.*|nextcloud|box sync", re.IGNORECASE)


def doctor(settings: Settings, *, as_json: bool) -> int:
    """Run every check; 2 where something must be set right, 6 where only a build is missing or at work."""
    lines = list(examined(settings))
    if as_json:
        result_json([vars(line) | {"is_well": line.is_well} for line in lines])
    else:
        for line in lines:
            result(f"{'✔ ok   ' if line.is_well else '✖ fails'}  {line.check}: {line.said}")
            if line.hint:
                result(f"           Hint: {line.hint}")
        failed = sum(not line.is_well for line in lines)
        result(
            f"All {len(lines)} checks passed." if not failed else f"{failed} of {len(lines)} checks failed."
        )
    codes = {line.code for line in lines} - {0}
    return min(codes, default=0)


def examined(settings: Settings) -> Iterator[Line]:
    """Every check, in the order a person would look."""
    for check in CHECKS:
        yield check(settings)


def _python(_: Settings) -> Line:
    said = ".".join(map(str, sys.version_info[:3]))
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return Line("Python", said)
    return Line("Python", said, "Install Python 3.11, 3.12 or 3.13 and run 'uv sync' again.", USAGE)


def _packages(_: Settings) -> Line:
    """The packages the project names, against the versions it pins."""
    if not _PROJECT.is_file():
        return Line("Packages", "no pyproject.toml beside the code to compare with")
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))
    pins = dict(pin.split("==") for pin in project["tool"]["uv"]["constraint-dependencies"])
    own = {name: pins[name] for name in project["project"]["dependencies"] if name in pins}
    odd = [f"{name} {_installed(name)} for {pin}" for name, pin in own.items() if _installed(name) != pin]
    if odd:
        return Line("Packages", ", ".join(odd), "Run 'uv sync' in the project's folder.", USAGE)
    return Line("Packages", f"{len(own)} installed as pinned")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _folders(settings: Settings) -> Line:
    wanted = {"data/raw": settings.raw, "data/marts": settings.marts, "lake": settings.lake}
    # data/raw is only read by a build: it may lie on a share that nobody here may write to.
    rights = {name: os.R_OK | os.X_OK if name == "data/raw" else os.W_OK | os.X_OK for name in wanted}
    shut = [name for name, path in wanted.items() if not os.access(_nearest(path), rights[name])]
    if shut:
        hint = f"Give yourself the right to {wanted[shut[0]]}, or set SEND_ROOT or SEND_LAKE elsewhere."
        return Line("Folders", f"not usable: {', '.join(shut)}", hint, USAGE)
    return Line("Folders", f"usable under {settings.root}")


def _lake(settings: Settings) -> Line:
    if synced := [part for part in settings.lake.parts if _SYNCED.fullmatch(part)]:
        hint = "Set SEND_LAKE to a folder of this machine that is not copied elsewhere."
        return Line("Lake", f"lies in a synced folder ({synced[0]}): identifiers would leave", hint, USAGE)
    if not settings.lake.exists():
        return Line("Lake", "none yet; the first build makes it")
    mode = stat.S_IMODE(settings.lake.stat().st_mode)
    if is_open_to_others(settings.lake):
        return Line("Lake", f"others may look into it (mode {mode:04o})", f"chmod 700 {settings.lake}", USAGE)
    return Line("Lake", f"{settings.lake}, for its owner only")


def _disk(settings: Settings) -> Line:
    free = min(shutil.disk_usage(_nearest(path)).free for path in (settings.lake, settings.marts))
    said = f"{free / 1024**3:.1f} GiB free"
    if free < LEAST_FREE_BYTES:
        return Line("Disk", said, "Free some space, or set SEND_LAKE to a larger disk.", USAGE)
    return Line("Disk", said)


def _truth(settings: Settings) -> Line:
    strays = [p for p in settings.raw.rglob("*") if p.name in {"truth", "person.parquet"}]
    if strays:
        hint = f"Move {strays[0]} out of data/raw: the pipeline must not see who is who."
        return Line("Truth", "the sample's truth lies among the deliveries", hint, USAGE)
    return Line("Truth", "not among the deliveries")


def _deliveries(settings: Settings) -> Line:
    found = [p for p in settings.raw.glob("[0-9][0-9][0-9]/*/*") if p.is_dir() and not p.name.startswith(".")]
    if not found:
        hint = "Run 'send demo', or copy a delivery to data/raw/<la>/<extract>/<return>/."
        return Line("Deliveries", f"none in {settings.raw}", hint, OUT_OF_DATE)
    return Line("Deliveries", f"{plural(len(found), 'folder')}; 'send sources' tells how they stand")


def _build(settings: Settings) -> Line:
    lock = settings.lake / ".lock"
    if lock.exists():
        try:
            with FileLock(lock, timeout=0):
                pass
        except Timeout:
            hint = "Wait until it has ended (Dagster or another terminal)."
            return Line("Builds", "another build is at work", hint, OUT_OF_DATE)
    return Line("Builds", "none at work")


def _release(settings: Settings) -> Line:
    # Names only: opening a release loads what takes seconds to load.
    current = settings.marts / "current"
    held = [one for one in settings.marts.glob("held/[!.]*/parquet") if one.is_dir()]
    waits = f"; {plural(len(held), 'draft')} waiting, which 'send releases' lists" if held else ""
    if not current.exists():
        hint = "Run 'send releases'." if held else "Run 'send build', or 'send demo'."
        return Line("Release", f"none in force{waits}" if held else "none yet", hint, OUT_OF_DATE)
    name = current.resolve().name if current.is_dir() else current.read_text(encoding="utf-8").strip()
    return Line("Release", f"{name} is in force{waits}")


CHECKS: tuple[Callable[[Settings], Line], ...] = (
    _python,
    _packages,
    _folders,
    _disk,
    _lake,
    pseudonym_key,
    vault_key,
    vault,
    raw,
    _truth,
    _deliveries,
    _build,
    _release,
)


def _nearest(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    return next(p for p in (path, *path.parents) if p.exists())
