-- Bands of ages, each the sum of its single years with their decimals: nothing is rounded here. A group that is
-- printed as such stands as published, and for a band whose single years are not there.

with population as (
    select
        delivery,
        edition_year,
        kind,
        variant,
        area_code,
        area_name,
        la_code,
        year,
        sex,
        age_from,
        age_to,
        case when persons >= 0 then cast(persons as decimal(24, 6)) end as persons,
        case when persons < 0 then 'negative' else symbol end as symbol,
        1 as choice
    from core.population
    where kind <> 'births' and component = 'population'
),

-- both sexes together, where the file has no persons of its own
together as (
    select
        delivery,
        edition_year,
        kind,
        variant,
        area_code,
        min(area_name) as area_name,
        min(la_code) as la_code,
        year,
        'persons' as sex,
        age_from,
        age_to,
        case when count(persons) = 2 then sum(persons) end as persons,
        min(symbol) as symbol,
        2 as choice
    from population
    where sex <> 'persons'
    group by delivery, edition_year, kind, variant, area_code, year, age_from, age_to
    having count(*) = 2
),

age as (
    select * from (select * from population union all select * from together)
    qualify row_number() over (
        partition by area_code, variant, year, sex, age_from, age_to order by choice
    ) = 1
),

band (age_scheme, age_band, band_from, band_to) as (
    values
        ('Five-year', '0-4', 0, 4),
        ('Five-year', '5-9', 5, 9),
        ('Five-year', '10-14', 10, 14),
        ('Five-year', '15-19', 15, 19),
        ('Five-year', '20-25', 20, 25),
        ('Five-year', '0-25', 0, 25),
        ('SEN2', '0-4', 0, 4),
        ('SEN2', '5-10', 5, 10),
        ('SEN2', '11-15', 11, 15),
        ('SEN2', '16-19', 16, 19),
        ('SEN2', '20-25', 20, 25),
        ('SEN2', '0-25', 0, 25),
        ('Wide', '0-15', 0, 15),
        ('Wide', '16-25', 16, 25),
        ('Wide', '0-24', 0, 24),
        ('Wide', '16-24', 16, 24),
        ('Wide', '20-24', 20, 24)
    union all
    select 'Single year', cast(age as varchar), age, age from range(26) as year_of_age (age)
),

summed as (
    select
        age.delivery,
        age.edition_year,
        age.kind,
        age.variant,
        age.area_code,
        min(age.area_name) as area_name,
        min(age.la_code) as la_code,
        age.year,
        age.sex,
        band.age_scheme,
        band.age_band,
        band.band_from as age_from,
        band.band_to as age_to,
        case when count(age.persons) = count(*) then sum(age.persons) end as persons,
        min(age.symbol) as symbol,
        1 as choice
    from age
    inner join band on age.age_from between band.band_from and band.band_to
    where
        age.age_to = age.age_from
        and (band.age_scheme <> 'Single year' or (age.kind = 'estimate' and age.sex = 'persons'))
    group by
        age.delivery, age.edition_year, age.kind, age.variant, age.area_code, age.year, age.sex,
        band.age_scheme, band.age_band, band.band_from, band.band_to
    having count(*) = band.band_to - band.band_from + 1
),

printed as (
    select
        age.delivery,
        age.edition_year,
        age.kind,
        age.variant,
        age.area_code,
        age.area_name,
        age.la_code,
        age.year,
        age.sex,
        band.age_scheme,
        band.age_band,
        age.age_from,
        age.age_to,
        age.persons,
        age.symbol,
        2 as choice
    from age
    inner join band
        on band.band_from = age.age_from and band.band_to = age.age_to and band.age_scheme <> 'Single year'
),

as_published as (
    select
        delivery,
        edition_year,
        kind,
        variant,
        area_code,
        area_name,
        la_code,
        year,
        sex,
        'As published' as age_scheme,
        case
            when age_to is not null then concat(age_from, '-', age_to)
            when age_from = 0 then 'All ages'
            else concat(age_from, '+')
        end as age_band,
        age_from,
        age_to,
        persons,
        symbol,
        1 as choice
    from age
    where age_to is distinct from age_from
),

found as (
    select * from (
        select * from summed union all select * from printed union all select * from as_published
    )
    qualify row_number() over (
        partition by area_code, variant, year, sex, age_scheme, age_band order by choice
    ) = 1
)

select
    delivery,
    edition_year,
    kind,
    variant,
    area_code,
    area_name,
    la_code,
    year,
    sex,
    age_scheme,
    age_band,
    age_from,
    age_to,
    cast(persons as double) as persons,
    symbol
from found
order by area_code, variant, year, sex, age_scheme, age_from, age_to
