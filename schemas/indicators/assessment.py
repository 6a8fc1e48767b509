"""Identification and assessment: from the request to the first plan, as the case system tells it."""

from schemas.indicator import (
    AGE,
    DEPRIVATION,
    ETHNICITY,
    HIGH_GOOD,
    LOCALITY,
    LOW_GOOD,
    MONTH_ENDS,
    MONTHLY,
    NEED,
    NEITHER,
    PROVISION,
    QUARTERLY,
    SEX,
    AsShown,
    Base,
    Comparator,
    Count,
    Duration,
    Example,
    Proportion,
    Rate,
)
from schemas.month_ends import at_month_ends

_DOMAIN = "Identification and assessment"
_REGULATIONS = "SEND Regulations 2014"
_PERSON = (SEX, ETHNICITY, DEPRIVATION, AGE, PROVISION)

REQUESTS = Base(
    id="requests_received",
    words="Requests for an EHC needs assessment, by the day they were received",
    source="core.ehcp_case",
    extract="ehcp",
    when="received_date",
    where="decision <> 'H'",
    every=MONTHLY,
    persons_by=(*_PERSON, LOCALITY),
)
DECIDED = Base(
    id="requests_decided",
    words="Requests on which the authority decided whether to assess, by the day of that decision",
    source="core.ehcp_case",
    extract="ehcp",
    when="decision_date",
    where="decision in ('Y', 'N') and decision_date >= received_date",
    every=QUARTERLY,
    persons_by=_PERSON,
)
ASSESSED = Base(
    id="assessments_concluded",
    words="Assessments after which the authority decided whether to issue a plan, by the day it did",
    source="core.ehcp_case",
    extract="ehcp",
    when="assessment_outcome_date",
    where="decision = 'Y' and assessment_outcome in ('Y', 'N') and assessment_outcome_date >= received_date",
    every=QUARTERLY,
    persons_by=(SEX, AGE, NEED),
)
NO_PLAN = Base(
    id="plans_not_issued",
    words="Decisions after an assessment not to issue a plan, by their day",
    source="core.ehcp_case",
    extract="ehcp",
    when="assessment_outcome_date",
    where="decision = 'Y' and assessment_outcome = 'N' and assessment_outcome_date >= received_date",
    rolling=3,
)
AGREED = Base(
    id="assessments_agreed",
    words="Requests whose assessment was agreed to, by the day they were received",
    source="core.ehcp_case",
    extract="ehcp",
    when="received_date",
    where="decision = 'Y'",
    every=QUARTERLY,
    lag_days=140,
    persons_by=(SEX, DEPRIVATION, AGE, NEED),
)
# Who was refused or told that there is no plan, and when is not known, ended we know not when: never counted.
OPEN = Base(
    id="cases_open",
    words="Cases whose 20 weeks still run, at the end of the month",
    source=at_month_ends(
        """
            select
                la_code, person_id, delivery, snapshot_day, received_date,
                received_date as begins,
                case
                    when plan_issued_date is not null then plan_issued_date
                    when decision = 'Y' and coalesce(assessment_outcome, 'A') in ('A', 'Y') then null
                    when decision = 'Y' then coalesce(assessment_outcome_date, received_date)
                    when decision <> 'A' then coalesce(decision_date, received_date)
                end as ends
            from core.ehcp_case
            where decision <> 'H'
        """
    ),
    extract="ehcp",
    when="month_end",
    keeps=MONTH_ENDS,
    every=MONTHLY,
    persons_by=(SEX, AGE, PROVISION),
)

REQUESTS_RECEIVED = Count(
    id="requests_received",
    words="Requests for an EHC needs assessment",
    domain=_DOMAIN,
    base=REQUESTS,
    numerator="Requests received",
    denominator="",
    polarity=NEITHER,
    unit="requests",
    why="Demand comes before every delay: what is asked this month is due in twenty weeks.",
    source="Children and Families Act 2014, section 36(1); SEN2, module 2",
    example=Example(
        """
        received_date | decision
        2025-01-06    | Y
        2025-02-10    | N
        2025-03-03    | H
        2026-01-05    | A
        """,
        (2, None, 2),
    ),
    caveats="A request received after the day the system was read is not counted; it is dated wrongly.",
)
REQUESTS_PER_1000 = Rate(
    id="requests_per_1000",
    words="Requests for an EHC needs assessment per 1,000 residents aged 0 to 25",
    domain=_DOMAIN,
    base=REQUESTS,
    numerator="Requests received in the calendar year",
    denominator="Residents aged 0 to 25 in the middle of the year",
    polarity=NEITHER,
    unit="per 1,000",
    per=1000,
    among="""
        select
            area as la_code, cast(year as varchar) as year, 'Total' as breakdown_topic, 'Total' as breakdown,
            persons as denominator
        from shown.population
        where age_band = '0-25' and age_scheme = 'SEN2' and sex = 'persons' and is_newest
        qualify row_number() over (partition by area, year order by source, edition_year desc) = 1
    """,
    why="Demand can be compared with other areas only for the children there are.",
    source="SEN2, module 2; ONS mid-year estimates",
    example=Example(
        {
            "core.ehcp_case": """
        received_date | decision
        2025-01-06    | Y
        2025-02-10    | N
        2025-03-03    | W
        """,
            "among": """
        year | denominator
        2025 | 2000
        """,
        },
        (3, 2000, 1.5),
    ),
)
REQUESTS_REFUSED = Proportion(
    id="requests_refused",
    words="Requests that were refused",
    domain=_DOMAIN,
    base=DECIDED,
    counts="decision = 'N'",
    numerator="Decisions not to assess",
    denominator="Decisions whether to assess",
    polarity=NEITHER,
    why="A high share may mean late help at school, or too high a bar; each refusal may be appealed.",
    source="Children and Families Act 2014, section 36(3) to (5); SEN2, item 2.5",
    example=Example(
        """
        received_date | decision | decision_date
        2025-01-06    | Y        | 2025-02-03
        2025-01-06    | N        | 2025-02-17
        2025-01-06    | N        | 2025-03-03
        2025-01-06    | W        | 2025-02-03
        2025-01-06    | A        |
        """,
        (2, 3, 200 / 3),
    ),
    comparators=(Comparator("requests_refused", differs="Of all requests decided or not."),),
    caveats="A request that was withdrawn is in neither figure.",
)
DECIDED_WITHIN_6_WEEKS = Proportion(
    id="decided_within_6_weeks",
    words="Requests decided within six weeks",
    domain=_DOMAIN,
    base=DECIDED,
    counts="decision_date <= received_date + 42",
    numerator="Decisions within 42 days of the request",
    denominator="Decisions whether to assess",
    polarity=HIGH_GOOD,
    target=100,
    why="The first of the statutory steps; what is late here is late everywhere.",
    source=f"{_REGULATIONS}, regulation 5(1)",
    example=Example(
        """
        received_date | decision | decision_date
        2025-01-06    | Y        | 2025-02-17
        2025-01-06    | Y        | 2025-02-18
        2025-01-06    | N        | 2025-01-20
        """,
        (2, 3, 200 / 3),
    ),
    comparators=(Comparator("requests_decided_within_6_weeks"),),
)
WEEKS_TO_DECISION = Duration(
    id="weeks_to_decision",
    words="Weeks until half of the requests were decided on",
    domain=_DOMAIN,
    base=REQUESTS,
    days="coalesce(decision_date, snapshot_day) - received_date",
    ended="decision_date is not null",
    per=7,
    numerator="",
    denominator="Requests received",
    polarity=LOW_GOOD,
    unit="weeks",
    why="Tells of the open ones too, which a share of the decided does not.",
    source=f"{_REGULATIONS}, regulation 5(1)",
    example=Example(
        """
        received_date | decision | decision_date | snapshot_day
        2025-01-06    | Y        | 2025-01-20    | 2025-12-31
        2025-01-06    | Y        | 2025-02-03    | 2025-12-31
        2025-01-06    | Y        | 2025-02-17    | 2025-12-31
        2025-12-24    | A        |               | 2025-12-31
        """,
        (None, 4, 4),
    ),
    caveats="Those withdrawn before a decision count as open until then, if the day is told.",
)
ASSESSMENTS_WITH_PLAN = Proportion(
    id="assessments_with_plan",
    words="Assessments that led to a plan",
    domain=_DOMAIN,
    base=ASSESSED,
    counts="assessment_outcome = 'Y'",
    numerator="Decisions to issue a plan",
    denominator="Decisions whether to issue one",
    polarity=NEITHER,
    why="Few plans after many assessments say that the first decision lets the wrong ones through.",
    source="SEN2, item 3.1",
    example=Example(
        """
        received_date | decision | assessment_outcome | assessment_outcome_date
        2025-01-06    | Y        | Y                  | 2025-05-12
        2025-01-06    | Y        | N                  | 2025-04-28
        2025-01-06    | Y        | A                  |
        """,
        (1, 2, 50),
    ),
)
NO_PLAN_WITHIN_16_WEEKS = Proportion(
    id="no_plan_told_within_16_weeks",
    words="Families told within 16 weeks that no plan is issued",
    domain=_DOMAIN,
    base=NO_PLAN,
    counts="assessment_outcome_date <= received_date + 112",
    numerator="Decisions within 112 days of the request",
    denominator="Decisions not to issue a plan",
    polarity=HIGH_GOOD,
    target=100,
    why="Whoever is to hear no has a right to hear it in time to appeal.",
    source=f"{_REGULATIONS}, regulation 10(1)",
    example=Example(
        """
        received_date | decision | assessment_outcome | assessment_outcome_date
        2025-01-06    | Y        | N                  | 2025-04-28
        2025-01-06    | Y        | N                  | 2025-04-29
        2025-01-06    | Y        | Y                  | 2025-04-28
        """,
        (1, 2, 50),
    ),
)
_PLAN_DAYS = """coalesce(
    plan_issued_date,
    case when coalesce(assessment_outcome, 'A') not in ('A', 'Y') then assessment_outcome_date end,
    snapshot_day
) - received_date"""
_PLAN_EXAMPLE = """
        received_date|decision|plan_issued_date|assessment_outcome|assessment_outcome_date|snapshot_day
        2025-01-06|Y|2025-03-17|Y|2025-03-03|2025-12-31
        2025-01-06|Y|2025-04-28|N|2025-04-28|2025-12-31
        2025-01-06|Y|2025-05-26|Y|2025-05-12|2025-12-31
        2025-01-06|Y||N|2025-04-07|2025-12-31
        """
WEEKS_TO_PLAN = Duration(
    id="weeks_to_plan",
    words="Weeks until half of those assessed had their plan",
    domain=_DOMAIN,
    base=AGREED,
    days=_PLAN_DAYS,
    ended="plan_issued_date is not null",
    per=7,
    numerator="",
    denominator="Requests whose assessment was agreed to",
    polarity=LOW_GOOD,
    unit="weeks",
    target=20,
    why="A share within 20 weeks is silent on how late the late ones are, and on those that still wait.",
    source=f"{_REGULATIONS}, regulation 13(2)",
    # Of four one leaves after 13 weeks: 3/4 are left after 10, half of these after 16, none after 20.
    example=Example(_PLAN_EXAMPLE, (None, 4, 16)),
    caveats="Whoever is told that no plan is issued leaves on that day, as if the rest were not known.",
)
WEEKS_TO_PLAN_NINE_TENTHS = Duration(
    id="weeks_to_plan_nine_tenths",
    words="Weeks until nine in ten of those assessed had their plan",
    domain=_DOMAIN,
    base=AGREED,
    days=_PLAN_DAYS,
    ended="plan_issued_date is not null",
    share=0.9,
    per=7,
    numerator="",
    denominator="Requests whose assessment was agreed to",
    polarity=LOW_GOOD,
    unit="weeks",
    why="What the slowest tenth of families live through.",
    source=f"{_REGULATIONS}, regulation 13(2)",
    example=Example(_PLAN_EXAMPLE, (None, 4, 20)),
)
CASES_OPEN = Count(
    id="cases_open",
    words="Cases open",
    domain=_DOMAIN,
    base=OPEN,
    numerator="Cases whose clock runs at the end of the month",
    denominator="",
    polarity=NEITHER,
    unit="cases",
    why="The work in hand; it grows before the share in time falls.",
    source="Case system",
    example=Example(
        """
        received_date | decision | decision_date | plan_issued_date | snapshot_day
        2025-01-06    | Y        | 2025-02-03    | 2025-05-30       | 2025-12-31
        2025-10-06    | Y        | 2025-11-10    | 2025-12-31       | 2025-12-31
        2025-11-03    | A        |               |                  | 2025-12-31
        2025-12-01    | Y        | 2025-12-22    |                  | 2025-12-31
        2025-11-03    | N        | 2025-12-08    |                  | 2025-12-31
        2025-11-03    | N        |               |                  | 2025-12-31
        """,
        (2, None, 2),
    ),
    caveats="Of months before the newest as the newest snapshot tells of them.",
)
OPEN_OVER_20_WEEKS = Proportion(
    id="open_over_20_weeks",
    words="Open cases that are beyond 20 weeks",
    domain=_DOMAIN,
    base=OPEN,
    counts="month_end - received_date > 140",
    numerator="Open cases received more than 140 days before",
    denominator="Cases whose clock runs at the end of the month",
    polarity=LOW_GOOD,
    why="The backlog; while it is worked off, the share of plans in time falls, though things get better.",
    source=f"{_REGULATIONS}, regulation 13(2)",
    example=Example(
        """
        received_date | decision | decision_date | plan_issued_date | snapshot_day
        2025-07-13    | Y        | 2025-08-25    |                  | 2025-11-30
        2025-07-12    | Y        | 2025-08-25    |                  | 2025-11-30
        2025-01-06    | Y        | 2025-02-03    | 2025-05-30       | 2025-11-30
        """,
        (1, 2, 50),
    ),
)


def _advice(agency: str, name: str, words: str) -> Proportion:
    """Advice of one agency: due, and given within six weeks."""
    return Proportion(
        id=f"{name}_advice_within_6_weeks",
        words=f"{words} given within six weeks",
        domain=_DOMAIN,
        base=Base(
            id=f"{name}_advice_due",
            words=f"{words} that came or was due, by the day it was asked for",
            source="core.advice",
            extract="ehcp",
            when="requested_date",
            where=f"agency = '{agency}' and is_within_6_weeks is not null",
            every=QUARTERLY,
            lag_days=42,
            rolling=4,
        ),
        counts="is_within_6_weeks",
        numerator="Advice that came within 42 days",
        denominator="Advice asked for",
        polarity=HIGH_GOOD,
        target=100,
        why="A plan can be no earlier than the last advice it rests on.",
        source=f"{_REGULATIONS}, regulation 8(1)",
        example=Example(
            f"""
        agency   | requested_date | is_within_6_weeks
        {agency} | 2025-02-03     | true
        {agency} | 2025-02-03     | false
        {agency} | 2025-02-10     | true
        {agency} | 2025-12-15     |
        X        | 2025-02-03     | true
        """,
            (2, 3, 200 / 3),
        ),
    )


ADVICE = (
    _advice("EP", "psychology", "Advice of educational psychologists"),
    _advice("H", "health", "Health advice"),
    _advice("C", "social_care", "Social care advice"),
    _advice("E", "education", "Advice of schools and settings"),
)


def _in_time(name: str, words: str, exceptions: str, target: float | None) -> AsShown:
    """Plans in time as ``ehcp_timeliness`` shows them, by month and year."""
    return AsShown(
        id=name,
        words=words,
        domain=_DOMAIN,
        query=f"""
            select
                la_code,
                cast(year as varchar) as year,
                case when month = 'All months' then 'Whole year' else month end as period,
                'Total' as breakdown_topic,
                'Total' as breakdown,
                within_count as numerator,
                plan_base as denominator,
                'ehcp.' || la_code || '_' || strftime(cast(snapshot_day as date), '%Y-%m') as deliveries
            from shown.ehcp_timeliness
            where exceptions = '{exceptions}'
        """,
        numerator="Plans issued within 140 days of the request",
        denominator="Plans issued whose clock is known",
        polarity=HIGH_GOOD,
        target=target,
        why="The limit on the whole assessment, and what families are promised.",
        source=f"{_REGULATIONS}, regulation 13(2) and (3)",
        example=Example(
            {
                "shown.ehcp_timeliness": f"""
        year | month      | exceptions   | within_count | plan_base | snapshot_day
        2025 | All months | {exceptions} | 30           | 40        | 2025-12-31
        2025 | 2025-01    | {exceptions} | 3            | 8         | 2025-12-31
        2025 | All months | Other        | 1            | 9         | 2025-12-31
        """
            },
            (30, 40, 75),
        ),
        comparators=(Comparator(name),),
    )


PLANS_IN_TIME = (
    _in_time(
        "plans_within_20_weeks",
        "Plans issued within 20 weeks, cases with exceptions left out",
        "No exception applies",
        60,
    ),
    _in_time("plans_within_20_weeks_all", "Plans issued within 20 weeks, all cases", "All plans", None),
)


def _age(event: str, name: str, words: str) -> AsShown:
    """Median ages as ``identification_median`` shows them."""
    return AsShown(
        id=name,
        words=words,
        domain=_DOMAIN,
        of_kind="duration",
        query=f"""
            select
                la_code,
                academic_year as year,
                'Whole year' as period,
                'Total' as breakdown_topic,
                'Total' as breakdown,
                cast(null as bigint) as numerator,
                person_count as denominator,
                median_age as value,
                cast(null as double) as lower,
                cast(null as double) as upper,
                cast(null as varchar) as deliveries
            from shown.identification_median
            where event = '{event}' and not contains(la_code, '+')
        """,
        numerator="",
        denominator="Children and young people who began in the year",
        polarity=LOW_GOOD,
        unit="years",
        why="Early help is the promise; the age at which it begins is whether it is kept.",
        source="Person's history over all returns",
        example=Example(
            {
                "shown.identification_median": f"""
        academic_year | event   | person_count | median_age
        202425        | {event} | 60           | 7
        202425        | Other   | 90           | 3
        """
            },
            (None, 60, 7),
        ),
    )


AGES = (
    _age("First SEN support", "age_at_first_support", "Median age at the first SEN support"),
    _age("First EHC plan", "age_at_first_plan", "Median age at the first EHC plan"),
)
