"""Who is counted, and how: what the file may say, what holds without it, and what is refused."""

from pathlib import Path

import pytest

from pipelines import scope
from pipelines.errors import RefusedError
from pipelines.lake import Lake
from pipelines.scope import MergedLocality, Scope, Together


def told(tmp_path: Path, text: str) -> Scope:
    (tmp_path / "scope.toml").write_text(text, "utf-8")
    return scope.load(tmp_path / "scope.toml")


def test_without_a_file_the_projects_own_choices_hold(tmp_path: Path) -> None:
    assert scope.load(tmp_path / "scope.toml") == Scope(25, "pupils", 0, 2015, None, (), (), ())


def test_all_that_a_file_may_say(tmp_path: Path) -> None:
    one = told(tmp_path, scope._EXAMPLE)
    assert one == Scope(
        oldest_age=25,
        counted="pupils",
        rolling_years=3,
        base_year=2015,
        neighbour_edition=2025,
        leave_out_school_types=("State-funded alternative provision",),
        together=(Together("Tyneside", ("391", "393")),),
        merged_locality=(MergedLocality("391", "Outer west", ("Newburn", "Lemington")),),
    )


def test_a_special_school_whose_kind_is_not_returned_may_be_left_out(tmp_path: Path) -> None:
    kind = "Special school, kind not returned"
    assert told(tmp_path, f'leave_out_school_types = ["{kind}"]').leave_out_school_types == (kind,)


def test_it_is_kept_as_tables_that_marts_read_and_made_anew_only_when_it_changed(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    (tmp_path / "scope.toml").write_text('oldest_age = 24\n[[together]]\nname = "T"\nareas = ["391", "393"]')
    scope.keep(lake, tmp_path)
    assert lake.read("scope.counting").to_pylist() == [
        {
            "oldest_age": 24,
            "counted": "pupils",
            "rolling_years": 0,
            "base_year": 2015,
            "neighbour_edition": None,
        }
    ]
    assert lake.read("scope.area_member").to_pylist() == [
        {"area": "391+393", "area_name": "T", "la_code": "391"},
        {"area": "391+393", "area_name": "T", "la_code": "393"},
    ]
    assert lake.read("scope.school_type_left_out").num_rows == 0
    written = lake.path("scope.counting").stat().st_mtime_ns
    scope.keep(lake, tmp_path)
    assert lake.path("scope.counting").stat().st_mtime_ns == written
    (tmp_path / "scope.toml").unlink()
    scope.keep(lake, tmp_path)
    assert lake.read("scope.counting")["oldest_age"].to_pylist() == [25]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("oldest_age = 26", "24 or 25"),
        ("oldest_age = true", "24 or 25"),
        ('counted = "everyone"', 'counted is "pupils" or "residents"'),
        ("rolling_years = 2", "0 or 3"),
        ('base_year = "2015"', "base_year is a year"),
        ("neighbour_edition = 1925", "neighbour_edition is a year"),
        ('leave_out_school_types = ["Academy"]', "'Academy' is no type of school"),
        ('leave_out_school_types = "Academy"', "a list of texts"),
        ("oldest = 25", "it says 'oldest'"),
        ("oldest_age = ", "not TOML"),
        ('[[together]]\nname = "T"\nareas = ["391"]', "two authorities or more"),
        ('[[together]]\nname = "T"\nareas = []', "two authorities or more"),
        ('[[together]]\nname = "T"\nareas = ["391", "391"]', "each once"),
        ('[[together]]\nname = "T"\nareas = ["391", "999"]', "'999' is no DfE number"),
        ('[[together]]\nname = ""\nareas = ["391", "393"]', "name is a text"),
        ('[[together]]\nareas = ["391", "393"]', "says areas, name"),
        ('together = "391"', "written as"),
        (
            '[[merged_locality]]\nla = "391"\nname = "W"\nlocalities = ["A", "A"]',
            "a locality is merged twice",
        ),
    ],
)
def test_what_cannot_be_followed_is_refused_with_all_that_may_be_said(
    tmp_path: Path, text: str, why: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        told(tmp_path, text)
    assert why.lower() in refused.value.why.lower()
    assert "leave_out_school_types" in refused.value.hint


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scope.toml").write_bytes('[[together]]\nname = "Tynés"'.encode("latin-1"))
    with pytest.raises(RefusedError, match="cannot be followed"):
        scope.load(tmp_path / "scope.toml")
