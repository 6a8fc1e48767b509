"""Names of files, folders and elements may be a child's: none of them is in a release."""

import hashlib
import json

import pytest

from pipelines import release
from pipelines.run import build
from tests.builders import write_census, write_independent
from tests.builders_history import pupils, some_deliveries

pytestmark = pytest.mark.usefixtures("few_marts")


def test_files_and_folders_named_after_a_child_are_nowhere_in_the_release(settings, raw):
    some_deliveries(raw)
    name = "Zqavryx Vylqua plan"
    (raw / "391" / "school_census" / "2019-spring" / f"{name}.csv").write_text("a,b\n1,2\n")
    (raw / "391" / name).mkdir()
    (raw / "391" / name / "x.csv").write_text("a\n")
    (raw / name).mkdir()
    (raw / "391" / "sen2" / "2024" / name).mkdir()
    (raw / "391" / "sen2" / name).mkdir()
    report = build(settings)
    assert len(report.refused) >= 4
    said = json.dumps(release.manifest_of(report.release))
    for path in report.release.rglob("*"):
        assert "Zqavryx" not in path.name
        assert path.is_dir() or b"Zqavryx" not in path.read_bytes()
    refused = json.loads(said)["refused"]
    assert {"extract": "sen2", "delivery": "391_2024"} in refused
    assert {"what": "something misplaced"} in refused
    assert {frozenset(one) for one in refused} == {frozenset({"extract", "delivery"}), frozenset({"what"})}


def test_an_accepted_file_named_after_a_child_is_in_the_release_by_its_hash_only(settings, raw):
    folder = write_independent(raw, [("108900", 100, 12, 8)])
    write_census(raw, pupils(15))
    [file] = folder.iterdir()
    file = file.rename(folder / "Zqavryx Vylqua plan.csv")
    report = build(settings)
    assert report.refused == {}
    for path in report.release.rglob("*"):
        assert path.is_dir() or b"Zqavryx" not in path.read_bytes()
    [said] = [d for d in release.manifest_of(report.release)["deliveries"] if d["delivery"] == "391_2019"]
    data = file.read_bytes()
    assert said["files"] == [{"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}]


def test_an_unknown_element_named_after_a_child_is_not_in_the_release(settings, raw):
    some_deliveries(raw)
    file = raw / "391" / "sen2" / "2024" / "sen2_2024.xml"
    file.write_text(file.read_text("utf-8").replace("</Person>", "<Quorvash>1</Quorvash></Person>"), "utf-8")
    report = build(settings)
    assert report.refused == {}
    for path in report.release.rglob("*"):
        assert path.is_dir() or b"Quorvash" not in path.read_bytes()
