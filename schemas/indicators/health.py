"""Health: how many children wait for services, how long; what providers deliver as counts alone."""

from schemas.indicator import (
    AGE,
    HEALTH,
    HIGH_GOOD,
    LOW_GOOD,
    MONTH_ENDS,
    MONTHLY,
    NEITHER,
    AsShown,
    Base,
    Count,
    Duration,
    Example,
    Proportion,
)
from schemas.month_ends import at_month_ends

_DOMAIN = "Health"
_SITREP = "NHS England, community health services situation report"
_TOLD_FOR = 12

# A referral is told until twelve months after its discharge, so of so many months all who waited are there. A
# refused one waited until it was closed, if that is told.
WAITING = Base(
    id="children_waiting",
    words="Referrals that wait for a first contact, at the end of the month",
    source=at_month_ends(
        """
            select
                la_code, person_id, delivery, snapshot_day, service_label, referred_date,
                referred_date as begins,
                case
                    when decision = 'R' then coalesce(discharge_date, referred_date)
                    else coalesce(least(first_seen_date, discharge_date), first_seen_date, discharge_date)
                end as ends
            from core.health_wait
        """,
        months=_TOLD_FOR,
    ),
    extract="health_waits",
    when="month_end",
    keeps=MONTH_ENDS,
    every=MONTHLY,
    rule=HEALTH,
    persons_by=(AGE,),
    groups={"Service": "service_label"},
)
_ROWS = """
        referred_date | decision | first_seen_date | discharge_date | snapshot_day
        2025-11-16    |          |                 |                | 2025-11-30
        2025-07-27    | A        |                 |                | 2025-11-30
        2025-07-13    | A        |                 |                | 2025-11-30
        2024-10-26    | A        |                 |                | 2025-11-30
        2025-10-16    | A        | 2025-11-15      |                | 2025-11-30
        2025-10-16    | A        |                 | 2025-11-30     | 2025-11-30
        2025-11-03    | R        |                 |                | 2025-11-30
        """
CHILDREN_WAITING = Count(
    id="children_waiting",
    words="Children waiting for therapies, the neurodevelopmental pathway or mental health services",
    domain=_DOMAIN,
    base=WAITING,
    numerator="Referrals that wait for a first contact",
    denominator="",
    polarity=LOW_GOOD,
    unit="referrals",
    why="How many families live with not knowing.",
    source=_SITREP,
    example=Example(_ROWS, (4, None, 4)),
    caveats="A child may wait for several services. Twelve months back, as the newest extract tells of them.",
)
WAITS_18 = Proportion(
    id="waits_over_18_weeks",
    words="Waits of more than 18 weeks",
    domain=_DOMAIN,
    base=WAITING,
    counts="month_end - referred_date > 126",
    numerator="Referrals waiting for more than 126 days",
    denominator="Referrals waiting",
    polarity=LOW_GOOD,
    why="Early help that comes late is no early help.",
    source=_SITREP,
    example=Example(_ROWS, (2, 4, 50)),
)
WAITS_52 = Proportion(
    id="waits_over_52_weeks",
    words="Waits of more than a year",
    domain=_DOMAIN,
    base=WAITING,
    counts="month_end - referred_date > 364",
    within="waits_over_18_weeks",
    numerator="Referrals waiting for more than 364 days",
    denominator="Referrals waiting",
    polarity=LOW_GOOD,
    why="A year is a school year lost.",
    source=_SITREP,
    example=Example(_ROWS, (1, 4, 25)),
)
MEDIAN_WAIT = Duration(
    id="median_wait",
    words="Weeks that half of those waiting have waited so far",
    domain=_DOMAIN,
    base=WAITING,
    days="month_end - referred_date",
    per=7,
    numerator="",
    denominator="Referrals waiting",
    polarity=LOW_GOOD,
    unit="weeks",
    why="How long a wait is behind the child in the middle of the list.",
    source=_SITREP,
    # half of four is reached on the second shortest wait
    example=Example(_ROWS, (None, 4, 18)),
    caveats="Of waits so far, not of waits that are over: those still to come are not in it.",
)


def _series(
    measure: str, words: str, told: tuple[str, str, str, int], rows: str, gives: tuple[int, int, float]
) -> AsShown:
    polarity, unit, of_kind, per = told
    return AsShown(
        id=measure,
        words=words,
        domain=_DOMAIN,
        of_kind=of_kind,
        per=per,
        query=f"""
            select
                la_code, substr(cast(period as varchar), 1, 4) as year,
                case when period_kind in ('month', 'quarter') then period else 'Whole year' end as period,
                breakdown as breakdown_topic, breakdown_value as breakdown,
                numerator, denominator, 'manual_series.' || source_delivery as deliveries
            from shown.manual_series
            where measure = '{measure}'
        """,
        numerator="As the provider counts it",
        denominator="As the provider counts it",
        polarity=polarity,
        unit=unit,
        why="What a provider that shares no records can tell.",
        source="Series of counts from partners",
        example=Example({"shown.manual_series": rows}, gives),
    )


SERIES = (
    _series(
        "therapy_within_18_weeks",
        "Children seen by a therapist within 18 weeks of referral",
        (HIGH_GOOD, "%", "proportion", 100),
        """
        measure | period_kind | period | breakdown | breakdown_value | numerator | denominator
        therapy_within_18_weeks | quarter | 2025-Q1 | Total | Total | 30 | 40
        other | quarter | 2025-Q1 | Total | Total | 1 | 2
        """,
        (30, 40, 75.0),
    ),
    _series(
        "mental_health_referrals",
        "Referrals to children's mental health services per 10,000 children",
        (NEITHER, "per 10,000", "rate", 10_000),
        """
        measure | period_kind | period | breakdown | breakdown_value | numerator | denominator
        mental_health_referrals | quarter | 2025-Q1 | Total | Total | 120 | 60000
        """,
        (120, 60000, 20.0),
    ),
)
