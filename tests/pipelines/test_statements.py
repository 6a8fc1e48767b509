"""Statements of SEN, lawful in the census to April 2018, are told with the plans that took their place."""

import pytest

from pipelines import run, steps
from tests.builders import pupil, upn, write_census


@pytest.fixture
def shop(settings, raw):
    provisions = enumerate("SEKN", 1)
    write_census(raw, [pupil(str(n), upn=upn(n), senprovision=p) for n, p in provisions], year=2017)
    shop = run.workshop(settings)
    for delivery in run.found(settings)[0]:
        steps.ensure_staged(shop, delivery)
    run.join(shop, run.BuildReport())
    return shop


def test_a_statement_counts_as_a_plan(shop):
    told = shop.lake.read("core.sen_status", "school_census.391_2017-spring")["sen_provision"].to_pylist()
    assert sorted(told) == ["E", "E", "K", "N"]
