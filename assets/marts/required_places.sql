-- title: Specialist places that plans will need, against those there are
-- grain: la_code, january_year, scenario, provision, phase, need
-- owner: team:send_analysis
-- rule: shown
-- about: Plans of each provision and phase in each of the ten Januaries after the newest return, as cohort_projections
-- about: follows them, and a vacancy margin, against the places that the authority says it commissions (its extract
-- about: places, the newest): those for this phase and need, or all of them in the rows of all phases and needs; no
-- about: capacity where it told of none. Required places are rounded up in every draw, then told in fives. Autism and
-- about: social, emotional and mental health have rows of their own. Rows are told under the rule of cohort_projections:
-- about: 50 plans or more in the January of origin, and nothing less left over. The layouts of the capacity survey and
-- about: of the grant plan have small cells: they stay in the lake, and send layouts writes them out.
--
-- dimension la_code: Local authority, DfE number
-- dimension january_year: Calendar year of the January
-- dimension scenario: baseline, or the name of the scenario
-- dimension provision: unit, special, independent, alternative or further
-- dimension phase: All phases, Early years (0 to 3), Primary (4 to 10), Secondary (11 to 15) or Post-16
-- dimension need: All needs, ASD or SEMH
-- attribute area_name: Its name
-- attribute provision_name: The provision in words
-- attribute need_name: The need in words
-- attribute measure: Id of the measure
-- attribute population: Whose plans are followed
-- attribute origin: Year of the January that they are followed from
-- attribute horizon: Years from there
-- attribute population_used: Residents that new plans follow
-- attribute tier: 1 three yearly steps of its own or more, 2 one or two
-- attribute method: Method
-- attribute deliveries: The deliveries it is made of, parted by ;
-- attribute margin_percent: Places to be kept free, per 100 taken
-- attribute capacity: Places commissioned, as the authority says
-- attribute demand: Plans expected, in fives
-- attribute demand_lower_80: Lower limit of their 80% interval
-- attribute demand_upper_80: Upper limit of their 80% interval
-- attribute required: Places required, in fives
-- attribute shortfall: Places required less those there are; below nought some are spare
-- attribute shortfall_lower_80: Lower limit of its 80% interval
-- attribute shortfall_upper_80: Upper limit of its 80% interval
-- attribute cost_pounds: What the plans expected cost a year at the price of the places, in thousands

with followed as (
    select distinct la_code, origin
    from outlook.place
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
        on landed.extract in ('sen2_statistics', 'population_estimates', 'population_projections', 'places')
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
    told.provision,
    told.phase,
    told.need,
    authority.label as area_name,
    told.provision_words as provision_name,
    told.need_words as need_name,
    'required_places' as measure,
    'EHC plans maintained for people aged 0 to 25' as population,
    told.origin,
    told.horizon,
    told.population_used,
    told.tier,
    'Demand in draws and a vacancy margin, rounded up; places as the authority told of them' as method,
    made_from.deliveries,
    told.margin_percent,
    told.capacity,
    told.demand,
    told.demand_lo80 as demand_lower_80,
    told.demand_hi80 as demand_upper_80,
    told.required,
    told.shortfall,
    told.shortfall_lo80 as shortfall_lower_80,
    told.shortfall_hi80 as shortfall_upper_80,
    told.cost as cost_pounds
from outlook.place as told
inner join made_from on made_from.la_code = told.la_code
left join codes.authority as authority on authority.code = told.la_code
order by told.la_code, told.january_year, told.scenario, told.provision, told.phase, told.need
