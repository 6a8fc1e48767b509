-- Questions as they were put in a wave, with the answers that may be given.

select
    question.questionnaire,
    question.question,
    coalesce(choice.code, '') as option,
    question.delivery,
    delivery.la_code,
    delivery.year as wave,
    survey.audience,
    question.place,
    question.wording,
    question.kind,
    question.asked,
    question.measure,
    choice.place as option_place,
    choice.words as option_words,
    coalesce(bool_or(choice.is_positive) over (partition by question.question_key), false) as has_good_answers,
    cast(round(10 * cast(question.baseline_percent as decimal(6, 3))) as bigint) as baseline_per_mille,
    question.baseline_year,
    question.baseline_base,
    question.baseline_source
from staging.survey_questions as question
inner join staging.survey_survey as survey using (questionnaire)
left join staging.survey_choices as choice using (question_key)
cross join landing.delivery as delivery
order by question.questionnaire, question.place, choice.place
