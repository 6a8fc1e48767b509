-- title: Why plans will change: ageing, population, new plans, ceasing, placements
-- grain: la_code, january_year, scenario, series, cause
-- owner: team:send_analysis
-- rule: shown
-- about: The change in plans since the January of origin, under the baseline and each scenario, taken apart: expected
-- about: paths of the cohort model, each with one cause more than the one before. Ageing is what those who have plans
-- about: now and the rates of today come to; population adds residents and new homes to come; the new-plan rate what
-- about: the projected total, its trend and a scenario make of new plans; ceasing likewise; the placement mix places
-- about: that open. In fives; the causes of a row add up to all causes. Another order would share some of it otherwise.
--
-- dimension la_code: Local authority, DfE number
-- dimension january_year: Calendar year of the January
-- dimension scenario: baseline, or the name of the scenario
-- dimension series: total, or specialist
-- dimension cause: ageing, population, new-plan rate, ceasing, placement mix, or all causes
-- attribute area_name: Its name
-- attribute measure: Id of the measure
-- attribute population: Whose plans are followed
-- attribute origin: Year of the January that they are followed from
-- attribute horizon: Years from there
-- attribute population_used: Residents that new plans follow
-- attribute tier: 1 three yearly steps of its own or more, 2 one or two
-- attribute method: Method
-- attribute deliveries: The deliveries it is made of, parted by ;
-- attribute change: Plans more, or fewer, by this cause
-- attribute baseline_change: The same in the baseline

with made_from as (
    select distinct la_code, deliveries
    from shown.cohort_projections
)

select
    told.la_code,
    told.january_year,
    told.scenario,
    told.series,
    told.cause,
    authority.label as area_name,
    'change_of_plans' as measure,
    'EHC plans maintained for people aged 0 to 25' as population,
    told.origin,
    told.horizon,
    told.population_used,
    told.tier,
    'Expected paths, one cause more at a time' as method,
    made_from.deliveries,
    told.change,
    beside.change as baseline_change
from outlook.cause as told
inner join outlook.cause as beside
    on beside.la_code = told.la_code
    and beside.january_year = told.january_year
    and beside.series = told.series
    and beside.cause = told.cause
    and beside.scenario = 'baseline'
inner join made_from on made_from.la_code = told.la_code
left join codes.authority as authority on authority.code = told.la_code
order by told.la_code, told.january_year, told.scenario, told.series, told.cause
