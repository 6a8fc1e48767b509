-- Where those live who have a plan in the newest January of each authority: counts of persons by locality, age and
-- placement, by the last home told by then. Internal, never released. Begins with held.sql.

newest as (
    select * from held
    qualify return_year = max(return_year) over (partition by la_code)
),

home as (
    select newest.la_code, newest.person_id, spell.lsoa, spell.ward, spell.postcode_district
    from newest
    inner join core.address_history as spell
        on spell.person_id = newest.person_id and spell.from_day <= newest.census_day
    qualify row_number() over (
        partition by newest.la_code, newest.person_id order by spell.from_day desc, spell.spell desc
    ) = 1
),

-- each authority's newest list; an area is of one locality on a day
listed as (
    select
        area.la_code,
        area.area_type,
        area.area_code,
        area.valid_from,
        area.valid_to,
        coalesce(merged.merged_into, area.locality) as locality
    from core.locality as area
    left join scope.locality_merged as merged
        on merged.la_code = area.la_code and merged.locality = area.locality
    qualify area.edition = max(area.edition) over (partition by area.la_code)
)

select
    newest.la_code,
    cast(newest.return_year as bigint) as january_year,
    coalesce(of_lsoa.locality, of_ward.locality, of_district.locality, 'Not known') as locality,
    cast(newest.age as bigint) as age,
    newest.place,
    count(*) as plans
from newest
left join home on home.la_code = newest.la_code and home.person_id = newest.person_id
left join listed as of_lsoa
    on of_lsoa.area_type = 'LSOA'
    and of_lsoa.la_code = newest.la_code
    and of_lsoa.area_code = home.lsoa
    and newest.census_day >= coalesce(of_lsoa.valid_from, newest.census_day)
    and newest.census_day <= coalesce(of_lsoa.valid_to, newest.census_day)
left join listed as of_ward
    on of_ward.area_type = 'Ward'
    and of_ward.la_code = newest.la_code
    and of_ward.area_code = home.ward
    and newest.census_day >= coalesce(of_ward.valid_from, newest.census_day)
    and newest.census_day <= coalesce(of_ward.valid_to, newest.census_day)
left join listed as of_district
    on of_district.area_type = 'Postcode district'
    and of_district.la_code = newest.la_code
    and of_district.area_code = home.postcode_district
    and newest.census_day >= coalesce(of_district.valid_from, newest.census_day)
    and newest.census_day <= coalesce(of_district.valid_to, newest.census_day)
group by all
order by all
