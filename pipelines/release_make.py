"""Whether the marts as they stand in the lake are released anew, for whom, and whether that is held back.

What is in force or held already, or was withdrawn, and is made from the same, is not made again. How a
release is written is in ``release``; what becomes of it, in ``release_life``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipelines import manifest as manifests
from pipelines import release_audiences, release_held, release_judge, release_life, release_refused
from pipelines.calendar import LONDON
from pipelines.errors import UsageError
from pipelines.lineage import lineage_table
from pipelines.release import write_release
from pipelines.release_audiences import Readers
from pipelines.release_files import content_of
from pipelines.release_folder import (
    HELD,
    RELEASES,
    current_release,
    free_stamp,
    manifest_of,
    releases_in,
    state_at,
)
from pipelines.release_judge import Judge
from pipelines.release_state import WITHDRAWN, Hold, embargo_of, is_due, same_as_withdrawn
from pipelines.settings import Settings
from pipelines.sql import Mart
from pipelines.steps import Workshop
from schemas.audiences import INTERNAL

FOR_ANYBODY = Readers()


@dataclass(frozen=True)
class Terms:
    """On which terms a release is made; ``is_asked``: somebody wants one, though the same was withdrawn.

    Without an ``embargo`` it takes over that of the one held before it, unless ``lifts_embargo``.
    """

    readers: Readers = FOR_ANYBODY
    embargo: datetime | None = None
    lifts_embargo: bool = False
    is_asked: bool = False

    def __post_init__(self) -> None:
        if self.embargo and self.readers.audience.name == INTERNAL.name:
            raise UsageError(
                "An internal release has no embargo.",
                why="Those who read it may read the lake, which holds the figures already.",
                hint="Leave --embargo out, or name another audience.",
            )


@dataclass(frozen=True)
class Made:
    """What was released: ``current`` is in force now, ``held`` waits, ``withdrawn`` held the same before."""

    current: Path | None
    held: Path | None = None
    withdrawn: str = ""
    is_new: bool = False
    published: tuple[Path, ...] = ()


USUAL = Terms()


def make(
    settings: Settings,
    shop: Workshop,
    marts: Mapping[str, Mart],
    refused: Iterable[str],
    *,
    terms: Terms,
    code_version: str,
    judge: Judge | None,
    progress: Callable[[str], None] = lambda _: None,
    now: datetime,
) -> Made:
    """Publish what is due; then release the marts on these terms, unless that was done.

    A caller holds the lake.
    """
    published = tuple(release_life.publish_due(settings, now, who=shop.who))
    today = now.astimezone(ZoneInfo(LONDON)).date()
    folder = release_audiences.home(settings, terms.readers, today)
    made_from = manifests.made_from(shop.lake, marts, code_version)
    current = current_release(folder)
    if current and manifest_of(current).get("made_from") == made_from:
        release_held.put_away_drafts(folder)
        return Made(current, published=published)
    held = [one for one in release_held.waiting_in(folder) if _said(one, "made_from") == made_from]
    if held:
        return replace(_kept(settings, folder, held[-1], terms, who=shop.who, now=now), published=published)
    withdrawn = [one.name for one in _withdrawn(folder) if _said(one, "made_from") == made_from]
    if withdrawn and not terms.is_asked:
        return Made(current, withdrawn=withdrawn[-1], published=published)
    progress("Releasing")
    facts = manifests.manifest(
        shop.lake, marts, refused, code_version=code_version, as_returned=settings.as_returned
    )
    stamp = free_stamp(folder, now.strftime("%Y%m%dT%H%M%SZ"))
    if terms.readers.audience.is_open:
        release_refused.unprotected(shop.ledger)
        shop.ledger.enter(stamp)
    made = _written(settings, shop, folder, marts, facts, terms=terms, judge=judge, now=now, stamp=stamp)
    if made.parent.name == HELD:
        release_life.note_held(settings, made, who=shop.who, now=now)
        return Made(current_release(folder), made, is_new=True, published=published)
    release_life.note_public(settings, made, who=shop.who, now=now)
    return Made(made, is_new=True, published=published)


def _written(
    settings: Settings,
    shop: Workshop,
    folder: Path,
    marts: Mapping[str, Mart],
    facts: Mapping[str, Any],
    *,
    terms: Terms,
    judge: Judge | None,
    now: datetime,
    stamp: str,
) -> Path:
    readers, day = terms.readers, settings.as_returned
    words = f", as returned by {day}" if day else ""
    shown = release_audiences.as_read_by(readers, shop.lake, marts)
    declared = {
        name: replace(release_audiences.with_policies(readers, mart), title=mart.title + words)
        for name, mart in marts.items()
    }
    is_internal = readers.audience.name == INTERNAL.name
    before = release_judge.tables_of(current_release(folder)) if judge and not is_internal else None
    tables = {name: one.table for name, one in shown.items()}
    findings = judge(tables, declared, before) if judge and not is_internal else []
    content = content_of(shown, declared)
    withdrawn = [one.name for one in _withdrawn(folder) if _said(one, "content") == content]
    hold = Hold(
        (*release_judge.reasons(findings), *same_as_withdrawn(withdrawn)), _embargo(folder, terms, now)
    )
    agreement = {"agreement": readers.agreement} if readers.agreement else {}
    return write_release(
        shown,
        declared,
        {**facts, **agreement, **release_judge.said(findings)},
        folder,
        stamp=stamp,
        lineage=lineage_table(),
        keep=readers.audience.keep,
        hold=Hold() if is_internal else hold,
        audience=readers.audience,
        documents=lambda said: {
            **release_judge.documents(settings, said),
            **release_audiences.notes(readers),
        },
    )


def _kept(settings: Settings, folder: Path, held: Path, terms: Terms, *, who: str, now: datetime) -> Made:
    """What is held already, with another embargo where one is asked for."""
    is_new = terms.embargo is not None or terms.lifts_embargo
    if is_new and terms.embargo != embargo_of(manifest_of(held)):
        release_held.put_off(folder, held.name, terms.embargo)
        if is_due(manifest_of(held), now):
            [made] = release_life.publish_due(settings, now, who=who)[-1:]
            return Made(made, is_new=True)
        release_life.note_held(settings, held, who=who, now=now)
        return Made(current_release(folder), held, is_new=True)
    return Made(current_release(folder), held)


def _embargo(folder: Path, terms: Terms, now: datetime) -> datetime | None:
    """As asked for; else the latest of those that wait: an earlier release would tell what they hold back."""
    if terms.embargo or terms.lifts_embargo:
        return terms.embargo
    waiting = (embargo_of(manifest_of(one)) for one in release_held.waiting_in(folder))
    return max((until for until in waiting if until and until > now), default=None)


def _withdrawn(folder: Path) -> list[Path]:
    there = (*releases_in(folder, RELEASES), *releases_in(folder, HELD))
    return sorted((one for one in there if state_at(one) == WITHDRAWN), key=lambda one: one.name)


def _said(release: Path, name: str) -> str:
    return str(manifest_of(release).get(name, ""))
