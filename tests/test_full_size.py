"""The sample authority at its full size: the headline, and what a second build does."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

SEND = str(Path(sys.executable).parent / "send")
pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def send(tmp_path_factory):
    """Runs a command in a deployment of its own."""
    root = tmp_path_factory.mktemp("demo")
    environ = os.environ | {
        "SEND_ROOT": str(root),
        "SEND_LAKE": "",
        "SEND_KEY": "44" * 32,
        "SEND_VAULT_KEY": "54" * 32,
    }

    def run(*arguments):
        return subprocess.run([SEND, *arguments], env=environ, capture_output=True, text=True, check=False)

    run.root = root
    return run


@pytest.fixture(scope="module")
def demo(send):
    """The sample authority, made, built and released: the year that the strategy prints, and the next."""
    assert send("sample", "--years", "2019-2020").returncode == 0
    return send("build")


def test_the_headline_is_what_the_strategy_prints(send, demo):
    # Newcastle joint commissioning strategy 2020-22, section 1.5: census of January 2019, all schools
    assert demo.returncode == 0, demo.stderr
    asked = send(
        "query", "--csv",
        "select sen_provision, pupil_count, pupil_base, round(pupil_percent, 1) as share from prevalence "
        "where census = '2019-spring' and coverage = 'All schools' and breakdown_topic = 'Total' order by 2",
    )  # fmt: skip
    assert asked.stdout.splitlines()[1:] == [
        "EHC plan,1246,44893,2.8", "SEN support,5934,44893,13.2", "All SEN,7180,44893,16.0",
    ]  # fmt: skip


def test_five_needs_are_86_in_a_hundred(send, demo):
    five = (
        "('Moderate learning difficulty', 'Speech, language and communication needs', "
        "'Social, emotional and mental health', 'Specific learning difficulty', 'Autistic spectrum disorder')"
    )
    asked = send(
        "query", "--csv",
        "select round(sum(share_percent)) as share from need_profile "
        "where census = '2019-spring' and sen_provision = 'All SEN' "
        f"and need_rank = 'Primary need' and need in {five}",
    )  # fmt: skip
    assert asked.stdout.split() == ["share", "86.0"]


def test_a_second_build_has_nothing_to_do(send, demo):
    again = send("build")
    assert again.returncode == 0
    assert "Nothing to do" in again.stdout


def test_every_census_is_counted_as_the_children_truly_are(send, demo):
    """Dirt and all: duplicates, dual registrations, respelt and withdrawn codes change no count."""
    with duckdb.connect() as con:
        truth = con.execute(
            f"""
            select "return", pupils, sen_support, ehc_plans
            from '{send.root}/data/truth/391/margins.parquet' where scope = 'all' order by 1
            """
        ).fetchall()
        counted = con.execute(
            f"""
            select census, any_value(pupil_base),
                any_value(pupil_count) filter (where sen_provision = 'SEN support'),
                any_value(pupil_count) filter (where sen_provision = 'EHC plan')
            from '{send.root}/data/marts/current/parquet/prevalence.parquet'
            where coverage = 'All schools' and breakdown_topic = 'Total' group by 1 order by 1
            """
        ).fetchall()
    assert len(counted) == 2
    assert counted == truth
