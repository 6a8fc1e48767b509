"""Derived tables: each is made by one, after what it is made of, and only when that changed."""

from pipelines import run, steps_marts
from pipelines.derived import DERIVED, SCHEMAS, behind


def test_each_table_is_made_by_one():
    made = [table for one in DERIVED for table in one.tables]
    assert sorted(made) == sorted(SCHEMAS)


def test_what_one_is_made_of_comes_before_it():
    there = set()
    for one in DERIVED:
        assert SCHEMAS.keys() & set(one.reads()) <= there, one.name
        there |= set(one.tables)


def test_behind_a_table_stands_what_its_maker_is_made_of():
    assert [one.name for one in behind(["outlook.place"])] == ["projection", "cohort", "outlook"]
    assert [one.name for one in behind(["projection.plan", "core.plan"])] == ["projection"]
    assert list(behind(["core.plan"])) == []


def test_what_is_up_to_date_is_not_made_again(settings):
    shop = run.workshop(settings)
    [projected] = behind(["projection.plan"])
    assert steps_marts.derive(shop, projected)
    assert not steps_marts.derive(shop, projected)
    assert shop.lake.stamp("projection.plan").rows == 0
