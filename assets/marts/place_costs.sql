-- title: What the places that plans will need cost, by price band
-- grain: la_code, january_year, scenario, provision, cost_band
-- owner: team:send_analysis
-- rule: shown
-- about: What the plans that required_places expects of a provision cost a year, by the price band of its places: plans
-- about: are taken to lie in bands as the places do that count in the January, each at its band's price. Prices are
-- about: those of the newest extract, as they were. Where no place of a provision tells its band there are no rows; its
-- about: cost at the mean price is in required_places. Limits are those of the plans, not of prices. In thousands.
--
-- dimension la_code: Local authority, DfE number
-- dimension january_year: Calendar year of the January
-- dimension scenario: baseline, or the name of the scenario
-- dimension provision: unit, special, independent, alternative or further
-- dimension cost_band: Price band in the authority's own words, or No band told
-- attribute area_name: Its name
-- attribute provision_name: The provision in words
-- attribute measure: Id of the measure
-- attribute population: Whose plans are followed
-- attribute origin: Year of the January that they are followed from
-- attribute horizon: Years from there
-- attribute population_used: Residents that new plans follow
-- attribute tier: 1 three yearly steps of its own or more, 2 one or two
-- attribute method: Method
-- attribute deliveries: The deliveries it is made of, parted by ;
-- attribute places: Places of the band that have a price
-- attribute share_percent: Their share of all places that have one
-- attribute price_pounds: Mean price of a place and year in the band
-- attribute cost_pounds: What the plans expected cost a year
-- attribute cost_lower_80: Lower limit of the 80% interval
-- attribute cost_upper_80: Upper limit of the 80% interval

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
    told.provision,
    told.cost_band,
    authority.label as area_name,
    told.provision_words as provision_name,
    'place_costs' as measure,
    'EHC plans maintained for people aged 0 to 25' as population,
    told.origin,
    told.horizon,
    told.population_used,
    told.tier,
    'Plans expected, shared out among price bands as places are, at the price of the band' as method,
    made_from.deliveries,
    told.places,
    told.share_percent,
    told.price as price_pounds,
    told.cost as cost_pounds,
    told.cost_lo80 as cost_lower_80,
    told.cost_hi80 as cost_upper_80
from outlook.cost as told
inner join made_from on made_from.la_code = told.la_code
left join codes.authority as authority on authority.code = told.la_code
order by told.la_code, told.january_year, told.scenario, told.provision, told.cost_band
