"""Whether the audit log is what was written: every entry in its place, and in it the head of every release.

The chain alone tells of an entry that was edited, dropped, doubled or moved. That its end was cut off, or
that it was written anew as a whole, the releases tell: keep their manifests elsewhere too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import release
from pipelines.audit import RELEASED, log_of
from pipelines.audit_chain import TORN, BrokenLogError, Entry, Head, is_whole, read, sha256
from pipelines.errors import OutOfDateError
from pipelines.release_files import MANIFEST
from pipelines.settings import Settings


@dataclass(frozen=True)
class Verified:
    """A log in which all is well; with the lines of killed processes, and the releases it does not name."""

    day: date | None
    head: Head
    torn: int
    releases: int
    unnoted: tuple[str, ...]


def verify(settings: Settings) -> list[Verified]:
    """The log of the lake, then those of past days that were built; ``BrokenLogError`` at the first fault."""
    if not _has_log(settings) and not any(_heads(settings).values()):
        raise nothing_yet(settings)
    past = (settings.on(day) for day in _days(settings))
    return [_verified(one) for one in (settings, *(one for one in past if _has_log(one) or _heads(one)))]


def nothing_yet(settings: Settings) -> OutOfDateError:
    """The error where there is no log."""
    return OutOfDateError(
        "There is no audit log yet.",
        why=f"{log_of(settings.lake)} does not exist: nothing was built since logs are kept.",
        hint="Run 'send build', or 'send demo' to try the sample authority.",
    )


def _verified(settings: Settings) -> Verified:
    log, heads = log_of(settings.lake), _heads(settings)
    wanted = {said.entries for said in heads.values() if said}
    found, released, head, torn = {0: Head().hash}, set(), Head(), 0
    for entry in _chain(log):
        head, torn = entry.head, torn + (entry.what == TORN)
        if entry.n in wanted:
            found[entry.n] = entry.hash
        if entry.what == RELEASED.word:
            released.add(entry.about)
    for stamp, said in heads.items():
        _check_release(log, stamp, said, found, head, is_noted=stamp in released)
    unnoted = tuple(stamp for stamp, said in heads.items() if said and stamp not in released)
    return Verified(settings.as_returned, head, torn, len(heads), unnoted)


def _chain(log: Path) -> Iterator[Entry]:
    """Its entries, as long as each is the next one; ``BrokenLogError`` where one is not."""
    if not log.exists():
        return
    head, loose = Head(), list[bytes]()
    with log.open("rb") as file:
        for raw in file:
            line = raw.removesuffix(b"\n")
            entry = read(line)
            if line == raw or (entry is None and is_whole(line)):
                raise (_torn_end if line == raw else _edited)(log, head.entries + 1)
            if entry is None:
                loose.append(line)
                continue
            if loose and not _tells_of(entry, b"\n".join(loose)):
                raise _edited(log, head.entries + 1)
            if not entry.follows(head):
                raise _out_of_place(log, entry, head, file)
            head, loose = entry.head, []
            yield entry
    if loose:
        raise _edited(log, head.entries + 1)


def _tells_of(entry: Entry, torn: bytes) -> bool:
    return (entry.what, entry.about, entry.counts) == (TORN, sha256(torn), {"bytes": len(torn)})


def _check_release(
    log: Path, stamp: str, said: Head | None, found: Mapping[int, str], head: Head, *, is_noted: bool
) -> None:
    if said is None:
        if is_noted:
            raise _no_fit(log, stamp, "The log tells of it, but its manifest does not tell of the log.")
    elif said.entries > head.entries:
        cut = f"It was made after {said.entries} entries, of which the log holds {head.entries}"
        raise _no_fit(log, stamp, f"{cut}: the end was cut off, or the lake was made anew.")
    elif found.get(said.entries) != said.hash:
        anew = f"Entry {said.entries} is not the one after which it was made"
        raise _no_fit(log, stamp, f"{anew}: the log was written anew, or the lake was.")


def _heads(settings: Settings) -> dict[str, Head | None]:
    """What each release says of the log; none where it is from before logs were kept."""
    releases = (settings.marts / release.RELEASES).glob("[!.]*")
    return {one.name: _head_in(settings, one) for one in sorted(releases) if one.is_dir()}


def _head_in(settings: Settings, one: Path) -> Head | None:
    try:
        said: Any = release.manifest_of(one).get("audit")
        return None if said is None else Head(int(said["entries"]), str(said["head"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        why = f"{one / MANIFEST} cannot be read, or what it says of the log is not understood."
        raise _no_fit(log_of(settings.lake), one.name, why) from None


def _has_log(settings: Settings) -> bool:
    log = log_of(settings.lake)
    return log.exists() and log.stat().st_size > 0


def _days(settings: Settings) -> list[date]:
    """The past days that have a lake or releases."""
    any_day = settings.on(date.max)
    beside = (any_day.lake.parent, any_day.marts.parent)
    return sorted({day for folder in beside for path in folder.glob("*") if (day := _day(path.name))})


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _out_of_place(log: Path, entry: Entry, head: Head, rest: Iterator[bytes]) -> BrokenLogError:
    wanted = head.entries + 1
    if entry.n == wanted:
        return _broken(log, wanted, f"It does not continue entry {head.entries}: one of the two was edited.")
    if entry.n < wanted:
        return _broken(log, entry.n, f"Its line is doubled: it stands again after entry {head.entries}.")
    if any((later := read(line.removesuffix(b"\n"))) and later.n == wanted for line in rest):
        return _broken(log, wanted, f"Lines were reordered: entry {entry.n} stands before it.")
    return _broken(log, wanted, f"Its line was dropped: after entry {head.entries} comes entry {entry.n}.")


def _edited(log: Path, number: int) -> BrokenLogError:
    return _broken(log, number, "Its line was edited: it is not as it was written.")


def _torn_end(log: Path, number: int) -> BrokenLogError:
    return BrokenLogError(
        f"The audit log has a torn end at entry {number}.",
        why=f"The last line of {log} was not written to its end: a process was killed, or the file was cut.",
        hint="Run 'send build': what it writes next closes the line and notes it; then verify again.",
    )


def _broken(log: Path, number: int, why: str) -> BrokenLogError:
    return BrokenLogError(f"The audit log is broken at entry {number}.", why=f"{why} ({log})", hint=_RESTORE)


def _no_fit(log: Path, stamp: str, why: str) -> BrokenLogError:
    what = f"Release {stamp} no longer fits the audit log."
    return BrokenLogError(what, why=f"{why} ({log})", hint=_RESTORE)


_RESTORE = (
    "Keep the file as evidence and tell your data protection officer; then restore the log from your backup. "
    "Where you made the lake anew on purpose, move the releases from before it out of data/marts."
)
