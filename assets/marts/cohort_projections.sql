-- title: Plans followed from January to January for ten years: needs, placements, ages, and what if
-- grain: la_code, january_year, scenario, series
-- owner: team:send_analysis
-- rule: shown
-- about: EHC plans by age, primary need and placement of each authority of which two SEN2 returns lie a year apart and
-- about: whose total is projected: persons grow a year older each year, some cease or move, others begin. Rates are
-- about: those of its own returns, where they are few held towards those of other authorities in the lake, and of new
-- about: plans and ceasing to what is published of its region and of England; every draw keeps the identity
-- about: plans next January = plans + new + moved in - ceased - moved out, and its total is raked to that of projections.
-- about: baseline is with nothing changed; other scenarios are those that lie in data/scenarios. It is made of counts of
-- about: persons, and tells none: a group is told where it has 50 plans or more in the January of origin, is not hidden
-- about: there, and all that is left of its whole is nothing or again 50 plans or more, told as all others together.
-- about: Numbers are in fives, limits outwards; the groups of a topic add up to the total.
--
-- dimension la_code: Local authority, DfE number
-- dimension january_year: Calendar year of the January
-- dimension scenario: baseline, or the name of the scenario
-- dimension series: total, age:BAND, need:CODE, placement:GROUP, specialist, specialist:CODE; rest for all others
-- attribute area_name: Its name
-- attribute breakdown_topic: Total, Age band at 31 August, Primary need, Placement, or need in specialist placements
-- attribute breakdown: Group of plans
-- attribute part_of: Series that it is a part of
-- attribute measure: Id of the measure
-- attribute population: Whose plans are followed
-- attribute origin: Year of the January that they are followed from
-- attribute horizon: Years from there
-- attribute population_used: Residents that new plans follow
-- attribute tier: 1 three yearly steps of its own or more, 2 one or two
-- attribute method: Method
-- attribute quality_flags: What to bear in mind, parted by ;
-- attribute deliveries: The deliveries it is made of, parted by ;
-- count origin_count: Plans in the January of origin, where plans_maintained shows them
-- derived median from origin_count: Plans expected, in fives
-- derived lower_80 from origin_count: Lower limit of the 80% interval, plans
-- derived upper_80 from origin_count: Upper limit of the 80% interval, plans
-- derived lower_95 from origin_count: Lower limit of the 95% interval, plans
-- derived upper_95 from origin_count: Upper limit of the 95% interval, plans
-- derived baseline_median from origin_count: The median of the baseline
-- derived difference from origin_count: The median less that of the baseline

with followed as (
    select distinct la_code, origin
    from outlook.series
),

read_for as (
    select followed.la_code, unnest(string_split(returned.deliveries, '; ')) as delivery
    from followed
    inner join shown.plans_maintained as returned
        on returned.la_code = followed.la_code
        and cast(returned.return_year as bigint) between 2023 and followed.origin
        and returned.breakdown_topic = 'Total'
    union
    select followed.la_code, landed.extract || '.' || landed.delivery
    from followed
    inner join landing.delivery as landed
        on landed.extract in ('sen2_statistics', 'population_estimates', 'population_projections', 'births')
        and landed.la_code in ('000', followed.la_code)
),

made_from as (
    select la_code, string_agg(delivery, '; ' order by delivery) as deliveries
    from read_for
    group by la_code
)

select
    told.la_code,
    told.january_year,
    told.scenario,
    told.series,
    authority.label as area_name,
    told.breakdown_topic,
    told.breakdown,
    told.part_of,
    'plans_followed' as measure,
    'EHC plans maintained for people aged 0 to 25' as population,
    told.origin,
    told.horizon,
    told.population_used,
    told.tier,
    'Cohorts by age, need and placement; draws raked to the total of projections' as method,
    concat_ws(
        '; ',
        case when told.tier > 1 then 'few returns of its own' end,
        case when told.horizon > 5 then 'beyond the back-test' end
    ) as quality_flags,
    made_from.deliveries,
    told.origin_count,
    told.median,
    told.lo80 as lower_80,
    told.hi80 as upper_80,
    told.lo95 as lower_95,
    told.hi95 as upper_95,
    beside.median as baseline_median,
    told.median - beside.median as difference
from outlook.series as told
inner join outlook.series as beside
    on beside.la_code = told.la_code
    and beside.january_year = told.january_year
    and beside.series = told.series
    and beside.scenario = 'baseline'
inner join made_from on made_from.la_code = told.la_code
left join codes.authority as authority on authority.code = told.la_code
order by told.la_code, told.january_year, told.scenario, told.series
