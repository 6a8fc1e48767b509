-- Placements attended, and the group of settings each belongs to. A school's phase is known for schools of
-- the area's own census; other schools are told apart once the register of establishments is read.

with school as (
    select urn, arg_max(school_type, census_day) as school_type
    from core.enrolment
    group by urn
)

select
    placement.placement_key as placement_id,
    active.request_key as request_id,
    request.person_id,
    request.delivery,
    request.la_code,
    request.return_year,
    delivery.census_day,
    delivery.academic_year,
    placement.urn,
    placement.ukprn,
    placement.setting,
    placement.placement_rank,
    placement.entry_date,
    placement.leaving_date,
    (placement.entry_date is null or placement.entry_date <= delivery.census_day)
        and (placement.leaving_date is null or placement.leaving_date > delivery.census_day) as is_open,
    case
        when placement.setting is not null then setting.label
        when placement.sen_unit then 'SEN unit in a mainstream school'
        when placement.resourced_provision then 'Resourced provision in a mainstream school'
        when school.school_type in ('State-funded special school', 'Non-maintained special school')
            then school.school_type
        when school.school_type = 'State-funded alternative provision' then school.school_type
        when school.school_type is not null then 'Mainstream school'
        when placement.urn is not null then 'School outside the area''s census'
        when placement.ukprn is not null then 'Further education or specialist post-16'
        else 'Not recorded'
    end as placement_group,
    person.age_31_august,
    person.age_census_day
from staging.sen2_placementdetail as placement
inner join staging.sen2_activeplans as active using (active_plan_key)
inner join core.request as request on request.request_id = active.request_key
inner join staging.sen2_requests as requests on requests.request_key = request.request_id
inner join staging.sen2_person as person using (person_key)
cross join landing.delivery as delivery
left join school on school.urn = placement.urn
left join codes.setting as setting on setting.code = placement.setting
order by placement.row
