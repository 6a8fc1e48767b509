import hashlib
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from pipelines import release_files
from pipelines.disclosure import DisclosureRiskError
from pipelines.errors import UsageError
from pipelines.release import current_release, manifest_of, write_release
from pipelines.shown import shown
from pipelines.sql import Column, Mart, Rest, Sum

PREVALENCE = Mart(
    name="prevalence",
    title="Children's needs",
    grain=("group",),
    owner="team:t",
    rule="education",
    about="Typed by hand.",
    columns=(
        Column("group", "dimension", "Group of children"),
        Column("day", "attribute", "Day counted"),
        Column("n", "count", "Children with it", over=("group",)),
        Column("base", "count", "Children", over=("group",)),
        Column("percent", "derived", "Per 100", derived_from=("n", "base")),
    ),
    sums=(Sum("group", "All", ("A", "B", "C")),),
    rests=(Rest("base", "n"),),
    sql="",
)
DECLARED = {"prevalence": PREVALENCE}


def full() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": ["A", "All", "B", "C"],
            "day": [date(2026, 1, 15)] * 4,
            "n": [3, 30, 27, 0],
            "base": [50, 100, 50, 0],
            "percent": [6.0, 30.0, 54.0, None],
        }
    )


def write(folder: Path, stamp: str, table: pd.DataFrame | pa.Table | None = None, keep: int = 12) -> Path:
    marts = {"prevalence": shown(full() if table is None else table, PREVALENCE)}
    return write_release(marts, DECLARED, {"code_version": "abc"}, folder, stamp=stamp, keep=keep)


def everything(folder: Path) -> dict[str, Any]:
    """All files with their bytes, and where links point."""
    return {
        str(path.relative_to(folder)): path.readlink() if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if (path.is_symlink() or path.is_file()) and path.name != ".writing"
    }


PUBLISHED = replace(PREVALENCE, rule="published")


def write_as_published(folder: Path, sql: str) -> Path:
    declared = {"prevalence": replace(PUBLISHED, sql=sql)}
    marts = {"prevalence": shown(full(), declared["prevalence"])}
    return write_release(marts, declared, {}, folder, stamp="1")


def test_what_is_published_is_shown_as_it_was(tmp_path: Path) -> None:
    csv = write_as_published(tmp_path, "from core.plan_figure join codes.authority on true") / "csv"
    assert "A,2026-01-15,3,50,6,shown" in (csv / "prevalence.csv").read_text("utf-8")


@pytest.mark.parametrize(
    "table",
    [
        "core.plan",
        "staging.sen2_persons",
        "landing.delivery",
        "core.person",
        "query_table('core.person')",
        "read_parquet('person.parquet')",
        "'person.parquet'",
    ],
)
def test_nothing_else_is_released_under_a_rule_that_hides_nothing(tmp_path: Path, table: str) -> None:
    with pytest.raises(DisclosureRiskError, match="reads what is not published"):
        write_as_published(tmp_path, f"from core.plan_figure join {table} on true")
    assert current_release(tmp_path) is None


def test_the_csv_says_c_where_hidden_and_nothing_where_not_applicable(tmp_path: Path) -> None:
    csv = (write(tmp_path, "20260401T120000Z") / "csv" / "prevalence.csv").read_bytes()
    assert csv.decode("utf-8").splitlines() == [
        "group,day,n,base,percent,status",
        "A,2026-01-15,c,50,c,suppressed",
        "All,2026-01-15,30,100,30,shown",
        "B,2026-01-15,c,50,c,suppressed",
        "C,2026-01-15,0,0,,shown",
    ]


def test_no_text_of_the_csv_is_a_formula_and_parquet_keeps_it_as_it_is(tmp_path: Path) -> None:
    renamed = {"A": "=1+1", "B": "@x"}
    mart = replace(PREVALENCE, sums=(Sum("group", "All", ("=1+1", "@x", "C")),))
    table = full().assign(group=full()["group"].replace(renamed))
    marts = {"prevalence": shown(table, mart)}
    release = write_release(marts, {"prevalence": mart}, {}, tmp_path, stamp="s1", keep=12)
    lines = (release / "csv" / "prevalence.csv").read_text("utf-8").splitlines()
    assert sorted(line.split(",")[0] for line in lines[1:]) == ["'=1+1", "'@x", "All", "C"]
    kept = pq.read_table(release / "parquet" / "prevalence.parquet")["group"].to_pylist()
    assert set(kept) == {"=1+1", "@x", "All", "C"}


def test_parquet_keeps_types_and_hides_with_null(tmp_path: Path) -> None:
    table = pq.read_table(
        write(tmp_path, "s1", pa.Table.from_pandas(full())) / "parquet" / "prevalence.parquet"
    )
    assert table["n"].to_pylist() == [None, 30, None, 0]
    assert table.schema.field("n").type == pa.int64()
    assert table.schema.field("day").type == pa.date32()
    assert table.schema.field("group").type == pa.string()


def test_a_frame_from_duckdb_gives_days_too(tmp_path: Path) -> None:
    table = full().assign(day=pd.to_datetime("2026-01-15"))
    table = pq.read_table(write(tmp_path, "s1", table) / "parquet" / "prevalence.parquet")
    assert table.schema.field("day").type == pa.date32()


def test_the_database_tells_what_its_columns_mean(tmp_path: Path) -> None:
    database = write(tmp_path, "s1") / "send_marts.duckdb"
    with duckdb.connect(str(database), read_only=True) as con:
        assert con.execute("select n from prevalence order by all").fetchall() == [
            (0,),
            (30,),
            (None,),
            (None,),
        ]
        told = con.execute("select comment from duckdb_tables() where table_name = 'prevalence'").fetchall()
        assert told == [("Children's needs. Typed by hand.",)]
        told = con.execute("select comment from duckdb_columns() where column_name = 'base'").fetchall()
        assert told == [("Children",)]
        about = con.execute('select mart, "column", role, title from about where "column" = \'n\'').fetchall()
        assert about == [("prevalence", "n", "count", "Children's needs")]
    assert not list(database.parent.glob("*.wal"))


def test_the_manifest_knows_every_file_by_its_hash(tmp_path: Path) -> None:
    release = write(tmp_path, "s1")
    said = manifest_of(release)
    names = {p.relative_to(release).as_posix() for p in release.rglob("*") if p.is_file()} - {"manifest.json"}
    assert set(said["files"]) == names
    assert "parquet/about.parquet" in names
    for name, known in said["files"].items():
        data = (release / name).read_bytes()
        assert known == {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    assert said["code_version"] == "abc"
    assert said["release"] == "s1"
    assert said["rows"] == {"prevalence": 4}
    assert said["loss"] == {"prevalence": {"cells": 8, "hidden": 2, "share_of_cells": 0.25}}


def test_the_same_content_is_the_same_bytes_and_the_same_content_hash(tmp_path: Path) -> None:
    one, two = write(tmp_path, "s1"), write(tmp_path, "s2", full().iloc[::-1])
    for name in (
        "parquet/prevalence.parquet",
        "csv/prevalence.csv",
        "parquet/about.parquet",
        "csv/about.csv",
    ):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert manifest_of(one)["content"] == manifest_of(two)["content"]
    other = full().assign(base=[50, 101, 51, 0])
    assert manifest_of(write(tmp_path, "s3", other))["content"] != manifest_of(one)["content"]


def test_current_moves_to_the_new_release_by_a_relative_link(tmp_path: Path) -> None:
    assert current_release(tmp_path) is None
    write(tmp_path, "s1")
    two = write(tmp_path, "s2")
    assert current_release(tmp_path) == two
    assert (tmp_path / "current").readlink() == Path("releases/s2")
    moved = tmp_path.rename(tmp_path.with_name("moved"))
    assert (moved / "current" / "manifest.json").is_file()


def test_where_links_are_refused_current_is_a_text_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    write(tmp_path, "s1")
    two = write(tmp_path, "s2")
    assert (tmp_path / "current").read_text(encoding="utf-8") == "s2\n"
    assert current_release(tmp_path) == two


@pytest.mark.parametrize("step", ["_assert_unchanged", "write_database", "rename", "replace"])
def test_a_failure_at_any_step_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    write(tmp_path, "s1")
    before = everything(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(release_files if hasattr(release_files, step) else Path, step, fail)
    with pytest.raises(OSError, match="disk full"):
        write(tmp_path, "s2")
    left = everything(tmp_path)
    left.pop(".current.part", None)
    assert left == before
    assert sorted(p.name for p in (tmp_path / "releases").iterdir()) == ["s1"]


def test_only_the_newest_are_kept_and_never_through_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").touch()
    folder = tmp_path / "marts"
    (folder / "releases").mkdir(parents=True)
    (folder / "releases" / "s00").symlink_to(elsewhere)
    for number in range(1, 15):
        write(folder, f"s{number:02}")
    names = sorted(p.name for p in (folder / "releases").iterdir())
    assert names == ["s00", *(f"s{number:02}" for number in range(3, 15))]
    assert (elsewhere / "kept.txt").exists()


def test_the_current_release_is_kept_though_its_stamp_be_the_oldest(tmp_path: Path) -> None:
    write(tmp_path, "s2")
    write(tmp_path, "s3")
    first = write(tmp_path, "s1", keep=2)
    assert current_release(tmp_path) == first
    assert sorted(p.name for p in (tmp_path / "releases").iterdir()) == ["s1", "s3"]


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "releases" / ".s0.part" / "csv").mkdir(parents=True)
    write(tmp_path, "s1")
    assert [p.name for p in (tmp_path / "releases").iterdir()] == ["s1"]


def test_the_same_stamp_twice_gives_two_releases(tmp_path: Path) -> None:
    assert write(tmp_path, "s1").name == "s1"
    assert write(tmp_path, "s1").name == "s1-2"
    assert current_release(tmp_path) == tmp_path / "releases" / "s1-2"


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    with FileLock(tmp_path / ".writing"), pytest.raises(UsageError, match="Another release"):
        write(tmp_path, "s1")


def test_a_reader_of_the_last_release_is_not_disturbed(tmp_path: Path) -> None:
    one = write(tmp_path, "s1")
    with duckdb.connect(str(tmp_path / "current" / "send_marts.duckdb"), read_only=True) as reader:
        two = write(tmp_path, "s2", full().assign(base=[50, 101, 51, 0]))
        assert reader.execute("select base from prevalence where \"group\" = 'All'").fetchall() == [(100,)]
    assert one.exists()
    with duckdb.connect(str(two / "send_marts.duckdb"), read_only=True) as reader:
        assert reader.execute("select base from prevalence where \"group\" = 'All'").fetchall() == [(101,)]


@pytest.mark.parametrize("stamp", ["", "../s1", ".s1", "a/b", "s1.part"])
def test_a_stamp_that_is_no_plain_name_is_refused(tmp_path: Path, stamp: str) -> None:
    with pytest.raises(UsageError):
        write(tmp_path, stamp)
    assert not os.listdir(tmp_path)  # noqa: PTH208


def test_a_mart_without_a_heading_or_a_policy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="prevalence"):
        write_release({"prevalence": shown(full(), PREVALENCE)}, {}, {}, tmp_path, stamp="s1")
