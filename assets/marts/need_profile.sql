-- title: Primary and secondary types of need of pupils with special educational needs on census day
-- grain: la_code, census, need_rank, need, sen_provision
-- owner: team:send_analysis
-- rule: education
-- about: Census view, state-funded and non-maintained special schools: independent schools return no need.
-- about: The school's view of the first-ranked and the second-ranked need; types of need are collected in spring
-- about: only. Each pupil with SEN stands once among the primary needs and once among the secondary ones, there
-- about: as None reported where the return names no second need. How needs rank, and how they changed, is in
-- about: need_change, made of what is shown here; who of them is in a special school, in placement_expected.
-- about: A group of authorities is told where each of them returned that census: the sum of their figures.
--
-- dimension la_code: Local authority of the school, DfE number; of a group their numbers with + between
-- dimension census: Census, as year and term
-- dimension need_rank: Primary need or Secondary need
-- dimension need: Type of need; Not reported where the return names no first need, None reported where no second
-- dimension sen_provision: SEN provision on census day
-- attribute census_day: Day counted
-- attribute academic_year: Academic year as DfE writes it, 202425
-- attribute measure: Which figure it is: primary_need or secondary_need
-- attribute population: Who is in the denominators
-- count pupil_count: Pupils with this need and provision (numerator)
-- count provision_base over la_code, census, sen_provision: All pupils with this provision (denominator of the share)
-- count pupil_base over la_code, census: All pupils (denominator of the prevalence)
-- count need_base over la_code, census, need_rank, need: Pupils with this need, whatever the provision
-- count primary_age_count over la_code, census, need_rank, need: Of them, aged up to 10 at 31 August before
-- count special_school_count over la_code, census, need_rank, need: Of them, in state-funded special schools
-- count special_school_base over la_code, census: All pupils of state-funded special schools, with SEN or without
-- derived share_percent from pupil_count, provision_base: Pupils with this need per 100 with this provision
-- derived share_percent_lower from pupil_count, provision_base: Lower limit of the 95% Wilson interval, per 100
-- derived share_percent_upper from pupil_count, provision_base: Upper limit of the 95% Wilson interval, per 100
-- derived pupil_percent from pupil_count, pupil_base: Pupils with this need and provision per 100 pupils
-- derived pupil_percent_lower from pupil_count, pupil_base: Lower limit of the 95% Wilson interval, per 100
-- derived pupil_percent_upper from pupil_count, pupil_base: Upper limit of the 95% Wilson interval, per 100
-- attribute method: How the intervals are made
-- derived quality_flags from provision_base: What a reader should know: small base, fewer than 30 with the provision
-- attribute deliveries: The deliveries counted
--
-- adds sen_provision: All SEN = SEN support + EHC plan
-- adds need: All needs = *
-- adds la_code: joined by +
-- same provision_base: pupil_count at need = All needs
-- same need_base: pupil_count at sen_provision = All SEN
-- rest: pupil_base - provision_base
-- rest: need_base - primary_age_count
-- rest: need_base - special_school_count
-- rest: special_school_base - special_school_count
-- also provision_base: prevalence.pupil_count at coverage = State-funded schools + Non-maintained special schools, breakdown_topic = Total, breakdown = Total, second_topic = Total, second_breakdown = Total
-- also pupil_base: prevalence.pupil_base at coverage = State-funded schools + Non-maintained special schools, breakdown_topic = Total, breakdown = Total, second_topic = Total, second_breakdown = Total
-- also special_school_base: prevalence.pupil_base at coverage = State-funded schools, breakdown_topic = School type, breakdown = State-funded special school, second_topic = Total, second_breakdown = Total
-- also special_school_count at need_rank = Primary need, need = All needs: prevalence.pupil_count at coverage = State-funded schools, breakdown_topic = School type, breakdown = State-funded special school, second_topic = Total, second_breakdown = Total, sen_provision = All SEN
-- public pupil_count at census = *-spring, need_rank = Primary need: the SEN statistics of the DfE, each June

with counting as (
    select
        counted = 'residents' as is_of_residents,
        case
            when counted = 'residents' then 'Pupils who live in the area, in its'
            else 'Pupils of the area''s'
        end || ' state-funded and non-maintained special schools' || case
            when (select count(*) from scope.school_type_left_out) > 0
                then ' but for ' || (
                    select string_agg(school_type, ', ' order by school_type) from scope.school_type_left_out
                )
            else ''
        end as population
    from scope.counting
),

-- where a pupil's record says that its person lives
home as (
    select delivery, row, in_area
    from core.address
    where part = 'pupilonroll' and address_order = 1
),

pupil as (
    select
        enrolment.la_code,
        enrolment.census,
        enrolment.census_day,
        enrolment.academic_year,
        enrolment.delivery,
        enrolment.person_id,
        enrolment.school_type = 'State-funded special school' as is_in_special_school,
        coalesce(enrolment.age_31_august <= 10, false) as is_of_primary_age,
        status.sen_provision
    from core.enrolment as enrolment
    inner join core.sen_status as status using (la_code, census, person_id)
    cross join counting
    left join home on home.delivery = enrolment.delivery and home.row = enrolment.row
    where enrolment.is_counted
        and enrolment.census like '%-spring'
        and enrolment.school_type not in (select school_type from scope.school_type_left_out)
        and (not counting.is_of_residents or home.in_area)
),

ranked as (
    select '1' as place, 'Primary need' as need_rank, 'Not reported' as otherwise
    union all
    select '2' as place, 'Secondary need' as need_rank, 'None reported' as otherwise
),

-- one row per pupil with SEN and rank of need
with_need as (
    select
        pupil.*,
        ranked.need_rank,
        coalesce(need.need, ranked.otherwise) as need
    from pupil
    cross join ranked
    left join core.need as need
        on need.source = 'school_census'
        and need.la_code = pupil.la_code
        and need.returned = pupil.census
        and need.person_id = pupil.person_id
        and need.need_rank = ranked.place
    where pupil.sen_provision in ('K', 'E')
),

-- each authority as an area, and each group of which all have returned
returned as (
    select
        la_code,
        census,
        any_value(census_day) as census_day,
        any_value(academic_year) as academic_year,
        'school_census.' || any_value(delivery) as delivery,
        count(*) as pupil_base,
        count(*) filter (where is_in_special_school) as special_school_base
    from pupil
    group by la_code, census
),

area_of as (
    select la_code as area, la_code, census from returned
    union all
    select member.area, returned.la_code, returned.census
    from scope.area_member as member
    inner join returned using (la_code)
    qualify count(*) over (partition by member.area, returned.census) = (
        select count(*) from scope.area_member as other where other.area = member.area
    )
),

all_pupils as (
    select
        area_of.area,
        area_of.census,
        any_value(returned.census_day) as census_day,
        any_value(returned.academic_year) as academic_year,
        string_agg(returned.delivery, '; ' order by returned.delivery) as deliveries,
        sum(returned.pupil_base) as pupil_base,
        sum(returned.special_school_base) as special_school_base
    from area_of
    inner join returned using (la_code, census)
    group by area_of.area, area_of.census
),

by_need as (
    select
        area_of.area,
        area_of.census,
        with_need.need_rank,
        case when grouping(with_need.need) = 1 then 'All needs' else with_need.need end as need,
        count(*) filter (where with_need.sen_provision = 'K') as sen_support,
        count(*) filter (where with_need.sen_provision = 'E') as ehc_plan,
        count(*) as all_sen,
        count(*) as need_base,
        count(*) filter (where with_need.is_of_primary_age) as primary_age_count,
        count(*) filter (where with_need.is_in_special_school) as special_school_count
    from area_of
    inner join with_need using (la_code, census)
    group by grouping sets (
        (area_of.area, area_of.census, with_need.need_rank, with_need.need),
        (area_of.area, area_of.census, with_need.need_rank)
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
        max(tall.pupil_count) over (partition by tall.area, tall.census, tall.sen_provision) as provision_base,
        all_pupils.* exclude (area, census)
    from tall
    inner join all_pupils using (area, census)
)

select
    area as la_code,
    census,
    census_day,
    academic_year,
    need_rank,
    need,
    sen_provision,
    case when need_rank = 'Primary need' then 'primary_need' else 'secondary_need' end as measure,
    counting.population,
    cast(pupil_count as bigint) as pupil_count,
    cast(provision_base as bigint) as provision_base,
    cast(pupil_base as bigint) as pupil_base,
    cast(need_base as bigint) as need_base,
    cast(primary_age_count as bigint) as primary_age_count,
    cast(special_school_count as bigint) as special_school_count,
    cast(special_school_base as bigint) as special_school_base,
    100 * share.value as share_percent,
    100 * share.lower as share_percent_lower,
    100 * share.upper as share_percent_upper,
    100 * prevalence.value as pupil_percent,
    100 * prevalence.lower as pupil_percent_lower,
    100 * prevalence.upper as pupil_percent_upper,
    'Wilson' as method,
    case when provision_base < 30 then 'small base' else '' end as quality_flags,
    deliveries
from (
    select
        *,
        wilson(pupil_count, provision_base) as share,
        wilson(pupil_count, pupil_base) as prevalence
    from with_bases
)
cross join counting
order by la_code, census, need_rank, need, sen_provision
