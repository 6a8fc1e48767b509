"""Staging: one asset a table, one step a delivery; the contract is kept inside the step, before the write.

The checks hold counts and names of rules. A delivery stands or falls as a whole: refused, the checks of all
its tables fail, nothing is materialised, and what was in force stays so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from assets.automation import STAGING
from assets.deployment import Deployment
from assets.describe import OWNERS, key_of, staged_columns
from assets.raw import PARTITIONS, raw_key
from pipelines import history, landing, steps
from pipelines.errors import RefusedError, SourceMissingError
from pipelines.lake import Stamp
from pipelines.staging_code import code_version
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract, Part

CONTRACT = "contract"
ABSENT = "absent"


@dataclass(frozen=True)
class TableReport:
    """What Dagster is told of one staged table of one delivery."""

    key: dg.AssetKey
    partition: str
    stamp: Stamp | None

    def materialization(self, made: str) -> dg.AssetMaterialization:
        """Its rows; a table that the return does not have counts none."""
        return dg.AssetMaterialization(
            self.key,
            partition=self.partition,
            metadata={"dagster/partition_row_count": self.stamp.rows if self.stamp else 0, "made": made},
            tags={"dagster/data_version": self.stamp.content if self.stamp else ABSENT},
        )

    def counts(self) -> dict[str, int]:
        """Rows received and rejected, and how often each rule was broken."""
        facts = self.stamp.facts if self.stamp else {}
        return {name: facts.get(name, 0) for name in ("received", "rejects")} | facts.get("reasons", {})


@dataclass
class _Told:
    """What one run has to say of its deliveries."""

    refused: dict[str, RefusedError] = field(default_factory=dict)
    counts: dict[dg.AssetKey, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def reports(shop: steps.Workshop, extract: Extract, key: str) -> list[TableReport]:
    """The tables of a delivery as they stand in the lake."""
    tables = [extract.staging(part) for part in extract.parts]
    return [TableReport(key_of(table), key, shop.lake.stamp(table, key)) for table in tables]


def _asset(extract: Extract) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"stage_{extract.name}",
        description=f"Reads deliveries of the {extract.title}: lawful rows in, identifiers to the vault.",
        specs=[_spec(extract, part, is_lead=part is extract.parts[0]) for part in extract.parts],
        check_specs=[
            dg.AssetCheckSpec(CONTRACT, asset=key_of(extract.staging(part)), description=_PROMISE)
            for part in extract.parts
        ],
        partitions_def=PARTITIONS[extract.name],
        # The deliveries that are there at once are one run: to start a run takes longer than to stage.
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name="staging",
    )
    def stage(
        context: dg.AssetExecutionContext, deployment: dg.ResourceParam[Deployment]
    ) -> Iterator[dg.AssetCheckResult]:
        told = _Told()
        for key in context.partition_keys:
            with deployment.at_work() as shop:
                for event in _events(shop, deployment.settings.raw, extract, key, told):
                    context.log_event(event)
        yield from _checks(extract, told)
        for error in told.refused.values():
            raise dg.Failure(str(error), {"refused": len(told.refused)}, allow_retries=False)

    return stage


def _events(
    shop: steps.Workshop, raw: Path, extract: Extract, key: str, told: _Told
) -> Iterator[dg.AssetMaterialization]:
    """Each delivery has events of its own: those of one run may be refused or not."""
    try:
        made = _bring_in(shop, raw, extract, key)
    except RefusedError as error:
        la_code, returned = key.split("_")
        told.refused[key] = nameless(error, raw / la_code / extract.name / returned)
        for part in extract.parts:
            table = extract.staging(part)
            rejects = shop.lake.stamp(table.replace("staging.", "rejects."), f"{key}.refused")
            told.counts[key_of(table)]["rejects"] += rejects.rows if rejects else 0
        return
    for report in reports(shop, extract, key):
        told.counts[report.key].update(report.counts())
        yield report.materialization(made)


def nameless(error: RefusedError, folder: Path) -> RefusedError:
    """The refusal without names of files, which may be a child's: Dagster keeps what it is told."""
    names = sorted((path.name for path in folder.glob("*")), key=len, reverse=True)

    def told(text: str) -> str:
        for number, name in enumerate(names, 1):
            text = text.replace(name, f"file {number}").replace(Path(name).stem, f"file {number}")
        return text

    return RefusedError(told(error.what), why=told(error.why), hint=told(error.hint))


def _checks(extract: Extract, told: _Told) -> Iterator[dg.AssetCheckResult]:
    first = next(iter(told.refused.values()), None)
    words = {"why": first.why, "hint": first.hint} if first else {}
    for part in extract.parts:
        key = key_of(extract.staging(part))
        yield dg.AssetCheckResult(
            passed=first is None,
            asset_key=key,
            check_name=CONTRACT,
            description=first.what if first else None,
            metadata={"refused": len(told.refused), **told.counts[key], **words},
        )


def _spec(extract: Extract, part: Part, *, is_lead: bool) -> dg.AssetSpec:
    """All tables of a delivery are staged together, so only the first is watched."""
    when = f" In the {', '.join(part.terms)} return only." if part.terms else ""
    return dg.AssetSpec(
        key_of(extract.staging(part)),
        deps=[raw_key(extract.name)],
        description=(part.contract.__doc__ or "").strip() + when,
        metadata=staged_columns(part),
        code_version=code_version(extract)[:12],
        automation_condition=STAGING if is_lead else None,
        owners=OWNERS,
        # Told by events of each delivery rather than as one output.
        skippable=True,
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
    lake = shop.lake
    known = {*lake.partitions(steps.DELIVERY), *lake.partitions(steps.REFUSAL), *history.in_force(lake)}
    steps.withdraw(shop, known - {f"{extract.name}.{key}"})
    return "withdrawn"


staging = [_asset(extract) for extract in EXTRACTS.values()]
