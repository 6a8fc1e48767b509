-- title: Median age at first SEN support and at the first EHC plan
-- grain: la_code, academic_year, event
-- owner: team:send_analysis
-- rule: shown
-- about: Made of identification_age as it is shown. The median is the youngest single year of age by which half of
-- about: those whose age is known had begun; it is given only where it is the same whatever the suppressed ages hold.
-- about: Who was first seen with it already is no part of it: see persons_not_seen.
--
-- dimension la_code: Local authority that told it, DfE number; of a group their numbers with + between
-- dimension academic_year: Academic year in which it was first seen, as DfE writes it, 202425
-- dimension event: First SEN support or First EHC plan
-- attribute measure: Which figure it is: median_age_at_first_support or median_age_at_first_plan
-- attribute population: Who is counted
-- count person_count: Persons who began in the year
-- count persons_not_seen: Persons first seen in the year with it, whose beginning was not seen
-- derived median_age from person_count: Median age at 31 August before, in whole years; Under 3 is 2, 19 to 25 is 19
-- attribute quality_flags: What a reader should know: small base, fewer than 30 persons; view begins in this year
-- attribute status: shown; not available where no age is known; or suppressed where what is shown does not tell it

with counted as (
    select
        la_code,
        academic_year,
        event,
        age,
        cast(person_count as bigint) as person_count,
        case age when 'Under 3' then 2 when '19 to 25' then 19 else try_cast(age as bigint) end as years,
        measure,
        population,
        quality_flags
    from shown.identification_age
),

whole as (
    select * from counted where age = 'All ages' and event like 'First %'
),

not_known as (
    select la_code, academic_year, event, person_count from counted where age = 'Not known'
),

-- persons whose age is known; none where it is suppressed how many are not
known as (
    select
        whole.la_code,
        whole.academic_year,
        whole.event,
        whole.person_count - case when not_known.event is null then 0 else not_known.person_count end as persons
    from whole
    left join not_known using (la_code, academic_year, event)
),

by_age as (
    select
        known.la_code,
        known.academic_year,
        known.event,
        known.persons,
        ages.years,
        -- at the least, with nobody in the suppressed ages; at the most, with all who are not shown older
        sum(counted.person_count) filter (where counted.years <= ages.years) as at_least_by,
        known.persons - coalesce(sum(counted.person_count) filter (where counted.years > ages.years), 0) as at_most_by
    from known
    cross join (select unnest(range(2, 20)) as years) as ages
    inner join counted using (la_code, academic_year, event)
    where counted.years is not null
    group by known.la_code, known.academic_year, known.event, known.persons, ages.years
),

median as (
    select
        la_code,
        academic_year,
        event,
        min(years) filter (where 2 * at_least_by >= persons) as oldest_possible,
        min(years) filter (where 2 * at_most_by >= persons) as youngest_possible
    from by_age
    where persons > 0
    group by la_code, academic_year, event
),

not_seen as (
    select la_code, academic_year, replace(event, ', beginning not seen', '') as help, person_count
    from counted
    where age = 'All ages' and event like '%, beginning not seen'
),

joined as (
    select
        whole.*,
        known.persons as known_persons,
        case when not_seen.help is null then 0 else not_seen.person_count end as persons_not_seen,
        case when median.oldest_possible = median.youngest_possible then median.oldest_possible end as median_age
    from whole
    inner join known using (la_code, academic_year, event)
    left join median using (la_code, academic_year, event)
    left join not_seen
        on not_seen.la_code = whole.la_code
        and not_seen.academic_year = whole.academic_year
        and 'First ' || not_seen.help = whole.event
)

select
    la_code,
    academic_year,
    event,
    'median_' || measure as measure,
    population,
    person_count,
    cast(persons_not_seen as bigint) as persons_not_seen,
    cast(median_age as bigint) as median_age,
    concat_ws(
        '; ', case when person_count < 30 then 'small base' end, nullif(quality_flags, '')
    ) as quality_flags,
    case
        when known_persons = 0 then 'not available'
        when person_count is null or median_age is null then 'suppressed'
        else 'shown'
    end as status
from joined
order by la_code, academic_year, event
