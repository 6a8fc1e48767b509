"""Plans and reviews: quality, timeliness of reviews, what plans achieve. What is in force is beside."""

from schemas.indicator import (
    AGE,
    DEPRIVATION,
    HIGH_GOOD,
    LOCALITY,
    LOW_GOOD,
    NEED,
    NEITHER,
    QUARTERLY,
    SEX,
    Base,
    Duration,
    Example,
    Proportion,
)

_DOMAIN = "Plans and reviews"
_REGULATIONS = "SEND Regulations 2014"

AUDITS = Base(
    id="plan_audits",
    words="Plans audited and graded, by the day of the audit",
    source="core.plan_audit",
    extract="ehcp",
    when="audit_date",
    where="grade is not null",
    every=QUARTERLY,
    rolling=4,
)
DUE = Base(
    id="reviews_due",
    words="Reviews that were due, by the day by which they had to be complete",
    source="core.review",
    extract="ehcp",
    when="due_date",
    every=QUARTERLY,
    persons_by=(SEX, DEPRIVATION, AGE, NEED, LOCALITY),
)
HELD = Base(
    id="review_meetings",
    words="Review meetings four weeks or more before the system was read, by their day",
    source="core.review",
    extract="ehcp",
    when="meeting_date",
    where="meeting_date + 28 <= snapshot_day",
    every=QUARTERLY,
    persons_by=(AGE, NEED),
)
AMENDING = Base(
    id="reviews_to_amend",
    words="Review meetings after which the plan is amended, twelve weeks or more before the system was read",
    source="core.review",
    extract="ehcp",
    when="meeting_date",
    where="decision = 'A' and meeting_date + 84 <= snapshot_day",
    every=QUARTERLY,
    persons_by=(AGE, NEED),
)
# The transfer is in the September after the review; amended plans are due by 15 February or 31 March before.
_TRANSFER_YEAR = "year(meeting_date) + case when month(meeting_date) >= 4 then 1 else 0 end"
TRANSFERS = Base(
    id="phase_transfers_school",
    words="Reviews before a change of phase at school whose 15 February is over, by the year of the transfer",
    source="core.review",
    extract="ehcp",
    when="meeting_date",
    year=_TRANSFER_YEAR,
    where=f"is_phase_transfer and age_31_august < 15 and make_date({_TRANSFER_YEAR}, 2, 15) <= snapshot_day",
    persons_by=(SEX, NEED),
)
TRANSFERS_16 = Base(
    id="phase_transfers_16",
    words="Reviews before the move to post-16 whose 31 March is over, by the year of the transfer",
    source="core.review",
    extract="ehcp",
    when="meeting_date",
    year=_TRANSFER_YEAR,
    where=f"is_phase_transfer and age_31_august >= 15 and make_date({_TRANSFER_YEAR}, 3, 31) <= snapshot_day",
    persons_by=(SEX, NEED),
)
ADULTHOOD = Base(
    id="reviews_from_year_9",
    words="Review meetings from year 9 on that tell of preparation for adulthood, by their day",
    source="""
        select
            la_code, person_id, delivery, snapshot_day, review_id, meeting_date,
            bool_or(area = 'EMP' and has_outcome) as has_work,
            bool_or(area = 'IND' and has_outcome) as has_living,
            bool_or(area = 'SOC' and has_outcome) as has_community,
            bool_or(area = 'HEA' and has_outcome) as has_health
        from core.adulthood_preparation
        where age_31_august >= 13
        group by all
    """,
    extract="ehcp",
    when="meeting_date",
    persons_by=(SEX, NEED),
)
OUTCOMES = Base(
    id="plan_outcomes_judged",
    words="Outcomes of plans as they were last judged at a review, but for those no longer appropriate",
    source="core.plan_outcome",
    extract="ehcp",
    when="review_date",
    where="status in ('A', 'P', 'N')",
    persons_by=(SEX, AGE, NEED),
)
CEASED = Base(
    id="plans_ceased",
    words="Plans that ended, by the day they ended",
    source="core.ehcp_case",
    extract="ehcp",
    when="cease_date",
    where="cease_reason is not null",
    persons_by=(SEX, AGE),
    rolling=3,
)

PLANS_AUDITED_GOOD = Proportion(
    id="plans_audited_good",
    words="Plans audited as good or outstanding",
    domain=_DOMAIN,
    base=AUDITS,
    counts="grade in ('O', 'G')",
    numerator="Audits with the grade good or outstanding",
    denominator="Audits with a grade",
    polarity=HIGH_GOOD,
    target=80,
    why="A plan in time that says nothing of the child helps nobody.",
    source="The area's own audits; grades as Ofsted's",
    example=Example(
        """
        audit_date | grade
        2025-02-03 | G
        2025-02-03 | O
        2025-02-10 | R
        2025-02-10 | I
        2025-03-03 |
        """,
        (2, 4, 50),
    ),
    caveats="Of the plans that were chosen for audit, which may not be like the rest.",
)
REVIEWS_ON_TIME = Proportion(
    id="reviews_on_time",
    words="Annual reviews whose meeting was held by the day they were due",
    domain=_DOMAIN,
    base=DUE,
    counts="meeting_date <= due_date",
    numerator="Reviews with a meeting by then",
    denominator="Reviews due",
    polarity=HIGH_GOOD,
    target=100,
    why="A plan that is not reviewed grows old with the child.",
    source="Children and Families Act 2014, section 44(1)",
    example=Example(
        """
        due_date   | meeting_date | snapshot_day
        2025-03-31 | 2025-03-31   | 2025-12-31
        2025-03-31 | 2025-04-01   | 2025-12-31
        2025-05-30 |              | 2025-12-31
        2026-03-31 |              | 2025-12-31
        """,
        (1, 3, 100 / 3),
    ),
)
REVIEW_DECIDED = Proportion(
    id="review_decided_within_4_weeks",
    words="Families told the decision within four weeks of the review meeting",
    domain=_DOMAIN,
    base=HELD,
    counts="decision_date <= meeting_date + 28",
    numerator="Decisions within 28 days",
    denominator="Review meetings, decided or not",
    polarity=HIGH_GOOD,
    target=100,
    why="Until then nobody knows whether the plan stays as it is, and nobody can appeal.",
    source=f"{_REGULATIONS}, regulation 20(10)",
    example=Example(
        """
        meeting_date | decision_date | snapshot_day
        2025-03-03   | 2025-03-31    | 2025-12-31
        2025-03-03   | 2025-04-01    | 2025-12-31
        2025-03-03   |               | 2025-12-31
        2025-12-10   |               | 2025-12-31
        """,
        (1, 3, 100 / 3),
    ),
)
AMENDED_IN_TIME = Proportion(
    id="amended_within_12_weeks",
    words="Amended plans issued within twelve weeks of the review meeting",
    domain=_DOMAIN,
    base=AMENDING,
    counts="amended_final_date <= meeting_date + 84",
    numerator="Amended final plans within 84 days",
    denominator="Reviews that decided to amend, amended or not",
    polarity=HIGH_GOOD,
    target=100,
    why="Agreed changes help only once they are in the plan.",
    source=f"{_REGULATIONS}, regulation 22(3) and (4); R (L, M and P) v Devon [2022] EWHC 493 (Admin)",
    example=Example(
        """
        decision | meeting_date | amended_final_date | snapshot_day
        A        | 2025-03-03   | 2025-05-26         | 2025-12-31
        A        | 2025-03-03   | 2025-05-27         | 2025-12-31
        A        | 2025-03-03   |                    | 2025-12-31
        M        | 2025-03-03   |                    | 2025-12-31
        """,
        (1, 3, 100 / 3),
    ),
)


def _transfer(name: str, words: str, base: Base, until: tuple[int, int], age: int) -> Proportion:
    return Proportion(
        id=name,
        words=words,
        domain=_DOMAIN,
        base=base,
        counts=f"coalesce(amended_final_date, case when decision = 'M' then decision_date end) "
        f"<= make_date({_TRANSFER_YEAR}, {until[0]}, {until[1]})",
        numerator="Plans amended, or decided to stay as they are, by then",
        denominator="Reviews before the transfer",
        polarity=HIGH_GOOD,
        target=100,
        why="Families and schools need to know the place before the summer.",
        source=f"{_REGULATIONS}, regulation 18(1)",
        example=Example(
            f"""
        is_phase_transfer|age_31_august|decision|meeting_date|decision_date|amended_final_date|snapshot_day
        true|{age}|A|2024-11-04|2024-11-25|2025-02-15|2025-12-31
        true|{age}|A|2024-11-04|2024-11-25|2025-04-01|2025-12-31
        true|{age}|M|2025-01-13|2025-02-03||2025-12-31
        true|{age}|A|2025-01-13|2025-02-03||2025-12-31
        true|{age}|A|2025-11-03|2025-11-24||2025-12-31
        """,
            (2, 4, 50),
        ),
    )


PHASE_TRANSFERS = (
    _transfer(
        "phase_transfer_by_15_february",
        "Plans ready for a change of phase at school by 15 February",
        TRANSFERS,
        (2, 15),
        10,
    ),
    _transfer(
        "phase_transfer_by_31_march",
        "Plans ready for the move to post-16 by 31 March",
        TRANSFERS_16,
        (3, 31),
        15,
    ),
)


def _adulthood(code: str, name: str, words: str) -> Proportion:
    return Proportion(
        id=f"adulthood_{name}",
        words=f"Reviews from year 9 on with an outcome for {words}",
        domain=_DOMAIN,
        base=ADULTHOOD,
        counts=f"has_{name}",
        numerator="Reviews of plans with such an outcome",
        denominator="Reviews from year 9 on",
        polarity=HIGH_GOOD,
        why="Preparing for adult life is to begin in year 9.",
        source="SEND code of practice 2015, paragraphs 8.9 and 8.10",
        example=Example(
            f"""
        review_id | person_id | meeting_date | age_31_august | area   | has_outcome
        1         | a         | 2025-03-03   | 13            | {code} | true
        1         | a         | 2025-03-03   | 13            | X      | true
        2         | b         | 2025-03-03   | 14            | {code} | false
        3         | c         | 2025-03-03   | 12            | {code} | true
        """,
            (1, 2, 50),
        ),
    )


ADULTHOOD_OUTCOMES = (
    _adulthood("EMP", "work", "education or work"),
    _adulthood("IND", "living", "independent living"),
    _adulthood("SOC", "community", "friends and community"),
    _adulthood("HEA", "health", "good health"),
)

OUTCOMES_ACHIEVED = Proportion(
    id="plan_outcomes_achieved",
    words="Outcomes of plans that were achieved",
    domain=_DOMAIN,
    base=OUTCOMES,
    counts="status = 'A'",
    numerator="Outcomes judged as achieved",
    denominator="Outcomes judged at a review",
    polarity=HIGH_GOOD,
    why="It is what plans are for.",
    source="SEND code of practice 2015, paragraph 9.166",
    example=Example(
        """
        review_date | status
        2025-03-03  | A
        2025-03-03  | P
        2025-03-03  | N
        2025-03-03  | X
        """,
        (1, 3, 100 / 3),
    ),
)
OUTCOMES_WITHOUT_PROGRESS = Proportion(
    id="plan_outcomes_without_progress",
    words="Outcomes of plans without any progress",
    domain=_DOMAIN,
    base=OUTCOMES,
    counts="status = 'N'",
    numerator="Outcomes judged as without progress",
    denominator="Outcomes judged at a review",
    polarity=LOW_GOOD,
    why="Provision that brings no progress for long is the wrong provision.",
    source="SEND code of practice 2015, paragraph 9.166",
    example=Example(
        """
        review_date | status
        2025-03-03  | A
        2025-03-03  | N
        """,
        (1, 2, 50),
    ),
)


def _ceased(name: str, words: str, reason: str, polarity: str, why: str) -> Proportion:
    return Proportion(
        id=name,
        words=words,
        domain=_DOMAIN,
        base=CEASED,
        counts=f"cease_reason = '{reason}'",
        numerator="Plans that ended for this reason",
        denominator="Plans that ended, with a reason",
        polarity=polarity,
        why=why,
        source="SEN2, item 4.6",
        example=Example(
            f"""
        cease_date | cease_reason | snapshot_day
        2025-07-31 | {reason}     | 2025-12-31
        2025-07-31 | 9            | 2025-12-31
        2026-07-31 | {reason}     | 2025-12-31
        2025-07-31 |              | 2025-12-31
        """,
            (1, 2, 50),
        ),
    )


PLANS_CEASED = (
    _ceased(
        "ceased_needs_met",
        "Plans that ended because needs are met without one",
        "2",
        NEITHER,
        "Some plans have done their work; few say so.",
    ),
    _ceased(
        "ceased_to_work",
        "Plans that ended because the young person went to paid work",
        "4",
        HIGH_GOOD,
        "Where many hope that a plan leads.",
    ),
)
WEEKS_TO_REVIEW_DECISION = Duration(
    id="weeks_to_review_decision",
    words="Weeks from the review meeting until half of the families had the decision",
    domain=_DOMAIN,
    base=HELD,
    days="coalesce(decision_date, snapshot_day) - meeting_date",
    ended="decision_date is not null",
    per=7,
    numerator="",
    denominator="Review meetings",
    polarity=LOW_GOOD,
    unit="weeks",
    target=4,
    why="Tells of those who still wait, too.",
    source=f"{_REGULATIONS}, regulation 20(10)",
    example=Example(
        """
        meeting_date | decision_date | snapshot_day
        2025-03-03   | 2025-03-24    | 2025-12-31
        2025-03-03   | 2025-04-14    | 2025-12-31
        2025-03-03   |               | 2025-12-31
        """,
        (None, 3, 6),
    ),
)
