-- title: Plans maintained over the years: share of residents, share of ages, growth
-- grain: area, year, breakdown_topic, breakdown
-- owner: team:send_analysis
-- rule: shown
-- about: Plans of each authority, region and England by age, in January of each year: as plans_maintained shows them
-- about: where the authority has returned persons, else as DfE has published them (plan_panel). One source speaks for
-- about: an area and year. Until 2022 the published figures are totals that authorities gave, since 2023 they are
-- about: counted from persons: a change across that year is a change of both. Where only ages up to 24 are counted,
-- about: published figures that hold 25-year-olds are left out. Plans are held against residents of the same ages in
-- about: the middle of the year before. A multiple is of the plans of the base year: 8 is eightfold.
--
-- dimension area: DfE number of the authority, joined by + where told together; ONS code of the region; 000 for England
-- dimension year: Calendar year of the January
-- dimension breakdown_topic: What the plans are broken down by
-- dimension breakdown: Group of plans
-- attribute area_name: Its name
-- attribute level: Local authority, Authorities together, Regional or National
-- attribute source: SEN2 return, or SEN2 statistics
-- attribute measure: Id of the measure
-- attribute population: Whose plans are counted
-- attribute base_year: Year that multiples are of
-- attribute population_base: Residents of these ages in the middle of the year before, as published (denominator)
-- count plan_count: Plans of the group (numerator)
-- count plan_base over area, year: All plans (denominator)
-- derived plan_percent from plan_count, plan_base: Plans of the group per 100 plans
-- derived plan_percent_lower from plan_count, plan_base: Lower limit of the 95% interval, per 100
-- derived plan_percent_upper from plan_count, plan_base: Upper limit of the 95% interval, per 100
-- derived resident_percent from plan_count: Plans per 100 residents of these ages
-- derived resident_percent_lower from plan_count: Lower limit of the 95% interval, per 100
-- derived resident_percent_upper from plan_count: Upper limit of the 95% interval, per 100
-- attribute method: Methods of the intervals: of shares, and of differences of shares
-- derived verdict from plan_count: Plans per 100 residents of these ages against England's
-- count plan_count_before: Plans of the group a year before
-- derived change from plan_count, plan_count_before: Plans more, or fewer, than a year before
-- derived change_percent from plan_count, plan_count_before: The same per 100 plans of the year before
-- count plan_count_base_year: Plans of the group in the base year
-- derived change_since_base from plan_count, plan_count_base_year: Plans more, or fewer, than in the base year
-- derived change_since_base_percent from plan_count, plan_count_base_year: The same per 100 plans of the base year
-- derived multiple_since_base from plan_count, plan_count_base_year: Plans for each plan of the base year
-- derived plan_percent_base_year from plan_count_base_year: Share of the group in the base year
-- derived share_change from plan_count, plan_base, plan_count_base_year: Share less that of the base year, points
-- derived share_change_lower from plan_count, plan_base, plan_count_base_year: Lower limit of the 95% interval
-- derived share_change_upper from plan_count, plan_base, plan_count_base_year: Upper limit of the 95% interval
-- attribute status: Shown, suppressed by plans_maintained, or not available where the publisher prints a symbol
-- attribute quality_flags: What to bear in mind, parted by ;
-- attribute deliveries: The deliveries it is made of, parted by ;
--
-- also plan_count at source = SEN2 return: plans_maintained.plan_count at la_code = {area}, return_year = {year}

with returned as (
    select
        la_code as area,
        return_year as year,
        breakdown_topic,
        breakdown,
        area_name,
        case when contains(la_code, '+') then 'Authorities together' else 'Local authority' end as level,
        'SEN2 return' as source,
        population_base,
        plan_count,
        status,
        quality_flags as flags,
        deliveries
    from shown.plans_maintained
    where breakdown_topic in ('Total', 'Age band at 31 August', 'Under 16 or 16 to 25')
),

printed as (
    select
        panel.area,
        panel.year,
        case when panel.breakdown = 'total' then 'Total' else 'Age band at 31 August' end as breakdown_topic,
        case when panel.breakdown = 'total' then 'Total' else replace(panel.group, '-', ' to ') end as breakdown,
        panel.area_name,
        panel.level,
        panel.plans,
        -- what is not applicable is nobody
        panel.plans is not null or coalesce(lower(panel.symbol) = 'z', false) as is_told,
        panel.fault,
        'sen2_statistics.' || panel.source_delivery as delivery
    from shown.plan_panel as panel
    where panel.flow = 'stock' and panel.breakdown in ('total', 'age')
),

-- authorities told together, where each of them is printed
printed_together as (
    select
        member.area,
        printed.year,
        printed.breakdown_topic,
        printed.breakdown,
        member.area_name,
        'Authorities together' as level,
        case when bool_and(printed.is_told) then sum(printed.plans) end as plans,
        bool_and(printed.is_told) as is_told,
        string_agg(distinct printed.fault, '; ') as fault,
        max(printed.delivery) as delivery
    from printed
    inner join (
        select area, area_name, la_code, count(*) over (partition by area) as members from scope.area_member
    ) as member on member.la_code = printed.area
    group by
        member.area, member.area_name, member.members, printed.year, printed.breakdown_topic, printed.breakdown
    having count(*) = member.members
),

of_panel as (
    select * from printed
    union all by name
    select * from printed_together
),

-- the bands under and over 16, where each of them is printed
printed_wide as (
    select
        area,
        year,
        'Under 16 or 16 to 25' as breakdown_topic,
        wide_band as breakdown,
        any_value(area_name) as area_name,
        any_value(level) as level,
        case when bool_and(is_told) then sum(plans) end as plans,
        string_agg(distinct fault, '; ') as fault,
        max(delivery) as delivery
    from (
        select
            *,
            case when breakdown in ('0 to 4', '5 to 10', '11 to 15') then 'Under 16' else '16 to 25' end as wide_band
        from of_panel
        where breakdown_topic = 'Age band at 31 August'
    )
    group by area, year, wide_band
    having count(*) = case when wide_band = 'Under 16' then 3 else 2 end
),

-- residents by the year of the plans that are held against them
resident as (
    select
        coalesce(member.area, person.area) as area,
        person.year + 1 as year,
        person.age_band,
        sum(person.persons) as population_base,
        count(person.persons) = coalesce(any_value(member.members), 1) as is_whole,
        max('population_estimates.' || person.source_delivery) as population_delivery
    from shown.population as person
    left join (
        select area, la_code, count(*) over (partition by area) as members
        from scope.area_member
        union all
        select distinct la_code, la_code, 1 from scope.area_member
    ) as member on member.la_code = person.area
    where person.source = 'estimate' and person.sex = 'persons' and person.age_scheme in ('SEN2', 'Wide')
    group by all
),

published as (
    select
        panel.area,
        panel.year,
        panel.breakdown_topic,
        panel.breakdown,
        panel.area_name,
        panel.level,
        'SEN2 statistics' as source,
        case when resident.is_whole then cast(resident.population_base as bigint) end as population_base,
        cast(panel.plans as bigint) as plan_count,
        case when panel.plans is null then 'not available' else 'shown' end as status,
        panel.fault as flags,
        concat_ws('; ', panel.delivery, case when resident.is_whole then resident.population_delivery end)
            as deliveries
    from (
        select * exclude (is_told) from of_panel
        union all by name
        select * from printed_wide
    ) as panel
    cross join scope.counting as setting
    left join resident
        on resident.area = panel.area
        and resident.year = panel.year
        and resident.age_band = case panel.breakdown
            when 'Total' then '0-25'
            when 'Under 16' then '0-15'
            else replace(panel.breakdown, ' to ', '-')
        end
    where setting.oldest_age = 25 or panel.breakdown not in ('Total', '16 to 25', '20 to 25')
),

-- one source for an area and year
told as (
    select * from returned
    union all by name
    select * from published
    anti join returned using (area, year)
),

with_base as (
    select
        *,
        max(case when breakdown_topic = 'Total' then plan_count end) over (partition by area, year) as plan_base
    from told
),

with_intervals as (
    select
        *,
        case when plan_count <= plan_base then wilson(plan_count, plan_base) end as of_plans,
        case when plan_count <= population_base then wilson(plan_count, population_base) end as of_residents
    from with_base
),

compared as (
    select
        told.* exclude (flags),
        setting.base_year,
        setting.oldest_age,
        before.plan_count as plan_count_before,
        base.plan_count as plan_count_base_year,
        base.of_plans as of_plans_base_year,
        case
            when told.plan_count <= told.plan_base and base.plan_count <= base.plan_base
                then difference(base.plan_count, base.plan_base, told.plan_count, told.plan_base)
        end as of_shares,
        case when told.level <> 'National' then england.of_residents.value end as of_england,
        concat_ws(
            '; ',
            nullif(told.flags, ''),
            case
                when told.year = 2023 and not coalesce(contains(told.flags, 'first year counted from persons'), false)
                    then 'first year counted from persons'
            end,
            case
                when told.year >= 2023 and setting.base_year < 2023 and base.plan_count is not null
                    then 'base year counted from totals'
            end,
            case
                when told.plan_base < 30 and not coalesce(contains(told.flags, 'small base'), false)
                    then 'small base'
            end
        ) as quality_flags
    from with_intervals as told
    cross join scope.counting as setting
    left join with_intervals as before
        on before.area = told.area
        and before.year = told.year - 1
        and before.breakdown_topic = told.breakdown_topic
        and before.breakdown = told.breakdown
    left join with_intervals as base
        on base.area = told.area
        and base.year = setting.base_year
        and base.breakdown_topic = told.breakdown_topic
        and base.breakdown = told.breakdown
    left join with_intervals as england
        on england.area = '000'
        and england.year = told.year
        and england.breakdown_topic = told.breakdown_topic
        and england.breakdown = told.breakdown
)

select
    area,
    year,
    breakdown_topic,
    breakdown,
    area_name,
    level,
    source,
    'plans_maintained' as measure,
    'EHC plans and statements maintained for people aged 0 to ' || oldest_age as population,
    base_year,
    population_base,
    plan_count,
    plan_base,
    100 * of_plans.value as plan_percent,
    100 * of_plans.lower as plan_percent_lower,
    100 * of_plans.upper as plan_percent_upper,
    100 * of_residents.value as resident_percent,
    100 * of_residents.lower as resident_percent_lower,
    100 * of_residents.upper as resident_percent_upper,
    'Wilson; Newcombe' as method,
    compare(of_residents.value, of_residents.lower, of_residents.upper, of_england, 'none') as verdict,
    plan_count_before,
    plan_count - plan_count_before as change,
    100 * (plan_count - plan_count_before) / nullif(plan_count_before, 0) as change_percent,
    plan_count_base_year,
    plan_count - plan_count_base_year as change_since_base,
    100 * (plan_count - plan_count_base_year) / nullif(plan_count_base_year, 0) as change_since_base_percent,
    plan_count / nullif(plan_count_base_year, 0) as multiple_since_base,
    100 * of_plans_base_year.value as plan_percent_base_year,
    100 * of_shares.value as share_change,
    100 * of_shares.lower as share_change_lower,
    100 * of_shares.upper as share_change_upper,
    status,
    quality_flags,
    deliveries
from compared
order by area, year, breakdown_topic, breakdown
