"""The time until which a release is held, as people in England write it. Nothing is held here."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from pipelines.calendar import LONDON
from pipelines.errors import UsageError

EXAMPLE = "2026-12-01T09:30"
_WHERE = ZoneInfo(LONDON)


def moment_of(text: str, now: datetime) -> datetime:
    """The moment that local time in England names, to the minute.

    Of the hour that comes twice in autumn, the second. Errors: ``UsageError`` where it is none, or is past.
    """
    try:
        said = datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - local time, made aware below
    except ValueError:
        raise _refused(text, "A time is written as day and minute, without a time zone.") from None
    local = said.replace(tzinfo=_WHERE, fold=1)
    # With the offset itself: of a minute that comes twice, Python would compare none as equal.
    moment = local.astimezone(timezone(local.utcoffset() or timedelta()))
    if moment.astimezone(UTC).astimezone(_WHERE).replace(tzinfo=None) != said:
        raise _refused(text, "The clocks go forward in that night: there is no such minute.")
    if moment <= now:
        raise _refused(text, "It is past; without --embargo a release is public at once.")
    return moment


def _refused(text: str, why: str) -> UsageError:
    return UsageError(
        f"'{text}' is no time to hold a release until.",
        why=why,
        hint=f"Write local time in England to come, for example: --embargo {EXAMPLE}",
    )
