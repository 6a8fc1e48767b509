-- Answers, one row each. Agreement is one of the two best of five points; do not know and not applicable are
-- no valid answers to what was asked, so they stay out of the base, as a blank does.

with answers as (
    unpivot include nulls staging.survey_responses
    on columns('^q[0-9]+$')
    into name question value answer
)

select
    answers.response_id,
    answers.question,
    answers.delivery,
    delivery.la_code,
    delivery.year as wave,
    answers.child_age_band,
    answers.provision,
    answers.answer,
    coalesce(answers.answer in ('1', '2', '3', '4', '5'), false) as is_in_base,
    coalesce(answers.answer in ('1', '2'), false) as is_agreement
from answers
cross join landing.delivery as delivery
order by answers.response_id, answers.question
