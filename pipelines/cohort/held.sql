-- Who has a plan in each January, with age, need and placement: the beginning of the queries that count persons.
--
-- Whoever is older than 25, or of unknown age, is in no stock. The return of 2022 was a voluntary trial.

with school as (
    select urn, arg_max(school_type, census_day) as school_type
    from core.enrolment
    group by urn
),

-- the register tells apart schools that are not in the area's own census
registered as (
    select urn, arg_max(type, edition) as type
    from core.establishment
    group by urn
),

-- the placement that counts: open on census day, primary before secondary, the latest
placed as (
    select la_code, return_year, request_id, urn, setting, placement_group
    from core.placement
    where is_open
    qualify row_number() over (
        partition by la_code, return_year, request_id
        order by placement_rank nulls last, entry_date desc nulls last, placement_id
    ) = 1
),

-- one row per person and return with a plan in force
held as (
    select
        plan.la_code,
        plan.return_year,
        plan.person_id,
        plan.age_31_august as age,
        plan.start_date,
        plan.census_day,
        plan.transferred_from,
        coalesce(need.need_code, 'none told') as need,
        case
            when placed.setting = 'EYP' then 'early_years'
            when placed.setting in ('OLA', 'OPA', 'EHE') then 'home'
            when placed.setting in ('NEET', 'NIEC', 'NIEO') then 'neet'
            when placed.setting is not null then 'other'
            when placed.placement_group like 'SEN unit%' or placed.placement_group like 'Resourced%' then 'unit'
            when coalesce(school.school_type, registered.type) ilike 'non-maintained special%' then 'independent'
            when registered.type ilike '%independent%' then 'independent'
            when coalesce(school.school_type, registered.type) ilike '%alternative provision%' then 'alternative'
            when registered.type ilike 'pupil referral%' then 'alternative'
            when registered.type ilike '%post 16%' or registered.type ilike '%post-16%' then 'further'
            when registered.type ilike 'further education%' or registered.type ilike '%16-19%' then 'further'
            when coalesce(school.school_type, registered.type) ilike '%special%' then 'special'
            when school.school_type is not null or registered.type is not null then 'mainstream'
            -- a school that neither the area's census nor a register knows is hardly a state school nearby
            when placed.placement_group = 'School outside the area''s census' then 'independent'
            when placed.placement_group like 'Further education%' then 'further'
            else 'other'
        end as place
    from core.plan as plan
    left join placed using (la_code, return_year, request_id)
    left join school on school.urn = placed.urn
    left join registered on registered.urn = placed.urn
    left join core.need as need
        on need.source = 'sen2'
        and need.la_code = plan.la_code
        and need.returned = cast(plan.return_year as varchar)
        and need.person_id = plan.person_id
        and need.need_rank = '1'
    where plan.is_maintained and plan.return_year > 2022 and plan.age_31_august between 0 and 25
    qualify row_number() over (
        partition by plan.la_code, plan.return_year, plan.person_id
        order by plan.start_date nulls last, plan.plan_id
    ) = 1
)
