import stat

import pytest

from pipelines.whole_file import ALL_HERE, ONLY_ITS_OWNER, whole_file


@pytest.mark.parametrize("mode", [ALL_HERE, ONLY_ITS_OWNER])
def test_a_file_takes_its_place_when_it_is_whole_with_its_rights(tmp_path, mode):
    path = tmp_path / "table.csv"
    path.write_bytes(b"before")
    with whole_file(path, mode) as file:
        file.write(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [path]


def stopped_half_way(path):
    with whole_file(path, ALL_HERE) as file:
        file.write(b"af")
        raise KeyboardInterrupt


def test_one_that_is_not_whole_leaves_what_was_there_and_nothing_else(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        stopped_half_way(path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
