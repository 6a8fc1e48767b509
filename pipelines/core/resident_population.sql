-- Residents of each area, of each edition by the one delivery that speaks for it. An authority goes by its DfE
-- number: its codes are paired with it by the newest look-ups, by our own list, or as a table of persons pairs them.

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
    where band.variant = 'principal'
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
        partition by area, kind, edition_year order by delivery not like concat(area, '_%'), delivery
    ) = 1
),

-- and where it does so under two codes, the one in force
once as (
    select * from spoken
    qualify row_number() over (
        partition by area, kind, edition_year, year, sex, age_scheme, age_band
        order by code_given <> area_code, code_given
    ) = 1
),

held as (
    select
        *,
        kind = 'estimate' or edition_year = max(edition_year) over (partition by area, kind) as is_newest
    from once
    qualify
        kind = 'projection'
        or edition_year = max(edition_year) over (partition by area, kind, year, sex, age_scheme, age_band)
)

select
    area,
    kind,
    edition_year,
    year,
    sex,
    age_scheme,
    age_band,
    la_code,
    area_code,
    area_name,
    age_from,
    age_to,
    is_newest,
    persons,
    symbol,
    delivery
from held
order by area, kind, edition_year, year, sex, age_scheme, age_from, age_to
