"""``send release``, ``approve``, ``withdraw``, ``releases``, and what other commands say of a draft."""

import json
from pathlib import Path

import pyarrow.csv
import pytest

from pipelines.release_state import Hold
from tests.builders_release import agreement, enter
from tests.pipelines.cli.conftest import Send
from tests.pipelines.test_release import write
from tests.pipelines.test_release_held import ODD, hold

pytestmark = pytest.mark.usefixtures("few_marts")

FIRST, SECOND = "20260401T120100Z", "20260401T120200Z"
WHO = ("--by", "Head of analysis", "--reason", "One school moved.")


@pytest.fixture
def marts(root: Path) -> Path:
    """A release in force and a newer draft."""
    (root / "data" / "raw").mkdir(parents=True)
    folder = root / "data" / "marts"
    write(folder, FIRST)
    hold(folder, SECOND, why=ODD, base=60)
    enter(root / "data" / "lake", SECOND)
    return folder


def test_the_list_tells_what_is_held_and_why(send: Send, marts: Path) -> None:
    held, public = json.loads(send("releases", "--json").out)
    assert (held["release"], held["state"]) == (SECOND, "draft")
    assert held["held_for"] == ["shares_moved (prevalence.percent): Shares moved by no more than 5 points."]
    assert (public["release"], public["is_current"], public["folder"]) == (FIRST, True, "marts")
    assert "published, in force" in send("releases").out


def test_an_answer_of_a_draft_says_so_on_the_screen_in_its_rows_and_in_its_name(
    send: Send, marts: Path, tmp_path: Path
) -> None:
    ran = send("query", "select base from prevalence", "--release", SECOND, "--json")
    assert json.loads(ran.out)[0] == {"base": 60, "DRAFT": SECOND}
    assert f"DRAFT: release {SECOND} is not public" in ran.err
    wrote = send("query", "from prevalence", "--release", SECOND, "-o", str(tmp_path / "a.csv"))
    assert "DRAFT_a.csv" in wrote.out
    assert pyarrow.csv.read_csv(tmp_path / "DRAFT_a.csv")["DRAFT"].to_pylist() == [SECOND] * 4
    usual = send("query", "select base from prevalence limit 1", "--json")
    assert json.loads(usual.out) == [{"base": 50}]
    assert "DRAFT" not in usual.err


def test_a_draft_is_approved_and_then_public(send: Send, marts: Path) -> None:
    ran = send("approve", SECOND, *WHO)
    assert ran.code == 0, ran.err
    assert "approved and public" in ran.out
    assert (marts / "current").resolve().name == SECOND
    again = send("approve", SECOND, *WHO)
    assert again.code == 2
    assert "Head of analysis approved it on" in again.err


def test_a_release_is_withdrawn_and_the_list_says_why(send: Send, marts: Path) -> None:
    send("approve", SECOND, *WHO)
    ran = send("withdraw", SECOND, "--by", "ann", "--reason", "Counted twice.", "--replaced-by", FIRST)
    assert ran.code == 0, ran.err
    assert f"releases/{FIRST}" in ran.out
    assert "Counted twice." in send("releases").out
    assert "was withdrawn" in send("query", "--release", SECOND).err


@pytest.mark.parametrize("command", ["approve", "withdraw"])
def test_a_release_that_is_not_there_is_told_with_those_that_are(
    send: Send, marts: Path, command: str
) -> None:
    ran = send(command, "20250101T000000Z", *WHO)
    assert ran.code == 2
    assert SECOND in ran.err


def test_a_decision_without_a_reason_is_none(send: Send, marts: Path) -> None:
    ran = send("approve", SECOND, "--by", "ann", "--reason", " ")
    assert ran.code == 2
    assert "--reason does not say it" in ran.err
    assert (marts / "held" / SECOND).is_dir()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--embargo", "2020-01-01T09:30"), "It is past"),
        (("--audience", "press"), "no audience"),
        (("--audience", "partner"), "names the agreement"),
        (("--audience", "internal", "--embargo", "2199-01-01T09:30"), "no embargo"),
    ],
)
def test_terms_that_cannot_be_followed_are_refused_before_anything_is_built(
    send: Send, root: Path, options: tuple[str, ...], said: str
) -> None:
    ran = send("release", *options)
    assert ran.code == 2
    assert said in ran.err
    assert not (root / "data" / "lake").exists()


def test_export_and_query_write_into_no_folder_of_ours(send: Send, marts: Path, root: Path) -> None:
    agreement(root)
    for place in ("data/lake/internal", "data/partner/391_health_waits", "data/marts/releases"):
        ran = send("export", "-o", str(root / place))
        assert ran.code == 2
        assert "Nothing is copied" in ran.err
        assert send("query", "from prevalence", "-o", str(root / place / "a.csv")).code == 2


def test_a_first_release_that_is_held_is_told_to_who_asks(send: Send, root: Path) -> None:
    hold(root / "data" / "marts", FIRST, why=Hold(ODD.reasons))
    ran = send("query")
    assert ran.code == 6
    assert f"send approve {FIRST}" in ran.err
    assert "1 draft waiting" in send("doctor").out


@pytest.mark.parametrize("command", ["release", "approve", "withdraw", "releases"])
def test_each_command_has_help_with_an_example(send: Send, command: str) -> None:
    assert "Example: send" in send(command, "--help").out
