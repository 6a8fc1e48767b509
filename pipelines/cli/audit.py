"""``send audit``: whether the log is what was written, and what it says."""

import difflib
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict

from pipelines.audit import EVENTS, log_of
from pipelines.audit_chain import entries
from pipelines.audit_verify import Verified, nothing_yet
from pipelines.audit_verify import verify as verified
from pipelines.cli.console import plural, result, result_json, talk
from pipelines.cli.days import day_of
from pipelines.cli.pretty import table
from pipelines.errors import UsageError
from pipelines.settings import Settings


def verify(settings: Settings, *, as_json: bool) -> int:
    """One line of each log; the first fault is an error."""
    logs = verified(settings)
    if as_json:
        result_json([_as_json(one) for one in logs])
        return 0
    for one in logs:
        of = f"As returned by {one.day}: " if one.day else ""
        fit = f"{plural(one.releases, 'release')} {'fits' if one.releases == 1 else 'fit'}"
        result(f"{of}{plural(one.head.entries, 'entry', 'entries')}, head {one.head.hash}; {fit}.")
        if one.torn:
            talk(f"{plural(one.torn, 'line')} of a killed process, noted as torn.")
        if one.unnoted:
            talk(f"No entry tells of {', '.join(one.unnoted)}: the build was killed as it ended.")
    return 0


def show(settings: Settings, *, last: int, what: str, as_returned: str, as_json: bool) -> int:
    """The last entries, or the last of one kind."""
    _refuse_unknown(what)
    here = settings.on(day_of(as_returned)) if as_returned else settings
    log = log_of(here.lake)
    if not log.exists():
        raise nothing_yet(here)
    shown = deque((one for one in entries(log) if what in ("", one.what)), maxlen=last)
    if as_json:
        result_json([asdict(one) for one in shown])
        return 0
    rows = [
        [one.n, one.at.removesuffix("+00:00"), one.who, one.what, one.about, _in_words(one.counts)]
        for one in shown
    ]
    table(["No.", "When (UTC)", "Who", "What", "About", "Counts"], rows, right=["No."])
    if what:
        talk(f"{what}: {EVENTS[what].means}.")
    talk("Whether it is what was written, 'send audit verify' tells.")
    return 0


def _refuse_unknown(what: str) -> None:
    if what and what not in EVENTS:
        near = difflib.get_close_matches(what, EVENTS, n=1)
        raise UsageError(
            f"Nothing is noted as '{what}'.",
            why=f"The words are {', '.join(EVENTS)}.",
            hint=f"Did you mean '{near[0]}'?" if near else "For example: send audit show --what released",
        )


def _in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in sorted(counts.items()))


def _as_json(one: Verified) -> dict[str, object]:
    return {
        "as_returned": one.day,
        "entries": one.head.entries,
        "head": one.head.hash,
        "torn": one.torn,
        "releases": one.releases,
        "unnoted": one.unnoted,
    }
