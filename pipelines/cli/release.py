"""``send release``, ``approve``, ``withdraw``, ``releases``: the life of a release, on one screen.

What becomes of a release is decided in ``pipelines.release_life``.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pipelines import as_returned, release_life, run
from pipelines.cli.build import told
from pipelines.cli.console import result, result_json
from pipelines.cli.days import day_of
from pipelines.cli.pretty import table, working
from pipelines.embargo import moment_of
from pipelines.release_audiences import Readers
from pipelines.release_folder import HELD, manifest_of
from pipelines.release_life import Told
from pipelines.release_make import Terms
from pipelines.release_state import Decision, why_held
from pipelines.settings import Settings

NO_EMBARGO = "none"


def release(
    settings: Settings, *, day: str, embargo: str, audience: str, agreement: str, as_json: bool
) -> int:
    """Build, and release what the lake then holds on these terms; or what was in force on a past day."""
    terms = Terms(
        readers=Readers.named(audience, agreement),
        embargo=moment_of(embargo, datetime.now(UTC)) if embargo not in {"", NO_EMBARGO} else None,
        lifts_embargo=embargo == NO_EMBARGO,
        is_asked=True,
    )
    with working("Looking at what there is to release") as progress:
        if day:
            report = as_returned.build(settings, day_of(day), terms=terms, progress=progress)
        else:
            report = run.build(settings, terms=terms, progress=progress)
    return told(report, settings, as_json=as_json)


def approve(settings: Settings, stamp: str, by: str, reason: str, *, as_json: bool) -> int:
    """Approve a draft, and say where it lies now."""
    decision = Decision(by, reason, _now())
    with run.alone(settings):
        made = release_life.approve(settings, stamp, decision, who=settings.by)
    held_for = why_held(manifest_of(made))
    if as_json:
        result_json({"release": made.name, "is_public": made.parent.name != HELD, "folder": made})
    elif made.parent.name == HELD:
        result(f"Release {made.name} is approved. Still to wait for: {'; '.join(held_for)}.")
    else:
        result(f"Release {made.name} is approved and public: {_near(made, settings)}")
    return 0


def withdraw(settings: Settings, stamp: str, by: str, reason: str, *, replaced_by: str, as_json: bool) -> int:
    """Withdraw a release, and say what is in force instead."""
    decision = Decision(by, reason, _now(), replaced_by)
    with run.alone(settings):
        left = release_life.withdraw(settings, stamp, decision, who=settings.by)
    if as_json:
        result_json({"withdrawn": stamp, "in_force": left.name if left else None})
        return 0
    result(f"Release {stamp} is withdrawn: its figures are gone, its manifest and WITHDRAWN.txt stay.")
    result(f"Release in force: {_near(left, settings)}" if left else "No release is in force now.")
    return 0


def releases(settings: Settings, *, as_json: bool) -> int:
    """List every release but internal ones, the newest first."""
    found = release_life.listed(settings)
    if as_json:
        result_json([asdict(one) for one in found])
        return 0
    if not found:
        result("There is no release yet: 'send build' makes the first.")
        return 0
    table(
        ["Release", "State", "For", "In", "Approved", "What to know"],
        [
            [one.release, _state(one), one.audience, one.folder, _decision(one.approved), _words(one)]
            for one in found
        ],
    )
    return 0


def _state(one: Told) -> str:
    return f"{one.state}, in force" if one.is_current else one.state


def _words(one: Told) -> str:
    if one.withdrawn:
        instead = one.withdrawn.get("replaced_by")
        use = f" Use {instead}." if instead else ""
        return f"withdrawn {_decision(one.withdrawn)}: {one.withdrawn['reason']}{use}"
    return "; ".join(one.held_for)


def _decision(said: Mapping[str, str]) -> str:
    return f"{said['at'][:10]} by {said['by']}" if said else ""


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _near(path: Path, settings: Settings) -> str:
    return str(path.relative_to(settings.root)) if path.is_relative_to(settings.root) else str(path)
