"""Many secrets looked for in a long text at once."""

from collections.abc import Collection

import numpy as np

_HEAD = 6


def found_among(secrets: Collection[str], text: str) -> list[str]:
    """The secrets that stand in a text, also in the midst of a word; in order.

    One is there only if its first bytes are, and those of all are looked for together: to look for one after
    the other takes as many readings of the text as there are secrets.
    """
    length = min((len(secret.encode()) for secret in secrets), default=0)
    length = min(length, _HEAD)
    if not length:
        return sorted(secrets) if secrets else []
    heads = {secret: int.from_bytes(secret.encode()[:length], "little") for secret in secrets}
    there = np.unique(_windows(text.encode(), length, np.array(sorted({*heads.values()}), dtype=np.uint64)))
    possible = {*there.tolist()}
    return sorted(secret for secret, head in heads.items() if head in possible and secret in text)


def _windows(data: bytes, length: int, wanted: np.ndarray) -> np.ndarray:
    """Of all runs of so many bytes those that are wanted, each as a number."""
    letters = np.frombuffer(data, dtype=np.uint8)
    count = max(len(letters) - length + 1, 0)
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(length):
        runs |= letters[place : place + count].astype(np.uint64) << np.uint64(8 * place)
    nearest = wanted[np.minimum(np.searchsorted(wanted, runs), len(wanted) - 1)]
    return runs[nearest == runs]
