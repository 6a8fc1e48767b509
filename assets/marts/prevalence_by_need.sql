-- title: Primary type of need of pupils with special educational needs on census day
-- grain: la_code, census, need, sen_provision
-- owner: team:send_analysis
-- rule: education
-- about: Census view, state-funded and non-maintained special schools: independent schools return no need.
-- about: The school's view of the first-ranked need; types of need are collected in spring only.
--
-- dimension la_code: Local authority of the school, DfE number
-- dimension census: Census, as year and term
-- dimension need: Primary type of need; Not reported where the return names none
-- dimension sen_provision: SEN provision on census day
-- attribute census_day: Day counted
-- attribute academic_year: Academic year as DfE writes it, 202425
-- count pupil_count: Pupils with this primary need and provision (numerator)
-- count provision_base over la_code, census, sen_provision: All pupils with this provision (denominator of the share)
-- count pupil_base over la_code, census: All pupils (denominator of the prevalence)
-- derived share_percent from pupil_count, provision_base: Pupils with this need per 100 with this provision
-- derived share_percent_lower from pupil_count, provision_base: Lower limit of the 95% Wilson interval, per 100
-- derived share_percent_upper from pupil_count, provision_base: Upper limit of the 95% Wilson interval, per 100
-- derived pupil_percent from pupil_count, pupil_base: Pupils with this need and provision per 100 pupils
-- derived pupil_percent_lower from pupil_count, pupil_base: Lower limit of the 95% Wilson interval, per 100
-- derived pupil_percent_upper from pupil_count, pupil_base: Upper limit of the 95% Wilson interval, per 100
--
-- adds sen_provision: All SEN = SEN support + EHC plan
-- adds need: All needs = *
-- same provision_base: pupil_count at need = All needs

with pupil as (
    select
        enrolment.la_code,
        enrolment.census,
        enrolment.census_day,
        enrolment.academic_year,
        enrolment.person_id,
        status.sen_provision
    from core.enrolment as enrolment
    inner join core.sen_status as status using (la_code, census, person_id)
    where enrolment.is_counted and enrolment.census like '%-spring'
),

with_need as (
    select
        pupil.*,
        coalesce(need.need, 'Not reported') as need
    from pupil
    left join core.need as need
        on need.source = 'school_census'
        and need.la_code = pupil.la_code
        and need.returned = pupil.census
        and need.person_id = pupil.person_id
        and need.need_rank = '1'
),

all_pupils as (
    select la_code, census, count(*) as pupil_base
    from pupil
    group by all
),

by_need as (
    select
        la_code,
        census,
        census_day,
        academic_year,
        case when grouping(need) = 1 then 'All needs' else need end as need,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plan,
        count(*) as all_sen
    from with_need
    where sen_provision in ('K', 'E')
    group by grouping sets (
        (la_code, census, census_day, academic_year, need),
        (la_code, census, census_day, academic_year)
    )
),

tall as (
    unpivot by_need
    on all_sen as "All SEN", sen_support as "SEN support", ehc_plan as "EHC plan"
    into name sen_provision value pupil_count
),

with_bases as (
    select
        tall.*,
        cast(max(tall.pupil_count) over (
            partition by tall.la_code, tall.census, tall.sen_provision
        ) as bigint) as provision_base,
        all_pupils.pupil_base
    from tall
    inner join all_pupils using (la_code, census)
)

select
    la_code,
    census,
    census_day,
    academic_year,
    need,
    sen_provision,
    cast(pupil_count as bigint) as pupil_count,
    provision_base,
    pupil_base,
    100 * share.value as share_percent,
    100 * share.lower as share_percent_lower,
    100 * share.upper as share_percent_upper,
    100 * prevalence.value as pupil_percent,
    100 * prevalence.lower as pupil_percent_lower,
    100 * prevalence.upper as pupil_percent_upper
from (
    select
        *,
        wilson(pupil_count, provision_base) as share,
        wilson(pupil_count, pupil_base) as prevalence
    from with_bases
)
order by la_code, census, need, sen_provision
