"""``send sample``: the sample authority's files in data/raw, and never over a file that it did not write.

What is in the files is in ``pipelines.sample``. They are made beside data/raw and moved in when they are
whole, so that a run that is stopped leaves nothing behind.
"""

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from pipelines import agreements
from pipelines.cli.console import plural, result
from pipelines.cli.pretty import working
from pipelines.cohort.scenario_toml import folder_of
from pipelines.errors import UsageError
from pipelines.sample import Dirt, Order, write_sample
from pipelines.sample.order import FIRST_SEN2_YEAR, PARTNERS, TRIAL_SEN2_YEAR
from pipelines.settings import Settings

_LIST, _ORDER = "files.csv", "order.json"


def ordered(
    *,
    areas: str,
    size: int | None,
    seed: int,
    years: str = "",
    terms: str = "spring",
    dirt: bool = True,
    sen2_shape: str = "xml",
    census_shape: str = "blade",
    sen2_trial: bool = False,
    attendance: bool = False,
    extras: Sequence[str] = (),
    partners: bool = True,
    context: bool = True,
) -> Order:
    """The order that the options make; ``UsageError`` where they make none."""
    first, _, last = (years or "2019-2026").partition("-")
    try:
        return Order(
            areas=_names(areas),
            first_year=int(first),
            last_year=int(last or first),
            terms=_names(terms),
            size=size,
            seed=seed,
            dirt=Dirt() if dirt else Dirt.none(),
            sen2_shape=_plain(sen2_shape),
            census_shape=_plain(census_shape),
            sen2_first_year=TRIAL_SEN2_YEAR if sen2_trial else FIRST_SEN2_YEAR,
            attendance=attendance,
            absence=not attendance and _plain(census_shape) != "flat",
            extras=_extras([*extras, *(("places", *PARTNERS) if partners else ())]),
            context=context,
        )
    except ValueError as error:
        raise UsageError(
            "This sample cannot be made.",
            why=f"{error}.".replace("..", "."),
            hint="For example: send sample --areas 391,393 --years 2019-2026 --terms spring,autumn "
            "--sen2-shape template --with ap-census.",
        ) from None


def sample(settings: Settings, order: Order) -> int:
    """Write the sample, unless this very one is there."""
    if ensure(settings, order):
        result(f"Wrote {plural(len(_listed(settings)), 'file')} to {settings.raw}.")
    else:
        result(f"This sample is in {settings.raw} already; nothing was written.")
    result("Next: send build")
    return 0


def ensure(settings: Settings, order: Order) -> bool:
    """See that data/raw holds this sample and nothing else; False where it did already."""
    listed = _listed(settings)
    _refuse_others(settings, listed)
    if listed and _ordered_before(settings) == _as_json(order) and _is_whole(settings.raw, listed):
        return False
    settings.root.joinpath("data").mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=settings.root / "data", prefix=".sample-") as folder,
        working("Making the sample authority", brief=True) as progress,
    ):
        _replace(settings, Path(folder), order, listed, progress)
    return True


def _replace(
    settings: Settings, beside: Path, order: Order, listed: dict[str, str], progress: Callable[[str], None]
) -> None:
    """Make the new files beside the old ones, then take their place; the list of files goes first."""
    files = write_sample(beside / "raw", beside / "truth", order, progress=progress)
    for place in listed:
        (settings.raw / place).unlink(missing_ok=True)
    shutil.rmtree(settings.truth, ignore_errors=True)
    shutil.move(beside / "truth", settings.truth)
    for file in files:
        target = settings.raw / file.relative_to(beside / "raw")
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
    for folder in (agreements.folder, _scenarios):
        _bring(folder(beside / "raw"), folder(settings.raw))
    _drop_empty_folders(settings.raw)
    (settings.truth / _ORDER).write_text(_as_json(order), encoding="utf-8")


def _scenarios(raw: Path) -> Path:
    return folder_of(raw.parent)


def _bring(made: Path, kept: Path) -> None:
    """What the sample writes beside its files; one that is there already is left as it is."""
    for file in sorted(made.glob("*/*.toml")):
        target = kept / file.relative_to(made)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)


def _refuse_others(settings: Settings, listed: dict[str, str]) -> None:
    """Raise where data/raw holds a file that the sample did not write, or that was changed since."""
    there = [path for path in settings.raw.rglob("*") if path.is_file() and not path.name.startswith(".")]
    others = [p for p in there if listed.get(p.relative_to(settings.raw).as_posix()) != _sha256(p)]
    if not others:
        return
    raise UsageError(
        f"{settings.raw} holds {plural(len(others), 'file')} that the sample did not write.",
        why=f"For example {others[0].relative_to(settings.raw)}. The sample is never mixed with others.",
        hint="Use another folder: SEND_ROOT=~/send-demo send demo. Or move the deliveries out of data/raw.",
    )


def _listed(settings: Settings) -> dict[str, str]:
    """Every file the sample wrote, with its hash."""
    path = settings.truth / _LIST
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["path"]: row["sha256"] for row in csv.DictReader(file)}


def _is_whole(raw: Path, listed: dict[str, str]) -> bool:
    """No file is missing; that those there are untouched is known by then."""
    return all((raw / place).is_file() for place in listed)


def _ordered_before(settings: Settings) -> str:
    path = settings.truth / _ORDER
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _as_json(order: Order) -> str:
    return json.dumps(asdict(order), indent=2) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _drop_empty_folders(raw: Path) -> None:
    for folder in sorted((p for p in raw.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _extras(texts: Sequence[str]) -> tuple[str, ...]:
    """Extracts by their names; ``partners`` are all that come from one."""
    names = [_plain(name) for text in texts for name in _names(text)]
    whole = [PARTNERS if name == "partners" else (name,) for name in names]
    return tuple(dict.fromkeys(one for several in whole for one in several))


def _plain(name: str) -> str:
    """``pre-submission`` as an order has it."""
    return name.strip().replace("-", "_")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
