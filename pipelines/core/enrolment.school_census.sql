-- Every registration in a census, and which one counts the pupil. DfE counts sole and main registrations
-- (C, M, F, O). A pupil that two schools claim is counted at the school entered last.

with school as (
    select
        schoolcensus.school_census_id,
        -- returns have a URN since 2018
        coalesce(schoolcensus.urn, schoolcensus.la_code || schoolcensus.establishment) as urn,
        school.phase,
        school.governance
    from staging.school_census_schoolcensus as schoolcensus
    inner join staging.school_census_school as school using (school_census_id)
),

eligible as (
    select distinct period.pupil_id
    from staging.school_census_fsmperiod as period
    cross join landing.delivery as delivery
    where period.start_date <= delivery.census_day
        and (period.end_date is null or period.end_date > delivery.census_day)
),

-- a flat extract has the flag in place of the periods
given as (
    select count(*) > 0 as has_periods
    from staging.school_census_fsmperiod
),

home as (
    select pupil_id, min(postcode_district) as home_district
    from staging.school_census_addresses
    group by pupil_id
),

registered as (
    select
        link.person_id,
        pupil.row,
        pupil.delivery,
        delivery.la_code,
        delivery.returned as census,
        delivery.census_day,
        delivery.academic_year,
        school.urn,
        phase.label as phase,
        case
            when school.phase = 'NS' then 'State-funded nursery'
            when school.phase in ('PS', 'MP') then 'State-funded primary'
            when school.phase in ('SS', 'MS', 'AT') then 'State-funded secondary'
            when school.phase = 'SP' and school.governance is null then 'Special school, kind not returned'
            when school.phase = 'SP' and school.governance = 'NM' then 'Non-maintained special school'
            when school.phase = 'SP' then 'State-funded special school'
            else 'State-funded alternative provision'
        end as school_type,
        school.governance,
        pupil.enrolment_status,
        pupil.entry_date,
        pupil.nc_year,
        nc_year.label as nc_year_label,
        pupil.age_31_august,
        pupil.age_census_day,
        pupil.birth_month,
        sex.label as sex,
        ethnicity.main as ethnicity_main,
        coalesce(ethnicity.main_label, 'Not recorded') as ethnicity,
        case
            when pupil.language is null then 'Not known or not recorded'
            -- the list has English and what is no language
            else coalesce(first_language.label, 'Other than English')
        end as first_language,
        case
            when given.has_periods then eligible.pupil_id is not null
            else coalesce(pupil.fsm_eligible, false)
        end as fsm_eligible,
        home.home_district,
        pupil.enrolment_status in ('C', 'M', 'F', 'O') as may_count
    from staging.school_census_pupilonroll as pupil
    cross join landing.delivery as delivery
    cross join given
    inner join school using (school_census_id)
    inner join core.person_link as link
        on link.part = 'pupilonroll' and link.row = pupil.row
    inner join codes.phase as phase on phase.code = school.phase
    inner join codes.sex as sex on sex.code = pupil.sex
    left join codes.nc_year as nc_year on nc_year.code = pupil.nc_year
    left join codes.main_ethnicity as ethnicity on ethnicity.code = pupil.ethnicity
    left join codes.first_language as first_language on first_language.code = pupil.language
    left join eligible on eligible.pupil_id = pupil.pupil_id
    left join home on home.pupil_id = pupil.pupil_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by person_id, may_count
            order by entry_date desc nulls last, urn, row
        ) as place
    from registered
)

select
    * exclude (may_count, place),
    may_count and place = 1 as is_counted,
    case
        when not may_count then 'subsidiary, guest or previous registration'
        when place > 1 then 'the pupil entered another school later'
    end as not_counted_because
from ranked
order by row
