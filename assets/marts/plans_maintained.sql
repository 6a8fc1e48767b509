-- title: Education, health and care plans maintained on SEN2 census day
-- grain: la_code, return_year, breakdown_topic, breakdown
-- owner: team:send_analysis
-- rule: education
-- about: SEN2 view: plans the authority maintains for children and young people aged 0 to 25 who live in its
-- about: area, wherever they are placed. It differs by design from the pupils with plans in its schools: see
-- about: reconciliation. Who is older than the oldest age counted is in no row; an age that is not known is in the
-- about: total. Ages are at 31 August before census day. They are held against residents of these ages in the middle
-- about: of the year before (ONS, the newest edition of that year), where each single year is published. Ethnicity
-- about: is what the newest record of the person in any return says. A return that tells nobody's need, or nobody's
-- about: placement, is a part return there.
--
-- dimension la_code: Local authority that maintains the plan, DfE number; authorities told together are joined by +
-- dimension return_year: Year of the SEN2 return
-- dimension breakdown_topic: What the plans are broken down by
-- dimension breakdown: Group of plans
-- attribute area_name: Name of the authority, or of the authorities together
-- attribute census_day: SEN2 census day
-- attribute part_of: Topic and group that an age or age band is part of
-- attribute measure: Id of the measure
-- attribute population: Whose plans are counted
-- attribute resident_population: Whom plans are held against; none where the residents of these ages are not published
-- attribute population_base: Residents of these ages, as published (denominator)
-- count plan_count: Plans maintained in the group (numerator)
-- count plan_base over la_code, return_year: All plans maintained (denominator)
-- derived plan_percent from plan_count, plan_base: Plans of the group per 100 plans maintained
-- derived plan_percent_lower from plan_count, plan_base: Lower limit of the 95% interval, per 100
-- derived plan_percent_upper from plan_count, plan_base: Upper limit of the 95% interval, per 100
-- derived resident_percent from plan_count: Plans per 100 residents of these ages
-- derived resident_percent_lower from plan_count: Lower limit of the 95% interval, per 100
-- derived resident_percent_upper from plan_count: Upper limit of the 95% interval, per 100
-- attribute method: Method of the intervals
-- derived verdict from plan_count, plan_base: Plans per 100 residents of these ages against those of all ages
-- derived quality_flags from plan_count, plan_base: first year counted from persons; part return; small base (under 30)
-- attribute deliveries: The deliveries it is counted from, parted by ;
--
-- adds breakdown: within breakdown_topic to Total
-- adds breakdown: nested in breakdown_topic by part_of
-- adds la_code: joined by +
-- same plan_base: plan_count at breakdown_topic = Total, breakdown = Total
-- public plan_count at breakdown_topic = Total + Under 16 or 16 to 25 + Age band at 31 August + Sex + Ethnicity + Primary need + Placement: the SEN2 statistics of the DfE, each June
-- rest: plan_base - plan_count

-- every age counted, and the groups it is in
with age_counted as (
    select
        age,
        case
            when age <= 4 then '0 to 4'
            when age <= 10 then '5 to 10'
            when age <= 15 then '11 to 15'
            when age <= 19 then '16 to 19'
            else '20 to ' || setting.oldest_age
        end as age_band,
        case when age <= 15 then 'Under 16' else '16 to ' || setting.oldest_age end as wide_band
    from range(26) as year_of_age (age)
    cross join scope.counting as setting
    where age <= setting.oldest_age
),

maintained as (
    select plan.*
    from core.plan as plan
    cross join scope.counting as setting
    -- the return of 2022 was a voluntary trial: no figure of it is released
    where plan.is_maintained and plan.return_year > 2022 and coalesce(plan.age_31_august <= setting.oldest_age, true)
),

returned as (
    select la_code, return_year, min(census_day) as census_day, min(delivery) as delivery
    from maintained
    group by la_code, return_year
),

member as (
    select area, area_name, la_code, count(*) over (partition by area) as members
    from scope.area_member
),

-- each authority alone; and authorities together, where each of them has returned
area as (
    select returned.la_code as area, authority.label as area_name, returned.*
    from returned
    left join codes.authority as authority on authority.code = returned.la_code
    union all
    (
        select member.area, member.area_name, returned.*
        from returned
        inner join member using (la_code)
        qualify count(*) over (partition by member.area, returned.return_year) = member.members
    )
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

-- one row per plan and area, with the groups it belongs to
plan as (
    select
        area.area,
        area.return_year,
        'Total' as total,
        coalesce(age_counted.wide_band, 'Not known') as wide_band,
        coalesce(age_counted.age_band, 'Not known') as age_band,
        coalesce(cast(age_counted.age as varchar), 'Not known') as age,
        coalesce(need.need, 'Not reported') as need,
        coalesce(placed.placement_group, 'Not recorded') as placement,
        coalesce(maintained.sex, 'Not recorded') as sex,
        coalesce(ethnicity.label, 'Not recorded') as ethnicity
    from maintained
    inner join area using (la_code, return_year)
    left join age_counted on age_counted.age = maintained.age_31_august
    left join placed
        on placed.la_code = maintained.la_code
        and placed.return_year = maintained.return_year
        and placed.request_id = maintained.request_id
    left join core.need as need
        on need.source = 'sen2'
        and need.la_code = maintained.la_code
        and need.returned = cast(maintained.return_year as varchar)
        and need.person_id = maintained.person_id
        and need.need_rank = '1'
    left join core.person as person on person.person_id = maintained.person_id
    left join codes.ethnicity as ethnicity on ethnicity.code = person.ethnicity_main
),

in_groups as (
    unpivot plan
    on
        total as "Total",
        wide_band as "Under 16 or 16 to 25",
        age_band as "Age band at 31 August",
        age as "Age at 31 August",
        need as "Primary need",
        placement as "Placement",
        sex as "Sex",
        ethnicity as "Ethnicity"
    into name breakdown_topic value breakdown
),

counted as (
    select area, return_year, breakdown_topic, breakdown, count(*) as plan_count
    from in_groups
    group by all
),

-- the groups that an age is in, and the group that each of them is part of
age_in_groups as (
    select age, 'Total' as breakdown_topic, 'Total' as breakdown, cast(null as varchar) as part_of
    from age_counted
    union all
    select age, 'Under 16 or 16 to 25', wide_band, null from age_counted
    union all
    select age, 'Age band at 31 August', age_band, 'Under 16 or 16 to 25: ' || wide_band from age_counted
    union all
    select age, 'Age at 31 August', cast(age as varchar), 'Age band at 31 August: ' || age_band from age_counted
),

resident as (
    select area as la_code, year + 1 as return_year, age_from as age, persons, delivery
    from core.resident_population
    where kind = 'estimate' and sex = 'persons' and age_scheme = 'Single year'
),

-- residents of the ages of each group, where every age of every authority is there; nobody may have a plan there
of_ages as (
    select
        area.area,
        area.return_year,
        age_in_groups.breakdown_topic,
        age_in_groups.breakdown,
        age_in_groups.part_of,
        min(age_in_groups.age) as age_from,
        max(age_in_groups.age) as age_to,
        case when count(resident.persons) = count(*) then cast(round(sum(resident.persons)) as bigint) end
            as population_base,
        string_agg(distinct 'population_estimates.' || resident.delivery, '; ') as population_delivery
    from area
    cross join age_in_groups
    left join resident
        on resident.la_code = area.la_code
        and resident.return_year = area.return_year
        and resident.age = age_in_groups.age
    group by all
),

in_rows as (
    select
        of_ages.*,
        coalesce(counted.plan_count, 0) as plan_count
    from of_ages
    left join counted using (area, return_year, breakdown_topic, breakdown)
    union all by name
    select
        area,
        return_year,
        breakdown_topic,
        breakdown,
        case breakdown_topic
            when 'Age band at 31 August' then 'Under 16 or 16 to 25: Not known'
            when 'Age at 31 August' then 'Age band at 31 August: Not known'
        end as part_of,
        plan_count
    from counted
    where
        breakdown = 'Not known'
        or breakdown_topic not in ('Total', 'Under 16 or 16 to 25', 'Age band at 31 August', 'Age at 31 August')
),

of_area as (
    select
        area,
        return_year,
        any_value(area_name) as area_name,
        min(census_day) as census_day,
        string_agg('sen2.' || delivery, '; ' order by delivery) as deliveries
    from area
    group by area, return_year
),

with_base as (
    select
        in_rows.*,
        of_area.area_name,
        of_area.census_day,
        of_area.deliveries,
        cast(sum(case when breakdown_topic = 'Total' then plan_count end) over whole as bigint) as plan_base,
        max(case when breakdown_topic = 'Total' then population_base end) over whole as all_residents,
        -- a return that tells nobody's need, or nobody's placement, is a part of one
        breakdown in ('Not known', 'Not recorded', 'Not reported') and plan_count = sum(plan_count) over topic
            as is_untold
    from in_rows
    inner join of_area using (area, return_year)
    window
        whole as (partition by area, return_year),
        topic as (partition by area, return_year, breakdown_topic)
),

with_intervals as (
    select
        *,
        wilson(plan_count, plan_base) as of_plans,
        -- plans of people who live elsewhere may be more than the residents of a tiny area
        case when plan_count <= population_base then wilson(plan_count, population_base) end as of_residents,
        case when plan_base <= all_residents then plan_base / nullif(all_residents, 0) end as of_all_residents
    from with_base
)

select
    area as la_code,
    return_year,
    breakdown_topic,
    breakdown,
    area_name,
    census_day,
    part_of,
    'plans_maintained' as measure,
    'EHC plans maintained for people aged 0 to ' || setting.oldest_age as population,
    case
        when population_base is null then null
        when age_from = age_to then 'Residents aged ' || age_from || ' in mid-' || (return_year - 1)
        else 'Residents aged ' || age_from || ' to ' || age_to || ' in mid-' || (return_year - 1)
    end as resident_population,
    population_base,
    cast(plan_count as bigint) as plan_count,
    plan_base,
    100 * of_plans.value as plan_percent,
    100 * of_plans.lower as plan_percent_lower,
    100 * of_plans.upper as plan_percent_upper,
    100 * of_residents.value as resident_percent,
    100 * of_residents.lower as resident_percent_lower,
    100 * of_residents.upper as resident_percent_upper,
    'Wilson' as method,
    case
        when breakdown_topic = 'Total' then 'not compared'
        else compare(of_residents.value, of_residents.lower, of_residents.upper, of_all_residents, 'none')
    end as verdict,
    concat_ws(
        '; ',
        case when return_year = 2023 then 'first year counted from persons' end,
        case when is_untold then 'part return' end,
        case when plan_base < 30 then 'small base' end
    ) as quality_flags,
    concat_ws('; ', deliveries, case when population_base is not null then population_delivery end) as deliveries
from with_intervals
cross join scope.counting as setting
order by la_code, return_year, breakdown_topic, breakdown
