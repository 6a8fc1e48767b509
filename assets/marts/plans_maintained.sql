-- title: Education, health and care plans maintained on SEN2 census day
-- grain: la_code, return_year, breakdown_topic, breakdown
-- owner: team:send_analysis
-- rule: education
-- about: SEN2 view: plans the authority maintains for children and young people aged 0 to 25 who live in its
-- about: area, wherever they are placed. It differs by design from the pupils with plans in its schools.
--
-- dimension la_code: Local authority that maintains the plan, DfE number
-- dimension return_year: Year of the SEN2 return
-- dimension breakdown_topic: What the plans are broken down by
-- dimension breakdown: Group of plans
-- attribute census_day: SEN2 census day
-- count plan_count: Plans maintained in the group (numerator)
-- count plan_base over la_code, return_year: All plans maintained (denominator)
-- derived plan_percent from plan_count, plan_base: Plans of the group per 100 plans maintained
-- derived plan_percent_lower from plan_count, plan_base: Lower limit of the 95% Wilson interval, per 100
-- derived plan_percent_upper from plan_count, plan_base: Upper limit of the 95% Wilson interval, per 100
--
-- adds breakdown: within breakdown_topic to Total
-- same plan_base: plan_count at breakdown_topic = Total, breakdown = Total

with maintained as (
    -- the return of 2022 was a voluntary trial: no figure of it is released
    select * from core.plan where is_maintained and return_year > 2022
),

-- the placement that counts: open on census day, primary before secondary, the latest
placed as (
    select la_code, return_year, request_id, placement_group
    from core.placement
    where is_open
    qualify row_number() over (
        partition by la_code, return_year, request_id
        order by placement_rank nulls last, entry_date desc nulls last, placement_id
    ) = 1
),

-- one row per plan, with the groups it belongs to
plan as (
    select
        maintained.la_code,
        maintained.return_year,
        maintained.census_day,
        'Total' as total,
        case
            when age_31_august < 5 then '0 to 4'
            when age_31_august <= 10 then '5 to 10'
            when age_31_august <= 15 then '11 to 15'
            when age_31_august <= 19 then '16 to 19'
            when age_31_august <= 25 then '20 to 25'
            else 'Over 25 or not known'
        end as age_band,
        coalesce(need.need, 'Not reported') as need,
        coalesce(placed.placement_group, 'Not recorded') as placement,
        coalesce(maintained.sex, 'Not recorded') as sex
    from maintained
    left join placed using (la_code, return_year, request_id)
    left join core.need as need
        on need.source = 'sen2'
        and need.la_code = maintained.la_code
        and need.returned = cast(maintained.return_year as varchar)
        and need.person_id = maintained.person_id
        and need.need_rank = '1'
),

in_groups as (
    unpivot plan
    on
        total as "Total",
        age_band as "Age band at 31 August",
        need as "Primary need",
        placement as "Placement",
        sex as "Sex"
    into name breakdown_topic value breakdown
),

counted as (
    select la_code, return_year, census_day, breakdown_topic, breakdown, count(*) as plan_count
    from in_groups
    group by all
),

with_base as (
    select
        *,
        cast(max(plan_count) over (partition by la_code, return_year) as bigint) as plan_base
    from counted
)

select
    la_code,
    return_year,
    census_day,
    breakdown_topic,
    breakdown,
    plan_count,
    plan_base,
    100 * interval_of.value as plan_percent,
    100 * interval_of.lower as plan_percent_lower,
    100 * interval_of.upper as plan_percent_upper
from (select *, wilson(plan_count, plan_base) as interval_of from with_base)
order by la_code, return_year, breakdown_topic, breakdown
