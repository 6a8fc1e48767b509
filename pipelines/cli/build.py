"""``send build``: bring everything up to date, or say what that would mean.

The work itself is in ``pipelines.run``.
"""

import difflib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from pipelines import as_returned, core, derived, run, shown, steps, steps_marts
from pipelines.cli.console import plural, result, result_json, talk, tell
from pipelines.cli.days import day_of
from pipelines.cli.pretty import table, working
from pipelines.deliveries import CHANGED, GONE, HAVE, NEW, REFUSED, Standing, standings, workshop
from pipelines.errors import RefusedError, UsageError
from pipelines.panel import NEXT_STEP, NOTHING_PUBLISHED
from pipelines.release_folder import manifest_of
from pipelines.release_state import DRAFT, state_of, why_held
from pipelines.run import BuildReport
from pipelines.settings import Settings
from pipelines.sql import Mart, read_marts
from schemas.catalogue import BY_RECORD, EXTRACTS

MOST_REASONS_SHOWN = 5
_IN_WORDS = {HAVE: "same", NEW: "new", CHANGED: "changed", REFUSED: "refused", GONE: "gone"}


def build(settings: Settings, only: Collection[str], *, as_json: bool) -> int:
    """Build, and sum up what was done."""
    with working("Looking at data/raw") as progress:
        report = run.build(settings, only=only, progress=progress)
    return told(report, settings, as_json=as_json)


def build_as_returned(settings: Settings, text: str, *, as_json: bool) -> int:
    """Build what was in force at the end of a day, and say where its release lies."""
    day = day_of(text)
    with working(f"Looking for what was returned by {day}") as progress:
        report = as_returned.build(settings, day, progress=progress)
    if not as_json:
        count = len(report.staged) + len(report.unchanged)
        result(f"As returned by {day}: {plural(count, 'delivery', 'deliveries')}.")
    return told(report, settings, as_json=as_json)


def told(report: BuildReport, settings: Settings, *, as_json: bool) -> int:
    """What a build did, and which release is in force or held; its exit code."""
    tell_refused(report.refused)
    for void in report.void:
        talk(void)
    if as_json:
        result_json(_as_json(report))
    else:
        _sum_up(report, settings)
    return report.exit_code


def tell_refused(refused: Mapping[str, RefusedError]) -> None:
    """Each refusal in its three parts, on stderr."""
    for error in refused.values():
        tell(error)


def dry_run(settings: Settings, only: Collection[str], *, as_json: bool) -> int:
    """Say what a build would do. Nothing is written: no lake, no key, no lock."""
    deliveries, misplaced = run.found(settings)
    marts = read_marts()
    _refuse_unknown(only, [d.key for d in deliveries], marts)
    shop = workshop(settings)
    wanted = [s for s in standings(shop, deliveries) if _is_chosen(s, only, marts)]
    asked = shown.with_read(marts.keys() & set(only), marts)
    counted = {name: mart for name, mart in marts.items() if not only or name in asked}
    again = to_count_again(shop, wanted, counted)
    if as_json:
        states = [{"delivery": s.partition, "state": _state(s), "why": s.why} for s in wanted]
        result_json({"deliveries": states, "unknown": [str(m.path) for m in misplaced], "marts": again})
        return 0
    rows = [[s.la_code, s.extract, s.returned, _state(s), s.why] for s in wanted]
    rows += [["", "", f"data/raw/{m.path}", "unknown", m.error.hint] for m in misplaced]
    table(["LA", "Extract", "Return", "State", "What to know"], rows)
    result()
    result(f"Marts that would be counted again: {', '.join(again) or 'none'}.")
    talk("Nothing was written.")
    return 0


def to_count_again(shop: steps.Workshop, wanted: Sequence[Standing], marts: Mapping[str, Mart]) -> list[str]:
    """The marts whose own text changed, or that read what a delivery would change."""
    moving = {s.extract for s in wanted if _state(s) not in {"same", "refused"}}
    touched = _touched(moving)
    again = []
    for name, mart in shown.in_order(marts).items():
        stamp = shop.lake.stamp(f"marts.{name}")
        is_current = stamp is not None and stamp.fingerprint == steps_marts.mart_fingerprint(shop.lake, mart)
        for one in derived.behind(mart.reads):
            if touched.intersection(one.reads()):
                touched.update(one.tables)
        if touched.intersection(mart.reads) or not is_current:
            again.append(name)
            touched.add(f"{shown.SHOWN}.{name}")
    return again


def _touched(extracts: Collection[str]) -> set[str]:
    """The tables that may change with these extracts: their own, and those that are made of them."""
    if not extracts:
        return set()
    touched = {EXTRACTS[name].staging(part) for name in extracts for part in EXTRACTS[name].parts}
    touched |= {steps.DELIVERY, *BY_RECORD}
    for query in (*core.queries(), *core.whole_queries()):
        if touched.intersection(query.reads):
            touched.add(query.table.name)
    return touched


def _state(one: Standing) -> str:
    is_to_be_read_again = one.status == HAVE and not one.is_staged
    return "changed" if is_to_be_read_again else _IN_WORDS[one.status]


def _is_chosen(one: Standing, only: Collection[str], marts: Collection[str]) -> bool:
    names = {one.extract, f"{one.la_code}_{one.returned}"}
    return not only or bool(names.intersection(only)) or bool(set(marts).intersection(only))


def _refuse_unknown(only: Collection[str], keys: Sequence[str], marts: Collection[str]) -> None:
    known = [*EXTRACTS, *marts, *keys]
    for name in only:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise UsageError(
                f"There is no {name} to build.",
                why="--only takes extracts, deliveries and marts.",
                hint=f"Did you mean '{near[0]}'?" if near else f"For example: {', '.join(known[:5])}.",
            )


def _sum_up(report: BuildReport, settings: Settings) -> None:
    if report.did_nothing:
        up_to_date = "Nothing to do: everything is up to date."
        result("Nothing new was built." if report.refused else up_to_date)
    else:
        result(f"Accepted: {plural(len(report.staged), 'delivery', 'deliveries')}.")
    if report.unchanged:
        result(f"Unchanged: {plural(len(report.unchanged), 'delivery', 'deliveries')}.")
    if report.withdrawn:
        result(f"Withdrawn: {', '.join(report.withdrawn)}.")
    if report.refused:
        result(f"Refused: {', '.join(report.refused)}.")
    if marts := [name.removeprefix("marts.") for name in report.rebuilt if name.startswith("marts.")]:
        result(f"Counted again: {', '.join(marts)}.")
        if report.projects_no_plans and "projections" in marts:
            result(f"No plans are projected: {NOTHING_PUBLISHED} {NEXT_STEP}")
    _sum_up_release(report, settings)


def _sum_up_release(report: BuildReport, settings: Settings) -> None:
    if report.published:
        result(f"Published, for their embargo has ended: {', '.join(report.published)}.")
    if report.release:
        is_new = "New release" if report.is_new_release else "Release in force"
        result(f"{is_new}: {_near(report.release, settings)}")
    if report.held:
        _sum_up_held(report.held, settings)
    if report.withdrawn_before:
        result(f"Not released: what the lake holds is what {report.withdrawn_before} held, now withdrawn.")
        result("  If it may be released all the same: send release")


def _sum_up_held(held: Path, settings: Settings) -> None:
    said = manifest_of(held)
    result(f"DRAFT, not public: {_near(held, settings)}")
    reasons = why_held(said)
    for line in reasons[:MOST_REASONS_SHOWN]:
        result(f"  Held for {line}")
    if (more := len(reasons) - MOST_REASONS_SHOWN) > 0:
        result(f"  and {more} more: send releases --json, or its page DRAFT_plausibility.html")
    if state_of(said) == DRAFT:
        result(f"  Look at it: send query --release {held.name}; send diff {held.name}")
        result(f"  Then: send approve {held.name} --by NAME --reason TEXT")


def _near(path: Path, settings: Settings) -> str:
    return str(path.relative_to(settings.root)) if path.is_relative_to(settings.root) else str(path)


def _as_json(report: BuildReport) -> dict[str, object]:
    return {
        "staged": report.staged,
        "unchanged": report.unchanged,
        "withdrawn": report.withdrawn,
        "refused": {p: {"what": e.what, "why": e.why, "hint": e.hint} for p, e in report.refused.items()},
        "void_corrections": report.void,
        "rebuilt": report.rebuilt,
        "release": report.release,
        "is_new_release": report.is_new_release,
        "held": report.held,
        "held_for": why_held(manifest_of(report.held)) if report.held else [],
        "is_new_held": report.is_new_held,
        "published": report.published,
        "withdrawn_before": report.withdrawn_before,
    }
