-- title: Linked share of the persons of each source, by group
-- grain: la_code, extract, year, breakdown_topic, breakdown
-- owner: team:send_analysis
-- rule: health_unrounded
-- about: Is somebody systematically missed when sources are linked? A person is counted once in each source, year
-- about: and group; linked is one who has a record in another kind of return too, of any year and authority, not told
-- about: which. Not everyone ought to be: most pupils of a census are in no other source, so a low share is no fault.
-- about: What tells is a group linked less often than all persons of the same source and year, and even that may be
-- about: so in truth: fewer girls than boys have a plan. Attributes are the person's, whoever told them: one whom no
-- about: census knows has no ethnicity, so the group not known is linked less by its nature. A record without a
-- about: number, and without names, date of birth and home, cannot be linked: it is counted as a record, not as a
-- about: person. Figures of health services are among these: counts of 1 to 7 are hidden, those above 7 rounded to the
-- about: nearest ten, so that none tells what another table hides; shares, intervals and differences are of the
-- about: rounded counts.
--
-- dimension la_code: Local authority that returned, DfE number
-- dimension extract: Source: kind of return
-- dimension year: Calendar year of the return; several returns of a year are taken together
-- dimension breakdown_topic: What the persons are broken down by
-- dimension breakdown: Group of persons
-- count linked_count: Persons with a record in at least one other kind of return (numerator)
-- count person_count: Persons of the group in this source and year (denominator)
-- derived unlinked_count from linked_count, person_count: Persons in this kind of return only
-- derived linked_percent from linked_count, person_count: Linked persons per 100 of the group
-- derived linked_percent_lower from linked_count, person_count: Lower limit of the 95% Wilson interval, per 100
-- derived linked_percent_upper from linked_count, person_count: Upper limit of the 95% Wilson interval, per 100
-- count total_linked_count over la_code, extract, year: Linked persons of the source and year
-- count total_person_count over la_code, extract, year: Persons of the source and year
-- derived difference_points from linked_percent, total_linked_count, total_person_count: Per cent less that of all persons
-- derived compared from difference_points: lower or higher if the interval excludes the share of all persons, or similar
-- count unknown_record_count over la_code, extract, year: Records that tell nothing of who it is
-- count record_count over la_code, extract, year: Records about a person, those that tell nothing among them
--
-- rest: person_count - linked_count
-- rest: record_count - unknown_record_count
-- same total_linked_count: linked_count at breakdown_topic = Total, breakdown = Total
-- same total_person_count: person_count at breakdown_topic = Total, breakdown = Total

with part as (
    select distinct delivery, extract, part from quality.completeness
),

record as (
    select
        delivery.la_code,
        delivery.extract,
        delivery.year,
        link.person_id,
        link.rule <> 'record' as tells
    from core.person_link as link
    inner join part on part.delivery = link.delivery and part.part = link.part
    inner join landing.delivery as delivery on delivery.delivery = part.delivery and delivery.extract = part.extract
),

source as (
    select
        la_code,
        extract,
        year,
        count(*) as records,
        count(*) filter (where not tells) as unknown_records
    from record
    group by la_code, extract, year
),

known as (
    select person_id, count(distinct extract) > 1 as is_linked
    from record
    where tells
    group by person_id
),

attribute as (
    select
        person.person_id,
        -- ages are told of different days
        cast(left(told.academic_year, 4) as bigint) - person.age_31_august as year_of_age_0,
        person.sex,
        ethnicity.main_label as ethnicity,
        cast(ceil(person.imd_decile_2019 / 2) as bigint) as imd_quintile
    from core.person as person
    left join landing.delivery as told on told.extract || '.' || told.delivery = person.age_source
    left join codes.main_ethnicity as ethnicity on ethnicity.code = person.ethnicity_main
),

-- one row per person in a source and year
seen as (
    select distinct la_code, extract, year, person_id
    from record
    where tells
),

described as (
    select
        seen.la_code,
        seen.extract,
        seen.year,
        known.is_linked,
        seen.year - 1 - attribute.year_of_age_0 as age,
        attribute.sex,
        attribute.ethnicity,
        attribute.imd_quintile
    from seen
    inner join known on known.person_id = seen.person_id
    left join attribute on attribute.person_id = seen.person_id
),

-- with the groups the person belongs to
person as (
    select
        la_code,
        extract,
        year,
        is_linked,
        'Total' as total,
        case
            when age < 5 then '0 to 4'
            when age <= 10 then '5 to 10'
            when age <= 15 then '11 to 15'
            when age <= 19 then '16 to 19'
            when age <= 25 then '20 to 25'
            when age > 25 then 'Over 25'
            else 'Not known'
        end as age_band,
        coalesce(sex, 'Not known') as sex,
        coalesce(ethnicity, 'Not known') as ethnicity,
        case imd_quintile
            when 1 then '1, most deprived'
            when 5 then '5, least deprived'
            else coalesce(cast(imd_quintile as varchar), 'Not known')
        end as imd_quintile
    from described
),

in_groups as (
    unpivot person
    on
        total as "Total",
        age_band as "Age at 31 August before the year",
        sex as "Sex",
        ethnicity as "Ethnicity",
        imd_quintile as "Fifth of LSOAs by deprivation, 2019"
    into name breakdown_topic value breakdown
),

grouped as (
    select
        la_code,
        extract,
        year,
        breakdown_topic,
        breakdown,
        count(*) as persons,
        count(*) filter (where not is_linked) as unlinked
    from in_groups
    group by la_code, extract, year, breakdown_topic, breakdown
),

counted as (
    select
        source.la_code,
        source.extract,
        source.year,
        coalesce(grouped.breakdown_topic, 'Total') as breakdown_topic,
        coalesce(grouped.breakdown, 'Total') as breakdown,
        health_to_tens(coalesce(grouped.persons, 0)) as person_count,
        -- a few not linked are as telling as a few linked
        case
            when grouped.unlinked between 1 and 7 then health_to_tens(grouped.persons) - grouped.unlinked
            else health_to_tens(coalesce(grouped.persons - grouped.unlinked, 0))
        end as linked_count,
        health_to_tens(source.unknown_records) as unknown_record_count,
        health_to_tens(source.records) as record_count
    from source
    left join grouped
        on grouped.la_code = source.la_code and grouped.extract = source.extract and grouped.year = source.year
),

beside_total as (
    select
        *,
        wilson(linked_count, person_count) as interval_of,
        sum(linked_count) filter (where breakdown_topic = 'Total') over one_source as total_linked_count,
        sum(person_count) filter (where breakdown_topic = 'Total') over one_source as total_person_count
    from counted
    window one_source as (partition by la_code, extract, year)
)

select
    la_code,
    extract,
    year,
    breakdown_topic,
    breakdown,
    linked_count,
    person_count,
    person_count - linked_count as unlinked_count,
    100 * interval_of.value as linked_percent,
    100 * interval_of.lower as linked_percent_lower,
    100 * interval_of.upper as linked_percent_upper,
    cast(total_linked_count as bigint) as total_linked_count,
    cast(total_person_count as bigint) as total_person_count,
    100 * (interval_of.value - total_linked_count / total_person_count) as difference_points,
    compare(
        interval_of.value,
        interval_of.lower,
        interval_of.upper,
        total_linked_count / nullif(total_person_count, 0),
        'none'
    ) as compared,
    unknown_record_count,
    record_count
from beside_total
order by la_code, extract, year, breakdown_topic, breakdown
