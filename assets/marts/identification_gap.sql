-- title: Disproportionate identification: each group of pupils against all others, and the summer born against the autumn born
-- grain: la_code, census, breakdown_topic, breakdown, sen_provision
-- owner: team:send_analysis
-- rule: shown
-- about: Made of prevalence and identification as they are shown: January, state-funded schools. The ratio of risks
-- about: says how many times as likely a pupil of the group is to have the provision as one of the others; 1 is as
-- about: likely. Groups of ethnicity, language, sex, free school meals, deprivation and looked-after children are
-- about: held against all other pupils; the spring and the summer born against the autumn born, pupils of reception
-- about: to year 6. A ratio is no cause: groups differ in age, need and poverty at once, and it takes none out.
--
-- dimension la_code: Local authority of the school, DfE number; of a group their numbers with + between
-- dimension census: Census, as year and term
-- dimension breakdown_topic: What the pupils are broken down by
-- dimension breakdown: Group of pupils
-- dimension sen_provision: SEN provision on census day
-- attribute reference_group: Whom the group is held against: All others, or Autumn born
-- attribute census_day: Day counted
-- attribute academic_year: Academic year as DfE writes it, 202425
-- attribute measure: Which figure it is: sen_risk_ratio
-- attribute population: Who is in the denominators
-- count pupil_count: Pupils of the group with this provision (numerator)
-- count pupil_base: All pupils of the group (denominator)
-- count reference_count: Pupils of the reference group with this provision
-- count reference_base: All pupils of the reference group
-- derived pupil_percent from pupil_count, pupil_base: Of the group, per 100
-- derived reference_percent from reference_count, reference_base: Of the reference group, per 100
-- derived ratio from pupil_count, pupil_base, reference_count, reference_base: How many times as likely
-- derived ratio_lower from ratio: Lower limit of its 95% interval
-- derived ratio_upper from ratio: Upper limit of its 95% interval
-- derived difference from pupil_count, pupil_base, reference_count, reference_base: Group less reference group, percentage points
-- derived difference_lower from difference: Lower limit of its 95% interval
-- derived difference_upper from difference: Upper limit of its 95% interval
-- attribute method: How the intervals are made
-- derived verdict from ratio: The ratio held against 1: higher, similar, lower, or not compared
-- attribute quality_flags: What a reader should know: small base, fewer than 30 on either side
-- attribute deliveries: The deliveries counted
-- attribute status: shown, or suppressed where an input is

with prevalence as (
    select
        la_code,
        census,
        cast(census_day as date) as census_day,
        academic_year,
        breakdown_topic,
        breakdown,
        sen_provision,
        population,
        cast(pupil_count as bigint) as pupil_count,
        cast(pupil_base as bigint) as pupil_base,
        deliveries
    from shown.prevalence
    where coverage = 'State-funded schools'
        and second_topic = 'Total'
        and census like '%-spring'
        and not contains(census, '+')
),

identified as (
    select
        la_code,
        census,
        cast(census_day as date) as census_day,
        academic_year,
        breakdown_topic,
        breakdown,
        sen_provision,
        population,
        cast(pupil_count as bigint) as pupil_count,
        cast(pupil_base as bigint) as pupil_base,
        deliveries
    from shown.identification
),

everyone as (
    select la_code, census, sen_provision, pupil_count, pupil_base
    from prevalence
    where breakdown_topic = 'Total'
),

autumn_born as (
    select la_code, census, sen_provision, pupil_count, pupil_base
    from identified
    where breakdown_topic = 'Season of birth' and breakdown = 'Autumn born'
),

of_some as (
    select *
    from prevalence
    where (
        breakdown_topic in ('Ethnicity', 'First language', 'Sex', 'Free school meals')
        or breakdown_topic like 'IMD decile%'
    ) and breakdown not in ('Not recorded', 'Not known')
    union all by name
    select * from identified where breakdown_topic = 'Looked after'
),

held as (
    select
        of_some.*,
        'All others' as reference_group,
        everyone.pupil_count - of_some.pupil_count as reference_count,
        everyone.pupil_base - of_some.pupil_base as reference_base
    from of_some
    left join everyone using (la_code, census, sen_provision)
    union all by name
    select
        born.*,
        'Autumn born' as reference_group,
        autumn_born.pupil_count as reference_count,
        autumn_born.pupil_base as reference_base
    from identified as born
    left join autumn_born using (la_code, census, sen_provision)
    where born.breakdown_topic = 'Season of birth' and born.breakdown in ('Spring born', 'Summer born')
),

measured as (
    select
        *,
        risk_ratio(pupil_count, pupil_base, reference_count, reference_base) as by_ratio,
        difference(reference_count, reference_base, pupil_count, pupil_base) as by_difference
    from held
)

select
    la_code,
    census,
    breakdown_topic,
    breakdown,
    sen_provision,
    reference_group,
    census_day,
    academic_year,
    'sen_risk_ratio' as measure,
    population,
    pupil_count,
    pupil_base,
    reference_count,
    reference_base,
    100 * pupil_count / nullif(pupil_base, 0) as pupil_percent,
    100 * reference_count / nullif(reference_base, 0) as reference_percent,
    by_ratio.value as ratio,
    by_ratio.lower as ratio_lower,
    by_ratio.upper as ratio_upper,
    100 * by_difference.value as difference,
    100 * by_difference.lower as difference_lower,
    100 * by_difference.upper as difference_upper,
    'Katz; difference: Newcombe' as method,
    compare(by_ratio.value, by_ratio.lower, by_ratio.upper, 1, 'none') as verdict,
    case when least(pupil_base, reference_base) < 30 then 'small base' else '' end as quality_flags,
    deliveries,
    case
        when pupil_count is null or pupil_base is null or reference_count is null or reference_base is null
            then 'suppressed'
        else 'shown'
    end as status
from measured
order by la_code, census, breakdown_topic, breakdown, sen_provision
