"""Files of the vault, sealed by AES-256-GCM: written as a stream, read at any place without the rest.

A file is a header and chunks. Each file has a key of its own, made of a key of the ring and the file's salt.
A chunk is bound to the header, to the table, to its number and to whether it is the last; the last, without
which nothing opens, also to the partition, by which the file is named. What was cut, edited, put in another
order, or in the place of a file of another table or partition, does not open.
"""

import os
import struct
from collections import OrderedDict
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipelines.errors import OutOfDateError, SendError, UsageError
from pipelines.keys import KEY_BYTES, KeyRing, id_of
from pipelines.vault_files import FORMAT, HEADER_BYTES, PARQUET, SALT_BYTES, Header, header_in

CHUNK_BYTES = 1024**2
TAG_BYTES = 16
_CHUNKS_KEPT = 4
_PLACE = struct.Struct(">QB")
_Bytes = bytes | bytearray | memoryview


def private(path: Path) -> BinaryIO:
    """A new file for its owner only."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


class _Chunks:
    """What seals and opens the chunks of one file."""

    def __init__(self, key: bytes, header: Header, table: str) -> None:
        derived = HKDF(SHA256(), KEY_BYTES, header.salt, b"send vault file").derive(key)
        self._cipher = AESGCM(derived)
        self._bound = header.packed + table.encode()

    def seal(self, data: _Bytes, number: int, last_of: str | None) -> bytes:
        return self._cipher.encrypt(_nonce(number), data, self._place(number, last_of))

    def open(self, data: bytes, number: int, last_of: str | None) -> bytes:
        return self._cipher.decrypt(_nonce(number), data, self._place(number, last_of))

    def _place(self, number: int, last_of: str | None) -> bytes:
        # The place is of one length and begins with a nought, so no name runs into the other.
        return self._bound + _PLACE.pack(number, last_of is not None) + (last_of or "").encode()


def _nonce(number: int) -> bytes:
    # A counter never comes twice under a key: no two files have the same salt, so none the same key.
    return number.to_bytes(12, "big")


class Sealing:
    """What is written to it goes sealed into a file."""

    def __init__(self, file: BinaryIO, table: str, keys: KeyRing, chunk_bytes: int = CHUNK_BYTES) -> None:
        header = Header(id_of(keys.current), os.urandom(SALT_BYTES), chunk_bytes)
        self._chunks = _Chunks(keys.current, header, table)
        self._file, self._size = file, chunk_bytes
        self._waiting, self._number = bytearray(), 0
        file.write(header.packed)

    def write(self, data: _Bytes) -> int:
        """Take more data; a full chunk waits until it is known that it is not the last."""
        self._waiting += data
        while len(self._waiting) > self._size:
            self._seal(self._waiting[: self._size], None)
            del self._waiting[: self._size]
        return memoryview(data).nbytes

    def end(self, partition: str) -> None:
        """Seal the last chunk, without which no file can be opened, and not as another partition.

        Only here must it be known which one it is. Closing the file is its owner's part.
        """
        self._seal(self._waiting, partition)

    def _seal(self, data: bytearray, last_of: str | None) -> None:
        self._file.write(self._chunks.seal(data, self._number, last_of))
        self._number += 1


class Opened:
    """A sealed file of the partition it is named by, to be read at any place; for ``pa.PythonFile``."""

    def __init__(self, path: Path, table: str, keys: KeyRing) -> None:
        self._path, self._place = path, 0
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._file = path.open("rb")
        try:
            header = self._header(self._file.read(HEADER_BYTES))
            self._size = header.chunk_bytes
            self._chunks = _Chunks(self._key(header, keys), header, table)
            whole = self._file.seek(0, os.SEEK_END) - HEADER_BYTES
            self._last = max(-(-whole // (self._size + TAG_BYTES)) - 1, 0)
            # Opened first, whatever is read: a file that was cut says here that it has no end.
            self._total = self._last * self._size + len(self._chunk(self._last))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Opened":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def closed(self) -> bool:
        """Nothing more can be read."""
        return self._file.closed

    def close(self) -> None:
        """Let go of the file, and of what was opened of it."""
        self._kept.clear()
        self._file.close()

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def seekable(self) -> bool:
        """It can be read at any place."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._total}[whence]
        self._place = max(start + offset, 0)
        return self._place

    def read(self, size: int = -1) -> bytes:
        """So many bytes from here on, fewer at the end; all that are left without a number."""
        end = self._total if size is None or size < 0 else min(self._place + size, self._total)
        if end <= self._place:
            return b""
        first, last = self._place // self._size, (end - 1) // self._size
        chunks = [self._chunk(number) for number in range(first, last + 1)]
        chunks[-1] = chunks[-1][: end - last * self._size]
        chunks[0] = chunks[0][self._place - first * self._size :]
        self._place = end
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _chunk(self, number: int) -> bytes:
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        sealed = self._size + TAG_BYTES
        self._file.seek(HEADER_BYTES + number * sealed)
        try:
            last_of = self._path.stem if number == self._last else None
            data = self._chunks.open(self._file.read(sealed), number, last_of)
        except InvalidTag:
            raise _damaged(self._path) from None
        self._kept[number] = data
        if len(self._kept) > _CHUNKS_KEPT:
            self._kept.popitem(last=False)
        return data

    def _header(self, data: bytes) -> Header:
        if data.startswith(PARQUET):
            raise _not_encrypted(self._path)
        header = header_in(data)
        if header is None or not header.chunk_bytes:
            raise _damaged(self._path)
        if header.form != FORMAT:
            raise _newer(self._path)
        return header

    def _key(self, header: Header, keys: KeyRing) -> bytes:
        key = keys.named(header.key_id)
        if key is None:
            raise wrong_key(self._path, header.key_id, keys)
        return key


def wrong_key(path: Path, key_id: str, keys: KeyRing) -> SendError:
    """A file is under a key that is not there."""
    return UsageError(
        f"{path} is under another vault key.",
        why=f"It is under key {key_id}; the keys at hand are {', '.join(keys.ids)}.",
        hint=f"Add key {key_id} from your backup as a further line of the key file (SEND_VAULT_KEY_FILE), or "
        "after a comma in SEND_VAULT_KEY, and run 'send vault rekey'.",
    )


def _damaged(path: Path) -> SendError:
    return OutOfDateError(
        f"{path} is damaged, or was edited.",
        why="It does not open as a whole file of its table and partition: it was cut, changed, or put there "
        "in place of another.",
        hint="Restore this file from your backup. Without one, move it away and run 'send build': what "
        "data/raw still holds is made again, a superseded version is lost.",
    )


def _newer(path: Path) -> SendError:
    return OutOfDateError(
        f"{path} is sealed in a form that is not known here.",
        why="A later version of this program wrote it, or it was edited.",
        hint="Use that version, or restore the file from your backup.",
    )


def _not_encrypted(path: Path) -> SendError:
    return OutOfDateError(
        f"{path} is not encrypted.",
        why="An earlier version of this program wrote the vault in plain; it is not read like that any more.",
        hint="Run 'send vault rekey': it encrypts what lies there in plain.",
    )
