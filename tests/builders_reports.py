"""A judged delivery, as the steps leave it in the lake."""

from pipelines import reports_since, rules
from pipelines.completeness import RULE_RUN, measure
from pipelines.lake import Lake
from pipelines.run import build
from pipelines.steps import DELIVERY
from schemas.catalogue import EXTRACTS
from schemas.returns import Return


def judge(lake: Lake) -> None:
    """Run the rules over every delivery in force, and note what is noted of them."""
    for partition in lake.partitions(DELIVERY):
        name, key = partition.split(".", 1)
        judged = rules.judge(lake, EXTRACTS[name], key, Return.parse(key.split("_", 1)[1]))
        lake.write(f"findings.{name}", judged.findings, key, fingerprint="x")
        lake.write(RULE_RUN, judged.runs, partition, fingerprint="x")
        reports_since.keep(lake, EXTRACTS[name], key)
        measure(lake, EXTRACTS[name], key)


def built(settings, *only, now=None):
    """The lake after a build of some extracts and their rules."""
    build(settings, only=only or ["school_census"], now=now)
    lake = Lake(settings.lake)
    judge(lake)
    return lake
