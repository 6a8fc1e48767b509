-- title: Education, health and care plans issued within 20 weeks, by month
-- grain: la_code, year, month, exceptions
-- owner: team:send_analysis
-- rule: education
-- about: Plans that the authority issued for a request made to it, by the month in which the first final plan
-- about: was sent; plans taken over from another authority are not among them. The 20 weeks run from the day
-- about: the request was received, 140 days, the last of which counts (SEND Regulations 2014, reg. 13(2)).
-- about: From the latest snapshot of the case system, which holds the whole history.
--
-- dimension la_code: Local authority that issued the plan, DfE number
-- dimension year: Calendar year of issue
-- dimension month: Month of issue, 2025-03, or all months of the year
-- dimension exceptions: Whether an exception of regulation 13(3) applies; one not recorded counts as none
-- attribute snapshot_day: Day on which the case system was read
-- count within_count: Plans issued within 20 weeks (numerator)
-- count plan_base: Plans issued whose clock is known (denominator)
-- count no_clock_count: Plans issued with no date of request, or one after the plan; in neither of the two
-- derived within_percent from within_count, plan_base: Plans issued within 20 weeks per 100 issued
-- derived within_percent_lower from within_count, plan_base: Lower limit of the 95% Wilson interval, per 100
-- derived within_percent_upper from within_count, plan_base: Upper limit of the 95% Wilson interval, per 100
--
-- adds month: All months = *
-- adds exceptions: All plans = No exception applies + An exception applies
-- rest: plan_base - within_count
-- public plan_base at month = All months: the SEN2 statistics of the DfE, each June
-- public within_count at month = All months: the SEN2 statistics of the DfE, each June

with latest as (
    select la_code, max(snapshot_day) as snapshot_day
    from core.ehcp_case
    group by la_code
),

issued as (
    select
        la_code,
        snapshot_day,
        year(plan_issued_date) as year,
        strftime(plan_issued_date, '%Y-%m') as month,
        case when exceptions_apply then 'An exception applies' else 'No exception applies' end as exceptions,
        is_within_20_weeks
    from core.ehcp_case
    semi join latest using (la_code, snapshot_day)
    -- history: issued by another authority, or before requests were kept
    where plan_issued_date <= snapshot_day and decision <> 'H'
),

counted as (
    select
        la_code,
        snapshot_day,
        year,
        case when grouping(month) = 1 then 'All months' else month end as month,
        case when grouping(exceptions) = 1 then 'All plans' else exceptions end as exceptions,
        count(*) filter (where is_within_20_weeks) as within_count,
        count(is_within_20_weeks) as plan_base,
        count(*) filter (where is_within_20_weeks is null) as no_clock_count
    from issued
    group by grouping sets (
        (la_code, snapshot_day, year, month, exceptions),
        (la_code, snapshot_day, year, month),
        (la_code, snapshot_day, year, exceptions),
        (la_code, snapshot_day, year)
    )
)

select
    la_code,
    year,
    month,
    exceptions,
    snapshot_day,
    within_count,
    plan_base,
    no_clock_count,
    100 * interval_of.value as within_percent,
    100 * interval_of.lower as within_percent_lower,
    100 * interval_of.upper as within_percent_upper
from (select *, wilson(within_count, plan_base) as interval_of from counted)
order by la_code, year, month, exceptions
