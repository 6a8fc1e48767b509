-- Persons, each attribute as the latest return that knows it says; on one day the first in precedence_of.

with record as (
    select
        'school_census' as extract,
        'pupilonroll' as part,
        delivery,
        row,
        sex,
        null as gender,
        ethnicity,
        age_31_august
    from staging.school_census_pupilonroll
    union all
    select 'school_census', 'pupilnolongeronroll', delivery, row, sex, null, ethnicity, age_31_august
    from staging.school_census_pupilnolongeronroll
    union all
    select 'sen2', 'person', delivery, row, sex, gender_current, ethnicity, age_31_august
    from staging.sen2_person
    union all
    select 'ap_census', 'places', delivery, row, sex, null, ethnicity, age_31_august
    from staging.ap_census_places
    union all
    select 'early_years_census', 'children', delivery, row, sex, null, ethnicity, age_31_august
    from staging.early_years_census_children
    union all
    select 'annex_a', 'list_1', delivery, row, gender, null, ethnicity, age_31_august
    from staging.annex_a_list_1
    union all
    select 'annex_a', 'list_2', delivery, row, gender, null, ethnicity, age_31_august
    from staging.annex_a_list_2
    union all
    select 'ehcp', 'cases', delivery, row, null, null, null, age_31_august
    from staging.ehcp_cases
    union all
    select 'health_waits', 'referrals', delivery, row, null, null, null, age_31_august
    from staging.health_waits_referrals
    union all
    select 'nccis', 'youngpeople', delivery, row, null, null, null, age_31_august
    from staging.nccis_youngpeople
    union all
    select 'social_care', 'childreninneed', delivery, row, null, null, null, age_31_august
    from staging.social_care_childreninneed
    union all
    select 'social_care', 'protectionplans', delivery, row, null, null, null, age_31_august
    from staging.social_care_protectionplans
    union all
    select 'social_care', 'lookedafter', delivery, row, null, null, null, age_31_august
    from staging.social_care_lookedafter
    union all
    select 'attainment', 'results', delivery, row, null, null, null, age_31_august
    from staging.attainment_results
    union all
    select 'disputes', 'mediations', delivery, row, null, null, null, age_31_august
    from staging.disputes_mediations
    union all
    select 'disputes', 'appeals', delivery, row, null, null, null, age_31_august
    from staging.disputes_appeals
    union all
    select 'complaints', 'complaints', delivery, row, null, null, null, age_31_august
    from staging.complaints_complaints
    union all
    select 'sendiass', 'advicecases', delivery, row, null, null, null, age_31_august
    from staging.sendiass_advicecases
),

told as (
    select
        link.person_id,
        delivery.returned,
        record.extract || '.' || record.delivery as source,
        -- the later the day and, on one day, the sooner in the order of sources, the greater
        (delivery.census_day, -precedence_of(record.extract), record.delivery, record.part, record.row) as turn,
        coalesce(sex.label, gender.label) as sex,
        ethnicity.main as ethnicity_main,
        record.age_31_august
    from record
    inner join core.person_link as link
        on link.delivery = record.delivery and link.part = record.part and link.row = record.row
    inner join landing.delivery as delivery
        on delivery.delivery = record.delivery and delivery.extract = record.extract
    left join codes.sex as sex on sex.code = record.sex
    left join codes.gender_current as gender on gender.code = record.gender
    left join codes.main_ethnicity as ethnicity on ethnicity.code = record.ethnicity
    -- a complaint or a case of the advice service that names no child is nobody's record
    where link.rule <> 'record' or record.extract not in ('complaints', 'sendiass')
),

person as (
    select
        person_id,
        arg_max(sex, turn) filter (where sex is not null) as sex,
        arg_max(source, turn) filter (where sex is not null) as sex_source,
        arg_max(ethnicity_main, turn) filter (where ethnicity_main is not null) as ethnicity_main,
        arg_max(source, turn) filter (where ethnicity_main is not null) as ethnicity_source,
        arg_max(age_31_august, turn) filter (where age_31_august is not null) as age_31_august,
        arg_max(source, turn) filter (where age_31_august is not null) as age_source,
        arg_min(returned, turn) as first_return,
        arg_max(returned, turn) as last_return,
        count(*) as records
    from told
    group by person_id
),

home as (
    select *
    from core.address_history
    qualify row_number() over (partition by person_id order by spell desc) = 1
)

select
    person.person_id,
    person.sex,
    person.sex_source,
    person.ethnicity_main,
    person.ethnicity_source,
    person.age_31_august,
    person.age_source,
    home.lsoa,
    home.in_area,
    home.imd_decile_2019,
    home.imd_decile_2025,
    home.source as address_source,
    person.first_return,
    person.last_return,
    person.records
from person
left join home using (person_id)
order by person.person_id
