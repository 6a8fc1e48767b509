-- title: Surveys: options chosen in multiple choices
-- grain: la_code, wave, questionnaire, question, option
-- owner: team:send_analysis
-- rule: survey
-- about: Of those who chose anything. Several options may be chosen, so shares add up to more than 100. What was
-- about: typed under other is counted there and kept nowhere.
--
-- dimension la_code: Local authority that asked, DfE number
-- dimension wave: Year of the survey
-- dimension questionnaire: Id of the questionnaire
-- dimension question: Id of the question
-- dimension option: Code of the option
-- attribute audience: Who was asked: parents and carers, or young people
-- attribute wording: The question as it was put in that wave
-- attribute option_words: The option as it was put
-- count chosen_count: Responses that chose the option (numerator)
-- count answer_base over la_code, wave, questionnaire, question: Responses that chose any option (denominator)
-- derived chosen_percent from chosen_count, answer_base: Responses that chose it per 100 that chose any
-- derived chosen_percent_lower from chosen_count, answer_base: Lower limit of the 95% Wilson interval, per 100
-- derived chosen_percent_upper from chosen_count, answer_base: Upper limit of the 95% Wilson interval, per 100
--
-- rest: answer_base - chosen_count

with counted as (
    select
        la_code,
        wave,
        questionnaire,
        question,
        option,
        count(*) filter (where is_positive) as chosen_count,
        count(*) filter (where is_in_base) as answer_base
    from core.survey_response
    where kind = 'multiple'
    group by la_code, wave, questionnaire, question, option
)

select
    counted.la_code,
    counted.wave,
    counted.questionnaire,
    counted.question,
    counted.option,
    question.audience,
    question.wording,
    question.option_words,
    counted.chosen_count,
    counted.answer_base,
    100 * counted.interval_of.value as chosen_percent,
    100 * counted.interval_of.lower as chosen_percent_lower,
    100 * counted.interval_of.upper as chosen_percent_upper
from (select *, wilson(chosen_count, answer_base) as interval_of from counted) as counted
inner join core.survey_question as question using (la_code, wave, questionnaire, question, option)
order by counted.la_code, counted.wave, counted.questionnaire, counted.question, question.option_place
