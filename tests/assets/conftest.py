"""Dagster without its daemon: the sensor is called, conditions are evaluated, what they request is run."""

from dataclasses import dataclass, field
from functools import cache
from unittest import mock

import dagster as dg
import pytest

from assets.deployment import Deployment
from assets.landing import landing_sensor
from pipelines.definitions import definitions
from pipelines.settings import Settings


@dataclass
class Daemon:
    """What the real daemon does with our definitions, one call at a time."""

    settings: Settings
    instance: dg.DagsterInstance
    landed: str = ""
    cursor: object = None
    runs: list = field(default_factory=list)
    made: list = field(default_factory=list)

    @property
    def defs(self):
        return definitions(self.settings)

    def look(self):
        """One tick of the landing sensor, its events stored as the daemon stores them."""
        resources = {"deployment": Deployment(self.settings)}
        with dg.build_sensor_context(self.instance, cursor=self.landed, resources=resources) as context:
            result = landing_sensor(context)
        if isinstance(result, dg.SkipReason):
            return []
        self.landed = result.cursor or self.landed
        for request in result.dynamic_partitions_requests or []:
            self.instance.add_dynamic_partitions(request.partitions_def_name, request.partition_keys)
        for event in result.asset_events:
            self.instance.report_runless_asset_event(event)
        return result.asset_events

    def requested(self):
        """One tick of automation: what it requests, as key to partitions (None is the whole table)."""
        known = cache(self.instance.get_dynamic_partitions)
        with mock.patch.object(self.instance, "get_dynamic_partitions", known):  # asked for a thousand times
            result = dg.evaluate_automation_conditions(self.defs, self.instance, cursor=self.cursor)
        self.cursor = result.cursor
        graph = self.defs.resolve_asset_graph()
        return {
            key: result.get_requested_partitions(one.key)
            for one in result.results
            if result.get_requested_partitions(one.key)
            for key in graph.get(one.key).execution_set_asset_keys
        }

    def run(self, keys, partition=None, *, through=None):
        """One run of some tables; of a return, or of all returns from one through another."""
        job = self.defs.resolve_implicit_global_asset_job_def()
        ends = {
            "dagster/asset_partition_range_start": partition,
            "dagster/asset_partition_range_end": through,
        }
        result = job.execute_in_process(
            instance=self.instance,
            asset_selection=list(keys),
            partition_key=None if through else partition,
            tags=ends if through else None,
            raise_on_error=False,
        )
        self.runs.append(result)
        self.made += [_said(event) for event in result.all_events if event.is_step_materialization]
        return result

    def settle(self):
        """Tick and run until nothing is requested; what was materialised, in words."""
        self.look()
        self.look()
        before = len(self.made)
        while wanted := self.requested():
            for keys, partition in _runs(wanted):
                self.run(keys, partition)
        return self.made[before:]


def _said(event):
    key, partition = "/".join(event.asset_key.path), event.partition
    return f"{key}[{partition}]" if partition else key


def _runs(wanted):
    runs = {}
    for key, partitions in wanted.items():
        for partition in partitions:
            runs.setdefault((key.path[1].split("_")[0] if partition else "", partition or None), []).append(
                key
            )
    extracts_first = sorted(runs.items(), key=lambda run: (run[0][1] is None, str(run[0])))
    return [(keys, partition) for (_, partition), keys in extracts_first]


@pytest.fixture
def daemon(settings):
    with dg.DagsterInstance.ephemeral() as instance:
        yield Daemon(settings, instance)
