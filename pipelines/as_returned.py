"""A past day built again: the versions that were in force at its end, counted and released by today's code.

Its lake and its releases lie beside those of the present, of which only the ledger is touched. What stands in
the present lake as it stood then is taken over, so that the work grows with what differs.

The ledger is one for all days: who reads releases of two of them knows by their difference what was delivered
or corrected in between, and that may be few children, so each is protected beside all that is public.
"""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines import audit, corrections_ledger, history, people, run, shown, steps
from pipelines.calendar import LONDON, end_of, in_words
from pipelines.errors import SourceMissingError, UsageError
from pipelines.lake import Lake
from pipelines.landing import Delivery
from pipelines.release_make import USUAL, Terms
from pipelines.run import BuildReport, Progress
from pipelines.settings import Settings
from pipelines.sql import read_marts
from schemas.catalogue import WHOLE


def build(
    settings: Settings,
    day: date,
    *,
    terms: Terms = USUAL,
    progress: Progress = lambda _: None,
    now: datetime | None = None,
) -> BuildReport:
    """Build and release what was in force at the end of a day (Europe/London), or is now on this very day.

    A version that today's rules refuse is told, and the rest is built without it.
    """
    _refuse_future(day, now or datetime.now(UTC))
    lake = Lake(settings.lake)
    then = history.on(lake, day)
    if not then:
        raise _nothing_yet(lake, day)
    past = settings.on(day)
    # Held throughout: another build would sweep away what is half-written here.
    with run.alone(settings):
        lake.sweep()
        try:
            shops = run.workshop(settings), run.workshop(past)
            deliveries = [_bring(*shops, past.raw, end_of(day), version) for version in then.items()]
            _take_over_what_is_made_of_all(*shops)
            report = run.bring_up_to_date(past, deliveries, terms=terms, progress=progress, now=now)
            _note_built(past, day, report, now)
            return report
        finally:
            shutil.rmtree(past.raw, ignore_errors=True)


def _note_built(past: Settings, day: date, report: BuildReport, now: datetime | None) -> None:
    """In the log of that day's own lake: the present one is left alone."""
    if report.did_nothing:
        return
    counts = {"deliveries": len(report.staged) + len(report.unchanged), "refused": len(report.refused)}
    audit.note(past.lake, audit.PAST_BUILT, day.isoformat(), counts, who=past.by, now=now)


def _bring(
    present: steps.Workshop, past: steps.Workshop, raw: Path, moment: datetime, version: tuple[str, int]
) -> Delivery:
    """One delivery as it stood: left, taken over from the present, or its files restored to be staged."""
    partition, number = version
    history.hand_over(present.lake, past.lake, partition, number)
    delivery = history.delivery_of(past.lake, partition, raw, past.beside)
    corrections_ledger.hand_over(present.lake, past.lake, delivery, moment)
    if steps.is_staged(past, delivery):
        return delivery
    is_the_same = steps.stage_fingerprint(past, delivery) == steps.stage_fingerprint(present, delivery)
    if not (is_the_same and steps.is_staged(present, delivery)):
        history.restore(past.lake, delivery)
        return delivery
    for table, name in steps.tables_of(partition):
        past.lake.adopt(present.lake, table, name)
    _note_version(past.lake, partition, number)
    return delivery


def _note_version(lake: Lake, partition: str, number: int) -> None:
    """The files in force now may be those of an earlier version, withdrawn and put back since."""
    [*_, version] = history.versions(lake, partition)
    rows, stamp = lake.read(steps.DELIVERY, partition), lake.stamp(steps.DELIVERY, partition)
    if stamp:
        facts = {**stamp.facts, **steps.told_of(number, version)}
        lake.write(steps.DELIVERY, rows, partition, fingerprint=stamp.fingerprint, facts=facts)


def _take_over_what_is_made_of_all(present: steps.Workshop, past: steps.Workshop) -> None:
    """Persons, their histories and marts, and what these would tell if they were released.

    Their fingerprints decide whether they hold for that day too.
    """
    layers = (shown.MARTS, shown.SHOWN, shown.HIDDEN)
    marts = (f"{layer}.{name}" for layer in layers for name in read_marts())
    for table in (*people.MADE_OF_ALL, *WHOLE, *marts):
        if past.lake.stamp(table) is None:
            past.lake.adopt(present.lake, table)
    present.ledger.hand_over(past.ledger)


def _refuse_future(day: date, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(LONDON)).date()
    if day > today:
        raise UsageError(
            f"{in_words(day)} is still to come.",
            why="What was in force at the end of a day is known once it is there.",
            hint=f"Name a day up to today, {today}.",
        )


def _nothing_yet(lake: Lake, day: date) -> SourceMissingError:
    first = history.first_landed(lake)
    if first is None:
        return SourceMissingError(
            "No delivery was ever accepted into this lake.",
            why=f"{lake.root} holds no version of any.",
            hint="Run 'send build' first: what it accepts is kept from then on.",
        )
    earliest = first.astimezone(ZoneInfo(LONDON)).date()
    why = f"The first delivery landed on {in_words(earliest)}."
    if earliest <= day:
        why = f"What had landed, from {in_words(earliest)} on, was withdrawn by then."
    return SourceMissingError(
        f"No delivery was in force at the end of {in_words(day)}.",
        why=why,
        hint=f"Name that day or a later one, for example: send build --as-returned {earliest}",
    )
