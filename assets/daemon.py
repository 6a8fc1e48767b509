"""Dagster's daemon, started by ``send ui``: it first ends the runs that the last one took with it.

A run whose process was killed stays "started" for ever, and would keep its place in the queue. Ended as lost,
it is tried again; the lake needs no repair, for nothing half-written is ever in force.
"""

import runpy

import dagster as dg

_ALIVE = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def end_lost_runs(instance: dg.DagsterInstance) -> int:
    """Mark as failed what cannot be running, since runs end with the daemon; how many there were."""
    lost = instance.get_runs(dg.RunsFilter(statuses=_ALIVE))
    for run in lost:
        instance.report_run_failed(run, "Its process was lost.")
    return len(lost)


if __name__ == "__main__":
    with dg.DagsterInstance.get() as found:
        end_lost_runs(found)
    runpy.run_module("dagster._daemon", run_name="__main__")
