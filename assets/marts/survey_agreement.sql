-- title: Surveys: good answers by question
-- grain: la_code, wave, questionnaire, question
-- owner: team:send_analysis
-- rule: survey
-- about: Of those who answered. A good answer is one of those that the questionnaire calls positive, such as the
-- about: two best of five points. Do not know, not applicable and blank are no valid answers: they are out of the
-- about: base and shown beside it, and how few left a question out is told, since it tells nothing about a child.
-- about: Counts are of responses; where a survey has weights the weighted share stands beside the plain one. A
-- about: baseline is a figure that was published of an area, often another one: its source says which.
--
-- dimension la_code: Local authority that asked, DfE number
-- dimension wave: Year of the survey
-- dimension questionnaire: Id of the questionnaire
-- dimension question: Id of the question
-- attribute audience: Who was asked: parents and carers, or young people
-- attribute wording: The question as it was put in that wave
-- attribute asked: Who of them was asked it
-- attribute measure: The measure that it answers
-- count agree_count: Responses with a good answer (numerator)
-- count answer_base: Responses with a valid answer (denominator)
-- count response_base over la_code, wave, questionnaire: All responses of the wave
-- derived left_out_count from answer_base, response_base: Responses out of the base: do not know, not applicable, blank
-- derived agree_percent from agree_count, answer_base: Responses with a good answer per 100 valid answers
-- derived agree_percent_lower from agree_count, answer_base: Lower limit of the 95% Wilson interval, per 100
-- derived agree_percent_upper from agree_count, answer_base: Upper limit of the 95% Wilson interval, per 100
-- derived weighted_percent from agree_count, answer_base: The same by the weights of the survey, per 100; missing where it has none
-- attribute baseline_percent: Published figure to compare with, per 100
-- attribute baseline_year: Year of the published figure
-- attribute baseline_base: Answers behind it, where published
-- attribute baseline_source: Where it was published
-- derived change_points from agree_count, answer_base: Per cent less the baseline, in percentage points
--
-- rest: answer_base - agree_count

with counted as (
    select
        la_code,
        wave,
        questionnaire,
        question,
        count(*) filter (where is_positive and is_in_base) as agree_count,
        count(*) filter (where is_in_base) as answer_base,
        count(*) as response_base,
        sum(weight) filter (where is_positive and is_in_base) as agree_weight,
        sum(weight) filter (where is_in_base) as answer_weight,
        bool_or(weight <> 1000) as has_weights
    from core.survey_response
    where kind in ('scale', 'single')
    group by la_code, wave, questionnaire, question
),

question as (
    select distinct
        la_code, wave, questionnaire, question, audience, wording, asked, measure,
        baseline_per_mille, baseline_year, baseline_base, baseline_source
    from core.survey_question
    where has_good_answers and kind in ('scale', 'single')
)

select
    counted.la_code,
    counted.wave,
    counted.questionnaire,
    counted.question,
    question.audience,
    question.wording,
    question.asked,
    question.measure,
    counted.agree_count,
    counted.answer_base,
    counted.response_base,
    counted.response_base - counted.answer_base as left_out_count,
    100 * counted.interval_of.value as agree_percent,
    100 * counted.interval_of.lower as agree_percent_lower,
    100 * counted.interval_of.upper as agree_percent_upper,
    case
        when counted.has_weights and counted.answer_weight > 0
            then 100.0 * coalesce(counted.agree_weight, 0) / counted.answer_weight
    end as weighted_percent,
    question.baseline_per_mille / 10.0 as baseline_percent,
    question.baseline_year,
    question.baseline_base,
    question.baseline_source,
    100 * counted.interval_of.value - question.baseline_per_mille / 10.0 as change_points
from (select *, wilson(agree_count, answer_base) as interval_of from counted) as counted
inner join question using (la_code, wave, questionnaire, question)
order by counted.la_code, counted.wave, counted.questionnaire, counted.question
