"""``send linkage``: the restricted list, decisions, and who became whom, from the command line."""

import pandas as pd
import pytest

from pipelines.run import build
from pipelines.settings import Settings
from tests.builders import upn, write_census
from tests.builders_partners import write_partner
from tests.pipelines.test_people import child, referral

pytestmark = pytest.mark.usefixtures("few_marts")


def test_a_pair_in_doubt_goes_to_a_person_and_comes_back_decided(root, send):
    write_census(root / "data" / "raw", [child(1)])
    write_partner(root / "data" / "raw", "health_waits", "2025-12", referrals=[referral(2, upn=upn(1))])
    build(Settings.from_environment())
    ran = send("linkage", "changes")
    assert (ran.code, ran.out) == (0, "No person was ever merged, split or renamed.\n")

    ran = send("linkage", "review")
    listed = root / "data" / "lake" / "vault" / "reports" / "linkage_review.csv"
    assert ran.code == 0
    assert ran.out == f"Wrote {listed}: 1 pair to decide. It names children: keep it restricted.\n"
    assert "send linkage decide" in ran.err
    assert "callum" not in ran.out + ran.err
    pd.read_csv(listed, dtype=str).assign(decision="same").to_csv(listed, index=False)

    ran = send("linkage", "decide", str(listed))
    assert (ran.code, ran.out) == (0, "Took in 1 decision (1 the same, 0 different); 1 stand.\n")
    build(Settings.from_environment())
    ran = send("linkage", "changes", "--json")
    assert ran.code == 0
    assert '"kind": "merged"' in ran.out


def test_the_list_leaves_the_vault_only_if_told_so_twice(root, send, tmp_path):
    write_census(root / "data" / "raw", [child(1)])
    ran = send("linkage", "review", "--out", str(tmp_path / "list.csv"))
    assert ran.code == 2
    assert "--take-values-out" in ran.err
    assert not (tmp_path / "list.csv").exists()


def test_before_a_build_each_says_what_to_do(root, send, tmp_path):
    assert send("linkage", "review").code == 6
    assert send("linkage", "changes").code == 3
    assert send("linkage", "decide", str(tmp_path / "none.csv")).code == 3
