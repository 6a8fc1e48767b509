"""An encrypted volume is known by its device, or by what that is put together from."""

from pathlib import Path

import pytest

from pipelines.volumes import is_encrypted

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 254:1 / /secret rw - ext4 {source} rw
31 22 254:2 / /secret\\040share rw - ext4 /dev/vdb1 rw
"""


def device(blocks: Path, name: str, uuid: str = "", slaves: tuple[str, ...] = ()) -> None:
    (blocks / name / "slaves").mkdir(parents=True)
    if uuid:
        (blocks / name / "dm").mkdir()
        (blocks / name / "dm" / "uuid").write_text(uuid)
    for slave in slaves:
        (blocks / name / "slaves" / slave).symlink_to(blocks / slave)


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    folder = tmp_path / "block"
    device(folder, "vda1")
    device(folder, "dm-0", "CRYPT-LUKS2-1234-root")
    device(folder, "dm-1", "LVM-1", ("dm-0",))
    device(folder, "dm-2", "LVM-2", ("dm-0", "vda1"))
    return folder


@pytest.mark.parametrize(
    ("source", "folder", "found"),
    [
        ("/dev/dm-0", "/secret/raw", True),
        ("/dev/dm-1", "/secret/raw", True),
        ("/dev/dm-2", "/secret/raw", False),
        ("/dev/dm-0", "/secrets", False),
        ("/dev/dm-0", "/secret share/raw", False),
        ("/dev/vda1", "/secret", False),
        ("//server/share", "/secret", False),
        ("overlay", "/secret", False),
    ],
)
def test_of_which_device_a_folder_is(
    tmp_path: Path, blocks: Path, source: str, folder: str, *, found: bool
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.format(source=source))
    assert is_encrypted(Path(folder), mounts=mounts, blocks=blocks) is found


def test_where_nothing_can_be_told_nothing_is(tmp_path: Path, blocks: Path) -> None:
    assert not is_encrypted(tmp_path, mounts=tmp_path / "none", blocks=blocks)
