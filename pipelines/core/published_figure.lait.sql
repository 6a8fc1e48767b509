-- Figures of LAIT, one a row. Of what kind its years are, only the dictionary says, and there 2022 of an academic
-- or financial series is the year that ends in 2022. Without it a single year starts where it is printed.

with measure as (
    -- a measure may stand twice in the dictionary
    select
        measure,
        case when min(unit) = max(unit) then min(unit) end as unit,
        case when min(year_kind) = max(year_kind) then lower(min(year_kind)) end as kind
    from staging.lait_measures
    group by measure
),

-- one row per text that stands for years; from its first to its last are 2 in 2014-16 and 2015/16-17/18, 1 in 2016-17
period as (
    select
        years,
        nullif(try_cast(left(years, 4) as bigint), 0) as first_year,
        regexp_matches(years, '^\d{4} *($|\()') as is_single,
        case
            when regexp_matches(years, '^\d{4}/\d\d-\d\d/\d\d')
                then try_cast(substr(years, 9, 2) as bigint) - try_cast(substr(years, 3, 2) as bigint)
            when regexp_matches(years, '^\d{4}-\d\d')
                then try_cast(substr(years, 6, 2) as bigint) - try_cast(substr(years, 3, 2) as bigint)
        end as span,
        nullif(regexp_extract(years, '\((\w+)\)', 1), '') as mark
    from (select distinct years from staging.lait_values)
)

select
    value.delivery,
    delivery.year as edition,
    'lait' as extract,
    'values' as dataset,
    value.row,
    case
        when value.area_number = '970' then 'National'
        when value.area_number between '980' and '990' then 'Regional'
        else 'Local authority'
    end as geographic_level,
    case when value.area_number not between '970' and '990' then value.area_number end as la_code,
    cast(null as varchar) as area_code,
    value.area_name,
    nullif(value.region_name, 'NA') as region_name,
    value.years as time_period,
    case
        when period.span > 1 and measure.kind = 'calendar year' then 'three calendar years'
        when period.span > 1 then 'three years'
        when not period.is_single and measure.kind = 'calendar year' then 'year across two'
        when measure.kind is null and period.is_single then 'year'
        when measure.kind is null then 'year across two'
        else measure.kind
    end as period_kind,
    case
        when period.is_single and measure.kind in ('academic year', 'financial year')
            then period.first_year - 1
        else period.first_year
    end as start_year,
    'Total' as breakdown,
    case period.mark
        when 'Rev' then 'Revised'
        when 'prov' then 'Provisional'
        when 'Final' then 'Final'
        when 'OT' then 'Outturn'
        else period.mark
    end as status,
    value.measure,
    measure.unit,
    figure_of(value.value) as value,
    symbol_of(value.value) as symbol
from staging.lait_values as value
inner join period on period.years = value.years
left join measure on measure.measure = value.measure
cross join landing.delivery as delivery
where value.value is not null
order by value.row
