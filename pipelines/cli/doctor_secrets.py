"""The checks of ``send doctor`` on what protects children's data: the two keys, the vault, ``data/raw``."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipelines import keys, vault_files, volumes
from pipelines.cli.console import plural
from pipelines.cli.doctor_lines import Line, anybody_may_enter, is_open_to_others, is_within
from pipelines.errors import OUT_OF_DATE, USAGE, UsageError
from pipelines.settings import Settings

_REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class _Held:
    """One key as it is held: the line it has, its file, and whether the environment holds it."""

    check: str
    secret: keys.Secret
    path: Path
    in_environment: str

    @property
    def is_there(self) -> bool:
        """There is one to be read."""
        return bool(self.in_environment) or self.path.exists()


def pseudonym_key(settings: Settings) -> Line:
    """The key of the pseudonyms."""
    held = _Held("Key", keys.PSEUDONYM, settings.key_file, settings.key_in_environment)
    if held.is_there or settings.is_with_data(held.path):
        return _key(held, settings, settings.key)
    return _none_yet(held)


def vault_key(settings: Settings) -> Line:
    """The keys of the vault; that they are lost is told here."""
    held = _Held("Vault key", keys.VAULT, settings.vault_key_file, settings.vault_keys_in_environment)
    return _key(held, settings, partial(settings.vault_keys, make=False))


def vault(settings: Settings) -> Line:
    """Whether all that the vault holds is under the current key."""
    held = vault_files.holdings(settings.lake)
    if not held.total:
        return Line("Vault", "holds nothing yet")
    try:
        current = settings.vault_keys(make=False).ids[0]
    except UsageError:
        return Line("Vault", f"{plural(held.total, 'file')}; cannot be judged without its key")
    faults = {
        "damaged": (
            held.damaged,
            "Restore them from your backup; 'send build' says which.",
        ),
        "in plain": (held.plain, "Run 'send vault rekey'."),
        "under other keys than the current one": (held.under_others(current), "Run 'send vault rekey'."),
    }
    if odd := {what: fault for what, fault in faults.items() if fault[0]}:
        said = ", ".join(f"{count:,} {what}" for what, (count, _) in odd.items())
        hint = next(hint for _, hint in odd.values())
        return Line("Vault", f"of {plural(held.total, 'file')}: {said}", hint, OUT_OF_DATE)
    return Line("Vault", f"{plural(held.total, 'file')}, encrypted under key {current}")


def raw(settings: Settings) -> Line:
    """What protects the deliveries: we encrypt nothing there."""
    if not settings.raw.is_dir():
        return Line("Raw data", f"no {settings.raw} yet")
    not_by_us = "deliveries are not encrypted by this program"
    if anybody_may_enter(settings.raw):
        said = f"{not_by_us}, and every user of this machine may read them"
        return Line("Raw data", said, f"chmod o-rwx {settings.raw}", USAGE)
    if volumes.is_encrypted(settings.raw):
        return Line("Raw data", f"{not_by_us}, but their volume is (dm-crypt), and not all may read them")
    return Line(
        "Raw data",
        f"{not_by_us}; not all may read them. Whether their volume is cannot be told: "
        "ask whoever runs this machine for an encrypted one",
    )


def _key(held: _Held, settings: Settings, read: Callable[[], object]) -> Line:
    """Where a key lies and whether it can be used; ``read`` makes none."""
    is_file = held.is_there and not held.in_environment
    if is_file and (fault := _file_fault(held, settings)):
        return Line(held.check, *fault, USAGE)
    try:
        read()
    except UsageError as error:
        return Line(held.check, error.what, error.hint, USAGE)
    if not held.is_there:
        return _none_yet(held)
    where = held.secret.setting.removesuffix("_FILE")
    return Line(held.check, f"{held.path}, for its owner only" if is_file else f"in {where}")


def _none_yet(held: _Held) -> Line:
    return Line(held.check, f"none yet; the first build makes {held.path}")


def _file_fault(held: _Held, settings: Settings) -> tuple[str, str] | None:
    """What is wrong with where a key lies, and what to do."""
    path = held.path
    elsewhere = f"Move {path} elsewhere and set {held.secret.setting} to its new place."
    faults = {
        ("others may read the key file", f"chmod 600 {path}"): is_open_to_others(path),
        ("lies with the data it protects", elsewhere): settings.is_with_data(path),
        ("lies in the repository and may be committed", elsewhere): is_within(path, _REPOSITORY),
        (f"{path} cannot be read", "Give yourself the right to read it."): not os.access(path, os.R_OK),
    }
    return next((fault for fault, is_so in faults.items() if is_so), None)
