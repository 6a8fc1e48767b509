-- EHC needs assessments.

select
    assessment.assessment_key as assessment_id,
    request.request_id,
    request.person_id,
    request.delivery,
    request.la_code,
    request.return_year,
    assessment.assessment_outcome,
    assessment.assessment_outcome_date,
    year(assessment.assessment_outcome_date) as outcome_calendar_year,
    assessment.exceptions_apply
from staging.sen2_assessment as assessment
inner join core.request as request on request.request_id = assessment.request_key
order by assessment.row
