"""``send linkage``: pairs in doubt for a person, decisions taken in, who became whom. No value."""

from pathlib import Path

from pipelines import audit
from pipelines.cli.console import plural, result, result_json, talk
from pipelines.cli.pretty import table, working
from pipelines.errors import SourceMissingError, UsageError
from pipelines.settings import Settings
from schemas.catalogue import PERSON_CHANGE

_NAME = "linkage_review.csv"


def review(settings: Settings, out: Path | None, *, take_values_out: bool) -> int:
    """Write the pairs in doubt, with what both sides tell, under the vault of the lake."""
    from pipelines import reviews, run  # noqa: PLC0415

    if out and not take_values_out:
        raise UsageError(
            f"The pairs are not written to {out}.",
            why="They name children; they belong under the vault of the lake, where only its owner reads.",
            hint="Leave --out away; or add --take-values-out if your data protection officer has agreed.",
        )
    path = out or settings.lake / "vault" / "reports" / _NAME
    shop = run.workshop(settings)
    with working("Looking up the pairs") as _, run.alone(settings):
        count = reviews.count(shop)
        audit.note(settings.lake, audit.SHOWN, counts={"pairs": count}, who=shop.who)
        reviews.write(shop, path)
    result(f"Wrote {path}: {plural(count, 'pair')} to decide. It names children: keep it restricted.")
    if count:
        talk(f"Next: write same or different in its column decision, then: send linkage decide {path}")
    return 0


def decide(settings: Settings, path: Path) -> int:
    """Take in what a person decided."""
    from pipelines import link_files, linkage_settings, run  # noqa: PLC0415

    with run.alone(settings):
        decisions = link_files.read_decisions(path)
        standing = linkage_settings.with_decisions(settings.beside, decisions)
        counts = linkage_settings.said(decisions)
        audit.note(settings.lake, audit.DECIDED, counts=counts, who=settings.by)
        linkage_settings.keep_decisions(settings.beside, standing)
    said = f"{counts['merges']:,} the same, {counts['splits']:,} different"
    result(f"Took in {plural(len(decisions), 'decision')} ({said}); {len(standing):,} stand.")
    talk(f"Delete {path} when you no longer need it: it names children. Then: send build")
    return 0


def changes(settings: Settings, *, last: int, as_json: bool) -> int:
    """Say which persons became whom in the latest runs of the linkage that changed any."""
    from pipelines.lake import Lake  # noqa: PLC0415

    lake = Lake(settings.lake)
    if lake.stamp(PERSON_CHANGE.name) is None:
        if not lake.partitions("core.person"):
            raise SourceMissingError(
                "Nothing has been linked yet.",
                why=f"There are no persons in {settings.lake}.",
                hint="Run 'send build' first.",
            )
        rows = []
    else:
        rows = lake.read(PERSON_CHANGE.name).to_pylist()
    runs = sorted({row["run"] for row in rows})[-last:]
    rows = [row for row in rows if row["run"] in runs]
    if as_json:
        result_json(rows)
        return 0
    if not rows:
        result("No person was ever merged, split or renamed.")
        return 0
    columns = ("run", "day", "kind", "old_id", "new_id")
    table(
        [name.capitalize().replace("_", " ") for name in columns],
        [[str(row[c]) for c in columns] for row in rows],
    )
    return 0
