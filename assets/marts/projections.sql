-- title: Plans and SEN support projected ten years ahead, with how wrong such projections have been
-- grain: la_code, january_year, series
-- owner: team:send_analysis
-- rule: shown
-- about: EHC plans of each authority that has delivered anything, and of England, in each of the ten Januaries after
-- about: the newest one known: that of the SEN2 statistics, or up to three Januaries later that of the authority's own
-- about: return, as plans_maintained shows it. Growth is pooled towards England's, and the area's own deviation from it
-- about: counts as far as such deviations have lasted. The parts of a topic add up to the total; independent special
-- about: schools are a part of special schools. Below 50 plans a range is told and no median. Beside each number stands
-- about: how wrong the same method was so many years ahead, when stood in earlier Januaries, in series of the same
-- about: size, where twenty outcomes or more are known; and the best of the simple methods on the same series.
-- about: Beyond five years, and of England, no errors are known, and growth dies down: a year keeps four fifths of the
-- about: growth before it. Nothing here is made of anything but published figures and figures as they are shown. Where
-- about: no SEN2 statistics are delivered there are no plans. SEN support is of the SEN statistics: its share of pupils
-- about: in schools of the area is projected as plans are, times the pupils there are, changed as residents of these
-- about: ages change. Phases are projected each by itself; special and independent schools are in the total only.
--
-- dimension la_code: Local authority, DfE number; 000 for England
-- dimension january_year: Calendar year of the January
-- dimension series: total, age:BAND, placement:GROUP; sen_support, sen_support:PHASE
-- attribute area_name: Its name
-- attribute breakdown_topic: Total, Age band at 31 August, Placement or Phase
-- attribute breakdown: Group of plans or pupils
-- attribute part_of: Series that it is a part of
-- attribute measure: Id of the measure
-- attribute population: Who is projected
-- attribute origin: Year of the January that it is projected from
-- attribute horizon: Years from there
-- attribute counts_of: Where the count of that January is from: SEN2 statistics, SEN2 return or SEN statistics
-- attribute population_used: Residents that the projection follows; none where none are published
-- attribute tier: 1 to 5, by what is known of the area: 1 the most
-- attribute method: What the projection could use
-- attribute is_range: Whether the range is the answer, since there are fewer than 50
-- attribute error_of_size: Size of the series whose errors stand beside it
-- attribute best_simple_method: Simple method with the least error there
-- attribute quality_flags: What to bear in mind, parted by ;
-- attribute deliveries: The deliveries it is made of, parted by ;
-- count origin_count: Plans, or pupils on SEN support, in the January of origin; not told where a range is the answer
-- derived median from origin_count: Plans or pupils projected, with decimals so that the parts add up
-- derived lower_80 from origin_count: Lower limit of the 80% interval
-- derived upper_80 from origin_count: Upper limit of the 80% interval
-- derived lower_95 from origin_count: Lower limit of the 95% interval
-- derived upper_95 from origin_count: Upper limit of the 95% interval
-- derived change from origin_count: Median less the count in the January of origin
-- attribute error_percent: Past errors so many years ahead per 100 counted (WAPE)
-- attribute simple_error_percent: The same of the best simple method
-- attribute held_80_percent: How often the 80% interval held, per 100 outcomes
-- attribute held_95_percent: How often the 95% interval held, per 100 outcomes
-- attribute error_outcomes: Outcomes that the errors are of

with subject as (
    select distinct la_code from landing.delivery
    union
    select '000' as la_code
),

ours as (
    select series, size, horizon, outcomes, wape_percent, held_80_percent, held_95_percent
    from projection.error
    where method = 'projection' and outcomes >= 20
),

-- a simple method that could say less often is not asked the same
simple as (
    select
        said.series,
        said.size,
        said.horizon,
        min(said.wape_percent) as wape_percent,
        arg_min(said.method, said.wape_percent) as method
    from projection.error as said
    inner join ours using (series, size, horizon)
    where said.method <> 'projection' and said.outcomes = ours.outcomes
    group by said.series, said.size, said.horizon
),

back_tested as (
    select
        ours.*,
        simple.wape_percent as simple_wape_percent,
        simple.method as simple_method
    from ours
    left join simple using (series, size, horizon)
),

own_return as (
    select la_code, return_year as origin, deliveries
    from shown.plans_maintained
    where breakdown_topic = 'Total'
),

printed as (
    select is_support, string_agg(delivery, '; ' order by delivery) as deliveries
    from (
        select distinct false as is_support, 'sen2_statistics.' || source_delivery as delivery
        from shown.plan_panel
        where flow = 'stock'
        union all
        select distinct true, 'sen_statistics.' || delivery
        from core.published_figure
        where extract = 'sen_statistics' and dataset in ('phase_type', 'phase_provision')
    )
    group by is_support
),

resident as (
    select area, string_agg(delivery, '; ' order by delivery) as deliveries
    from (
        select distinct area, 'population_' || kind || 's.' || delivery as delivery
        from core.resident_population
        where is_newest and sex = 'persons' and age_scheme = 'SEN2' and age_band in ('5-10', '11-15')
    )
    group by area
)

select
    plan.la_code,
    plan.january_year,
    plan.series,
    case when subject.la_code = '000' then 'England' else authority.label end as area_name,
    case split_part(plan.series, ':', 1)
        when 'total' then 'Total'
        when 'age' then 'Age band at 31 August'
        when 'sen_support' then case plan.series when 'sen_support' then 'Total' else 'Phase' end
        else 'Placement'
    end as breakdown_topic,
    case plan.series
        when 'total' then 'Total'
        when 'sen_support' then 'Total'
        when 'sen_support:primary' then 'State-funded primary'
        when 'sen_support:secondary' then 'State-funded secondary'
        when 'placement:mainstream' then 'Mainstream school'
        when 'placement:resourced_senunit' then 'Resourced provision or SEN unit'
        when 'placement:special' then 'Special school'
        when 'placement:special_indep_nmss' then 'Independent or non-maintained special school'
        when 'placement:ap_pru' then 'Alternative provision'
        when 'placement:fe' then 'Further education'
        when 'placement:early_years' then 'Non-maintained early years'
        when 'placement:elsewhere' then 'Educated elsewhere'
        else replace(split_part(plan.series, ':', 2), '-', ' to ')
    end as breakdown,
    case
        when plan.series = 'placement:special_indep_nmss' then 'placement:special'
        when plan.series like 'sen_support:%' then 'sen_support'
        when plan.series not in ('total', 'sen_support') then 'total'
    end as part_of,
    case when printed.is_support then 'sen_support_projected' else 'plans_projected' end as measure,
    case
        when printed.is_support then 'Pupils on SEN support in schools of the area'
        else 'EHC plans maintained for people aged 0 to 25'
    end as population,
    plan.origin,
    plan.horizon,
    plan.counts_of,
    plan.population_used,
    plan.tier,
    plan.method,
    plan.is_range,
    back_tested.size as error_of_size,
    back_tested.simple_method as best_simple_method,
    concat_ws(
        '; ',
        case when plan.is_range then 'a range, not a point' end,
        case when plan.counts_of = 'SEN2 return' then 'newer than England''s count' end,
        case
            when plan.la_code = '000' then 'errors are known of authorities only'
            when plan.horizon > 5 then 'beyond the back-test'
            when back_tested.size is null then 'too few errors known of this size'
        end
    ) as quality_flags,
    concat_ws(
        '; ',
        case when plan.counts_of = 'SEN2 return' then own_return.deliveries end,
        printed.deliveries,
        case when plan.population_used is not null then resident.deliveries end
    ) as deliveries,
    case when not plan.is_range then plan.origin_count end as origin_count,
    case when not plan.is_range then plan.median end as median,
    plan.lo80 as lower_80,
    plan.hi80 as upper_80,
    plan.lo95 as lower_95,
    plan.hi95 as upper_95,
    case when not plan.is_range then plan.median - plan.origin_count end as change,
    back_tested.wape_percent as error_percent,
    back_tested.simple_wape_percent as simple_error_percent,
    back_tested.held_80_percent,
    back_tested.held_95_percent,
    back_tested.outcomes as error_outcomes
from projection.plan as plan
inner join subject on subject.la_code = plan.la_code
inner join printed on printed.is_support = (split_part(plan.series, ':', 1) = 'sen_support')
left join codes.authority as authority on authority.code = plan.la_code
left join own_return on own_return.la_code = plan.la_code and own_return.origin = plan.origin
left join resident on resident.area = plan.la_code
-- a series whose count is not told at the origin is of any size
left join back_tested
    on back_tested.series = plan.series
    and back_tested.horizon = plan.horizon
    and back_tested.size = coalesce(plan.size, 'all')
    and plan.la_code <> '000'
order by plan.la_code, plan.january_year, plan.series
