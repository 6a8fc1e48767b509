-- Requests for an EHC needs assessment.

select
    request.request_key as request_id,
    link.person_id,
    request.delivery,
    delivery.la_code,
    delivery.year as return_year,
    request.received_date,
    year(request.received_date) as received_calendar_year,
    request.request_source,
    request.request_outcome,
    request.request_outcome_date,
    request.exported as exported_to
from staging.sen2_requests as request
inner join staging.sen2_person as person using (person_key)
inner join core.person_link as link on link.part = 'person' and link.row = person.row
cross join landing.delivery as delivery
order by request.row
