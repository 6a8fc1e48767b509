"""The whole way of the data as one plain function: land, stage, link, join, count, release.

What is up to date is left alone; what is refused is told and the rest goes on; the release comes last, so
that a run that fails anywhere leaves the last one as it was.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines import core, gate, landing, people, quality, release_make, shown, steps, steps_marts
from pipelines.errors import CONTRACT_BROKEN, OutOfDateError, RefusedError, SourceMissingError, UsageError
from pipelines.identity import Pseudonyms
from pipelines.lake import Lake
from pipelines.landing import Delivery
from pipelines.ledger import Ledger
from pipelines.release_judge import Judge
from pipelines.settings import Settings
from pipelines.sql import Mart, read_marts
from schemas.catalogue import EXTRACTS

Progress = Callable[[str], None]
# What is asked of every release before it is public; None asks nothing.
GATE: Judge | None = gate.judge
_PACKAGES = ("schemas", "pipelines", "assets")


@dataclass
class BuildReport:
    """What a build did: names and counts only."""

    staged: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    refused: dict[str, RefusedError] = field(default_factory=dict)
    void: list[str] = field(default_factory=list)
    rebuilt: list[str] = field(default_factory=list)
    release: Path | None = None
    is_new_release: bool = False
    held: Path | None = None
    is_new_held: bool = False
    published: list[str] = field(default_factory=list)
    withdrawn_before: str = ""
    projects_no_plans: bool = False

    @property
    def exit_code(self) -> int:
        """0, or 4 when a delivery was refused and the rest was built without it."""
        return CONTRACT_BROKEN if self.refused else 0

    @property
    def did_nothing(self) -> bool:
        """Everything was up to date."""
        released = self.is_new_release or self.is_new_held or self.published
        return not (self.staged or self.withdrawn or self.rebuilt or released)


def workshop(settings: Settings) -> steps.Workshop:
    """Where and with which key the steps of this deployment work."""
    is_past = settings.as_returned is not None
    lake, pseudonyms = Lake(settings.lake, settings.vault_keys()), Pseudonyms(settings.key())
    beside, marts = settings.beside, settings.marts
    return steps.Workshop(
        lake, Ledger.of(settings), pseudonyms, beside, marts, is_past=is_past, who=settings.by
    )


def build(
    settings: Settings,
    *,
    only: Collection[str] = (),
    terms: release_make.Terms = release_make.USUAL,
    progress: Progress = lambda _: None,
    now: datetime | None = None,
) -> BuildReport:
    """Bring everything up to date with ``data/raw``; with ``only``, just what is named, and no release.

    ``only`` may name extracts, deliveries (``391_2025-spring``) and marts. Raises ``SourceMissingError``
    when there is nothing to build from, ``OutOfDateError`` when another build is at work.
    """
    return bring_up_to_date(settings, *found(settings), only=only, terms=terms, progress=progress, now=now)


def bring_up_to_date(
    settings: Settings,
    deliveries: list[Delivery],
    misplaced: Collection[landing.Misplaced] = (),
    *,
    only: Collection[str] = (),
    terms: release_make.Terms = release_make.USUAL,
    progress: Progress = lambda _: None,
    now: datetime | None = None,
) -> BuildReport:
    """The same with these very deliveries: what is not among them is withdrawn."""
    chosen = _Choice.of(only, deliveries)
    with alone(settings):
        # The keys are read once nobody can change them any more ('send vault rekey').
        shop = workshop(settings)
        shop.lake.sweep()
        report = BuildReport(refused={f"data/raw/{m.path}": m.error for m in misplaced})
        _stage(shop, [d for d in deliveries if chosen.has_delivery(d)], report, progress, now)
        if not only:
            here = {d.partition for d in deliveries} | {m.partition for m in misplaced}
            report.withdrawn = steps.withdraw(shop, here, now=now)
        if not shop.lake.partitions(steps.DELIVERY):
            raise _nothing_accepted(report)
        join(shop, report, progress, now=now)
        marts = {n: mart for n, mart in shown.in_order(read_marts()).items() if chosen.has_mart(n)}
        for name in steps_marts.build_marts(shop, marts):
            progress(f"Counted and protected {name}")
            report.rebuilt.append(f"marts.{name}")
        panel = shop.lake.stamp("marts.plan_panel")
        report.projects_no_plans = panel is not None and not panel.rows
        if not only:
            publish(settings, shop, marts, report, progress, terms=terms, now=now)
    return report


def found(settings: Settings) -> tuple[list[Delivery], list[landing.Misplaced]]:
    """The deliveries in ``data/raw``; ``SourceMissingError`` where there is none at all."""
    deliveries, misplaced = landing.find(settings.raw)
    if not deliveries and not misplaced:
        raise SourceMissingError(
            "There is no delivery in data/raw.",
            why=f"{settings.raw} is empty or does not exist.",
            hint="Run 'send demo' to try the sample authority, or copy a delivery to "
            "data/raw/<la>/<extract>/<return>/, for example data/raw/391/school_census/2025-spring/.",
        )
    return deliveries, misplaced


def code_version() -> str:
    """Names the code that made a release: changes with any source file of the three packages."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for file in sorted((root / package).rglob("*")):
            if file.suffix in {".py", ".sql", ".toml"}:
                digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class _Choice:
    """What ``--only`` names; everything when it names nothing."""

    deliveries: frozenset[str]
    marts: frozenset[str]
    everything: bool

    @classmethod
    def of(cls, only: Collection[str], deliveries: list[Delivery]) -> "_Choice":
        names = frozenset(only)
        marts = shown.with_read(names & read_marts().keys(), read_marts())
        known = {d.key for d in deliveries} | EXTRACTS.keys()
        if unknown := sorted(names - marts - known):
            raise UsageError(
                f"There is no {', '.join(unknown)} to build.",
                why="--only takes extracts, deliveries and marts.",
                hint=f"Extracts: {', '.join(EXTRACTS)}. Marts: {', '.join(read_marts())}.",
            )
        return cls(names - marts, marts, not names)

    def has_delivery(self, delivery: Delivery) -> bool:
        return not self.deliveries or bool(self.deliveries & {delivery.key, delivery.extract.name})

    def has_mart(self, name: str) -> bool:
        return self.everything or name in self.marts


@contextmanager
def alone(settings: Settings, *, wait: float = 0) -> Iterator[None]:
    """Hold the lake against other builds, waiting so many seconds for it; a killed build leaves no lock."""
    settings.lake.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(settings.lake / ".lock", timeout=wait):
            yield
    except Timeout:
        raise OutOfDateError(
            "Another build is at work in this lake.",
            why="Two builds at once would write the same tables.",
            hint="Wait until it has ended (Dagster or another terminal), then run the command again.",
        ) from None


def _stage(
    shop: steps.Workshop,
    deliveries: list[Delivery],
    report: BuildReport,
    progress: Progress,
    now: datetime | None,
) -> None:
    for delivery in deliveries:
        try:
            is_new = steps.ensure_staged(shop, delivery, progress, now=now)
            (report.staged if is_new else report.unchanged).append(delivery.partition)
            stamp = shop.lake.stamp(steps.DELIVERY, delivery.partition)
            if stamp and (void := stamp.facts["corrections"]["void"]):
                report.void.append(void)
        except RefusedError as error:
            report.refused[delivery.partition] = error


def _nothing_accepted(report: BuildReport) -> RefusedError:
    first = next(iter(report.refused.values()))
    return RefusedError(
        f"No delivery could be accepted ({len(report.refused)} refused). The first: {first.what}",
        why=first.why,
        hint=first.hint,
    )


def join(
    shop: steps.Workshop,
    report: BuildReport,
    progress: Progress = lambda _: None,
    *,
    now: datetime | None = None,
) -> None:
    """Bring the joint core up to date with the deliveries in force."""
    if linked := people.link(shop, progress, now=now):
        progress(linked.words)
        report.rebuilt.append("core.person_link")
    if located := steps.locate(shop):
        progress("Looked up the areas of homes")
        report.rebuilt += [f"core.address[{partition}]" for partition in located]
    for query in core.queries():
        for partition in steps.feeding(shop.lake, query):
            if steps.build_core(shop, query, partition):
                progress(f"Joined {query.table.name} of {partition}")
                report.rebuilt.append(f"{query.table.name}[{partition}]")
    for query in core.whole_queries():
        if steps.build_whole(shop, query):
            progress(f"Joined {query.table.name}")
            report.rebuilt.append(query.table.name)
    judge(shop, report, progress)


def judge(shop: steps.Workshop, report: BuildReport, progress: Progress = lambda _: None) -> None:
    """Run the rules over the deliveries in force, and across them; count what is found."""
    changed = set()
    in_force = shop.lake.partitions(steps.DELIVERY)
    for partition in in_force:
        stamp = shop.lake.stamp(steps.DELIVERY, partition)
        if stamp and quality.judge(shop.lake, partition, stamp.fingerprint):
            progress(f"Judged {partition}")
            changed.add(partition)
            report.rebuilt.append(f"{quality.RULE_RUN}[{partition}]")
    changed |= quality.judge_across(shop.lake)
    for partition in in_force:
        if partition in changed:
            quality.note(shop.lake, partition)
        quality.measure(shop.lake, partition)


def publish(
    settings: Settings,
    shop: steps.Workshop,
    marts: Mapping[str, Mart],
    report: BuildReport,
    progress: Progress = lambda _: None,
    *,
    terms: release_make.Terms = release_make.USUAL,
    judge: Judge | None = None,
    now: datetime | None = None,
) -> None:
    """Publish what is due, and release the marts as they stand in the lake, unless that was done before.

    What the gate (``judge``, else ``GATE``) finds hard to believe is held until somebody approves it.
    """
    made = release_make.make(
        settings,
        shop,
        marts,
        report.refused,
        terms=terms,
        code_version=code_version(),
        judge=judge or GATE,
        progress=progress,
        now=now or datetime.now(UTC),
    )
    report.release, report.held, report.withdrawn_before = made.current, made.held, made.withdrawn
    report.published = [one.name for one in made.published]
    report.is_new_release = made.is_new and made.held is None
    report.is_new_held = made.is_new and made.held is not None
