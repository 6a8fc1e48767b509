"""Whether a folder lies on an encrypted volume, as far as the machine tells: Linux and dm-crypt only."""

from pathlib import Path

MOUNTS, BLOCKS = Path("/proc/self/mountinfo"), Path("/sys/class/block")
_MOUNT_POINT = 4


def is_encrypted(folder: Path, *, mounts: Path = MOUNTS, blocks: Path = BLOCKS) -> bool:
    """Whether its device is, or stands on, a dm-crypt one; False where that cannot be told.

    What lies beneath may encrypt too, such as a drive that does so itself or a cloud's disk: that a device is
    not dm-crypt is no proof of anything, so it is never said.
    """
    device = _device_of(folder.resolve(), mounts)
    return bool(device) and _is_crypt(blocks / Path(device).resolve().name)


def _device_of(folder: Path, mounts: Path) -> str:
    """What is mounted where the folder lies; the last of those mounted over one another."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    found, nearest = "", -1
    for line in lines:
        place, _, source = line.partition(" - ")
        point = Path(place.split()[_MOUNT_POINT].encode().decode("unicode_escape"))
        if folder.is_relative_to(point) and len(point.parts) >= nearest:
            found, nearest = source.split()[1], len(point.parts)
    return found


def _is_crypt(block: Path) -> bool:
    """A device is dm-crypt, or all that it is put together from is."""
    try:
        if (block / "dm" / "uuid").read_text(encoding="ascii").startswith("CRYPT-"):
            return True
    except OSError:
        pass
    below = list((block / "slaves").glob("*"))
    return bool(below) and all(_is_crypt(one) for one in below)
