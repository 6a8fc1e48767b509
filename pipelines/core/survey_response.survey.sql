-- Answers, one row each, blanks among them. Which answers are good and which are valid is said by the questionnaire
-- that was stored with them. A multiple choice has a row an option, and is answered where anything was chosen.

with asked as (
    select question_key, questionnaire, question, kind, '' as option
    from staging.survey_questions
    where kind <> 'multiple'
    union all
    select question.question_key, question.questionnaire, question.question, question.kind, choice.code as option
    from staging.survey_questions as question
    inner join staging.survey_choices as choice using (question_key)
    where question.kind = 'multiple'
),

answered as (
    select response_id, question_key, min(answer) as answer
    from staging.survey_answers
    group by response_id, question_key
),

chosen as (
    select distinct response_id, question_key, answer
    from staging.survey_answers
)

select
    response.response_id,
    response.questionnaire,
    asked.question,
    asked.option,
    response.delivery,
    delivery.la_code,
    delivery.year as wave,
    asked.kind,
    response.child_age_band,
    response.provision,
    case when asked.kind = 'multiple' then chosen.answer else answered.answer end as answer,
    case
        when asked.kind in ('multiple', 'number') then answered.answer is not null
        else coalesce(choice.is_in_base, false)
    end as is_in_base,
    case
        when asked.kind = 'multiple' then chosen.answer is not null
        else coalesce(choice.is_positive, false)
    end as is_positive,
    cast(round(1000 * coalesce(cast(response.weight as decimal(15, 9)), 1)) as bigint) as weight
from staging.survey_responses as response
inner join asked using (questionnaire)
left join answered
    on answered.response_id = response.response_id
    and answered.question_key = asked.question_key
left join chosen
    on chosen.response_id = response.response_id
    and chosen.question_key = asked.question_key
    and chosen.answer = asked.option
left join staging.survey_choices as choice
    on choice.question_key = asked.question_key
    and choice.code = answered.answer
    and asked.kind <> 'multiple'
cross join landing.delivery as delivery
order by response.response_id, asked.question, asked.option
