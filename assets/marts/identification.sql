-- title: Identification of special educational needs by month of birth, and of looked-after children
-- grain: la_code, census, breakdown_topic, breakdown, sen_provision
-- owner: team:send_analysis
-- rule: education
-- about: State-funded schools in January, at the main or only registration. What prevalence counts (ethnicity, free
-- about: school meals, age, deprivation) is not counted again: identification_gap sets the groups of both against
-- about: all others. Month and season of birth: pupils in the primary years, reception to year 6, where the youngest
-- about: of a school year can be told from the oldest. Of a birth the lake holds the month, never day or year.
-- about: Looked after: pupils with an episode of being looked after on census day, told by any authority whose return
-- about: of social care covers that day; an authority without such a return, or whose return has no such episode at
-- about: all, has no row, not nought: it may be of children in need only.
--
-- dimension la_code: Local authority of the school, DfE number; of a group their numbers with + between
-- dimension census: Census, as year and term
-- dimension breakdown_topic: Month of birth, Season of birth, or Looked after
-- dimension breakdown: Group of pupils
-- dimension sen_provision: SEN provision on census day
-- attribute part_of: The season a month lies in
-- attribute census_day: Day counted
-- attribute academic_year: Academic year as DfE writes it, 202425
-- attribute measure: Which figure it is: sen_by_birth_month or sen_of_looked_after
-- attribute population: Who is in the denominator
-- count pupil_count: Pupils of the group with this provision (numerator)
-- count pupil_base over la_code, census, breakdown_topic, breakdown: All pupils of the group (denominator)
-- derived pupil_percent from pupil_count, pupil_base: Pupils with this provision per 100 pupils of the group
-- derived pupil_percent_lower from pupil_count, pupil_base: Lower limit of the 95% Wilson interval, per 100
-- derived pupil_percent_upper from pupil_count, pupil_base: Upper limit of the 95% Wilson interval, per 100
-- attribute method: How the interval is made
-- derived quality_flags from pupil_base: What a reader should know: small base, fewer than 30 pupils of the group
-- attribute deliveries: The deliveries counted
--
-- adds sen_provision: All SEN = SEN support + EHC plan
-- adds breakdown: All primary years = Autumn born + Spring born + Summer born + Not recorded
-- adds breakdown: nested in breakdown_topic by part_of
-- adds la_code: joined by +
-- rest: pupil_base - pupil_count
-- also pupil_count at breakdown = All primary years: prevalence.pupil_count at coverage = State-funded schools, breakdown_topic = NC year, breakdown = Reception + Year 1 + Year 2 + Year 3 + Year 4 + Year 5 + Year 6, second_topic = Total, second_breakdown = Total
-- also pupil_base at breakdown = All primary years: prevalence.pupil_base at coverage = State-funded schools, breakdown_topic = NC year, breakdown = Reception + Year 1 + Year 2 + Year 3 + Year 4 + Year 5 + Year 6, second_topic = Total, second_breakdown = Total

with counting as (
    select
        counted = 'residents' as is_of_residents,
        case when counted = 'residents' then ' who live in the area, in its' else ' of the area''s' end
        || ' state-funded schools' || case
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
        enrolment.nc_year,
        enrolment.birth_month,
        status.sen_provision
    from core.enrolment as enrolment
    inner join core.sen_status as status using (la_code, census, person_id)
    cross join counting
    left join home on home.delivery = enrolment.delivery and home.row = enrolment.row
    where enrolment.is_counted
        and enrolment.census like '%-spring'
        and coalesce(enrolment.governance, '') <> 'NM'
        and enrolment.school_type not in (select school_type from scope.school_type_left_out)
        and (not counting.is_of_residents or home.in_area)
),

-- the year to 31 March of each return of looked-after children, and the days on which a child of it was looked after
covered as (
    select distinct la_code, year_end
    from core.social_care_episode
    where kind = 'Looked after'
),

looked_after as (
    select distinct person_id, la_code, year_end, start_date, end_date
    from core.social_care_episode
    where kind = 'Looked after'
),

in_care as (
    select distinct pupil.la_code, pupil.census, pupil.person_id
    from pupil
    inner join looked_after
        on looked_after.person_id = pupil.person_id
        and looked_after.start_date <= pupil.census_day
        and coalesce(looked_after.end_date > pupil.census_day, true)
        and pupil.census_day between looked_after.year_end - interval 1 year + interval 1 day
        and looked_after.year_end
),

month (birth_month, name, season) as (
    values
        (9, 'September', 'Autumn born'),
        (10, 'October', 'Autumn born'),
        (11, 'November', 'Autumn born'),
        (12, 'December', 'Autumn born'),
        (1, 'January', 'Spring born'),
        (2, 'February', 'Spring born'),
        (3, 'March', 'Spring born'),
        (4, 'April', 'Spring born'),
        (5, 'May', 'Summer born'),
        (6, 'June', 'Summer born'),
        (7, 'July', 'Summer born'),
        (8, 'August', 'Summer born')
),

grouped as (
    select
        pupil.la_code,
        pupil.census,
        pupil.sen_provision,
        topic.breakdown_topic,
        case topic.breakdown_topic
            when 'Month of birth' then coalesce(month.name, 'Not recorded')
            when 'All months' then 'All primary years'
            else coalesce(month.season, 'Not recorded')
        end as breakdown,
        case
            when topic.breakdown_topic = 'Month of birth'
                then 'Season of birth: ' || coalesce(month.season, 'Not recorded')
        end as part_of
    from pupil
    cross join (values ('Month of birth'), ('Season of birth'), ('All months')) as topic (breakdown_topic)
    left join month on month.birth_month = pupil.birth_month
    where pupil.nc_year in ('R', '1', '2', '3', '4', '5', '6')

    union all

    select
        pupil.la_code,
        pupil.census,
        pupil.sen_provision,
        'Looked after' as breakdown_topic,
        'Looked after on census day' as breakdown,
        null as part_of
    from pupil
    inner join in_care using (la_code, census, person_id)
),

counted as (
    select
        la_code,
        census,
        case when breakdown_topic = 'All months' then 'Season of birth' else breakdown_topic end as breakdown_topic,
        breakdown,
        part_of,
        count(*) as pupil_base,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plan
    from grouped
    group by all
),

-- each authority as an area, and each group of which all have returned
returned as (
    select
        pupil.la_code,
        pupil.census,
        any_value(pupil.census_day) as census_day,
        any_value(pupil.academic_year) as academic_year,
        'school_census.' || any_value(pupil.delivery) as delivery,
        bool_or(covered.la_code is not null) as is_covered
    from pupil
    left join covered
        on covered.la_code = pupil.la_code
        and pupil.census_day between covered.year_end - interval 1 year + interval 1 day and covered.year_end
    group by pupil.la_code, pupil.census
),

member_of as (
    select la_code as area, * from returned
    union all
    select member.area, returned.*
    from scope.area_member as member
    inner join returned using (la_code)
    qualify count(*) over (partition by member.area, returned.census) = (
        select count(*) from scope.area_member as other where other.area = member.area
    )
),

area as (
    select
        area,
        census,
        any_value(census_day) as census_day,
        any_value(academic_year) as academic_year,
        string_agg(delivery, '; ' order by delivery) as deliveries,
        bool_and(is_covered) as is_covered
    from member_of
    group by area, census
),

summed as (
    select
        member_of.area,
        member_of.census,
        counted.breakdown_topic,
        counted.breakdown,
        counted.part_of,
        sum(counted.pupil_base) as pupil_base,
        sum(counted.sen_support) as sen_support,
        sum(counted.ehc_plan) as ehc_plan,
        sum(counted.sen_support + counted.ehc_plan) as all_sen
    from member_of
    inner join counted using (la_code, census)
    group by member_of.area, member_of.census, counted.breakdown_topic, counted.breakdown, counted.part_of
),

tall as (
    unpivot summed
    on all_sen as "All SEN", sen_support as "SEN support", ehc_plan as "EHC plan"
    into name sen_provision value pupil_count
)

select
    told.area as la_code,
    told.census,
    told.breakdown_topic,
    told.breakdown,
    told.sen_provision,
    told.part_of,
    area.census_day,
    area.academic_year,
    case told.breakdown_topic when 'Looked after' then 'sen_of_looked_after' else 'sen_by_birth_month' end as measure,
    case told.breakdown_topic
        when 'Looked after' then 'Pupils looked after on census day'
        else 'Pupils in reception to year 6'
    end || counting.population as population,
    cast(told.pupil_count as bigint) as pupil_count,
    cast(told.pupil_base as bigint) as pupil_base,
    100 * told.share.value as pupil_percent,
    100 * told.share.lower as pupil_percent_lower,
    100 * told.share.upper as pupil_percent_upper,
    'Wilson' as method,
    case when told.pupil_base < 30 then 'small base' else '' end as quality_flags,
    area.deliveries
from (select *, wilson(cast(pupil_count as bigint), cast(pupil_base as bigint)) as share from tall) as told
inner join area on area.area = told.area and area.census = told.census
cross join counting
where told.breakdown_topic <> 'Looked after' or area.is_covered
order by la_code, census, breakdown_topic, breakdown, sen_provision
