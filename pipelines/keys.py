"""Secret keys: what one is, and how a file of them is read and written. Which are used: ``settings``."""

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import UsageError

KEY_BYTES = 32
ID_BYTES = 6


@dataclass(frozen=True)
class Secret:
    """One kind of key: its name, the setting that says where its file lies, and why it must not be lost."""

    name: str
    setting: str
    loss: str


PSEUDONYM = Secret("pseudonym key", "SEND_KEY_FILE", "with another key every pseudonym changes")
VAULT = Secret("vault key", "SEND_VAULT_KEY_FILE", "without it nobody can read what the vault holds")


@dataclass(frozen=True)
class KeyRing:
    """The keys of the vault: all is written under the first; the others are former ones, to read with."""

    keys: tuple[bytes, ...] = field(repr=False)

    @property
    def current(self) -> bytes:
        """The key that is written with."""
        return self.keys[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """What names each key without telling it, the current one first."""
        return tuple(map(id_of, self.keys))

    def named(self, key_id: str) -> bytes | None:
        """The key of that name, if it is on the ring."""
        return dict(zip(self.ids, self.keys, strict=True)).get(key_id)


def id_of(key: bytes) -> str:
    """Names a key of the vault without telling it."""
    return hashlib.blake2b(b"vault key id", key=key, digest_size=ID_BYTES).hexdigest()


def new() -> bytes:
    """A key that nobody knows."""
    return secrets.token_bytes(KEY_BYTES)


def one(text: str, where: str, secret: Secret) -> bytes:
    """The key in a text, in hexadecimal."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UsageError(
            f"The {secret.name} in {where} cannot be used.",
            why=f"It must be {KEY_BYTES * 2} hexadecimal digits.",
            hint=f"Restore the key from your backup: {secret.loss}.",
        )
    return key


def several(text: str, where: str, secret: Secret) -> tuple[bytes, ...]:
    """The keys in a text, apart by commas, blanks or lines; each once, in their order."""
    parts = re.split(r"[,\s]+", text.strip(" ,\t\r\n"))
    return tuple(dict.fromkeys(one(part, where, secret) for part in parts))


def text_of(path: Path) -> str:
    """What stands in a file of keys."""
    return path.read_text(encoding="ascii", errors="replace")


def make(path: Path, secret: Secret) -> None:
    """A file with a new key, for its owner only; one that is there is left as it is."""
    beside = _beside(path, [new()], secret)
    try:
        # A link is refused where the name is taken: of two processes that make the key, one wins.
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    except OSError:
        if not path.exists():
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def replace(path: Path, keys: Sequence[bytes], secret: Secret) -> None:
    """The file with these keys instead, whole or not at all, and on the disk before anything relies on it."""
    file = path.resolve()
    _beside(file, keys, secret).replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """See that what was renamed in a folder outlasts a loss of power."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beside(path: Path, keys: Sequence[bytes], secret: Secret) -> Path:
    """A file beside it with the keys, readable by its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(
            f"The {secret.name} cannot be written.",
            why=f"The system says: {error.strerror}.",
            hint=f"Set {secret.setting} to a file in a folder you may write to, outside the lake.",
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(f"{key.hex()}\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
