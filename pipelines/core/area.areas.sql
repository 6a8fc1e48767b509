-- One row per ONS code: authorities of the first list, those that only the second has, regions and England.
with
    listed as (
        select
            area_code,
            la_code,
            name,
            region_code,
            date_from,
            date_to,
            coalesce(status = 'live', true) as is_live
        from staging.areas_authorities

        union all

        select area_code, any_value(la_code), any_value(name), any_value(region_code), null, null, true
        from staging.areas_hierarchy
        where area_code not in (select area_code from staging.areas_authorities) and area_code != 'z'
        group by area_code
    ),

    authority as (
        select
            area_code,
            nullif(nullif(la_code, 'x'), 'z') as la_code,
            case
                when contains(la_code, '/') then 'Authorities together'
                when area_code = 'z' then 'Elsewhere'
                else 'Local authority'
            end as level,
            name,
            nullif(region_code, 'z') as region_code,
            date_from,
            date_to,
            is_live and date_to is null as is_current
        from listed
    ),

    region as (
        select region_code as code, any_value(region_name) as name
        from (
            select region_code, region_name from staging.areas_regions
            union all
            select region_code, region_name from staging.areas_hierarchy where region_code != 'z'
        )
        group by region_code
    ),

    place as (
        select * from authority

        union all

        select
            code,
            null,
            case when code like 'E13%' then 'Part of London' else 'Region' end,
            name,
            case when code like 'E13%' then 'E12000007' else code end,
            null,
            null,
            true
        from region

        union all

        select 'E92000001', '000', 'England', 'England', null, null, null, true
    ),

    -- LAIT has numbers of its own for regions, under names of its own.
    lait as (
        select
            replace(lait_number, '.0', '') as lait_number,
            case lower(name)
                when 'london (inner)' then 'inner london'
                when 'london (outer)' then 'outer london'
                else lower(name)
            end as name,
            region_name
        from staging.areas_lait_areas
    )

select
    delivery.delivery,
    delivery.year as edition,
    place.area_code,
    place.la_code,
    coalesce(
        lait.lait_number, case when place.level = 'Local authority' then place.la_code end
    ) as lait_number,
    place.level,
    place.name,
    place.region_code,
    coalesce(region.name, listed_region.label) as region_name,
    case
        when place.level = 'Part of London' then place.name
        when place.region_code = 'E12000007'
            then coalesce(case when lait.region_name like '%London' then lait.region_name end, half.label)
    end as half_of_london,
    place.date_from,
    place.date_to,
    place.is_current,
    replaced.label as replaced_by
from place
cross join landing.delivery as delivery
left join region on region.code = place.region_code
left join codes.region as listed_region on listed_region.code = place.region_code
left join codes.half_of_london as half on half.code = place.la_code
left join codes.area_code_replaced as replaced on replaced.code = place.area_code
left join lait
    on (place.level = 'Local authority' and lait.lait_number = place.la_code)
    or (place.level != 'Local authority' and lait.name = lower(place.name) and lait.lait_number >= '970')
order by place.area_code
