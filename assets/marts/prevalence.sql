-- title: Prevalence of special educational needs on school census day
-- grain: la_code, census, coverage, breakdown_topic, breakdown, second_topic, second_breakdown, sen_provision
-- owner: team:send_analysis
-- rule: education
-- about: Census view, every term: pupils on roll of schools in the area, wherever they live; by the scope of the
-- about: build those whose home is known to lie in it. A pupil is counted once, at the main or only registration.
-- about: Pupils without any SEN are in the denominator only. Provision by type of need is told in need_profile.
-- about: Breakdowns but the total and the type of school need pupil-level returns, so they leave independent schools
-- about: out, as does residence: of those schools only headcounts are known. All schools is there only where every
-- about: kind of school has returned; a census without a school of the springs before and after it is a part return.
-- about: Homes are placed by the first address of the record; deprivation is that of the LSOA, by the newest index.
-- about: Authorities told together are the sum of both where both have returned; a school or a locality is of one.
-- about: In a sum of years a pupil counts in each census: the interval is narrower than of so many different pupils.
--
-- dimension la_code: Local authority of the school, DfE number; authorities told together joined by +
-- dimension census: Census, as year and term; those of a sum of years joined by +
-- dimension coverage: Schools counted: all schools, or those of one kind
-- dimension breakdown_topic: What the pupils are broken down by
-- dimension breakdown: Group of pupils; of schools the URN, of wards the ONS code
-- dimension second_topic: What the group is broken down by in turn; Total where it is not
-- dimension second_breakdown: Group within the group
-- dimension sen_provision: SEN provision on census day
-- attribute measure: What is measured
-- attribute population: Who is in the denominator
-- attribute area_level: Local authority, or authorities together
-- attribute area_name: Name of the area
-- attribute period: One census, or a sum of years
-- attribute census_day: Day counted; of a sum of years the last
-- attribute academic_year: Academic year as DfE writes it, 202425; of a sum of years the last
-- attribute part_of: Topic and group that the group is a part of: the phase of a school
-- attribute method: How the interval is made
-- attribute deliveries: The deliveries counted, parted by ;
-- count pupil_count: Pupils of the group with this provision (numerator)
-- count pupil_base over la_code, census, coverage, breakdown_topic, breakdown, second_topic, second_breakdown: All pupils of the group (denominator)
-- count area_count over la_code, census, coverage, sen_provision: All pupils of the area with this provision
-- count area_base over la_code, census, coverage: All pupils of the area
-- derived pupil_percent from pupil_count, pupil_base: Pupils with this provision per 100 pupils of the group
-- derived pupil_percent_lower from pupil_count, pupil_base: Lower limit of the 95% Wilson interval, per 100
-- derived pupil_percent_upper from pupil_count, pupil_base: Upper limit of the 95% Wilson interval, per 100
-- derived verdict from pupil_count, pupil_base, area_count, area_base: The interval against the area's own percentage
-- derived quality_flags from pupil_base: part return, collected in spring only, small base (under 30); parted by ;
--
-- adds sen_provision: All SEN = SEN support + EHC plan
-- adds coverage: All schools = State-funded schools + Non-maintained special schools + Independent schools
-- adds breakdown: within breakdown_topic to Total
-- adds breakdown: nested in breakdown_topic by part_of
-- adds census: joined by +
-- adds la_code: joined by +
-- crosses breakdown_topic, breakdown: second_topic, second_breakdown
-- rest: pupil_base - pupil_count
-- same area_count: pupil_count at breakdown_topic = Total
-- same area_base: pupil_base at breakdown_topic = Total
-- public pupil_count at census = *-spring, breakdown_topic = Total + School type + School + NC year + Age at 31 August, second_topic = Total: the SEN statistics of the DfE, each June
-- public pupil_base at census = *-spring, breakdown_topic = Total + School type + School + NC year + Age at 31 August, second_topic = Total: the SEN statistics of the DfE, each June

with home as (
    select
        delivery,
        row,
        in_area,
        lsoa,
        ward,
        postcode_district,
        imd_decile_2019,
        imd_decile_2025
    from core.address
    where extract = 'school_census' and part = 'pupilonroll' and address_order = 1
),

-- one row per pupil and census
pupil as materialized (
    select
        enrolment.la_code,
        enrolment.census,
        enrolment.census_day,
        enrolment.academic_year,
        enrolment.delivery,
        case when enrolment.governance = 'NM' then 'Non-maintained special schools' else 'State-funded schools' end
            as coverage,
        status.sen_provision,
        enrolment.urn,
        enrolment.school_type,
        enrolment.phase,
        coalesce(enrolment.nc_year_label, 'Not recorded') as nc_year,
        enrolment.age_31_august as age,
        enrolment.sex,
        enrolment.ethnicity,
        enrolment.first_language,
        case
            when enrolment.fsm_eligible then 'Eligible for free school meals'
            else 'Not eligible for free school meals'
        end as free_school_meals,
        home.lsoa,
        home.ward,
        home.postcode_district,
        home.imd_decile_2019,
        home.imd_decile_2025
    from core.enrolment as enrolment
    inner join core.sen_status as status
        on status.la_code = enrolment.la_code
        and status.census = enrolment.census
        and status.person_id = enrolment.person_id
    left join home on home.delivery = enrolment.delivery and home.row = enrolment.row
    cross join scope.counting as counting
    anti join scope.school_type_left_out as left_out on left_out.school_type = enrolment.school_type
    where enrolment.is_counted and (counting.counted = 'pupils' or home.in_area)
),

-- Pupils are counted by the finest groups that are told; what is told of wider ones is added up from these.
by_school as (
    select
        la_code, census, coverage, urn, school_type, phase,
        'Total' as total,
        any_value(census_day) as census_day,
        any_value(academic_year) as academic_year,
        any_value(delivery) as delivery,
        count(*) as pupils,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plans
    from pupil
    group by all
),

by_sex_and_year as (
    select
        la_code, census, coverage, sex, nc_year,
        count(*) as pupils,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plans
    from pupil
    group by all
),

by_sex_and_ethnicity as (
    select
        la_code, census, coverage, sex, ethnicity,
        count(*) as pupils,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plans
    from pupil
    group by all
),

by_meals_and_ethnicity as (
    select
        la_code, census, coverage, free_school_meals, ethnicity,
        count(*) as pupils,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plans
    from pupil
    group by all
),

by_meals_and_age as (
    select
        la_code, census, coverage, free_school_meals,
        coalesce(cast(age as varchar), 'Not recorded') as age,
        count(*) as pupils,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plans
    from pupil
    group by all
),

by_language as (
    select
        la_code, census, coverage, first_language,
        count(*) as pupils,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plans
    from pupil
    group by all
),

by_home as (
    select
        la_code, census, coverage, lsoa, ward, postcode_district, imd_decile_2019, imd_decile_2025,
        any_value(census_day) as census_day,
        count(*) as pupils,
        count(*) filter (where sen_provision = 'K') as sen_support,
        count(*) filter (where sen_provision = 'E') as ehc_plans
    from pupil
    group by all
),

-- each authority's newest list; an area is of one locality on a day
locality as (
    select
        listed.la_code,
        listed.area_type,
        listed.area_code,
        listed.valid_from,
        listed.valid_to,
        coalesce(merged.merged_into, listed.locality) as locality
    from core.locality as listed
    left join scope.locality_merged as merged
        on merged.la_code = listed.la_code and merged.locality = listed.locality
    qualify listed.edition = max(listed.edition) over (partition by listed.la_code)
),

newest_index as (
    select count(imd_decile_2025) > 0 as is_of_2025
    from by_home
),

placed as (
    select
        by_home.la_code,
        by_home.census,
        by_home.coverage,
        coalesce(by_home.ward, 'Not known') as ward,
        coalesce(of_lsoa.locality, of_ward.locality, of_district.locality, 'Not known') as locality,
        case when index.is_of_2025 then 'IMD decile 2025' else 'IMD decile 2019' end as imd_topic,
        case case when index.is_of_2025 then by_home.imd_decile_2025 else by_home.imd_decile_2019 end
            when 1 then '1 (most deprived)'
            when 10 then '10 (least deprived)'
            else coalesce(
                cast(case when index.is_of_2025 then by_home.imd_decile_2025 else by_home.imd_decile_2019 end as varchar),
                'Not known'
            )
        end as imd_group,
        by_home.pupils,
        by_home.sen_support,
        by_home.ehc_plans
    from by_home
    cross join newest_index as index
    left join locality as of_lsoa
        on of_lsoa.area_type = 'LSOA'
        and of_lsoa.la_code = by_home.la_code
        and of_lsoa.area_code = by_home.lsoa
        and by_home.census_day >= coalesce(of_lsoa.valid_from, by_home.census_day)
        and by_home.census_day <= coalesce(of_lsoa.valid_to, by_home.census_day)
    left join locality as of_ward
        on of_ward.area_type = 'Ward'
        and of_ward.la_code = by_home.la_code
        and of_ward.area_code = by_home.ward
        and by_home.census_day >= coalesce(of_ward.valid_from, by_home.census_day)
        and by_home.census_day <= coalesce(of_ward.valid_to, by_home.census_day)
    left join locality as of_district
        on of_district.area_type = 'Postcode district'
        and of_district.la_code = by_home.la_code
        and of_district.area_code = by_home.postcode_district
        and by_home.census_day >= coalesce(of_district.valid_from, by_home.census_day)
        and by_home.census_day <= coalesce(of_district.valid_to, by_home.census_day)
),

school_groups as (
    unpivot by_school
    on total as "Total", school_type as "School type", phase as "Phase of education"
    into name breakdown_topic value breakdown
),

sex_and_year as (
    unpivot by_sex_and_year
    on sex as "Sex", nc_year as "NC year"
    into name breakdown_topic value breakdown
),

meals_and_age as (
    unpivot by_meals_and_age
    on free_school_meals as "Free school meals", age as "Age at 31 August"
    into name breakdown_topic value breakdown
),

home_groups as (
    unpivot placed
    on ward as "Ward", locality as "Locality"
    into name breakdown_topic value breakdown
),

-- a number for which a school returned two phases leaves the schools of that census without a phase
schools as (
    select
        la_code, census, coverage, urn,
        case when max(count(distinct phase)) over (partition by la_code, census, coverage) = 1
            then 'Phase of education: ' || min(phase) end as part_of,
        sum(pupils) as pupils,
        sum(sen_support) as sen_support,
        sum(ehc_plans) as ehc_plans
    from by_school
    group by la_code, census, coverage, urn
),

one_way as (
    select * from school_groups
    union all by name
    select 'School' as breakdown_topic, urn as breakdown, * exclude (urn) from schools
    union all by name
    select * from sex_and_year
    union all by name
    select * from meals_and_age
    union all by name
    select 'Ethnicity' as breakdown_topic, ethnicity as breakdown, * exclude (sex, ethnicity) from by_sex_and_ethnicity
    union all by name
    select 'First language' as breakdown_topic, first_language as breakdown, * exclude (first_language) from by_language
    union all by name
    select * from home_groups
    union all by name
    select
        imd_topic as breakdown_topic,
        imd_group as breakdown,
        * exclude (imd_topic, imd_group, ward, locality)
    from placed
),

-- The two-way tables: these and no others. Phase by type of school, and home by home, are there so that no two
-- shown groups of the same pupils, cut otherwise, give a hidden one away.
two_way as (
    select 'NC year' as breakdown_topic, nc_year as breakdown, 'Sex' as second_topic, sex as second_breakdown, *
    from by_sex_and_year
    union all by name
    select 'Ethnicity' as breakdown_topic, ethnicity as breakdown, 'Sex' as second_topic, sex as second_breakdown, *
    from by_sex_and_ethnicity
    union all by name
    select
        'Ethnicity' as breakdown_topic,
        ethnicity as breakdown,
        'Free school meals' as second_topic,
        free_school_meals as second_breakdown,
        *
    from by_meals_and_ethnicity
    union all by name
    select
        'Age at 31 August' as breakdown_topic,
        age as breakdown,
        'Free school meals' as second_topic,
        free_school_meals as second_breakdown,
        *
    from by_meals_and_age
    union all by name
    select
        'Phase of education' as breakdown_topic,
        phase as breakdown,
        'School type' as second_topic,
        school_type as second_breakdown,
        *
    from by_school
    union all by name
    select 'Ward' as breakdown_topic, ward as breakdown, 'Locality' as second_topic, locality as second_breakdown, *
    from placed
    union all by name
    select 'Ward' as breakdown_topic, ward as breakdown, imd_topic as second_topic, imd_group as second_breakdown, *
    from placed
    union all by name
    select
        'Locality' as breakdown_topic,
        locality as breakdown,
        imd_topic as second_topic,
        imd_group as second_breakdown,
        *
    from placed
),

either_way as (
    select 'Total' as second_topic, 'Total' as second_breakdown, * from one_way
    union all by name
    select * from two_way
),

pupil_level as (
    select
        la_code, census, coverage, breakdown_topic, breakdown, second_topic, second_breakdown, part_of,
        sum(pupils) as pupils,
        sum(sen_support) as sen_support,
        sum(ehc_plans) as ehc_plans
    from either_way
    group by all
),

-- of pupils of independent schools nobody knows where they live
headcounts as (
    select
        school.la_code, school.census,
        'Independent schools' as coverage,
        topic.breakdown_topic, topic.breakdown,
        'Total' as second_topic,
        'Total' as second_breakdown,
        any_value(school.census_day) as census_day,
        any_value(school.academic_year) as academic_year,
        any_value(school.delivery) as delivery,
        sum(school.pupils) as pupils,
        sum(school.sen_support) as sen_support,
        sum(school.ehc_plans) as ehc_plans
    from core.independent_school as school
    cross join (
        values ('Total', 'Total'), ('School type', 'Independent school')
    ) as topic (breakdown_topic, breakdown)
    cross join scope.counting as counting
    anti join scope.school_type_left_out as left_out on left_out.school_type = 'Independent school'
    where counting.counted = 'pupils'
    group by all
),

-- a census without a school that returned in the springs before and after it is a part return
-- of all schools that are counted, whosever homes are
returned as (
    select distinct
        la_code,
        census,
        census_day,
        case when governance = 'NM' then 'Non-maintained special schools' else 'State-funded schools' end as coverage,
        urn
    from core.enrolment as enrolment
    anti join scope.school_type_left_out as left_out on left_out.school_type = enrolment.school_type
    where is_counted
),

census_of as (
    select la_code, census, any_value(census_day) as census_day
    from returned
    group by la_code, census
),

between_springs as (
    select
        this.la_code, this.census,
        max(spring.census_day) filter (where spring.census_day < this.census_day) as spring_before,
        min(spring.census_day) filter (where spring.census_day > this.census_day) as spring_after
    from census_of as this
    inner join census_of as spring on spring.la_code = this.la_code and spring.census like '%-spring'
    group by all
),

school_missing as (
    select distinct
        this.la_code, this.census,
        earlier.coverage
    from between_springs as this
    inner join returned as earlier
        on earlier.la_code = this.la_code and earlier.census_day = this.spring_before
    semi join returned as later
        on later.la_code = this.la_code and later.census_day = this.spring_after and later.urn = earlier.urn
    anti join returned as there
        on there.la_code = this.la_code and there.census = this.census and there.urn = earlier.urn
),

told as (
    select
        la_code, census, coverage,
        any_value(census_day) as census_day,
        any_value(academic_year) as academic_year,
        'school_census.' || any_value(delivery) as deliveries
    from by_school
    group by all
),

by_coverage as (
    select
        told.census_day,
        told.academic_year,
        told.deliveries,
        missing.census is not null as is_part,
        pupil_level.*
    from pupil_level
    inner join told
        on told.la_code = pupil_level.la_code
        and told.census = pupil_level.census
        and told.coverage = pupil_level.coverage
    left join school_missing as missing
        on missing.la_code = pupil_level.la_code
        and missing.census = pupil_level.census
        and missing.coverage = pupil_level.coverage
    union all by name
    select
        'independent_schools.' || delivery as deliveries,
        false as is_part,
        * exclude (delivery)
    from headcounts
),

-- "all schools" only where every kind of school has returned
complete as (
    select la_code, census
    from by_coverage
    where breakdown_topic = 'Total' and breakdown = 'Total'
    group by la_code, census
    having bool_or(coverage = 'Independent schools') and bool_or(coverage = 'State-funded schools')
),

-- of all schools, whatever kind of school is missing
part_return as (
    select distinct la_code, census
    from school_missing
),

all_schools as (
    select
        one.la_code, one.census,
        'All schools' as coverage,
        one.breakdown_topic, one.breakdown, one.second_topic, one.second_breakdown,
        max(one.census_day) as census_day,
        max(one.academic_year) as academic_year,
        string_agg(distinct one.deliveries, '; ' order by one.deliveries) as deliveries,
        bool_or(part.census is not null) as is_part,
        sum(one.pupils) as pupils,
        sum(one.sen_support) as sen_support,
        sum(one.ehc_plans) as ehc_plans
    from by_coverage as one
    semi join complete on complete.la_code = one.la_code and complete.census = one.census
    left join part_return as part on part.la_code = one.la_code and part.census = one.census
    where one.breakdown_topic in ('Total', 'School type')
    group by all
),

of_authority as (
    select 'Local authority' as area_level, * from by_coverage
    union all by name
    select 'Local authority' as area_level, * from all_schools
),

-- which censuses of which coverage all authorities told together have returned
returned_together as (
    select
        member.area, one.census,
        one.coverage
    from of_authority as one
    inner join scope.area_member as member on member.la_code = one.la_code
    where one.breakdown_topic = 'Total' and one.coverage <> 'Non-maintained special schools'
    group by member.area, one.census, one.coverage
    having count(*) = len(string_split(member.area, '+'))
),

-- an authority need not have a non-maintained special school
told_together as (
    select area, census, coverage from returned_together
    union all
    select area, census, 'Non-maintained special schools' from returned_together
    where coverage = 'State-funded schools'
),

of_together as (
    select
        member.area as la_code,
        'Authorities together' as area_level,
        one.census, one.coverage, one.breakdown_topic, one.breakdown, one.second_topic, one.second_breakdown,
        max(one.census_day) as census_day,
        max(one.academic_year) as academic_year,
        string_agg(distinct one.deliveries, '; ' order by one.deliveries) as deliveries,
        bool_or(one.is_part) as is_part,
        sum(one.pupils) as pupils,
        sum(one.sen_support) as sen_support,
        sum(one.ehc_plans) as ehc_plans
    from of_authority as one
    inner join scope.area_member as member on member.la_code = one.la_code
    semi join told_together as returned
        on returned.area = member.area
        and returned.census = one.census
        and returned.coverage = one.coverage
    where one.breakdown_topic not in ('School', 'Locality') and one.second_topic <> 'Locality'
    group by all
),

of_census as (
    select 'One census' as period, * from of_authority
    union all by name
    select 'One census' as period, * from of_together
),

spring as (
    select la_code, census, cast(left(census, 4) as bigint) as year
    from of_census
    where breakdown_topic = 'Total' and coverage = 'State-funded schools' and census like '%-spring'
),

-- the springs of each sum of years, all there
sum_of_years as (
    select
        last.la_code,
        last.year,
        string_agg(one.census, '+' order by one.year) as joined
    from spring as last
    inner join spring as one on one.la_code = last.la_code
    cross join scope.counting as counting
    where one.year > last.year - counting.rolling_years and one.year <= last.year
    group by last.la_code, last.year, counting.rolling_years
    having count(*) = counting.rolling_years
),

summed as (
    select
        sum_of_years.la_code, sum_of_years.joined,
        spring.census
    from sum_of_years
    inner join spring
        on spring.la_code = sum_of_years.la_code
        and spring.year > sum_of_years.year - len(string_split(sum_of_years.joined, '+'))
        and spring.year <= sum_of_years.year
),

of_years as (
    select
        one.la_code,
        summed.joined as census,
        'Sum of years' as period,
        one.area_level, one.coverage, one.breakdown_topic, one.breakdown, one.second_topic, one.second_breakdown,
        max(one.census_day) as census_day,
        max(one.academic_year) as academic_year,
        string_agg(distinct one.deliveries, '; ' order by one.deliveries) as deliveries,
        bool_or(one.is_part) as is_part,
        sum(one.pupils) as pupils,
        sum(one.sen_support) as sen_support,
        sum(one.ehc_plans) as ehc_plans
    from of_census as one
    inner join summed on summed.la_code = one.la_code and summed.census = one.census
    where one.breakdown_topic in ('Total', 'School', 'Ward', 'Locality')
        and one.coverage in ('State-funded schools', 'Non-maintained special schools')
    group by all
),

wide as (
    select *, sen_support + ehc_plans as all_sen from of_census
    union all by name
    select *, sen_support + ehc_plans as all_sen from of_years
),

tall as (
    unpivot wide
    on all_sen as "All SEN", sen_support as "SEN support", ehc_plans as "EHC plan"
    into name sen_provision value pupil_count
),

area as (
    select la_code, arg_max(name, edition) as name
    from core.area
    where level = 'Local authority' and is_current
    group by la_code
),

together as (
    select area, any_value(area_name) as name
    from scope.area_member
    group by area
),

left_out as (
    select string_agg(school_type, ', ' order by school_type) as names
    from scope.school_type_left_out
),

beside_total as (
    select
        one.la_code,
        coalesce(together.name, area.name, authority.label) as area_name,
        one.area_level,
        one.period,
        one.census,
        total.census_day,
        total.academic_year,
        total.deliveries,
        total.is_part,
        one.coverage,
        one.breakdown_topic,
        one.breakdown,
        one.second_topic,
        one.second_breakdown,
        one.part_of,
        one.sen_provision,
        cast(one.pupil_count as bigint) as pupil_count,
        cast(one.pupils as bigint) as pupil_base,
        cast(total.pupil_count as bigint) as area_count,
        cast(total.pupils as bigint) as area_base,
        'Pupils on roll of '
        || lower(one.coverage[1]) || one.coverage[2:] || ' in the area'
        || case when counting.counted = 'residents' then ', whose home is in it' else ', wherever they live' end
        || coalesce(', without: ' || left_out.names, '')
        || case when one.period = 'Sum of years' then '; counted once in each census' else '' end as population
    from tall as one
    inner join tall as total
        on total.la_code = one.la_code
        and total.census = one.census
        and total.coverage = one.coverage
        and total.sen_provision = one.sen_provision
        and total.area_level = one.area_level
        and total.period = one.period
        and total.breakdown_topic = 'Total'
    cross join scope.counting as counting
    cross join left_out
    left join area on area.la_code = one.la_code
    left join together on together.area = one.la_code
    left join codes.authority as authority on authority.code = one.la_code
)

select
    la_code,
    census,
    coverage,
    breakdown_topic,
    breakdown,
    second_topic,
    second_breakdown,
    sen_provision,
    'sen_prevalence' as measure,
    population,
    area_level,
    area_name,
    period,
    census_day,
    academic_year,
    part_of,
    'Wilson' as method,
    deliveries,
    pupil_count,
    pupil_base,
    area_count,
    area_base,
    100 * interval_of.value as pupil_percent,
    100 * interval_of.lower as pupil_percent_lower,
    100 * interval_of.upper as pupil_percent_upper,
    -- the total is not held against itself
    case
        when breakdown_topic = 'Total' or area_base = 0 then 'not compared'
        else compare(interval_of.value, interval_of.lower, interval_of.upper, area_count / area_base, 'none')
    end as verdict,
    concat_ws(
        '; ',
        case when is_part then 'part return' end,
        case when breakdown_topic = 'Ethnicity' and census not like '%-spring' then 'collected in spring only' end,
        case when pupil_base < 30 then 'small base' end
    ) as quality_flags
from (select *, wilson(pupil_count, pupil_base) as interval_of from beside_total)
order by
    la_code,
    census,
    coverage,
    breakdown_topic,
    breakdown,
    second_topic,
    second_breakdown,
    sen_provision
