-- Answers, one row each, blanks among them. Agreement is one of the two best of five points; do not know and
-- not applicable are no valid answers to what was asked, so they stay out of the base, as a blank does.

with answers as (
    unpivot staging.survey_responses
    on columns('^q[0-9]+$')
    into name question value answer
)

select
    response.response_id,
    question.code as question,
    response.delivery,
    delivery.la_code,
    delivery.year as wave,
    response.child_age_band,
    response.provision,
    answers.answer,
    coalesce(answers.answer in ('1', '2', '3', '4', '5'), false) as is_in_base,
    coalesce(answers.answer in ('1', '2'), false) as is_agreement
from staging.survey_responses as response
cross join codes.parent_carer_question as question
left join answers
    on answers.response_id = response.response_id
    and answers.question = question.code
cross join landing.delivery as delivery
order by response.response_id, question.code
