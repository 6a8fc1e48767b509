"""Where the releases of each audience lie, and what it may read of a mart. They are declared in ``schemas``.

Internal releases lie in the lake and nowhere else: no link is followed out of it. A partner's release hides
nothing that anybody sees, and is in no ledger: what it tells is not public, so nothing made public later is
protected against it. Its readers could narrow what others may not know; their agreement forbids it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from pipelines import agreements, shown
from pipelines.calendar import LONDON
from pipelines.disclosure import Loss
from pipelines.errors import RefusedError, UsageError
from pipelines.lake import Lake
from pipelines.settings import Settings
from pipelines.shown import Shown
from pipelines.sql import Mart
from pipelines.vault_files import AS_RETURNED
from schemas import disclosure
from schemas.audiences import AUDIENCES, INTERNAL, OPEN, PARTNER, Audience
from schemas.catalogue import EXTRACTS

PARTNERS_FOLDER, INTERNAL_FOLDER = "partner", "internal"
NOTE = "README_INTERNAL.txt"
_WHY = "These figures are not under disclosure control: INTERNAL, they must not leave this folder."


@dataclass(frozen=True)
class Readers:
    """For whom a release is made: an audience, and of partners the agreement under which they read."""

    audience: Audience = OPEN
    agreement: str = ""

    @classmethod
    def named(cls, audience: str, agreement: str) -> "Readers":
        """As a command line names them. Errors: ``UsageError``."""
        if audience not in AUDIENCES:
            raise UsageError(
                f"'{audience}' is no audience.",
                why=f"A release is for one of {', '.join(AUDIENCES)}.",
                hint="For example: send release --audience partner --agreement 391_health_waits",
            )
        if (audience == PARTNER.name) != bool(agreement):
            raise UsageError(
                "A partner's release, and no other, names the agreement it is made under.",
                why="Who may read it, and until when, is in the agreement.",
                hint="For example: send release --audience partner --agreement 391_health_waits",
            )
        return cls(AUDIENCES[audience], agreement)


def home(settings: Settings, readers: Readers, today: date) -> Path:
    """The folder of their releases.

    Errors: ``RefusedError`` without an agreement in force, or where a link would lead out of the lake.
    """
    if readers.audience.name == PARTNER.name:
        _check_agreement(settings, readers.agreement, today)
        return _partners(settings) / readers.agreement / _past(settings)
    return _internal(settings) if readers.audience.name == INTERNAL.name else settings.marts


def may_be_read(settings: Settings, said: Mapping[str, Any], now: datetime) -> bool:
    """Whether the readers of a release may still have it: of a partner's, its agreement is in force."""
    if said.get("audience") != PARTNER.name:
        return True
    try:
        _check_agreement(settings, said["agreement"], now.astimezone(ZoneInfo(LONDON)).date())
    except (RefusedError, UsageError):
        return False
    return True


def homes(settings: Settings) -> list[tuple[Settings, Path]]:
    """Every folder in which releases are held or public, with the deployment, or its past day, it is of."""
    found = [(settings, settings.marts)]
    if settings.as_returned:
        return found
    found += [(settings.on(day), settings.on(day).marts) for day in _days(settings.marts)]
    for agreement in sorted(_partners(settings).glob("[!.]*")):
        found.append((settings, agreement))
        found += [(settings.on(day), agreement / AS_RETURNED / day.isoformat()) for day in _days(agreement)]
    return [(one, folder) for one, folder in found if folder.is_dir()]


def as_read_by(readers: Readers, lake: Lake, marts: Mapping[str, Mart]) -> dict[str, Shown]:
    """The marts as these readers may read them."""
    if readers.audience.name == PARTNER.name:
        return shown.for_partner(lake, marts, PARTNER.policies)
    read = in_full if readers.audience.name == INTERNAL.name else shown.load
    return {name: read(lake, mart) for name, mart in marts.items()}


def in_full(lake: Lake, mart: Mart) -> Shown:
    """A mart with nothing hidden, in the order and with the columns of the open one."""
    table = lake.read(f"{shown.MARTS}.{mart.name}").select([column.name for column in mart.columns])
    table = table.sort_by([(name, "ascending") for name in mart.grain])
    if disclosure.STATUS_COLUMN not in table.column_names:
        status = pa.array([disclosure.SHOWN] * table.num_rows, pa.string())
        table = table.append_column(disclosure.STATUS_COLUMN, status)
    cells = table.num_rows * len(mart.of_role("count"))
    return Shown(table, pa.table({}), Loss(cells, 0, 0, 0.0, 0.0))


def notes(readers: Readers) -> dict[str, str]:
    """What a folder that is not open says first to who opens it."""
    if readers.audience.name == INTERNAL.name:
        return {NOTE: f"{_WHY}\nThey are for {INTERNAL.readers}.\n"}
    if readers.audience.name == PARTNER.name:
        only = f"Not public: for {PARTNER.readers}."
        return {"README_PARTNER.txt": f"{only}\nAgreement: {readers.agreement}.\n"}
    return {}


def with_policies(readers: Readers, mart: Mart) -> Mart:
    """The mart as it is declared for these readers: what its words say is hidden is what is."""
    policy = readers.audience.policies[mart.rule]
    if readers.audience.is_open:
        return mart
    return replace(mart, about=f"{mart.about} For {readers.audience.name} readers: {policy.words}.".strip())


def refuse_not_open(settings: Settings, folder: Path) -> None:
    """Refuse to copy into a folder of ours: the lake, partners' releases, the releases themselves.

    Errors: ``UsageError``.
    """
    ours = (settings.lake, _partners(settings), settings.marts)
    if any(folder.resolve().is_relative_to(one.resolve()) for one in ours):
        raise UsageError(
            "Nothing is copied into that folder.",
            why=f"{folder} lies where releases are written, or where nobody but a few may read.",
            hint="Give a folder outside data/marts, data/partner and the lake.",
        )


def _internal(settings: Settings) -> Path:
    folder = settings.lake / INTERNAL_FOLDER
    settings.lake.mkdir(parents=True, exist_ok=True, mode=0o700)
    inside = folder.resolve() == settings.lake.resolve() / INTERNAL_FOLDER
    if not inside or any((folder / name).is_symlink() for name in ("releases", "held")):
        raise RefusedError(
            "The internal release is not written.",
            why=f"{folder} is a link, or holds one, that may lead out of the lake.",
            hint="Take the link away; internal figures lie in the lake itself.",
        )
    folder.mkdir(exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def _check_agreement(settings: Settings, agreement: str, today: date) -> None:
    """One is in force between the authority and the partner whose extract it names."""
    la_code, _, extract = agreement.partition("_")
    path = agreements.folder(settings.beside / "raw") / la_code / f"{extract}.toml"
    needing = [name for name, one in EXTRACTS.items() if one.governance.needs_agreement]
    if not (la_code.isdigit() and extract in needing):
        raise UsageError(
            f"'{agreement}' names no agreement.",
            why="An agreement is named by authority and extract.",
            hint=f"For example --agreement 391_{needing[0]}; 'send agreements' lists those there are.",
        )
    why = f"There is no data/agreements/{la_code}/{extract}.toml."
    if path.is_file():
        terms = agreements.read(path)
        standing = terms.standing(today)
        if standing in {agreements.IN_FORCE, agreements.ENDING}:
            return
        why = f"It is {standing}: it holds from {terms.valid_from} to {terms.valid_until}; today is {today}."
    raise RefusedError(
        f"No release is made for a partner under {agreement}.",
        why=why,
        hint=f"Run 'send agreements --write-template {extract} --la {la_code}', fill it in once it is "
        "signed, and run the command again.",
    )


def _partners(settings: Settings) -> Path:
    return settings.beside / PARTNERS_FOLDER


def _past(settings: Settings) -> Path:
    return Path(AS_RETURNED, settings.as_returned.isoformat()) if settings.as_returned else Path()


def _days(folder: Path) -> Iterator[date]:
    for path in sorted((folder / AS_RETURNED).glob("????-??-??")):
        try:
            yield date.fromisoformat(path.name)
        except ValueError:
            continue
