-- title: Places for autism and for complex social, emotional and mental health needs
-- grain: la_code, january_year, scenario, need, phase, provision
-- owner: team:send_analysis
-- rule: shown
-- about: Plans whose primary need is autistic spectrum disorder, or social, emotional and mental health, by phase and
-- about: provision, of the same draws as required_places and held against places in the same way: only those kept for
-- about: the need are its capacity, places for any need are not parted and said so. Specialist is units and resourced
-- about: provision, special schools, independent and non-maintained special schools and alternative provision together.
-- about: Rows are told under the rule of cohort_projections, beside those of required_places: 50 plans or more in the
-- about: January of origin, and nothing less left over of a provision, a phase or a need.
--
-- dimension la_code: Local authority, DfE number
-- dimension january_year: Calendar year of the January
-- dimension scenario: baseline, or the name of the scenario
-- dimension need: ASD or SEMH
-- dimension phase: All phases, Early years (0 to 3), Primary (4 to 10), Secondary (11 to 15) or Post-16
-- dimension provision: specialist; of it unit, special, independent, alternative; and further
-- attribute area_name: Its name
-- attribute need_name: The need in words
-- attribute provision_name: The provision in words
-- attribute measure: Id of the measure
-- attribute population: Whose plans are followed
-- attribute origin: Year of the January that they are followed from
-- attribute horizon: Years from there
-- attribute population_used: Residents that new plans follow
-- attribute tier: 1 three yearly steps of its own or more, 2 one or two
-- attribute method: Method
-- attribute deliveries: The deliveries it is made of, parted by ;
-- attribute margin_percent: Places to be kept free, per 100 taken
-- attribute capacity: Places commissioned for these alone, as the authority says
-- attribute capacity_shared: Places that serve these and others too, not parted among them
-- attribute capacity_basis: What the capacity is of; where there is none, why not
-- attribute demand: Plans expected, in fives
-- attribute demand_lower_80: Lower limit of their 80% interval
-- attribute demand_upper_80: Upper limit of their 80% interval
-- attribute demand_lower_95: Lower limit of their 95% interval
-- attribute demand_upper_95: Upper limit of their 95% interval
-- attribute required: Places required, in fives
-- attribute shortfall: Places required less those there are, below nought some are spare; none where some are shared
-- attribute shortfall_lower_80: Lower limit of its 80% interval, were all shared places for these
-- attribute shortfall_upper_80: Upper limit of its 80% interval, were no shared place for these
-- attribute cost_pounds: What the plans expected cost a year at the mean price of the places, in thousands
-- attribute cost_lower_80: Lower limit of its 80% interval
-- attribute cost_upper_80: Upper limit of its 80% interval

with supplied as (
    select la_code, 'places.' || delivery as delivery
    from landing.delivery
    where extract = 'places'
    qualify year = max(year) over (partition by la_code)
),

behind as (
    select distinct la_code, unnest(string_split(deliveries, '; ')) as delivery
    from shown.cohort_projections
    union
    select la_code, delivery
    from supplied
),

made_from as (
    select la_code, string_agg(delivery, '; ' order by delivery) as deliveries
    from behind
    group by la_code
)

select
    told.la_code,
    told.january_year,
    told.scenario,
    told.need,
    told.phase,
    told.provision,
    authority.label as area_name,
    told.need_words as need_name,
    told.provision_words as provision_name,
    'complex_need_places' as measure,
    'EHC plans maintained for people aged 0 to 25' as population,
    told.origin,
    told.horizon,
    told.population_used,
    told.tier,
    'Demand in draws and a vacancy margin, rounded up; places kept for the need as the authority told' as method,
    made_from.deliveries,
    told.margin_percent,
    told.capacity,
    told.capacity_shared,
    told.capacity_basis,
    told.demand,
    told.demand_lo80 as demand_lower_80,
    told.demand_hi80 as demand_upper_80,
    told.demand_lo95 as demand_lower_95,
    told.demand_hi95 as demand_upper_95,
    told.required,
    told.shortfall,
    told.shortfall_lo80 as shortfall_lower_80,
    told.shortfall_hi80 as shortfall_upper_80,
    told.cost as cost_pounds,
    told.cost_lo80 as cost_lower_80,
    told.cost_hi80 as cost_upper_80
from outlook.place as told
inner join made_from on made_from.la_code = told.la_code
left join codes.authority as authority on authority.code = told.la_code
where told.need <> 'All needs'
order by told.la_code, told.january_year, told.scenario, told.need, told.phase, told.provision
