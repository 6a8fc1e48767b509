-- title: Age at which children and young people were first given SEN support, and their first EHC plan
-- grain: la_code, academic_year, event, age
-- owner: team:send_analysis
-- rule: education
-- about: From what censuses, SEN2 and the case system told over the years: one person counts once an event, in the
-- about: academic year in which it was first seen. First SEN support: a census that shows it, where the census
-- about: before (372 days at the most) showed none, and no plan came earlier. First plan: its first day as SEN2 or
-- about: the case system tells it, or a census that shows it where the one before did not. What may have begun
-- about: before the authority's returns, or while the person was not seen, is counted apart, with no age: it is
-- about: not guessed. Returns of SEN2 tell all plans since 1 January of the year before; view begins there, or at the
-- about: first census. Age is at 31 August before, the age of a school year. Statements count as plans.
--
-- dimension la_code: Local authority that told it, DfE number; of a group their numbers with + between
-- dimension academic_year: Academic year in which it was first seen, as DfE writes it, 202425
-- dimension event: First SEN support, First EHC plan; or SEN support or EHC plan, beginning not seen
-- dimension age: Age at 31 August before, in years; Under 3; 19 to 25; or All ages
-- attribute measure: Which figure it is: age_at_first_support or age_at_first_plan
-- attribute population: Who is in the denominator
-- count person_count: Persons of that age (numerator)
-- count person_base over la_code, academic_year, event: Persons of all ages (denominator)
-- derived person_percent from person_count, person_base: Persons of that age per 100
-- derived person_percent_lower from person_count, person_base: Lower limit of the 95% Wilson interval, per 100
-- derived person_percent_upper from person_count, person_base: Upper limit of the 95% Wilson interval, per 100
-- attribute method: How the interval is made
-- attribute quality_flags: What a reader should know: view begins in this year
--
-- adds age: All ages = *
-- adds la_code: joined by +
-- same person_base: person_count at age = All ages

with spell as (
    select
        *,
        -- E comes before K: after a plan support is not the first help
        min(spell) filter (where sen_provision in ('E', 'K')) over (partition by person_id) as first_help,
        min(spell) filter (where sen_provision = 'E') over (partition by person_id) as first_plan
    from core.sen_history
),

begun as (
    select person_id, 'SEN support' as help, sen_provision, from_day, from_source, changed_after
    from spell
    where spell = first_help and sen_provision = 'K'

    union all

    select person_id, 'EHC plan' as help, sen_provision, from_day, from_source, changed_after
    from spell
    where spell = first_plan
),

-- who told that day
told as (
    select person_id, census_day as from_day, sen_provision, 'school_census' as source, la_code
    from core.sen_status
    where sen_provision in ('K', 'E')

    union all

    select person_id, coalesce(start_date, census_day) as from_day, 'E' as sen_provision, 'sen2' as source, la_code
    from core.plan

    union all

    select person_id, plan_issued_date as from_day, 'E' as sen_provision, 'ehcp' as source, la_code
    from core.ehcp_case
    where plan_issued_date is not null
),

placed as (
    select begun.*, min(told.la_code) as la_code
    from begun
    inner join told
        on told.person_id = begun.person_id
        and told.from_day = begun.from_day
        and told.sen_provision = begun.sen_provision
        and told.source = begun.from_source
    group by all
),

-- the first day of which an authority's returns tell everyone
view as (
    select la_code, min(day) as first_day
    from (
        select la_code, census_day as day from core.sen_status
        union all
        select la_code, make_date(year(census_day) - 1, 1, 1) as day from core.plan
    )
    group by la_code
),

born as (
    select
        person.person_id,
        -- ages are told of different days
        cast(left(delivery.academic_year, 4) as bigint) - person.age_31_august as year_of_age_0
    from core.person as person
    inner join landing.delivery as delivery on delivery.extract || '.' || delivery.delivery = person.age_source
),

first_seen as (
    select
        placed.la_code,
        placed.person_id,
        placed.help,
        coalesce(placed.changed_after >= view.first_day, false) as is_beginning_seen,
        academic_year_of(greatest(placed.from_day, view.first_day)) as academic_year,
        born.year_of_age_0
    from placed
    inner join view on view.la_code = placed.la_code
    left join born on born.person_id = placed.person_id
),

aged as (
    select
        la_code,
        academic_year,
        case when is_beginning_seen then 'First ' || help else help || ', beginning not seen' end as event,
        case
            when not is_beginning_seen then 'All ages'
            when year_of_age_0 is null then 'Not known'
            when cast(left(academic_year, 4) as bigint) - year_of_age_0 < 3 then 'Under 3'
            when cast(left(academic_year, 4) as bigint) - year_of_age_0 >= 19 then '19 to 25'
            else cast(cast(left(academic_year, 4) as bigint) - year_of_age_0 as varchar)
        end as age
    from first_seen
),

area_of as (
    select la_code as area, la_code, academic_year_of(first_day) as first_year
    from view
    union all
    -- a group is told from the year in which all its returns begin, where each has any
    select
        member.area,
        view.la_code,
        max(academic_year_of(view.first_day)) over (partition by member.area) as first_year
    from scope.area_member as member
    inner join view using (la_code)
    qualify count(*) over (partition by member.area) = (
        select count(*) from scope.area_member as other where other.area = member.area
    )
),

counted as (
    select
        area_of.area,
        area_of.first_year,
        aged.academic_year,
        aged.event,
        case when grouping(aged.age) = 1 then 'All ages' else aged.age end as age,
        count(*) as person_count
    from aged
    inner join area_of on area_of.la_code = aged.la_code and area_of.first_year <= aged.academic_year
    group by grouping sets (
        (area_of.area, area_of.first_year, aged.academic_year, aged.event, aged.age),
        (area_of.area, area_of.first_year, aged.academic_year, aged.event)
    )
    having grouping(aged.age) = 1 or aged.age <> 'All ages'
),

with_base as (
    select
        *,
        max(person_count) filter (where age = 'All ages') over (partition by area, academic_year, event) as person_base
    from counted
)

select
    area as la_code,
    academic_year,
    event,
    age,
    case when event like '%SEN support%' then 'age_at_first_support' else 'age_at_first_plan' end as measure,
    case
        when event like 'First%' then 'Persons whose ' || replace(event, 'First', 'first') || ' began in the year'
        else 'Persons first seen in the year with it'
    end as population,
    person_count,
    person_base,
    100 * share.value as person_percent,
    100 * share.lower as person_percent_lower,
    100 * share.upper as person_percent_upper,
    'Wilson' as method,
    case when academic_year = first_year then 'view begins in this year' else '' end as quality_flags
from (select *, wilson(person_count, person_base) as share from with_base)
order by la_code, academic_year, event, age
