"""Every extract of the sample stands in what is shown of it, and none is needed by another."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import findings, lineage, run, steps, steps_marts
from pipelines.deliveries import HAVE, standings
from pipelines.sample.order import PARTNERS
from pipelines.shown import in_order
from pipelines.sql import read_marts
from schemas.catalogue import EXTRACTS

# What others publish is of another kind: the sample's context is staged in tests of its own.
RETURNED = {name for name, extract in EXTRACTS.items() if not extract.is_published}
HANDBOOK = Path(__file__).parent.parent / "schemas" / "HANDBOOK.md"


@pytest.fixture(scope="module")
def built(small):
    return small.settings


def test_each_is_there_staged_and_judged(built):
    deliveries, misplaced = run.found(built)
    shop = run.workshop(built)
    assert not misplaced
    assert {d.extract.name for d in deliveries} == RETURNED
    assert {one.status for one in standings(shop, deliveries)} == {HAVE}
    assert all(findings.are_known(shop.lake, d.partition) for d in deliveries)


@pytest.mark.parametrize("name", EXTRACTS)
def test_each_stands_in_the_handbook_and_in_the_lineage(name):
    assert EXTRACTS[name].title in HANDBOOK.read_text("utf-8")
    staged = {EXTRACTS[name].staging(part) for part in EXTRACTS[name].parts}
    assert staged & {edge.from_table for edge in lineage.edges()}


def _one_by_one():
    """Two by default, the rest with -m full; each of the partners' is in the golden tests of partners."""
    for name in sorted(RETURNED - {*PARTNERS}):
        yield name if name in {"school_census", "sen2"} else pytest.param(name, marks=pytest.mark.full)


@pytest.mark.parametrize("name", _one_by_one())
def test_without_any_one_of_them_the_rest_is_counted_all_the_same(built, name, tmp_path):
    lake = tmp_path / "lake"
    shutil.copytree(built.lake, lake, copy_function=os.link)
    shop = run.workshop(replace(built, lake=lake))
    left = {d.partition for d in run.found(built)[0] if d.extract.name != name}
    assert steps.withdraw(shop, left)
    run.join(shop, run.BuildReport())
    list(steps_marts.build_marts(shop, in_order(read_marts())))
    assert set(shop.lake.partitions(steps.DELIVERY)) == left
