-- title: Survey of parents and carers: agreement by question
-- grain: la_code, wave, question
-- owner: team:send_analysis
-- rule: education
-- about: Of those who answered. Agreement is one of the two best of five points. Do not know, not applicable
-- about: and blank are no valid answers: they are out of the base and shown beside it, and how few left a
-- about: question out is told, since it tells nothing about a child.
--
-- dimension la_code: Local authority that asked, DfE number
-- dimension wave: Year of the survey
-- dimension question: Number of the question
-- attribute wording: The question as it was asked
-- count agree_count: Responses that agree or strongly agree (numerator)
-- count answer_base: Responses with a valid answer (denominator)
-- count response_base over la_code, wave: All responses of the wave
-- derived left_out_count from answer_base, response_base: Responses out of the base: do not know, not applicable, blank
-- derived agree_percent from agree_count, answer_base: Responses that agree per 100 valid answers
-- derived agree_percent_lower from agree_count, answer_base: Lower limit of the 95% Wilson interval, per 100
-- derived agree_percent_upper from agree_count, answer_base: Upper limit of the 95% Wilson interval, per 100
--
-- rest: answer_base - agree_count

with counted as (
    select
        la_code,
        wave,
        question,
        count(*) filter (where is_agreement) as agree_count,
        count(*) filter (where is_in_base) as answer_base,
        count(*) as response_base
    from core.survey_response
    group by la_code, wave, question
)

select
    counted.la_code,
    counted.wave,
    counted.question,
    question.label as wording,
    counted.agree_count,
    counted.answer_base,
    counted.response_base,
    counted.response_base - counted.answer_base as left_out_count,
    100 * counted.interval_of.value as agree_percent,
    100 * counted.interval_of.lower as agree_percent_lower,
    100 * counted.interval_of.upper as agree_percent_upper
from (select *, wilson(agree_count, answer_base) as interval_of from counted) as counted
inner join codes.parent_carer_question as question on question.code = counted.question
order by counted.la_code, counted.wave, counted.question
