"""What a check of ``send doctor`` says, and what several of them ask of a path."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Line:
    """What one check found. A failure has a ``hint`` and an exit code."""

    check: str
    said: str
    hint: str = ""
    code: int = 0

    @property
    def is_well(self) -> bool:
        """Nothing to do."""
        return not self.code


def is_within(path: Path, *folders: Path) -> bool:
    """It lies in one of the folders."""
    return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)


def is_open_to_others(path: Path) -> bool:
    """Somebody else than its owner has a right to it."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def anybody_may_enter(folder: Path) -> bool:
    """Any user of this machine may look into it: no folder above it keeps them out."""
    if os.name != "posix":
        return False
    way = all(one.stat().st_mode & stat.S_IXOTH for one in folder.resolve().parents)
    return way and bool(folder.stat().st_mode & stat.S_IRWXO)
