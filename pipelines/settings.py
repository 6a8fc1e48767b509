"""Where things lie and which key is used: the only reader of the environment.

``SEND_ROOT`` (default: the current folder) holds ``data/raw`` and ``data/marts``; ``SEND_LAKE`` moves the
lake; ``SEND_KEY`` is the pseudonym key in hexadecimal, or ``SEND_KEY_FILE`` names the file that holds it.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.errors import UsageError

KEY_BYTES = 32
_AS_RETURNED = "as-returned"


@dataclass(frozen=True)
class Settings:
    """The folders of one deployment and its key; ``as_returned``: as it stood at the end of that day."""

    root: Path
    lake: Path
    key_file: Path
    key_in_environment: str = ""
    as_returned: date | None = None

    @property
    def raw(self) -> Path:
        """Deliveries, read only: ``<la>/<extract>/<return>/``; those of a past day with its identifiers."""
        return self.lake / "vault" / "raw" if self.as_returned else self.root / "data" / "raw"

    @property
    def beside(self) -> Path:
        """What people write about deliveries, beside them: corrections, mappings, agreements."""
        return self.root / "data"

    @property
    def marts(self) -> Path:
        """Releases, and ``current``."""
        marts = self.root / "data" / "marts"
        return marts / _AS_RETURNED / self.as_returned.isoformat() if self.as_returned else marts

    @property
    def truth(self) -> Path:
        """Who is who in the sample authority; never read by the pipeline."""
        return self.root / "data" / "truth"

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
        )

    def on(self, day: date) -> "Settings":
        """The same deployment as it stood at the end of a day, with a lake and releases of its own."""
        return replace(self, lake=self.lake / _AS_RETURNED / day.isoformat(), as_returned=day)

    def key(self) -> bytes:
        """The pseudonym key; a key file is made on first use, readable by its owner only."""
        if self.key_in_environment:
            return _bytes_of(self.key_in_environment, "SEND_KEY")
        if not self.key_file.exists():
            _make_key(self.key_file)
        return _bytes_of(self.key_file.read_text(encoding="ascii", errors="replace"), str(self.key_file.name))


def _bytes_of(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UsageError(
            f"The pseudonym key in {where} cannot be used.",
            why=f"It must be {KEY_BYTES * 2} hexadecimal digits.",
            hint="Restore the key from your backup: with another key every pseudonym changes.",
        )
    return key


def _make_key(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise UsageError(
            "The pseudonym key cannot be written.",
            why=f"The system says: {error.strerror}.",
            hint="Set SEND_KEY_FILE to a file in a folder you may write to, outside the lake.",
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
