"""Plans and personal budgets in force at the end of each month, as the newest snapshot's history tells."""

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
    SEX,
    Base,
    Count,
    Example,
    Proportion,
)
from schemas.month_ends import at_month_ends

_DOMAIN = "Plans and reviews"

# A budget whose first day nobody noted is known of the day on which the system was read.
_BUDGET = """
            select
                budget.la_code, budget.person_id, budget.delivery, budget.snapshot_day, budget.kind,
                greatest(
                    coalesce(budget.start_date, budget.agreed_date, budget.snapshot_day),
                    cases.plan_issued_date
                ) as begins,
                coalesce(least(budget.end_date + 1, cases.cease_date), budget.end_date + 1, cases.cease_date)
                    as ends
            from core.personal_budget as budget
            inner join core.ehcp_case as cases
                on cases.delivery = budget.delivery and cases.case_id = budget.case_id
            where cases.plan_issued_date is not null
        """
IN_FORCE = Base(
    id="plans_in_force_at_month_end",
    words="Plans in force at the end of the month, by their latest final version",
    source=at_month_ends(
        """
            select
                version.la_code, version.person_id, version.delivery, version.snapshot_day,
                version.issued_date,
                greatest(version.issued_date, cases.plan_issued_date) as begins,
                coalesce(least(replaced_date, cases.cease_date), replaced_date, cases.cease_date) as ends
            from (
                select
                    *,
                    lead(issued_date) over (
                        partition by delivery, case_id order by issued_date, version, version_id
                    ) as replaced_date
                from core.plan_version
                where status <> 'D'
            ) as version
            inner join core.ehcp_case as cases
                on cases.delivery = version.delivery and cases.case_id = version.case_id
            where cases.plan_issued_date is not null
        """
    ),
    extract="ehcp",
    when="month_end",
    keeps=MONTH_ENDS,
    every=MONTHLY,
    persons_by=(SEX, ETHNICITY, DEPRIVATION, AGE, NEED, LOCALITY),
)
BUDGETS = Base(
    id="personal_budgets",
    words="Children and young people with a personal budget, at the end of the month",
    source=f"""
        select la_code, person_id, delivery, snapshot_day, month_end, bool_or(kind = 'D') as is_direct
        from ({at_month_ends(_BUDGET)})
        group by la_code, person_id, delivery, snapshot_day, month_end
    """,
    extract="ehcp",
    when="month_end",
    keeps=MONTH_ENDS,
    every=MONTHLY,
    persons_by=(SEX, AGE, NEED),
)

PLANS_OLD = Proportion(
    id="plans_not_amended_for_3_years",
    words="Plans whose latest version is more than three years old",
    domain=_DOMAIN,
    base=IN_FORCE,
    counts="issued_date + interval 3 years < month_end",
    numerator="Plans last issued more than three years before",
    denominator="Plans in force at the end of the month",
    polarity=LOW_GOOD,
    why="Children change faster than that.",
    source="Boards' own measure",
    caveats="Of past months as the newest snapshot tells of them: a plan that came from another authority "
    "counts from the day it was made there, for the day on which it came is not told.",
    example=Example(
        {
            "core.ehcp_case": """
        case_id | plan_issued_date | cease_date | snapshot_day
        1       | 2022-12-30       |            | 2025-12-31
        2       | 2020-01-06       |            | 2025-12-31
        3       | 2020-01-06       | 2025-12-31 | 2025-12-31
        """,
            "core.plan_version": """
        version_id | case_id | version | status | issued_date | snapshot_day
        1-1        | 1       | 1       | F      | 2022-12-30  | 2025-12-31
        2-1        | 2       | 1       | F      | 2020-01-06  | 2025-12-31
        2-2        | 2       | 2       | A      | 2022-12-31  | 2025-12-31
        2-3        | 2       | 3       | D      | 2025-12-01  | 2025-12-31
        3-1        | 3       | 1       | F      | 2020-01-06  | 2025-12-31
        """,
        },
        (1, 2, 50),
    ),
)
# One of them ended with the plan, one payment the day before.
_BUDGETS_HELD = {
    "core.ehcp_case": """
        case_id | plan_issued_date | cease_date | snapshot_day
        1       | 2024-01-08       |            | 2025-11-30
        2       | 2024-01-08       |            | 2025-11-30
        3       | 2024-01-08       | 2025-10-01 | 2025-11-30
        """,
    "core.personal_budget": """
        budget_id | case_id | person_id | kind | start_date | end_date   | snapshot_day
        1         | 1       | a         | D    | 2024-09-02 |            | 2025-11-30
        2         | 1       | a         | N    | 2025-09-01 | 2025-11-30 | 2025-11-30
        3         | 2       | b         | N    | 2025-09-01 |            | 2025-11-30
        4         | 2       | b         | D    | 2024-09-02 | 2025-11-29 | 2025-11-30
        5         | 3       | c         | D    | 2024-09-02 |            | 2025-11-30
        """,
}
PERSONAL_BUDGETS = Count(
    id="personal_budgets",
    words="Children and young people with a personal budget",
    domain=_DOMAIN,
    base=BUDGETS,
    numerator="Persons whose personal budget runs at the end of the month",
    denominator="",
    polarity=HIGH_GOOD,
    unit="persons",
    why="A right that few know of.",
    source="Children and Families Act 2014, section 49; SEN2, item 4.4",
    example=Example(
        _BUDGETS_HELD,
        (2, None, 2),
    ),
)
DIRECT_PAYMENTS = Proportion(
    id="direct_payments",
    words="Personal budgets with a direct payment",
    domain=_DOMAIN,
    base=BUDGETS,
    counts="is_direct",
    numerator="Persons some of whose budget is a direct payment",
    denominator="Persons with a personal budget",
    polarity=NEITHER,
    why="How much say families have over the money.",
    source="SEND code of practice 2015, paragraph 9.101",
    example=Example(
        _BUDGETS_HELD,
        (1, 2, 50),
    ),
)
