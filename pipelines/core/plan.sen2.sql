-- EHC plans. A plan is maintained on census day when it has started, has not ended, and the return lists it
-- among the active plans (SEN2 guide 2026, modules 4 and 5).

select
    named.plan_key as plan_id,
    request.request_id,
    request.person_id,
    request.delivery,
    request.la_code,
    request.return_year,
    delivery.census_day,
    delivery.academic_year,
    named.start_date,
    year(named.start_date) as start_calendar_year,
    named.cease_date,
    named.cease_reason,
    active.transfer_la as transferred_from,
    active.active_plan_key is not null
        and (named.start_date is null or named.start_date <= delivery.census_day)
        and (named.cease_date is null or named.cease_date > delivery.census_day) as is_maintained,
    person.age_31_august,
    person.age_census_day,
    coalesce(sex.label, gender.label) as sex
from staging.sen2_namedplan as named
inner join staging.sen2_assessment as assessment using (assessment_key)
inner join core.request as request on request.request_id = assessment.request_key
inner join staging.sen2_requests as requests on requests.request_key = request.request_id
inner join staging.sen2_person as person using (person_key)
left join staging.sen2_activeplans as active on active.request_key = request.request_id
cross join landing.delivery as delivery
left join codes.sex as sex on sex.code = person.sex
left join codes.gender_current as gender on gender.code = person.gender_current
order by named.row
