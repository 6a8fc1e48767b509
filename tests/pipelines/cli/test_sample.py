import json
from pathlib import Path

import pytest

from pipelines.cli.demo import share
from tests.pipelines.cli.conftest import Send

SMALL = ("--size", "300", "--years", "2024-2024", "--no-context")


@pytest.mark.parametrize(
    ("count", "base", "said"),
    [
        (7180, 44893, "7,180 (16.0%)"),
        (5934, 44893, "5,934 (13.2%)"),
        (1246, 44893, "1,246 (2.8%)"),
        (1, 16, "1 (6.3%)"),  # 6.25, half away from zero
        (None, 44893, "[c]"),
        (7, None, "7"),
        (0, 0, "0"),
    ],
)
def test_shares_are_rounded_half_away_from_zero(count: int | None, base: int | None, said: str) -> None:
    assert share(count, base) == said


def test_the_same_sample_is_not_written_again(send: Send, root: Path) -> None:
    assert send("sample", *SMALL).code == 0
    files = {p: p.stat().st_mtime_ns for p in (root / "data" / "raw").rglob("*.csv")}
    assert files
    again = send("sample", *SMALL)
    assert "nothing was written" in again.out
    assert {p: p.stat().st_mtime_ns for p in files} == files


def test_another_sample_takes_the_place_of_the_first(send: Send, root: Path) -> None:
    assert send("sample", *SMALL).code == 0
    assert send("sample", "--size", "300", "--years", "2025-2025").code == 0
    returns = {p.name for p in (root / "data" / "raw" / "391" / "school_census").iterdir()}
    assert returns == {"2025-spring"}
    assert json.loads((root / "data" / "truth" / "order.json").read_text())["first_year"] == 2025
    assert not list((root / "data").glob(".sample-*"))


def test_real_deliveries_are_never_written_over(send: Send, root: Path) -> None:
    real = root / "data" / "raw" / "391" / "sen2" / "2024" / "real.xml"
    real.parent.mkdir(parents=True)
    real.write_text("<Message/>")
    for command in ("sample", "demo"):
        ran = send(command, "--size", "300")
        assert ran.code == 2
        assert "that the sample did not write" in ran.err
    assert [p for p in (root / "data").rglob("*") if p.is_file()] == [real]


def test_a_sample_file_that_was_changed_is_no_longer_the_samples(send: Send, root: Path) -> None:
    assert send("sample", *SMALL).code == 0
    [xml] = (root / "data" / "raw").rglob("*.xml")
    xml.write_text("<Message/>")
    assert send("sample", *SMALL).code == 2
    assert xml.read_text() == "<Message/>"


def test_a_missing_file_is_made_again(send: Send, root: Path) -> None:
    assert send("sample", *SMALL).code == 0
    [xml] = (root / "data" / "raw").rglob("*.xml")
    before = xml.read_bytes()
    xml.unlink()
    assert send("sample", *SMALL).code == 0
    assert xml.read_bytes() == before


@pytest.mark.parametrize(
    "args",
    [
        ["--size", "3"],
        ["--years", "1999-2001"],
        ["--years", "soon"],
        ["--terms", "winter"],
        ["--areas", "Tyne"],
    ],
)
def test_an_order_that_cannot_be_filled_is_a_usage_error(send: Send, root: Path, args: list[str]) -> None:
    ran = send("sample", *args)
    assert ran.code == 2
    assert "For example: send sample" in ran.err
    assert not list(root.iterdir())


@pytest.mark.full
def test_demo_ends_with_the_headline_and_what_to_open_next(send: Send, root: Path) -> None:
    ran = send("demo", "--size", "400", "--no-context")
    assert ran.code == 0
    assert "January 2019" in ran.out
    assert "January 2026" in ran.out
    assert "send query" in ran.out
    assert len((ran.out + ran.err).splitlines()) < 40
    assert "400" in next(line for line in ran.out.splitlines() if line.startswith("January 2019"))
