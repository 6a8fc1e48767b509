import json
import shutil
from pathlib import Path

import pytest

from pipelines.check import Finding, findings
from pipelines.cli.main import run
from tests.builders import pupil, upn, write_census, write_independent, write_sen2

SURNAME = "Zqavryx"


def only_finding(*paths: Path) -> Finding:
    [found] = findings(paths)
    return found


def test_a_delivery_in_its_place_is_counted(tmp_path: Path) -> None:
    folder = write_census(tmp_path, [pupil("p1", upn=upn(1), fsm="2018-09-01/")])
    found = only_finding(folder)
    assert found.is_lawful
    assert (found.extract, found.la_code, found.returned) == ("school_census", "391", "2019-spring")
    assert {t.name: (t.received, t.lawful) for t in found.tables}["pupilonroll"] == (1, 1)


def test_a_broken_row_is_counted_by_rule_and_never_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_census(tmp_path, [pupil("p1", upn="A123"), pupil("p2", upn=upn(2))])
    assert run(["check", str(folder)]) == 4
    said = capsys.readouterr()
    assert "pupilonroll: upn: upn check letter: 1 row" in said.out
    assert "A123" not in said.out + said.err
    assert SURNAME not in said.out + said.err


def test_nothing_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_ROOT", str(tmp_path))
    monkeypatch.setenv("SEND_KEY_FILE", str(tmp_path / "key"))
    folder = write_sen2(tmp_path / "raw", [], year=2024)
    before = sorted(tmp_path.rglob("*"))
    run(["check", str(folder)])
    assert sorted(tmp_path.rglob("*")) == before


def test_the_place_must_be_what_the_content_says(tmp_path: Path) -> None:
    folder = write_census(tmp_path, [pupil("p1")], says={"term": "AUT"})
    found = only_finding(folder)
    assert not found.is_lawful
    assert found.refusal
    assert "return 2019-autumn" in found.refusal.why


def test_a_file_within_a_delivery_is_judged_with_those_beside_it(tmp_path: Path) -> None:
    folder = write_census(tmp_path, [pupil("p1")])
    found = only_finding(folder / "2019_spring_pupilonroll.csv")
    assert [t.name for t in found.tables] == ["pupilonroll"]
    assert found.is_lawful


def test_a_file_alone_that_does_not_say_its_return_is_not_guessed(tmp_path: Path) -> None:
    folder = write_census(tmp_path / "raw", [pupil("p1")])
    alone = shutil.copy(folder / "2019_spring_pupilonroll.csv", tmp_path)
    found = only_finding(Path(alone))
    assert found.extract == "school_census"
    assert found.refusal
    assert "cannot be judged alone" in found.refusal.what


def test_a_mixed_folder_is_sorted_out(tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    folders = [
        write_census(tmp_path / "raw", [pupil("p1")], year=2019),
        write_census(tmp_path / "raw", [pupil("p1")], year=2020),
        write_independent(tmp_path / "raw", [("120001", 20, 0, 10)]),
        write_sen2(tmp_path / "raw", [], year=2024),
    ]
    for folder in folders:
        for file in folder.iterdir():
            shutil.copy(file, mixed)
    (mixed / "minutes.csv").write_text("date,said\n2024-01-01,nothing\n")
    found = {(one.extract, one.returned) for one in findings([mixed])}
    assert found == {
        ("school_census", "2019-spring"),
        ("school_census", "2020-spring"),
        ("independent_schools", "2019"),
        ("sen2", "2024"),
        ("", ""),
    }


def test_an_unknown_file_gets_the_nearest_guess(tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("upn,surname,colour\n")
    found = only_finding(odd)
    assert found.title == "not recognised"
    assert found.refusal
    assert "the nearest is" in found.refusal.why


def test_an_unused_collect_table_is_left_aside(tmp_path: Path) -> None:
    folder = write_census(tmp_path, [pupil("p1")])
    (folder / "2019_spring_odd.csv").write_text("oddtableid,NativeId,colour\n1,3912000,red\n")
    found = only_finding(folder)
    assert found.left_aside == ("2019_spring_odd.csv",)
    assert found.is_lawful


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "2019_spring_pupilonroll.csv"
    path.write_bytes(content)
    found = only_finding(path)
    assert found.refusal
    assert what in found.refusal.what


def test_json_names_rules_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_independent(tmp_path, [("120001", 20, 0, 10)])
    assert run(["check", str(folder), "--json"]) == 0
    [said] = json.loads(capsys.readouterr().out)
    assert said["return"] == "2019"
    assert said["tables"][0]["received"] == 1


def test_a_path_that_is_not_there_is_source_missing(tmp_path: Path) -> None:
    assert run(["check", str(tmp_path / "nothing")]) == 3
