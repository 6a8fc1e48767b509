"""Dagster notes what 'send build' notes, by the same functions; only who is at work tells the two apart."""

import shutil
from dataclasses import replace

import dagster as dg

from pipelines import audit, audit_chain, run
from tests.builders import write_independent

SCHOOLS = dg.AssetKey(["staging", "independent_schools_school"])
RETURNED = "391_2019"


def noted(settings):
    entries = audit_chain.entries(audit.log_of(settings.lake))
    return [(e.who, e.what, e.about, dict(e.counts)) for e in entries if e.what != "linked"]


def test_a_delivery_brought_in_by_dagster_is_noted_as_by_a_build(daemon, settings, raw):
    settings = replace(settings, by="ann")
    daemon.settings = settings
    write_independent(raw, [("108900", 100, 12, 8)])
    daemon.look()
    daemon.look()
    for _ in range(2):
        assert daemon.run([SCHOOLS], RETURNED).success
    [by_dagster] = noted(settings)
    shutil.rmtree(settings.lake)
    run.build(settings, only=["independent_schools"])
    [by_build] = noted(settings)
    assert by_dagster[0] == "dagster:ann"
    assert by_build[0] == "ann"
    assert by_dagster[1:] == by_build[1:]
