-- title: Prevalence of special educational needs on school census day
-- grain: la_code, census, coverage, breakdown_topic, breakdown, sen_provision
-- owner: team:send_analysis
-- rule: education
-- about: Census view: pupils on roll of schools in the area, wherever they live. A pupil is counted once,
-- about: at the main or only registration. Pupils without any SEN are in the denominator only.
-- about: Breakdowns but the total need pupil-level returns, so they leave independent schools out.
--
-- dimension la_code: Local authority of the school, DfE number
-- dimension census: Census, as year and term
-- dimension coverage: Schools counted: all schools, or those of one kind
-- dimension breakdown_topic: What the pupils are broken down by
-- dimension breakdown: Group of pupils
-- dimension sen_provision: SEN provision on census day
-- attribute census_day: Day counted
-- attribute academic_year: Academic year as DfE writes it, 202425
-- count pupil_count: Pupils of the group with this provision (numerator)
-- count pupil_base over la_code, census, coverage, breakdown_topic, breakdown: All pupils of the group (denominator)
-- derived pupil_percent from pupil_count, pupil_base: Pupils with this provision per 100 pupils of the group
-- derived pupil_percent_lower from pupil_count, pupil_base: Lower limit of the 95% Wilson interval, per 100
-- derived pupil_percent_upper from pupil_count, pupil_base: Upper limit of the 95% Wilson interval, per 100
--
-- adds sen_provision: All SEN = SEN support + EHC plan
-- adds coverage: All schools = State-funded schools + Non-maintained special schools + Independent schools
-- adds breakdown: within breakdown_topic to Total
-- rest: pupil_base - pupil_count

with counted as (
    select enrolment.*, status.sen_provision
    from core.enrolment as enrolment
    inner join core.sen_status as status using (la_code, census, person_id)
    where enrolment.is_counted
),

-- one row per pupil, with the groups the pupil belongs to
pupil as (
    select
        la_code,
        census,
        census_day,
        academic_year,
        case when governance = 'NM' then 'Non-maintained special schools' else 'State-funded schools' end as coverage,
        sen_provision,
        'Total' as total,
        school_type,
        phase,
        coalesce(nc_year_label, 'Not recorded') as nc_year,
        coalesce(cast(age_31_august as varchar), 'Not recorded') as age,
        sex,
        ethnicity,
        case when fsm_eligible then 'Eligible for free school meals' else 'Not eligible for free school meals' end
            as free_school_meals
    from counted
),

in_groups as (
    unpivot pupil
    on
        total as "Total",
        school_type as "School type",
        phase as "Phase of education",
        nc_year as "NC year",
        age as "Age at 31 August",
        sex as "Sex",
        ethnicity as "Ethnicity",
        free_school_meals as "Free school meals"
    into name breakdown_topic value breakdown
),

pupil_level as (
    select
        la_code,
        census,
        census_day,
        academic_year,
        coverage,
        breakdown_topic,
        breakdown,
        count(*) as pupil_base,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plan
    from in_groups
    group by all
),

headcounts as (
    select
        la_code,
        census,
        census_day,
        academic_year,
        'Independent schools' as coverage,
        topic.breakdown_topic,
        topic.breakdown,
        sum(pupils) as pupil_base,
        sum(sen_support) as sen_support,
        sum(ehc_plans) as ehc_plan
    from core.independent_school
    cross join (
        values ('Total', 'Total'), ('School type', 'Independent school')
    ) as topic (breakdown_topic, breakdown)
    group by all
),

by_coverage as (
    select * from pupil_level
    union all by name
    select * from headcounts
),

-- "all schools" only where every kind of school has returned
complete as (
    select la_code, census
    from by_coverage
    group by all
    having bool_or(coverage = 'Independent schools') and bool_or(coverage = 'State-funded schools')
),

all_schools as (
    select
        la_code,
        census,
        census_day,
        academic_year,
        'All schools' as coverage,
        breakdown_topic,
        breakdown,
        sum(pupil_base) as pupil_base,
        sum(sen_support) as sen_support,
        sum(ehc_plan) as ehc_plan
    from by_coverage
    semi join complete using (la_code, census)
    where breakdown_topic in ('Total', 'School type')
    group by all
),

wide as (
    select *, sen_support + ehc_plan as all_sen from by_coverage
    union all by name
    select *, sen_support + ehc_plan as all_sen from all_schools
),

tall as (
    unpivot wide
    on all_sen as "All SEN", sen_support as "SEN support", ehc_plan as "EHC plan"
    into name sen_provision value pupil_count
)

select
    la_code,
    census,
    census_day,
    academic_year,
    coverage,
    breakdown_topic,
    breakdown,
    sen_provision,
    cast(pupil_count as bigint) as pupil_count,
    cast(pupil_base as bigint) as pupil_base,
    100 * interval_of.value as pupil_percent,
    100 * interval_of.lower as pupil_percent_lower,
    100 * interval_of.upper as pupil_percent_upper
from (select *, wilson(pupil_count, pupil_base) as interval_of from tall)
order by la_code, census, coverage, breakdown_topic, breakdown, sen_provision
