"""When returns are expected, as schedules and freshness policies: the statutory calendar in Dagster's words.

A due day moves with the weekdays; a cron line cannot say that. So a schedule ticks on every day of the year
on which one may fall, and acts on the one that does. All times are Europe/London.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import cache

import dagster as dg

from assets.describe import key_of
from pipelines.calendar import LONDON, due
from schemas.catalogue import EXTRACTS, TABLES
from schemas.returns import EXAMPLES, MONTHLY, MONTHS, TERMLY, YEARLY, Return

_HOUR = 6
_A_DAY = timedelta(days=1)
_TERMS = ("spring", "summer", "autumn")
# One cycle of the Gregorian calendar's weekdays.
_CYCLE = range(2024, 2052)
# How long before the due day an arrival counts as this return's; shorter than the time between two.
_WINDOW = {MONTHLY: timedelta(days=27), TERMLY: timedelta(weeks=6), YEARLY: timedelta(weeks=26)}


def returns(frequency: str, years: Collection[int]) -> Iterator[Return]:
    """Every return of that frequency."""
    for year in years:
        if frequency == MONTHLY:
            yield from (Return(year, month=month + 1) for month in range(MONTHS))
        elif frequency == TERMLY:
            yield from (Return(year, term) for term in _TERMS)
        else:
            yield Return(year)


@cache
def mornings_after(extract: str) -> frozenset[date]:
    """The mornings after an extract's returns are due, over one cycle of weekdays."""
    frequency = EXTRACTS[extract].frequency
    return frozenset(due(extract, of) + _A_DAY for of in returns(frequency, _CYCLE))


def was_due_yesterday(extract: str, today: date) -> bool:
    """A return of the extract was due on the day before."""
    around = returns(EXTRACTS[extract].frequency, (today.year - 1, today.year))
    return any(due(extract, of) + _A_DAY == today for of in around)


def freshness(fed_by: Collection[str]) -> dg.FreshnessPolicy | None:
    """A table that one extract feeds is expected anew by the latest day its return can be due."""
    if len(fed_by) != 1:
        return None
    [extract] = fed_by
    days = mornings_after(extract)
    cron = _cron({max(day.day for day in days)}, {day.month for day in days})
    return _expected(cron, _WINDOW[EXTRACTS[extract].frequency])


@cache
def _expected(cron: str, window: timedelta) -> dg.FreshnessPolicy:
    # Dagster counts through a hundred dates for each; extracts have few timetables.
    return dg.FreshnessPolicy.cron(cron, lower_bound_delta=window, timezone=LONDON)


def _cron(days: Collection[int], months: Collection[int]) -> str:
    of_year = "*" if len(months) == MONTHS else ",".join(map(str, sorted(months)))
    return f"0 {_HOUR} {','.join(map(str, sorted(days)))} {of_year} *"


def _schedule(frequency: str, extracts: list[str]) -> dg.ScheduleDefinition:
    fed = [key_of(name) for name, table in TABLES.items() if set(extracts) & set(table.fed_by)]
    # Not the core: what its step has nothing new to say of would be skipped, and the release after it.
    marts = dg.AssetSelection.assets(*fed).downstream() & dg.AssetSelection.groups("marts")
    whole = marts | dg.AssetSelection.groups("release")
    days = frozenset(day for extract in extracts for day in mornings_after(extract))

    @dg.schedule(
        name=frequency,
        job=dg.define_asset_job(f"{frequency}_returns", whole, description=_JOB.format(frequency)),
        cron_schedule=_cron({day.day for day in days}, {day.month for day in days}),
        execution_timezone=LONDON,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"At six on the day after a {frequency} return ({EXAMPLES[frequency]}) was due: "
        f"{', '.join(extracts)}.",
    )
    def remind(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        today = context.scheduled_execution_time.date()
        if not any(was_due_yesterday(extract, today) for extract in extracts):
            return dg.SkipReason("No return was due yesterday.")
        return dg.RunRequest(run_key=f"{frequency} {today}")

    return remind


_JOB = "Counts what is made of {} returns, releases it, and tells which returns are late."


def _frequencies() -> dict[str, list[str]]:
    kept = {
        frequency: [name for name, extract in EXTRACTS.items() if extract.frequency == frequency]
        for frequency in (MONTHLY, TERMLY, YEARLY)
    }
    return {frequency: extracts for frequency, extracts in kept.items() if extracts}


schedules = [_schedule(frequency, extracts) for frequency, extracts in _frequencies().items()]
