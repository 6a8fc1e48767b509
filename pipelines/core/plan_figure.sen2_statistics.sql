-- Plans as each edition of the SEN2 statistics prints them, in one shape. Statements and EHC plans together: they are
-- one series through the reforms of 2014 to 2018. Nothing is repaired here; marts.plan_panel does, and says so.

with by_age as (
    select *, 'age_caseload' as part, 'stock' as flow, age as printed, all_plans as figure
    from staging.sen2_statistics_age_caseload
    union all by name
    select *, 'age_new_plans' as part, 'new' as flow, age as printed, all_plans as figure
    from staging.sen2_statistics_age_new_plans
    union all by name
    select *, 'caseload_by_age' as part, 'stock' as flow, age as printed, plans as figure
    from staging.sen2_statistics_caseload_by_age
    where lower(kind) = 'total'
    union all by name
    select *, 'new_plans_by_age' as part, 'new' as flow, age as printed, plans as figure
    from staging.sen2_statistics_new_plans_by_age
    where lower(kind) = 'total'
    union all by name
    select *, 'caseload' as part, 'stock' as flow, breakdown as printed, plans as figure
    from staging.sen2_statistics_caseload
    where breakdown_topic ilike 'all %' or breakdown_topic ilike '%persons age%'
    union all by name
    select *, 'new_plans' as part, 'new' as flow, breakdown as printed, plans as figure
    from staging.sen2_statistics_new_plans
    where
        breakdown_topic ilike 'all %'
        or breakdown_topic ilike 'new ehc plans'
        or breakdown_topic ilike 'age when plan started'
        or breakdown_topic ilike 'age on plan start%'
    union all by name
    select *, 'process' as part, 'ceased' as flow, 'Total' as printed, ceased as figure
    from staging.sen2_statistics_process
    where ceased is not null
    union all by name
    select *, 'ceased' as part, 'ceased' as flow, breakdown as printed, plans as figure
    from staging.sen2_statistics_ceased
    where breakdown_topic ilike 'all %'
),

of_age as (
    select
        * exclude (breakdown_topic, breakdown),
        case when lower(printed) = 'total' or breakdown_topic ilike 'all %' or breakdown_topic ilike 'new ehc plans'
            then 'total' else 'age'
        end as breakdown,
        try_cast(regexp_extract(printed, '\d+') as integer) as from_age
    from by_age
),

with_band as (
    select
        *,
        case
            when breakdown = 'total' then 'total'
            when from_age < 5 or (from_age = 5 and lower(printed) like 'under%') then '0-4'
            when from_age <= 10 then '5-10'
            when from_age <= 15 then '11-15'
            when from_age <= 19 then '16-19'
            when from_age <= 25 then '20-25'
        end as "group"
    from of_age
),

by_placement as (
    select *, 'placement_caseload' as part, 'stock' as flow, all_plans as figure
    from staging.sen2_statistics_placement_caseload
    union all by name
    select *, 'placement_new_plans' as part, 'new' as flow, all_plans as figure
    from staging.sen2_statistics_placement_new_plans
    union all by name
    select *, 'caseload_by_placement' as part, 'stock' as flow, plans as figure
    from staging.sen2_statistics_caseload_by_placement
    where lower(kind) = 'total'
    union all by name
    select *, 'new_plans_by_placement' as part, 'new' as flow, plans as figure
    from staging.sen2_statistics_new_plans_by_placement
    where lower(kind) = 'total'
),

-- a group's own row has the type Total; of the types only those that are part of a group of ours are kept
of_placement as (
    select
        by_placement.*,
        case when lower(placement) = 'total' then 'placement' else 'within' end as breakdown,
        case when lower(placement) = 'total' then placement_group else placement end as printed,
        case when lower(placement) = 'total' then grouped.label else kind_of.label end as "group"
    from by_placement
    left join codes.placement_group as grouped on lower(grouped.code) = lower(placement_group)
    left join codes.placement_type as kind_of on lower(kind_of.code) = lower(placement)
    where
        (lower(placement) = 'total' and lower(placement_group) <> 'total')
        or kind_of.label in ('resourced_senunit', 'special_indep_nmss')
),

in_columns as (
    select *, 'caseload' as part, 'stock' as flow from staging.sen2_statistics_caseload
    union all by name
    select *, 'new_plans' as part, 'new' as flow from staging.sen2_statistics_new_plans
),

-- an empty cell is no figure, and hides the sum it is part of; unpivoting would lose it
of_all as (
    select
        * replace (
            coalesce(mainstream_maintained_provision, '') as mainstream_maintained_provision,
            coalesce(mainstream_maintained_unit, '') as mainstream_maintained_unit,
            coalesce(mainstream_academy_provision, '') as mainstream_academy_provision,
            coalesce(mainstream_academy_unit, '') as mainstream_academy_unit,
            coalesce(mainstream_free_provision, '') as mainstream_free_provision,
            coalesce(mainstream_free_unit, '') as mainstream_free_unit,
            coalesce(mainstream_total, '') as mainstream_total,
            coalesce(special_independent, '') as special_independent,
            coalesce(special_non_maintained, '') as special_non_maintained,
            coalesce(special_total, '') as special_total,
            coalesce(alternative_total, '') as alternative_total,
            coalesce(further_education_total, '') as further_education_total,
            coalesce(elsewhere_total, '') as elsewhere_total,
            coalesce(early_years_total, '') as early_years_total,
            coalesce(unknown_total, '') as unknown_total
        )
    from in_columns
    where breakdown_topic ilike 'all %' or breakdown_topic ilike 'new ehc plans'
),

of_columns as (
    unpivot of_all
    on
        mainstream_maintained_provision,
        mainstream_maintained_unit,
        mainstream_academy_provision,
        mainstream_academy_unit,
        mainstream_free_provision,
        mainstream_free_unit,
        mainstream_total,
        special_independent,
        special_non_maintained,
        special_total,
        alternative_total,
        further_education_total,
        elsewhere_total,
        early_years_total,
        unknown_total
    into name printed value figure
),

with_group as (
    select
        * exclude (breakdown_topic, breakdown),
        case when ends_with(printed, '_total') then 'placement' else 'within' end as breakdown,
        case printed
            when 'mainstream_total' then 'mainstream'
            when 'special_total' then 'special'
            when 'alternative_total' then 'ap_pru'
            when 'further_education_total' then 'fe'
            when 'early_years_total' then 'early_years'
            when 'elsewhere_total' then 'elsewhere'
            when 'unknown_total' then 'elsewhere'
            when 'special_independent' then 'special_indep_nmss'
            when 'special_non_maintained' then 'special_indep_nmss'
            else 'resourced_senunit'
        end as "group"
    from of_columns
),

together as (
    select * from with_band
    union all by name
    select * from of_placement
    union all by name
    select * from with_group
),

stamped as (
    select
        *,
        -- 202425, 2024/25 and 2024-25
        regexp_full_match(trim(time_period), '\d{4}\D?(\d{2}|\d{4})') as has_two_years,
        try_cast(left(trim(time_period), 4) as bigint) as first_year,
        case
            when geographic_level ilike 'local authority'
                then coalesce(nullif(regexp_extract(old_la_code, '^\d{3}$'), ''), known.label, la_name, '?')
            when geographic_level ilike 'regional' then coalesce(region_code, region_name, '?')
            when geographic_level ilike 'national' then '000'
        end as area
    from together
    left join codes.area_code as known on known.code = together.new_la_code
)

select
    stamped.delivery,
    edition.year as edition,
    stamped.part,
    stamped.row,
    case
        when stamped.geographic_level ilike 'local authority' then 'Local authority'
        when stamped.geographic_level ilike 'regional' then 'Regional'
        else 'National'
    end as level,
    stamped.area,
    case
        when stamped.geographic_level ilike 'local authority' then stamped.new_la_code
        when stamped.geographic_level ilike 'regional' then stamped.region_code
        else stamped.country_code
    end as area_code,
    case
        when stamped.geographic_level ilike 'local authority' then stamped.la_name
        when stamped.geographic_level ilike 'regional' then stamped.region_name
        else stamped.country_name
    end as area_name,
    stamped.region_code,
    stamped.first_year + cast(stamped.has_two_years and stamped.flow = 'stock' as bigint) as year,
    stamped.has_two_years and stamped.flow = 'stock' as is_academic_stamp,
    stamped.flow,
    stamped.breakdown,
    stamped.printed,
    stamped.group,
    cast(figure_of(stamped.figure) as bigint) as plans,
    symbol_of(stamped.figure) as symbol
from stamped
cross join landing.delivery as edition
where stamped.area is not null and stamped.first_year is not null
order by all
