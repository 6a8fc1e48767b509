-- title: Projected change of the population by age band
-- grain: area, edition_year, sex, age_scheme, age_band, horizon_year
-- owner: team:send_analysis
-- rule: published
-- about: Each later year of a projection against its base year. Changes are taken before any rounding, and so need
-- about: not be the difference of the rounded figures. A band that has no number in the base year or in the later
-- about: one has no change. Where an authority lays its own file beside England's, its own holds. A projection says what becomes of a population if trends hold on; it is no forecast.
--
-- dimension area: DfE number of the authority where it is known, else the ONS code of the area
-- dimension edition_year: Base year of the projection, after which it is named
-- dimension sex: persons, males or females
-- dimension age_scheme: Five-year (0-4 to 20-25), SEN2 (0-4 to 20-25), or As published
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

-- which codes an authority has or had: by the newest look-ups, by our own list, or as a table of persons pairs them
with pairing as (
    select area_code, la_code, name, is_current, edition, 1 as choice
    from core.area
    where level in ('Local authority', 'England') and la_code is not null
    union all
    select
        listed.code as area_code,
        listed.label as la_code,
        authority.label as name,
        listed.code not in (select code from codes.area_code_replaced) as is_current,
        0 as edition,
        2 as choice
    from codes.area_code as listed
    left join codes.authority as authority on authority.code = listed.label
    union all
    select area_code, la_code, min(area_name), true, edition_year, 3
    from core.population_band
    where la_code <> area_code
    group by area_code, la_code, edition_year
),

by_code as (
    select area_code, la_code from pairing
    qualify row_number() over (partition by area_code order by choice, edition desc, la_code) = 1
),

by_number as (
    select
        la_code,
        first(area_code order by choice, is_current desc, edition desc, area_code) as area_code,
        first(name order by choice, is_current desc, edition desc, area_code) as name
    from pairing
    group by la_code
),

numbered as (
    select band.*, coalesce(band.la_code, by_code.la_code) as number
    from core.population_band as band
    left join by_code on by_code.area_code = band.area_code
    where band.kind = 'projection' and band.variant = 'principal' and band.year >= band.edition_year
),

placed as (
    select
        numbered.* exclude (la_code, area_code, area_name),
        coalesce(numbered.number, numbered.area_code) as area,
        numbered.number as la_code,
        numbered.area_code as code_given,
        coalesce(by_number.area_code, numbered.area_code) as area_code,
        coalesce(by_number.name, numbered.area_name) as area_name
    from numbered
    left join by_number on by_number.la_code = numbered.number
),

-- one delivery speaks for an area in an edition
spoken as (
    select * from placed
    qualify dense_rank() over (
        partition by area, edition_year order by delivery not like concat(area, '_%'), delivery
    ) = 1
),

-- and where it does so under two codes, the one in force
once as (
    select * from spoken
    qualify row_number() over (
        partition by area, edition_year, year, sex, age_scheme, age_band
        order by code_given <> area_code, code_given
    ) = 1
),

held as (
    select
        *,
        min(year) over (partition by area, edition_year) as base_year,
        edition_year = max(edition_year) over (partition by area) as is_newest
    from once
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
from held as later
inner join held as base
    on base.area = later.area
    and base.edition_year = later.edition_year
    and base.sex = later.sex
    and base.age_scheme = later.age_scheme
    and base.age_band = later.age_band
    and base.year = later.base_year
where later.year > later.base_year
order by later.area, later.edition_year, later.sex, later.age_scheme, later.age_from, later.age_to, horizon_year
