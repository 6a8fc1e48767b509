-- Cells of a published table of persons, with numbers as numbers. An authority's own file that speaks of one
-- authority only speaks of the one it lies under; otherwise the DfE number is known where the file tells it.

with cell as (
    select
        *,
        try_cast(replace(persons, ',', '') as double) as number,
        min(area_code) over () = max(area_code) over () as is_of_one_area
    from staging.{extract}_persons
)

select
    cell.delivery,
    delivery.year as edition_year,
    cell.row,
    cell.cell,
    case '{extract}'
        when 'population_estimates' then 'estimate'
        when 'population_projections' then 'projection'
        else 'births'
    end as kind,
    cell.component,
    cell.variant,
    cell.area_code,
    cell.area_name,
    case
        when cell.la_number is not null then cell.la_number
        when
            delivery.la_code <> '000'
            and cell.is_of_one_area
            and regexp_matches(cell.area_code, '^(E0[6-9]|E10|W06)')
            then delivery.la_code
    end as la_code,
    cell.year,
    cell.sex,
    cell.age,
    cell.age_from,
    cell.age_to,
    cell.number as persons,
    case when cell.number is null then cell.persons end as symbol
from cell
cross join landing.delivery as delivery
order by cell.cell
