-- Homes of a person, one on each day on which one is told; days in a row with the same place are one spell.

with told as (
    select
        address.*,
        coalesce(address.lsoa, address.postcode_district) as place
    from core.address as address
    left join core.enrolment as enrolment
        on address.part = 'pupilonroll'
        and enrolment.delivery = address.delivery
        and enrolment.row = address.row
    qualify row_number() over (
        partition by address.person_id, address.counted_on
        order by
            precedence_of(address.extract),
            coalesce(enrolment.is_counted, true) desc,
            address.address_order,
            address.delivery,
            address.part,
            address.row
    ) = 1
),

moved as (
    select
        *,
        place is distinct from lag(place) over (partition by person_id order by counted_on) as is_new
    from told
),

spelt as (
    select
        *,
        sum(case when is_new then 1 else 0 end) over (
            partition by person_id
            order by counted_on
            rows between unbounded preceding and current row
        )::bigint as spell
    from moved
)

select
    person_id,
    spell,
    arg_max(postcode_district, counted_on) as postcode_district,
    arg_max(lsoa, counted_on) as lsoa,
    arg_max(ward, counted_on) as ward,
    arg_max(home_la_code, counted_on) as home_la_code,
    arg_max(in_area, counted_on) filter (where in_area is not null) as in_area,
    arg_max(imd_decile_2019, counted_on) as imd_decile_2019,
    arg_max(imd_decile_2025, counted_on) as imd_decile_2025,
    min(counted_on) as from_day,
    max(counted_on) as until_day,
    count(*) as returns,
    arg_max(extract || '.' || delivery, counted_on) as source
from spelt
group by person_id, spell
order by person_id, spell
