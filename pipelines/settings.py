"""Where things lie and which keys are used: the only reader of the environment.

``SEND_ROOT`` (default: the current folder) holds ``data/raw`` and ``data/marts``; ``SEND_LAKE`` moves the
lake; ``SEND_KEY`` is the pseudonym key in hexadecimal, or ``SEND_KEY_FILE`` names the file that holds it;
``SEND_VAULT_KEY`` and ``SEND_VAULT_KEY_FILE`` are the same for the keys of the vault, the current one first.
``SEND_BY`` says who is at work, for the audit log; else the system's name of the user does.
"""

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pipelines import keys, vault_files
from pipelines.errors import UsageError
from pipelines.keys import KeyRing
from pipelines.vault_files import AS_RETURNED


@dataclass(frozen=True)
class Settings:
    """The folders of one deployment and its keys; ``as_returned``: as it stood at the end of that day."""

    root: Path
    lake: Path
    key_file: Path
    key_in_environment: str = field(default="", repr=False)
    as_returned: date | None = None
    named_vault_key_file: Path | None = None
    vault_keys_in_environment: str = field(default="", repr=False)
    by: str = "unknown"

    @property
    def raw(self) -> Path:
        """Deliveries, read only: ``<la>/<extract>/<return>/``; those of a past day with its identifiers."""
        return self.lake / "vault" / vault_files.RESTORED if self.as_returned else self.root / "data" / "raw"

    @property
    def beside(self) -> Path:
        """What people write about deliveries, beside them: corrections, mappings, agreements."""
        return self.root / "data"

    @property
    def marts(self) -> Path:
        """Releases, and ``current``."""
        marts = self.root / "data" / "marts"
        return marts / AS_RETURNED / self.as_returned.isoformat() if self.as_returned else marts

    @property
    def truth(self) -> Path:
        """Who is who in the sample authority; never read by the pipeline."""
        return self.root / "data" / "truth"

    @property
    def vault_key_file(self) -> Path:
        """The file of the vault's keys; unless it is named, beside that of the pseudonym key."""
        return self.named_vault_key_file or self.key_file.with_name("vault.key")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Settings as the environment gives them."""
        root = Path(environ.get("SEND_ROOT") or Path.cwd()).resolve()
        config = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        return cls(
            root=root,
            lake=Path(environ.get("SEND_LAKE") or root / "data" / "lake").resolve(),
            key_file=Path(environ.get("SEND_KEY_FILE") or config / "send-joint-dataset" / "pseudonym.key"),
            key_in_environment=environ.get("SEND_KEY", ""),
            named_vault_key_file=Path(named) if (named := environ.get("SEND_VAULT_KEY_FILE")) else None,
            vault_keys_in_environment=environ.get("SEND_VAULT_KEY", ""),
            by=environ.get("SEND_BY") or _user(),
        )

    def on(self, day: date) -> "Settings":
        """The same deployment as it stood at the end of a day, with a lake and releases of its own."""
        return replace(self, lake=self.lake / AS_RETURNED / day.isoformat(), as_returned=day)

    @property
    def present_lake(self) -> Path:
        """The lake of the present, which holds those of past days."""
        return self.lake.parents[1] if self.as_returned else self.lake

    def key(self) -> bytes:
        """The pseudonym key; a key file is made on first use, readable by its owner only."""
        if self.key_in_environment:
            return keys.one(self.key_in_environment, "SEND_KEY", keys.PSEUDONYM)
        self._refuse_with_data(self.key_file, keys.PSEUDONYM)
        if not self.key_file.exists():
            keys.make(self.key_file, keys.PSEUDONYM)
        return keys.one(keys.text_of(self.key_file), self.key_file.name, keys.PSEUDONYM)

    def vault_keys(self, *, make: bool = True) -> KeyRing:
        """The keys of the vault; the first is made on first use, but never while the vault holds files.

        Without ``make``, where there is none yet, the ring holds one that is thrown away.
        """
        if self.vault_keys_in_environment:
            return KeyRing(keys.several(self.vault_keys_in_environment, "SEND_VAULT_KEY", keys.VAULT))
        self._refuse_with_data(self.vault_key_file, keys.VAULT)
        if not self.vault_key_file.exists():
            if sealed := vault_files.holdings(self.lake).sealed:
                raise self._lost(sorted(sealed))
            if not make:
                return KeyRing((keys.new(),))
            keys.make(self.vault_key_file, keys.VAULT)
        path = self.vault_key_file
        return KeyRing(keys.several(keys.text_of(path), path.name, keys.VAULT))

    def is_with_data(self, path: Path) -> bool:
        """It lies in the lake, which holds those of past days, or with the deliveries and releases."""
        folders = (self.present_lake, self.beside)
        return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)

    def _refuse_with_data(self, path: Path, secret: keys.Secret) -> None:
        if self.is_with_data(path):
            raise UsageError(
                f"The {secret.name} lies with the data it protects.",
                why=f"{path} is in the lake or in {self.beside}: a copy of these would hold the key too.",
                hint=f"Set {secret.setting} to a file elsewhere; a key that lies there already, move to it.",
            )

    def _lost(self, ids: list[str]) -> UsageError:
        return UsageError(
            "The vault's key is missing, and the vault holds files.",
            why=f"{self.lake} holds files under key {', '.join(ids)}, and there is no {self.vault_key_file}. "
            "Another key would open none of them, so none is made.",
            hint=f"Restore {self.vault_key_file} from your backup, or name its place in SEND_VAULT_KEY_FILE. "
            "If it is lost for good, nobody can read what the vault holds: move "
            f"{self.lake} away and run 'send build', which makes everything again from data/raw. Superseded "
            "versions, and the ledger of corrections, are lost with the key.",
        )


def _user() -> str:
    """The name the system knows the user by; a container may know none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
