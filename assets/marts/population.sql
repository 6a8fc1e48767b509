-- title: Population by age band, estimated and projected
-- grain: area, source, edition_year, year, sex, age_scheme, age_band
-- owner: team:send_analysis
-- rule: published
-- about: Persons resident in the middle of the year, from the mid-year estimates and the subnational projections of
-- about: the Office for National Statistics. A band is the sum of its single years before any rounding; it is rounded
-- about: last, a half away from nought. So is each total, apart: bands as shown need not add up to it. Of estimates
-- about: the newest edition that speaks of a year holds; of projections every edition is kept and the newest marked.
-- about: Where an authority lays its own file beside England's of the same edition, its own holds for its area, whole:
-- about: two files are never mixed. Bands whose ages are not all there are left out; where a symbol stands for one of
-- about: them, the band has no number and shows the symbol.
--
-- dimension area: DfE number of the authority where it is known, else the ONS code of the area
-- dimension source: estimate or projection
-- dimension edition_year: Newest mid-year of the estimates; base year of the projection
-- dimension year: The year, in its middle
-- dimension sex: persons, males or females
-- dimension age_scheme: Five-year (0-4 to 20-25), SEN2 (0-4 to 20-25), or As published
-- dimension age_band: Age band, both ages included
-- attribute la_code: Local authority, DfE number
-- attribute area_code: ONS code of the area; where it is not known, the code that its publisher gives
-- attribute area_name: Its name
-- attribute age_from: Youngest age of the band
-- attribute age_to: Oldest age of the band; none where it is open
-- attribute is_newest: The edition to use: of projections the newest of the area, of estimates each one shown
-- attribute symbol: What the publisher printed in the place of a number
-- attribute source_delivery: The delivery it stands in
-- count persons: Persons, rounded
-- derived persons_unrounded from persons: Persons with the decimals of the projection

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
    kind as source,
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
    symbol,
    delivery as source_delivery,
    cast(round(persons) as bigint) as persons,
    persons as persons_unrounded
from held
order by area, source, edition_year, year, sex, age_scheme, age_from, age_to
