-- The areas of the postcodes asked for (asked.postcode, without spaces), by the directory of an edition.
-- A county has its districts' children's services: its code goes before the district's. Ranks are of England
-- only: Wales ranks its own areas in the same column. 32,844 LSOAs of 2011 were ranked in 2019, 33,755 of 2021
-- in 2025 (MHCLG, English indices of deprivation 2019 and 2025); editions before 2020 have the ranks of 2015.

with found as (
    select
        asked.postcode,
        coalesce(directory.lsoa_2021, directory.lsoa_2011) as lsoa,
        directory.ward_code as ward,
        case
            when directory.county_code like 'E10%' then directory.county_code
            else directory.district_code
        end as home_area_code,
        directory.country_code = 'E92000001' as is_england,
        nullif(directory.imd_rank, 0) as rank_2019,
        nullif(directory.imd_rank_2025, 0) as rank_2025
    from staging.postcodes_postcodes as directory
    inner join asked on asked.postcode = replace(directory.postcode, ' ', '')
    qualify row_number() over (partition by asked.postcode order by directory.row) = 1
)

select
    found.postcode,
    found.lsoa,
    found.ward,
    found.home_area_code,
    code.label as home_la_code,
    found.is_england,
    case when found.is_england and $edition >= 2020 then ceil(found.rank_2019 * 10.0 / 32844) end::bigint
        as imd_decile_2019,
    case when found.is_england then ceil(found.rank_2025 * 10.0 / 33755) end::bigint as imd_decile_2025
from found
left join codes.area_code as code on code.code = found.home_area_code
order by found.postcode
