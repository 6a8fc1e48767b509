-- England only. A county has its districts' children's services: its code goes before the district's.
with
    postcode as (
        select
            regexp_extract(postcode, '^(.+?) *\d[A-Z]{2}$', 1) as district,
            case when county_code like 'E10%' then county_code else district_code end as area_code,
            coalesce(lsoa_2021, lsoa_2011, '?') as lsoa,
            date_to is null and coalesce(user_type, '0') = '0' as is_live,
            nullif(imd_rank_2025, 0) as rank_2025,
            nullif(imd_rank, 0) as rank_2019
        from staging.postcodes_postcodes
        where country_code = 'E92000001'
    ),

    place as (
        select
            district,
            area_code,
            lsoa,
            count(*) as postcodes,
            count(*) filter (is_live) as live_postcodes,
            mode(rank_2025) as rank_2025,
            mode(rank_2019) as rank_2019
        from postcode
        group by district, area_code, lsoa
    ),

    weighed as (
        select
            *,
            sum(live_postcodes) over (partition by district)::bigint as district_live,
            sum(postcodes) over (partition by district)::bigint as district_all
        from place
    )

select
    delivery.delivery,
    delivery.year as edition,
    weighed.district,
    weighed.area_code,
    code.label as la_code,
    weighed.lsoa,
    weighed.postcodes,
    weighed.live_postcodes,
    case when district_live > 0 then live_postcodes else postcodes end as counted_postcodes,
    case when district_live > 0 then district_live else district_all end as district_postcodes,
    coalesce(rank_2025, rank_2019) as imd_rank,
    -- 33,755 neighbourhoods were ranked in 2025, 32,844 in 2015 and 2019.
    case
        when rank_2025 is not null then ceil(rank_2025 * 10.0 / 33755)
        else ceil(rank_2019 * 10.0 / 32844)
    end::bigint as imd_decile
from weighed
left join codes.area_code as code on code.code = weighed.area_code
cross join landing.delivery as delivery
order by weighed.district, weighed.area_code, weighed.lsoa
