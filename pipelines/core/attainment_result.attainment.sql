-- Results of an academic year. Whoever was absent or disapplied counts among the pupils; whoever left does not.

select
    results.row,
    link.person_id,
    results.delivery,
    delivery.la_code,
    delivery.academic_year,
    results.urn,
    results.measure,
    measure.label as measure_label,
    results.result,
    case
        when results.measure = 'ATT8'
            then cast(round(cast(results.points as decimal(6, 2)) * 10) as bigint)
    end as points_in_tenths,
    case
        when results.measure = 'ATT8' then results.points is not null and coalesce(results.result, 'M') <> 'L'
        else coalesce(results.result in ('M', 'N', 'A', 'D'), false)
    end as is_in_base,
    case
        when results.measure <> 'ATT8' and results.result in ('M', 'N', 'A', 'D') then results.result = 'M'
    end as is_met
from staging.attainment_results as results
cross join landing.delivery as delivery
inner join core.person_link as link on link.part = 'results' and link.row = results.row
inner join codes.attainment_measure as measure on measure.code = results.measure
order by results.row
