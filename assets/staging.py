"""Staging: one asset a table, one step a delivery; the contract is kept inside the step, before the write.

The checks hold counts and names of rules. A delivery stands or falls as a whole: refused, the checks of all
its tables fail, nothing is materialised, and what was in force stays so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from assets.automation import EACH_DELIVERY
from assets.deployment import Deployment
from assets.describe import OWNERS, key_of, staged_columns
from assets.raw import PARTITIONS, raw_key
from pipelines import landing, steps
from pipelines.errors import RefusedError, SourceMissingError
from pipelines.lake import Stamp
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract, Part

CONTRACT = "contract"
ABSENT = "absent"


@dataclass(frozen=True)
class TableReport:
    """What Dagster is told of one staged table of one delivery."""

    key: dg.AssetKey
    stamp: Stamp | None

    @property
    def materialized(self) -> dict[str, Any]:
        """Its rows; a table that the return does not have counts none."""
        return {"dagster/partition_row_count": self.stamp.rows if self.stamp else 0}

    @property
    def counted(self) -> dict[str, Any]:
        """Rows received and rejected, and how often each rule was broken."""
        facts = self.stamp.facts if self.stamp else {}
        return {name: facts[name] for name in ("received", "rejects", "reasons") if name in facts}

    def as_check(self) -> dg.AssetCheckResult:
        """The contract was kept."""
        return dg.AssetCheckResult(
            passed=True, asset_key=self.key, check_name=CONTRACT, metadata=self.counted
        )

    def as_result(self, made: str) -> dg.MaterializeResult[Any]:
        """Out of a step."""
        version = dg.DataVersion(self.stamp.content if self.stamp else ABSENT)
        return dg.MaterializeResult(
            asset_key=self.key, metadata={**self.materialized, "made": made}, data_version=version
        )

    def as_materialization(self, partition: str) -> dg.AssetMaterialization:
        """From outside of Dagster."""
        return dg.AssetMaterialization(
            self.key,
            partition=partition,
            metadata={**self.materialized, "made": "by send build"},
            tags={"dagster/data_version": self.stamp.content if self.stamp else ABSENT},
        )

    def as_evaluation(self, partition: str) -> dg.AssetCheckEvaluation:
        """From outside of Dagster."""
        return dg.AssetCheckEvaluation(
            self.key, CONTRACT, passed=True, metadata=self.counted, partition=partition
        )


def reports(shop: steps.Workshop, extract: Extract, key: str) -> list[TableReport]:
    """The tables of a delivery as they stand in the lake."""
    tables = [extract.staging(part) for part in extract.parts]
    return [TableReport(key_of(table), shop.lake.stamp(table, key)) for table in tables]


def _asset(extract: Extract) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"stage_{extract.name}",
        description=f"Reads a delivery of the {extract.title}: lawful rows in, identifiers to the vault.",
        specs=[_spec(extract, part, is_lead=part is extract.parts[0]) for part in extract.parts],
        check_specs=[
            dg.AssetCheckSpec(CONTRACT, asset=key_of(extract.staging(part)), description=_PROMISE)
            for part in extract.parts
        ],
        partitions_def=PARTITIONS[extract.name],
        group_name="staging",
    )
    def stage(
        context: dg.AssetExecutionContext, deployment: dg.ResourceParam[Deployment]
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[Any]]:
        with deployment.at_work() as shop:
            try:
                made = _bring_in(shop, deployment.settings.raw, extract, context.partition_key)
            except RefusedError as error:
                yield from _refused(shop, extract, context.partition_key, error)
                raise
            for report in reports(shop, extract, context.partition_key):
                yield report.as_check()
                yield report.as_result(made)

    return stage


def _spec(extract: Extract, part: Part, *, is_lead: bool) -> dg.AssetSpec:
    """All tables of a delivery are staged together, so only the first is watched."""
    when = f" In the {', '.join(part.terms)} return only." if part.terms else ""
    return dg.AssetSpec(
        key_of(extract.staging(part)),
        deps=[raw_key(extract.name)],
        description=(part.contract.__doc__ or "").strip() + when,
        metadata=staged_columns(part),
        code_version=steps.code_version(extract)[:12],
        automation_condition=EACH_DELIVERY if is_lead else None,
        owners=OWNERS,
        kinds={"pandera", "parquet"},
        tags={"pii": "pseudonymised", "frequency": extract.frequency},
    )


_PROMISE = "Items, codes and rules as declared for this return; above the limit of rejects it is refused."


def _bring_in(shop: steps.Workshop, raw: Path, extract: Extract, key: str) -> str:
    """Stage the delivery as it lies on disk, or withdraw it where it no longer does; what was done."""
    la_code, returned = key.split("_")
    folder = raw / la_code / extract.name / returned
    if folder.exists():
        delivery = landing.delivery_at(folder, raw)
        return "anew" if steps.ensure_staged(shop, delivery) else "up to date"
    if next(raw.glob("*/*/*"), None) is None:
        raise SourceMissingError(
            "There is no delivery in data/raw.",
            why="It is empty or cannot be reached, which is no reason to withdraw what is in force.",
            hint="See that the drive is there.",
        )
    known = {*shop.lake.partitions(steps.DELIVERY), *shop.lake.partitions(steps.REFUSAL)}
    steps.withdraw(shop, known - {f"{extract.name}.{key}"})
    return "withdrawn"


def _refused(
    shop: steps.Workshop, extract: Extract, key: str, error: RefusedError
) -> Iterator[dg.AssetCheckResult]:
    for part in extract.parts:
        table = extract.staging(part)
        rejects = shop.lake.stamp(table.replace("staging.", "rejects."), f"{key}.refused")
        yield dg.AssetCheckResult(
            passed=False,
            asset_key=key_of(table),
            check_name=CONTRACT,
            description=error.what,
            metadata={
                "why": error.why,
                "hint": error.hint,
                **({"rejects": rejects.rows} if rejects else {}),
            },
        )


staging = [_asset(extract) for extract in EXTRACTS.values()]
