-- title: Projected change of the population by age band
-- grain: area, edition_year, sex, age_scheme, age_band, horizon_year
-- owner: team:send_analysis
-- rule: published
-- about: Each later year of a projection against its base year. Changes are taken before any rounding, and so need
-- about: not be the difference of the rounded figures. A band that has no number in the base year or in the later
-- about: one has no change. Where an authority lays its own file beside England's, its own holds. A projection says
-- about: what becomes of a population if trends hold on; it is no forecast.
--
-- dimension area: DfE number of the authority where it is known, else the ONS code of the area
-- dimension edition_year: Base year of the projection, after which it is named
-- dimension sex: persons, males or females
-- dimension age_scheme: Five-year or SEN2 (0-4 to 20-25, 0-25), Wide (0-15, 16-25; to 24), or As published
-- dimension age_band: Age band, both ages included
-- dimension horizon_year: The later year
-- attribute la_code: Local authority, DfE number
-- attribute area_code: ONS code of the area; where it is not known, the code that its publisher gives
-- attribute area_name: Its name
-- attribute age_from: Youngest age of the band
-- attribute age_to: Oldest age of the band; none where it is open
-- attribute base_year: The first year of the projection, not before its edition
-- attribute is_newest: The newest edition of the area, the one to use
-- attribute source_delivery: The delivery it stands in
-- count persons_base over area, edition_year, sex, age_scheme, age_band: Persons in the base year, rounded
-- count persons_horizon: Persons in the later year, rounded
-- derived change from persons_base, persons_horizon: Persons more, or fewer, rounded
-- derived change_percent from persons_base, persons_horizon: Change per 100 persons in the base year

with projected as (
    select
        *,
        min(year) over (partition by area, edition_year) as base_year
    from core.resident_population
    where kind = 'projection' and year >= edition_year
)

select
    later.area,
    later.edition_year,
    later.sex,
    later.age_scheme,
    later.age_band,
    later.year as horizon_year,
    later.la_code,
    later.area_code,
    later.area_name,
    later.age_from,
    later.age_to,
    later.base_year,
    later.is_newest,
    later.delivery as source_delivery,
    cast(round(base.persons) as bigint) as persons_base,
    cast(round(later.persons) as bigint) as persons_horizon,
    cast(round(round(later.persons - base.persons, 6)) as bigint) as change,
    100 * (later.persons - base.persons) / nullif(base.persons, 0) as change_percent
from projected as later
inner join projected as base
    on base.area = later.area
    and base.edition_year = later.edition_year
    and base.sex = later.sex
    and base.age_scheme = later.age_scheme
    and base.age_band = later.age_band
    and base.year = later.base_year
where later.year > later.base_year
order by later.area, later.edition_year, later.sex, later.age_scheme, later.age_from, later.age_to, horizon_year
